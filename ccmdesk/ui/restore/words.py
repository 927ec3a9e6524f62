"""What the restore says: what a backup is, and what would be lost."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.backups import Loss
from ccmdesk.services.backup_opening import Inspected
from ccmdesk.services.restores import RestorePlan
from ccmdesk.ui.common.say import clock_time, full_date, weekday

translate = QCoreApplication.translate


def what_words(told: Inspected) -> str:
    """Return what a backup says of itself: practice, when, size, by which version."""
    at = told.made_at.astimezone(ZoneInfo(told.zone))
    when = f"{weekday(at.date())} {full_date(at.date())}, {clock_time(at)}"
    words = translate("restore", "%1, as it was on %2. %3 MB, made by ccmdesk %4.")
    words = words.replace("%1", told.name).replace("%2", when)
    return words.replace("%3", f"{told.size / 1_000_000:.1f}").replace("%4", told.program)


def plan_words(plan: RestorePlan, *, zone: str) -> str:
    """Return where the practice will be, and what would be lost of the one there."""
    where = translate("restore", "The practice will be at %1.").replace("%1", str(plan.folder))
    return f"{where}\n{_loss_words(plan.loss, zone=zone)}"


def _loss_words(loss: Loss | None, *, zone: str) -> str:
    kept = translate("restore", "It is not deleted: it is kept beside the restored one.")
    if loss is None:
        return translate("restore", "Nothing is there yet, so nothing can be lost.")
    if loss.records is None:
        words = translate("restore", "The practice that is there cannot be read.")
    elif not loss.same_history:
        words = translate(
            "restore", "The practice that is there has another history; all of it would be set aside."
        )
    elif loss.records == 0 or loss.since is None:
        return translate("restore", "Nothing would be lost: this backup holds all the work that is there.")
    else:
        since = loss.since.astimezone(ZoneInfo(zone))
        words = translate("restore", "%1 records made since %2 would be lost from sight.")
        words = words.replace("%1", str(loss.records))
        words = words.replace("%2", f"{full_date(since.date())}, {clock_time(since)}")
    return f"{words} {kept}"
