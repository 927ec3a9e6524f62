"""The words of the care plan in English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ccmdesk.domain.care_plan import Element, Section
from ccmdesk.reports.words import Language


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Hold the words of a care plan."""

    title: str
    version: str
    draft: str
    draft_note: str
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
    not_sure: str
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
        not_sure="Not known whether still taken: ask.",
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
        allergies="Alergias",
        no_allergies="Ninguna registrada. Pregunte antes de un medicamento nuevo.",
        expected="Qué esperamos",
        goal="Meta",
        we_do="Nosotros",
        patient="Paciente",
        patient_does="{name} hace",
        barriers="Dificultades",
        target="Objetivo: {target}",
        by_date="A más tardar el {day}",
        no_problems="Este plan todavía no tiene ningún problema escrito.",
        no_goal="Todavía no hay una meta escrita.",
        whole_plan="Para todo el plan",
        reviewed="Revisado el {day}",
        review="Revisión del plan",
        review_on="Volvemos a revisar este plan a más tardar el {day}.",
        medicines="Medicamentos",
        medicine_columns=("Medicamento", "Cómo tomarlo", "Para qué sirve", "Recetado por"),
        no_medicines="No hay medicamentos registrados.",
        not_sure="No se sabe si todavía lo toma: pregunte.",
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
            Section.MEDICATIONS: "Medicación",
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
