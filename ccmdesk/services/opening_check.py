"""At opening: is the practice file as this computer left it, and is the end of its audit chain unbroken?

What is wrong is raised as one of the FileNotAsLeft family, whose `findings` a screen can show with the
choices. An administrator may go on all the same with a reason, which is recorded and anchored anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ccmdesk import settings
from ccmdesk.domain.errors import Forbidden, InvalidValue, UserError
from ccmdesk.domain.practice import Actor
from ccmdesk.models.audit_log import chain_head, chain_rows, last_of, mac_at, moment_at
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import Connection, UnitOfWork, reading
from ccmdesk.security.anchor import (
    Anchor,
    AnchorState,
    anchor_paths,
    announced_path,
    compare_anchor,
    read_anchor,
)
from ccmdesk.security.audit_chain import AuditKind, Fault, verify
from ccmdesk.security.errors import DamagedAnchor
from ccmdesk.services.permissions import UseCase, may, who_may

CHECKED_AT_OPENING = 10_000
ACCEPTED = "opening"
"""The object kind of the record that somebody went on with a file that was not as it was left."""


class Place(StrEnum):
    """Name the two places of an anchor."""

    BESIDE = "beside the practice file"
    STATE = "in your own folder on this computer"


class Trouble(StrEnum):
    """Name what was found, the gravest first."""

    CHAIN_BROKEN = "chain broken"
    SET_BACK = "set back"
    REWRITTEN = "rewritten"
    ANCHORS_DAMAGED = "anchors damaged"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one thing that is wrong: what, where it shows, how much, since when.

    `place` is the anchor that contradicts; `records` how many audit records the file has, `missing` how
    many of those that the anchor saw it lacks; `sequence` the first bad record and `fault` what is wrong
    with it; `since` (in the practice's zone) the last record before it: whatever came later is in doubt.
    """

    trouble: Trouble
    records: int
    place: Place | None = None
    missing: int = 0
    sequence: int | None = None
    fault: Fault | None = None
    since: datetime | None = None


class FileNotAsLeft(UserError):
    """Say that the practice file is not as it was left; `findings` hold every fact, the gravest first."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            _told(findings[0]),
            kept="The practice file was not opened and nothing was changed.",
            todo="Restore the last verified backup, or let an administrator decide to go on.",
        )
        self.findings = findings


class SetBack(FileNotAsLeft):
    """Say that the file lacks records that this computer saw: an older copy was put in its place."""


class HistoryRewritten(FileNotAsLeft):
    """Say that a record that this computer saw is another one now."""


class ChainBroken(FileNotAsLeft):
    """Say that records of the audit trail were changed, taken out or put in."""


class AnchorsDamaged(FileNotAsLeft):
    """Say that nothing is left that could tell whether the file is as it was left."""


_ERRORS = {
    Trouble.CHAIN_BROKEN: ChainBroken,
    Trouble.SET_BACK: SetBack,
    Trouble.REWRITTEN: HistoryRewritten,
    Trouble.ANCHORS_DAMAGED: AnchorsDamaged,
}


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Hold why an administrator goes on with a file that is not as it was left.

    `kind` is RESTORE after putting a backup back, PRIVILEGE for any other reason.
    """

    reason: str
    kind: AuditKind = AuditKind.PRIVILEGE

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InvalidValue("reason", "Say why you go on with this file.", todo="A few words are enough.")
        if self.kind not in (AuditKind.PRIVILEGE, AuditKind.RESTORE):
            raise ValueError("an acceptance is a privilege or a restore")


@dataclass(frozen=True, slots=True)
class OpeningCheck:
    """Hold what the check found wrong, and remarks on what was put right or is worth a word."""

    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]


def anchor_places(folder: Path, *, database_id: str, state_folder: Path | None) -> tuple[Path, Path]:
    """Return the two anchor files of a practice folder; without a state folder this user's own is taken."""
    return anchor_paths(folder, state_folder=state_folder or settings.state_folder(), database_id=database_id)


def check_opening(store: Store) -> OpeningCheck:
    """Compare both anchors with the file and verify the end of the chain; nothing is written."""
    with reading(store) as connection:
        return look_at(connection, store)


def look_at(connection: Connection, store: Store) -> OpeningCheck:
    """Do the check of opening on an open connection."""
    look = _Look(connection, store, chain_head(connection)[0])
    chain = _chain_findings(look)
    anchors, remarks = _anchor_findings(look)
    return OpeningCheck((*chain, *anchors), tuple(remarks))


def anchor_findings(store: Store) -> tuple[Finding, ...]:
    """Return what the two anchors say against the file as it is now; nothing is written."""
    with reading(store) as connection:
        found, _ = _anchor_findings(_Look(connection, store, chain_head(connection)[0]))
    return tuple(found)


def forget_announced(places: Sequence[Path]) -> None:
    """Remove what a restore announced: the file is open and anchored, however that restore ended."""
    for place in places:
        with suppress(OSError):
            announced_path(place).unlink(missing_ok=True)


def require_silently(actor: Actor, use_case: UseCase) -> None:
    """Raise Forbidden unless a role allows what is done with a file that is not as it was left.

    The attempt is not recorded: a record would anchor the file that is in doubt.
    """
    if not may(actor, use_case):
        raise Forbidden(
            f"Only {who_may(use_case)} may go on with this practice file.",
            kept="It was not opened and nothing was changed.",
            todo=f"Ask {who_may(use_case)}.",
        )


