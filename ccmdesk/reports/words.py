"""Words that several papers share, in English and Spanish; dates and durations as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.dates import PartialDate, ServiceMonth
from ccmdesk.domain.enrolment import Program
from ccmdesk.domain.practice import BillingPractitioner, Performer, Practice
from ccmdesk.domain.time_log import Mode, Outcome

Language = Literal["en", "es"]

_NBSP = "\u00a0"

LOCALES: Mapping[Language, str] = {"en": "en-US", "es": "es-US"}

_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
}
_LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_text(day: date, language: Language = "en") -> str:
    """Return a date such as `12 Jan 2026`, which no line end parts."""
    return f"{day.day}{_NBSP}{_MONTHS[language][day.month - 1]}{_NBSP}{day.year}"


def partial_text(day: PartialDate, language: Language = "en") -> str:
    """Return a date as exactly as it is known: `12 Jan 2026`, `Jan 2026` or `2026`."""
    whole = day.whole()
    if whole is not None:
        return day_text(whole, language)
    return f"{_MONTHS[language][day.month - 1]}{_NBSP}{day.year}" if day.month else str(day.year)


def month_text(month: ServiceMonth) -> str:
    """Return a service month such as `October 2026`."""
    return f"{_LONG_MONTHS[month.month - 1]} {month.year}"


def moment_text(at: datetime, zone: str, *, language: Language = "en") -> str:
    """Return an instant in a zone, to the minute: `24 Nov 2026, 10:42`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_text(local.date(), language)}, {local:%H:%M}"


def duration_text(seconds: int) -> str:
    """Return exact seconds as `h:mm:ss`."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def person_text(patient: Patient, language: Language = "en") -> str:
    """Return who a paper is about: `María Álvarez, born 14 Feb 1945`."""
    name = " ".join(part for part in (patient.given, patient.family, patient.suffix) if part.strip())
    if patient.birth_date is None:
        return name
    return f"{name}, {FRAME[language].born.format(day=day_text(patient.birth_date, language))}"


def provider_text(practice: Practice, practitioner: BillingPractitioner | None, *, npi: bool = False) -> str:
    """Return who gives the care: practice and billing practitioner, with the NPI where auditors read."""
    if practitioner is None:
        return practice.name
    number = f", NPI {practitioner.npi}" if npi and practitioner.npi else ""
    return f"{practice.name}, {practitioner.name}{number}"


@dataclass(frozen=True, slots=True)
class FrameWords:
    """Hold the words around every page; the values have places in braces."""

    page: str
    call: str
    after_hours: str
    printed: str
    uncertified: str
    replaced: str
    born: str


FRAME: Mapping[Language, FrameWords] = {
    "en": FrameWords(
        page="Page {page} of {pages}",
        call="Questions? Call {phone}.",
        after_hours="Nights and weekends: {phone}.",
        printed="Printed {moment}",
        uncertified="Not certified EHR technology",
        replaced="stands for a character that this paper cannot show; see it on the screen.",
        born="born {day}",
    ),
    "es": FrameWords(
        page="Página {page} de {pages}",
        call="¿Preguntas? Llame al {phone}.",
        after_hours="Noches y fines de semana: {phone}.",
        printed="Impreso el {moment}",
        uncertified="No es tecnología EHR certificada",
        replaced="está en lugar de un carácter que este papel no puede mostrar; véalo en pantalla.",
        born="nacimiento: {day}",
    ),
}


PROGRAMS: Mapping[Program, str] = {
    Program.CCM: "Chronic care management",
    Program.PCM: "Principal care management",
    Program.APCM: "Advanced primary care management",
    Program.RPM: "Remote monitoring",
    Program.BHI: "Behavioral health integration",
    Program.TCM: "Transitional care management",
}

PERFORMERS: Mapping[Performer, str] = {
    Performer.CLINICAL_STAFF: "Clinical staff",
    Performer.QHP: "Practitioner",
    Performer.NON_CLINICAL: "Other staff",
}

MODES: Mapping[Mode, str] = {
    Mode.PHONE: "phone",
    Mode.VIDEO: "video",
    Mode.IN_PERSON: "in person",
    Mode.MESSAGE: "message",
    Mode.CHART_WORK: "chart work",
}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.REACHED: "reached",
    Outcome.VOICEMAIL: "left a voicemail",
    Outcome.NO_ANSWER: "no answer",
    Outcome.MESSAGE_SENT: "message sent",
}
