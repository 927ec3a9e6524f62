"""The file form of a vault, vault.json version 1: canonical JSON, every field checked before use.

`checksum` (plain SHA-256) tells damage from a wrong passphrase; `mac` (keyed) tells altering. The rule of
the checksum is the same in every version, so that a newer file is never taken for a damaged one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from ccmdesk.security.errors import DamagedVault, MissingVault, NewerVault, VaultRuleBroken
from ccmdesk.security.safe_files import atomic_write, read_bounded
from ccmdesk.security.vault_values import (
    BOX_BYTES,
    KEY_BYTES,
    NONCE_BYTES,
    SALT_BYTES,
    Binding,
    Box,
    KdfParameters,
    KeyPair,
    RecoverySlot,
    SealedKey,
    SlotOwner,
    UserSlot,
)

FORMAT = "ccmdesk-vault"
VERSION = 1
MAC_BYTES = 32
MOST_USERS = 500
_LARGEST_FILE = 1024 * 1024
_LONGEST_NAME = 200
_LARGEST_NUMBER = 2**53 - 1
_DATABASE_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Vault:
    """Hold who may open a practice: one slot a user and one for recovery, under one MAC."""

    binding: Binding
    users: tuple[UserSlot, ...]
    recovery: RecoverySlot
    mac: bytes = bytes(MAC_BYTES)

    @property
    def owners(self) -> tuple[SlotOwner, ...]:
        """Return the users in the order in which they were added."""
        return tuple(slot.owner for slot in self.users)


def read_vault(path: Path) -> Vault:
    """Return the vault in a file; nothing in it is believed before it is checked.

    Raises MissingVault, DamagedVault or NewerVault; OSError when the system cannot read the file.
    """
    try:
        data = read_bounded(path, _LARGEST_FILE)
    except FileNotFoundError:
        raise MissingVault(old_is_there=old_vault_path(path).is_file()) from None
    return decode_vault(data)


def write_vault(path: Path, vault: Vault) -> None:
    """Replace the vault file (mode 0600) and keep the one before as vault.json.old.

    At every moment the path holds a whole vault, the old one or the new one. Raises OSError, nothing changed.
    """
    data = encode_vault(vault)
    decode_vault(data)  # never replace a good file by one that would not open
    if path.exists():
        atomic_write(old_vault_path(path), path.read_bytes())
    atomic_write(path, data)


def replace_vault(path: Path, vault: Vault) -> None:
    """Replace the vault file and the copy kept beside it, so that no slot of before opens anything here.

    May be done again after a crash at any moment. Raises OSError.
    """
    write_vault(path, vault)
    atomic_write(old_vault_path(path), path.read_bytes())


def old_vault_path(path: Path) -> Path:
    """Return where the vault before the last change is kept."""
    return path.with_name(path.name + ".old")


def encode_vault(vault: Vault) -> bytes:
    """Return the bytes of the file."""
    fields = _content(vault) | {"mac": _text(vault.mac)}
    return _canonical(fields | {"checksum": _checksum(fields)}) + b"\n"


def authenticated_bytes(vault: Vault) -> bytes:
    """Return what the MAC covers: everything but itself and the checksum."""
    return _canonical(_content(vault))


def decode_vault(data: bytes) -> Vault:
    """Return the vault in the bytes of a file, or raise DamagedVault or NewerVault."""
    fields = _checked_fields(data)
    try:
        return _vault(fields)
    except (ValueError, binascii.Error) as problem:
        raise DamagedVault(f"vault field: {problem}") from None


def check_owner(owner: SlotOwner) -> None:
    """Raise VaultRuleBroken unless a user's names fit the file."""
    try:
        _owner(_owner_fields(owner))
    except ValueError:
        raise VaultRuleBroken(
            f"The login and names need between 1 and {_LONGEST_NAME} printable characters each.",
            kept="Nothing was changed.",
        ) from None


def _checked_fields(data: bytes) -> dict[str, object]:
    if len(data) > _LARGEST_FILE:
        raise DamagedVault("vault too large")
    try:
        fields = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError):
        raise DamagedVault("vault is not JSON") from None
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise DamagedVault("not a vault")
    checksum = fields.pop("checksum", None)
    try:
        whole = checksum == _checksum(fields) and _canonical(fields | {"checksum": checksum}) + b"\n" == data
    except (ValueError, RecursionError):
        raise DamagedVault("vault cannot be written back") from None
    if not whole:
        raise DamagedVault("checksum of the vault")
    version = fields.get("version")
    if type(version) is int and version > VERSION:
        raise NewerVault(version)
    return fields


def _canonical(fields: dict[str, object]) -> bytes:
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.encode("ascii")


def _checksum(fields: dict[str, object]) -> str:
    return hashlib.sha256(b"ccmdesk vault checksum " + _canonical(fields)).hexdigest()


