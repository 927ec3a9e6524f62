"""Everything in the practice file as open files: FHIR, CSV and PDF, with a README and a manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ccmdesk import __version__
from ccmdesk.domain.changes import Done, changed
from ccmdesk.domain.export import ExportStamp, PatientRecord
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.domain.practice import Actor
from ccmdesk.models import leaving, people
from ccmdesk.models.backup import as_storage_error
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import Connection, reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services import papers
from ccmdesk.services.export_folder import (
    ExportFolder,
    export_folder,
    place_warning,
    require_export_place,
)
from ccmdesk.services.permissions import UseCase, require

__all__ = ["Exported", "export_practice", "place_warning"]

README, MANIFEST = "README.txt", "manifest.json"


@dataclass(frozen=True, slots=True)
class Exported:
    """Hold where an export lies and what it holds; `rows` counts by table."""

    folder: Path
    patients: int
    files: int
    size: int
    rows: dict[str, int]


def export_practice(
    store: Store, actor: Actor, *, to: Path, progress: Progress = no_progress
) -> Done[Exported]:
    """Write everything in the practice file into a new folder inside `to`, unencrypted and private (0700).

    Recorded before the first byte is written, so that nothing leaves unseen. `progress` is told steps, a
    Cancelled raised by it ends the export; whatever ends it, nothing is left that looks like a whole one.
    Nobody else may write to the practice meanwhile. Raises InvalidValue for the place, StorageFull or
    StorageFailed.
    """
    require(store, actor, UseCase.EXPORT_ALL)
    require_export_place(to, practice_folder=store.database.parent)
    _record(store, actor)
    with reading(store) as connection:
        practice = people.load_practice(connection)
        ids = leaving.patient_ids(connection)
    now = store.clock.wall()
    stamp = ExportStamp(practice.name, store.database_id, now, store.zone)
    tables = _tables()
    total = len(tables) + len(ids) + 1
    try:
        with export_folder(to, database_id=store.database_id, at=now, zone=store.zone) as folder:
            rows = {}
            for done, table in enumerate(tables):
                progress(done, total)
                rows[table] = _write_table(store, folder, table)
            for done, patient_id in enumerate(ids, start=len(tables)):
                progress(done, total)
                _write_patient(store, actor, folder=folder, patient_id=patient_id, stamp=stamp)
            progress(total - 1, total)
            _write_papers_of_export(folder, stamp, rows=rows, patients=len(ids))
    except OSError as error:
        raise as_storage_error(error) from None
    progress(total, total)
    size = sum(file.size for file in folder.written)
    return Done(Exported(folder.path, len(ids), len(folder.written), size, rows), changed())


def _record(store: Store, actor: Actor) -> None:
    with writing(store, actor) as work:
        count = leaving.patient_count(work.connection)
        words = "patient" if count == 1 else "patients"
        work.audit(AuditKind.EXPORT, object_kind="practice", reason=f"everything, {count} {words}")


def _tables() -> tuple[str, ...]:
    from ccmdesk.exporters.tables import LEFT_OUT

    return tuple(name for name in leaving.table_names() if name not in LEFT_OUT)


def _write_table(store: Store, folder: ExportFolder, table: str) -> int:
    """Write one table and return how many rows it has."""
    from ccmdesk.exporters.csv_tables import csv_parts
    from ccmdesk.exporters.tables import without_secrets

    columns = leaving.column_names(table)
    count = 0

    def rows(connection: Connection) -> Iterator[Any]:
        nonlocal count
        for row in leaving.rows_of(connection, table):
            count += 1
            yield without_secrets(table, columns, row=row)

    with reading(store) as connection:
        folder.write(f"tables/{table}.csv", csv_parts(columns, rows(connection)))
    return count


def _write_patient(
    store: Store, actor: Actor, *, folder: ExportFolder, patient_id: int, stamp: ExportStamp
) -> None:
    from ccmdesk.exporters.fhir import patient_bundle

    with reading(store) as connection:
        record = leaving.load_record(connection, patient_id)
        months = leaving.months_with_time(connection, patient_id)
    inside = f"patients/{patient_id:06}"
    folder.write(f"{inside}/record.fhir.json", [patient_bundle(record, stamp)])
    for name, pdf in _plans(store, actor, record):
        folder.write(f"{inside}/{name}", [pdf])
    for consent in record.consents:
        pdf = papers.consent_pdf(store, actor, patient_id, consent_id=consent.id)
        folder.write(f"{inside}/consent-{consent.id}.pdf", [pdf])
    for month in months:
        pdf = papers.time_sheet_pdf(store, actor, patient_id, month)
        folder.write(f"{inside}/time-{month.iso()}.pdf", [pdf])


def _plans(store: Store, actor: Actor, record: PatientRecord) -> Iterator[tuple[str, bytes]]:
    patient_id = record.patient.id
    for plan in record.plans:
        pdf = papers.care_plan_pdf(store, actor, patient_id, number=plan.number)
        yield f"care-plan-{plan.number}.pdf", pdf
    if record.draft is not None:
        draft = record.draft
        pdf = papers.draft_pdf(store, actor, patient_id, draft.document, number=draft.number)
        yield "care-plan-draft.pdf", pdf


def _write_papers_of_export(
    folder: ExportFolder, stamp: ExportStamp, *, rows: dict[str, int], patients: int
) -> None:
    from ccmdesk.exporters.readme import readme

    folder.write(README, [readme(stamp, rows=rows).encode()])
    manifest = {
        "made_at": stamp.made_at.isoformat(),
        "practice": stamp.practice_name,
        "program": f"ccmdesk {__version__}",
        "patients": patients,
        "rows": rows,
        "files": [asdict(file) for file in folder.written],
    }
    folder.write(MANIFEST, [json.dumps(manifest, ensure_ascii=False, indent=1).encode()])
