"""What the database remembers of its key file: the one in force, and one that is still to be written.

The database cannot change a file, so a change of both is committed here first, with the new key file inside;
writing it can then be done again after any crash.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from ccmdesk.models.rows_practice import SecretRow

_DIGEST = "vault_digest"
_PENDING = "vault_pending"
_PREVIOUS_ANCHOR_KEY = "previous_anchor_key"


class VaultRecord(NamedTuple):
    """Hold the SHA-256 of the key file in force and the bytes of one still to be written, or None."""

    digest: bytes | None
    pending: bytes | None


def load_vault_record(connection: Connection) -> VaultRecord:
    """Return what is remembered of the key file; nothing in a practice file that never changed its users."""
    query = select(SecretRow.name, SecretRow.value).where(SecretRow.name.in_((_DIGEST, _PENDING)))
    found = {row.name: row.value for row in connection.execute(query)}
    return VaultRecord(found.get(_DIGEST), found.get(_PENDING))


def store_pending_vault(connection: Connection, data: bytes) -> None:
    """Remember the bytes of a key file that is to be written after the commit."""
    _store(connection, _PENDING, data)


def store_vault_digest(connection: Connection, digest: bytes) -> None:
    """Remember which key file is in force; none is to be written any more."""
    _store(connection, _DIGEST, digest)
    connection.execute(delete(SecretRow).where(SecretRow.name == _PENDING))


def store_previous_anchor_key(connection: Connection, key: bytearray) -> None:
    """Remember the anchor key of before a change of the data key, until the anchors are written anew."""
    _store(connection, _PREVIOUS_ANCHOR_KEY, bytes(key))


def previous_anchor_key(connection: Connection) -> bytearray | None:
    """Return the anchor key that anchors may still be written with, or None."""
    value = connection.execute(
        select(SecretRow.value).where(SecretRow.name == _PREVIOUS_ANCHOR_KEY)
    ).scalar_one_or_none()
    return None if value is None else bytearray(value)


def forget_previous_anchor_key(connection: Connection) -> None:
    """Forget the anchor key of before: the anchors are written with the new one."""
    connection.execute(delete(SecretRow).where(SecretRow.name == _PREVIOUS_ANCHOR_KEY))


def _store(connection: Connection, name: str, value: bytes) -> None:
    done = connection.execute(update(SecretRow).where(SecretRow.name == name).values(value=value))
    if not done.rowcount:
        connection.execute(insert(SecretRow).values(name=name, value=value))
