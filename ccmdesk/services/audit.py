"""Look at the audit trail: what was done, who looked at a patient, and whether a record was changed.

Looking is itself recorded, once for each call.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ccmdesk.domain.audit_trail import AuditFilter, AuditPage, Looker, StoredRecord
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.domain.practice import Actor
from ccmdesk.models.audit_log import (
    acceptance_of,
    chain_head,
    chain_rows,
    find_lookers,
    find_records,
    mac_at,
    moment_at,
)
from ccmdesk.models.errors import StorageFailed
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import Connection, UnitOfWork, reading, writing
from ccmdesk.security.audit_chain import GENESIS, AuditKind, Fault, verify
from ccmdesk.security.safe_files import atomic_write
from ccmdesk.services.opening_check import ACCEPTED, Finding, anchor_findings
from ccmdesk.services.permissions import UseCase, require

_STEP = 5_000
_COLUMNS = (
    "record",
    "time",
    "zone",
    "user",
    "roles",
    "kind",
    "patient id",
    "patient",
    "what",
    "object",
    "reason",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Hold one place at which the chain is broken.

    `since` (UTC) is the time of the last good record; `accepted` the record with which an administrator went
    on all the same, None when nobody did: then nothing after the fault was verified.
    """

    sequence: int
    fault: Fault
    since: datetime | None
    accepted: int | None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Say whether the whole audit trail holds.

    `records` there are, `faults` in their chain, and what the `anchors` contradict.
    """

    records: int
    faults: tuple[ChainFault, ...]
    anchors: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing was found wrong, not even what somebody accepted."""
        return not self.faults and not self.anchors

    @property
    def words(self) -> str:
        """Return the outcome in one line."""
        if self.faults:
            first = self.faults[0]
            return f"{self.records} records, broken at record {first.sequence}: {first.fault}"
        if self.anchors:
            return (
                f"{self.records} records, unbroken, but not what this computer saw: {self.anchors[0].trouble}"
            )
        return f"{self.records} records, unbroken"


def records(store: Store, actor: Actor, wanted: AuditFilter) -> AuditPage:
    """Return one page of the records that a filter lets through, newest first; the look is audited."""
    require(store, actor, UseCase.READ_AUDIT)
    with writing(store, actor) as work:
        found = tuple(find_records(work.connection, wanted, zone=store.zone))
        _record(work, AuditKind.VIEW, wanted, f"{len(found)} shown")
    full = wanted.limit is not None and len(found) == wanted.limit
    return AuditPage(found, found[-1].sequence if full and found else None)


def who_looked(store: Store, actor: Actor, patient_id: int) -> tuple[Looker, ...]:
    """Return who had to do with a patient's data, the last first; that it was shown is audited.

    Lists and searches are not counted: they are records of their own and name no patient.
    """
    require(store, actor, UseCase.READ_AUDIT)
    with writing(store, actor) as work:
        found = find_lookers(work.connection, patient_id)
        _record(work, AuditKind.VIEW, AuditFilter(patient_id=patient_id), "who looked")
    return found


def export_csv(store: Store, actor: Actor, wanted: AuditFilter) -> bytes:
    """Return every record that a filter lets through as CSV (UTF-8 with a mark, oldest first), and record it.

    No cell can be taken for a formula by a spreadsheet: one that begins like a formula gets an apostrophe.
    """
    require(store, actor, UseCase.READ_AUDIT)
    with writing(store, actor) as work:
        found = list(find_records(work.connection, replace(wanted, before=None, limit=None), zone=store.zone))
        _record(work, AuditKind.EXPORT, wanted, f"{len(found)} records")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows([_safe(cell) for cell in _cells(record)] for record in reversed(found))
    return text.getvalue().encode("utf-8-sig")


def save_csv(store: Store, actor: Actor, wanted: AuditFilter, path: Path) -> None:
    """Write the records that a filter lets through to a path that a person chose, readable by her alone.

    Raises StorageFailed when the disk refuses; then nothing was written.
    """
    require(store, actor, UseCase.READ_AUDIT)
    text = export_csv(store, actor, wanted)
    try:
        atomic_write(path, text)
    except OSError as error:
        raise StorageFailed(
            f"The file could not be written: {error.strerror or 'the disk refused'}.",
            kept="Nothing was saved.",
            todo="Choose another folder.",
        ) from None


def verify_chain(store: Store, actor: Actor, *, progress: Progress = no_progress) -> ChainReport:
    """Verify the whole chain and compare the anchors; a Cancelled raised by `progress` ends it.

    It goes in steps between which others may work; what they add meanwhile is not part of it. A fault that
    an administrator accepted is told, and verification goes on from that acceptance. Where the anchors
    contradict, nothing is recorded: a record would anchor the file that is in doubt.
    """
    require(store, actor, UseCase.READ_AUDIT)
    report = chain_report(store, progress=progress)
    if report.anchors:
        return report
    with writing(store, actor) as work:
        work.audit(AuditKind.VIEW, object_kind="audit_chain", reason=report.words)
    return report


def chain_report(store: Store, *, progress: Progress = no_progress) -> ChainReport:
    """Return the outcome of a verification, for those who record it themselves or may write nothing."""
    with reading(store) as connection:
        count, _ = chain_head(connection)
    faults: list[ChainFault] = []
    done, previous = 0, GENESIS
    while done < count:
        progress(done, count)
        with reading(store) as connection:
            found = _step(connection, store, until=min(done + _STEP, count), after=(done, previous))
            if isinstance(found, ChainFault):
                faults.append(found)
                if found.accepted is None:
                    break
                done = found.accepted - 1
                previous = mac_at(connection, done) or GENESIS
            else:
                done, previous = found
    report = ChainReport(count, tuple(faults), anchor_findings(store))
    progress(count, count)
    return report


def _step(
    connection: Connection, store: Store, *, after: tuple[int, bytes], until: int
) -> ChainFault | tuple[int, bytes]:
    """Verify the records between two numbers; return how far they hold and the head there, or the fault."""
    done, previous = after
    rows = chain_rows(connection, after=done, until=until)
    verdict = verify(store.audit_key, rows, start_previous=previous, start_sequence=done + 1)
    if verdict.holds and verdict.checked == until - done:
        return until, verdict.head
    bad = verdict.bad_sequence or done + verdict.checked + 1
    since = moment_at(connection, bad - 1)
    return ChainFault(bad, verdict.fault or Fault.GAP, since, acceptance_of(connection, ACCEPTED, bad))


def _record(work: UnitOfWork, kind: AuditKind, wanted: AuditFilter, outcome: str) -> None:
    work.audit(
        kind,
        object_kind="audit",
        object_id=wanted.patient_id,
        patient_id=wanted.patient_id,
        reason=", ".join((*wanted.limits(), outcome)),
    )


def _cells(record: StoredRecord) -> tuple[object, ...]:
    return (
        record.sequence,
        record.local_time.isoformat(sep=" ", timespec="seconds"),
        record.zone,
        record.user_name,
        record.roles,
        record.kind,
        record.patient_id,
        record.patient_name,
        record.words,
        f"{record.object_kind} {record.object_id or ''}".strip(),
        record.reason,
    )


def _safe(cell: object) -> object:
    """Return a cell that a spreadsheet takes for text: a formula gets an apostrophe before it."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell
