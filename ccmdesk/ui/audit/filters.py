"""The filters of the audit page: whose chart, which user, what kind, which days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.domain.audit_trail import AuditFilter
from ccmdesk.domain.audit_words import KIND_WORDS
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import User
from ccmdesk.services.patients import PatientHit, search
from ccmdesk.ui.common.date_fields import DateField
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.fields import Choice, Field
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.popup import PopupItem, PopupList
from ccmdesk.ui.common.say import full_date, name_words

_OFFERED = 8


class AuditFilters(QWidget):
    """Take what limits the records; `changed` fires when another answer is wanted."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._patient: tuple[int, str] | None = None
        theme = desk.theme
        today = local_date(desk.clock.wall(), desk.zone)
        self.patient = Field(
            theme, self.tr("Patient"), name="audit.patient", placeholder=self.tr("Anyone; a name, then Enter")
        )
        everyone = (("", self.tr("Everyone")),)
        self.user = Choice(theme, self.tr("User"), name="audit.user", options=everyone)
        self.kind = Choice(
            theme,
            self.tr("What was done"),
            name="audit.kind",
            options=(("", self.tr("Anything")), *KIND_WORDS.items()),
        )
        self.first = DateField(
            theme, self.tr("From"), name="audit.first", today=today, placeholder=self.tr("The beginning")
        )
        self.last = DateField(
            theme, self.tr("To"), name="audit.last", today=today, placeholder=self.tr("Today")
        )
        self._days: tuple[date | None, date | None] = (None, None)
        self._lay_out()

    def wanted(self) -> AuditFilter:
        """Return the filter that is set."""
        user, kind = self.user.key(), self.kind.key()
        first, last = self._days
        return AuditFilter(
            patient_id=None if self._patient is None else self._patient[0],
            user_id=int(user) if user else None,
            kinds=frozenset({kind} if kind else ()),
            first_day=first,
            last_day=last,
        )

    def patient_name(self) -> str:
        """Return the name of the patient chosen, or nothing."""
        return "" if self._patient is None else self._patient[1]

    def limited(self) -> bool:
        """Tell whether anything is filtered."""
        return self.wanted() != AuditFilter()

    def show_users(self, users: Sequence[User]) -> None:
        """Offer these users; the one chosen stays."""
        options = (("", self.tr("Everyone")), *((str(user.id), user.titled) for user in users))
        self.user.set_options(options, current=self.user.key())

    def choose_patient(self, patient_id: int, name: str) -> None:
        """Filter by one patient."""
        self._patient = (patient_id, name)
        self.patient.set_error("")
        self.patient.set_text(name)
        self.changed.emit()

    def name_patient(self, patient_id: int, name: str) -> None:
        """Put a name to the patient who is chosen already."""
        self._patient = (patient_id, name)
        self.patient.set_text(name)
        self.patient.control.setCursorPosition(0)  # a long name is read from its beginning

    def clear(self) -> None:
        """Take every limit away."""
        self._patient = None
        self.patient.set_text("")
        self.patient.set_error("")
        for choice in (self.user, self.kind):
            choice.set_key("")
        for day in (self.first, self.last):
            day.set_value(None)
        self._days = (None, None)
        self.changed.emit()

    def _lay_out(self) -> None:
        form = FormLayout(self._desk.theme, columns=5, column_width=114)
        for field in (self.patient, self.user, self.kind, self.first, self.last):
            form.add(field)
        column = QVBoxLayout(self)
        self._desk.theme.space(column)
        column.addWidget(form)
        for choice in (self.user, self.kind):
            choice.set_key("")
            choice.chosen.connect(lambda _key: self.changed.emit())
        for day in (self.first, self.last):
            day.date_changed.connect(lambda _day: self._days_typed())
        self.patient.control.returnPressed.connect(self._find)
        self.patient.committed.connect(self._left)

    def _days_typed(self) -> None:
        first, last = self.first.value(), self.last.value()
        if first is not None and last is not None and first > last:
            self.last.set_error(self.tr("This day is before the first one."))
            return
        if (first, last) != self._days:
            self._days = (first, last)
            self.changed.emit()

    def _left(self, text: str) -> None:
        """Take the patient away when her name was deleted."""
        if not text and self._patient is not None:
            self._patient = None
            self.changed.emit()

    def _find(self) -> None:
        text = self.patient.text()
        if not text or text == self.patient_name():
            return
        desk = self._desk
        desk.lane.run(
            search, desk.store, desk.actor, text, then=self._found, failed=self._fail, owner=self, kind="find"
        )

    def _found(self, hits: Sequence[PatientHit]) -> None:
        if not hits:
            self.patient.set_error(self.tr("No patient of this name. Type another part of it."))
        elif len(hits) == 1:
            self.choose_patient(hits[0].patient_id, _name(hits[0]))
        else:
            items = [_Pick(self, hit).item() for hit in hits[:_OFFERED]]
            PopupList(self._desk.theme, items, name="audit.patients", parent=self.window()).open_at(
                self.patient.control
            )

    def _fail(self, error: UserError) -> None:
        self.patient.set_error(str(error))


class _Pick:
    """Choose one of several patients found."""

    def __init__(self, filters: AuditFilters, hit: PatientHit) -> None:
        self._filters = filters
        self._hit = hit

    def item(self) -> PopupItem:
        """Return the item of the list: the name, and the birth date that tells namesakes apart."""
        born = "" if self._hit.birth_date is None else full_date(self._hit.birth_date)
        return PopupItem(_name(self._hit), self._run, key=born, name=f"audit.patients.{self._hit.patient_id}")

    def _run(self) -> None:
        self._filters.choose_patient(self._hit.patient_id, _name(self._hit))


def _name(hit: PatientHit) -> str:
    return name_words(f"{hit.given} {hit.family}".strip())
