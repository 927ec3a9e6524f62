"""Read which problems the charts of a practice name, and how often."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from ccmdesk.models.rows_chart import ChartFactRow, PatientRow


def named_problems(connection: Connection, *, limit: int) -> list[tuple[str, str, int]]:
    """Return name, code and number of charts of the problems named, the most frequent first."""
    c, p = ChartFactRow, PatientRow
    # By patient, so that the index on patient and kind is used and readings are never looked at.
    uses = func.count(c.patient_id.distinct())
    rows = connection.execute(
        select(c.name, c.code, uses)
        .where(c.patient_id.in_(select(p.id)), c.kind == "condition", c.voided_at.is_(None))
        .group_by(c.name, c.code)
        .order_by(uses.desc(), c.name)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]
