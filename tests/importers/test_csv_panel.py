"""A CSV panel is read whatever its form; a bad row is left out naming its line."""

from __future__ import annotations

from datetime import date

import pytest

from ccmdesk.domain.chart import (
    ICD10CM,
    Address,
    CareTeamMember,
    Coding,
    Condition,
    Coverage,
    Identifier,
    Sex,
    Telecom,
)
from ccmdesk.domain.imports import FileKind, FileStatus, InputFile, ParsedFile, SourceKey
from ccmdesk.importers.csv_fields import CsvField, suggest_mapping
from ccmdesk.importers.csv_panel import map_panel
from ccmdesk.importers.csv_table import read_table
from ccmdesk.importers.csv_values import Named, read_date, read_problems
from ccmdesk.importers.decoding import UnreadableError
from ccmdesk.importers.reading import read_files

PANEL = """MRN,Last Name,First Name,DOB,Sex,Home Phone,Cell,Address,City,State,Zip,Language,MBI,Payer,Member ID,ICD10,Care Manager,PCP,Allergies,Meds
A-1,Quill,Orla,06/02/1948,F,555-0100,555-0101,1 Elm St,Gull,ME,04000,es,1EG4-TE5-MK73,Medicare,M-1,"E11.9; I10 Hypertension",Ada Bell,Dr. Ives,NKDA,"Metformin 500 mg; Lisinopril 10 mg"
"""  # noqa: E501 - one row of a table


def panel(text: str) -> ParsedFile:
    """Return the outcome of a CSV file."""
    return read_files([InputFile("panel.csv", text.encode())])[0]


def test_a_whole_row() -> None:
    parsed = panel(PANEL)
    assert (parsed.status, parsed.kind, parsed.skipped) == (FileStatus.IMPORTED, FileKind.CSV, ())
    chart = parsed.charts[0]
    assert chart.subject == SourceKey("csv", "MR/A-1")
    patient = chart.patient
    assert patient is not None
    assert (patient.family, patient.given, patient.birth_date, patient.sex, patient.language) == (
        "Quill",
        "Orla",
        date(1948, 6, 2),
        Sex.FEMALE,
        "Spanish",
    )
    assert patient.telecoms == (Telecom("phone", "555-0101", "mobile"), Telecom("phone", "555-0100", "home"))
    assert patient.addresses == (Address(("1 Elm St",), "Gull", "ME", "04000", "", "home"),)
    assert patient.identifiers == (
        Identifier("", "A-1", "MR"),
        Identifier("http://hl7.org/fhir/sid/us-mbi", "1EG4TE5MK73", "MBI"),
    )
    assert [each.value for each in chart.conditions] == [
        Condition("E11.9", (Coding(ICD10CM, "E11.9", ""),)),
        Condition("Hypertension", (Coding(ICD10CM, "I10", "Hypertension"),)),
    ]
    assert [each.value.name for each in chart.medications] == ["Metformin 500 mg", "Lisinopril 10 mg"]
    assert [each.value.substance for each in chart.allergies] == ["No known allergies"]
    assert [each.value for each in chart.coverages] == [Coverage("Medicare", "", "M-1")]
    assert [each.value for each in chart.care_team] == [
        CareTeamMember("Ada Bell", "Care manager"),
        CareTeamMember("Dr. Ives", "Primary care"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        "Name;DOB\nJosé Muñoz;1950-01-31\n".encode(),
        "Name\tDOB\r\nJosé Muñoz\t1950-01-31\r\n".encode("utf-16"),
        "Name|DOB\nJosé Muñoz|1950-01-31".encode("utf-8-sig"),
        'DOB,"Name"\n1950-01-31,"Muñoz, José"\n'.encode("cp1252"),
        "sep=;\nName;DOB\nJosé Muñoz;1950-01-31\n".encode(),
        "\n\n  \nName,DOB\n,\nJosé Muñoz,1950-01-31\n,,\n".encode(),
    ],
)
def test_separators_and_encodings(data: bytes) -> None:
    parsed = read_files([InputFile("panel.csv", data)])[0]
    patient = parsed.charts[0].patient
    assert patient is not None
    assert (patient.given, patient.family, patient.birth_date) == ("José", "Muñoz", date(1950, 1, 31))
    assert len(parsed.charts) == 1


def test_windows_text_is_said_and_is_no_fault() -> None:
    parsed = read_files([InputFile("panel.csv", "Name,DOB\nJosé Muñoz,1950-01-31\n".encode("cp1252"))])[0]
    assert parsed.status is FileStatus.IMPORTED
    assert "Windows-1252" in parsed.skipped[0].why


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    parsed = panel('Name,DOB,Note\n"Sol\nMarsh",1950-01-31,"a\nb"\n,1950-01-31,x\nNan Reed,31/12/1950,\n')
    assert [(each.where, each.why) for each in parsed.skipped] == [
        ("line 5", "This row has no name."),
        (
            "line 6",
            "Date of birth is not a date that exists; write it as 1950-03-31 or 03/31/1950; the patient was "
            "kept without it.",
        ),
    ]
    assert parsed.status is FileStatus.PARTIAL
    assert len(parsed.charts) == 2


