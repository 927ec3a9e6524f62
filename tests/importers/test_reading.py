"""Files are told apart by content; a bad one is rejected with one sentence and costs no other."""

from __future__ import annotations

import json

import pytest

from ccmdesk.domain.errors import Cancelled
from ccmdesk.domain.imports import FileKind, FileStatus, InputFile
from ccmdesk.importers import reading
from ccmdesk.importers.reading import read_files
from tests.importers.making import PATIENT, bundle, json_file

TEXT = json.dumps(bundle(PATIENT))
ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": TEXT.encode("utf-8-sig"),
    "utf-16 with mark": TEXT.encode("utf-16"),
    "utf-16 big, no mark": TEXT.encode("utf-16-be"),
    "utf-16 little, no mark": TEXT.encode("utf-16-le"),
    "utf-32 with mark": TEXT.encode("utf-32"),
    "utf-32 big, no mark": TEXT.encode("utf-32-be"),
    "blank lines first": b"\r\n\t  \n" + TEXT.encode(),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED.keys())
def test_every_unicode_encoding_is_read(data: bytes) -> None:
    parsed = read_files([InputFile("record.txt", data)])[0]
    assert (parsed.status, parsed.kind, parsed.counts()["patients"]) == (
        FileStatus.IMPORTED,
        FileKind.FHIR,
        1,
    )


REJECTED = {
    b"": "The file is empty.",
    b" \n\t": "The file is empty.",
    b"\xef\xbb\xbf": "The file is empty.",
    b"PK\x03\x04....": "ZIP",
    b"%PDF-1.7": "PDF",
    b"\x1f\x8b\x08": "compressed",
    b"\x89PNG\r\n": "picture",
    b"\x01\x02\x03\x04binary": "not a text file",
    b"MSH|^~\\&|LAB": "HL7",
    b"<!DOCTYPE html><html><body>Log in</body></html>": "web page",
    b"<?xml version='1.0'?>\n<HTML lang='en'></HTML>": "web page",
    b"<!-- saved -->" * 40 + b"<html></html>": "web page",
    b'<Bundle xmlns="http://hl7.org/fhir"></Bundle>': "export it as JSON",
    b'{"resourceType": "Patient"': "line 1, column 27",
    b'{"resourceType": "Patient",\n "id": }': "line 2, column 8",
    b'{"a": "\xff"}': "Byte 8",
    b'{"a": NaN}': "line 1, column 7",
    b'{"a": "NaN",\n"b": -Infinity}': "line 2, column 6",
    b"{} trailing": "line 1, column 4",
    b"[1] [2]": "goes on after its end at line 1, column 5",
    b'{"a": "open': "line 1, column 7",
    b"[" * 100_000: "more than 200 deep",
    b'{"a":' * 100_000: "more than 200 deep",
}


@pytest.mark.parametrize(("data", "said"), REJECTED.items(), ids=[each[:20] for each in map(repr, REJECTED)])
def test_unreadable_files_are_rejected_with_one_sentence(data: bytes, said: str) -> None:
    parsed = read_files([InputFile("record.xml" if data.startswith(b"<") else "record", data)])[0]
    assert parsed.status is FileStatus.REJECTED
    assert said in parsed.reason
    assert parsed.reason.endswith(".")
    assert "\n" not in parsed.reason
    assert not parsed.charts


def test_a_name_does_not_decide_but_helps() -> None:
    scalar, not_xml = read_files([InputFile("a.json", b"*"), InputFile("b.xml", b"hello")])
    assert scalar.kind is FileKind.FHIR
    assert scalar.reason == "The file is not valid JSON at line 1, column 1."
    assert not_xml.reason == "The file is named XML, but line 1, column 1 does not open with “<”."


def test_too_large_a_file_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 10)
    parsed = read_files([InputFile("a.json", b'{"a": "0123456789"}')])[0]
    assert parsed.status is FileStatus.REJECTED
    assert "too large" in parsed.reason


def test_one_bad_file_costs_no_other_and_order_is_kept() -> None:
    files = [
        InputFile("bad.json", b"{"),
        json_file("good.json", bundle(PATIENT)),
        InputFile("panel.csv", b"Name,DOB\nSol Marsh,1950-01-31\n"),
        InputFile("page.xml", b"<html></html>"),
    ]
    parsed = read_files(files)
    assert [each.name for each in parsed] == [each.name for each in files]
    assert [each.status.value for each in parsed] == ["rejected", "imported", "imported", "rejected"]


def test_readable_json_without_fhir_is_partial() -> None:
    values: tuple[object, ...] = ({}, [], "text", 5, None, [1, 2], [{"id": "x"}], {"entry": []})
    for value in values:
        parsed = read_files([json_file("a.json", value)])[0]
        assert parsed.status is FileStatus.PARTIAL, value
        assert parsed.reason == "The file is readable JSON, but holds no FHIR resource."


def test_resources_one_a_line_and_one_after_the_other_are_read() -> None:
    second = {**PATIENT, "id": "p2"}
    for between in ("\n", "", " \r\n "):
        data = (json.dumps(PATIENT) + between + json.dumps(second)).encode()
        parsed = read_files([InputFile("bulk.ndjson", data)])[0]
        assert [chart.subject.id for chart in parsed.charts] == ["Patient/p1", "Patient/p2"]


def test_names_given_twice_are_reported_and_the_last_counts() -> None:
    data = b'{"resourceType":"Patient","id":"p1","id":"p2","name":[{"family":"Quill"}]}'
    parsed = read_files([InputFile("a.json", data)])[0]
    assert parsed.charts[0].subject.id == "Patient/p2"
    assert parsed.status is FileStatus.PARTIAL
    assert parsed.skipped[0].why == "One object gives these names twice: id. The last counts."


def test_halves_of_characters_and_control_characters_are_replaced() -> None:
    data = b'{"resourceType":"Patient","id":"p1","name":[{"family":"Q\\ud800\\u0000\\u0007uill"}]}'
    patient = read_files([InputFile("a.json", data)])[0].charts[0].patient
    assert patient is not None
    assert patient.family == "Q?uill"


def test_progress_goes_up_to_the_end_and_can_cancel() -> None:
    told: list[tuple[int, int]] = []
    many = [{**PATIENT, "id": f"p{number}"} for number in range(1000)]
    files = [json_file("a.json", bundle(*many)), json_file("b.json", bundle(PATIENT))]
    read_files(files, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]
    assert len(told) >= 8

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_files(files, progress=stop)


def test_a_long_list_of_what_was_left_out_ends_in_a_number() -> None:
    nameless = [{"resourceType": "Patient", "id": f"n{number}"} for number in range(1500)]
    parsed = read_files([json_file("a.json", bundle(PATIENT, *nameless))])[0]
    assert parsed.reason == "1,500 entries were left out."
    assert len(parsed.skipped) == 1001
    assert parsed.skipped[-1].why == "500 further entries were left out for reasons like these."
    empty = read_files([json_file("a.json", bundle(*nameless))])[0]
    assert empty.reason == "The file is readable FHIR, but holds no patient and nothing for a chart."
