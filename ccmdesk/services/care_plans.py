"""Write, sign and read care plans."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date

from ccmdesk.domain.care_plan import (
    CarePlanDocument,
    CarePlanDraft,
    PlanProblem,
    PlanState,
    SignedCarePlan,
)
from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.chart import Condition, FactStatus
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.errors import InvalidValue, NotFound, StaleVersion
from ccmdesk.domain.practice import Actor
from ccmdesk.models import care_plans as rows
from ccmdesk.models.facts import load_facts
from ccmdesk.models.patients import load_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require


def new_item_id() -> str:
    """Return a stable id for a problem, goal or intervention of a plan."""
    return secrets.token_hex(6)


def plan_state(store: Store, actor: Actor, patient_id: int) -> PlanState:
    """Return the version in force, the draft and the numbers of all signed versions."""
    require(store, actor, UseCase.READ_PLAN, patient_id=patient_id)
    with reading(store) as connection:
        versions = rows.version_numbers(connection, patient_id)
        in_force = rows.load_version(connection, patient_id, versions[0]) if versions else None
        return PlanState(in_force, rows.load_draft(connection, patient_id), versions)


def signed_version(store: Store, actor: Actor, patient_id: int, number: int) -> SignedCarePlan:
    """Return one signed version; raise NotFound when there is none with this number."""
    require(store, actor, UseCase.READ_PLAN, patient_id=patient_id)
    with reading(store) as connection:
        version = rows.load_version(connection, patient_id, number)
    if version is None:
        raise NotFound(f"There is no signed version {number} of this plan.")
    return version


def start_draft(store: Store, actor: Actor, patient_id: int) -> Done[CarePlanDraft]:
    """Return the draft of the next version, begun from the version in force or from the chart's problems.

    A draft that is there already is returned as it is.
    """
    require(store, actor, UseCase.WRITE_PLAN, patient_id=patient_id)
    with writing(store, actor) as work:
        draft = rows.load_draft(work.connection, patient_id)
        if draft is not None:
            return Done(draft, changed())
        load_patient(work.connection, patient_id)
        versions = rows.version_numbers(work.connection, patient_id)
        in_force = rows.load_version(work.connection, patient_id, versions[0]) if versions else None
        document = _from_chart(work, patient_id) if in_force is None else in_force.document
        draft = CarePlanDraft(
            patient_id=patient_id,
            number=(versions[0] if versions else 0) + 1,
            document=document,
            version=1,
            saved_at=work.now,
            saved_by=actor.name,
        )
        rows.store_draft(work.connection, draft)
        work.audit(
            AuditKind.CREATE,
            object_kind="care_plan_draft",
            object_id=draft.number,
            patient_id=patient_id,
            after=rows.document_text(document),
        )
    return Done(draft, changed(ChangeKind.CARE_PLAN, patient_id=patient_id))


def save_draft(store: Store, actor: Actor, draft: CarePlanDraft) -> Done[CarePlanDraft]:
    """Save a draft as typed; raise StaleVersion when someone else saved it since it was read."""
    require(store, actor, UseCase.WRITE_PLAN, patient_id=draft.patient_id)
    with writing(store, actor) as work:
        current = _current(work, draft)
        saved = replace(draft, version=current.version + 1, saved_at=work.now, saved_by=actor.name)
        rows.store_draft(work.connection, saved)
        work.audit(
            AuditKind.AMEND,
            object_kind="care_plan_draft",
            object_id=draft.number,
            patient_id=draft.patient_id,
            before=rows.document_text(current.document),
            after=rows.document_text(saved.document),
        )
    return Done(saved, changed(ChangeKind.CARE_PLAN, patient_id=draft.patient_id))


def discard_draft(store: Store, actor: Actor, draft: CarePlanDraft) -> Done[None]:
    """Give up a draft; its text stays readable in the history."""
    require(store, actor, UseCase.WRITE_PLAN, patient_id=draft.patient_id)
    with writing(store, actor) as work:
        current = _current(work, draft)
        text = rows.document_text(current.document)
        work.keep_history(
            object_kind="care_plan_draft",
            object_id=current.number,
            patient_id=current.patient_id,
            version=current.version,
            body=text,
            reason="draft discarded",
        )
        rows.delete_draft(work.connection, draft.patient_id)
        work.audit(
            AuditKind.VOID,
            object_kind="care_plan_draft",
            object_id=current.number,
            patient_id=draft.patient_id,
            before=text,
        )
    return Done(None, changed(ChangeKind.CARE_PLAN, patient_id=draft.patient_id))


def sign(
    store: Store, actor: Actor, draft: CarePlanDraft, *, copy_given_on: date | None
) -> Done[SignedCarePlan]:
    """Sign the draft as saved: it becomes the version in force, which nothing changes any more.

    Only a billing practitioner signs (RULES.md 3.2). Raises StaleVersion when the draft was saved since it
    was read, InvalidValue when it holds no problem.
    """
    require(store, actor, UseCase.SIGN_PLAN, patient_id=draft.patient_id)
    with writing(store, actor) as work:
        current = _current(work, draft)
        if not current.document.problems:
            raise InvalidValue("problems", "A plan without a problem cannot be signed.")
        if copy_given_on is not None and copy_given_on > local_date(work.now, work.zone):
            raise InvalidValue("copy_given_on", "The copy cannot be given in the future.")
        signed = SignedCarePlan(
            patient_id=current.patient_id,
            number=current.number,
            document=current.document,
            signed_at=work.now,
            signed_by=_signature(actor),
            digest=rows.digest_of(current.document),
            copy_given_on=copy_given_on,
        )
        rows.insert_versions(work.connection, [signed])
        rows.delete_draft(work.connection, draft.patient_id)
        work.audit(
            AuditKind.SIGN,
            object_kind="care_plan_version",
            object_id=signed.number,
            patient_id=signed.patient_id,
            after=rows.document_text(signed.document),
        )
    return Done(signed, changed(ChangeKind.CARE_PLAN, patient_id=signed.patient_id))


def _signature(actor: Actor) -> str:
    return actor.name if actor.credential in ("", "none") else f"{actor.name}, {actor.credential}"


def _current(work: UnitOfWork, draft: CarePlanDraft) -> CarePlanDraft:
    current = rows.load_draft(work.connection, draft.patient_id)
    if current is None:
        raise NotFound(
            "This draft was signed or discarded meanwhile.",
            kept="What you typed since is still on the screen.",
            todo="Start a new draft and put it in there.",
        )
    if current.version != draft.version or current.number != draft.number:
        raise StaleVersion(mine=draft.document, theirs=current.document, their_version=current.version)
    return current


def _from_chart(work: UnitOfWork, patient_id: int) -> CarePlanDocument:
    problems = []
    seen: set[str] = set()
    for recorded in load_facts(work.connection, patient_id)["condition"]:
        condition: Condition = recorded.value
        key = condition.icd10 or condition.name.casefold()
        if condition.status is FactStatus.ENDED or key in seen or not _is_problem(condition):
            continue
        seen.add(key)
        problems.append(
            PlanProblem(
                id=new_item_id(), name=condition.name, icd10=condition.icd10, condition_id=recorded.id
            )
        )
    return CarePlanDocument(problems=tuple(problems))


def _is_problem(condition: Condition) -> bool:
    return condition.category in ("", "problem-list-item", "health-concern", "problem")
