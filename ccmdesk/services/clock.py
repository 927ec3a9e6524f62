"""The clock: start, hold, resume, stop, and what happens to it when the program is killed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.clock import Clock, local_date
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import InvalidValue
from ccmdesk.domain.practice import Actor, titled
from ccmdesk.domain.time_log import (
    ACTIVITIES,
    LIVE_MODES,
    ClockFact,
    ClockRun,
    Contact,
    FactKind,
    ImpossibleClock,
    Mode,
    Outcome,
    Subject,
    TimeEntry,
    fold,
)
from ccmdesk.models import clock_facts as rows
from ccmdesk.models import time_entries
from ccmdesk.models.care import insert_contact
from ccmdesk.models.clock_facts import Beat
from ccmdesk.models.patients import load_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import Connection, UnitOfWork, reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require

BEAT_EVERY = timedelta(seconds=5)
"""How often the window gives a sign of life while a clock runs, so that at most this much is lost."""


@dataclass(frozen=True, slots=True)
class LastEntry:
    """Hold the entry that a user stopped last."""

    patient_id: int
    patient_name: str
    activity: str
    mode: Mode
    seconds: int
    stopped_at: datetime


@dataclass(frozen=True, slots=True)
class ClockView:
    """Hold what the clock bar shows; `month_seconds` were saved for the patient before this run."""

    run: ClockRun | None
    patient_name: str
    month_seconds: int
    last: LastEntry | None


@dataclass(frozen=True, slots=True)
class Stopping:
    """Hold what is said when a clock is stopped; an outcome of None logs no contact."""

    activity: str
    mode: Mode
    note: str = ""
    outcome: Outcome | None = None
    with_whom: str = ""


def clock_view(store: Store, actor: Actor) -> ClockView:
    """Return the state of this user's clock."""
    require(store, actor, UseCase.SEE_OWN_DAY)
    with reading(store) as connection:
        run = _open(connection, actor)
        if run is None:
            return ClockView(None, "", 0, _last(connection, actor))
        patient = load_patient(connection, run.subject.patient_id).value
        month = ServiceMonth.of(local_date(store.clock.wall(), store.zone))
        seconds = time_entries.month_seconds(connection, run.subject.patient_id, month.iso())
        return ClockView(run, f"{patient.given} {patient.family}".strip(), seconds, None)


def start(store: Store, actor: Actor, subject: Subject) -> Done[ClockView]:
    """Start the clock on a patient; refused while this user's clock runs or is on hold."""
    require(store, actor, UseCase.COUNT_TIME, patient_id=subject.patient_id)
    _check_activity(subject.activity)
    with writing(store, actor) as work:
        load_patient(work.connection, subject.patient_id)
        if rows.open_run(work.connection, actor.user_id) is not None:
            raise ImpossibleClock(
                "Your clock is already on another piece of work.",
                kept="It goes on.",
                todo="Stop it first.",
            )
        run = str(uuid.uuid4())
        fact = replace(
            _fact(store.clock, work, run, FactKind.START, not_before=_last_end(work, actor)), subject=subject
        )
        _append(work, fact)
        rows.set_open_run(work.connection, actor.user_id, _beat(run, fact))
    return Done(clock_view(store, actor), changed(ChangeKind.TIME, patient_id=subject.patient_id))


def hold(store: Store, actor: Actor) -> Done[ClockView]:
    """Hold the running clock; the time that passes until it goes on does not count."""
    return _step(store, actor, FactKind.HOLD)


def resume(store: Store, actor: Actor) -> Done[ClockView]:
    """Let a held clock go on."""
    return _step(store, actor, FactKind.RESUME)


def stop(store: Store, actor: Actor, stopping: Stopping) -> Done[TimeEntry]:
    """Stop the clock and save its time, with the contact where there was one.

    The saved entry's seconds are those of its intervals, none rounded.
    """
    require(store, actor, UseCase.COUNT_TIME)
    _check_activity(stopping.activity)
    with writing(store, actor) as work:
        facts, run = _required(work, actor)
        subject = replace(run.subject, activity=stopping.activity, mode=stopping.mode)
        fact = replace(
            _fact(store.clock, work, run.run, FactKind.STOP, not_before=facts[-1].at),
            subject=subject,
            note=stopping.note.strip(),
        )
        _append(work, fact)
        rows.clear_open_run(work.connection, actor.user_id)
        entry = _entry(actor, run, fact)
        entry = _save(work, entry, stopping)
    kinds = (ChangeKind.TIME, ChangeKind.CONTACT)
    return Done(entry, changed(*kinds, patient_id=entry.patient_id))


def heartbeat(store: Store, actor: Actor) -> None:
    """Give a sign of life for the running clock: one row, written anew each time."""
    require(store, actor, UseCase.KEEP_OWN_CLOCK)
    with writing(store, actor) as work:
        beat = rows.open_run(work.connection, actor.user_id)
        if beat is None:
            return
        run = fold(rows.load_run(work.connection, beat.run))
        if run is not None and run.open_since is not None:
            clock = store.clock
            at = max(work.now, beat.at)
            rows.set_open_run(
                work.connection, actor.user_id, Beat(run.run, at, clock.boot_ns(), clock.boot_id())
            )


def hold_at_close(store: Store, actor: Actor) -> None:
    """Hold a clock that runs while its user leaves the practice file; the fact says why the program did it.

    Without it the next opening could not tell an orderly close from a program that was killed.
    """
    require(store, actor, UseCase.KEEP_OWN_CLOCK)
    with writing(store, actor) as work:
        beat = rows.open_run(work.connection, actor.user_id)
        facts = () if beat is None else rows.load_run(work.connection, beat.run)
        run = fold(facts)
        if run is None or run.open_since is None:
            return
        fact = _fact(store.clock, work, run.run, FactKind.HOLD, not_before=facts[-1].at)
        fact = replace(fact, cause="the practice file was closed while the clock ran")
        _append(work, fact)
        rows.set_open_run(work.connection, actor.user_id, _beat(run.run, fact))