def test_short_rows_are_filled_and_long_rows_reported() -> None:
    parsed = panel(
        "Name,DOB,Phone\nSol Marsh,1950-01-31\nNan Reed,1951-01-31,5,extra\nIda Fen,1952-01-31,6,,\n"
    )
    assert len(parsed.charts) == 3
    assert [(each.where, each.fault) for each in parsed.skipped] == [("line 3", True)]


def test_the_same_patient_twice_counts_once() -> None:
    parsed = panel("Name,DOB\nSol Marsh,1950-01-31\nSol Marsh,01/31/1950\n")
    assert len(parsed.charts) == 1
    assert parsed.skipped[0].why == "This row is about the same patient as line 2; that one counts."


def test_keys_stay_the_same_and_tell_people_apart() -> None:
    first, second = panel("Name,DOB\nSol Marsh,1950-01-31\n"), panel("DOB,Name\n1/31/1950,Sol Marsh\n")
    other = panel("Name,DOB\nSol Marsh,1950-02-01\n")
    assert first.charts[0].subject == second.charts[0].subject != other.charts[0].subject


def test_formulas_are_text() -> None:
    formula = '=HYPERLINK(\\"http://x\\")'
    patient = panel(f"Name,DOB,Note\nSol Marsh,1950-01-31,{formula}\n").charts[0].patient
    assert patient is not None
    assert patient.note == formula


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b,c\n1,2,3\n", "no column is known to hold the patients' names"),
        ("first,last,city\nSol,Marsh,Gull\n", "names alone do not tell patients apart"),
        ("Name,DOB\n", "has no row with a patient"),
        ("just some words", "no column is known to hold the patients' names"),
    ],
)
def test_a_table_of_something_else_is_partial_with_the_reason(text: str, reason: str) -> None:
    parsed = panel(text)
    assert parsed.status is FileStatus.PARTIAL
    assert reason in parsed.reason


def test_an_open_quotation_mark_is_said_and_a_huge_cell_rejected() -> None:
    parsed = panel('Name,DOB\n"Sol Marsh,1950-01-31\nNan Reed,1951-01-31\n')
    assert "A quotation mark is not closed" in parsed.skipped[0].why
    with pytest.raises(UnreadableError, match="Line 2 of the file"):
        read_table(b'Name,DOB\n"' + b"x" * 200_000)


def test_a_mapping_by_hand() -> None:
    table = read_table(b"who,when,what\nMarsh,1950-01-31,J44.9\n")
    assert suggest_mapping(table.headers) == {}
    mapping = {0: CsvField.FAMILY, 1: CsvField.BIRTH_DATE, 2: CsvField.CONDITIONS, 9: CsvField.CITY}
    chart = map_panel(table, mapping, name="x.csv").charts[0]
    assert chart.patient is not None
    assert (chart.patient.family, chart.conditions[0].value.icd10) == ("Marsh", "J44.9")


def test_headers_are_recognised_in_any_order_and_each_field_once() -> None:
    headers = ["Patient Name", "D.O.B.", "phone", "Phone 2", "Dx 1", "Dx 2", "Unheard", "name", "Provider"]
    assert suggest_mapping(headers) == {
        0: CsvField.FULL_NAME,
        1: CsvField.BIRTH_DATE,
        2: CsvField.PHONE,
        3: CsvField.MOBILE,
        4: CsvField.CONDITIONS,
        5: CsvField.CONDITIONS,
        8: CsvField.PRACTITIONER,
    }


