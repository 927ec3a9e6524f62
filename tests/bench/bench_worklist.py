"""Compare the worklist service with the best SQL written by hand, and twelve months of entries with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.models.column_types import to_microseconds
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from ccmdesk.services.worklist import worklist
from tests.bench.practices import LAST_MONTH, Made, copied, made

LIMIT_OF_SQL = 1.5
LIMIT_OF_MONTHS = 1.15
ROUNDS = 15
NOW = datetime(2026, 10, 28, 16, 30, tzinfo=UTC)
_SQL = Path(__file__).with_name("worklist_by_hand.sql")


def bench_worklist() -> list[dict[str, str | float]]:
    """Return the rows of the worklist: best times in seconds of ours and of the peer, and their ratio."""
    with ExitStack() as stack:
        year = stack.enter_context(_opened(made(12)))
        short = stack.enter_context(_opened(made(1)))
        _require_same_rows(year)
        ours = peer = one_month = float("inf")
        for _ in range(ROUNDS):
            ours = min(ours, _timed(lambda: _served(year)))
            peer = min(peer, _timed(lambda: _by_hand(year)))
            one_month = min(one_month, _timed(lambda: _served(short)))
    return [
        {
            "what": "worklist service, 10,000 patients, 12 months, against SQL by hand",
            "ours": ours,
            "peer": peer,
            "ratio": ours / peer,
            "limit": LIMIT_OF_SQL,
        },
        {
            "what": "worklist service, 12 months of entries against 1",
            "ours": ours,
            "peer": one_month,
            "ratio": ours / one_month,
            "limit": LIMIT_OF_MONTHS,
        },
    ]


@contextmanager
def _opened(made_one: Made) -> Iterator[OpenPractice]:
    with copied(made_one.practice) as folder:
        opened = open_practice(
            folder, login=made_one.user, passphrase=made_one.passphrase, clock=SettableClock(NOW)
        )
        try:
            yield opened
        finally:
            close_practice(opened)


def _served(opened: OpenPractice) -> tuple[Any, ...]:
    return worklist(opened.store, opened.actor, month=ServiceMonth.parse(LAST_MONTH))


def _by_hand(opened: OpenPractice) -> list[Any]:
    start, end = ServiceMonth.parse(LAST_MONTH).bounds(opened.store.zone)
    values = {
        "month": LAST_MONTH,
        "today": NOW.date().isoformat(),
        "month_start": to_microseconds(start),
        "month_end": to_microseconds(end),
    }
    connection = opened.store.engine.raw_connection()
    try:
        found: list[Any] = connection.cursor().execute(_SQL.read_text(encoding="utf-8"), values).fetchall()
    finally:
        connection.close()
    return found


def _require_same_rows(opened: OpenPractice) -> None:
    if [tuple(row) for row in _served(opened)] != [tuple(row) for row in _by_hand(opened)]:
        raise RuntimeError("the SQL by hand does not give the rows of the service")


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
