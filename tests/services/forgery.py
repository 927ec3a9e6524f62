"""Forge an audit trail as someone who holds even the audit key would: every MAC fits again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ccmdesk.security.audit_chain import GENESIS, AuditFields, mac
from tests.services.keyholder import database_of

FIELDS = (
    "id, at, zone, user_id, user_name, roles, kind, patient_id, object_kind, object_id, reason,"
    " before_hash, after_hash"
)


def rewrite(folder: Path, *statements: str) -> None:
    """Edit the trail of a closed practice and make its chain whole again with the audit key."""
    with database_of(folder) as connection:
        for statement in statements:
            connection.execute(statement)
        chain_anew(connection)


def chain_anew(connection: Any) -> None:
    """Number the records without holes and write every MAC anew."""
    (key,) = connection.execute("SELECT value FROM secret WHERE name = 'audit_key'").fetchone()
    previous = GENESIS
    for number, row in enumerate(
        connection.execute(f"SELECT {FIELDS} FROM audit ORDER BY id").fetchall(), start=1
    ):
        fields = AuditFields(*row)._replace(sequence=number)
        previous = mac(key, previous, fields=fields)
        connection.execute("UPDATE audit SET id = ?, mac = ? WHERE id = ?", (number, previous, row[0]))
