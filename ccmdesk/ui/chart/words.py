"""The words of the chart: names, dates, consent, plan and where facts come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.chart import Allergy, Origin, Patient, Recorded, Sex
from ccmdesk.domain.clock import Clock, local_date
from ccmdesk.domain.dates import PartialDate, ServiceMonth
from ccmdesk.domain.enrolment import ConsentMethod, ConsentState, EnrolmentState, Program, Statement
from ccmdesk.ui.common import say

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Now:
    """Answer the practice's local day and time whenever something is put into words."""

    clock: Clock
    zone: str

    def today(self) -> date:
        """Return the practice's local day."""
        return local_date(self.clock.wall(), self.zone)

    def time(self) -> datetime:
        """Return this instant in the practice's zone."""
        return self.local(self.clock.wall())

    def local(self, instant: datetime) -> datetime:
        """Return an instant in the practice's zone."""
        return instant.astimezone(ZoneInfo(self.zone))


def family_first(patient: Patient) -> str:
    """Return the name as a heading has it: Álvarez, María, with the suffix."""
    family = " ".join(part for part in (say.name_words(patient.family), patient.suffix) if part)
    return ", ".join(part for part in (family, say.name_words(patient.given)) if part)


def called(patient: Patient) -> str:
    """Return the name as spoken: María Álvarez."""
    return f"{say.name_words(patient.given)} {say.name_words(patient.family)}".strip()


def sex_letter(sex: Sex) -> str:
    """Return administrative sex as one letter, or nothing when unknown."""
    return {
        Sex.FEMALE: translate("chart", "F"),
        Sex.MALE: translate("chart", "M"),
        Sex.OTHER: translate("chart", "X"),
    }.get(sex, "")


def sex_options() -> tuple[tuple[str, str], ...]:
    """Return administrative sex as a choice offers it."""
    return (
        (Sex.UNKNOWN, translate("chart", "Not known")),
        (Sex.FEMALE, translate("chart", "Female")),
        (Sex.MALE, translate("chart", "Male")),
        (Sex.OTHER, translate("chart", "Other")),
    )


def who_words(patient: Patient, *, today: date) -> tuple[str, str]:
    """Return age with sex, and the rest: born on, pronouns, died on."""
    lead = []
    rest = []
    if patient.birth_date is not None:
        end = patient.deceased_on or today
        lead.append(say.age_words(patient.birth_date, today=max(end, patient.birth_date)))
        rest.append(translate("chart", "born %s").replace("%s", say.full_date(patient.birth_date)))
    else:
        rest.append(translate("chart", "birth date not known"))
    letter = sex_letter(patient.sex)
    if letter:
        lead.append(letter)
    if patient.pronouns:
        rest.append(patient.pronouns)
    if patient.deceased:
        died = patient.deceased_on
        rest.append(
            translate("chart", "deceased")
            if died is None
            else translate("chart", "died %s").replace("%s", say.full_date(died))
        )
    return " ".join(lead), ", ".join(rest)


def partial_words(day: PartialDate | None) -> str:
    """Return a date as exactly as it is known: 2019, Mar 2019, 14 Mar 2019."""
    if day is None:
        return ""
    whole = day.whole()
    if whole is not None:
        return say.full_date(whole)
    return f"{say.month_name(day.month)} {day.year}" if day.month else str(day.year)


def month_words(month: ServiceMonth) -> str:
    """Return a service month: Nov 2026."""
    return f"{say.month_name(month.month)} {month.year}"


def origin_words(origin: Origin) -> str:
    """Return where a fact comes from: file, its date and author, or who entered it and when."""
    parts = []
    if origin.kind == "import":
        parts.append(translate("chart", "From %s").replace("%s", origin.file))
        if origin.file_date is not None:
            parts.append(partial_words(origin.file_date))
        if origin.author:
            parts.append(origin.author)
        return ", ".join(parts)
    parts.append(translate("chart", "Entered by %s").replace("%s", origin.recorded_by or origin.author))
    if origin.recorded_at is not None:
        parts.append(say.full_date(origin.recorded_at.date()))
    return ", ".join(parts)


def allergy_words(allergy: Allergy) -> str:
    """Return an allergy with its reaction: Penicillin, hives."""
    return ", ".join(part for part in (allergy.substance, allergy.reaction.lower()) if part)


def consent_state_words(state: ConsentState) -> str:
    """Return what is known of consent, in a word or two."""
    return {
        ConsentState.MISSING: translate("chart", "Not recorded"),
        ConsentState.GIVEN: translate("chart", "Given"),
        ConsentState.DECLINED: translate("chart", "Declined"),
        ConsentState.REVOKED: translate("chart", "Revoked"),
    }[state]


def method_words(method: ConsentMethod) -> str:
    """Return how consent was given."""
    return {
        ConsentMethod.VERBAL: translate("chart", "spoken, recorded"),
        ConsentMethod.WRITTEN: translate("chart", "written, signed"),
    }[method]


def state_words(state: EnrolmentState) -> str:
    """Return where a patient stands in a program."""
    return {
        EnrolmentState.NOT_ENROLLED: translate("chart", "Not enrolled"),
        EnrolmentState.ACTIVE: translate("chart", "Enrolled"),
        EnrolmentState.PAUSED: translate("chart", "Paused"),
        EnrolmentState.REVOKED: translate("chart", "Consent revoked"),
        EnrolmentState.TRANSFERRED: translate("chart", "Transferred"),
        EnrolmentState.DECEASED: translate("chart", "Deceased"),
        EnrolmentState.ENDED: translate("chart", "Ended"),
    }[state]


def program_words(program: Program) -> str:
    """Return a program with its short name first."""
    return {
        Program.CCM: translate("chart", "CCM, chronic care management"),
        Program.PCM: translate("chart", "PCM, principal care management"),
        Program.APCM: translate("chart", "APCM, advanced primary care management"),
        Program.RPM: translate("chart", "RPM, remote monitoring"),
        Program.BHI: translate("chart", "BHI, behavioral health integration"),
        Program.TCM: translate("chart", "TCM, transitional care management"),
    }[program]


def risk_options() -> tuple[tuple[str, str], ...]:
    """Return the risk tiers as a choice offers them."""
    return (
        ("", translate("chart", "Not rated")),
        ("high", translate("chart", "High")),
        ("medium", translate("chart", "Medium")),
        ("low", translate("chart", "Low")),
    )


def risk_words(risk: str) -> str:
    """Return a risk tier in words; an unknown one as it was written."""
    return dict(risk_options()).get(risk, risk)


def statement_words(statement: Statement) -> str:
    """Return what a patient must be told, as a nurse says it."""
    return {
        Statement.COST_SHARING: translate(
            "chart",
            "It may cost something: the deductible and usually 20 percent may be the patient's to pay.",
        ),
        Statement.ONE_PRACTITIONER: translate(
            "chart", "Only one practitioner can give and bill this service in a calendar month."
        ),
        Statement.MAY_STOP: translate(
            "chart", "The patient may stop at any time; the service then ends with that calendar month."
        ),
    }[statement]


def is_imported(recorded: Recorded[object]) -> bool:
    """Tell whether a fact came from a file."""
    return recorded.origin.kind == "import"
