"""Make patients and facts of the rows of exported tables, columns named as Synthea names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ccmdesk.domain.chart import (
    LOINC,
    RXNORM,
    SNOMED,
    Address,
    Allergy,
    Coding,
    Condition,
    Encounter,
    FactStatus,
    Identifier,
    Medication,
    Observation,
    ObservationCategory,
    Patient,
    Procedure,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import Skipped
from ccmdesk.importers.csv_values import read_date, read_moment, read_sex
from ccmdesk.importers.fhir_pick import number

_CATEGORIES = {each.value: each for each in ObservationCategory}
_CLASSES = {
    "ambulatory": "AMB", "wellness": "AMB", "outpatient": "AMB", "urgentcare": "AMB", "virtual": "VR",
    "inpatient": "IMP", "emergency": "EMER", "home": "HH", "snf": "IMP", "hospice": "HH",
}  # fmt: skip
_SYSTEMS = {"rxnorm": RXNORM, "snomed-ct": SNOMED, "snomed": SNOMED, "loinc": LOINC}


@dataclass(slots=True)
class Record:
    """Answer what the cells of one row say, by column name."""

    line: int
    cells: dict[str, str]
    names: Mapping[str, str]
    skipped: list[Skipped] = field(default_factory=list)

    def say(self, *columns: str) -> str:
        """Return the first of the columns that is not empty."""
        return next((self.cells[each] for each in columns if self.cells.get(each)), "")

    def date(self, *columns: str) -> PartialDate | None:
        """Return a date; one that cannot be read gives none and is reported."""
        try:
            return read_date(self.say(*columns))
        except ValueError as error:
            why = f"{columns[0].upper()} {error}; the entry was kept without it."
            self.skipped.append(Skipped(f"line {self.line}", why))
            return None

    def codings(self, usual: str, label: str = "description") -> tuple[Coding, ...]:
        """Return the code of the row in the system that it names, or in the usual one."""
        system = self.say("system")
        code = self.say("code")
        named = _SYSTEMS.get(system.lower(), system) or usual
        return (Coding(named, code, self.say(label)),) if code else ()

    def named(self, column: str) -> str:
        """Return the name of the provider or organization whose id stands in a column."""
        return self.names.get(self.say(column), "")


def patient_of(row: Record) -> Patient | None:
    """Return the patient of a row, if it has a name."""
    if not row.say("last") and not row.say("first"):
        return None
    born, died = row.date("birthdate"), row.date("deathdate")
    kinds = (("ssn", "SSN"), ("drivers", "DL"), ("passport", "PPN"))
    place = Address(
        tuple(filter(None, (row.say("address"),))), row.say("city"), row.say("state"), row.say("zip")
    )
    return Patient(
        family=row.say("last"),
        given=" ".join(filter(None, (row.say("first"), row.say("middle")))),
        birth_date=born.whole() if born else None,
        sex=read_sex(row.say("gender")),
        suffix=row.say("suffix"),
        identifiers=tuple(Identifier("", row.say(each), kind) for each, kind in kinds if row.say(each)),
        addresses=(place,) if place.lines or place.city else (),
        deceased=died is not None,
        deceased_on=died.whole() if died else None,
    )


def condition_of(row: Record) -> Condition:
    """Return the problem of a row."""
    ended = row.date("stop")
    return Condition(
        name=row.say("description", "code"),
        codings=row.codings(SNOMED),
        status=FactStatus.ENDED if row.say("stop") else FactStatus.ACTIVE,
        onset=row.date("start"),
        ended=ended,
    )


def medication_of(row: Record) -> Medication:
    """Return the medicine of a row."""
    return Medication(
        name=row.say("description", "code"),
        codings=row.codings(RXNORM),
        status=FactStatus.ENDED if row.say("stop") else FactStatus.ACTIVE,
        reason=row.say("reasondescription"),
        start=row.date("start"),
        stop=row.date("stop"),
    )


def allergy_of(row: Record) -> Allergy:
    """Return the allergy of a row."""
    reactions = filter(None, (row.say("description1"), row.say("description2")))
    severities = {row.say("severity1").lower(), row.say("severity2").lower()}
    return Allergy(
        substance=row.say("description", "code"),
        codings=row.codings(SNOMED),
        status=FactStatus.ENDED if row.say("stop") else FactStatus.ACTIVE,
        reaction=", ".join(reactions),
        severity=next((each for each in ("severe", "moderate", "mild") if each in severities), ""),
        category=row.say("category"),
        onset=row.date("start"),
    )


def observation_of(row: Record) -> Observation | None:
    """Return the reading of a row, if it has a value."""
    said = row.say("value")
    value: Decimal | None = None if row.say("type") == "text" else number(said)
    if not said:
        return None
    return Observation(
        name=row.say("description", "code"),
        codings=row.codings(LOINC),
        category=_CATEGORIES.get(row.say("category"), ObservationCategory.OTHER),
        value=value,
        text="" if value is not None else said,
        unit=row.say("units") if value is not None else "",
        date=row.date("date"),
        at=read_moment(row.say("date")),
    )


def encounter_of(row: Record) -> Encounter:
    """Return the visit of a row."""
    return Encounter(
        kind=row.say("description", "encounterclass", "code") or "Visit",
        class_code=_CLASSES.get(row.say("encounterclass").lower(), row.say("encounterclass").upper()),
        status="finished" if row.say("stop") else "",
        start=row.date("start"),
        end=row.date("stop"),
        reason=row.say("reasondescription"),
        provider=row.named("provider"),
        place=row.named("organization"),
    )


def procedure_of(row: Record) -> Procedure:
    """Return the procedure of a row."""
    why = row.say("reasondescription")
    return Procedure(
        name=row.say("description", "code"),
        codings=row.codings(SNOMED),
        status="completed",
        date=row.date("start", "date"),
        note=f"For: {why}" if why else "",
    )
