"""Make small practice databases for tests of the models, each with a key of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.practice import Actor, Role, User
from ccmdesk.models.creation import NewFile, create_store
from ccmdesk.models.patients import Recording, insert_patients
from ccmdesk.models.people import store_new_user
from ccmdesk.models.store import FileKeys, Store
from ccmdesk.models.unit_of_work import UnitOfWork, writing
from tests.practice_files import MONDAY, NURSE, PRACTICE

KEY = bytes(range(32))
DATABASE_ID = "0123456789abcdef" * 2
SARA = Actor(1, "Sara Okafor", "RN", frozenset({Role.CARE_MANAGER}))


def key() -> bytearray:
    """Return a copy of the key, which opening wipes."""
    return bytearray(KEY)


def keys(*, database: bytearray | None = None) -> FileKeys:
    """Return the keys of the database; opening wipes the first."""
    return FileKeys(database or key(), anchor=bytearray(b"a" * 32), backup=bytearray(b"b" * 32))


def new_store(folder: Path) -> Store:
    """Return a new open database with its first user and nobody else in it."""
    store = create_store(
        folder / "practice.db", keys=keys(), clock=SettableClock(MONDAY), new=NewFile(DATABASE_ID, PRACTICE)
    )
    with writing(store, SARA) as work:
        add_user(work, NURSE)
    return store


def add_user(work: UnitOfWork, user: User) -> int:
    """Write a user and return the id."""
    return store_new_user(work.connection, user)


def add_patient(work: UnitOfWork, patient: Patient | None = None) -> int:
    """Write a patient and return the id."""
    value = patient or Patient("Osei", "Ama")
    return insert_patients(work.connection, [(value, Recording(work.now, SARA.name))])[0]


def raw(connection: Connection, sql: str) -> list[Any]:
    """Run a statement as written and return its rows, past everything that the program would check."""
    result = connection.exec_driver_sql(sql)
    return list(result.all()) if result.returns_rows else []


def opened_by_hand(database: Path) -> Any:
    """Return a connection of the bare driver that was given the same 32 bytes as a raw key."""
    connection = dbapi2.connect(str(database), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    return connection
