"""Break C-CDA documents in every way and check that the reader never raises and never hangs."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ccmdesk.domain.imports import FileStatus
from tests.importers.test_ccda_documents import (
    ICD10,
    RXNORM,
    SNOMED,
    coded,
    document,
    medication,
    organizer,
    problem,
    quantity,
    read,
    reading,
    section,
    status,
)

CODE = coded(
    "code", "860975", RXNORM, "Metformin 500 MG", "<originalText><reference value='#m1'/></originalText>"
)
VALUE = coded("value", "59621000", SNOMED, "Hypertension", coded("translation", "I10", ICD10), "CD")
TIMES = (
    '<effectiveTime xsi:type="IVL_TS"><low value="20250101"/><high value="20260101"/></effectiveTime>'
    '<effectiveTime xsi:type="PIVL_TS"><period value="12" unit="h"/></effectiveTime>'
    '<doseQuantity value="1" unit="mg"/>'
)
TABLE = (
    "<table><thead><tr><th>Drug</th><th>Status</th></tr></thead>"
    "<tr><td ID='m1'>Metformin</td><td>Active</td></tr></table>"
)
ALLERGY = (
    '<act><statusCode code="active"/><entryRelationship typeCode="SUBJ"><observation>'
    f"{VALUE}<participant><participantRole><playingEntity>{CODE}</playingEntity></participantRole></participant>"
    f'<entryRelationship typeCode="MFST"><observation>{VALUE}</observation></entryRelationship></observation>'
    "</entryRelationship></act>"
)
PERSON = "<assignedPerson><name><given>Nils</given><family>Moor</family></name></assignedPerson>"
WHOLE = document(
    section(
        "Problems", problem(VALUE, ident='<id root="2.9" extension="1"/>', more=status("55561003", "Active"))
    ),
    section("Medications", medication(CODE, state="completed", times=TIMES), text=TABLE),
    section("Allergies", ALLERGY),
    section(
        "Vitals",
        organizer(reading("8480-6", quantity("120", "mm[Hg]")), reading("8462-4", quantity("80", "mm[Hg]"))),
    ),
    section(
        "Results", organizer(reading("4548-4", '<value xsi:type="IVL_PQ"><low value="1" unit="%"/></value>'))
    ),
    section("Goals", '<observation moodCode="GOL"><value xsi:type="ST">Walk</value></observation>'),
    section("Concerns", f"<act><entryRelationship>{ALLERGY}</entryRelationship></act>"),
    section(
        "Encounters",
        f"<encounter>{CODE}<performer><assignedEntity>{PERSON}</assignedEntity></performer></encounter>",
    ),
    section("Procedures", f"<procedure>{CODE}</procedure>"),
    section(
        "Payers",
        f"<act><entryRelationship><act><performer><assignedEntity>{PERSON}</assignedEntity></performer></act></entryRelationship></act>",
    ),
    header=f"<documentationOf><serviceEvent><performer><assignedEntity>{PERSON}</assignedEntity></performer></serviceEvent></documentationOf>",
)
ODD = (
    "",
    " ",
    "x",
    "-1",
    "1e999999",
    "99999999999999999999",
    "0000",
    "20261399",
    "\u0660\u0661",
    "#m1",
    "#",
    "NI",
    "é\u202e",
)
NAMES = (
    "entry",
    "section",
    "observation",
    "act",
    "value",
    "code",
    "name",
    "low",
    "{urn:x}y",
    "reference",
    "translation",
)
CHANGE = st.tuples(
    st.sampled_from("drcatnse"), st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from(ODD)
)


def changed(steps: list[tuple[str, int, int, str]]) -> bytes:
    """Return the whole document after steps that drop, repeat, move, rename and rewrite its elements."""
    root = etree.fromstring(WHOLE.encode())
    for kind, first, second, odd in steps:
        elements = list(root.iter())
        one, other = elements[first % len(elements)], elements[second % len(elements)]
        parent = one.getparent()
        if kind == "d" and parent is not None:
            parent.remove(one)
        elif kind == "r" and parent is not None:
            parent.append(etree.fromstring(etree.tostring(one)))
        elif kind == "c":
            other.append(
                etree.fromstring(etree.tostring(one)) if len(elements) < 2000 else etree.Element("x")
            )
        elif kind == "a" and one.attrib:
            one.set(sorted(str(key) for key in one.attrib)[second % len(one.attrib)], odd)
        elif kind == "t":
            one.text = odd
        elif kind == "n":
            one.set("nullFlavor", "UNK")
        elif kind == "s" and parent is not None:
            name = NAMES[second % len(NAMES)]
            one.tag = name if name.startswith("{") else f"{{urn:hl7-org:v3}}{name}"
        elif kind == "e":
            for child in list(one):
                one.remove(child)
    return etree.tostring(root)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHANGE, min_size=1, max_size=12))
def test_changed_documents_never_raise_or_hang(steps: list[tuple[str, int, int, str]]) -> None:
    data = changed(steps)
    started = time.perf_counter()
    parsed = read(data)
    assert time.perf_counter() - started < 5
    assert parsed.status in FileStatus
    assert parsed == read(data)
    for field, number in parsed.counts().items():
        assert number >= 0, field
    assert all(one.where and one.why for one in parsed.skipped)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WHOLE)), st.binary(max_size=12), st.integers(0, 40))
def test_broken_bytes_never_raise(position: int, junk: bytes, gap: int) -> None:
    data = WHOLE.encode()
    parsed = read(data[:position] + junk + data[position + gap :])
    assert parsed.status is not FileStatus.REJECTED or parsed.reason.endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, len(WHOLE.encode()) - 1))
def test_cut_documents_are_refused_with_a_place(position: int) -> None:
    parsed = read(WHOLE.encode()[:position])
    assert parsed.status is FileStatus.REJECTED
    assert "line" in parsed.reason


def test_many_entries_are_read_in_time() -> None:
    rows = "".join(f"<tr><td ID='c{n}'>Problem {n}</td><td>Active</td></tr>" for n in range(3000))
    table = f"<table><thead><tr><th>Problem</th><th>Status</th></tr></thead><tbody>{rows}</tbody></table>"
    entries = [
        problem(
            coded(
                "value",
                f"{n}",
                SNOMED,
                kind="CD",
                inner=f'<originalText><reference value="#c{n}"/></originalText>',
            ),
            concern="completed",
        )
        for n in range(3000)
    ]
    pressures = [
        part
        for n in range(1500)
        for part in (
            reading("8480-6", quantity("120", "mm[Hg]"), time=f"{1901 + n % 100}0{1 + n % 9}01"),
            reading("8462-4", quantity(f"{n}", "mm[Hg]"), time=f"{1901 + n % 100}0{1 + n % 9}01"),
        )
    ]
    data = document(
        section("Problems", *entries, text=table), section("Vitals", organizer(*pressures))
    ).encode()
    started = time.perf_counter()
    parsed = read(data)
    assert time.perf_counter() - started < 10
    assert len(parsed.charts[0].conditions) == 3000
    assert parsed.charts[0].conditions[0].value.clinical_status == "Active"


def test_pointers_to_a_huge_text_stay_bounded() -> None:
    text = "<content ID='big'>" + "word " * 200_000 + "</content>"
    pointing = problem('<value><originalText><reference value="#big"/></originalText></value>')
    started = time.perf_counter()
    parsed = read(document(section("Problems", *[pointing] * 500, text=text)))
    assert time.perf_counter() - started < 10
    assert all(len(one.value.name) <= 250 for one in parsed.charts[0].conditions)
