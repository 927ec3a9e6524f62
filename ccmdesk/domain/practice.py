"""The practice and the people who work in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Name what a user may do; one user may hold several."""

    CARE_MANAGER = "care_manager"
    BILLING_PRACTITIONER = "billing_practitioner"
    BILLER = "biller"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Performer(StrEnum):
    """Name whose minutes they are in the billing rules' words."""

    CLINICAL_STAFF = "clinical_staff"
    QHP = "qhp"
    NON_CLINICAL = "non_clinical"


CREDENTIALS: dict[str, Performer] = {
    "MD": Performer.QHP,
    "DO": Performer.QHP,
    "NP": Performer.QHP,
    "PA": Performer.QHP,
    "CNS": Performer.QHP,
    "CNM": Performer.QHP,
    "RN": Performer.CLINICAL_STAFF,
    "LPN": Performer.CLINICAL_STAFF,
    "LVN": Performer.CLINICAL_STAFF,
    "CMA": Performer.CLINICAL_STAFF,
    "RMA": Performer.CLINICAL_STAFF,
    "PharmD": Performer.CLINICAL_STAFF,
    "LCSW": Performer.CLINICAL_STAFF,
    "CHW": Performer.NON_CLINICAL,
    "none": Performer.NON_CLINICAL,
}
"""Credentials offered and whose minutes they count as (RULES.md 3.2; the practice decides in doubt)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Name the user who acts; an argument of every use case and part of every audit record."""

    user_id: int
    name: str
    credential: str
    roles: frozenset[Role]

    @property
    def titled(self) -> str:
        """Return the name with its credential, as on a badge."""
        return titled(self.name, self.credential)


def titled(name: str, credential: str) -> str:
    """Return a name with its credential, the one form in which staff are named beside their work."""
    return name if credential in ("", "none") else f"{name}, {credential}"


@dataclass(frozen=True, slots=True)
class Practice:
    """Hold the practice's details as printed on plans and claims; zone is an IANA name."""

    name: str
    zone: str
    address: tuple[str, ...] = ()
    phone: str = ""
    after_hours_phone: str = ""
    npi: str = ""
    tax_id: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class BillingPractitioner:
    """Hold a practitioner in whose name care management is billed; id 0 before it is stored."""

    name: str
    npi: str
    taxonomy: str = ""
    id: int = 0
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class User:
    """Hold a user of the program; a credential of CREDENTIALS; id 0 before it is stored.

    `must_change` says that her passphrase is a temporary one: until she chooses her own she may do nothing.
    """

    login: str
    name: str
    credential: str
    roles: frozenset[Role]
    licence: str = ""
    npi: str = ""
    id: int = 0
    disabled: bool = False
    version: int = 1
    must_change: bool = False

    @property
    def titled(self) -> str:
        """Return the name with its credential, as on a badge."""
        return titled(self.name, self.credential)


def npi_is_valid(npi: str) -> bool:
    """Tell whether ten digits pass the NPI check digit (Luhn over the number prefixed with 80840)."""
    if len(npi) != 10 or not npi.isascii() or not npi.isdigit() or npi[0] not in "12":
        return False
    total = 24
    for place, digit in enumerate(reversed(npi)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def tax_id_is_valid(tax_id: str) -> bool:
    """Tell whether the text is an employer number 12-3456789 or nine digits."""
    digits = tax_id.replace("-", "")
    return len(digits) == 9 and digits.isascii() and digits.isdigit()
