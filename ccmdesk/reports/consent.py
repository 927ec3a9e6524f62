"""Draw the consent form, English and Spanish side by side: a form to sign, or the record of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.enrolment import Consent, ConsentMethod, Program, Statement
from ccmdesk.domain.practice import BillingPractitioner, Practice
from ccmdesk.reports.consent_words import CONSENT
from ccmdesk.reports.layout import (
    BLACK,
    BODY,
    COLUMN,
    HEADING,
    LABEL,
    MUTED,
    STRONG,
    Box,
    Cell,
    Mark,
    Strip,
    Text,
    bound,
    cells,
    rule,
)
from ccmdesk.reports.paper import WIDTH, practice_frame, render, signature_lines, title
from ccmdesk.reports.typeset import Face, Style, Typesetter
from ccmdesk.reports.words import PROGRAMS, Language, day_text, moment_text, person_text, provider_text

_BOX_AT = 22.0
_GAP = 24.0
_COLUMN = (WIDTH - _BOX_AT - _GAP) / 2
_PLACES: tuple[tuple[Language, float], ...] = (("en", _BOX_AT), ("es", _BOX_AT + _COLUMN + _GAP))
_PROSE = Style(Face.REGULAR, 9.5, 13)
_TICK = Style(Face.SEMIBOLD, 11, 14, BLACK)


@dataclass(frozen=True, slots=True)
class _Form:
    """Hold what fills the places in the text of the form."""

    setter: Typesetter
    practice: str
    practitioner: str

    def said(self, text: str, language: Language) -> str:
        """Return a text of the form with its places filled."""
        words = CONSENT[language]
        return text.format(
            practice=self.practice,
            practitioner=self.practitioner or words.practitioner,
        )

    def both(
        self, texts: tuple[str, str], *, style: Style = BODY, space: float = 0.0, keep: bool = False
    ) -> list[Strip]:
        """Return the English text with the Spanish text beside it."""
        row = [
            Cell(self.said(text, language), x, _COLUMN, style)
            for text, (language, x) in zip(texts, _PLACES, strict=True)
        ]
        return cells(self.setter, row, space=space, keep=keep)


def consent_pdf(
    *,
    practice: Practice,
    practitioner: BillingPractitioner | None,
    patient: Patient,
    consent: Consent | None,
    printed_at: datetime,
    program: Program = Program.CCM,
) -> bytes:
    """Return the PDF of a consent: without one a form to sign, else the record of what was answered.

    The program of a given consent goes before `program`.
    """
    setter = Typesetter()
    program = program if consent is None else consent.program
    form = _Form(setter, practice.name, practitioner.name if practitioner else "")
    states = {None: "to sign", True: "accepted", False: "declined"}
    frame = practice_frame(
        practice,
        title="Consent / Consentimiento",
        running=f"{person_text(patient)}. Consent",
        state=f"{PROGRAMS[program]}, {states[consent.accepted if consent else None]}",
        printed=moment_text(printed_at, practice.zone),
        language="en",
    )
    strips = title(
        setter, frame, lines=[person_text(patient), provider_text(practice, practitioner, npi=True)]
    )
    en, es = CONSENT["en"], CONSENT["es"]
    strips += form.both((en.language, es.language), style=COLUMN, space=10, keep=True)
    strips += form.both((en.programs[program], es.programs[program]), style=HEADING, keep=True)
    strips += form.both((en.about, es.about), style=_PROSE, space=3)
    for statement in Statement:
        told = consent is not None and statement in consent.statements
        strips += _statement(form, statement, told=told)
    strips += _answer(form, consent)
    if consent is not None:
        strips += _record(form, consent)
    if consent is None or consent.method is ConsentMethod.WRITTEN:
        strips += _signatures(form)
    return render(setter, frame, strips=strips)


def _ticked(strip: Strip, *, ticked: bool) -> Strip:
    """Return a strip with a box to tick at its left."""
    marks: list[Mark] = [Box(0, 1.2, 11, 11, MUTED, filled=False), *strip.marks]
    if ticked:
        marks.append(Text(0.8, 10.6, "✓", _TICK))
    return strip._replace(marks=tuple(marks))


def _statement(form: _Form, statement: Statement, *, told: bool) -> list[Strip]:
    (head, text), (cabeza, texto) = (CONSENT[language].statements[statement] for language, _ in _PLACES)
    strips = form.both((head, cabeza), style=STRONG, space=11, keep=True)
    strips[0] = _ticked(strips[0], ticked=told)
    return bound([*strips, *form.both((text, texto), style=_PROSE)])


def _answer(form: _Form, consent: Consent | None) -> Iterator[Strip]:
    yield rule(WIDTH, space=12, keep=True)
    en, es = CONSENT["en"], CONSENT["es"]
    agreed = None if consent is None else consent.accepted
    for texts, answer in (((en.agree, es.agree), True), ((en.decline, es.decline), False)):
        first, *rest = form.both(texts, style=STRONG, space=8)
        yield _ticked(first, ticked=agreed is answer)
        yield from rest


def _record(form: _Form, consent: Consent) -> list[Strip]:
    setter = form.setter
    spoken = consent.method is ConsentMethod.VERBAL
    english = f"{'Accepted' if consent.accepted else 'Declined'}, {'spoken' if spoken else 'in writing'}"
    spanish = f"{'Aceptó' if consent.accepted else 'No aceptó'}, {'de palabra' if spoken else 'por escrito'}"
    rows = [
        ("Date / Fecha", day_text(consent.given_on)),
        ("Answer / Respuesta", f"{english} / {spanish}"),
        ("Obtained by / Obtenido por", consent.obtained_by),
        ("Note / Nota", consent.note),
    ]
    if consent.revoked_on is not None and consent.revocation_effective is not None:
        text = f"{day_text(consent.revoked_on)}, effective {day_text(consent.revocation_effective)}"
        rows.append(("Revoked / Revocado", text))
    strips = cells(
        setter,
        [Cell("Record of the answer / Constancia de la respuesta", 0, WIDTH, HEADING)],
        space=16,
        keep=True,
    )
    for label, text in rows:
        if text.strip():
            row = [Cell(label, 0, 130, LABEL), Cell(text, 140, WIDTH - 140, BODY)]
            strips += cells(setter, row, space=2.5)
    return strips


def _signatures(form: _Form) -> list[Strip]:
    en, es = CONSENT["en"], CONSENT["es"]
    date = f"{en.date} / {es.date}"
    lines: list[Strip] = []
    for english, spanish in (
        (en.patient_signs, es.patient_signs),
        (en.helper_signs, es.helper_signs),
        (en.staff_signs, es.staff_signs),
    ):
        lines += signature_lines(form.setter, [(f"{english} / {spanish}", 3), (date, 1)], space=26)
    return bound(lines)
