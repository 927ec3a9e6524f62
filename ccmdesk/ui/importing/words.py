"""The words of the import page: kinds of facts, outcomes of files, what an import will do and did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.chart import Patient, Sex
from ccmdesk.domain.imports import FileKind, FileOutcome, FileStatus
from ccmdesk.domain.matching import MatchKind
from ccmdesk.services.imports import ImportBatch, ImportOutcome, TakenBack
from ccmdesk.ui.common import say
from ccmdesk.ui.importing.review import PersonRow, Totals

translate = QCoreApplication.translate


def patients_words(number: int) -> str:
    """Return a number of patients in words."""
    if number == 1:
        return translate("importing", "1 patient")
    return translate("importing", "%n patients").replace("%n", f"{number:,}")


def facts_words(number: int) -> str:
    """Return a number of facts in words."""
    if number == 1:
        return translate("importing", "1 fact")
    return translate("importing", "%n facts").replace("%n", f"{number:,}")


def files_words(number: int) -> str:
    """Return a number of files in words."""
    if number == 1:
        return translate("importing", "1 file")
    return translate("importing", "%n files").replace("%n", f"{number:,}")


def kind_words(kind: str) -> str:
    """Return what a kind of fact is called, by its name in ParsedFile.counts."""
    return {
        "patients": translate("importing", "Patients"),
        "conditions": translate("importing", "Problems"),
        "medications": translate("importing", "Medicines"),
        "allergies": translate("importing", "Allergies"),
        "observations": translate("importing", "Values"),
        "care_team": translate("importing", "Care team"),
        "goals": translate("importing", "Goals"),
        "encounters": translate("importing", "Visits"),
        "procedures": translate("importing", "Procedures"),
        "coverages": translate("importing", "Coverage"),
    }[kind]


def detail_words(name: str) -> str:
    """Return what a detail of a patient is called, by its field's name."""
    return {
        "family": translate("importing", "Family name"),
        "given": translate("importing", "Given name"),
        "sex": translate("importing", "Sex"),
        "preferred_name": translate("importing", "Preferred name"),
        "suffix": translate("importing", "Suffix"),
        "pronouns": translate("importing", "Pronouns"),
        "language": translate("importing", "Language"),
        "interpreter": translate("importing", "Interpreter"),
        "birth_date": translate("importing", "Birth date"),
    }[name]


def file_kind_words(kind: FileKind) -> str:
    """Return what a kind of file is called."""
    return {
        FileKind.FHIR: translate("importing", "FHIR"),
        FileKind.CCDA: translate("importing", "C-CDA"),
        FileKind.CSV: translate("importing", "CSV table"),
        FileKind.UNKNOWN: translate("importing", "Unknown"),
    }[kind]


def status_words(status: FileStatus) -> str:
    """Return how a file ended."""
    return {
        FileStatus.IMPORTED: translate("importing", "Read in full"),
        FileStatus.PARTIAL: translate("importing", "Read in part"),
        FileStatus.REJECTED: translate("importing", "Rejected"),
    }[status]


def files_left(files: Sequence[FileOutcome]) -> list[FileOutcome]:
    """Return the files that were not read in full, the rejected ones first."""
    return sorted(
        (file for file in files if file.reason), key=lambda file: file.status is not FileStatus.REJECTED
    )


def file_line(file: FileOutcome) -> str:
    """Return how a file ended as one line: its name, its outcome, and why."""
    return f"{file.name}: {status_words(file.status)}. {file.reason}"


def batch_files_words(batch: ImportBatch) -> str:
    """Return the files of a past import in words: the name of the only one, or how many, and how many not."""
    said = batch.files[0].name if len(batch.files) == 1 else files_words(len(batch.files))
    rejected = sum(file.status is FileStatus.REJECTED for file in batch.files)
    partial = len(files_left(batch.files)) - rejected
    if rejected:
        said += translate("importing", ", %n rejected").replace("%n", f"{rejected:,}")
    if partial:
        said += translate("importing", ", %n read in part").replace("%n", f"{partial:,}")
    return said


