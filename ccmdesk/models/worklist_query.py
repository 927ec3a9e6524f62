"""Read the worklist in one statement, whose cost does not grow with the months that have passed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import aliased

from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import ConsentState, EnrolmentState
from ccmdesk.domain.time_log import Outcome
from ccmdesk.domain.worklist import REASON_BITS, PlanMark, Why, WorklistRow
from ccmdesk.models.column_types import Whole, to_microseconds
from ccmdesk.models.rows_care import (
    CarePlanDraftRow,
    CarePlanVersionRow,
    ConsentRow,
    ContactRow,
    EnrolmentRow,
    FollowUpRow,
    TimePieceRow,
)
from ccmdesk.models.rows_chart import PatientRow
from ccmdesk.models.rows_practice import UserRow


def load_worklist(
    connection: Connection, *, month: ServiceMonth, today: date, zone: str, patient_id: int | None = None
) -> tuple[WorklistRow, ...]:
    """Return the rows of a service month as of a day, the most urgent first; one patient's when asked."""
    start, end = month.bounds(zone)
    values = {
        "month": month.iso(),
        "today": today.isoformat(),
        "month_start": to_microseconds(start),
        "month_end": to_microseconds(end),
    }
    statement = _STATEMENT
    if patient_id is not None:
        statement = statement.where(PatientRow.id == patient_id)
    make = WorklistRow._make
    return tuple([make(row) for row in connection.execute(statement, values)])


def _newest(rows: Any, *order: Any, where: Any) -> Any:
    newest = aliased(rows)
    return (
        select(newest.id)
        .where(where(newest))
        .order_by(*(getattr(newest, name).desc() for name in order))
        .limit(1)
        .correlate(PatientRow)
        .scalar_subquery()
    )


def worklist_statement() -> Select[Any]:
    """Return the SELECT of all worklist rows; its parameters are month, today, month_start and month_end."""
    p, e, c, v = PatientRow, EnrolmentRow, ConsentRow, CarePlanVersionRow
    f, k, d, u = FollowUpRow, ContactRow, CarePlanDraftRow, UserRow
    today = bindparam("today", type_=String)
    months = (
        select(TimePieceRow.patient_id, func.sum(TimePieceRow.seconds).label("seconds"))
        .where(TimePieceRow.month == bindparam("month", type_=String))
        .group_by(TimePieceRow.patient_id)
        .subquery()
    )
    due_on, until = type_coerce(f.due_on, String), type_coerce(c.effective_until, String)
    review_on = type_coerce(v.review_on, String)
    consent = case(
        (c.id.is_(None), ConsentState.MISSING.value),
        (c.accepted.is_(false()), ConsentState.DECLINED.value),
        (until < today, ConsentState.REVOKED.value),
        else_=ConsentState.GIVEN.value,
    )
    plan = case(
        (v.id.is_not(None), PlanMark.SIGNED.value),
        (d.patient_id.is_not(None), PlanMark.DRAFT.value),
        else_=PlanMark.NONE.value,
    )
    state = case(
        (p.deceased.is_(true()), EnrolmentState.DECEASED.value),
        else_=func.coalesce(type_coerce(e.state, String), EnrolmentState.NOT_ENROLLED.value),
    )
    conditions = _conditions(
        state=state, consent=consent, plan=plan, due_on=due_on, review_on=review_on, today=today
    )
    why = case(*((holds, int(reason)) for reason, holds in conditions.items()), else_=int(Why.NOTHING_DUE))
    reasons: ColumnElement[int] = literal_column("0")
    for reason, holds in conditions.items():
        reasons = reasons + case((holds, REASON_BITS[reason]), else_=0)
    columns: list[Any] = [
        p.id,
        p.family,
        p.given,
        p.preferred_name,
        type_coerce(p.birth_date, String),
        p.sex,
        p.phone,
        p.language,
        e.nurse_id,
        u.name,
        state,
        consent,
        plan,
        review_on,
        func.coalesce(months.c.seconds, 0),
        type_coerce(k.at, Whole),
        type_coerce(k.outcome, String),
        due_on,
        type_coerce(f.due_at, Whole),
        f.reason,
        why.label("why"),
        reasons,
        p.search_key,
    ]
    statement: Select[Any] = (
        select(*columns)
        .select_from(p)
        .outerjoin(e, e.id == _newest(e, "id", where=lambda n: n.patient_id == p.id))
        .outerjoin(u, u.id == e.nurse_id)
        .outerjoin(c, c.id == _newest(c, "given_on", "id", where=lambda n: n.patient_id == p.id))
        .outerjoin(v, v.id == _newest(v, "number", where=lambda n: n.patient_id == p.id))
        .outerjoin(d, d.patient_id == p.id)
        .outerjoin(k, k.id == _newest(k, "at", "id", where=lambda n: n.patient_id == p.id))
        .outerjoin(f, f.id == _earliest_follow_up())
        .outerjoin(months, months.c.patient_id == p.id)
        .where(p.voided_at.is_(None))
        .order_by(
            literal_column("why"),
            due_on.is_(None),
            due_on,
            f.due_at.is_(None),
            f.due_at,
            p.family,
            p.given,
            p.id,
        )
    )
    return statement


def _earliest_follow_up() -> Any:
    f = aliased(FollowUpRow)
    return (
        select(f.id)
        .where(f.patient_id == PatientRow.id, f.done.is_(false()))
        .order_by(f.due_on, f.due_at, f.id)
        .limit(1)
        .correlate(PatientRow)
        .scalar_subquery()
    )


def _conditions(**columns: Any) -> dict[Why, ColumnElement[bool]]:
    state, consent, plan = columns["state"], columns["consent"], columns["plan"]
    due_on, review_on, today = columns["due_on"], columns["review_on"], columns["today"]
    n = aliased(ContactRow)
    at = type_coerce(n.at, Whole)
    reached = (
        select(n.id)
        .where(
            n.patient_id == PatientRow.id,
            at >= bindparam("month_start", type_=Whole),
            at < bindparam("month_end", type_=Whole),
            n.outcome == Outcome.REACHED,
        )
        .correlate(PatientRow)
        .exists()
    )
    active = state == EnrolmentState.ACTIVE.value
    none = state == EnrolmentState.NOT_ENROLLED.value
    return {
        Why.FOLLOW_UP_OVERDUE: and_(active, due_on < today),
        Why.FOLLOW_UP_TODAY: and_(active, due_on == today),
        Why.CONSENT_MISSING: and_(active, consent != ConsentState.GIVEN.value),
        Why.NO_PLAN: and_(active, plan != PlanMark.SIGNED.value),
        Why.PLAN_REVIEW_OVERDUE: and_(active, review_on < today),
        Why.NO_CONTACT_THIS_MONTH: and_(active, ~reached),
        Why.FOLLOW_UP_LATER: and_(active, due_on > today),
        Why.NOT_ENROLLED: none,
        Why.NOT_ACTIVE: ~or_(active, none),
    }


_STATEMENT = worklist_statement()
