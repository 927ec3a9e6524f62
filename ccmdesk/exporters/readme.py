"""The README of an export: every file in plain words, for someone who never saw the program."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from ccmdesk.domain.export import ExportStamp
from ccmdesk.exporters.tables import HIDDEN_PREFERENCES, LEFT_OUT, TABLES

_TEXT = """\
Everything in the practice file of {practice}
made on {made} ({zone})

These files are NOT encrypted. Whoever holds them can read every patient's record. Keep them as you keep
paper charts, and delete them when you no longer need them.

What is here
============

patients/NUMBER/
    One folder a patient; the number is that of the column `id` in tables/patient.csv, which has the names.

    record.fhir.json
        The patient's record as a FHIR R4 bundle, the form in which health record systems exchange data:
        person, problems, medicines, allergies, readings, visits, procedures, insurance, care team,
        goals, care plans, consents, enrolments, contacts, and where each of them came from. Entries marked
        as entered in error are there and say so. Things that FHIR has no place for are in extensions
        whose names begin with urn:ccmdesk:fhir/.
    care-plan-N.pdf
        Version N of the care plan as it was signed.
    care-plan-draft.pdf
        The care plan that is being written, where there is one.
    consent-N.pdf
        Consent conversation N, the number being that of the column `id` in tables/consent.csv.
    time-YYYY-MM.pdf
        The time sheet of a month: every piece of work with its times.

    Patients whose import was taken back have no folder; they are in the tables.

tables/
    Every table of the practice file as CSV, every row and every column, old and voided ones included. Any
    spreadsheet opens them. Text is UTF-8, lines are by RFC 4180. Times are in UTC and end in Z; dates are
    year-month-day; true and false are written out; an empty cell is an empty text or no value. A text
    that a spreadsheet could take for a formula has a ' in front of it, and so has a text that begins with
    a ' itself: take one ' away from the front of a text to have it as it was. Columns named `body`,
    `summary` and `value` hold JSON.

{tables}

manifest.json
    The size and SHA-256 of every file here, and the number of rows of each table. With it you can show
    that nothing was lost or changed on the way.

What is not here
================

{missing}
    The keys and passphrases of the practice file. They are not part of the record.
    The original files of imports. The program reads them and does not keep them; what it read is in the
    patients' records, and what it left out is in tables/import_file.csv.
"""


def readme(stamp: ExportStamp, *, rows: Mapping[str, int]) -> str:
    """Return the text of README.txt; `rows` is the number of rows of each exported table."""
    local = stamp.made_at.astimezone(ZoneInfo(stamp.zone))
    tables = "\n".join(
        f"    {name}.csv ({count:,} {'row' if count == 1 else 'rows'})\n        {TABLES[name]}"
        for name, count in rows.items()
    )
    missing = [*LEFT_OUT.items(), *((f"preference `{key}`", why) for key, why in HIDDEN_PREFERENCES.items())]
    return _TEXT.format(
        practice=stamp.practice_name,
        made=f"{local:%Y-%m-%d at %H:%M}",
        zone=stamp.zone,
        tables=tables,
        missing="\n".join(f"    {name}: {why}" for name, why in missing),
    )
