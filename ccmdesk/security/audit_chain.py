"""The audit chain: every record carries a MAC over the MAC before it and its own fields, so that edits show.

The bytes that are authenticated are part of the file format: one text in which every field is delimited by
its length, so that no two records share the same bytes.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MAC_BYTES = 32
GENESIS = bytes(MAC_BYTES)


class AuditKind(StrEnum):
    """Name what kind of act a record tells; the words are stored."""

    VIEW = "view"
    CREATE = "create"
    AMEND = "amend"
    VOID = "void"
    SIGN = "sign"
    PRINT = "print"
    EXPORT = "export"
    COPY = "copy"
    LOGIN = "login"
    LOCK = "lock"
    PRIVILEGE = "privilege"
    DENIED = "denied"
    BACKUP = "backup"
    RESTORE = "restore"
    CLOCK_EVENT = "clock_event"
    BREAK_GLASS = "break_glass"


class AuditFields(NamedTuple):
    """Hold one audit record: who, in which roles, when, what kind, about whom and what, and why.

    `sequence` counts from 1 without holes, `at` is UTC in microseconds since 1970, `zone` the practice's
    zone name, `roles` and `kind` the words as stored, the hashes raw bytes, empty where nothing was.
    """

    sequence: int
    at: int
    zone: str
    actor_id: int
    actor_name: str
    roles: str
    kind: str
    patient_id: int | None
    object_kind: str
    object_id: str | None
    reason: str
    before_hash: bytes
    after_hash: bytes


class ChainRow(NamedTuple):
    """Hold a stored record and the MAC stored beside it."""

    fields: AuditFields
    mac: bytes


class Fault(StrEnum):
    """Name what is wrong with the first bad record."""

    GAP = "gap"  # a record is missing before it
    REORDERED = "reordered"  # it stands in the place of another, which comes later or came before
    ALTERED = "altered"  # its fields, its MAC or the MAC before it were changed


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say whether a chain holds: how many records are good, the last good MAC, and the first bad record.

    `bad_sequence` is the number that the first bad place should have had.
    """

    checked: int
    head: bytes
    bad_sequence: int | None = None
    fault: Fault | None = None

    @property
    def holds(self) -> bool:
        """Tell whether nothing was found wrong."""
        return self.fault is None


def encode(fields: AuditFields) -> bytes:
    """Return the canonical bytes of a record; two different records never share them.

    Raises UnicodeEncodeError for text that is not Unicode (a lone surrogate).
    """
    sequence, at, zone, actor_id, name, roles, kind, patient_id, object_kind, object_id, reason, old, new = (
        fields
    )
    patient = "-" if patient_id is None else patient_id
    thing = "-" if object_id is None else f"{len(object_id)}:{object_id}"
    return (
        f"1|{sequence}|{at}|{actor_id}|{patient}|{len(zone)}:{zone}{len(name)}:{name}{len(roles)}:{roles}"
        f"{len(kind)}:{kind}{len(object_kind)}:{object_kind}{thing}|{len(reason)}:{reason}{old.hex()}|{new.hex()}"
    ).encode()


def mac(key: bytes | bytearray, previous: bytes, *, fields: AuditFields) -> bytes:
    """Return HMAC-SHA256 over the MAC of the record before it (GENESIS: none) and a record.

    Raises ValueError when the MAC before is not 32 bytes.
    """
    if len(previous) != MAC_BYTES:
        raise ValueError("the MAC before is 32 bytes")
    return hmac.digest(key, previous + encode(fields), "sha256")


def verify(
    key: bytes | bytearray, rows: Iterable[ChainRow], *, start_previous: bytes, start_sequence: int = 1
) -> Verdict:
    """Check records in their stored order and stop at the first that is wrong.

    `start_previous` is the MAC before the first row given (GENESIS for the whole chain), `start_sequence`
    the number that row must have. A cut tail is seen by comparing the head with an anchor.
    """
    previous = start_previous
    expected = start_sequence
    rest = iter(rows)
    for fields, stored in rest:
        if fields[0] != expected:
            fault = _order_fault(fields[0], expected=expected, rest=rest)
            return Verdict(expected - start_sequence, previous, expected, fault)
        if not hmac.compare_digest(mac(key, previous, fields=fields), stored):
            return Verdict(expected - start_sequence, previous, expected, Fault.ALTERED)
        previous = stored
        expected += 1
    return Verdict(expected - start_sequence, previous)


def _order_fault(found: int, *, expected: int, rest: Iterator[ChainRow]) -> Fault:
    if found < expected or any(row.fields.sequence == expected for row in rest):
        return Fault.REORDERED
    return Fault.GAP
