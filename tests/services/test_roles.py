"""Every role against every use case, by direct calls: who is kept out, and what stays of it in the trail."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import Forbidden, UserError
from ccmdesk.domain.practice import Actor, Role
from ccmdesk.models.store import Store
from ccmdesk.services import permissions
from ccmdesk.services.permissions import UseCase, may, require
from ccmdesk.services.practice_file import close_practice
from tests.practice_files import MONDAY, fresh_practice
from tests.services.desk import Desk
from tests.services.every_use import Use, call, name_of, public_functions, takes, use_cases
from tools.roles import PAGE, page

ROLE_SETS = [frozenset(roles) for many in range(len(Role) + 1) for roles in combinations(Role, many)]
NOT_TIED = {
    "permissions.may": "the table itself",
    "permissions.require": "the table itself",
    "audit.chain_report": "told before anybody is let in, of a file that may not be written to",
    "opening_check.anchor_findings": "as above",
    "opening_check.check_opening": "as above",
    "opening_check.look_at": "as above",
    "opening_check.require_silently": "asks the table, but may not write into that file",
    "admission.admit": "is how somebody is let in",
    "admission.actor_of": "changes nothing",
    "backups.write_backup": "a step of use cases that have asked, and of bringing an older file up",
    "backups.record_backup": "a step of use cases that have asked, and of bringing an older file up",
    "key_swap.carry_anchors": "told before anybody is let in",
    "vault_pair.proved": "a step of use cases that have asked; asks for a passphrase itself",
    "vault_pair.settle": "a step of letting somebody in",
    "vault_pair.vault_path": "changes nothing",
    "vault_pair.write_pending": "a step of use cases that have asked",
    "users.require_good_for": "a step of use cases that have asked",
}
"""Functions on a store or an actor alone, with the reason why nobody's role is asked and recorded."""
USES = {name: use for name, use in use_cases().items() if name not in NOT_TIED}
AWAITED: set[UseCase] = set()
"""Rows whose use cases are being written; take one out when its first function asks for it."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One practice for all: what an allowed call changes in it is of no matter here."""
    clock = SettableClock(MONDAY)
    desk = Desk(fresh_practice(tmp_path_factory.mktemp("roles"), clock), clock)
    desk.signed(desk.enrolled())
    yield desk
    close_practice(desk.opened)


def attempt(desk: Desk, use: Use, roles: frozenset[Role], place: Path) -> tuple[UserError | None, list[str]]:
    """Return what a user with these roles is answered, and the use cases denied that were recorded."""
    desk.wait(minutes=2)
    before = desk.last_record()
    answer: UserError | None = None
    try:
        call(use, desk.store, desk.acting(*roles), place=place)
    except UserError as error:
        answer = error
    denied = desk.rows(f"SELECT object_id FROM audit WHERE id > {before} AND kind = 'denied'")
    if isinstance(answer, Forbidden):
        assert desk.last_record() == before + 1, "a denied call leaves one record and nothing else"
    return answer, [str(key) for (key,) in denied]


def tied_to(desk: Desk, name: str, place: Path) -> UseCase:
    """Return the one row that a use case asks: what it records of a user without a role tells which.

    A row that lets her in leaves no record; then the code must name it, alone.
    """
    answer, denied = attempt(desk, USES[name], frozenset(), place)
    if isinstance(answer, Forbidden):
        (key,) = denied
        return UseCase[key.upper()]
    named = {UseCase[found] for found in re.findall(r"UseCase\.(\w+)", inspect.getsource(USES[name]))}
    assert len(named) == 1, f"{name} asks for no role: begin it with require(store, actor, UseCase.…)"
    (tied,) = named
    assert tied.roleless, f"{name} does not ask before it works"
    return tied


@pytest.mark.parametrize("name", USES)
def test_every_role_is_let_in_or_kept_out_by_one_row_of_the_table(
    room: Desk, tmp_path: Path, name: str
) -> None:
    use = USES[name]
    tied = tied_to(room, name, tmp_path / "x.pdf")
    for roles in ROLE_SETS:
        answer, denied = attempt(room, use, roles, tmp_path / "x.pdf")
        if tied.roleless or roles & tied.roles:
            assert not isinstance(answer, Forbidden) and not denied, (name, sorted(roles))
        else:
            assert isinstance(answer, Forbidden), (name, sorted(roles))
            assert denied == [tied.key]


def test_no_function_reaches_the_practice_file_past_the_table() -> None:
    past = [
        name_of(one)
        for one in public_functions()
        if (takes(one, Store) or takes(one, Actor)) and name_of(one) not in {*USES, *NOT_TIED}
    ]
    assert past == [], "begin it with require(store, actor, UseCase.…), or say in NOT_TIED why not"


