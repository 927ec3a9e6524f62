"""The consent form tells the three statements in both languages and records the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ccmdesk.domain.enrolment import ALL_STATEMENTS, Consent, ConsentMethod, Program, Statement
from ccmdesk.reports.consent import consent_pdf
from tests.reports.making import DOCTOR, PATIENT, PRACTICE, PRINTED_AT, pages, read, text

VERBAL = Consent(
    patient_id=1,
    program=Program.CCM,
    given_on=date(2026, 1, 12),
    method=ConsentMethod.VERBAL,
    accepted=True,
    statements=ALL_STATEMENTS,
    obtained_by="Sara Okafor, RN",
    note="Daughter interpreted",
)
WRITTEN = Consent(
    patient_id=1,
    program=Program.BHI,
    given_on=date(2026, 2, 3),
    method=ConsentMethod.WRITTEN,
    accepted=False,
    statements=frozenset({Statement.MAY_STOP}),
    obtained_by="Sara Okafor, RN",
    revoked_on=date(2026, 11, 3),
)


def consent(given: Consent | None, **changes: Any) -> bytes:
    """Return the PDF of a consent, with what a test changes."""
    values: dict[str, Any] = {
        "practice": PRACTICE,
        "practitioner": DOCTOR,
        "patient": PATIENT,
        "consent": given,
        "printed_at": PRINTED_AT,
    }
    return consent_pdf(**(values | changes))


def told(pdf: bytes) -> str:
    """Return the text without the order that two columns side by side give it."""
    return " ".join(sorted(text(pdf).split()))


def test_form_tells_all_three_in_both_languages() -> None:
    printed = text(consent(None))
    for words in (
        "It may cost you something.",
        "Puede tener un costo.",
        "Only one practitioner at a time.",
        "Solo un profesional a la vez.",
        "You may stop whenever you wish.",
        "Puede dejarlo cuando quiera.",
        "Yes, I accept this service.",
        "No, no quiero este servicio.",
        "Chronic care management",
        "Atención de enfermedades crónicas",
    ):
        assert words in printed
    assert printed.count("Amara Castellanos.") == 2
    for word in ("20", "percent,", "deductible", "deducible", "month.", "calendario."):
        assert word in told(consent(None)).split()


def test_form_to_sign_has_empty_boxes_and_lines() -> None:
    printed = text(consent(None))
    assert "✓" not in printed
    assert "Patient / Paciente" in printed
    assert "Explained by / Explicado por" in printed
    assert "to sign" in printed
    assert "Record of the answer" not in printed


def test_form_without_a_practitioner_points_to_the_lines_below() -> None:
    printed = text(consent(None, practitioner=None, program=Program.PCM))
    assert "named below" in printed
    assert "nombrado abajo" in printed
    assert "Principal care management" in printed


def test_spoken_consent_is_a_record() -> None:
    printed = text(consent(VERBAL))
    assert printed.count("✓") == 4
    assert "12 Jan 2026" in printed
    assert "Accepted, spoken / Aceptó, de palabra" in printed
    assert "Obtained by / Obtenido por Sara Okafor, RN" in printed
    assert "Daughter interpreted" in printed
    assert "Patient / Paciente" not in printed
    assert "Chronic care management, accepted" in printed


def test_written_refusal_keeps_lines_and_what_was_told() -> None:
    printed = text(consent(WRITTEN))
    assert printed.count("✓") == 2
    assert "Declined, in writing / No aceptó, por escrito" in printed
    assert "Patient / Paciente" in printed
    assert "3 Nov 2026, effective 30 Nov 2026" in printed
    assert "Behavioral health integration, declined" in printed


@pytest.mark.parametrize("given", [None, VERBAL, WRITTEN])
def test_consent_fits_on_one_page(given: Consent | None) -> None:
    (page,) = pages(consent(given))
    assert "Page 1 of 1" in page


def test_title_in_the_file_names_no_patient() -> None:
    metadata = read(consent(None)).metadata
    assert metadata is not None
    assert metadata.title == "Consent / Consentimiento"
