"""What leaves with a full export: the whole record of one patient, voided entries included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ccmdesk.domain.care_plan import CarePlanDraft, SignedCarePlan
from ccmdesk.domain.chart import Fact, Origin, Patient, Recorded
from ccmdesk.domain.enrolment import Consent, Enrolment
from ccmdesk.domain.time_log import Contact


@dataclass(frozen=True, slots=True)
class ExportedFact:
    """Hold one fact of a chart with where it came from, and whether it was marked as entered in error."""

    id: int
    value: Fact
    origin: Origin
    source_system: str = ""
    source_id: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """Hold everything about one patient that FHIR has a place for; plans with the newest version first."""

    patient: Recorded[Patient]
    facts: tuple[ExportedFact, ...] = ()
    plans: tuple[SignedCarePlan, ...] = ()
    draft: CarePlanDraft | None = None
    consents: tuple[Consent, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportStamp:
    """Say of which practice an export is, and when it was made; the id is 32 hexadecimal digits."""

    practice_name: str
    database_id: str
    made_at: datetime
    zone: str
