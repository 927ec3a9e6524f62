"""Draw the comprehensive care plan: every element of it in the order a patient would ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ccmdesk.domain.care_plan import CarePlanDocument, Section, open_elements
from ccmdesk.domain.chart import Allergy, CareTeamMember, FactStatus, Medication, Patient
from ccmdesk.domain.practice import BillingPractitioner, Practice
from ccmdesk.reports.layout import BODY, MUTED, SMALL, STRONG, Strip, bound, rule, tied
from ccmdesk.reports.paper import WIDTH, Column, practice_frame, render, signature_lines, table, title
from ccmdesk.reports.plan_problems import Pen, problems, sentence
from ccmdesk.reports.plan_words import PLAN
from ccmdesk.reports.readings import LastValue
from ccmdesk.reports.typeset import Typesetter
from ccmdesk.reports.words import Language, moment_text, partial_text, person_text, provider_text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPaper:
    """Say what the printed plan is: its version, whether and by whom it is signed, when it was printed."""

    number: int
    signed: bool
    printed_at: datetime
    zone: str
    signed_by: str = ""
    signed_at: datetime | None = None
    copy_given_on: date | None = None
    digest: str = ""


def care_plan_pdf(
    *,
    practice: Practice,
    practitioner: BillingPractitioner | None,
    patient: Patient,
    document: CarePlanDocument,
    status: PlanPaper,
    medications: Sequence[Medication] = (),
    allergies: Sequence[Allergy] = (),
    care_team: Sequence[CareTeamMember] = (),
    values: Sequence[LastValue] = (),
    language: Language = "en",
) -> bytes:
    """Return the PDF of a care plan; medicines and allergies that have ended are left out."""
    pen = Pen(Typesetter(), PLAN[language], language, not status.signed)
    state = (pen.words.version if status.signed else pen.words.draft).format(number=status.number)
    frame = practice_frame(
        practice,
        title=pen.words.title,
        running=person_text(patient, language),
        state=state,
        printed=moment_text(status.printed_at, status.zone, language=language),
        language=language,
    )
    strips = title(pen.setter, frame, lines=[frame.running, provider_text(practice, practitioner)])
    if pen.draft:
        strips += pen.line(pen.words.draft_note, space=8, style=STRONG)
    strips += _allergies(pen, allergies)
    strips += problems(pen, document, patient=patient)
    strips += _whole_plan(pen, document)
    strips += _medicines(pen, medications)
    strips += _readings(pen, values)
    strips += _team(pen, care_team)
    strips += _missing(pen, document)
    return render(pen.setter, frame, strips=tied(strips, _signature(pen, status, practitioner)))


def _allergies(pen: Pen, allergies: Sequence[Allergy]) -> list[Strip]:
    current = [allergy for allergy in allergies if allergy.status is not FactStatus.ENDED]
    texts = [
        " ".join(", ".join(p for p in (a.substance, a.reaction, a.severity) if p.strip()).split())
        for a in current
    ]
    text = "\n".join(texts) or pen.words.no_allergies
    return pen.labelled(pen.words.allergies, text, space=8, style=STRONG if texts else BODY)


def _whole_plan(pen: Pen, document: CarePlanDocument) -> list[Strip]:
    texts = {section.section: section for section in document.sections if section.text.strip()}
    if not texts and document.review_on is None:
        return []
    strips = pen.heading(pen.words.whole_plan)
    for section in Section:
        written = texts.get(section)
        if written is not None:
            text = written.text.strip()
            if written.reviewed_on is not None:
                text = f"{sentence(text)} {pen.words.reviewed.format(day=pen.day(written.reviewed_on))}."
            strips += pen.labelled(pen.words.sections[section], text)
    if document.review_on is None:
        return strips
    review = pen.words.review_on.format(day=pen.day(document.review_on))
    return tied(strips, pen.labelled(pen.words.review, review, style=STRONG))


def _medicines(pen: Pen, medications: Sequence[Medication]) -> Iterator[Strip]:
    yield from pen.heading(pen.words.medicines)
    rows = [
        (
            m.name,
            _how_taken(pen, m),
            m.reason,
            m.prescriber,
        )
        for m in medications
        if m.status is not FactStatus.ENDED
    ]
    if not rows:
        yield from pen.line(pen.words.no_medicines)
        return
    columns = [Column(h, s) for h, s in zip(pen.words.medicine_columns, (30, 38, 22, 20), strict=True)]
    yield from table(pen.setter, columns, rows=rows, styles=(STRONG, BODY, BODY, BODY))


def _how_taken(pen: Pen, medication: Medication) -> str:
    """Return the instruction; a dose that neither it nor the name mentions goes before it."""
    m = medication
    text = m.sig.strip() or ", ".join(p.strip() for p in (m.dose, m.route, m.timing) if p.strip())
    if m.dose.strip().casefold() not in f"{m.name} {text}".casefold():
        text = f"{m.dose.strip()}: {text}"
    if m.status is FactStatus.UNKNOWN:
        text = f"{text}\n{pen.words.not_sure}"
    return text


def _readings(pen: Pen, values: Sequence[LastValue]) -> Iterator[Strip]:
    if values:
        yield from pen.heading(pen.words.readings)
        columns = [Column(h, s) for h, s in zip(pen.words.reading_columns, (50, 40, 20), strict=True)]
        rows = [(v.name, v.text, partial_text(v.on, pen.language) if v.on else "") for v in values]
        yield from table(pen.setter, columns, rows=rows, styles=(BODY, STRONG, BODY))


def _team(pen: Pen, care_team: Sequence[CareTeamMember]) -> Iterator[Strip]:
    if care_team:
        yield from pen.heading(pen.words.team)
        columns = [Column(h, s) for h, s in zip(pen.words.team_columns, (40, 48, 22), strict=True)]
        rows = [
            (m.name, ", ".join(p for p in (m.role, m.organization, m.note) if p.strip()), m.phone)
            for m in care_team
        ]
        yield from table(pen.setter, columns, rows=rows, styles=(STRONG, BODY, BODY))


def _missing(pen: Pen, document: CarePlanDocument) -> list[Strip]:
    lacking = [pen.words.elements[element] for element in open_elements(document)]
    if not lacking:
        return []
    text = "; ".join(lacking)
    return pen.labelled(pen.words.missing, f"{text[0].upper()}{text[1:]}.", space=16)


def _signature(pen: Pen, status: PlanPaper, practitioner: BillingPractitioner | None) -> list[Strip]:
    if not status.signed or status.signed_at is None:
        labels = (practitioner.name if practitioner else pen.words.sign_here[0], pen.words.sign_here[1])
        return bound(signature_lines(pen.setter, [(labels[0], 3), (labels[1], 1)], space=44))
    moment = moment_text(status.signed_at, status.zone, language=pen.language)
    copy = (
        pen.words.copy_given.format(day=pen.day(status.copy_given_on))
        if status.copy_given_on is not None
        else pen.words.copy_not_given
    )
    strips = [rule(WIDTH, space=20, grey=MUTED)]
    signed = pen.words.signed.format(name=status.signed_by, moment=moment)
    strips += pen.line(signed, space=7, style=STRONG)
    strips += pen.line(copy)
    if status.digest:
        strips += pen.line(pen.words.digest.format(digest=status.digest), style=SMALL)
    return bound(strips)
