"""The words of papers in English and Spanish, and dates, times and durations as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from ccmdesk.domain.care_plan import Element, Section
from ccmdesk.domain.chart import Patient
from ccmdesk.domain.dates import PartialDate, ServiceMonth
from ccmdesk.domain.enrolment import Program
from ccmdesk.domain.practice import Performer
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


def moment_text(at: datetime, zone: str, language: Language = "en") -> str:
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
    return f"{name}, {PLAN[language].born.format(day=day_text(patient.birth_date, language))}"


@dataclass(frozen=True, slots=True)
class FrameWords:
    """Hold the words around every page; the values have places in braces."""

    page: str
    call: str
    after_hours: str
    printed: str
    uncertified: str
    replaced: str


FRAME: Mapping[Language, FrameWords] = {
    "en": FrameWords(
        page="Page {page} of {pages}",
        call="Questions? Call {phone}.",
        after_hours="Nights and weekends: {phone}.",
        printed="Printed {moment}",
        uncertified="Not certified EHR technology",
        replaced="stands for a character that this paper cannot show; see it on the screen.",
    ),
    "es": FrameWords(
        page="Página {page} de {pages}",
        call="¿Preguntas? Llame al {phone}.",
        after_hours="Noches y fines de semana: {phone}.",
        printed="Impreso el {moment}",
        uncertified="No es tecnología EHR certificada",
        replaced="está en lugar de un carácter que este papel no puede mostrar; véalo en pantalla.",
    ),
}


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Hold the words of a care plan."""

    title: str
    version: str
    draft: str
    draft_note: str
    born: str
    allergies: str
    no_allergies: str
    expected: str
    goal: str
    we_do: str
    patient: str
    patient_does: str
    barriers: str
    target: str
    by_date: str
    no_problems: str
    no_goal: str
    whole_plan: str
    reviewed: str
    review: str
    review_on: str
    medicines: str
    medicine_columns: tuple[str, str, str, str]
    no_medicines: str
    readings: str
    reading_columns: tuple[str, str, str]
    team: str
    team_columns: tuple[str, str, str]
    missing: str
    signed: str
    copy_given: str
    copy_not_given: str
    digest: str
    sign_here: tuple[str, str]
    sections: Mapping[Section, str]
    elements: Mapping[Element, str]


