"""The card beside the list: who is called, what to mind, why, what was promised; and its back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.time_log import Contact
from ccmdesk.domain.worklist import WorklistRow
from ccmdesk.services.worklist import Card
from ccmdesk.ui.common import say
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.tab_order import stops_in
from ccmdesk.ui.common.text import Label, caption, title
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.worklist import words
from ccmdesk.ui.worklist.card_parts import Block, LineButton, PromiseLine, icon_line, reason_lines
from ccmdesk.ui.worklist.words import Now

WIDTH = 300
_TALL = 300
_CONDITIONS = 12


class CallCard(Surface):
    """Show one patient; each signal is a wish that the page grants."""

    copy_phone = Signal(str)
    promise_kept = Signal(object)
    log_contact = Signal()
    open_chart = Signal()
    next_patient = Signal()

    def __init__(self, theme: Theme, now: Now, *, may_change: bool) -> None:
        super().__init__(theme, role=Role.WINDOW, lines="l", name="worklist.card")
        self._now = now
        self._may_change = may_change
        self._row: WorklistRow | None = None
        self._side = 0
        self._foot = self._build_foot()
        self._scroll = QScrollArea()
        self._scroll.setObjectName("worklist.card.scroll")
        self._scroll.setAccessibleName(self.tr("The card of this call"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._build_inside())
        self._scroll.verticalScrollBar().rangeChanged.connect(self._reach_by_tab)
        theme.follow(self._scroll, self._show_focus)
        column = QVBoxLayout(self)
        theme.space(column, margins=(1, 0, 0, 0))
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot)
        self.turn(0)
        theme.follow(self, lambda: self.setFixedWidth(theme.px(WIDTH)))

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab visits, from the top to the bottom."""
        scrolls = [self._scroll] if self._scroll.focusPolicy() & Qt.FocusPolicy.TabFocus else []
        return [*scrolls, *stops_in(self._scroll), *stops_in(self._foot)]

    def patient_id(self) -> int | None:
        """Return whose card this is."""
        return None if self._row is None else self._row.patient_id

    def side(self) -> int:
        """Return 0 while the front is shown, 1 for the back."""
        return self._side

    def turn(self, side: int) -> None:
        """Show the front (0) or the back (1)."""
        self._side = side
        for block in self._blocks():
            block.set_side_shown(shown=self._on_side(block, side))
        self._heading.setText(self.tr("Background") if side else self.tr("This call"))

    def show_row(self, row: WorklistRow, *, following: WorklistRow | None) -> None:
        """Show what the list knows of a patient, at once; the rest stays until the whole card arrives."""
        if row.patient_id != self.patient_id():
            for block in (self._allergies, self._promised, self._last, self._contacts, self._conditions):
                block.set_lines([])
            self.turn(0)
        self._row = row
        age = say.age_words(row.born, today=self._now.today()) if row.born else ""
        self._name.setText(words.called(row))
        self._who.setText(", ".join(part for part in (age, words.sex_letter(row.sex)) if part))
        self._speak(row.language, "")
        self._phone_line(row.phone, "")
        self._why.set_lines(reason_lines(self._theme, row, now=self._now))
        self.set_following(following)

    def set_following(self, following: WorklistRow | None) -> None:
        """Name the patient who comes after this one."""
        self._then.setVisible(following is not None)
        if following is None:
            return
        age = say.age_words(following.born, today=self._now.today()) if following.born else ""
        self._then.show_as(
            ", ".join(part for part in (words.called(following), age) if part),
            lead=self.tr("Then"),
            aside=words.why_words(following, today=self._now.today()),
        )

    def show_card(self, card: Card) -> None:
        """Show the whole card."""
        row, patient, theme = card.row, card.patient, self._theme
        self._row = row
        age = say.age_words(row.born, today=self._now.today()) if row.born else ""
        sex = patient.pronouns or words.sex_letter(row.sex)
        self._who.setText(", ".join(part for part in (age, sex) if part))
        preferred = patient.preferred_name
        if preferred and preferred != patient.given:
            self._name.setText(f"{words.called(row)} “{preferred}”")
        self._speak(patient.language, patient.interpreter)
        self._phone_line(patient.phone, patient.best_time)
        self._allergies.set_lines([self._allergy_line(card.allergies)])
        self._why.set_lines(reason_lines(theme, row, now=self._now))
        self._promised.set_lines(
            [
                PromiseLine(theme, promise, self._now, ticked=self.promise_kept.emit, may=self._may_change)
                for promise in card.promised
            ]
        )
        contacts = [self._contact_line(contact) for contact in card.last_contacts]
        self._contacts.set_lines(contacts or [Label(theme, self.tr("No contact yet"), role=Role.MUTED)])
        newest = [self._contact_line(contact) for contact in card.last_contacts[:1]]
        self._last.set_lines(newest)
        self._conditions.set_lines(self._condition_lines(card.conditions))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out who comes next where there is no height."""
        super().resizeEvent(event)
        self._strip.setVisible(self.height() > self._theme.px(_TALL))

    def _reach_by_tab(self, _least: int, most: int) -> None:
        """Let Tab stop at the card where it must be scrolled to be read."""
        self._scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus if most else Qt.FocusPolicy.NoFocus)

    def _show_focus(self) -> None:
        ring = self._theme.color(Role.ACCENT).name()
        self._scroll.setStyleSheet(
            "QScrollArea { border: 2px solid transparent; }"
            f" QScrollArea:focus {{ border: 2px solid {ring}; }}"
        )

    def _build_inside(self) -> QWidget:
        theme = self._theme
        self._allergies = Block(theme, "", name="worklist.card.allergies", above=0)
        self._why = Block(
            theme, self.tr("Why now"), name="worklist.card.reasons", aside=self.tr("how urgent")
        )
        self._promised = Block(theme, self.tr("Promised"), name="worklist.card.promised")
        self._last = Block(theme, self.tr("Last contact"), name="worklist.card.last")
        self._contacts = Block(theme, self.tr("Last contacts"), name="worklist.card.contacts")
        self._conditions = Block(theme, self.tr("Conditions"), name="worklist.card.conditions")
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.space(column, margins=(13, 8, 14, 6), spacing=3)
        self._add_head(column)
        for block in self._blocks():
            column.addWidget(block)
        column.addStretch(1)
        return inside

    def _blocks(self) -> tuple[Block, ...]:
        front = (self._allergies, self._why, self._promised, self._last)
        return (*front, self._contacts, self._conditions)

    def _on_side(self, block: Block, side: int) -> bool:
        if block is self._allergies:
            return True
        back = block in (self._contacts, self._conditions)
        return back == bool(side)

    def _add_head(self, column: QVBoxLayout) -> None:
        theme = self._theme
        first = QHBoxLayout()
        theme.space(first, spacing=8)
        self._heading = caption(theme, "", name="worklist.card.heading")
        first.addWidget(self._heading)
        first.addStretch(1)
        first.addWidget(caption(theme, self.tr("Space turns the card"), strong=False))
        column.addLayout(first)
        second = QHBoxLayout()
        theme.space(second, spacing=8)
        self._name = title(theme, "", name="worklist.card.name")
        self._name.setWordWrap(True)
        self._who = Label(theme, role=Role.MUTED, name="worklist.card.who")
        second.addWidget(self._name, 1)
        second.addWidget(self._who, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(second)
        self._speech = Block(theme, "", name="worklist.card.speech", above=0)
        column.addWidget(self._speech)
        self._phone = LineButton(theme, name="worklist.card.phone", icon=Icon.PHONE)
        self._phone.clicked.connect(self.copy)
        column.addWidget(self._phone)

    def _build_foot(self) -> QWidget:
        theme = self._theme
        foot = QWidget()
        column = QVBoxLayout(foot)
        theme.space(column)
        buttons = QHBoxLayout()
        theme.space(buttons, margins=(16, 8, 16, 12), spacing=8)
        log = Button(
            theme, self.tr("Log contact"), name="worklist.card.log", kind=ButtonKind.PRIMARY, key=self.tr("C")
        )
        log.setEnabled(self._may_change)
        if not self._may_change:
            log.setToolTip(self.tr("Care managers and billing practitioners log contacts"))
        log.clicked.connect(self.log_contact)
        chart = Button(theme, self.tr("Open chart"), name="worklist.card.chart", key=self.tr("Enter"))
        chart.clicked.connect(self.open_chart)
        for button in (log, chart):
            buttons.addWidget(button, 1)
        column.addLayout(buttons)
        self._strip = Surface(theme, role=Role.WINDOW, lines="t")
        row = QHBoxLayout(self._strip)
        theme.space(row, margins=(16, 6, 14, 6))
        self._then = LineButton(theme, name="worklist.card.then", height=28)
        self._then.clicked.connect(self.next_patient)
        row.addWidget(self._then)
        column.addWidget(self._strip)
        return foot

    def _speak(self, language: str, interpreter: str) -> None:
        said = ", ".join(part for part in (language, interpreter) if part)
        self._speech.set_lines([icon_line(self._theme, Icon.LANGUAGE, text=said)] if said else [])

    def _phone_line(self, phone: str, best_time: str) -> None:
        self._phone.setEnabled(bool(phone))
        number = say.phone_words(phone) if phone else self.tr("No phone number")
        best = self.tr("best %s").replace("%s", best_time) if best_time else ""
        spoken = self.tr("Copy the number %s").replace("%s", number) if phone else number
        self._phone.show_as(number, aside=best, spoken=f"{spoken}, {best}" if best else spoken)

    def copy(self) -> None:
        """Ask for the phone number to be copied."""
        if self._row is not None and self._row.phone:
            self.copy_phone.emit(self._row.phone)

    def _allergy_line(self, allergies: tuple[str, ...]) -> QWidget:
        name = "worklist.card.allergy"
        if not allergies:
            return icon_line(
                self._theme, Icon.INFO, text=self.tr("No allergies recorded"), role=Role.MUTED, name=name
            )
        return icon_line(self._theme, Icon.WARNING, text=", ".join(allergies), role=Role.RED_TEXT, name=name)

    def _contact_line(self, contact: Contact) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        self._theme.space(column, spacing=0)
        when = say.moment(self._now.local(contact.at), now=self._now.time())
        parts = (when, words.outcome_words(contact.outcome), contact.with_whom)
        column.addWidget(Label(self._theme, ", ".join(part for part in parts if part), wrap=True))
        if contact.note:
            column.addWidget(Label(self._theme, contact.note, role=Role.MUTED, wrap=True))
        return line

    def _condition_lines(self, conditions: tuple[str, ...]) -> list[QWidget]:
        theme = self._theme
        if not conditions:
            return [Label(theme, self.tr("No conditions recorded"), role=Role.MUTED)]
        lines: list[QWidget] = [Label(theme, name, wrap=True) for name in conditions[:_CONDITIONS]]
        more = len(conditions) - _CONDITIONS
        if more > 0:
            lines.append(
                Label(theme, self.tr("%n more in the chart").replace("%n", str(more)), role=Role.MUTED)
            )
        return lines


def promise_again(follow_up: FollowUp) -> FollowUp:
    """Return the same promise as a new one, for taking back that it was ticked."""
    return FollowUp(
        patient_id=follow_up.patient_id,
        due_on=follow_up.due_on,
        reason=follow_up.reason,
        due_at=follow_up.due_at,
    )
