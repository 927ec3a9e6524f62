"""What no statement may do once a practice file is open: take the data out, change its key or its set-up.

SQLite asks here while it prepares a statement. A copy to another file has a connection of its own.
"""

from __future__ import annotations

from typing import Any

from sqlcipher3 import dbapi2

_DENIED_ACTIONS = frozenset({dbapi2.SQLITE_ATTACH, dbapi2.SQLITE_DETACH})
_DENIED_FUNCTIONS = frozenset({"fts3_tokenizer", "load_extension", "sqlcipher_export"})
# fmt: off
_DENIED_PRAGMAS = frozenset(
    {
        "data_store_directory", "fast_kdf_iter", "hexkey", "hexrekey", "kdf_iter", "key", "rekey",
        "temp_store_directory", "textkey", "textrekey",
    }
)
# fmt: on
"""Denied even without a value."""

_CIPHER = "cipher"
_CIPHER_CHECK = "cipher_integrity_check"
_ASKING = frozenset(
    {
        "foreign_key_check",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "optimize",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
        "wal_checkpoint",
    }
)
"""Pragmas whose value says what is asked for; a value of any other pragma would change the connection."""


def put_fence(connection: Any) -> None:
    """Ask here about every statement that a raw connection prepares from now on."""
    connection.set_authorizer(_authorize)


def _authorize(action: int, first: str | None, second: str | None, _db: str | None, _by: str | None) -> int:
    allowed = True
    if action in _DENIED_ACTIONS:
        allowed = False
    elif action == dbapi2.SQLITE_FUNCTION:
        allowed = (second or "").lower() not in _DENIED_FUNCTIONS
    elif action == dbapi2.SQLITE_PRAGMA:
        allowed = _may_ask((first or "").lower(), second)
    return int(dbapi2.SQLITE_OK if allowed else dbapi2.SQLITE_DENY)


def _may_ask(pragma: str, value: str | None) -> bool:
    if pragma in _DENIED_PRAGMAS:
        return False
    if pragma.startswith(_CIPHER):
        return pragma == _CIPHER_CHECK and value is None
    return value is None or pragma in _ASKING
