"""Find out whether an attempt that was denied is in the audit trail already."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, select

from ccmdesk.models.rows_practice import AuditRow
from ccmdesk.security.audit_chain import AuditKind

_LOOKED_THROUGH = 500
"""Newest records that are looked through; what lies further back costs one record more."""


def was_denied(
    connection: Connection,
    *,
    user_id: int,
    use_case: str,
    patient_id: int | None,
    around: datetime,
    within: timedelta,
) -> bool:
    """Tell whether the same attempt of the same user stands in the trail near an instant.

    Near means on either side: a clock set back must not let the same attempt be recorded over and over.
    """
    newest = select(AuditRow).order_by(AuditRow.id.desc()).limit(_LOOKED_THROUGH).subquery()
    a = newest.c
    same = select(a.id).where(
        a.kind == AuditKind.DENIED.value,
        a.user_id == user_id,
        a.object_id == use_case,
        a.patient_id.is_(None) if patient_id is None else a.patient_id == patient_id,
        a.at > around - within,
        a.at < around + within,
    )
    return bool(connection.execute(select(exists(same))).scalar())
