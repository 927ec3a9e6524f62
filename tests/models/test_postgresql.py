"""The tables and statements are ready for a PostgreSQL server, which a practice that grows will have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Dialect, create_mock_engine, event
from sqlalchemy.dialects import postgresql

from ccmdesk.domain.chart import Condition, Identifier, Patient
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.imports import FileKind, FileStatus, ImportedChart, ParsedFile, Sourced, SourceKey
from ccmdesk.models import (
    audit_log,
    care,
    care_plans,
    clock_facts,
    facts,
    patients,
    people,
    time_entries,
    worklist_query,
)
from ccmdesk.models.patients import Recording
from ccmdesk.models.schema import metadata
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import Connection, writing
from ccmdesk.services import imports
from tests.models.making import SARA, add_patient

POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # the dialect has no types
NOON = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)


def test_all_tables_and_indexes_are_written_for_postgresql() -> None:
    written: list[str] = []

    def keep(statement: Any, *_: Any, **__: Any) -> None:
        written.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("postgresql://", keep)
    metadata().create_all(engine, checkfirst=False)
    tables = [text for text in written if "CREATE TABLE" in text]
    assert len(tables) == len(metadata().tables)
    assert not any("STRICT" in text or "AUTOINCREMENT" in text for text in written)
    fact = next(text for text in tables if "CREATE TABLE chart_fact" in text)
    assert "by_hand BOOLEAN NOT NULL" in fact
    assert "recorded_at BIGINT NOT NULL" in fact
    assert any("WHERE kind = 'start'" in text for text in written if "uq_clock_fact_one_start" in text)


@contextmanager
def statements_of(store: Store) -> Iterator[list[Any]]:
    """Collect every Core statement that is run, leaving out what is named for SQLite."""
    heard: list[Any] = []

    def hear(_: Any, statement: Any, *__: Any) -> None:
        heard.append(statement)

    event.listen(store.engine, "before_execute", hear)
    try:
        yield heard
    finally:
        event.remove(store.engine, "before_execute", hear)


def read_everything(connection: Connection, patient_id: int) -> None:
    list(audit_log.chain_rows(connection, patient_id=patient_id))
    people.load_practice(connection)
    people.load_practitioners(connection)
    people.load_users(connection)
    people.load_preference(connection, 1, "key")
    for load in (care.load_enrolments, care.load_consents, care.load_follow_ups, care_plans.load_draft):
        load(connection, patient_id)
    care.load_contacts(connection, patient_id, limit=3)
    care_plans.version_numbers(connection, patient_id)
    care_plans.load_version(connection, patient_id, 1)
    clock_facts.load_run(connection, "run")
    clock_facts.open_run(connection, 1)
    facts.load_facts(connection, patient_id)
    facts.stored_facts(connection, patient_id)
    patients.find_patients(connection, "ama osei", limit=20)
    patients.people_with_identifiers(connection, [("urn:a", "1")])
    patients.people_born_on(connection, date(1950, 2, 3))
    patients.people_named(connection, "Osei")
    time_entries.month_seconds(connection, patient_id, "2026-11")
    time_entries.pieces_of_month(connection, patient_id, "2026-11")
    time_entries.pieces_of_day(connection, 1, start=NOON, end=NOON)
    time_entries.last_entry(connection, 1)
    time_entries.load_entries(connection, [1])
    worklist_query.load_worklist(
        connection,
        month=ServiceMonth(2026, 11),
        today=date(2026, 11, 23),
        zone="America/Denver",
        patient_id=1,
    )


def write_a_little(connection: Connection, patient_id: int) -> None:
    people.store_preference(connection, 1, "key", value=[1])
    known = Patient("Osei", "Ama", identifiers=(Identifier("urn:b", "2"),))
    patients.update_patient(connection, patient_id, known, version=2)
    new = facts.NewFact(patient_id, Condition("Asthma"), Recording(NOON, "Sara"))
    (fact_id,) = facts.insert_facts(connection, [new])
    facts.update_fact(connection, fact_id, Condition("Asthma, mild"), version=2)
    facts.void_fact(connection, fact_id, recording=Recording(NOON, "Sara"), reason="wrong")
    care.finish_follow_up(connection, 1)
    care_plans.delete_draft(connection, patient_id)
    clock_facts.set_open_run(connection, 1, clock_facts.Beat("run", NOON, 1, "boot"))
    clock_facts.clear_open_run(connection, 1)


def import_and_take_back(store: Store) -> None:
    key = SourceKey("urn:a", "1")
    person = ImportedChart(
        key, Patient("Lund", "Joe", date(1950, 2, 3)), conditions=(Sourced(key, Condition("Asthma")),)
    )
    file = ParsedFile("a.json", FileKind.FHIR, FileStatus.IMPORTED, charts=(person,))
    outcome = imports.commit(store, SARA, [file]).value
    assert imports.batches(store, SARA)
    imports.take_back(store, SARA, outcome.batch_id)


def test_every_statement_compiles_for_postgresql(store: Store) -> None:
    with statements_of(store) as heard:
        import_and_take_back(store)
        with writing(store, SARA) as work:
            patient_id = add_patient(work)
            read_everything(work.connection, patient_id)
            write_a_little(work.connection, patient_id)
    core = [each for each in heard if not isinstance(each, str) and "sqlite_sequence" not in str(each)]
    assert len(core) > 50
    for statement in core:
        text = str(statement.compile(dialect=POSTGRESQL))
        assert not re.search(r"\bIS (?:NOT )?(?:[01]\b|%\()", text), text
        assert "rowid" not in text.lower()


def test_booleans_are_compared_as_booleans() -> None:
    text = str(worklist_query.worklist_statement().compile(dialect=POSTGRESQL)).lower()
    assert "patient.deceased is true" in text
    assert ".done is false" in text
