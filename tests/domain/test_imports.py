"""How the outcome of a file is settled from what it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccmdesk.domain.chart import Condition, Patient
from ccmdesk.domain.imports import (
    FACT_FIELDS,
    FileKind,
    FileStatus,
    ImportedChart,
    ParsedFile,
    Skipped,
    Sourced,
    SourceKey,
    no_progress,
    rejected,
    settled,
)

KEY = SourceKey("urn:clinic", "7")
PERSON = ImportedChart(KEY, Patient("Osei", "Ama"), conditions=(Sourced(KEY, Condition("Asthma")),))
FILE = ParsedFile("a.json", FileKind.FHIR, FileStatus.REJECTED, charts=(PERSON,))
EMPTY = "The file holds nobody."


def test_a_file_that_says_everything_is_imported() -> None:
    done = settled(FILE, empty_reason=EMPTY)
    assert done == replace(FILE, status=FileStatus.IMPORTED)
    assert done.counts() == dict.fromkeys(("patients", *FACT_FIELDS), 0) | {"patients": 1, "conditions": 1}


def test_what_the_chart_does_not_keep_is_no_fault() -> None:
    skipped = (Skipped("entry 3", "Claims are not kept.", fault=False),)
    assert settled(replace(FILE, skipped=skipped), empty_reason=EMPTY).status is FileStatus.IMPORTED


@pytest.mark.parametrize(
    ("faults", "reason"), [(1, "One entry was left out."), (2, "2 entries were left out.")]
)
def test_unreadable_entries_make_it_partial_and_are_counted(faults: int, reason: str) -> None:
    skipped = (Skipped("x", "No claims.", fault=False), *[Skipped("y", "No name.")] * faults)
    done = settled(replace(FILE, skipped=skipped), empty_reason=EMPTY)
    assert (done.status, done.reason) == (FileStatus.PARTIAL, reason)


def test_a_reason_of_the_readers_own_is_kept() -> None:
    faulty = replace(FILE, reason="It ends early.", skipped=(Skipped("y", "No name."),))
    assert settled(faulty, empty_reason=EMPTY).reason == "It ends early."
    assert settled(replace(FILE, charts=(), reason="It ends early."), empty_reason=EMPTY).reason == (
        "It ends early."
    )


def test_a_readable_file_without_anybody_is_partial_with_the_reason() -> None:
    done = settled(replace(FILE, charts=()), empty_reason=EMPTY)
    assert (done.status, done.reason) == (FileStatus.PARTIAL, EMPTY)


def test_facts_of_someone_whom_another_file_names_still_count() -> None:
    done = settled(replace(FILE, charts=(replace(PERSON, patient=None),)), empty_reason=EMPTY)
    assert done.status is FileStatus.IMPORTED
    assert done.counts()["patients"] == 0


def test_a_rejected_file_has_its_reason_and_nothing_else() -> None:
    no_progress(1, 2)
    assert rejected("b.xml", FileKind.CCDA, reason="It is cut off.") == ParsedFile(
        "b.xml", FileKind.CCDA, FileStatus.REJECTED, "It is cut off."
    )