def recover(store: Store, actor: Actor) -> Done[ClockView]:
    """Hold a clock that a killed program left running, at its last sign of life.

    What passed since then is not counted; the fact says why the program added it. Call it once when the
    practice file was opened.
    """
    require(store, actor, UseCase.KEEP_OWN_CLOCK)
    with writing(store, actor) as work:
        beat = rows.open_run(work.connection, actor.user_id)
        if beat is None:
            return Done(clock_view_of_nothing(), changed())
        facts = rows.load_run(work.connection, beat.run)
        run = fold(facts)
        if run is not None and run.open_since is not None:
            at = max(beat.at, facts[-1].at)
            fact = replace(
                _fact(store.clock, work, beat.run, FactKind.RECOVER),
                at=at,
                cause="the program ended while the clock ran",
            )
            _append(work, fact)
    return Done(clock_view(store, actor), changed(ChangeKind.TIME))


def clock_view_of_nothing() -> ClockView:
    """Return the state of a clock that never ran."""
    return ClockView(None, "", 0, None)


def _step(store: Store, actor: Actor, kind: FactKind) -> Done[ClockView]:
    require(store, actor, UseCase.COUNT_TIME)
    with writing(store, actor) as work:
        facts, run = _required(work, actor)
        fact = _fact(store.clock, work, run.run, kind, not_before=facts[-1].at)
        fold((*facts, fact))
        _append(work, fact)
        rows.set_open_run(work.connection, actor.user_id, _beat(run.run, fact))
    return Done(clock_view(store, actor), changed(ChangeKind.TIME, patient_id=run.subject.patient_id))


def _required(work: UnitOfWork, actor: Actor) -> tuple[tuple[ClockFact, ...], ClockRun]:
    beat = rows.open_run(work.connection, actor.user_id)
    facts = () if beat is None else rows.load_run(work.connection, beat.run)
    run = fold(facts)
    if run is None:
        raise ImpossibleClock("No clock is running.", kept="Nothing was changed.")
    return facts, run


def _fact(
    clock: Clock, work: UnitOfWork, run: str, kind: FactKind, *, not_before: datetime | None = None
) -> ClockFact:
    at = work.now if not_before is None else max(work.now, not_before)
    return ClockFact(
        run=run,
        user_id=work.actor.user_id,
        kind=kind,
        at=at,
        zone=work.zone,
        monotonic_ns=clock.monotonic_ns(),
        boot_ns=clock.boot_ns(),
        boot_id=clock.boot_id(),
    )


def _beat(run: str, fact: ClockFact) -> Beat:
    return Beat(run, fact.at, fact.boot_ns, fact.boot_id)


def _append(work: UnitOfWork, fact: ClockFact) -> None:
    rows.append_fact(work.connection, fact)
    work.audit(
        AuditKind.CLOCK_EVENT,
        object_kind="clock",
        object_id=fact.run,
        patient_id=None if fact.subject is None else fact.subject.patient_id,
        reason=fact.kind.value,
    )


def _entry(actor: Actor, run: ClockRun, fact: ClockFact) -> TimeEntry:
    subject = fact.subject or run.subject
    return TimeEntry(
        patient_id=subject.patient_id,
        user_id=actor.user_id,
        user_name=actor.name,
        credential=actor.credential,
        program=subject.program,
        activity=subject.activity,
        mode=subject.mode,
        interactive=subject.mode in LIVE_MODES,
        note=fact.note,
        intervals=tuple(i for i in run.intervals_at(fact.at) if i.seconds),
        run=run.run,
    )


def _save(work: UnitOfWork, entry: TimeEntry, stopping: Stopping) -> TimeEntry:
    entry_id = time_entries.insert_entries(work.connection, [entry], zone=work.zone)[0]
    saved = replace(entry, id=entry_id)
    work.audit(
        AuditKind.CREATE,
        object_kind="time_entry",
        object_id=entry_id,
        patient_id=entry.patient_id,
        after=repr(saved),
    )
    if stopping.outcome is not None:
        first = entry.intervals[0].start if entry.intervals else work.now
        contact = Contact(
            patient_id=entry.patient_id,
            at=first,
            mode=entry.mode,
            outcome=stopping.outcome,
            with_whom=stopping.with_whom.strip(),
            note=entry.note,
            by=titled(entry.user_name, entry.credential),
            entry_id=entry_id,
        )
        contact_id = insert_contact(work.connection, contact)
        work.audit(AuditKind.CREATE, object_kind="contact", object_id=contact_id, patient_id=entry.patient_id)
    return saved


def _open(connection: Connection, actor: Actor) -> ClockRun | None:
    beat = rows.open_run(connection, actor.user_id)
    return None if beat is None else fold(rows.load_run(connection, beat.run))


def _last_end(work: UnitOfWork, actor: Actor) -> datetime | None:
    """Return when this user's saved time ends: after a clock set back, no second may count twice."""
    last = _last(work.connection, actor)
    return None if last is None else last.stopped_at


def _last(connection: Connection, actor: Actor) -> LastEntry | None:
    entry_id = time_entries.last_entry(connection, actor.user_id)
    if entry_id is None:
        return None
    entry, name = time_entries.load_entries(connection, [entry_id])[entry_id]
    return LastEntry(
        entry.patient_id, name, entry.activity, entry.mode, entry.seconds, entry.intervals[-1].end
    )


def _check_activity(activity: str) -> None:
    if activity not in ACTIVITIES:
        raise InvalidValue("activity", "This activity is not known.", todo="Choose one of the list.")
