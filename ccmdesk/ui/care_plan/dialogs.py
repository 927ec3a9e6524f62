"""The dialogs of the care plan: signing, and choosing between two texts that were saved at once."""

from __future__ import annotations

from datetime import date
from difflib import SequenceMatcher

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout

from ccmdesk.domain.care_plan import CarePlanDocument, CarePlanDraft, open_elements
from ccmdesk.ui.care_plan.words import document_lines, element_name
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.chips import Tag
from ccmdesk.ui.common.date_fields import DateField
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.fields import CheckBox
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import AMBER_STATE, GREEN_STATE, Role
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Theme


class SignDialog(Dialog):
    """Ask for the signature under a draft; what is open is said, and does not forbid to sign."""

    wanted = Signal(object)

    def __init__(self, theme: Theme, draft: CarePlanDraft, *, today: date, replaces: int | None) -> None:
        number = draft.number
        super().__init__(
            theme,
            name="care_plan.sign_dialog",
            title=self.tr("Sign version {number}").format(number=number),
            primary=self.tr("Sign version {number}").format(number=number),
            width=480,
        )
        words = self.tr("Once signed, this version cannot be changed any more.")
        if replaces is not None:
            words += " " + self.tr("It takes the place of version {number}, which stays readable.").format(
                number=replaces
            )
        self.body.addWidget(Label(theme, words, wrap=True))
        self._open_elements(theme, draft.document)
        self.given = CheckBox(
            self.tr("The patient or caregiver gets a copy"), name="care_plan.sign_dialog.given", checked=True
        )
        self.day = DateField(theme, self.tr("Copy given on"), name="care_plan.sign_dialog.day", today=today)
        self.day.set_value(today)
        self.given.toggled.connect(self.day.setEnabled)
        for part in (self.given, self.day):
            self.body.addWidget(part)
        self.accepted.connect(self._sign)

    def fail(self, sentence: str) -> None:
        """Say why it was not signed."""
        self.primary.setEnabled(True)
        self.say_problem(sentence)

    def _open_elements(self, theme: Theme, document: CarePlanDocument) -> None:
        lacking = open_elements(document)
        row = QHBoxLayout()
        if not lacking:
            words = self.tr("All 12 CMS elements are written")
            row.addWidget(Tag(theme, words, state=GREEN_STATE, icon=Icon.CHECK))
            row.addStretch(1)
            self.body.addLayout(row)
            return
        words = self.tr("{count} of 12 CMS elements are open").format(count=len(lacking))
        row.addWidget(Tag(theme, words, state=AMBER_STATE, icon=Icon.WARNING))
        row.addStretch(1)
        self.body.addLayout(row)
        names = "\n".join(f"– {element_name(element)}" for element in lacking)
        self.body.addWidget(Label(theme, names, name="care_plan.sign_dialog.open", wrap=True))

    def _sign(self) -> None:
        day: date | None = None
        if self.given.isChecked():
            day = self.day.value()
            if day is None:
                if not self.day.error():
                    self.day.set_error(self.tr("Write the day on which the copy is given."))
                self.day.setFocus()
                return
        self.primary.setEnabled(False)
        self.wanted.emit(day)


class CompareDialog(Dialog):
    """Show two texts of one draft side by side; nothing is overwritten before a person has chosen."""

    mine_chosen = Signal()
    theirs_chosen = Signal()

    def __init__(self, theme: Theme, *, mine: CarePlanDocument, theirs: CarePlanDraft, when: str) -> None:
        super().__init__(
            theme,
            name="care_plan.compare",
            title=self.tr("Two people saved this plan"),
            primary=self.tr("Keep mine as a new save"),
            secondary=self.tr("Decide later"),
            width=900,
        )
        words = self.tr(
            "Your text is still here and nothing was overwritten. Lines that differ are marked."
            " Whichever you choose, Undo brings the other one back."
        )
        self.body.addWidget(Label(theme, words, wrap=True))
        ours, others = document_lines(mine), document_lines(theirs.document)
        left, right = differing(ours, others)
        row = QHBoxLayout()
        theme.space(row, spacing=12)
        saved = self.tr("Saved by {name}, {when}").format(name=theirs.saved_by, when=when)
        for name, head, lines, marked in (
            ("care_plan.compare.mine", self.tr("Yours, not saved"), ours, left),
            ("care_plan.compare.theirs", saved, others, right),
        ):
            column = QVBoxLayout()
            theme.space(column, spacing=4)
            column.addWidget(caption(theme, head))
            column.addWidget(_text(theme, name, lines, marked=marked, spoken=head))
            row.addLayout(column, 1)
        self.body.addLayout(row, 1)
        theirs_button = Button(theme, self.tr("Take theirs"), name="care_plan.compare.take_theirs")
        theirs_button.clicked.connect(self.theirs_chosen)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(theirs_button)
        self.body.addLayout(last)
        self.accepted.connect(self.mine_chosen)


def differing(ours: list[str], others: list[str]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers, from 0, of the lines that the other text does not have in the same place."""
    left: set[int] = set()
    right: set[int] = set()
    for kind, a, b, c, d in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        if kind != "equal":
            left.update(range(a, b))
            right.update(range(c, d))
    return frozenset(left), frozenset(right)


def _text(
    theme: Theme, name: str, lines: list[str], *, marked: frozenset[int], spoken: str
) -> QPlainTextEdit:
    text = QPlainTextEdit("\n".join(f"▸ {line}" if at in marked else line for at, line in enumerate(lines)))
    text.setObjectName(name)
    text.setAccessibleName(spoken)
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    theme.follow(text, lambda: text.setMinimumHeight(theme.px(220)))
    shade = QTextCharFormat()
    shade.setBackground(theme.color(Role.AMBER_TINT))
    shades = []
    for at in sorted(marked):
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(text.document().findBlockByNumber(at))
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        selection.cursor = cursor
        selection.format = shade
        shades.append(selection)
    text.setExtraSelections(shades)
    return text