@pytest.mark.parametrize(
    "text",
    [
        "1950-03-31",
        "3/31/1950",
        "03-31-1950",
        "19500331",
        "Mar 31, 1950",
        "31-Mar-1950",
        "1950-03-31T00:00:00Z",
    ],
)
def test_dates(text: str) -> None:
    found = read_date(text)
    assert found is not None
    assert found.whole() == date(1950, 3, 31)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3/31/50", "two digits"),
        ("31-Mar-50", "two digits"),
        ("31/3/1950", "does not exist|that exists"),
        ("1950-02-30", "that exists"),
        ("unknown", "is not a date"),
    ],
)
def test_dates_that_are_asked_about(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_date(text)


def test_problem_lists() -> None:
    assert read_problems("E119,I10") == [Named("E11.9", "E11.9"), Named("I10", "I10")]
    assert read_problems("COPD (J44.9) | CKD, stage 3") == [Named("J44.9", "COPD"), Named("", "CKD, stage 3")]
    assert read_problems("n18.31 - CKD 3a\nGout") == [Named("N18.31", "CKD 3a"), Named("", "Gout")]
    assert read_problems(" ; ") == []


def test_more_of_a_row() -> None:
    parsed = panel(
        "Name,Date of Birth,Interpreter,Preferred Name,Best time,Death date,Caregiver,Caregiver phone,"
        "Address,Address 2,Dx1,Dx2,Work phone,Email\n"
        "Quill,1948-06-02,Yes,Bunny,mornings,2026-01-05,Pip,555,1 Elm,Apt 2,I10,I10,5,o@example.org\n"
    )
    chart = parsed.charts[0]
    patient = chart.patient
    assert patient is not None
    assert (patient.family, patient.interpreter, patient.preferred_name, patient.best_time) == (
        "Quill",
        "needed",
        "Bunny",
        "mornings",
    )
    assert (patient.deceased, patient.deceased_on) == (True, date(2026, 1, 5))
    assert patient.addresses[0].lines == ("1 Elm", "Apt 2")
    assert [each.value for each in chart.care_team] == [CareTeamMember("Pip", "Contact", phone="555")]
    assert len(chart.conditions) == 1
    assert [each.system for each in patient.telecoms] == ["phone", "email"]


def test_a_table_in_broken_utf_16_is_rejected_and_too_many_columns_too() -> None:
    broken = read_files([InputFile("a.csv", b"\xff\xfeN\x00\x00\xd8a\x00")])[0]
    assert (broken.status, broken.reason) == (
        FileStatus.REJECTED,
        "Byte 5 of the file is not valid UTF-16 text.",
    )
    wide = read_files([InputFile("a.csv", b"," * 3000 + b"x")])[0]
    assert wide.status is FileStatus.REJECTED
    assert "too large at line 2" in wide.reason


TABBED = "Exported from PanelTool 3.1 on 2026-10-30\n\nID\tPatient\tBorn\nA\tMarsh, Sol\t1950-01-31\n"
GROUPED = "Person,,,Contact,\nLast,First,DOB,Phone,Email\nMarsh,Sol,1950-01-31,555-0100,\n"
FOREIGN = "Liste;;;\nName;;Geboren;Dx\nNachname;Vorname;Geb.;Diagnosen\nMarsh;Sol;31.01.1950;I10\n"


@pytest.mark.parametrize(
    ("text", "headers", "above"),
    [
        (TABBED, ("ID", "Patient", "Born"), ["line 1"]),
        (GROUPED, ("Last", "First", "DOB", "Phone", "Email"), ["line 1"]),
        (FOREIGN, ("Nachname", "Vorname", "Geb.", "Diagnosen"), ["line 1", "line 2"]),
        ("Last,First,,DOB\nMarsh,Sol,x,unknown\nReed,Nan,y,1951-01-31\n", ("Last", "First", "", "DOB"), []),
        ("who,when\nMarsh,1950-01-31\n", ("who", "when"), []),
        ("who,what\nMarsh,gout\n", ("who", "what"), []),
        ("a,b,\nMarsh,1950-01-31,x\n", ("a", "b", ""), []),
    ],
)
def test_titles_above_the_names_of_the_columns_are_left_out(
    text: str, headers: tuple[str, ...], above: list[str]
) -> None:
    table = read_table(text.encode())
    assert table.headers == headers
    assert [each.where for each in table.problems] == above
    assert not any(each.fault for each in table.problems)
    assert table.rows[0].cells[0] == "Marsh" or table.rows[0].cells[1] == "Marsh, Sol"


def test_telephone_numbers_in_two_columns_are_both_kept() -> None:
    parsed = panel("Last,DOB,Phone,Phone,Tel (cell)\nMarsh,1950-01-31,555-0100,555-0101,555-0102\n")
    patient = parsed.charts[0].patient
    assert patient is not None
    numbers = [(each.use, each.value) for each in patient.telecoms]
    assert numbers == [("mobile", "555-0102"), ("home", "555-0100"), ("home", "555-0101")]


def test_dates_that_may_have_the_day_first_are_doubted() -> None:
    rows = "A,31/12/1950\nB,4/5/1950\nC,1950-01-02\nD,6/6/1950\nE,1/31/1950\n"
    parsed = panel(f"Last,DOB\n{rows}")
    (doubt,) = [each for each in parsed.skipped if each.where == "DOB"]
    assert doubt.fault and "One other can be read either way" in doubt.why
    assert not [each for each in panel("Last,DOB\nB,4/5/1950\n").skipped if each.where == "DOB"]