PLAN: Mapping[Language, PlanWords] = {
    "en": PlanWords(
        title="Comprehensive care plan",
        version="version {number}",
        draft="DRAFT of version {number}",
        draft_note="This is a draft. It is not signed and not in force.",
        born="born {day}",
        allergies="Allergies",
        no_allergies="None is recorded. Ask before a new medicine.",
        expected="Expected outcome",
        goal="Goal",
        we_do="We do",
        patient="Patient",
        patient_does="{name} does",
        barriers="Barriers",
        target="Target: {target}",
        by_date="By {day}",
        no_problems="No problem is written in this plan yet.",
        no_goal="No goal is written yet.",
        whole_plan="For the whole plan",
        reviewed="Looked at {day}",
        review="Plan review",
        review_on="We look at this plan again by {day}.",
        medicines="Medicines",
        medicine_columns=("Medicine", "How to take it", "What it is for", "Ordered by"),
        no_medicines="No medicine is recorded.",
        readings="Latest readings",
        reading_columns=("Reading", "Value", "Date"),
        team="Care team",
        team_columns=("Name", "Part in the care", "Phone"),
        missing="Not written yet",
        signed="Signed by {name} on {moment}.",
        copy_given="A copy was given to the patient or caregiver on {day}.",
        copy_not_given="No copy has been recorded as given.",
        digest="Fingerprint of the signed text (SHA-256): {digest}",
        sign_here=("Billing practitioner", "Date"),
        sections={
            Section.ASSESSMENT: "Mind and function",
            Section.SYMPTOMS: "Symptoms",
            Section.MEDICATIONS: "Medicine management",
            Section.CAREGIVER: "Caregiver",
            Section.ENVIRONMENT: "Home and safety",
            Section.COMMUNITY: "Community services",
            Section.COORDINATION: "Outside services",
            Section.PREFERENCES: "What matters to me",
            Section.ADVANCE_DIRECTIVES: "Advance directives",
        },
        elements={
            Element.PROBLEMS: "a problem list",
            Element.EXPECTED_OUTCOME: "an expected outcome for every problem",
            Element.GOALS: "a measurable goal for every problem",
            Element.ASSESSMENT: "mind and function",
            Element.SYMPTOMS: "symptom management",
            Element.INTERVENTIONS: "what is done and by whom, for every problem",
            Element.MEDICATIONS: "medicine management",
            Element.ENVIRONMENT: "home and safety",
            Element.CAREGIVER: "caregiver",
            Element.COORDINATION: "outside services and who coordinates it",
            Element.COMMUNITY: "community services",
            Element.REVIEW: "a date for the next review",
        },
    ),
    "es": PlanWords(
        title="Plan de atención integral",
        version="versión {number}",
        draft="BORRADOR de la versión {number}",
        draft_note="Este es un borrador. No está firmado ni está en vigor.",
        born="nacimiento: {day}",
        allergies="Alergias",
        no_allergies="Ninguna registrada. Pregunte antes de un medicamento nuevo.",
        expected="Qué esperamos",
        goal="Meta",
        we_do="Nosotros",
        patient="Paciente",
        patient_does="{name} hace",
        barriers="Dificultades",
        target="Objetivo: {target}",
        by_date="Antes del {day}",
        no_problems="Este plan todavía no tiene ningún problema escrito.",
        no_goal="Todavía no hay una meta escrita.",
        whole_plan="Para todo el plan",
        reviewed="Revisado el {day}",
        review="Revisión del plan",
        review_on="Volvemos a revisar este plan antes del {day}.",
        medicines="Medicamentos",
        medicine_columns=("Medicamento", "Cómo tomarlo", "Para qué sirve", "Recetado por"),
        no_medicines="No hay medicamentos registrados.",
        readings="Últimas mediciones",
        reading_columns=("Medición", "Valor", "Fecha"),
        team="Equipo de atención",
        team_columns=("Nombre", "Papel en la atención", "Teléfono"),
        missing="Falta por escribir",
        signed="Firmado por {name} el {moment}.",
        copy_given="Se entregó una copia al paciente o a su cuidador el {day}.",
        copy_not_given="No consta que se haya entregado una copia.",
        digest="Huella del texto firmado (SHA-256): {digest}",
        sign_here=("Profesional que factura", "Fecha"),
        sections={
            Section.ASSESSMENT: "Mente y función",
            Section.SYMPTOMS: "Síntomas",
            Section.MEDICATIONS: "Manejo de medicamentos",
            Section.CAREGIVER: "Cuidador",
            Section.ENVIRONMENT: "Hogar y seguridad",
            Section.COMMUNITY: "Servicios comunitarios",
            Section.COORDINATION: "Servicios externos",
            Section.PREFERENCES: "Lo que me importa",
            Section.ADVANCE_DIRECTIVES: "Voluntades anticipadas",
        },
        elements={
            Element.PROBLEMS: "una lista de problemas",
            Element.EXPECTED_OUTCOME: "qué esperamos de cada problema",
            Element.GOALS: "una meta medible para cada problema",
            Element.ASSESSMENT: "mente y función",
            Element.SYMPTOMS: "manejo de síntomas",
            Element.INTERVENTIONS: "qué se hace y quién lo hace, para cada problema",
            Element.MEDICATIONS: "manejo de medicamentos",
            Element.ENVIRONMENT: "hogar y seguridad",
            Element.CAREGIVER: "cuidador",
            Element.COORDINATION: "servicios externos y quién los coordina",
            Element.COMMUNITY: "servicios comunitarios",
            Element.REVIEW: "la fecha de la próxima revisión",
        },
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
