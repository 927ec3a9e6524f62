"""Read the worklist in one statement, whose cost does not grow with the months that have passed.

The inner part gathers one row a patient. Each value comes from an index that holds it (see rows_care), so
that no wide row is read: its pages would have to be decrypted. The outer part judges and sorts; the inner
one is materialized, or SQLite would work out every value again for each condition that it is part of.
"""

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
    LastContactRow,
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
    if patient_id is None:
        rows = connection.execute(_ALL, values)
    else:
        rows = connection.execute(_ONE, {**values, "patient_id": patient_id})
    make = WorklistRow._make
    return tuple([make(row) for row in rows.all()])


def worklist_statement(*, one: bool = False) -> Select[Any]:
    """Return the SELECT of all worklist rows, or of one patient's.

    Its parameters are month, today, month_start and month_end, and patient_id for one.
    """
    gathered = _gathered()
    if one:
        gathered = gathered.where(PatientRow.id == bindparam("patient_id", type_=Whole))
    # Both words are SQLite's and PostgreSQL's.
    g = gathered.cte("gathered").prefix_with("MATERIALIZED").c
    plan = case(
        (g.signed.is_not(None), PlanMark.SIGNED.value),
        (g.drafted.is_not(None), PlanMark.DRAFT.value),
        else_=PlanMark.NONE.value,
    )
    conditions = _conditions(g)
    why = case(*((holds, int(reason)) for reason, holds in conditions.items()), else_=int(Why.NOTHING_DUE))
    reasons: ColumnElement[int] = literal_column("0")
    for reason, holds in conditions.items():
        reasons = reasons + case((holds, REASON_BITS[reason]), else_=0)
    columns: list[Any] = [
        *(g[name] for name in _PERSON),
        g.nurse_id,
        UserRow.name,
        g.state,
        g.consent,
        plan,
        g.review_on,
        func.coalesce(g.seconds, 0),
        *(g[name] for name in ("contact_at", "outcome", "due_on", "due_at", "reason")),
        why.label("why"),
        reasons,
        g.search_key,
    ]
    order: list[Any] = [literal_column("why"), g.due_on.is_(None), g.due_on, g.due_at.is_(None), g.due_at]
    statement: Select[Any] = select(*columns).outerjoin_from(g.id.table, UserRow, UserRow.id == g.nurse_id)
    return statement.order_by(*order, g.search_key, g.id)  # folded: Álvarez before Baca


_PERSON = ("id", "family", "given", "preferred_name", "birth_date", "sex", "phone", "language")


def _gathered() -> Select[Any]:
    """Return the SELECT of one row a patient with what the list shows and judges."""
    p, e, v, d = PatientRow, EnrolmentRow, CarePlanVersionRow, CarePlanDraftRow
    f, k, t = FollowUpRow, LastContactRow, TimePieceRow
    seconds = _of_patient(t, func.sum(t.seconds)).where(t.month == bindparam("month", type_=String))
    gathered: Select[Any] = select(
        p.id,
        p.family,
        p.given,
        p.preferred_name,
        type_coerce(p.birth_date, String).label("birth_date"),
        p.sex,
        p.phone,
        p.language,
        p.search_key,
        _first(e, e.nurse_id, e.id.desc()).label("nurse_id"),
        _state().label("state"),
        _consent().label("consent"),
        _first(v, v.number, v.number.desc()).label("signed"),
        _first(v, type_coerce(v.review_on, String), v.number.desc()).label("review_on"),
        _first(d, d.patient_id).label("drafted"),
        seconds.scalar_subquery().label("seconds"),
        type_coerce(k.at, Whole).label("contact_at"),
        type_coerce(k.outcome, String).label("outcome"),
        _promised(type_coerce(f.due_on, String), "due_on"),
        _promised(type_coerce(f.due_at, Whole), "due_at"),
        _promised(f.reason, "reason"),
        _reached().label("reached"),
    )
    return gathered.outerjoin_from(p, k, k.patient_id == p.id).where(p.voided_at.is_(None))


def _reached() -> Any:
    """Return whether a contact reached the patient in the month; only past months look at every contact."""
    last, k = type_coerce(LastContactRow.reached_at, Whole), ContactRow
    start, end = bindparam("month_start", type_=Whole), bindparam("month_end", type_=Whole)
    at = type_coerce(k.at, Whole)
    before = _of_patient(k, k.id).where(at >= start, at < end, k.outcome == Outcome.REACHED).exists()
    return case((last < start, false()), (last < end, true()), (last >= end, before), else_=false())


def _state() -> Any:
    e = EnrolmentRow
    newest = _first(e, type_coerce(e.state, String), e.id.desc())
    return case(
        (PatientRow.deceased.is_(true()), EnrolmentState.DECEASED.value),
        else_=func.coalesce(newest, EnrolmentState.NOT_ENROLLED.value),
    )


def _consent() -> Any:
    c = ConsentRow
    until, today = type_coerce(c.effective_until, String), bindparam("today", type_=String)
    given = case(
        (c.accepted.is_(false()), ConsentState.DECLINED.value),
        (until < today, ConsentState.REVOKED.value),
        else_=ConsentState.GIVEN.value,
    )
    return func.coalesce(_first(c, given, c.given_on.desc(), c.id.desc()), ConsentState.MISSING.value)


def _of_patient(rows: Any, column: Any) -> Select[Any]:
    return select(column).where(rows.patient_id == PatientRow.id).correlate(PatientRow)


def _first(rows: Any, column: Any, *order: Any, where: Any = None) -> Any:
    """Return a column of the patient's first row in an order."""
    found = _of_patient(rows, column).order_by(*order).limit(literal_column("1"))
    return (found if where is None else found.where(where)).scalar_subquery()


def _promised(column: Any, name: str) -> Any:
    """Return a column of the earliest follow-up that is not done."""
    f = FollowUpRow
    return _first(f, column, f.due_on, f.due_at, f.id, where=f.done.is_(false())).label(name)


def _conditions(g: Any) -> dict[Why, ColumnElement[bool]]:
    today = bindparam("today", type_=String)
    active = g.state == EnrolmentState.ACTIVE.value
    none = g.state == EnrolmentState.NOT_ENROLLED.value
    return {
        Why.FOLLOW_UP_OVERDUE: and_(active, g.due_on < today),
        Why.FOLLOW_UP_TODAY: and_(active, g.due_on == today),
        Why.CONSENT_MISSING: and_(active, g.consent != ConsentState.GIVEN.value),
        Why.NO_PLAN: and_(active, g.signed.is_(None)),
        Why.PLAN_REVIEW_OVERDUE: and_(active, g.review_on < today),
        Why.NO_CONTACT_THIS_MONTH: and_(active, g.reached.is_(false())),
        Why.FOLLOW_UP_LATER: and_(active, g.due_on > today),
        Why.NOT_ENROLLED: none,
        Why.NOT_ACTIVE: ~or_(active, none),
    }


_ALL, _ONE = worklist_statement(), worklist_statement(one=True)
