"""The words of the consent form, English and Spanish; what Medicare asks to be told, in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ccmdesk.domain.enrolment import Program, Statement
from ccmdesk.reports.words import Language


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """Hold one language of the form; {practice} and {practitioner} are filled in."""

    language: str
    about: str
    statements: Mapping[Statement, tuple[str, str]]
    practitioner: str
    agree: str
    decline: str
    patient_signs: str
    helper_signs: str
    staff_signs: str
    date: str
    programs: Mapping[Program, str]


CONSENT: Mapping[Language, ConsentWords] = {
    "en": ConsentWords(
        language="English",
        about=(
            "This is care between visits: a written care plan, help with medicines, regular calls, and a "
            "way to reach the care team at any hour when something is urgent."
        ),
        statements={
            Statement.COST_SHARING: (
                "It may cost you something.",
                (
                    "{practice} offers this service. As with other Medicare services, the deductible and "
                    "a share of the price, usually 20 percent, may be yours to pay unless other "
                    "insurance pays it."
                ),
            ),
            Statement.ONE_PRACTITIONER: (
                "Only one practitioner at a time.",
                (
                    "In any calendar month only one practitioner can give you this service and be paid "
                    "for it. For you that is {practitioner}."
                ),
            ),
            Statement.MAY_STOP: (
                "You may stop whenever you wish.",
                (
                    "Tell us by phone, in person or in writing. The service then ends on the last day of "
                    "that calendar month. Your other care stays the same."
                ),
            ),
        },
        practitioner="the practitioner named below",
        agree="Yes, I accept this service.",
        decline="No, I do not want this service.",
        patient_signs="Patient",
        helper_signs="Signed for the patient by: name, relationship",
        staff_signs="Explained by",
        date="Date",
        programs={
            Program.CCM: "Chronic care management",
            Program.PCM: "Principal care management",
            Program.APCM: "Advanced primary care management",
            Program.RPM: "Remote monitoring",
            Program.BHI: "Behavioral health integration",
            Program.TCM: "Transitional care management",
        },
    ),
    "es": ConsentWords(
        language="Español",
        about=(
            "Es atención entre consultas: un plan escrito, ayuda con los medicamentos, llamadas "
            "periódicas y una manera de comunicarse con el equipo a cualquier hora si hay algo urgente."
        ),
        statements={
            Statement.COST_SHARING: (
                "Puede tener un costo.",
                (
                    "{practice} ofrece este servicio. Como en otros servicios de Medicare, el deducible "
                    "y una parte del precio, por lo general el 20 por ciento, pueden correr por su "
                    "cuenta si no los paga otro seguro."
                ),
            ),
            Statement.ONE_PRACTITIONER: (
                "Solo un profesional a la vez.",
                (
                    "En cada mes calendario solo un profesional puede darle este servicio y cobrarlo. En "
                    "su caso es {practitioner}."
                ),
            ),
            Statement.MAY_STOP: (
                "Puede dejarlo cuando quiera.",
                (
                    "Avísenos por teléfono, en persona o por escrito. El servicio termina el último día "
                    "de ese mes calendario. El resto de su atención no cambia."
                ),
            ),
        },
        practitioner="el profesional nombrado abajo",
        agree="Sí, acepto este servicio.",
        decline="No, no quiero este servicio.",
        patient_signs="Paciente",
        helper_signs="Firma por el paciente: nombre, parentesco",
        staff_signs="Explicado por",
        date="Fecha",
        programs={
            Program.CCM: "Atención de enfermedades crónicas",
            Program.PCM: "Atención de una enfermedad principal",
            Program.APCM: "Atención primaria avanzada",
            Program.RPM: "Monitoreo a distancia",
            Program.BHI: "Integración de la salud conductual",
            Program.TCM: "Atención de transición",
        },
    ),
}
