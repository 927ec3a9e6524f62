"""Measure what an audit record and its anchors add to a commit, and the check at opening."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from shutil import copytree, rmtree
from time import perf_counter

from sqlalchemy import insert

from ccmdesk.domain.clock import SettableClock
from ccmdesk.models.audit_log import chain_head
from ccmdesk.models.rows_practice import AuditRow
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import Connection, writing
from ccmdesk.security.audit_chain import AuditFields, AuditKind, mac
from ccmdesk.services.opening_check import check_opening
from ccmdesk.services.practice_file import OpenPractice, close_practice, create_practice, open_practice
from tests.bench.practices import FOLDER
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE

RECORDS = 1_000_000
ROUNDS = 300
LIMIT_OF_RECORD = 0.0002
LIMIT_OF_ANCHOR = 0.001
LIMIT_OF_OPENING = 1.0
_AT_ONCE = 5_000


def bench_audit() -> list[dict[str, str | float]]:
    """Return the rows of the audit trail: medians in seconds against the promises of the third issue."""
    place = FOLDER / "audit-work"
    rmtree(place, ignore_errors=True)
    copytree(_million(), place)
    try:
        opened = _opened(place)
        try:
            record, anchor = _of_a_commit(opened)
            check = min(_timed(lambda: check_opening(opened.store)) for _ in range(5))
        finally:
            close_practice(opened)
    finally:
        rmtree(place)
    return [
        _row("audit record added to a commit, median", record, LIMIT_OF_RECORD),
        _row("both anchors after a commit, median", anchor, LIMIT_OF_ANCHOR),
        _row("check at opening, a million audit records", check, LIMIT_OF_OPENING),
    ]


def _row(what: str, ours: float, limit: float) -> dict[str, str | float]:
    return {"what": what, "ours": ours, "ratio": ours / limit, "limit": 1.0}


def _million() -> Path:
    """Return the folder of a practice with a million records, made once."""
    place = FOLDER / "audit-million"
    done = place / "done"
    if done.exists():
        return place
    rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    made = create_practice(
        place / "Million.ccmdesk",
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        kdf=CHEAP,
        state_folder=place / "state",
    )
    _fill(made.opened.store)
    with writing(made.opened.store, made.opened.actor) as work:
        work.audit(AuditKind.VIEW, object_kind="worklist")
    close_practice(made.opened)
    done.touch()
    return place


def _opened(place: Path) -> OpenPractice:
    return open_practice(
        place / "Million.ccmdesk",
        login="sara",
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        state_folder=place / "state",
    )


def _fill(store: Store) -> None:
    with closing(store.engine.connect()) as connection:
        while True:
            with connection.begin():
                count, previous = chain_head(connection)
                if count >= RECORDS:
                    return
                _add(connection, store.audit_key, count, previous)


def _add(connection: Connection, key: bytes, count: int, previous: bytes) -> None:
    rows = []
    start = int(MONDAY.timestamp()) * 1_000_000
    for number in range(count + 1, count + _AT_ONCE + 1):
        fields = AuditFields(
            number, start, "America/Denver", 1, NURSE.name, "care_manager", "view", number % 10_000 + 1,
            "chart", str(number % 10_000 + 1), "", b"", b"",
        )  # fmt: skip
        previous = mac(key, previous, fields=fields)
        rows.append(
            {
                "id": number, "at": MONDAY, "zone": fields.zone, "user_id": 1, "user_name": fields.actor_name,
                "roles": fields.roles, "kind": fields.kind, "patient_id": fields.patient_id,
                "object_kind": "chart", "object_id": fields.object_id, "reason": "", "before_hash": b"",
                "after_hash": b"", "mac": previous,
            }
        )  # fmt: skip
    connection.execute(insert(AuditRow), rows)


def _of_a_commit(opened: OpenPractice) -> tuple[float, float]:
    """Return the medians of what one record adds inside a commit, and of writing both anchors after it."""
    with_record, without = [], []
    for number in range(ROUNDS):
        without.append(_timed(partial(_commit, opened, number, record=False)))
        with_record.append(_timed(partial(_commit, opened, number, record=True)))
    count, head = 1, bytes(32)
    anchorage = opened.store.anchorage
    anchors = [_timed(lambda: anchorage.write(count, head)) for _ in range(ROUNDS)]
    anchor = statistics.median(anchors)
    added = statistics.median(with_record) - statistics.median(without) - anchor
    _commit(opened, ROUNDS, record=True)  # the anchors are right again
    return max(added, 0.0), anchor


def _commit(opened: OpenPractice, number: int, *, record: bool) -> None:
    with writing(opened.store, opened.actor) as work:
        work.connection.exec_driver_sql(
            "INSERT OR REPLACE INTO preference (user_id, key, value) VALUES (1, 'bench', ?)", (str(number),)
        )
        if record:
            work.audit(AuditKind.AMEND, object_kind="patient", object_id=number, patient_id=number)


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
