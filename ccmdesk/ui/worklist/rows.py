"""What is shown of the list: filters, counts, typed words; in plain lists, so that a key costs little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from ccmdesk.domain.words import folded
from ccmdesk.domain.worklist import WorklistFilter, WorklistRow, keep


def counts(rows: Iterable[WorklistRow], *, today: date) -> dict[WorklistFilter, int]:
    """Return how many rows pass each filter.

    Rows that a filter cannot tell apart are judged once: few kinds of row stand for thousands.
    """
    kinds: Counter[tuple[object, ...]] = Counter()
    example: dict[tuple[object, ...], WorklistRow] = {}
    for row in rows:
        kind = (row.enrolment, row.consent, row.next_due_on, row.reasons)
        kinds[kind] += 1
        example[kind] = row
    return {
        chosen: sum(number for kind, number in kinds.items() if keep(example[kind], chosen, today=today))
        for chosen in WorklistFilter
    }


def kept(rows: Sequence[WorklistRow], chosen: WorklistFilter, *, today: date) -> list[WorklistRow]:
    """Return the rows that pass a filter, in their order."""
    if chosen is WorklistFilter.EVERYONE:
        return list(rows)
    known: dict[tuple[object, ...], bool] = {}
    shown = []
    for row in rows:
        kind = (row.enrolment, row.consent, row.next_due_on, row.reasons)
        passes = known.get(kind)
        if passes is None:
            passes = known[kind] = keep(row, chosen, today=today)
        if passes:
            shown.append(row)
    return shown


def matching(rows: Sequence[WorklistRow], typed: str) -> list[WorklistRow]:
    """Return the rows whose search words hold every typed word, in their order."""
    shown = list(rows)
    for word in folded(typed).split():
        shown = [row for row in shown if word in row.search_key]
    return shown


def urgency_key(row: WorklistRow) -> tuple[object, ...]:
    """Return the key that sorts the most urgent row first, as the worklist service does."""
    return (
        row.why,
        row.next_due_on or "9999",
        row.next_due_us is None,
        row.next_due_us or 0,
        row.family,
        row.given,
        row.patient_id,
    )


def with_row(rows: Sequence[WorklistRow], row: WorklistRow) -> list[WorklistRow]:
    """Return the list with one patient's row put in or replaced, the most urgent first."""
    others = [other for other in rows if other.patient_id != row.patient_id]
    return sorted([*others, row], key=urgency_key)
