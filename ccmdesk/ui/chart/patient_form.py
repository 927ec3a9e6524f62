"""The form for who a patient is and how to reach the person: for a new patient or a correction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from ccmdesk.domain.chart import Address, Identifier, Patient, Recorded, Sex, Telecom
from ccmdesk.domain.errors import StaleVersion
from ccmdesk.services.patients import add_patient, save_patient
from ccmdesk.ui.chart.forms import AnyField, NoteField, SavingDialog
from ccmdesk.ui.chart.words import sex_options
from ccmdesk.ui.common import say
from ccmdesk.ui.common.date_fields import DateField
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.fields import CheckBox, Choice, Field
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.text import caption


@dataclass(frozen=True, slots=True)
class _Texts:
    """Hold the fields that are plain text, by their name."""

    fields: Mapping[str, Field]

    def __getitem__(self, key: str) -> str:
        return self.fields[key].text()


class PatientDialog(SavingDialog):
    """Add a patient (`recorded` None), or correct one; `added` is called with a new patient's id."""

    def __init__(
        self,
        desk: Desk,
        *,
        recorded: Recorded[Patient] | None = None,
        added: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__(
            desk,
            name="chart.patient_form",
            title=self.tr("Patient details") if recorded else self.tr("New patient"),
            primary=self.tr("Save") if recorded else self.tr("Add the patient"),
            width=760,
        )
        self._recorded = recorded
        self._added = added
        known = recorded.value if recorded else Patient("", "")
        self._known = known
        self._texts = _Texts(self._text_fields(known))
        self.fill(
            self._who_form(known), caption(desk.theme, self.tr("Talking")), self._talk_form(), *self._rest()
        )

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return {**self._texts.fields, "birth_date": self.born, "deceased_on": self.died}

    def first(self) -> AnyField:
        """Return the field that gets the keyboard."""
        return self._texts.fields["family"]

    def save(self) -> None:
        """Save the details."""
        born, died = self.born.value(), self.died.value()
        if self.first_error(self.born, self.died):
            return
        patient = replace(
            self._known,
            birth_date=born,
            sex=Sex(self.sex.key() or Sex.UNKNOWN),
            deceased=self.deceased.isChecked() or died is not None,
            deceased_on=died,
            note=self.note.text(),
            identifiers=self._identifiers(),
            telecoms=self._telecoms(),
            addresses=self._addresses(),
            **{key: self._texts[key] for key in _PLAIN},
        )
        desk, added = self.desk, self._added
        if self._recorded is None:

            def then(patient_id: int) -> None:
                desk.messages.say(Message(self.tr("Patient added.")))
                if added is not None:
                    added(patient_id)

            self.run(add_patient, patient, then=then)
        else:
            said = Message(self.tr("Details saved."))
            self.run(save_patient, self._recorded, patient, then=lambda _saved: desk.messages.say(said))

    def stale(self, problem: StaleVersion) -> str:
        """Show each detail that someone else saved differently; saving again replaces them."""
        theirs = problem.theirs
        if self._recorded is None or not isinstance(theirs, Patient):
            return str(problem)
        mine = problem.mine if isinstance(problem.mine, Patient) else self._known
        self._recorded = replace(self._recorded, value=theirs, version=problem.their_version)
        lines = [
            self.tr("%1: yours %2, theirs %3")
            .replace("%1", words)
            .replace("%2", _shown(mine, key))
            .replace("%3", _shown(theirs, key))
            for key, words in self._compared()
            if _shown(mine, key) != _shown(theirs, key)
        ]
        first = self.tr("Someone else saved these details meanwhile. Save again to put yours in their place.")
        return "\n".join([first, *lines])

    def _compared(self) -> tuple[tuple[str, str], ...]:
        return (
            ("family", self.tr("Family name")),
            ("given", self.tr("Given names")),
            ("preferred_name", self.tr("Preferred name")),
            ("birth_date", self.tr("Born")),
            ("sex", self.tr("Sex")),
            ("pronouns", self.tr("Pronouns")),
            ("language", self.tr("Language")),
            ("interpreter", self.tr("Interpreter")),
            ("best_time", self.tr("Best time to call")),
            ("phone", self.tr("Phone")),
            ("mrn", self.tr("Record number")),
            ("note", self.tr("Note")),
        )

    def _text_fields(self, known: Patient) -> dict[str, Field]:
        theme = self.desk.theme
        address = known.addresses[0] if known.addresses else Address()
        phones = _phones(known)

        def field(words: str, key: str, text: str, hint: str = "") -> Field:
            return Field(theme, words, name=f"chart.patient_form.{key}", text=text, placeholder=hint)

        return {
            "family": field(self.tr("Family name"), "family", known.family),
            "given": field(self.tr("Given names"), "given", known.given),
            "preferred_name": field(self.tr("Preferred name"), "preferred_name", known.preferred_name),
            "suffix": field(self.tr("Suffix"), "suffix", known.suffix, self.tr("Jr., III")),
            "pronouns": field(self.tr("Pronouns"), "pronouns", known.pronouns, self.tr("she/her")),
            "language": field(self.tr("Language"), "language", known.language),
            "interpreter": field(
                self.tr("Interpreter"), "interpreter", known.interpreter, self.tr("daughter interprets")
            ),
            "best_time": field(
                self.tr("Best time to call"), "best_time", known.best_time, self.tr("Tue, Thu 10–11")
            ),
            "phone": field(self.tr("Phone"), "phone", _phone(phones, 0)),
            "phone2": field(self.tr("Second phone"), "phone2", _phone(phones, 1)),
            "street": field(self.tr("Street"), "street", ", ".join(address.lines)),
            "city": field(self.tr("City"), "city", address.city),
            "state": field(self.tr("State"), "state", address.state),
            "postal_code": field(self.tr("ZIP code"), "postal_code", address.postal_code),
            "mrn": field(self.tr("Record number"), "mrn", known.mrn),
        }

    def _who_form(self, known: Patient) -> FormLayout:
        theme, texts = self.desk.theme, self._texts.fields
        self.born = DateField(theme, self.tr("Born"), name="chart.patient_form.born", today=self.today)
        self.born.set_value(known.birth_date)
        self.sex = Choice(
            theme, self.tr("Sex"), name="chart.patient_form.sex", options=sex_options(), current=known.sex
        )
        form = FormLayout(theme, columns=4, column_width=150)
        for field in (texts["family"], texts["given"], texts["preferred_name"], texts["suffix"]):
            form.add(field)
        for control in (self.born, self.sex, texts["pronouns"], texts["mrn"]):
            form.add(control)
        return form

    def _talk_form(self) -> FormLayout:
        form = FormLayout(self.desk.theme, columns=3, column_width=170)
        for key in ("phone", "phone2", "best_time", "language", "interpreter"):
            form.add(self._texts.fields[key])
        return form

    def _rest(self) -> tuple[QWidget, ...]:
        theme, texts, known = self.desk.theme, self._texts.fields, self._known
        form = FormLayout(theme, columns=3, column_width=150)
        form.add(texts["street"], span=3)
        for key in ("city", "state", "postal_code"):
            form.add(texts[key])
        self.note = NoteField(theme, name="chart.patient_form.note", text=known.note)
        self.deceased = CheckBox(
            self.tr("Has died"), name="chart.patient_form.deceased", checked=known.deceased
        )
        self.died = DateField(theme, self.tr("Died on"), name="chart.patient_form.died", today=self.today)
        self.died.set_value(known.deceased_on)
        self.died.setVisible(known.deceased)
        self.deceased.toggled.connect(self.died.setVisible)
        return (caption(theme, self.tr("Address")), form, self.note, self.deceased, self.died)

    def _identifiers(self) -> tuple[Identifier, ...]:
        known, mrn = self._known.identifiers, self._texts["mrn"]
        if mrn == self._known.mrn:
            return known
        rest = tuple(one for one in known if one.kind != "MR")
        return (*((Identifier("", mrn, "MR"),) if mrn else ()), *rest)

    def _telecoms(self) -> tuple[Telecom, ...]:
        phones = _phones(self._known)
        others = tuple(one for one in self._known.telecoms if one.system != "phone")
        typed = []
        for at, key in enumerate(("phone", "phone2")):
            text = self._texts[key]
            if not text:
                continue
            known = phones[at] if at < len(phones) else Telecom("phone", "", "")
            same = text == say.phone_words(known.value)
            typed.append(known if same else replace(known, value=text))
        return (*typed, *phones[2:], *others)

    def _addresses(self) -> tuple[Address, ...]:
        known = self._known.addresses
        first = known[0] if known else Address()
        street = self._texts["street"]
        changed = replace(
            first,
            lines=first.lines if street == ", ".join(first.lines) else (street,) if street else (),
            city=self._texts["city"],
            state=self._texts["state"],
            postal_code=self._texts["postal_code"],
        )
        return known if changed == first else (changed, *known[1:])


_PLAIN = (
    "family", "given", "preferred_name", "suffix", "pronouns", "language", "interpreter", "best_time",
)  # fmt: skip


def _phones(patient: Patient) -> tuple[Telecom, ...]:
    return tuple(one for one in patient.telecoms if one.system == "phone" and one.value)


def _phone(phones: tuple[Telecom, ...], at: int) -> str:
    return say.phone_words(phones[at].value) if at < len(phones) else ""


def _shown(patient: Patient, key: str) -> str:
    return str(getattr(patient, key) or "–")
