"""The details of the practice: typed, saved with Ctrl+S, and compared when someone else saved first."""

from __future__ import annotations

from dataclasses import fields
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.changes import Done
from ccmdesk.domain.errors import InvalidValue, StaleVersion, UserError
from ccmdesk.domain.practice import Practice
from ccmdesk.services.practice import check_practice_details, save_practice
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SavedState, SectionHeading
from ccmdesk.ui.common.practice_fields import PracticeForm
from ccmdesk.ui.common.say import clock_time
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Weight

translate = QCoreApplication.translate


class DetailsSection(QWidget):
    """Show and change the details of the practice; `saved` fires after each save."""

    saved = Signal()

    def __init__(self, desk: Desk, *, may_change: bool) -> None:
        super().__init__()
        self._desk = desk
        self._may = may_change
        self._on_disk: Practice | None = None
        theme = desk.theme
        heading = SectionHeading(theme, self.tr("Practice details"), name="practice.details")
        self.form = PracticeForm(theme, name="practice.details_form", zone_fixed=True)
        self.form.set_editable(editable=may_change)
        self._state = SavedState(theme, name="practice.saved")
        self._save = Button(
            theme,
            self.tr("Save the details"),
            name="practice.save",
            kind=ButtonKind.PRIMARY,
            key=self.tr("Ctrl+S"),
        )
        if not may_change:  # shown before it has a parent, it would be a window
            self._save.hide()
        row = QHBoxLayout()
        theme.space(row, spacing=12)
        row.addWidget(self._save)
        row.addWidget(self._state)
        row.addStretch(1)
        column = QVBoxLayout(self)
        theme.space(column, spacing=12)
        column.addWidget(heading)
        column.addWidget(self.form)
        column.addLayout(row)
        self._save.clicked.connect(self.save)
        self.form.edited.connect(self._follow)
        self.setFocusProxy(self.form.name.control)

    def show_practice(self, practice: Practice) -> None:
        """Show the details on disk, unless something typed here is not saved yet."""
        if self.changed() and self._on_disk is not None:
            return
        self._on_disk = practice
        self.form.show_practice(practice)
        self._follow()

    def changed(self) -> bool:
        """Tell whether something typed is not on disk."""
        return self._may and self._on_disk is not None and self.form.value() != self._on_disk

    def save(self) -> bool:
        """Save what was typed; return False when it cannot be taken, said at its field."""
        if not self.changed():
            return True
        wanted = self.form.value()
        try:
            check_practice_details(wanted)
        except InvalidValue as error:
            self.form.show_error(error)
            self._state.not_saved(error.what)
            return False
        desk = self._desk
        self._state.saving()
        self._save.setEnabled(False)
        desk.lane.run(
            save_practice, desk.store, desk.actor, wanted, then=self._saved, failed=self._fail, owner=self
        )
        return True

    def _saved(self, done: Done[Practice]) -> None:
        desk = self._desk
        still_typing = self.form.value()
        self._on_disk = done.value
        self.form.set_version(done.value.version)
        if not differences(still_typing, done.value):
            self.form.show_practice(done.value)
        now = desk.clock.wall().astimezone(ZoneInfo(desk.zone))
        self._follow()
        self._state.saved(clock_time(now))
        # Said in the window too: leaving the page saves what was typed there.
        desk.messages.say(Message(self.tr("Practice details saved.")))
        desk.notice.publish(done.changes)
        self.saved.emit()

    def _fail(self, error: UserError) -> None:
        self._follow()
        self._state.not_saved(error.what)
        if isinstance(error, StaleVersion) and isinstance(error.theirs, Practice):
            self._compare(error.theirs)
        elif not (isinstance(error, InvalidValue) and self.form.show_error(error)):
            self._state.not_saved(str(error))

    def _compare(self, theirs: Practice) -> None:
        desk = self._desk
        dialog = Dialog(
            desk.theme,
            name="practice.compare",
            title=self.tr("Someone else saved first"),
            primary=self.tr("Save mine over it"),
            secondary=self.tr("Look again"),
            width=560,
        )
        words = self.tr("Nothing was overwritten. These differ:")
        dialog.body.addWidget(Label(desk.theme, words, name="practice.compare_words", wrap=True))
        for title, mine, other in differences(self.form.value(), theirs):
            dialog.body.addWidget(caption(desk.theme, title))
            for who, text in ((self.tr("Mine: %s"), mine), (self.tr("On disk: %s"), other)):
                said = who.replace("%s", text or self.tr("nothing"))
                dialog.body.addWidget(Label(desk.theme, said, wrap=True))
        take = Button(desk.theme, self.tr("Take what is on disk"), name="practice.take_theirs")
        dialog.body.addWidget(take)
        dialog.body.addStretch(1)

        def overwrite() -> None:
            self._on_disk = theirs
            self.form.set_version(theirs.version)
            dialog.finish()
            self.save()

        def give_way() -> None:
            self._on_disk = None
            dialog.finish()
            self.show_practice(theirs)

        dialog.accepted.connect(overwrite)
        take.clicked.connect(give_way)
        desk.dialogs.show_dialog(dialog)

    def _follow(self) -> None:
        self._save.setEnabled(self.changed())
        if self.changed():
            self._state.not_saved(self.tr("you are still typing"))


class NoChange(Label):
    """Say that only an administrator may change the practice."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk.theme,
            translate("NoChange", "You may read this page. Only an administrator may change it."),
            name="practice.read_only",
            weight=Weight.MEDIUM,
            role=Role.MUTED,
            wrap=True,
        )


def differences(mine: Practice, theirs: Practice) -> list[tuple[str, str, str]]:
    """Return the details that differ: what it is, mine, theirs; the version does not count."""
    titles = {
        "name": translate("practice", "Name"),
        "address": translate("practice", "Address"),
        "phone": translate("practice", "Phone"),
        "after_hours_phone": translate("practice", "Phone after hours"),
        "zone": translate("practice", "Time zone"),
        "npi": translate("practice", "NPI"),
        "tax_id": translate("practice", "Tax id"),
    }
    found = []
    for field in fields(Practice):
        one, other = getattr(mine, field.name), getattr(theirs, field.name)
        if field.name in titles and one != other:
            texts = [", ".join(value) if isinstance(value, tuple) else str(value) for value in (one, other)]
            found.append((titles[field.name], texts[0], texts[1]))
    return found
