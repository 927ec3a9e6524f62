"""The practice's details, its billing practitioners and users."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import available_timezones

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.errors import InvalidValue, NotFound, StaleVersion
from ccmdesk.domain.practice import (
    Actor,
    BillingPractitioner,
    Practice,
    User,
    npi_is_valid,
    tax_id_is_valid,
)
from ccmdesk.models import people
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require

_FEWEST_DIGITS = 7
"""The digits of a local number; plans are printed with these phones."""


def practice(store: Store, actor: Actor) -> Practice:
    """Return the practice's details."""
    require(store, actor, UseCase.READ_PRACTICE)
    with reading(store) as connection:
        return people.load_practice(connection)


def practitioners(store: Store, actor: Actor) -> tuple[BillingPractitioner, ...]:
    """Return all billing practitioners by name."""
    require(store, actor, UseCase.READ_PRACTICE)
    with reading(store) as connection:
        return people.load_practitioners(connection)


def users(store: Store, actor: Actor) -> tuple[User, ...]:
    """Return all users of the practice file."""
    require(store, actor, UseCase.READ_PRACTICE)
    with reading(store) as connection:
        return people.load_users(connection)


def check_practice_details(details: Practice) -> None:
    """Raise InvalidValue, naming the field, for details that could not be printed or billed."""
    if not details.name.strip():
        raise InvalidValue("name", "The practice needs a name.")
    if not details.zone:
        raise InvalidValue("zone", "Choose the time zone of the practice.")
    if details.zone not in available_timezones():
        raise InvalidValue("zone", "This time zone is not known.", todo="Choose one of the list.")
    for field in ("phone", "after_hours_phone"):
        number = getattr(details, field)
        if number and sum(letter.isdigit() for letter in number) < _FEWEST_DIGITS:
            raise InvalidValue(field, "This is not a phone number.", todo="Write it as (505) 555-0100.")
    if details.npi and not npi_is_valid(details.npi):
        raise InvalidValue("npi", "This NPI is not valid.", todo="Check its ten digits.")
    if details.tax_id and not tax_id_is_valid(details.tax_id):
        raise InvalidValue("tax_id", "A tax id has nine digits.", todo="Write it as 12-3456789.")


def check_practitioner(practitioner: BillingPractitioner) -> None:
    """Raise InvalidValue, naming the field, for a practitioner in whose name nothing could be billed."""
    if not practitioner.name.strip():
        raise InvalidValue("name", "The billing practitioner needs a name.")
    if not practitioner.npi:
        raise InvalidValue(
            "npi",
            "The billing practitioner needs an NPI.",
            todo="Type its ten digits.",
        )
    if not npi_is_valid(practitioner.npi):
        raise InvalidValue("npi", "This NPI is not valid.", todo="Check its ten digits.")


def save_practice(store: Store, actor: Actor, details: Practice) -> Done[Practice]:
    """Save the practice's details; raise StaleVersion when someone saved first.

    The time zone cannot be changed here: days and months already counted lie in it.
    """
    require(store, actor, UseCase.CHANGE_PRACTICE)
    check_practice_details(details)
    with writing(store, actor) as work:
        current = people.load_practice(work.connection)
        if current.version != details.version:
            raise StaleVersion(mine=details, theirs=current, their_version=current.version)
        if current.zone != details.zone:
            raise InvalidValue(
                "zone",
                "The time zone is fixed once the practice file is made.",
                todo="Days and months already counted lie in it.",
            )
        saved = replace(details, version=current.version + 1)
        people.store_practice(work.connection, saved)
        work.audit(
            AuditKind.AMEND, object_kind="practice", object_id=1, before=repr(current), after=repr(saved)
        )
    return Done(saved, changed(ChangeKind.PRACTICE))


def save_practitioner(
    store: Store, actor: Actor, practitioner: BillingPractitioner
) -> Done[BillingPractitioner]:
    """Save a billing practitioner, a new one when its id is 0."""
    require(store, actor, UseCase.CHANGE_PRACTICE)
    check_practitioner(practitioner)
    with writing(store, actor) as work:
        known = {p.id: p for p in people.load_practitioners(work.connection)}
        current = known.get(practitioner.id)
        if practitioner.id and current is None:
            raise NotFound("This billing practitioner is not in the practice file.")
        if current is not None and current.version != practitioner.version:
            raise StaleVersion(mine=practitioner, theirs=current, their_version=current.version)
        version = 1 if current is None else current.version + 1
        saved = replace(practitioner, version=version)
        saved = replace(saved, id=people.store_practitioner(work.connection, saved))
        work.audit(
            AuditKind.CREATE if current is None else AuditKind.AMEND,
            object_kind="billing_practitioner",
            object_id=saved.id,
            before="" if current is None else repr(current),
            after=repr(saved),
        )
    return Done(saved, changed(ChangeKind.PRACTICE))
