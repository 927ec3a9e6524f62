"""How one file ended: its outcome, what it holds, what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.imports import FileStatus, ParsedFile, Skipped
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.importing import words
from ccmdesk.ui.importing.columns import status_role
from ccmdesk.ui.importing.detail_parts import Detail, Group
from ccmdesk.ui.importing.review import grouped

translate = QCoreApplication.translate


def file_detail(theme: Theme, file: ParsedFile, *, nobody: Sequence[Skipped]) -> Detail:
    """Return the detail of a file; `nobody` is what of this file belongs to no person."""
    detail = Detail(theme, name="importing.file")
    detail.say(words.breakable(file.name), weight=Weight.BOLD)
    outcome = f"{words.file_kind_words(file.kind)}, {words.status_words(file.status)}"
    detail.say(outcome, role=status_role(file.status), weight=Weight.MEDIUM, name="importing.file_outcome")
    if file.reason:
        detail.say(file.reason, name="importing.file_reason")
    if file.status is not FileStatus.REJECTED and any(file.counts().values()):
        detail.heading(translate("importing", "The file holds"))
        detail.counts(file.counts())
    faults = [each for each in (*nobody, *file.skipped) if each.fault]
    other = [each for each in file.skipped if not each.fault]
    _left_out(detail, translate("importing", "Left out, look at these"), faults, name="fault")
    _left_out(detail, translate("importing", "Not kept in a chart"), other, name="other")
    detail.column.addStretch(1)
    return detail


def _left_out(detail: Detail, title: str, skipped: Sequence[Skipped], *, name: str) -> None:
    if not skipped:
        return
    detail.heading(title)
    for number, (why, places) in enumerate(grouped(skipped)):
        detail.column.addWidget(Group(detail.theme, why, places, name=f"importing.{name}.{number}"))
