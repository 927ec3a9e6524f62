"""Map FHIR problems, allergies, goals, visits and procedures."""

from __future__ import annotations

from ccmdesk.domain.chart import Allergy, Condition, Encounter, FactStatus, Procedure, RecordedGoal
from ccmdesk.importers.fhir_json import Body
from ccmdesk.importers.fhir_look import Left, Look
from ccmdesk.importers.fhir_observation import value_of
from ccmdesk.importers.fhir_pick import (
    amount,
    code,
    codings,
    items,
    joined,
    notes,
    obj,
    objs,
    own_text,
    plain,
    span,
    text,
    texts,
    words,
)

_CLINICAL = {
    "active": FactStatus.ACTIVE,
    "recurrence": FactStatus.ACTIVE,
    "relapse": FactStatus.ACTIVE,
    "inactive": FactStatus.ENDED,
    "remission": FactStatus.ENDED,
    "resolved": FactStatus.ENDED,
}
_ERROR = "entered-in-error"


def _status(body: Body, *, ended: bool) -> FactStatus:
    found = _CLINICAL.get(code(body.get("clinicalStatus")).lower())
    if found is not None:
        return found
    return FactStatus.ENDED if ended else FactStatus.UNKNOWN


def map_condition(look: Look) -> Condition | Left:
    """Return a problem or diagnosis; one entered in error or ruled out is left out."""
    body = look.body
    verification = code(body.get("verificationStatus")).lower()
    if verification == _ERROR:
        return Left("This problem was marked as entered in error.", fault=False)
    if verification == "refuted":
        return Left("This problem was ruled out.", fault=False)
    name = words(body.get("code"))
    if not name:
        return Left("This entry does not name the problem.")
    clinical = code(body.get("clinicalStatus")).lower()
    ended = look.end("abatement", "date of the end")
    return Condition(
        name=name,
        codings=codings(body.get("code")),
        status=_status(body, ended=any(each.startswith("abatement") for each in body)),
        clinical_status=clinical,
        verification=verification,
        category=joined(*(_category(each) for each in items(body.get("category"))), by=", "),
        onset=look.start("onset", "date of the start"),
        ended=ended,
        note=joined(
            _other_time(body, "onset", "Since"),
            _other_time(body, "abatement", "Ended"),
            _labelled("Severity", words(body.get("severity"))),
            *notes(body.get("note")),
        ),
    )


def _category(concept: object) -> str:
    """Return the code of a category that FHIR defines, and the words of any other."""
    known = (each.code for each in codings(concept) if "condition-category" in each.system)
    return next(known, "") or words(concept)


def _labelled(label: str, said: str) -> str:
    return f"{label}: {said}" if said else ""


def _other_time(body: Body, stem: str, label: str) -> str:
    """Return an age, a range or words in place of a date."""
    age = amount(obj(body.get(f"{stem}Age"))) or span(obj(body.get(f"{stem}Range")))
    if age:
        return f"{label} age {age}"
    said = text(body.get(f"{stem}String"))
    return f"{label} {said}" if said else ""


def map_allergy(look: Look) -> Allergy | Left:
    """Return an allergy or intolerance.

    A statement that the patient has no known allergies is kept as one, in the words of the source: a nurse
    has to see that someone asked.
    """
    body = look.body
    verification = code(body.get("verificationStatus")).lower()
    if verification == _ERROR:
        return Left("This allergy was marked as entered in error.", fault=False)
    if verification == "refuted":
        return Left("This allergy was ruled out.", fault=False)
    reactions = objs(body.get("reaction"))
    named = (words(each.get("substance")) for each in reactions)
    substance = words(body.get("code") or body.get("substance")) or joined(*named, by=", ")
    if not substance:
        return Left("This entry does not name what the patient is allergic to.")
    ended = look.end("abatement", "date of the end") is not None
    return Allergy(
        substance=substance,
        codings=codings(body.get("code")),
        status=_status(body, ended=ended),
        reaction=joined(*(_reaction(each) for each in reactions), by=", "),
        severity=_severity(body, reactions) or own_text(body, "severity"),
        category=joined(*texts(body.get("category")), by=", ") or own_text(body, "category"),
        onset=look.start("onset", "date of the start"),
        note=joined(
            "Not confirmed" if verification in ("unconfirmed", "presumed") else "",
            _other_time(body, "onset", "Since"),
            *notes(body.get("note")),
        ),
    )


