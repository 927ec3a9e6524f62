"""Errors of the database become sentences, and never carry what was in the row."""

from __future__ import annotations

import errno
import logging
import traceback

import pytest
from sqlalchemy.exc import OperationalError

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.errors import UserError
from ccmdesk.models.errors import (
    Overlap,
    RefusedByRecord,
    StorageFailed,
    StorageFull,
    as_user_error,
)
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading, writing
from tests.models.making import SARA, add_patient, raw

CANARY = "Zanzibarowitz"


def everything(error: BaseException) -> str:
    return "".join([str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)])


@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO preference VALUES (NULL, '{CANARY}', 1)",
        f"INSERT INTO patient (family) VALUES ('{CANARY}')",
        f"SELECT * FROM no_table WHERE family = '{CANARY}'",
    ],
)
def test_a_refused_statement_is_not_repeated(store: Store, sql: str) -> None:
    with pytest.raises(UserError) as error, writing(store, SARA) as work:
        raw(work.connection, sql)
    assert CANARY not in everything(error.value).replace(sql, "")
    with pytest.raises(UserError), reading(store) as connection:
        raw(connection, sql)


def test_a_failing_row_is_named_nowhere(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person = Patient(CANARY, CANARY, note=CANARY)
    with writing(store, SARA) as work:
        raw(
            work.connection,
            "CREATE TEMP TRIGGER no_more BEFORE INSERT ON patient BEGIN SELECT RAISE(ABORT, 'enough'); END",
        )
    with pytest.raises(StorageFailed) as error, writing(store, SARA) as work:
        add_patient(work, person)
    told = everything(error.value)
    assert "The practice file refused the change. Nothing was changed. Try again." in told
    assert "INSERT INTO patient" not in str(error.value)
    assert CANARY not in told.replace("Patient(CANARY", "")
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("database or disk is full", StorageFull),
        ("two entries of one person overlap", Overlap),
        ("attempt to write a readonly database", StorageFailed),
        ("database is locked", StorageFailed),
        ("audit is append-only", RefusedByRecord),
        ("a signed care plan is immutable", RefusedByRecord),
        ("patient is never deleted", RefusedByRecord),
        ("a consent is only ever revoked", RefusedByRecord),
        ("disk I/O error", StorageFailed),
        ("database disk image is malformed", StorageFailed),
        ("file is not a database", StorageFailed),
        ("something new", StorageFailed),
    ],
)
def test_each_failure_has_a_sentence_that_says_what_became_of_the_work(
    said: str, kind: type[UserError]
) -> None:
    error = as_user_error(OperationalError("INSERT", {"family": CANARY}, OSError(errno.EIO, said)))
    assert type(error) is kind
    assert "Nothing was changed." in str(error)
    assert said not in str(error) and CANARY not in everything(error)


def test_different_failures_of_the_disk_have_different_words() -> None:
    said = ("attempt to write a readonly database", "database is locked", "disk I/O error", "something new")
    errors = [as_user_error(OperationalError("x", None, OSError(words))) for words in said]
    assert len({str(error) for error in errors}) == len(said)


def test_nothing_can_be_written_while_reading(store: Store) -> None:
    with reading(store) as connection:
        raw(connection, "INSERT INTO preference VALUES (0, 'k', '1')")
    with reading(store) as connection:
        assert raw(connection, "SELECT * FROM preference") == []
