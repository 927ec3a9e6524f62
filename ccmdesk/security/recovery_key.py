"""The printed recovery key: 256 bits as fourteen groups of five letters and digits, each with its own check.

Crockford's alphabet has no I, L, O or U. The fifth sign of a group checks the four before it and the place
of the group on the sheet; 20 bits of SHA-256 check the whole.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from ccmdesk.security.errors import MistypedRecoveryKey
from ccmdesk.security.keys import KEY_BYTES

GROUPS = 14
GROUP_LENGTH = 5
QR_PREFIX = "CCMDESK1:"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(_ALPHABET)}
_LOOK_ALIKES = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-‐-―.,_]+")
_WEIGHTS = (1, 2, 4, 8)  # distinct and not 0 in GF(32): every wrong sign and every swap of two shows
_CHECK_BITS = 20


def new_recovery_key() -> bytearray:
    """Return 32 random bytes; the caller wipes them."""
    return bytearray(secrets.token_bytes(KEY_BYTES))


def printed(key: bytes | bytearray) -> str:
    """Return a 32-byte key as it is printed: fourteen groups of five signs with hyphens."""
    if len(key) != KEY_BYTES:
        raise ValueError("a recovery key is 32 bytes")
    number = (int.from_bytes(key, "big") << _CHECK_BITS) | _whole_check(bytes(key))
    signs = [number >> (5 * place) & 31 for place in range(GROUPS * 4 - 1, -1, -1)]
    return "-".join(_group(tuple(signs[4 * place : 4 * place + 4]), place) for place in range(GROUPS))


def qr_payload(key: bytes | bytearray) -> str:
    """Return what the QR code of a recovery sheet holds; `parse_recovery_key` reads it too."""
    return QR_PREFIX + printed(key).replace("-", "")


def parse_recovery_key(typed: str) -> bytearray:
    """Return the 32 bytes of a typed or scanned key, which the caller wipes.

    Case, blanks and hyphens do not matter, and O, I and L are read as 0, 1 and 1.
    Raises MistypedRecoveryKey, with the numbers of the wrong groups where the checks tell them.
    """
    text = typed.strip().upper().removeprefix(QR_PREFIX).translate(_LOOK_ALIKES)
    groups = _split(text)
    wrong = tuple(place + 1 for place, group in enumerate(groups) if not _group_fits(group, place))
    if wrong:
        raise MistypedRecoveryKey(_wrong_groups_sentence(wrong, groups), groups=wrong)
    number = 0
    for group in groups:
        for sign in group[:-1]:
            number = number << 5 | _VALUES[sign]
    check = number & (1 << _CHECK_BITS) - 1
    number >>= _CHECK_BITS
    if number >> 8 * KEY_BYTES:
        raise MistypedRecoveryKey("This recovery key was printed by a newer version of ccmdesk.")
    key = number.to_bytes(KEY_BYTES, "big")
    if check != _whole_check(key):
        raise MistypedRecoveryKey("The recovery key does not add up; at least two signs are wrong.")
    return bytearray(key)


def _split(text: str) -> list[str]:
    pieces = [piece for piece in _SEPARATORS.split(text) if piece]
    if len(pieces) == GROUPS:
        return pieces
    signs = "".join(pieces)
    if len(signs) == GROUPS * GROUP_LENGTH:
        return [signs[start : start + GROUP_LENGTH] for start in range(0, len(signs), GROUP_LENGTH)]
    raise _wrong_length(signs)


def _wrong_length(signs: str) -> MistypedRecoveryKey:
    wanted = GROUPS * GROUP_LENGTH
    cut = [signs[start : start + GROUP_LENGTH] for start in range(0, len(signs), GROUP_LENGTH)][:GROUPS]
    first = next((place for place, group in enumerate(cut) if not _group_fits(group, place)), len(cut))
    what = f"The recovery key has {wanted} letters and digits; {len(signs)} were typed."
    if first >= GROUPS:
        return MistypedRecoveryKey(what)
    return MistypedRecoveryKey(f"{what} Look at group {first + 1} first.", groups=(first + 1,))


def _wrong_groups_sentence(wrong: tuple[int, ...], groups: list[str]) -> str:
    shown = [f"{number} ({groups[number - 1][: 2 * GROUP_LENGTH]})" for number in wrong]
    if len(shown) == 1:
        return f"Group {shown[0]} of the recovery key is wrong."
    return f"Groups {', '.join(shown[:-1])} and {shown[-1]} of the recovery key are wrong."


def _group_fits(group: str, place: int) -> bool:
    if len(group) != GROUP_LENGTH or any(sign not in _VALUES for sign in group):
        return False
    return _group(tuple(_VALUES[sign] for sign in group[:-1]), place) == group


def _group(values: tuple[int, ...], place: int) -> str:
    check = place + 1
    for weight, value in zip(_WEIGHTS, values, strict=True):
        check ^= _times(weight, value)
    return "".join(_ALPHABET[value] for value in (*values, check))


def _times(weight: int, value: int) -> int:
    """Multiply in GF(32) with x^5 + x^2 + 1; the weight is a power of two."""
    while weight > 1:
        value <<= 1
        if value & 32:
            value ^= 0b100101
        weight >>= 1
    return value


def _whole_check(key: bytes) -> int:
    digest = hashlib.sha256(b"ccmdesk recovery key " + key).digest()
    return int.from_bytes(digest[:4], "big") >> 32 - _CHECK_BITS