def _reaction(reaction: Body) -> str:
    shown = joined(*(words(each) for each in items(reaction.get("manifestation"))), by=", ")
    return shown or text(reaction.get("description"))


def _severity(body: Body, reactions: list[Body]) -> str:
    order = ("severe", "moderate", "mild")
    found = [text(each.get("severity")).lower() for each in reactions]
    worst = next((each for each in order if each in found), "")
    return worst or {"high": "high risk", "low": "low risk"}.get(text(body.get("criticality")).lower(), "")


def map_goal(look: Look) -> RecordedGoal | Left:
    """Return a goal of another record with its target and state."""
    body = look.body
    lifecycle = text(body.get("lifecycleStatus")) or text(body.get("status"))
    if lifecycle == _ERROR:
        return Left("This goal was marked as entered in error.", fault=False)
    targets = objs(body.get("target"))
    target = joined(*(_target(each) for each in targets))
    said = words(body.get("description")) or target
    if not said:
        return Left("This goal has no text.")
    due = next((each.get("dueDate") for each in targets if each.get("dueDate")), None)
    return RecordedGoal(
        text=said,
        target=target,
        status=joined(lifecycle, words(body.get("achievementStatus")).lower(), by=", "),
        start=look.date(body.get("startDate"), "start"),
        due=look.date(due, "due date"),
        note=joined(*(_within(each) for each in targets), *notes(body.get("note"))),
    )


def _target(target: Body) -> str:
    measure = words(target.get("measure"))
    value = value_of(target, "detail")
    if value.value is not None:
        shown = amount(obj(target.get("detailQuantity"))) or plain(value.value)
        return f"{measure} {shown}".strip()
    return joined(measure, value.text, by=" ")


def _within(target: Body) -> str:
    return _labelled("Within", amount(obj(target.get("dueDuration"))))


def map_encounter(look: Look) -> Encounter | Left:
    """Return a visit or stay."""
    body = look.body
    status = text(body.get("status"))
    if status == _ERROR:
        return Left("This visit was marked as entered in error.", fault=False)
    held = body.get("class")
    kinds = (words(each) for each in items(body.get("type")))
    kind = joined(*kinds, by=", ") or words(body.get("serviceType"))
    period = obj(body.get("period"))
    people = (each.get("individual") or each.get("actor") for each in objs(body.get("participant")))
    places = (look.name(each.get("location")) for each in objs(body.get("location")))
    return Encounter(
        kind=kind or words(held) or "Visit",
        class_code=code(held),
        status=status,
        start=look.date(period.get("start"), "start"),
        end=look.date(period.get("end"), "end"),
        reason=joined(*(words(each) for each in items(body.get("reasonCode"))), by=", "),
        provider=joined(*(look.name(each) for each in people), by=", "),
        place=look.name(body.get("serviceProvider")) or joined(*places, by=", "),
    )


def map_procedure(look: Look) -> Procedure | Left:
    """Return something done to or for the patient; what was not done is left out."""
    body = look.body
    status = text(body.get("status"))
    if status == _ERROR:
        return Left("This procedure was marked as entered in error.", fault=False)
    if status == "not-done":
        return Left("This procedure was not done.", fault=False)
    name = words(body.get("code"))
    if not name:
        return Left("This entry does not name the procedure.")
    reasons = (words(each) for each in items(body.get("reasonCode")))
    return Procedure(
        name=name,
        codings=codings(body.get("code")),
        status=status,
        date=look.start("performed", "date") or look.end("performed", "date"),
        note=joined(_labelled("For", joined(*reasons, by=", ")), *notes(body.get("note"))),
    )