def require_as_left(check: OpeningCheck, acceptance: Acceptance | None) -> None:
    """Raise one of the FileNotAsLeft family when something was found and nobody decided to go on."""
    if check.findings and acceptance is None:
        raise _ERRORS[check.findings[0].trouble](check.findings)


def record_acceptance(work: UnitOfWork, check: OpeningCheck, *, acceptance: Acceptance) -> None:
    """Record what was wrong and why somebody goes on all the same."""
    wrong = "; ".join(_told(finding) for finding in check.findings)
    broken = next((finding.sequence for finding in check.findings if finding.sequence is not None), None)
    work.audit(
        acceptance.kind,
        object_kind=ACCEPTED,
        object_id=broken,
        reason=f"{acceptance.reason.strip()} ({wrong})",
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """Hold what is looked at: an open connection, the store, and how many records the file has."""

    connection: Connection
    store: Store
    count: int

    def found(self, trouble: Trouble, *, until: int, **facts: Any) -> Finding:
        """Return a finding; `until` is the last record that is not in doubt."""
        moment = moment_at(self.connection, until)
        since = None if moment is None else moment.astimezone(ZoneInfo(self.store.zone))
        return Finding(trouble, self.count, since=since, **facts)


def _chain_findings(look: _Look) -> list[Finding]:
    """Verify the last records, or those from the last time on that somebody accepted a broken chain."""
    connection = look.connection
    after = max(0, look.count - CHECKED_AT_OPENING)
    accepted = last_of(connection, ACCEPTED, after=after)
    if accepted is not None:
        after = accepted - 1
    previous = mac_at(connection, after)
    if previous is None:
        return [look.found(Trouble.CHAIN_BROKEN, until=after, sequence=after, fault=Fault.GAP)]
    rows = chain_rows(connection, after=after)
    verdict = verify(look.store.audit_key, rows, start_previous=previous, start_sequence=after + 1)
    bad = verdict.bad_sequence
    if bad is None:
        return []
    return [look.found(Trouble.CHAIN_BROKEN, until=bad - 1, sequence=bad, fault=verdict.fault)]


def _anchor_findings(look: _Look) -> tuple[list[Finding], list[str]]:
    """Return what the anchors say against the file, the gravest first, and remarks on the anchors."""
    findings: list[Finding] = []
    remarks: list[str] = []
    unread = damaged = 0
    for place, path in zip(Place, look.store.anchorage.places, strict=False):
        try:
            anchor = read_anchor(path, database_id=look.store.database_id, key=look.store.keys.anchor)
        except (DamagedAnchor, OSError):
            unread, damaged = unread + 1, damaged + 1
            remarks.append(f"the anchor {place} is damaged")
            continue
        if anchor is None:
            unread += 1
            remarks.append(f"there was no anchor {place}")
            continue
        against = _contradictions(look, place, anchor)
        if against and _was_being_restored(look, path):
            remarks.append("a restore that was broken off is complete")
            continue
        findings += against
        if not against and anchor.count < look.count:
            remarks.append(f"the anchor {place} was {look.count - anchor.count} behind")
    if damaged and unread == len(look.store.anchorage.places):
        findings.append(look.found(Trouble.ANCHORS_DAMAGED, until=look.count))
    order = list(Trouble)
    return sorted(findings, key=lambda one: order.index(one.trouble)), remarks


def _was_being_restored(look: _Look, path: Path) -> bool:
    """Tell whether this very state of the file was announced as about to be put in place by a restore."""
    try:
        anchor = read_anchor(
            announced_path(path), database_id=look.store.database_id, key=look.store.keys.anchor
        )
    except (DamagedAnchor, OSError):
        return False
    state = compare_anchor(anchor, count=look.count, mac_at=lambda number: mac_at(look.connection, number))
    return state is AnchorState.AGREES


def _contradictions(look: _Look, place: Place, anchor: Anchor) -> list[Finding]:
    state = compare_anchor(anchor, count=look.count, mac_at=lambda number: mac_at(look.connection, number))
    if state is AnchorState.SET_BACK:
        missing = anchor.count - look.count
        return [look.found(Trouble.SET_BACK, until=look.count, place=place, missing=missing)]
    if state is AnchorState.ALTERED:
        return [look.found(Trouble.REWRITTEN, until=anchor.count, place=place, sequence=anchor.count)]
    return []


def _told(finding: Finding) -> str:
    since = (
        ""
        if finding.since is None
        else f" The last record that is left is of {finding.since:%Y-%m-%d %H:%M}."
    )
    if finding.trouble is Trouble.SET_BACK:
        lacking = "one record" if finding.missing == 1 else f"{finding.missing} records"
        return f"This practice file is older than when it was last used here; it lacks {lacking}.{since}"
    if finding.trouble is Trouble.REWRITTEN:
        return f"The audit trail of this practice file was rewritten up to record {finding.sequence}."
    if finding.trouble is Trouble.CHAIN_BROKEN:
        return f"The audit trail of this practice file is broken at record {finding.sequence}.{since}"
    return "Both files that guard this practice file against being set back are damaged or gone."
