"""Finish the outcome of a file, the list of what was left out kept to a length that a person can read."""

from __future__ import annotations

from dataclasses import replace

from ccmdesk.domain.imports import ParsedFile, Skipped, settled

MOST_TOLD = 1_000


def finished(parsed: ParsedFile, *, empty_reason: str) -> ParsedFile:
    """Return the outcome with its status; past 1,000 entries left out, only their number is told."""
    faults = sum(skipped.fault for skipped in parsed.skipped)
    further = len(parsed.skipped) - MOST_TOLD
    if further <= 0:
        return settled(parsed, empty_reason=empty_reason)
    told = sorted(parsed.skipped, key=lambda skipped: not skipped.fault)[:MOST_TOLD]
    why = f"{further:,} further entries were left out for reasons like these."
    told.append(Skipped("whole file", why, fault=faults > MOST_TOLD))
    reason = f"{faults:,} entries were left out." if faults and any(parsed.counts().values()) else ""
    return settled(replace(parsed, skipped=tuple(told), reason=reason), empty_reason=empty_reason)
