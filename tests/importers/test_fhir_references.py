"""References resolve across all files of one import; keys are the same in a second import."""

from __future__ import annotations

from ccmdesk.domain.imports import FileStatus, SourceKey
from ccmdesk.importers.reading import read_files
from tests.importers.making import PATIENT, Resource, about, bundle, json_file, one_chart, read

UUID = "0a1b2c3d-1111-4222-8333-444455556666"
CONDITION: Resource = {"resourceType": "Condition", "id": "c1", "code": {"text": "Gout"}}


def linked(full_url: str, reference: str, **patient: object) -> list[SourceKey]:
    """Return the subjects of a bundle whose patient has an address and whose problem refers to it so."""
    entries = [
        {"fullUrl": full_url, "resource": {**PATIENT, **patient}},
        {"resource": {**CONDITION, "subject": {"reference": reference}}},
    ]
    value = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    return [chart.subject for chart in read_files([json_file("a.json", value)])[0].charts]


def test_every_form_of_reference_leads_to_the_patient() -> None:
    base = "https://ehr.example/r4"
    assert linked(f"{base}/Patient/p1", "Patient/p1") == [SourceKey(base, "Patient/p1")]
    assert linked(f"{base}/Patient/p1", f"{base}/Patient/p1") == [SourceKey(base, "Patient/p1")]
    assert linked(f"{base}/Patient/p1", f"{base}/Patient/p1/_history/3") == [SourceKey(base, "Patient/p1")]
    assert linked("", f"{base}/Patient/p1") == [SourceKey("fhir", "Patient/p1")]
    assert linked(f"urn:uuid:{UUID}", f"urn:uuid:{UUID}", id=None) == [
        SourceKey("urn:uuid", f"Patient/{UUID}")
    ]
    assert linked(f"urn:uuid:{UUID}", f"Patient/{UUID}", id=UUID) == [
        SourceKey("urn:uuid", f"Patient/{UUID}")
    ]
    assert linked("", f"urn:uuid:{UUID.upper()}", id=UUID) == [SourceKey("urn:uuid", f"Patient/{UUID}")]
    assert linked(f"urn:uuid:{UUID}", f"urn:uuid:{UUID}") == [SourceKey("fhir", "Patient/p1")]
    identifier = [{"system": "urn:oid:1.2", "value": "77"}]
    assert linked("", "Patient?identifier=urn:oid:1.2|77", identifier=identifier) == [
        SourceKey("fhir", "Patient/p1")
    ]
    assert linked("", "Patient?identifier=urn%3Aoid%3A1.2%7C77", identifier=identifier) == [
        SourceKey("fhir", "Patient/p1")
    ]


def test_a_reference_into_another_server_is_not_taken_for_the_same_patient() -> None:
    subjects = linked("https://one.example/r4/Patient/p1", "https://two.example/r4/Patient/p1")
    assert subjects == [
        SourceKey("https://one.example/r4", "Patient/p1"),
        SourceKey("https://two.example/r4", "Patient/p1"),
    ]


def test_a_logical_reference_finds_the_patient_by_identifier() -> None:
    patient = {**PATIENT, "identifier": [{"system": "urn:oid:1.2", "value": "77"}]}
    subject = {"type": "Patient", "identifier": {"system": "urn:oid:1.2", "value": "77"}}
    chart = one_chart(read(patient, {**CONDITION, "subject": subject}))
    assert len(chart.conditions) == 1


def test_references_lead_into_other_files_in_any_order() -> None:
    request = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "medicationReference": {"reference": "Medication/x"},
        "requester": {"reference": "Practitioner/d"},
    }
    files = [
        json_file("facts.json", bundle(about(CONDITION), about(request))),
        json_file(
            "drug.json", {"resourceType": "Medication", "id": "x", "code": {"text": "Allopurinol 100 mg"}}
        ),
        json_file(
            "people.json", [{"resourceType": "Practitioner", "id": "d", "name": [{"text": "Dr. Ives"}]}]
        ),
        json_file("patient.json", PATIENT),
    ]
    facts, drug, people, patient = read_files(files)
    chart = one_chart(facts)
    assert chart.patient is None
    assert chart.subject == one_chart(patient).subject == SourceKey("fhir", "Patient/p1")
    medicine = chart.medications[0]
    assert (medicine.value.name, medicine.value.prescriber, medicine.author) == (
        "Allopurinol 100 mg",
        "Dr. Ives",
        "Dr. Ives",
    )
    assert (drug.status, people.status) == (FileStatus.PARTIAL, FileStatus.PARTIAL)


def test_the_file_itself_comes_before_other_files() -> None:
    def files(letter: str) -> object:
        doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"text": f"Dr. {letter}"}]}
        visit = {
            "resourceType": "Encounter",
            "participant": [{"individual": {"reference": "Practitioner/d"}}],
        }
        return bundle(doctor, about(visit))

    first, second = read_files([json_file("same.json", files("A")), json_file("same.json", files("B"))])
    assert one_chart(first).encounters[0].value.provider == "Dr. A"
    assert one_chart(second).encounters[0].value.provider == "Dr. B"


