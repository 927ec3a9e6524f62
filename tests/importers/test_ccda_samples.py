"""Read every sample document of EHR products, and count independently what some of them hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree

from ccmdesk.domain.chart import RXNORM, SNOMED, FactStatus, code_of
from ccmdesk.domain.imports import FileKind, FileStatus, ImportedChart, InputFile, ParsedFile
from ccmdesk.importers.ccda import read_document
from tests.importers.samples import ROOT

SAMPLES = ROOT / "ccda"
FILES = sorted(path for path in SAMPLES.glob("*/*") if path.is_file()) if SAMPLES.is_dir() else []
REJECTED = {
    "billion_laughs_ccda.xml": "document type definition",
    "xxe_ccda.xml": "document type definition",
    "dtd.xml": "web page",
    "external.xml": "document type definition",
    "xmlbomb.xml": "document type definition",
    "html_named.xml": "web page",
    "nul_bytes.xml": "line 59, column 32",
    "truncated.xml": "line 942",
    "broken.xml": "line 2",
    "NT_BadXml_r11_v2.xml": "line 59",
}
needs_samples = pytest.mark.skipif(
    not FILES and not os.environ.get("CI"), reason="the sample records are not beside the checkout"
)


def parsed(path: Path) -> ParsedFile:
    return read_document(InputFile(path.name, path.read_bytes()))


def only_chart(path: Path) -> ImportedChart:
    return parsed(path).charts[0]


@needs_samples
def test_the_samples_are_there() -> None:
    assert len(FILES) > 70


@needs_samples
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sample_is_read_or_refused_with_a_reason(path: Path) -> None:
    found = parsed(path)
    assert found.kind is FileKind.CCDA
    assert all(one.where and one.why.endswith(".") for one in found.skipped)
    if path.name in REJECTED:
        assert found.status is FileStatus.REJECTED
        assert REJECTED[path.name] in found.reason
        assert not any(found.counts().values())
        return
    assert found.status is not FileStatus.REJECTED
    counts = found.counts()
    assert counts["patients"] == 1
    if path.parent.name.startswith("ehr_vendors"):
        patient = found.charts[0].patient
        assert patient is not None
        assert patient.family
        assert patient.birth_date is not None
        assert sum(counts.values()) > 1
    for field in ("conditions", "medications", "allergies", "observations", "care_team", "encounters"):
        keys = [one.key for one in getattr(found.charts[0], field)]
        assert len(keys) == len(set(keys))


@needs_samples
def test_awkward_encodings_are_read_right() -> None:
    names = {}
    for name in ("latin1_labelled_utf8", "leading_blank_bom", "utf16_declared", "script_in_narrative"):
        patient = only_chart(SAMPLES / "hostile_derived" / f"{name}.xml").patient
        assert patient is not None
        names[name] = patient.given
    assert names["latin1_labelled_utf8"] == "José Ñ Eve"
    assert names["leading_blank_bom"] == names["utf16_declared"] == names["script_in_narrative"] == "Eve"


NS = {"h": "urn:hl7-org:v3"}
SECTION = "//h:section[h:code/@code='{}']/h:entry"
COUNTED = (
    ("ehr_vendors_r11/Cerner__Transition_of_Care_Referral_Summary.xml", 5, 4, 2),
    ("ehr_vendors_r11/EMERGE__Patient-1.xml", 4, 8, 3),
    ("ehr_vendors_r21/360Oncology__Alice_Newman_health_summary_Delegate.xml", 5, 3, 2),
    ("ehr_vendors_r21/Carefluence__Newman_Alice_1_Ambulatory.xml", 5, 3, 2),
    ("ehr_vendors_r21/NetsmartmyEvolv__Continuity_of_Care_Document_20170407_083248_15.xml", 5, 3, 3),
    ("ehr_vendors_r21/SocialCare__SocialCare_v1.0_One.xml", 5, 3, 2),
    ("ehr_vendors_r21/eRAD__Newman.xml", 5, 3, 2),
    ("bluebutton/c32_sample.xml", 10, 0, 10),
)


@needs_samples
@pytest.mark.parametrize(
    ("name", "problems", "medicines", "allergies"), COUNTED, ids=[one[0] for one in COUNTED]
)
def test_counts_agree_with_xpath(name: str, problems: int, medicines: int, allergies: int) -> None:
    tree = etree.parse(str(SAMPLES / name), etree.XMLParser(resolve_entities=False, no_network=True))
    chart = only_chart(SAMPLES / name)

    def count(expression: str) -> int:
        found = tree.xpath(f"count({expression})", namespaces=NS)
        assert isinstance(found, float)
        return int(found)

    listed = [one for one in chart.conditions if one.value.category == "problem-list-item"]
    concerns = SECTION.format("11450-4") + "/h:act/h:entryRelationship/h:observation"
    assert len(listed) == count(concerns) == problems
    assert (
        len(chart.medications) == count(SECTION.format("10160-0") + "/h:substanceAdministration") == medicines
    )
    told = SECTION.format("48765-2") + "/h:act/h:entryRelationship/h:observation[not(@negationInd='true')]"
    assert len(chart.allergies) == count(told) == allergies
    systolic = "h:component/h:observation[h:code/@code='8480-6'][h:value/@value]"
    pressures = [one for one in chart.observations if one.value.name == "Blood pressure"]
    assert len(pressures) == count(f"//h:section[h:code/@code='8716-3']/h:entry/h:organizer/{systolic}")


ALICE = (
    "360Oncology__Alice_Newman_health_summary_Delegate.xml",
    "Carefluence__Newman_Alice_1_Ambulatory.xml",
    "HealthCompanion__SLI_CCD_e1Alice_HealthCompanion_HC_11022017.xml",
    "MDLogic__MUNewAli.xml",
    "MedConnect__ALICE_NEWMAN_20170924183126_CCD.xml",
    "NetsmartmyEvolv__Continuity_of_Care_Document_20170407_083248_15.xml",
    "NextGenMediTouch__NEWMAN_A_MEMBER_4518889(1).XML",
    "SocialCare__SocialCare_v1.0_One.xml",
    "eRAD__Newman.xml",
)
CHRONIC = {"59621000", "83986005", "236578006", "386661006"}


@needs_samples
@pytest.mark.parametrize("name", ALICE)
def test_products_agree_on_one_person(name: str) -> None:
    chart = only_chart(SAMPLES / "ehr_vendors_r21" / name)
    patient = chart.patient
    assert patient is not None
    assert (patient.family.upper(), patient.given.upper()) == ("NEWMAN", "ALICE JONES")
    assert str(patient.birth_date) in ("1970-05-01", "1970-06-01")  # one product wrote June
    listed = [one.value for one in chart.conditions if one.value.category == "problem-list-item"]
    active = {code_of(one.codings, SNOMED) for one in listed if one.status is FactStatus.ACTIVE}
    ended = {code_of(one.codings, SNOMED) for one in listed if one.status is FactStatus.ENDED}
    assert active == CHRONIC
    assert ended == {"238131007"}
    names = {one.name.casefold() for one in listed}
    assert {"essential hypertension", "severe hypothyroidism"} <= names
    assert {"309090", "209459"} <= {code_of(one.value.codings, RXNORM) for one in chart.medications}
    substances = " ".join(one.value.substance.casefold() for one in chart.allergies)
    assert "penicillin g" in substances
    assert "ampicillin" in substances
    pressure = next(one.value for one in chart.observations if one.value.name == "Blood pressure")
    assert [(int(part.value or 0), part.unit) for part in pressure.components] == [
        (145, "mm[Hg]"),
        (88, "mm[Hg]"),
    ]


JEREMY = (
    "360Oncology__Jeremy_Bates_health_summary.xml",
    "Carefluence__Bates_Jeremy_0_Ambulatory.xml",
    "EMRDirect__g9_CCDA_all-data_jeremy.xml",
    "EdarisForerun__ccd20170710182800-MRNX9966441.xml",
    "FreedomMedical__BATES_JR_JEREMY_V_1550_08-01-1980.52232.xml",
    "HenrySchein__CDA_Bates_g9.xml",
    "NextGenMediTouch__BATES_J_MEMBER_4524898(1).XML",
    "eRAD__Bates.xml",
)


@needs_samples
@pytest.mark.parametrize("name", JEREMY)
def test_products_agree_on_a_person_without_illness(name: str) -> None:
    chart = only_chart(SAMPLES / "ehr_vendors_r21" / name)
    patient = chart.patient
    assert patient is not None
    assert (patient.family.upper(), patient.given.upper().split()[0]) == ("BATES", "JEREMY")
    assert str(patient.birth_date) == "1980-08-01"
    assert (chart.conditions, chart.medications) == ((), ())
    assert [one.value.substance.startswith("No known") for one in chart.allergies] == [True]


@needs_samples
def test_names_point_at_medicines_and_not_at_doses() -> None:
    chart = only_chart(SAMPLES / "ehr_vendors_r21" / "HenrySchein__CDA_Newman_g9.xml")
    assert [(one.value.name, one.value.status) for one in chart.medications] == [
        ("acetaminophen 500 mg tablet", FactStatus.ENDED),
        ("ceftriaxone 100 gram solution for injection", FactStatus.ENDED),
        ("Aranesp 500 mcg/mL (in polysorbate) injection syringe", FactStatus.ACTIVE),
    ]
    assert chart.medications[1].value.sig == "1 unit, 2 times per day, for 8 days"
