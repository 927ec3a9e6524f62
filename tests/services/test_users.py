"""Users added, changed, disabled and enabled: key file and database stay a pair, all of it recorded."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import Forbidden, InvalidValue, NotFound, StaleVersion, UserError
from ccmdesk.domain.practice import Role, User
from ccmdesk.models.vault_record import load_vault_record
from ccmdesk.security.errors import VaultNotWritten, WeakPassphrase, WrongPassphrase
from ccmdesk.services.lock_screen import VAULT, lock_screen
from ccmdesk.services.practice import users
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from ccmdesk.services.user_rules import LastAdministrator
from ccmdesk.services.users import add_user, change_user, disable_user, enable_user
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, state_of
from tests.services.desk import Desk

BEA = User("bea", "Bea Lindqvist", "LPN", frozenset({Role.CARE_MANAGER}), licence="LPN-4411")
BEAS = "violet harbor ladder seven"
OTHER = "marble kettle ninety swallows"


def added(desk: Desk, user: User = BEA, passphrase: str = BEAS, *, temporary: bool = False) -> User:
    return add_user(
        desk.store,
        desk.actor,
        user,
        passphrase=passphrase,
        admin_passphrase=PASSPHRASE,
        temporary=temporary,
        kdf=CHEAP,
    ).value


def reopened(desk: Desk, login: str = "bea", passphrase: str = BEAS) -> OpenPractice:
    """Close the practice and open it as another; the fixture closes what it made once more, harmlessly."""
    close_practice(desk.opened)
    return open_practice(
        desk.opened.folder,
        login=login,
        passphrase=passphrase,
        clock=desk.clock,
        state_folder=state_of(desk.opened.folder),
    )


def refused(desk: Desk, login: str, passphrase: str) -> bool:
    try:
        close_practice(reopened(desk, login, passphrase))
    except WrongPassphrase:
        return True
    return False


def test_an_added_user_is_on_the_lock_screen_and_comes_in(desk: Desk) -> None:
    before = desk.last_record()
    bea = added(desk)
    assert bea.id == 2
    assert [shown.titled for shown in lock_screen(desk.opened.folder).users] == [
        "Sara Okafor, RN",
        "Bea Lindqvist, LPN",
    ]
    assert desk.audited(after=before) == [("privilege", "user", None, "user added as care_manager")]
    opened = reopened(desk)
    assert opened.actor.name == "Bea Lindqvist"
    assert opened.actor.roles == BEA.roles
    assert not opened.must_change
    assert users(opened.store, opened.actor)[1] == bea
    close_practice(opened)


def test_an_added_user_with_a_temporary_passphrase_may_do_nothing_yet(desk: Desk) -> None:
    added(desk, temporary=True)
    opened = reopened(desk)
    assert opened.must_change
    assert opened.actor.roles == frozenset()
    with pytest.raises(Forbidden):
        users(opened.store, opened.actor)
    close_practice(opened)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "Bea\nLindqvist"}),
        ("login", {"login": ""}),
        ("login", {"login": " bea"}),
        ("login", {"login": "b\x00a"}),
        ("login", {"login": "SARA"}),
        ("credential", {"credential": "Baron"}),
        ("roles", {"roles": frozenset()}),
        ("npi", {"npi": "1999999985"}),
    ],
)
def test_what_cannot_be_a_user_is_refused_with_its_field(
    desk: Desk, field: str, change: dict[str, object]
) -> None:
    before = desk.last_record()
    with pytest.raises(InvalidValue) as told:
        added(desk, replace(BEA, **change))  # type: ignore[arg-type]  # the fields of the parameters above
    assert told.value.field == field
    assert len(users(desk.store, desk.actor)) == 1
    assert desk.last_record() == before


def test_a_weak_or_wrong_passphrase_changes_nothing(desk: Desk) -> None:
    with pytest.raises(WeakPassphrase):
        added(desk, passphrase="Bea Lindqvist bea")
    with pytest.raises(WrongPassphrase):
        add_user(desk.store, desk.actor, BEA, passphrase=BEAS, admin_passphrase="not it", kdf=CHEAP)
    assert len(users(desk.store, desk.actor)) == len(lock_screen(desk.opened.folder).users) == 1


def test_only_an_administrator_changes_users(desk: Desk) -> None:
    bea = added(desk)
    nurse = desk.acting(Role.CARE_MANAGER, Role.BILLING_PRACTITIONER, Role.BILLER, Role.AUDITOR)
    with pytest.raises(Forbidden):
        add_user(desk.store, nurse, replace(BEA, login="x"), passphrase=OTHER, admin_passphrase=PASSPHRASE)
    with pytest.raises(Forbidden):
        change_user(desk.store, nurse, bea, admin_passphrase=PASSPHRASE)
    with pytest.raises(Forbidden):
        disable_user(desk.store, nurse, bea.id, admin_passphrase=PASSPHRASE)
    with pytest.raises(Forbidden):
        enable_user(desk.store, nurse, bea.id, passphrase=OTHER, admin_passphrase=PASSPHRASE)


def test_a_changed_user_is_named_anew_and_what_she_was_is_kept(desk: Desk) -> None:
    bea = added(desk)
    before = desk.last_record()
    married = replace(bea, name="Bea Sørensen", roles=bea.roles | {Role.BILLER}, licence="LPN-9")
    saved = change_user(desk.store, desk.actor, married, admin_passphrase=PASSPHRASE).value
    assert saved.version == bea.version + 1
    assert lock_screen(desk.opened.folder).users[1].titled == "Bea Sørensen, LPN"
    assert lock_screen(desk.opened.folder).users[1].roles == "care manager, biller"
    (told,) = desk.audited(after=before)
    assert told[3] == (
        "changed: name Bea Lindqvist to Bea Sørensen; licence LPN-4411 to LPN-9;"
        " roles care_manager to care_manager, biller"
    )
    (hashes,) = desk.rows(f"SELECT length(before_hash), length(after_hash) FROM audit WHERE id > {before}")
    assert hashes == (32, 32)
    assert "Lindqvist" in desk.rows("SELECT body FROM history WHERE object_kind = 'user'")[0][0]
    with pytest.raises(StaleVersion):
        change_user(desk.store, desk.actor, married, admin_passphrase=PASSPHRASE)
    opened = reopened(desk)
    assert opened.actor.name == "Bea Sørensen"
    close_practice(opened)


def test_a_change_that_the_key_file_does_not_show_leaves_it_alone(desk: Desk) -> None:
    bea = added(desk)
    before = (desk.opened.folder / VAULT).read_bytes()
    change_user(desk.store, desk.actor, replace(bea, npi="1999999984"), admin_passphrase=PASSPHRASE)
    assert (desk.opened.folder / VAULT).read_bytes() == before
    with pytest.raises(NotFound):
        change_user(desk.store, desk.actor, replace(bea, id=9), admin_passphrase=PASSPHRASE)


def test_a_disabled_user_is_off_the_lock_screen_and_out_of_the_key_file(desk: Desk) -> None:
    bea = added(desk)
    disable_user(desk.store, desk.actor, bea.id, admin_passphrase=PASSPHRASE)
    assert [shown.login for shown in lock_screen(desk.opened.folder).users] == ["sara"]
    for file in desk.opened.folder.glob("vault*"):
        assert b"bea" not in file.read_bytes(), f"her slot is still in {file.name}"
    assert users(desk.store, desk.actor)[1].disabled
    assert refused(desk, "bea", BEAS)


def test_an_enabled_user_has_a_new_passphrase_and_the_old_id(desk: Desk) -> None:
    bea = added(desk)
    disable_user(desk.store, desk.actor, bea.id, admin_passphrase=PASSPHRASE)
    assert not disable_user(desk.store, desk.actor, bea.id, admin_passphrase="").changes.kinds
    back = enable_user(
        desk.store,
        desk.actor,
        bea.id,
        passphrase=OTHER,
        admin_passphrase=PASSPHRASE,
        temporary=False,
        kdf=CHEAP,
    ).value
    assert (back.id, back.disabled) == (bea.id, False)
    assert not enable_user(desk.store, desk.actor, bea.id, passphrase="", admin_passphrase="").changes.kinds
    assert refused(desk, "bea", BEAS)
    assert not refused(desk, "bea", OTHER)


def test_the_last_administrator_stays_one(desk: Desk) -> None:
    (sara,) = users(desk.store, desk.actor)
    with pytest.raises(LastAdministrator):
        disable_user(desk.store, desk.actor, sara.id, admin_passphrase=PASSPHRASE)
    fewer = replace(sara, roles=frozenset({Role.CARE_MANAGER}))
    with pytest.raises(LastAdministrator):
        change_user(desk.store, desk.actor, fewer, admin_passphrase=PASSPHRASE)
    bea = added(desk, replace(BEA, roles=frozenset({Role.ADMINISTRATOR})))
    with pytest.raises(UserError, match="cannot disable yourself"):
        disable_user(desk.store, desk.actor, sara.id, admin_passphrase=PASSPHRASE)
    disable_user(desk.store, desk.actor, bea.id, admin_passphrase=PASSPHRASE)
    with pytest.raises(LastAdministrator):  # a disabled administrator is none
        change_user(desk.store, desk.actor, fewer, admin_passphrase=PASSPHRASE)


def test_ids_are_not_given_twice(desk: Desk) -> None:
    bea = added(desk)
    disable_user(desk.store, desk.actor, bea.id, admin_passphrase=PASSPHRASE)
    assert added(desk, replace(BEA, login="joe"), OTHER).id == bea.id + 1
    with pytest.raises(InvalidValue, match="taken"):
        added(desk, BEA, OTHER)


def test_a_key_file_that_cannot_be_written_is_finished_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is root in the field, so a refused write is simulated at the call that makes it."""
    bea = added(desk)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("ccmdesk.services.vault_pair.replace_vault", full)
        with pytest.raises(VaultNotWritten, match="No space left on device"):
            disable_user(desk.store, desk.actor, bea.id, admin_passphrase=PASSPHRASE)
        assert [shown.login for shown in lock_screen(desk.opened.folder).users] == ["sara", "bea"]
        with pytest.raises(VaultNotWritten):
            added(desk, replace(BEA, login="joe"), OTHER)
    assert refused(desk, "bea", BEAS)
    assert [shown.login for shown in lock_screen(desk.opened.folder).users] == ["sara"]