def test_the_same_local_id_of_two_people_is_kept_apart() -> None:
    other = {**PATIENT, "name": [{"family": "Marsh", "given": ["Sol"]}], "birthDate": "1950-01-31"}
    inside = {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Dr. Ives"}]}
    asserted = about({**CONDITION, "contained": [inside], "asserter": {"reference": "#d"}})
    files = [
        json_file("orla.json", bundle(PATIENT, asserted)),
        json_file("sol.json", bundle(other, asserted)),
        json_file("whose.json", about(CONDITION)),
    ]
    orla, sol, whose = (one_chart(each) for each in read_files(files))
    assert len({orla.subject, sol.subject, whose.subject}) == 3
    assert len({chart.conditions[0].key for chart in (orla, sol, whose)}) == 3
    assert orla.patient is not None
    assert (orla.patient.family, orla.conditions[0].author) == ("Quill", "Dr. Ives")
    assert whose.patient is None
    again = [one_chart(each) for each in read_files(files[1::-1])]
    assert [chart.subject for chart in again] == [sol.subject, orla.subject]
    same = [one_chart(each) for each in read_files([files[0], files[0], files[2]])]
    assert {chart.subject for chart in same} == {SourceKey("fhir", "Patient/p1")}


def test_a_subject_in_no_file_keeps_its_key() -> None:
    for reference, key in (
        ("Patient/elsewhere", SourceKey("fhir", "Patient/elsewhere")),
        (f"urn:uuid:{UUID}", SourceKey("urn:uuid", f"Patient/{UUID}")),
        ("https://ehr.example/r4/Patient/9", SourceKey("https://ehr.example/r4", "Patient/9")),
        ("Patient?identifier=urn:oid:1.2|77", SourceKey("urn:oid:1.2", "Patient?identifier=77")),
    ):
        chart = one_chart(read({**CONDITION, "subject": {"reference": reference}}))
        assert (chart.subject, chart.patient) == (key, None)


def test_an_entry_about_nobody_or_a_group_is_left_out() -> None:
    nobody = read(CONDITION)
    assert nobody.skipped[0].why == "This entry does not say which patient it is about."
    assert nobody.skipped[0].fault
    group = read({**CONDITION, "subject": {"reference": "Group/g"}})
    assert group.skipped[0].why == "This entry is about a Group, not about a patient."
    assert not group.skipped[0].fault


def test_contained_resources_are_looked_up_and_facts_among_them_kept() -> None:
    plan = {
        "resourceType": "CarePlan",
        "id": "cp",
        "contained": [
            {"resourceType": "Goal", "id": "g", "description": {"text": "Walk to the mailbox"}},
            {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Dr. Ives"}]},
        ],
    }
    parsed = read(PATIENT, about(plan))
    goal = one_chart(parsed).goals[0]
    assert (goal.value.text, goal.key) == ("Walk to the mailbox", SourceKey("fhir", "CarePlan/cp#g"))
    assert [each.why for each in parsed.skipped] == ["CarePlan: 1 entry; the chart does not keep this kind."]


def test_contained_resources_of_claims_are_not_facts() -> None:
    coverage = {"resourceType": "Coverage", "id": "c", "payor": [{"display": "Acme"}]}
    claim = {"resourceType": "ExplanationOfBenefit", "id": "e", "contained": [coverage], "patient": {}}
    assert read(PATIENT, claim).counts()["coverages"] == 0


def test_keys_are_the_same_in_a_second_import_even_without_ids() -> None:
    nameless = {key: value for key, value in CONDITION.items() if key != "id"}
    first, second = read(PATIENT, about(nameless)), read(PATIENT, about(CONDITION), about(nameless))
    key = one_chart(first).conditions[0].key
    assert key.id.startswith("Condition/sha256-")
    assert key in [each.key for each in one_chart(second).conditions]


def test_a_bundle_in_a_bundle_is_read_and_the_same_entry_twice_counts_once() -> None:
    parsed = read(bundle(PATIENT, about(CONDITION)), about(CONDITION))
    assert parsed.counts()["conditions"] == 1
    assert parsed.skipped[0].why == "The file holds this entry twice; the first counts."


def test_kinds_that_the_chart_does_not_keep_are_grouped() -> None:
    claims = [{"resourceType": "Claim", "id": f"{number}"} for number in range(3)]
    parsed = read(PATIENT, *claims, {"resourceType": "Device"})
    assert [each.why for each in parsed.skipped] == [
        "Claim: 3 entries; the chart does not keep this kind.",
        "Device: 1 entry; the chart does not keep this kind.",
    ]
    assert parsed.status is FileStatus.IMPORTED


def test_provenance_names_the_author() -> None:
    provenance = {
        "resourceType": "Provenance",
        "target": [{"reference": "Condition/c1"}],
        "agent": [
            {"type": {"coding": [{"code": "transmitter"}]}, "who": {"display": "Gateway"}},
            {"type": {"coding": [{"code": "author"}]}, "who": {"display": "Nurse Bell"}},
        ],
    }
    assert one_chart(read(PATIENT, about(CONDITION), provenance)).conditions[0].author == "Nurse Bell"
    asserted = about({**CONDITION, "asserter": {"display": "Dr. Ives"}})
    assert one_chart(read(PATIENT, asserted, provenance)).conditions[0].author == "Dr. Ives"


def test_the_date_of_the_file_is_its_timestamp() -> None:
    value = {**bundle(PATIENT), "timestamp": "2026-10-03T08:00:00Z"}
    written = read_files([json_file("a.json", value)])[0].written
    assert written is not None
    assert written.iso() == "2026-10-03"
