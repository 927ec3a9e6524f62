"""Column types keep values exactly, in SQLite and in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from ccmdesk.domain.practice import Role
from ccmdesk.models.column_types import (
    Exact,
    Instant,
    LocalDate,
    Named,
    Whole,
    YesNo,
    from_microseconds,
    to_microseconds,
)

SQLITE: Dialect = sqlite.dialect()
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # the dialect has no types


@given(
    instant=st.datetimes(
        timezones=st.sampled_from(
            [UTC, timezone(timedelta(hours=-7)), timezone(timedelta(hours=5, minutes=45))]
        )
    ).filter(lambda instant: 2 < instant.year < 9998)
)
def test_an_instant_is_kept_to_the_microsecond_in_utc(instant: datetime) -> None:
    back = from_microseconds(to_microseconds(instant))
    assert back == instant
    assert back.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_microseconds(datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None))


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Instant(), datetime(2026, 11, 23, 16, 0, 0, 7, tzinfo=UTC)),
        (LocalDate(), date(1950, 2, 3)),
        (YesNo(), True),
        (YesNo(), False),
        (Exact(), Decimal("7.10")),
        (Named(Role), Role.BILLER),
        (Whole(), 2**60),
        *((kind, None) for kind in (Instant(), LocalDate(), YesNo(), Exact(), Named(Role))),
    ],
    ids=repr,
)
def test_what_is_stored_comes_back(kind: Any, value: object, dialect: Dialect) -> None:
    bind = kind.bind_processor(dialect) or (lambda given: given)
    result = kind.result_processor(dialect, None) or (lambda given: given)
    back = result(bind(value))
    assert back == value
    assert type(back) is type(value)
    assert str(back) == str(value)


def test_sqlite_stores_nothing_but_numbers_and_texts() -> None:
    assert YesNo().bind_processor(SQLITE)(True) == 1  # type: ignore[misc]  # there is one for this type
    types = [
        kind.compile(SQLITE) for kind in (Instant(), LocalDate(), YesNo(), Exact(), Named(Role), Whole())
    ]
    assert types == ["INTEGER", "TEXT", "INTEGER", "TEXT", "TEXT", "INTEGER"]


def test_postgresql_gives_instants_eight_bytes_and_booleans_their_type() -> None:
    types = [kind.compile(POSTGRESQL) for kind in (Instant(), Whole(), YesNo())]
    assert types == ["BIGINT", "BIGINT", "BOOLEAN"]


def test_a_word_that_is_no_member_is_refused_when_read() -> None:
    with pytest.raises(ValueError, match="janitor"):
        Named(Role).process_result_value("janitor", SQLITE)
