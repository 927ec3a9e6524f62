"""Write enrolments, consents, contacts and care plans as FHIR."""

from __future__ import annotations

from collections.abc import Iterator

from ccmdesk.domain.care_plan import CarePlanDocument, CarePlanDraft, Goal, PlanProblem, SignedCarePlan
from ccmdesk.domain.enrolment import Consent, Enrolment, EnrolmentState
from ccmdesk.domain.time_log import Contact, Outcome
from ccmdesk.exporters.fhir_json import Body
from ccmdesk.exporters.fhir_parts import (
    HL7,
    Names,
    concept,
    extension,
    filled,
    moment,
    names,
    note,
    resource,
)

_EPISODES = {
    EnrolmentState.NOT_ENROLLED: "planned",
    EnrolmentState.ACTIVE: "active",
    EnrolmentState.PAUSED: "onhold",
}


def episode(enrolment: Enrolment, *, patient: Body, names_by: Names) -> Body:
    """Return a patient's place in a program as an EpisodeOfCare."""
    start, end = enrolment.started_on, enrolment.ended_on
    return resource(
        "EpisodeOfCare",
        names_by.id_of("enrolment", enrolment.id),
        extension=[
            *extension("state", enrolment.state.value),
            *extension("risk", enrolment.risk),
            *extension("note", enrolment.note),
        ],
        status=_EPISODES.get(enrolment.state, "finished"),
        type=[concept(enrolment.program.value)],
        patient=patient,
        period=filled(
            start=None if start is None else start.isoformat(), end=None if end is None else end.isoformat()
        ),
    )


def consent(given: Consent, *, patient: Body, names_by: Names) -> Body:
    """Return one consent conversation as a Consent."""
    status = "inactive" if given.revoked_on is not None else "active" if given.accepted else "rejected"
    until = given.revocation_effective
    period = {} if until is None else {"period": {"end": until.isoformat()}}
    return resource(
        "Consent",
        names_by.id_of("consent", given.id),
        extension=[
            *extension("method", given.method.value),
            *extension("statements", ", ".join(sorted(given.statements))),
            *extension("revoked-on", "" if given.revoked_on is None else given.revoked_on.isoformat()),
            *extension("note", given.note),
        ],
        status=status,
        scope={"coding": [{"system": f"{HL7}consentscope", "code": "treatment"}]},
        category=[{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        patient=patient,
        dateTime=given.given_on.isoformat(),
        performer=[names(given.obtained_by)] if given.obtained_by else [],
        policyRule=concept(f"Consent to care management ({given.program.value})"),
        provision={"type": "permit" if given.accepted else "deny", **period},
    )


def contact(held: Contact, *, patient: Body, names_by: Names) -> Body:
    """Return one outreach as a Communication."""
    reached = held.outcome in (Outcome.REACHED, Outcome.MESSAGE_SENT, Outcome.VOICEMAIL)
    return resource(
        "Communication",
        names_by.id_of("contact", held.id),
        extension=[*extension("outcome", held.outcome.value), *extension("with-whom", held.with_whom)],
        status="completed" if reached else "not-done",
        statusReason={} if reached else concept(held.outcome.value.replace("_", " ")),
        medium=[concept(held.mode.value.replace("_", " "))],
        subject=patient,
        sent=moment(held.at),
        sender=names(held.by),
        note=note(held.note),
    )


def plan_resources(
    plan: SignedCarePlan | CarePlanDraft, *, patient: Body, names_by: Names, in_force: bool
) -> Iterator[Body]:
    """Yield a CarePlan, and its goals as Goal resources for the version in force.

    Goals of earlier versions are named in their plan alone: as resources they would look current.
    """
    signed = isinstance(plan, SignedCarePlan)
    key = f"{plan.patient_id}/{plan.number if signed else 'draft'}"
    goals = [(problem, goal) for problem in plan.document.problems for goal in problem.goals if goal.text]
    if in_force:
        for problem, goal in goals:
            yield _goal(goal, problem, patient=patient, names_by=names_by, key=key)
    yield resource(
        "CarePlan",
        names_by.id_of("care_plan", key),
        extension=extension("digest", plan.digest) if isinstance(plan, SignedCarePlan) else [],
        status="active" if in_force else "completed" if signed else "draft",
        intent="plan",
        title=f"Comprehensive care plan, version {plan.number}{'' if signed else ' (draft)'}",
        subject=patient,
        created=_written(plan),
        author=names(plan.signed_by if isinstance(plan, SignedCarePlan) else plan.saved_by),
        addresses=[_addressed(problem, names_by) for problem in plan.document.problems],
        goal=[
            {**(names_by.to("plan_goal", f"{key}/{goal.id}") if in_force else {}), "display": goal.text}
            for _, goal in goals
        ],
        activity=list(_activities(plan.document)),
        note=list(_notes(plan.document)),
    )


def _written(plan: SignedCarePlan | CarePlanDraft) -> str | None:
    at = plan.signed_at if isinstance(plan, SignedCarePlan) else plan.saved_at
    return None if at is None else moment(at)


def _addressed(problem: PlanProblem, names_by: Names) -> Body:
    link = {} if problem.condition_id is None else names_by.to("condition", problem.condition_id)
    code = f" ({problem.icd10})" if problem.icd10 else ""
    return {**link, "display": f"{problem.name}{code}"}


def _goal(goal: Goal, problem: PlanProblem, *, patient: Body, names_by: Names, key: str) -> Body:
    due = None if goal.due is None else goal.due.isoformat()
    target = filled(measure=concept(goal.target), dueDate=due)
    return resource(
        "Goal",
        names_by.id_of("plan_goal", f"{key}/{goal.id}"),
        lifecycleStatus="active",
        achievementStatus=concept(goal.achievement),
        description=concept(goal.text),
        subject=patient,
        target=[target] if target else [],
        addresses=[names_by.to("condition", problem.condition_id)] if problem.condition_id else [],
        note=note(f"In the patient's words: {goal.own_words}" if goal.own_words else ""),
    )


def _activities(document: CarePlanDocument) -> Iterator[Body]:
    for problem in document.problems:
        for each in problem.interventions:
            yield {
                "detail": filled(
                    status="unknown",
                    description=f"{problem.name}: {each.text}",
                    scheduledString=each.how_often,
                    performer=[names(each.responsible)] if each.responsible else [],
                )
            }


def _notes(document: CarePlanDocument) -> Iterator[Body]:
    for problem in document.problems:
        for label, words in (("expected outcome", problem.expected_outcome), ("barriers", problem.barriers)):
            if words:
                yield {"text": f"{problem.name}, {label}: {words}"}
    for section in document.sections:
        if section.text:
            yield {"text": f"{section.section.value.replace('_', ' ').capitalize()}: {section.text}"}
    if document.review_on is not None:
        yield {"text": f"Review on: {document.review_on.isoformat()}"}