def test_an_older_key_file_put_back_lets_nobody_in_who_left(desk: Desk) -> None:
    bea = added(desk)
    vault = desk.opened.folder / VAULT
    older = vault.read_bytes()
    disable_user(desk.store, desk.actor, bea.id, admin_passphrase=PASSPHRASE)
    vault.write_bytes(older)
    assert refused(desk, "bea", BEAS)
    assert [shown.login for shown in lock_screen(desk.opened.folder).users] == ["sara"]
    opened = reopened(desk, "sara", PASSPHRASE)
    told = [record[3] for record in Desk(opened, desk.clock).audited()]
    assert told[-3:] == [
        "the key file was mended: it was not the one written last and it let in users who are disabled or"
        " unknown (2)",
        "refused: this user is disabled",
        "",
    ]
    assert load_record_digest(opened) == sha256(vault.read_bytes()).digest()
    close_practice(opened)


def test_a_key_file_of_a_practice_put_back_is_recorded(tmp_path: Path, desk: Desk) -> None:
    vault = desk.opened.folder / VAULT
    first = vault.read_bytes()
    added(desk)
    vault.write_bytes(first)
    opened = reopened(desk, "sara", PASSPHRASE)
    told = [record[3] for record in Desk(opened, SettableClock(MONDAY)).audited()]
    assert told[-2:] == ["the key file was mended: it was not the one written last", ""]
    close_practice(opened)


def load_record_digest(opened: OpenPractice) -> bytes | None:
    from ccmdesk.models.unit_of_work import reading

    with reading(opened.store) as connection:
        return load_vault_record(connection).digest
