"""The head of the care plan: its bar and the strip of trouble below, in the words of what is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.domain.care_plan import SignedCarePlan
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.care_plan.bar import PlanBar, TroubleStrip
from ccmdesk.ui.care_plan.keeper import DraftKeeper, Saving
from ccmdesk.ui.care_plan.panels import signed_words
from ccmdesk.ui.care_plan.words import saved_words
from ccmdesk.ui.common.desk import Desk


class PlanHead(QWidget):
    """Say what is shown and whether it is saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.bar = PlanBar(desk.theme)
        self.trouble = TroubleStrip(desk.theme)
        column = QVBoxLayout(self)
        desk.theme.space(column)
        column.addWidget(self.bar)
        column.addWidget(self.trouble)

    def show_draft(self, number: int, *, in_force: int | None) -> None:
        """Say which version is being written and which one holds meanwhile."""
        note = self.tr("nothing is in force until this is signed")
        if in_force is not None:
            note = self.tr("version {number} stays in force until this is signed").format(number=in_force)
        self.bar.show_title(self.tr("Draft of version {number}").format(number=number), note)
        if may(self._desk.actor, UseCase.SIGN_PLAN):
            self.bar.show_sign(self.tr("Sign and give copy"))
        else:
            self.bar.show_sign("", who=self.tr("A billing practitioner signs"))
        self.show()

    def show_version(self, number: int, *, drafted: bool, may_revise: bool) -> None:
        """Say which signed version is shown, and offer the way to the draft or to a new one."""
        self.bar.show_parts(editing=False, parts=False, page=None)
        self.trouble.hide()
        self.bar.show_title(self.tr("Version {number}").format(number=number), "")
        if drafted:
            self.bar.show_sign(self.tr("Back to the draft"))
        else:
            self.bar.show_sign(self.tr("Revise") if may_revise else "")
        self.show()

    def show_signature(self, plan: SignedCarePlan, *, newest: bool) -> None:
        """Say when and by whom the version shown was signed."""
        title = self.tr("Version {number} in force") if newest else self.tr("Version {number}, replaced")
        self.bar.show_title(title.format(number=plan.number), signed_words(plan, zone=self._desk.zone))

    def show_saved(self, keeper: DraftKeeper) -> None:
        """Say whether the draft is saved: in three words in the bar, in full in the strip."""
        when = saved_words(keeper.draft.saved_at, zone=self._desk.zone, now=self._desk.clock.wall())
        failed = keeper.state.saving is Saving.FAILED
        self.bar.show_saving(
            keeper.state.saving, when=when, why=self.tr("see below") if failed else keeper.state.why
        )
        two = keeper.theirs is not None
        kept = "" if two else self.tr("Your text is kept here, and it is tried again every 10 seconds.")
        self.trouble.show_trouble(
            f"{keeper.state.why} {kept}".strip() if failed else "",
            act=self.tr("Compare the two") if two else self.tr("Try again"),
        )