def match_words(row: PersonRow) -> str:
    """Return who a person is taken for."""
    if row.open:
        return translate("importing", "Question: who is this?")
    if row.person.match is MatchKind.NEW:
        return translate("importing", "New patient")
    return translate("importing", "Already here")


def why_words(why: str) -> str:
    """Return why a candidate may be the same, as a sentence."""
    return why[:1].upper() + why[1:] + "." if why else ""


def sex_words(sex: Sex) -> str:
    """Return a sex in a word."""
    return {
        Sex.FEMALE: translate("importing", "Female"),
        Sex.MALE: translate("importing", "Male"),
        Sex.OTHER: translate("importing", "Other"),
        Sex.UNKNOWN: translate("importing", "Not known"),
    }[sex]


def family_words(patient: Patient) -> str:
    """Return the family name as the chart's heading has it: in proper case, with the suffix."""
    return " ".join(part for part in (say.name_words(patient.family), patient.suffix) if part)


def name_words(patient: Patient) -> str:
    """Return a name as the chart's heading has it: family name, given name."""
    return ", ".join(part for part in (family_words(patient), say.name_words(patient.given)) if part)


def born_words(birth: date | None) -> str:
    """Return a birth date, or that it is not known."""
    return translate("importing", "Not known") if birth is None else say.full_date(birth)


def detail_value(patient: Patient, name: str) -> str:
    """Return one detail of a patient in words."""
    value = getattr(patient, name)
    if isinstance(value, Sex):
        return sex_words(value)
    if name in ("family", "given", "preferred_name"):
        return say.name_words(value)
    return say.full_date(value) if isinstance(value, date) else str(value)


def button_words(totals: Totals) -> str:
    """Return what the button that imports says."""
    added = [patients_words(totals.patients)] if totals.patients else []
    added += [facts_words(totals.facts)] if totals.facts else []
    if added:
        words = translate("importing", "Add %s").replace("%s", _joined(added))
        if totals.changes:
            words += translate("importing", ", change %n").replace("%n", f"{totals.changes:,}")
        return words
    if totals.changes:
        return translate("importing", "Change %s").replace("%s", facts_words(totals.changes))
    if totals.filled:
        return translate("importing", "Complete %s").replace("%s", patients_words(totals.filled))
    return translate("importing", "Nothing new to add")


def questions_note(number: int) -> str:
    """Return what becomes of persons about whom nobody has said who they are."""
    if number == 1:
        return translate("importing", "1 open question: left out until answered")
    return translate("importing", "%n open questions: left out until answered").replace("%n", f"{number:,}")


def breakable(text: str) -> str:
    """Return a file name or number that may break after its separators, and anywhere in a long run."""
    broken = re.sub(r"([/_.\\-])", "\\1\u200b", text)
    return re.sub("([^\\s\u200b]{18})(?=[^\\s\u200b])", "\\1\u200b", broken)


def outcome_words(outcome: ImportOutcome) -> str:
    """Return what an import did as one sentence, without a name."""
    words = translate("importing", "%1 and %2 added.")
    words = words.replace("%1", patients_words(outcome.patients_added))
    words = words.replace("%2", facts_words(outcome.facts_added))
    if outcome.facts_changed:
        changed = translate("importing", "%s changed.")
        words += " " + changed.replace("%s", facts_words(outcome.facts_changed))
    return words


def taken_back_words(taken: TakenBack) -> str:
    """Return what taking an import back did as one sentence."""
    words = translate("importing", "Import taken back: %1 and %2 removed.")
    words = words.replace("%1", patients_words(taken.patients)).replace("%2", facts_words(taken.facts))
    if taken.patients_kept:
        kept = translate("importing", "%s stayed, because work was recorded for them.")
        words += " " + kept.replace("%s", patients_words(taken.patients_kept))
    return words


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return translate("importing", "%1 and %2").replace("%1", parts[0]).replace("%2", parts[1])
