"""The patient and the facts of the chart, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from ccmdesk.domain.dates import PartialDate

T_co = TypeVar("T_co", covariant=True)

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
NDC = "http://hl7.org/fhir/sid/ndc"
CPT = "http://www.ama-assn.org/go/cpt"
MEDICARE_ID = "http://hl7.org/fhir/sid/us-mbi"


class Sex(StrEnum):
    """Name administrative sex as records give it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identifier:
    """Hold an identifier of a person: its system (URI or OID), value and kind (MR, MBI, SSN, DL …)."""

    system: str
    value: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Telecom:
    """Hold a way to reach someone: system phone, email, fax or other; use home, mobile, work or empty."""

    system: str
    value: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Hold a postal address."""

    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """Hold who a patient is and how to speak with and reach the person."""

    family: str
    given: str
    birth_date: date | None = None
    sex: Sex = Sex.UNKNOWN
    preferred_name: str = ""
    suffix: str = ""
    pronouns: str = ""
    language: str = ""
    interpreter: str = ""
    best_time: str = ""
    identifiers: tuple[Identifier, ...] = ()
    telecoms: tuple[Telecom, ...] = ()
    addresses: tuple[Address, ...] = ()
    deceased: bool = False
    deceased_on: date | None = None
    note: str = ""

    @property
    def phone(self) -> str:
        """Return the first phone number, or an empty text."""
        return next((t.value for t in self.telecoms if t.system == "phone" and t.value), "")

    @property
    def mrn(self) -> str:
        """Return the medical record number, or an empty text."""
        return next((i.value for i in self.identifiers if i.kind == "MR"), "")


@dataclass(frozen=True, slots=True)
class Coding:
    """Hold a code of a terminology with its label as the source gave it."""

    system: str
    code: str
    display: str = ""


def code_of(codings: tuple[Coding, ...], system: str) -> str:
    """Return the first code of a terminology, or an empty text."""
    return next((c.code for c in codings if c.system == system), "")


class FactStatus(StrEnum):
    """Name whether a problem, medicine or allergy is current."""

    ACTIVE = "active"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """Hold a problem or diagnosis; `clinical_status` and `verification` keep the source's own words."""

    name: str
    codings: tuple[Coding, ...] = ()
    status: FactStatus = FactStatus.ACTIVE
    clinical_status: str = ""
    verification: str = ""
    category: str = ""
    onset: PartialDate | None = None
    ended: PartialDate | None = None
    note: str = ""

    @property
    def icd10(self) -> str:
        """Return the ICD-10-CM code, or an empty text."""
        return code_of(self.codings, ICD10CM)


@dataclass(frozen=True, slots=True)
class Medication:
    """Hold a medicine as taken: dose `40 mg`, timing `twice a day`, sig the whole instruction."""

    name: str
    codings: tuple[Coding, ...] = ()
    status: FactStatus = FactStatus.ACTIVE
    dose: str = ""
    route: str = ""
    timing: str = ""
    sig: str = ""
    reason: str = ""
    prescriber: str = ""
    start: PartialDate | None = None
    stop: PartialDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Allergy:
    """Hold an allergy or intolerance; reaction and severity in the source's words."""

    substance: str
    codings: tuple[Coding, ...] = ()
    status: FactStatus = FactStatus.ACTIVE
    reaction: str = ""
    severity: str = ""
    category: str = ""
    onset: PartialDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """Hold one part of a reading that has several, such as systolic pressure; unit in UCUM."""

    name: str
    coding: Coding | None = None
    value: Decimal | None = None
    text: str = ""
    unit: str = ""


class ObservationCategory(StrEnum):
    """Sort readings by where they come from."""

    VITAL = "vital-signs"
    LABORATORY = "laboratory"
    SURVEY = "survey"
    SOCIAL = "social-history"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Observation:
    """Hold a reading: a number with a UCUM unit, or a text; `at` is UTC when the time of day is known."""

    name: str
    codings: tuple[Coding, ...] = ()
    category: ObservationCategory = ObservationCategory.OTHER
    value: Decimal | None = None
    text: str = ""
    unit: str = ""
    comparator: str = ""
    date: PartialDate | None = None
    at: datetime | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    components: tuple[Component, ...] = ()
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CareTeamMember:
    """Hold someone who takes part in the care: clinician, agency, relative or neighbour."""

    name: str
    role: str = ""
    organization: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordedGoal:
    """Hold a goal as another record stated it (the plan's own goals live in the care plan)."""

    text: str
    target: str = ""
    status: str = ""
    start: PartialDate | None = None
    due: PartialDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Encounter:
    """Hold a visit or stay: kind in words, class code (AMB, IMP, EMER …)."""

    kind: str
    class_code: str = ""
    status: str = ""
    start: PartialDate | None = None
    end: PartialDate | None = None
    reason: str = ""
    provider: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """Hold something done to or for the patient."""

    name: str
    codings: tuple[Coding, ...] = ()
    status: str = ""
    date: PartialDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Hold an insurance coverage."""

    payer: str
    plan: str = ""
    member_id: str = ""
    kind: str = ""
    start: PartialDate | None = None
    end: PartialDate | None = None


Fact = (
    Condition
    | Medication
    | Allergy
    | Observation
    | CareTeamMember
    | RecordedGoal
    | Encounter
    | Procedure
    | Coverage
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Say where a stored fact came from: `hand`, or an imported file with its date and author."""

    kind: str
    file: str = ""
    file_date: PartialDate | None = None
    author: str = ""
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Recorded(Generic[T_co]):
    """Hold a stored value with its row id, version number and origin."""

    id: int
    patient_id: int
    version: int
    origin: Origin
    value: T_co


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold what the chart knows of one patient; each list newest or most current first."""

    patient: Recorded[Patient]
    conditions: tuple[Recorded[Condition], ...] = ()
    medications: tuple[Recorded[Medication], ...] = ()
    allergies: tuple[Recorded[Allergy], ...] = ()
    observations: tuple[Recorded[Observation], ...] = ()
    care_team: tuple[Recorded[CareTeamMember], ...] = ()
    goals: tuple[Recorded[RecordedGoal], ...] = ()
    encounters: tuple[Recorded[Encounter], ...] = ()
    procedures: tuple[Recorded[Procedure], ...] = ()
    coverages: tuple[Recorded[Coverage], ...] = field(default=())
