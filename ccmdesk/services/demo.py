"""Make a demo practice: a practice file with an invented panel, the same facts for the same seed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from ccmdesk.domain.care_plan import CarePlanDocument
from ccmdesk.domain.clock import Clock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.domain.practice import User
from ccmdesk.domain.time_log import Contact
from ccmdesk.models.care import (
    insert_consents,
    insert_contacts,
    insert_enrolments,
    insert_follow_ups,
)
from ccmdesk.models.care_plans import digest_of, insert_versions, store_draft
from ccmdesk.models.facts import NewFact, insert_facts
from ccmdesk.models.patients import Recording, insert_patients
from ccmdesk.models.people import store_new_user
from ccmdesk.models.time_entries import insert_entries
from ccmdesk.models.unit_of_work import UnitOfWork, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.kdf import KdfParameters, machine_memory, parameters_for
from ccmdesk.security.keys import wipe
from ccmdesk.security.vault import add_user_slot, open_with_passphrase, read_vault, write_vault
from ccmdesk.services.demo_people import DemoPanel, generate
from ccmdesk.services.demo_values import DemoPatient
from ccmdesk.services.lock_screen import SUFFIX, VAULT, lock_screen
from ccmdesk.services.practice_file import (
    OpenPractice,
    close_practice,
    create_practice,
    owner_of,
)

DEMO_PASSPHRASE = "orbital pushy landlord float chess tablet"  # noqa: S105 - printed for everyone; guards nobody
_TOGETHER = 250
_MAY_LOG_IN = 4  # the people with a passphrase; the later nurses of a large demo have none


@dataclass(frozen=True, slots=True)
class DemoMade:
    """Hold where a demo practice is and how to open it; the others of the team share the passphrase."""

    practice_folder: Path
    login: str
    passphrase: str


def demo_in(folder: Path) -> DemoMade | None:
    """Return the demo practice that was made inside a folder, or None."""
    for place in sorted(folder.glob(f"*{SUFFIX}")):
        if (place / VAULT).exists():
            return DemoMade(place, lock_screen(place).users[0].login, DEMO_PASSPHRASE)
    return None


def make_demo(
    folder: Path,
    *,
    patients: int,
    months: int,
    through: ServiceMonth,
    seed: int,
    clock: Clock,
    progress: Progress = no_progress,
    kdf: KdfParameters | None = None,
    until: date | None = None,
) -> DemoMade:
    """Make the demo practice inside a folder, which is made when missing, and close it again.

    The clock stamps the audit records only; every fact follows from the numbers given. Raises ValueError
    for fewer than one patient or month, UserError where the folder cannot be made, and whatever
    create_practice raises; a cancel leaves nothing.
    """
    panel = generate(patients=patients, months=months, through=through, seed=seed, until=until)
    staff = panel.staff
    _make_folder(folder)
    place = folder / f"{staff.practice.name}{SUFFIX}"
    kdf = kdf or parameters_for(machine_memory())
    opened = create_practice(
        place,
        practice=staff.practice,
        practitioners=tuple(replace(one, id=0) for one in staff.practitioners),
        first_user=staff.users[0],
        passphrase=DEMO_PASSPHRASE,
        clock=clock,
        kdf=kdf,
    ).opened
    try:
        _add_users(opened, staff.users[1:], kdf)
        _write_panel(opened, panel, progress)
    except BaseException:
        close_practice(opened)
        shutil.rmtree(place, ignore_errors=True)
        raise
    close_practice(opened)
    return DemoMade(place, staff.users[0].login, DEMO_PASSPHRASE)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            "The demo practice cannot be made here.",
            kept="Nothing was changed.",
            todo="Name a folder that is new, or one that you may write to.",
        ) from error


def _add_users(opened: OpenPractice, users: Sequence[User], kdf: KdfParameters) -> None:
    with writing(opened.store, opened.actor) as work:
        for user in users:
            _require_number(store_new_user(work.connection, user), user.id)
            work.audit(AuditKind.PRIVILEGE, object_kind="user", object_id=user.id, reason="demo practice")
    vault = read_vault(opened.folder / VAULT)
    data_key = open_with_passphrase(vault, user_id=opened.actor.user_id, passphrase=DEMO_PASSPHRASE)
    try:
        for user in users[: _MAY_LOG_IN - 1]:
            vault = add_user_slot(
                vault, data_key=data_key, owner=owner_of(user), passphrase=DEMO_PASSPHRASE, kdf=kdf
            )
    finally:
        wipe(data_key)
    write_vault(opened.folder / VAULT, vault)


def _write_panel(opened: OpenPractice, panel: DemoPanel, progress: Progress) -> None:
    at = panel.calendar.at(panel.calendar.done, hour=18)
    recording = Recording(at, panel.staff.users[0].titled)
    people = panel.people()
    done = 0
    progress(done, panel.patients)
    while group := tuple(islice(people, _TOGETHER)):
        with writing(opened.store, opened.actor) as work:
            _write_group(work, group, recording)
            reason = f"invented patients {group[0].number} to {group[-1].number}"
            work.audit(AuditKind.CREATE, object_kind="demo", reason=reason)
        done += len(group)
        progress(done, panel.patients)


def _write_group(work: UnitOfWork, group: Sequence[DemoPatient], recording: Recording) -> None:
    connection = work.connection
    ids = insert_patients(connection, [(person.patient, recording) for person in group])
    for stored, person in zip(ids, group, strict=True):
        _require_number(stored, person.number)
    facts = [NewFact(person.number, fact, recording) for person in group for fact in person.facts]
    fact_ids = insert_facts(connection, facts)
    insert_enrolments(connection, [person.enrolment for person in group if person.enrolment is not None])
    insert_consents(connection, [one for person in group for one in person.consents], now=recording.at)
    entries = [entry for person in group for entry in person.entries]
    entry_ids = insert_entries(connection, entries, zone=work.zone)
    insert_contacts(connection, _contacts(group, entry_ids))
    _write_plans(work, group, fact_ids)
    insert_follow_ups(connection, [one for person in group for one in person.follow_ups])


def _contacts(group: Sequence[DemoPatient], entry_ids: Sequence[int]) -> list[Contact]:
    """Return the contacts of a group with the stored ids of their entries."""
    found = []
    first = 0
    for person in group:
        for contact in person.contacts:
            place = contact.entry_id
            found.append(
                contact if place is None else replace(contact, entry_id=entry_ids[first + place - 1])
            )
        first += len(person.entries)
    return found


def _write_plans(work: UnitOfWork, group: Sequence[DemoPatient], fact_ids: Sequence[int]) -> None:
    signed = []
    first = 0
    for person in group:
        own = fact_ids[first : first + len(person.facts)]
        first += len(person.facts)
        for plan in person.signed:
            document = _linked(plan.document, own)
            signed.append(replace(plan, document=document, digest=digest_of(document)))
        if person.draft is not None:
            document = _linked(person.draft.document, own)
            store_draft(work.connection, replace(person.draft, document=document))
    insert_versions(work.connection, signed)


def _linked(document: CarePlanDocument, fact_ids: Sequence[int]) -> CarePlanDocument:
    """Return the document whose problems name the stored conditions instead of their place in the chart."""
    problems = tuple(
        replace(problem, condition_id=fact_ids[problem.condition_id - 1])
        for problem in document.problems
        if problem.condition_id is not None
    )
    return replace(document, problems=problems)


def _require_number(stored: int, expected: int) -> None:
    if stored != expected:
        raise RuntimeError("a new practice file did not count its rows from one")
