"""Check that unreadable and hostile files are refused and awkward ones read."""

from __future__ import annotations

import pytest

from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import FileStatus
from ccmdesk.importers import ccda_bytes
from tests.importers.test_ccda_documents import HEAD, coded, document, problem, read, section

PLAIN = document()


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        b"\n  \n" + f'<?xml version="1.0" encoding="utf-8"?>{PLAIN}'.encode(),
        f'\ufeff<?xml version="1.0" encoding="UTF-16"?>{PLAIN}'.encode("utf-16-le"),
        f'<?xml version="1.0" encoding="UTF-16"?>{PLAIN}'.encode("utf-16-be"),
        f'<?xml version="1.0" encoding="UTF-32"?>{PLAIN}'.encode("utf-32-le"),
        f'<?xml version="1.0" encoding="UTF-16"?>{PLAIN}'.encode(),
        f'<?xml version="1.0" encoding="us-ascii"?>{PLAIN}'.encode(),
        PLAIN.replace(' xmlns="urn:hl7-org:v3"', "").encode(),
        PLAIN.replace(
            '"urn:hl7-org:v3"', '"urn:hl7-org:v3" xmlns:schemaLocation="urn:hl7-org:v3 CDA.xsd"'
        ).encode(),
        PLAIN.replace("<recordTarget>", "<recordTarget><!-- note --><?go on?>").encode(),
    ],
)
def test_awkward_encodings_and_namespaces_are_read(data: bytes) -> None:
    parsed = read(data)
    assert parsed.status is FileStatus.IMPORTED
    patient = parsed.charts[0].patient
    assert patient is not None
    assert patient.family == "Quillfeather"
    assert parsed.written == PartialDate(2026, 3, 1)


def test_undeclared_prefixes_are_read() -> None:
    text = PLAIN.replace(' xmlns:sdtc="urn:hl7-org:sdtc"', "").replace(
        "</patient>", '<sdtc:deceasedInd value="true"/></patient>'
    )
    patient = read(text).charts[0].patient
    assert patient is not None
    assert patient.deceased


def test_letters_in_another_encoding_than_declared_are_read_with_a_note() -> None:
    text = f'<?xml version="1.0" encoding="UTF-8"?>{PLAIN}'.replace("Petra", "Renée")
    parsed = read(text.encode("latin-1"))
    patient = parsed.charts[0].patient
    assert patient is not None
    assert patient.given == "Renée Q"
    assert "accented names" in parsed.skipped[0].why
    assert not parsed.skipped[0].fault


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!doctype html><html></html>", "web page"),
        (b"<html><body>Please log in</body></html>", "web page"),
        (b"%PDF-1.7 binary", "not XML"),
        (b"plain words", "line 1, column 1"),
        (PLAIN.encode()[:700], "cut off"),
        (PLAIN.encode()[:-3], "line 10, column"),
        (b"<!-- never ends", "has no end"),
        (PLAIN.replace("Petra", "Pe\0tra").encode(), "NUL byte"),
        (PLAIN.replace("Petra", "Ren\u00e9e").encode() + b"<!-- \xe9 -->", "at byte"),
        (PLAIN.encode("utf-16-le")[:-1], "at byte"),
        (f'<?xml version="1.0" encoding="EBCDIC-XX"?>{PLAIN}'.encode(), "encoding"),
        (b"\xc3\x28\x81", "at byte"),
        (HEAD.encode() + b"<a>" * 400 + b"</a>" * 400 + b"</ClinicalDocument>", "too deeply"),
        (PLAIN.replace("Petra", "&nbsp;").encode(), "line 7, column"),
    ],
)
def test_unreadable_files_are_refused_in_one_sentence(data: bytes, words: str) -> None:
    parsed = read(data)
    assert parsed.status is FileStatus.REJECTED
    assert words in parsed.reason
    assert parsed.reason.count(". ") == 0
    assert parsed.reason.endswith(".")
    assert not any(parsed.counts().values())


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "prolog",
    [
        BOMB,
        '<!DOCTYPE x SYSTEM "file:///etc/hostname">',
        f"<!-- harmless -->\n<?pi?>\n{BOMB}",
        "<!doctype clinicaldocument>",
        "<!ENTITY a 'b'>",
    ],
)
def test_every_document_type_is_refused(prolog: str, encoding: str) -> None:
    parsed = read(f'<?xml version="1.0"?>{prolog}{PLAIN}'.encode(encoding))
    assert parsed.status is FileStatus.REJECTED
    assert "document type definition" in parsed.reason


def test_a_file_that_is_too_large_is_refused() -> None:
    parsed = read(b"<a>" + b" " * ccda_bytes.MAX_BYTES + b"</a>")
    assert parsed.status is FileStatus.REJECTED
    assert "20 MB" in parsed.reason


@pytest.mark.parametrize(
    "data", [b"<root/>", b'<Bundle xmlns="http://hl7.org/fhir"/>', b"<x:y xmlns:x='z'/>"]
)
def test_other_xml_is_partial_with_a_reason(data: bytes) -> None:
    parsed = read(data)
    assert parsed.status is FileStatus.PARTIAL
    assert "not a clinical document" in parsed.reason
    assert not any(parsed.counts().values())


def test_a_file_of_too_many_elements_is_refused() -> None:
    parsed = read(b"<a>" + b"<b/>" * ccda_bytes.MAX_MARKS + b"</a>")
    assert parsed.status is FileStatus.REJECTED
    assert "many elements" in parsed.reason


def test_a_document_that_says_nothing_is_partial() -> None:
    parsed = read(f"{HEAD}</ClinicalDocument>")
    assert parsed.status is FileStatus.PARTIAL
    assert "no patient and no entries" in parsed.reason
    assert parsed.skipped[0].where == "Patient"


def test_a_scanned_page_is_partial_and_says_so() -> None:
    text = document().replace("<structuredBody></structuredBody>", "<nonXMLBody><text/></nonXMLBody>")
    parsed = read(text)
    assert parsed.status is FileStatus.PARTIAL
    assert "scanned page" in parsed.reason
    assert parsed.counts()["patients"] == 1


def test_script_in_the_narrative_stays_text() -> None:
    value = coded(
        "value",
        "38341003",
        "2.16.840.1.113883.6.96",
        kind="CD",
        inner="<originalText>High<reference/></originalText>",
    )
    named = value.replace("High", "&lt;script&gt;alert(1)&lt;/script&gt;")
    parsed = read(document(section("Problems", problem(named))))
    assert parsed.charts[0].conditions[0].value.name == "<script>alert(1)</script>"


def test_one_bad_entry_does_not_lose_the_rest() -> None:
    good = problem(coded("value", "38341003", "2.16.840.1.113883.6.96", "Hypertension", kind="CD"))
    odd = problem('<value xsi:type="CD"/>', times='<low value="never"/>')
    parsed = read(document(section("Problems", odd, "<supply/>", good, "", "<act><weird/></act>")))
    assert [one.value.name for one in parsed.charts[0].conditions] == ["Hypertension"]
    assert parsed.status is FileStatus.PARTIAL
    faults = [one for one in parsed.skipped if one.fault]
    assert faults[0].where.startswith("Problems, entry 1 (line 10)")
    assert parsed.reason == f"{len(faults)} entries were left out."
