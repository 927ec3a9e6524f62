"""The manifest of a backup, manifest.json version 1: what the copy holds, under a MAC of the backup key.

Canonical JSON as the vault's: a checksum (plain SHA-256) tells damage from a newer program, the MAC tells
altering and files swapped between backups. Nothing about a patient is in it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from ccmdesk.security.errors import DamagedBackup, NewerBackup
from ccmdesk.security.keys import expand, same, wipe

FORMAT = "ccmdesk-backup"
VERSION = 1
LARGEST_FILE = 256 * 1024
_HEX_16 = re.compile(r"[0-9a-f]{32}", re.ASCII)
_HEX_32 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LARGEST_NUMBER = 2**53 - 1
_LONGEST_TEXT = 255


@dataclass(frozen=True, slots=True)
class Contents:
    """Hold what a database held at one moment, so that a copy can be compared with it.

    `counts` are rows by table, `head` the MAC of the last audit record (hexadecimal, empty without records),
    `months` a keyed digest of every patient's seconds by service month, `schema` the number of the tables.
    """

    counts: tuple[tuple[str, int], ...]
    audit_count: int
    head: str
    months: str
    schema: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Hold what a backup says of itself; `name` is that of the practice folder, the hashes are SHA-256."""

    name: str
    database_id: str
    generation: int
    program: str
    made_at: datetime
    zone: str
    reason: str
    contents: Contents
    size: int
    sha256: str
    vault_sha256: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """Hold a manifest as read, not believed until `authentic` is asked, and the MAC beside it."""

    manifest: Manifest
    mac: str

    def authentic(self, key: bytearray) -> bool:
        """Tell whether the holder of this backup key made exactly this manifest."""
        return same(_mac(self.manifest, key).encode("ascii"), self.mac.encode("ascii"))


def encode(manifest: Manifest, key: bytearray) -> bytes:
    """Return the bytes of the file; `key` is the backup sub-key."""
    told = _told(manifest) | {"mac": _mac(manifest, key)}
    return _canonical(told | {"checksum": _checksum(told)}) + b"\n"


def decode(data: bytes) -> Sealed:
    """Return the manifest in the bytes of a file; raise DamagedBackup or NewerBackup."""
    told = _checked(data)
    mac = told.pop("mac", None)
    if not isinstance(mac, str) or not _HEX_32.fullmatch(mac):
        raise DamagedBackup("its list of contents has no seal")
    try:
        manifest = _manifest(told)
        if _told(manifest) != told:
            raise ValueError("another form")
    except (ValueError, KeyError, TypeError, OverflowError):
        raise DamagedBackup("its list of contents makes no sense") from None
    return Sealed(manifest, mac)


def _checked(data: bytes) -> dict[str, object]:
    damaged = DamagedBackup("its list of contents cannot be read")
    if len(data) > LARGEST_FILE:
        raise damaged
    try:
        told = json.loads(data.decode("ascii"))
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise damaged
        checksum = told.pop("checksum", None)
        whole = checksum == _checksum(told) and _canonical(told | {"checksum": checksum}) + b"\n" == data
    except (ValueError, RecursionError):
        raise damaged from None
    if not whole:
        raise damaged
    if type(told.get("version")) is int and told["version"] > VERSION:
        raise NewerBackup
    return told


def _told(manifest: Manifest) -> dict[str, object]:
    plain: dict[str, object] = {
        field.name: getattr(manifest, field.name) for field in fields(Manifest) if field.name != "contents"
    }
    held = manifest.contents
    return plain | {
        "format": FORMAT,
        "version": VERSION,
        "made_at": manifest.made_at.astimezone(UTC).isoformat(),
        "counts": dict(held.counts),
        "audit_count": held.audit_count,
        "audit_head": held.head,
        "months": held.months,
        "schema": held.schema,
    }


def _manifest(told: dict[str, object]) -> Manifest:
    if told["version"] != VERSION:
        raise ValueError("version")
    counts = told["counts"]
    if not isinstance(counts, dict) or not all(isinstance(name, str) for name in counts):
        raise ValueError("counts")
    contents = Contents(
        counts=tuple(sorted((name, _number(number)) for name, number in counts.items())),
        audit_count=_number(told["audit_count"]),
        head=_digits(told["audit_head"], _HEX_32, empty=True),
        months=_digits(told["months"], _HEX_32),
        schema=_text(told["schema"]),
    )
    made_at = datetime.fromisoformat(_text(told["made_at"]))
    if made_at.tzinfo is None:
        raise ValueError("made_at")
    return Manifest(
        name=_text(told["name"]),
        database_id=_digits(told["database_id"], _HEX_16),
        generation=_number(told["generation"]),
        program=_text(told["program"]),
        made_at=made_at.astimezone(UTC),
        zone=_text(told["zone"]),
        reason=_text(told["reason"]),
        contents=contents,
        size=_number(told["size"]),
        sha256=_digits(told["sha256"], _HEX_32),
        vault_sha256=_digits(told["vault_sha256"], _HEX_32),
    )


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST_NUMBER:
        raise ValueError("number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= _LONGEST_TEXT or not value.isprintable():
        raise ValueError("text")
    return value


def _digits(value: object, form: re.Pattern[str], *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (form.fullmatch(value) or (empty and not value)):
        raise ValueError("digits")
    return value


def _mac(manifest: Manifest, key: bytearray) -> str:
    derived = expand(key, salt=b"ccmdesk backup manifest 1", info=b"mac")
    try:
        return hmac.new(derived, _canonical(_told(manifest)), hashlib.sha256).hexdigest()
    finally:
        wipe(derived)


def _canonical(told: dict[str, object]) -> bytes:
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.encode("ascii")


def _checksum(told: dict[str, object]) -> str:
    return hashlib.sha256(b"ccmdesk backup checksum " + _canonical(told)).hexdigest()