def _content(vault: Vault) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "database_id": vault.binding.database_id,
        "generation": vault.binding.generation,
        "users": [_user_fields(slot) for slot in vault.users],
        "recovery": _pair_fields(vault.recovery.pair),
    }


def _user_fields(slot: UserSlot) -> dict[str, object]:
    kdf = {
        "name": "argon2id",
        "memory_kib": slot.kdf.memory_kib,
        "passes": slot.kdf.passes,
        "lanes": slot.kdf.lanes,
        "salt": _text(slot.salt),
    }
    return {"owner": _owner_fields(slot.owner), "kdf": kdf, "pair": _pair_fields(slot.pair)}


def _owner_fields(owner: SlotOwner) -> dict[str, object]:
    return {
        "user_id": owner.user_id,
        "login": owner.login,
        "display_name": owner.display_name,
        "role_words": owner.role_words,
        "credential": owner.credential,
    }


def _pair_fields(pair: KeyPair) -> dict[str, object]:
    return {
        "public": _text(pair.public),
        "private": _box_fields(pair.private),
        "sealed": {"ephemeral": _text(pair.sealed.ephemeral), "box": _box_fields(pair.sealed.box)},
    }


def _box_fields(box: Box) -> dict[str, object]:
    return {"nonce": _text(box.nonce), "ciphertext": _text(box.ciphertext)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _vault(fields: dict[str, object]) -> Vault:
    _only(fields, "format", "version", "database_id", "generation", "users", "recovery", "mac")
    if type(fields["version"]) is not int or fields["version"] != VERSION:
        raise ValueError("version")
    database_id = fields["database_id"]
    if not isinstance(database_id, str) or not _DATABASE_ID.fullmatch(database_id):
        raise ValueError("database_id")
    slots = fields["users"]
    if not isinstance(slots, list) or not 1 <= len(slots) <= MOST_USERS:
        raise ValueError("users")
    users = tuple(_user(item) for item in slots)
    if len({slot.owner.user_id for slot in users}) != len(users):
        raise ValueError("two slots of one user")
    if len({slot.owner.login.casefold() for slot in users}) != len(users):
        raise ValueError("two slots of one login")
    return Vault(
        Binding(database_id, _number(fields["generation"], "generation")),
        users,
        RecoverySlot(_pair(fields["recovery"])),
        _bytes(fields["mac"], MAC_BYTES, "mac"),
    )


def _user(value: object) -> UserSlot:
    fields = _only(value, "owner", "kdf", "pair")
    kdf = _only(fields["kdf"], "name", "memory_kib", "passes", "lanes", "salt")
    if kdf["name"] != "argon2id":
        raise ValueError("kdf name")
    parameters = KdfParameters(
        memory_kib=_number(kdf["memory_kib"], "memory_kib"),
        passes=_number(kdf["passes"], "passes"),
        lanes=_number(kdf["lanes"], "lanes"),
    )
    return UserSlot(
        _owner(fields["owner"]), parameters, _bytes(kdf["salt"], SALT_BYTES, "salt"), _pair(fields["pair"])
    )


def _owner(value: object) -> SlotOwner:
    fields = _only(value, "user_id", "login", "display_name", "role_words", "credential")
    return SlotOwner(
        _number(fields["user_id"], "user_id"),
        _name(fields["login"], 1),
        _name(fields["display_name"], 1),
        _name(fields["role_words"], 0),
        _name(fields["credential"], 0),
    )


def _pair(value: object) -> KeyPair:
    fields = _only(value, "public", "private", "sealed")
    sealed = _only(fields["sealed"], "ephemeral", "box")
    return KeyPair(
        _bytes(fields["public"], KEY_BYTES, "public"),
        _box(fields["private"]),
        SealedKey(_bytes(sealed["ephemeral"], KEY_BYTES, "ephemeral"), _box(sealed["box"])),
    )


def _box(value: object) -> Box:
    fields = _only(value, "nonce", "ciphertext")
    return Box(
        _bytes(fields["nonce"], NONCE_BYTES, "nonce"), _bytes(fields["ciphertext"], BOX_BYTES, "ciphertext")
    )


def _only(value: object, *names: str) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise ValueError(f"fields {', '.join(names)}")
    return value


def _number(value: object, name: str) -> int:
    if type(value) is not int or not 1 <= value <= _LARGEST_NUMBER:
        raise ValueError(name)
    return value


def _name(value: object, shortest: int) -> str:
    if not isinstance(value, str) or not shortest <= len(value) <= _LONGEST_NAME or not value.isprintable():
        raise ValueError("name")
    return value


def _bytes(value: object, length: int, name: str) -> bytes:
    if not isinstance(value, str):
        raise ValueError(name)
    data = base64.b64decode(value, validate=True)
    if len(data) != length or _text(data) != value:
        raise ValueError(name)
    return data
