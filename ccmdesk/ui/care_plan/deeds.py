"""What can be done with a whole plan: signing it, discarding its draft, choosing between two saves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from ccmdesk.domain.care_plan import CarePlanDraft, SignedCarePlan
from ccmdesk.domain.changes import Done
from ccmdesk.domain.practice import Actor
from ccmdesk.services.care_plans import discard_draft, save_draft, sign, start_draft
from ccmdesk.services.store import Store
from ccmdesk.ui.care_plan.dialogs import CompareDialog, SignDialog
from ccmdesk.ui.care_plan.keeper import DraftKeeper
from ccmdesk.ui.care_plan.words import saved_words
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.message_bar import Message

translate = QCoreApplication.translate


def open_sign(
    desk: Desk,
    keeper: DraftKeeper,
    *,
    today: date,
    replaces: int | None,
    signed: Callable[[Done[SignedCarePlan]], None],
    owner: QObject,
) -> None:
    """Ask for the signature; `signed` hears of it once the version is in force."""
    dialog = SignDialog(desk.theme, keeper.draft, today=today, replaces=replaces)

    def landed(done: Done[SignedCarePlan]) -> None:
        dialog.finish()
        signed(done)

    def ask(day: date | None) -> None:
        desk.lane.run(
            partial(sign, copy_given_on=day),
            desk.store,
            desk.actor,
            keeper.draft,
            then=landed,
            failed=lambda error: dialog.fail(str(error)),
            owner=owner,
        )

    dialog.wanted.connect(ask)
    # A signature cannot be taken back: a stray Enter leads away from it.
    desk.dialogs.show_dialog(dialog, first=dialog.secondary)


def open_compare(desk: Desk, keeper: DraftKeeper) -> None:
    """Show both texts of a draft that two people saved, and let a person choose."""
    theirs = keeper.theirs
    if theirs is None or isinstance(desk.dialogs.current(), CompareDialog):
        return
    when = saved_words(theirs.saved_at, zone=desk.zone, now=desk.clock.wall())
    dialog = CompareDialog(desk.theme, mine=keeper.document, theirs=theirs, when=when)

    def choose(choice: Callable[[], None]) -> None:
        dialog.finish()
        choice()

    dialog.mine_chosen.connect(lambda: choose(keeper.keep_mine))
    dialog.theirs_chosen.connect(lambda: choose(keeper.take_theirs))
    desk.dialogs.show_dialog(dialog)


def discard(
    desk: Desk,
    keeper: DraftKeeper,
    *,
    gone: Callable[[], None],
    back: Callable[[], None],
    owner: QObject,
) -> None:
    """Give up the draft, with Undo; `gone` hears of it, `back` that it was taken back."""
    kept = replace(keeper.draft, document=keeper.document)

    def restored(done: Done[CarePlanDraft]) -> None:
        back()
        desk.notice.publish(done.changes)

    def take_back() -> None:
        desk.lane.run(_restore, desk.store, desk.actor, kept, then=restored)

    def discarded(done: Done[None]) -> None:
        keeper.retire()
        gone()
        desk.messages.say(Message(translate("care_plan", "Draft discarded."), undo=take_back))
        desk.notice.publish(done.changes)

    desk.lane.run(discard_draft, desk.store, desk.actor, keeper.draft, then=discarded, owner=owner)


def _restore(store: Store, actor: Actor, kept: CarePlanDraft) -> Done[CarePlanDraft]:
    begun = start_draft(store, actor, kept.patient_id).value
    return save_draft(store, actor, replace(begun, document=kept.document))
