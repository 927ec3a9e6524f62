"""Tables that belong together import as one set."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from ccmdesk.domain.chart import LOINC, RXNORM, SNOMED, FactStatus, ObservationCategory
from ccmdesk.domain.imports import FileStatus, InputFile, SourceKey
from ccmdesk.importers.reading import read_files

TABLES = {
    "observations.csv": "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n"
    "2026-01-02T03:04:05Z,u1,e1,vital-signs,8302-2,Body Height,163.50,cm,numeric\n"
    "2026-01-02T03:04:05Z,u1,e1,social-history,72166-2,Smoking,Never,,text\n"
    "2026-01-02T03:04:05Z,u1,e1,survey,1-1,Empty,,,text\n"
    "2026-01-02T03:04:05Z,,e1,survey,1-1,Nobody,1,,text\n",
    "patients.csv": "Id,BIRTHDATE,DEATHDATE,SSN,FIRST,LAST,GENDER,ADDRESS,CITY,STATE,ZIP\n"
    "u1,1948-06-02,,900-00-0000,Orla,Quill,F,1 Elm St,Gull,ME,04000\n"
    "u2,1948-06-02,2020-01-01,,,,F,,,,\n",
    "conditions.csv": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n"
    "2011-04-05,,u1,e1,44054006,Diabetes\n2012-04-05,2012-05-01,u1,e1,195662009,Sore throat\n"
    "2011-04-05,,u1,e1,44054006,Diabetes\n",
    "medications.csv": "START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,"
    "DISPENSES,TOTALCOST,REASONCODE,REASONDESCRIPTION\n"
    "2020-01-01T00:00:00Z,,u1,,e1,860975,Metformin 500 MG,1,0,1,1,44054006,Diabetes\n",
    "allergies.csv": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n2011-02-26,,u1,e1,102263004,Eggs\n",
    "encounters.csv": "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION\n"
    "e1,2026-01-02T03:00:00Z,2026-01-02T03:30:00Z,u1,o1,d1,,inpatient,1,Stay\n",
    "procedures.csv": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION\n"
    "2026-01-02T03:00:00Z,,u1,e1,430193006,Reconciliation,1,,\n",
    "careplans.csv": "Id,START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION\n"
    "c1,2026-01-02,,u1,e1,1,Plan,,\n",
    "immunizations.csv": "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST\n2026-01-02,u1,e1,140,Flu,1\n",
    "providers.csv": "Id,ORGANIZATION,NAME,GENDER,SPECIALITY\nd1,o1,Noa Ives,F,X\n",
    "organizations.csv": "Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE\no1,HARBOR CLINIC,,,,,,,,\n",
}


def test_a_folder_of_tables_is_one_set() -> None:
    files = [InputFile(name, text.encode()) for name, text in TABLES.items()]
    found = {parsed.name: parsed for parsed in read_files(files)}
    subject = SourceKey("csv", "u1")
    for name, parsed in found.items():
        assert {chart.subject for chart in parsed.charts} <= {subject}, name
    patient = found["patients.csv"].charts[0].patient
    assert patient is not None
    assert (patient.family, patient.given, patient.identifiers[0].kind) == ("Quill", "Orla", "SSN")
    height, smoking = (each.value for each in found["observations.csv"].charts[0].observations)
    assert (height.value, height.unit, height.category) == (
        Decimal("163.50"),
        "cm",
        ObservationCategory.VITAL,
    )
    assert height.at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert height.codings[0].system == LOINC
    assert (smoking.value, smoking.text) == (None, "Never")
    diabetes, throat = (each.value for each in found["conditions.csv"].charts[0].conditions)
    assert (diabetes.status, throat.status) == (FactStatus.ACTIVE, FactStatus.ENDED)
    assert diabetes.codings[0].system == SNOMED
    medicine = found["medications.csv"].charts[0].medications[0].value
    assert (medicine.codings[0].system, medicine.reason) == (RXNORM, "Diabetes")
    assert found["allergies.csv"].charts[0].allergies[0].value.substance == "Eggs"
    stay = found["encounters.csv"].charts[0].encounters[0]
    assert (stay.value.class_code, stay.value.provider, stay.value.place) == (
        "IMP",
        "Noa Ives",
        "HARBOR CLINIC",
    )
    assert stay.key == SourceKey("csv", "encounters/e1")
    assert found["procedures.csv"].charts[0].procedures[0].value.name == "Reconciliation"


def test_what_tables_leave_out_is_said() -> None:
    files = [InputFile(name, text.encode()) for name, text in TABLES.items()]
    found = {parsed.name: parsed for parsed in read_files(files)}
    assert [(each.where, each.why, each.fault) for each in found["observations.csv"].skipped] == [
        ("line 4", "This row has no value.", True),
        ("line 5", "This row does not say which patient it is about.", True),
    ]
    assert [each.where for each in found["patients.csv"].skipped] == ["line 3"]
    assert [(each.where, each.fault) for each in found["conditions.csv"].skipped] == [("line 4", False)]
    assert found["careplans.csv"].skipped[0].why == "careplans: 1 row; the chart does not keep this kind."
    for name in ("careplans.csv", "immunizations.csv", "providers.csv", "organizations.csv"):
        assert found[name].status is FileStatus.PARTIAL
        assert found[name].reason
