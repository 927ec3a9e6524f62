"""Sort the facts of an import into new, changed and known ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ccmdesk.domain.chart import Fact
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import FACT_FIELDS, SourceKey
from ccmdesk.domain.merging import KnownFacts, alike
from ccmdesk.models.facts import StoredFact, stored_facts
from ccmdesk.models.import_history import earlier_values, refused_facts, written_dates
from ccmdesk.models.unit_of_work import Connection
from ccmdesk.services.import_values import ANYWHERE, PersonPlan, PlannedFact


@dataclass(slots=True)
class _Held:
    """Hold what one chart says already, by content and by source key.

    `refused` are facts that a person marked as entered in error; `earlier` what corrected ones said before.
    """

    known: KnownFacts = field(default_factory=KnownFacts)
    by_source: dict[SourceKey, list[StoredFact]] = field(default_factory=dict)
    refused: dict[SourceKey, list[StoredFact]] = field(default_factory=dict)
    earlier: dict[int, list[Fact]] = field(default_factory=dict)
    written: dict[int, PartialDate] = field(default_factory=dict)
    replaced: set[int] = field(default_factory=set)


def sort_facts(connection: Connection, person: PersonPlan, *, written: Sequence[PartialDate | None]) -> None:
    """Sort the facts of a person's charts into the plan, compared with each other and with those stored.

    `written` says by the file's number when it was written: an older file never replaces what a newer said.
    """
    patient_id = person.match.patient_id
    held = _Held() if patient_id is None else _stored(connection, patient_id)
    by_key: dict[SourceKey, list[PlannedFact]] = {}
    for number, chart in person.charts:
        for name in FACT_FIELDS:
            for sourced in getattr(chart, name):
                by_key.setdefault(sourced.key, []).append(PlannedFact(sourced, number, written[number]))
    for several in by_key.values():
        latest = several if len(several) == 1 else _latest(several)
        person.known += len(several) - len(latest)
        for planned in latest:
            _sort_fact(person, planned, held=held, alone=len(latest) == 1)


def _stored(connection: Connection, patient_id: int) -> _Held:
    held = _Held()
    corrected = False
    for stored in stored_facts(connection, patient_id):
        held.known.add(stored.value)
        held.by_source.setdefault(_key(stored), []).append(stored)
        corrected |= stored.by_hand
    for stored in refused_facts(connection, patient_id):
        held.refused.setdefault(_key(stored), []).append(stored)
    held.written = written_dates(connection, patient_id)
    if corrected or held.refused:
        held.earlier = earlier_values(connection, patient_id)
    return held


def _key(stored: StoredFact) -> SourceKey:
    return SourceKey(stored.source_system, stored.source_id)


def _latest(several: list[PlannedFact]) -> list[PlannedFact]:
    """Return one fact for each thing that facts with one key are about: the one that was written last.

    Some exporters give one key to entries about different things; those stay apart.
    """
    latest: list[PlannedFact] = []
    for planned in several:
        at = next((i for i, other in enumerate(latest) if alike(other.fact.value, planned.fact.value)), None)
        if at is None:
            latest.append(planned)
        elif not _older(planned.written, latest[at].written):
            latest[at] = planned
    return latest


def _older(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Tell whether a day is surely before another; days of different depth that agree are not."""
    if one is None or other is None:
        return False
    mine, theirs = one.iso(), other.iso()
    return mine < theirs and not theirs.startswith(mine)


def _sort_fact(person: PersonPlan, planned: PlannedFact, *, held: _Held, alone: bool) -> None:
    value, key = planned.fact.value, planned.fact.key
    stored = held.by_source.get(key, [])
    target = _target(stored, value, held=held, sure=alone and key.system not in ANYWHERE)
    if any(each.value == value for each in stored):
        person.known += 1
    elif (target is not None and target.by_hand) or _is_refused(value, key, held=held):
        person.kept_by_hand += 1
    elif target is not None and _older(planned.written, held.written.get(target.id)):
        person.known += 1
    elif target is not None and target.id not in held.replaced:
        held.replaced.add(target.id)
        held.known.add(value)
        person.changes.append(replace(planned, stored=target))
    elif value in held.known:
        person.known += 1
    else:
        person.adds.append(planned)
        held.known.add(value)


def _target(stored: list[StoredFact], value: Fact, *, held: _Held, sure: bool) -> StoredFact | None:
    """Return the stored fact that this is a new version of; `sure` when its key names one thing alone."""
    about = next((each for each in stored if _about(each, value, held=held)), None)
    if about is None and sure and len(stored) == 1 and type(stored[0].value) is type(value):
        return stored[0]
    return about


def _is_refused(value: Fact, key: SourceKey, *, held: _Held) -> bool:
    return any(_about(each, value, held=held) for each in held.refused.get(key, ()))


def _about(stored: StoredFact, value: Fact, *, held: _Held) -> bool:
    return any(alike(said, value) for said in (stored.value, *held.earlier.get(stored.id, ())))
