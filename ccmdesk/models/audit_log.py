"""Read the audit trail."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select, type_coerce

from ccmdesk.models.column_types import Whole
from ccmdesk.models.rows_practice import AuditRow
from ccmdesk.security.audit_chain import AuditFields, ChainRow


def chain_rows(
    connection: Connection, *, patient_id: int | None = None, after: int = 0
) -> Iterator[ChainRow]:
    """Yield the records in order from a number on, of one patient where asked (that is no whole chain)."""
    a = AuditRow
    query = select(
        a.id,
        type_coerce(a.at, Whole),
        a.zone,
        a.user_id,
        a.user_name,
        a.roles,
        a.kind,
        a.patient_id,
        a.object_kind,
        a.object_id,
        a.reason,
        a.before_hash,
        a.after_hash,
        a.mac,
    ).order_by(a.id)
    if after:
        query = query.where(a.id > after)
    if patient_id is not None:
        query = query.where(a.patient_id == patient_id)
    for row in connection.execution_options(yield_per=5000).execute(query):
        values = tuple(row)
        yield ChainRow(AuditFields(*values[:-1]), values[-1])
