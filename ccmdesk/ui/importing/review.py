"""What the preview shows: the persons with the questions about them, the files, and what would be written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ccmdesk.domain.imports import ParsedFile, Skipped, SourceKey
from ccmdesk.domain.matching import MatchKind
from ccmdesk.services.imports import ImportPreview, PersonPreview


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Hold one person as now seen; `question` is how she was asked about, when she was."""

    person: PersonPreview
    question: PersonPreview | None = None

    @property
    def subject(self) -> SourceKey:
        """Return what names the person in answers."""
        return (self.question or self.person).subject

    @property
    def open(self) -> bool:
        """Tell whether nobody has said who this is."""
        return self.person.match is MatchKind.ASK


@dataclass(frozen=True, slots=True)
class FileRow:
    """Hold one file with its place in the import."""

    number: int
    file: ParsedFile


@dataclass(frozen=True, slots=True)
class Totals:
    """Hold what would be written as answered so far."""

    patients: int = 0
    facts: int = 0
    changes: int = 0
    filled: int = 0
    questions: int = 0

    @property
    def anything(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.patients or self.facts or self.changes or self.filled)


@dataclass(frozen=True, slots=True)
class Review:
    """Hold a preview, every question that it or an earlier one asked, and the answers."""

    preview: ImportPreview
    questions: dict[SourceKey, PersonPreview] = field(default_factory=dict)
    answers: dict[SourceKey, int | None] = field(default_factory=dict)

    def with_preview(self, preview: ImportPreview) -> Review:
        """Return the review with a preview made from the present answers."""
        return Review(preview, _asked(preview) | self.questions, self.answers)

    def answered(self, subject: SourceKey, answer: int | None) -> Review:
        """Return the review with one more answer: a patient's id, or None for someone new."""
        return Review(self.preview, self.questions, {**self.answers, subject: answer})

    def unanswered(self, subject: SourceKey) -> Review:
        """Return the review with an answer taken back, so that the person is left out."""
        answers = {key: answer for key, answer in self.answers.items() if key != subject}
        return Review(self.preview, self.questions, answers)

    def rows(self) -> list[PersonRow]:
        """Return the persons: open questions first, then answered ones, then all others."""
        people = [PersonRow(each, self.questions.get(each.subject)) for each in self.preview.people]
        shown = {row.subject for row in people}
        joined = [
            PersonRow(question, question)
            for subject, question in self.questions.items()
            if subject not in shown and subject in self.answers
        ]
        return sorted([*people, *joined], key=lambda row: (row.question is None, not row.open))

    def files(self) -> list[FileRow]:
        """Return the files in their order."""
        return [FileRow(number, file) for number, file in enumerate(self.preview.files)]

    def totals(self) -> Totals:
        """Return what would be written."""
        clear = [each for each in self.preview.people if each.match is not MatchKind.ASK]
        return Totals(
            patients=sum(each.match is MatchKind.NEW for each in clear),
            facts=sum(sum(each.new.values()) for each in clear),
            changes=sum(sum(each.changed.values()) for each in clear),
            filled=sum(each.filled for each in clear),
            questions=len(self.preview.people) - len(clear),
        )


def first_review(preview: ImportPreview) -> Review:
    """Return the review of a first preview."""
    return Review(preview, _asked(preview))


def grouped(skipped: Iterable[Skipped]) -> list[tuple[str, list[str]]]:
    """Return each reason with the places that it is about, the most frequent first."""
    groups: dict[str, list[str]] = {}
    for each in skipped:
        groups.setdefault(each.why, []).append(each.where)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def files_left_out(files: Sequence[ParsedFile]) -> int:
    """Return how many files were rejected or read in part."""
    return sum(bool(file.reason) for file in files)


def _asked(preview: ImportPreview) -> dict[SourceKey, PersonPreview]:
    return {each.subject: each for each in preview.people if each.match is MatchKind.ASK}
