"""The base of all rows: named constraints and STRICT tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT: dict[str, Any] = {"sqlite_strict": True}
STRICT_IDS: dict[str, Any] = {"sqlite_strict": True, "sqlite_autoincrement": True}
"""Options of tables whose row ids are never used twice."""


class Base(DeclarativeBase):
    """Stand above every stored row."""

    metadata = MetaData(naming_convention=NAMES)
