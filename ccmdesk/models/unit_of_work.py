"""The unit of work: one transaction, with the audit records of what it did inside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError

from ccmdesk.domain.practice import Actor
from ccmdesk.models.audit_log import chain_head
from ccmdesk.models.column_types import to_microseconds
from ccmdesk.models.errors import as_user_error
from ccmdesk.models.rows_practice import HistoryRow
from ccmdesk.models.store import Store
from ccmdesk.security.audit_chain import AuditFields, AuditKind, mac

__all__ = ["Connection", "UnitOfWork", "reading", "writing"]

_RECORD = (
    "INSERT INTO audit (id, at, zone, user_id, user_name, roles, kind, patient_id, object_kind, object_id,"
    " reason, before_hash, after_hash, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
"""As text: every use case adds a record, and building the statement costs more than carrying it out."""


class UnitOfWork:
    """Hold the connection of one transaction and write its audit records."""

    def __init__(self, connection: Connection, store: Store, actor: Actor) -> None:
        self.connection = connection
        self.actor = actor
        self.zone = store.zone
        self.now: datetime = store.clock.wall()
        self._key = store.audit_key
        self._anchorage = store.anchorage
        self._head: tuple[int, bytes] | None = None  # the last record of this unit of work
        self._durable = False

    def audit(
        self,
        kind: AuditKind,
        *,
        object_kind: str,
        object_id: int | str | None = None,
        patient_id: int | None = None,
        reason: str = "",
        before: str = "",
        after: str = "",
    ) -> None:
        """Add one record to the chain; before and after are the stored texts, of which hashes are kept."""
        last, previous = chain_head(self.connection) if self._head is None else self._head
        fields = AuditFields(
            sequence=last + 1,
            at=to_microseconds(self.now),
            zone=self.zone,
            actor_id=self.actor.user_id,
            actor_name=self.actor.name,
            roles=",".join(sorted(self.actor.roles)),
            kind=kind.value,
            patient_id=patient_id,
            object_kind=object_kind,
            object_id=None if object_id is None else str(object_id),
            reason=reason,
            before_hash=_digest(before),
            after_hash=_digest(after),
        )
        link = mac(self._key, previous, fields=fields)
        self.connection.exec_driver_sql(_RECORD, (*fields, link))
        self._head = (fields.sequence, link)

    def flush_anchor(self) -> None:
        """Ask that the anchor of this commit survive a power cut: sign-in and month close."""
        self._durable = True

    def anchor(self) -> None:
        """Write the anchor of what was committed; nothing when no record was added."""
        if self._head is not None:
            self._anchorage.write(*self._head, durable=self._durable)

    def keep_history(
        self,
        *,
        object_kind: str,
        object_id: int,
        patient_id: int | None,
        version: int,
        body: str,
        reason: str,
    ) -> None:
        """Keep a value as it was before a change."""
        self.connection.execute(
            insert(HistoryRow).values(
                object_kind=object_kind,
                object_id=object_id,
                patient_id=patient_id,
                version=version,
                body=body,
                replaced_at=self.now,
                replaced_by=self.actor.name,
                reason=reason,
            )
        )


@contextmanager
def writing(store: Store, actor: Actor) -> Iterator[UnitOfWork]:
    """Give a unit of work that commits at the end and rolls back on any error.

    Errors of the database leave as sentences without the values that they carry. Every commit with a record
    is anchored while it still holds the one connection, so anchors follow each other as the commits do.
    """
    try:
        with store.engine.connect().execution_options(begin="IMMEDIATE") as connection:
            with connection.begin():
                work = UnitOfWork(connection, store, actor)
                yield work
            work.anchor()
    except DBAPIError as error:
        raise as_user_error(error) from None


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Give a connection on one consistent state of the file; nothing can be written through it."""
    try:
        with store.engine.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()
    except DBAPIError as error:
        raise as_user_error(error) from None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest() if text else b""
