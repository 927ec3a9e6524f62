"""Staff of every role in one practice file, and who of them sits down at the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot

from ccmdesk.domain.chart import Allergy, Condition, Medication
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import Role, User
from ccmdesk.models.people import store_new_user
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.vault import add_user_slot, open_with_passphrase
from ccmdesk.security.vault_file import read_vault, write_vault
from ccmdesk.services import care_plans, contacts, facts
from ccmdesk.services.lock_screen import VAULT
from ccmdesk.services.practice_file import close_practice, owner_of
from ccmdesk.settings import Known
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, PRACTICE, ZONE, fresh_practice
from tests.services.desk import AMA, Desk
from tests.ui.whole_window import Sitting, sitting

STAFF = {
    role: User(role.value, name, "none", frozenset({role}), id=number)
    for number, (role, name) in enumerate(
        (
            (Role.CARE_MANAGER, "Noa Berg"),
            (Role.BILLING_PRACTITIONER, "Kit Moran"),
            (Role.BILLER, "Bea Lind"),
            (Role.ADMINISTRATOR, "Ada Voss"),
            (Role.AUDITOR, "Ivo Kern"),
        ),
        start=2,
    )
}
AMA_ID = 1


def staffed_practice(parent: Path) -> Path:
    """Return a practice file with Ama, about whom there is something of everything, and one user a role."""

    opened = fresh_practice(parent)
    desk = Desk(opened, SettableClock(MONDAY))
    store, actor, ama = opened.store, opened.actor, desk.enrolled(AMA)
    for fact in (Condition("Gout"), Medication("Allopurinol 100 mg"), Allergy("Penicillin")):
        facts.add_fact(store, actor, ama, fact)
    contacts.plan_follow_up(store, actor, FollowUp(ama, date(2026, 11, 23), "Ask for the weight"))
    desk.signed(ama)
    care_plans.start_draft(store, actor, ama)
    with writing(store, actor) as work:
        for user in STAFF.values():
            assert store_new_user(work.connection, user) == user.id
    vault = read_vault(opened.folder / VAULT)
    key = open_with_passphrase(vault, user_id=1, passphrase=PASSPHRASE)
    for user in STAFF.values():
        vault = add_user_slot(vault, data_key=key, owner=owner_of(user), passphrase=PASSPHRASE, kdf=CHEAP)
    write_vault(opened.folder / VAULT, vault)
    close_practice(opened)
    return opened.folder


@contextmanager
def at_work(qtbot: QtBot, folder: Path, role: Role) -> Iterator[Sitting]:
    """Sit down at the window as the user with one role."""
    known = Known(str(folder), PRACTICE.name, ZONE, STAFF[role].id)
    with sitting(qtbot, folder=folder, known=known) as seat:
        seat.unlock()
        assert seat.room.actor_name == STAFF[role].name
        yield seat