def test_every_row_of_the_table_is_asked_for_by_some_use_case() -> None:
    folder = Path(permissions.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py") if path.stem != "permissions")
    asked = {UseCase[name] for name in re.findall(r"UseCase\.([A-Z_]+)", code)}
    assert set(UseCase) - asked == AWAITED


@pytest.mark.parametrize("use_case", UseCase)
def test_a_union_of_roles_may_what_one_of_them_may(room: Desk, use_case: UseCase) -> None:
    for roles in ROLE_SETS:
        alone = [may(room.acting(role), use_case) for role in roles]
        assert may(room.acting(*roles), use_case) == (any(alone) or use_case.roleless)


def test_a_temporary_passphrase_allows_to_choose_ones_own_and_to_lock_and_nothing_else(room: Desk) -> None:
    allowed = {use_case for use_case in UseCase if may(room.acting(), use_case)}
    assert allowed == {UseCase.CHANGE_OWN_PASSPHRASE, UseCase.LOCK_WINDOW}


def test_a_denied_attempt_says_who_which_roles_what_and_whose_chart_but_no_values(room: Desk) -> None:
    before = room.last_record()
    with pytest.raises(Forbidden) as error:
        require(room.store, room.acting(Role.BILLER, user_id=7), UseCase.CHANGE_CHART, patient_id=1)
    assert str(error.value) == (
        "Only a care manager or a billing practitioner may change charts. Nothing was changed. "
        "The attempt was recorded. Ask a care manager or a billing practitioner."
    )
    columns = "user_id, roles, kind, object_kind, object_id, patient_id, reason, before_hash, after_hash"
    assert room.rows(f"SELECT {columns} FROM audit WHERE id > {before}") == [
        (7, "biller", "denied", "use_case", "change_chart", 1, "", b"", b"")
    ]


def tries(desk: Desk, *, patient_id: int | None = None, user_id: int = 1) -> int:
    """Make one attempt and return how many records it left."""
    before = desk.last_record()
    with pytest.raises(Forbidden):
        require(
            desk.store,
            desk.acting(Role.AUDITOR, user_id=user_id),
            UseCase.CHANGE_CHART,
            patient_id=patient_id,
        )
    return desk.last_record() - before


def test_the_same_attempt_within_a_minute_is_one_record(room: Desk) -> None:
    room.wait(minutes=2)
    assert [tries(room) for _ in range(50)] == [1, *[0] * 49]
    assert tries(room, patient_id=1) == 1
    assert tries(room, patient_id=2) == 1
    assert tries(room, user_id=2) == 1
    room.wait(seconds=59)
    assert tries(room) == 0
    room.wait(seconds=2)
    assert tries(room) == 1


def test_a_clock_set_back_does_not_let_an_attempt_fill_the_file(room: Desk) -> None:
    room.wait(minutes=2)
    tries(room)
    room.wait(seconds=-30)
    assert tries(room) == 0


def test_the_words_of_the_table_can_be_read() -> None:
    words = [use_case.words for use_case in UseCase]
    assert len(set(words)) == len(words)
    assert all(use_case.roles and use_case.why for use_case in UseCase)
    doc = inspect.getdoc(UseCase)
    assert doc and "docs/roles.md" in doc


def test_who_watches_changes_nothing_and_only_one_role_signs() -> None:
    changing = {
        UseCase.CHANGE_PATIENT, UseCase.CHANGE_CHART, UseCase.ENROL, UseCase.LOG_CONTACTS,
        UseCase.COUNT_TIME, UseCase.WRITE_PLAN, UseCase.SIGN_PLAN, UseCase.IMPORT_RECORDS,
        UseCase.CHANGE_PRACTICE, UseCase.MANAGE_USERS, UseCase.REPLACE_KEYS, UseCase.RESTORE,
        UseCase.PLAN_BACKUPS,
    }  # fmt: skip
    assert not any(Role.AUDITOR in use_case.roles for use_case in changing)
    assert UseCase.SIGN_PLAN.roles == {Role.BILLING_PRACTITIONER}
    clinical = {UseCase.CHANGE_CHART, UseCase.WRITE_PLAN, UseCase.COUNT_TIME, UseCase.ENROL}
    outside = {Role.ADMINISTRATOR, Role.BILLER, Role.AUDITOR}
    assert not any(outside & use_case.roles for use_case in clinical)
    every = frozenset(chain.from_iterable(use_case.roles for use_case in UseCase))
    assert every == frozenset(Role)


def test_the_page_about_roles_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/roles.py"
