"""Every sample committed into one practice, in one import: nothing hangs, nothing is lost without a word."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from time import perf_counter

import pytest

from ccmdesk.domain.imports import FileStatus, InputFile, ParsedFile
from ccmdesk.services.imports import batches, commit, preview, read, take_back
from ccmdesk.services.patients import search
from ccmdesk.services.practice_file import close_practice
from tests.importers.samples import need_samples, sample_bytes, sample_paths
from tests.practice_files import fresh_practice

LONGEST = 120
"""Seconds that reading all samples may take on a slow machine; the largest takes two."""


def table_of(files: tuple[ParsedFile, ...]) -> str:
    """Return a table of files by folder and outcome."""
    counts: dict[str, Counter[str]] = {}
    for file in files:
        counts.setdefault(file.name.rsplit("/", 1)[0], Counter())[file.status.value] += 1
    lines = [f"{'samples':<32}" + "".join(f"{each.value:>10}" for each in FileStatus)]
    lines += [
        f"{folder:<32}" + "".join(f"{found[each.value]:>10}" for each in FileStatus)
        for folder, found in counts.items()
    ]
    total = Counter(file.status.value for file in files)
    lines.append(f"{'all':<32}" + "".join(f"{total[each.value]:>10}" for each in FileStatus))
    return "\n".join(lines)


@pytest.mark.slow
def test_every_sample_in_one_practice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    need_samples()
    paths = sample_paths("fhir", "ccda", "csv")
    start = perf_counter()
    files = read([InputFile(path, sample_bytes(path)) for path in paths])
    assert perf_counter() - start < LONGEST
    with capsys.disabled():
        print("\n" + table_of(files))
    assert [file.name for file in files] == paths
    for file in files:
        assert (file.status is FileStatus.IMPORTED) == (not file.reason), file.name
        if file.status is FileStatus.REJECTED:
            assert not file.charts and file.reason.endswith(".")
    hostile = [file for file in files if "hostile" in file.name]
    assert sum(file.status is FileStatus.REJECTED for file in hostile) > len(hostile) / 2

    practice = fresh_practice(tmp_path)
    store, actor = practice.store, practice.actor
    outcome = commit(store, actor, files).value
    assert outcome.patients_added > 50
    assert outcome.facts_added > 4000
    stored = len(search(store, actor, "", limit=None))
    assert stored == outcome.patients_added

    again = preview(store, actor, files)
    writing = [person for person in again.people if person.new or person.changed or person.filled]
    assert not writing, [(each.subject, each.new, each.changed, each.filled) for each in writing[:5]]
    twice = commit(store, actor, files).value
    assert (twice.patients_added, twice.facts_added, twice.facts_changed) == (0, 0, 0)

    first, second = reversed(batches(store, actor))
    take_back(store, actor, second.id)
    taken = take_back(store, actor, first.id).value
    assert (taken.patients, taken.facts, taken.patients_kept) == (stored, outcome.facts_added, 0)
    assert search(store, actor, "", limit=None) == ()
    close_practice(practice)
