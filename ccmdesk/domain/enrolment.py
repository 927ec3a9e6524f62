"""Programs, consent and where a patient stands in them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ccmdesk.domain.errors import InvalidValue


class Program(StrEnum):
    """Name the care-management programs that time may belong to."""

    CCM = "CCM"
    PCM = "PCM"
    APCM = "APCM"
    RPM = "RPM"
    BHI = "BHI"
    TCM = "TCM"


class EnrolmentState(StrEnum):
    """Name where a patient stands in a program."""

    NOT_ENROLLED = "not_enrolled"
    ACTIVE = "active"
    PAUSED = "paused"
    REVOKED = "revoked"
    TRANSFERRED = "transferred"
    DECEASED = "deceased"
    ENDED = "ended"


class ConsentState(StrEnum):
    """Name what is known of a patient's consent."""

    MISSING = "missing"
    GIVEN = "given"
    DECLINED = "declined"
    REVOKED = "revoked"


class ConsentMethod(StrEnum):
    """Name how consent was given."""

    VERBAL = "verbal"
    WRITTEN = "written"


class Statement(StrEnum):
    """Name the three statements that a patient must be told before consent (RULES.md 3.4)."""

    COST_SHARING = "cost_sharing"
    ONE_PRACTITIONER = "one_practitioner"
    MAY_STOP = "may_stop"


ALL_STATEMENTS = frozenset(Statement)


@dataclass(frozen=True, slots=True)
class Consent:
    """Hold one consent conversation: what was told, what was answered, who obtained it."""

    patient_id: int
    program: Program
    given_on: date
    method: ConsentMethod
    accepted: bool
    statements: frozenset[Statement]
    obtained_by: str
    practitioner_id: int | None = None
    note: str = ""
    id: int = 0
    recorded_at: datetime | None = None
    revoked_on: date | None = None

    @property
    def revocation_effective(self) -> date | None:
        """Return the last day of the month of revocation, when it takes effect (RULES.md 3.4)."""
        if self.revoked_on is None:
            return None
        last = monthrange(self.revoked_on.year, self.revoked_on.month)[1]
        return self.revoked_on.replace(day=last)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Hold a patient's place in a program; nurse_id is the user who calls, risk is high, medium or low."""

    patient_id: int
    program: Program
    state: EnrolmentState
    started_on: date | None = None
    ended_on: date | None = None
    practitioner_id: int | None = None
    nurse_id: int | None = None
    risk: str = ""
    note: str = ""
    id: int = 0
    version: int = 1


def check_consent(consent: Consent, *, today: date, birth_date: date | None) -> None:
    """Refuse a consent that could not be shown to an auditor; raise InvalidValue naming the field."""
    if consent.given_on > today:
        raise InvalidValue("given_on", "Consent cannot be dated in the future.", todo="Check the date.")
    if birth_date is not None and consent.given_on < birth_date:
        raise InvalidValue("given_on", "Consent cannot be dated before birth.", todo="Check the date.")
    if consent.accepted and consent.statements != ALL_STATEMENTS:
        raise InvalidValue(
            "statements",
            "Consent counts only when all three statements were told.",
            todo="Tell the patient what is missing, then tick it.",
        )
    if not consent.obtained_by.strip():
        raise InvalidValue("obtained_by", "Who obtained the consent is missing.", todo="Fill in the name.")


def consent_state(consents: tuple[Consent, ...], *, on: date) -> ConsentState:
    """Return what the latest conversation (by date, then record) says about consent on a day."""
    known = [consent for consent in consents if consent.given_on <= on]
    if not known:
        return ConsentState.MISSING
    latest = max(known, key=lambda consent: (consent.given_on, consent.id))
    if not latest.accepted:
        return ConsentState.DECLINED
    effective = latest.revocation_effective
    return ConsentState.REVOKED if effective is not None and effective < on else ConsentState.GIVEN
