"""Any sequence of user changes: the passphrases that open are exactly those that should."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Role, User
from ccmdesk.security.errors import WrongPassphrase
from ccmdesk.services.key_change import change_key
from ccmdesk.services.lock_screen import lock_screen
from ccmdesk.services.practice import users
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from ccmdesk.services.user_passphrases import change_own_passphrase, reset_passphrase
from ccmdesk.services.users import add_user, change_user, disable_user, enable_user
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, fresh_practice, state_of

LOGINS = ("bea", "joe", "zoe")
NEW = (
    "violet harbor ladder seven",
    "marble kettle ninety swallows",
    "granite otter morning parade",
    "lantern orchard copper sixteen",
)


class Step(NamedTuple):
    """Hold one change: what, whose, and the passphrase that goes with it."""

    what: str
    login: str
    passphrase: str


steps = st.builds(
    Step,
    st.sampled_from(("add", "disable", "enable", "reset", "admin", "nurse", "own", "key", "reopen")),
    st.sampled_from(LOGINS),
    st.sampled_from(NEW),
)


@dataclass
class Practice:
    """Hold an open practice and what should open it; Sara is at work throughout."""

    opened: OpenPractice
    mine: str = PASSPHRASE
    should: dict[str, str] = field(default_factory=dict)
    ever: set[tuple[str, str]] = field(default_factory=set)

    def take(self, step: Step) -> None:
        """Make one change, where it makes sense."""
        store, actor = self.opened.store, self.opened.actor
        known = {user.login: user for user in users(store, actor)}
        her = known.get(step.login)
        if step.what == "key":
            self.opened = change_key(self.opened, admin_passphrase=self.mine, reason="")
        elif step.what == "reopen":
            close_practice(self.opened)
            self.opened = come_in(self.opened.folder, "sara", self.mine)
        elif step.what == "own" and step.passphrase != self.mine:
            change_own_passphrase(store, actor, old=self.mine, new=step.passphrase, kdf=CHEAP)
            self.ever.add(("sara", self.mine))
            self.mine = step.passphrase
        elif her is None:
            if step.what == "add":
                self._add(step)
        else:
            self._change(step, her)

    def _add(self, step: Step) -> None:
        user = User(step.login, step.login.title(), "RN", frozenset({Role.CARE_MANAGER}))
        self._gives(step.login, step.passphrase)
        add_user(
            self.opened.store,
            self.opened.actor,
            user,
            passphrase=step.passphrase,
            admin_passphrase=self.mine,
            temporary=False,
            kdf=CHEAP,
        )

    def _change(self, step: Step, her: User) -> None:
        store, actor = self.opened.store, self.opened.actor
        if step.what == "disable" and not her.disabled:
            disable_user(store, actor, her.id, admin_passphrase=self.mine)
            self._gives(step.login, None)
        elif step.what == "enable" and her.disabled:
            enable_user(
                store,
                actor,
                her.id,
                passphrase=step.passphrase,
                admin_passphrase=self.mine,
                temporary=False,
                kdf=CHEAP,
            )
            self._gives(step.login, step.passphrase)
        elif step.what == "reset" and not her.disabled:
            words = reset_passphrase(store, actor, her.id, admin_passphrase=self.mine, kdf=CHEAP).value
            self._gives(step.login, words)
        elif step.what in ("admin", "nurse"):
            role = Role.ADMINISTRATOR if step.what == "admin" else Role.CARE_MANAGER
            change_user(store, actor, replace(her, roles=frozenset({role})), admin_passphrase=self.mine)

    def _gives(self, login: str, passphrase: str | None) -> None:
        if login in self.should:
            self.ever.add((login, self.should.pop(login)))
        if passphrase is not None:
            self.should[login] = passphrase


def come_in(folder: Path, login: str, passphrase: str, *, state: Path | None = None) -> OpenPractice:
    return open_practice(
        folder,
        login=login,
        passphrase=passphrase,
        clock=SettableClock(MONDAY),
        state_folder=state or state_of(folder),
    )


def opens(folder: Path, login: str, passphrase: str) -> bool:
    """Try a passphrase at a computer that has counted no attempt yet."""
    try:
        with tempfile.TemporaryDirectory() as fresh:
            close_practice(come_in(folder, login, passphrase, state=Path(fresh)))
    except WrongPassphrase:
        return False
    return True


@given(sequence=st.lists(steps, min_size=3, max_size=10))
@settings(max_examples=25)
def test_the_passphrases_that_open_are_those_that_should(sequence: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as place:
        practice = Practice(fresh_practice(Path(place)))
        try:
            for step in sequence:
                practice.take(step)
        finally:
            close_practice(practice.opened)
        folder = practice.opened.folder
        should = {("sara", practice.mine), *practice.should.items()}
        assert {user.login for user in lock_screen(folder).users} == {login for login, _ in should}
        every = should | practice.ever | {(login, word) for login in ("sara", *LOGINS) for word in NEW}
        assert {pair for pair in every if opens(folder, *pair)} == should


@given(sequence=st.lists(st.sampled_from(("disable", "demote")), min_size=1, max_size=6), data=st.data())
@settings(max_examples=15)
def test_there_is_always_an_administrator(sequence: list[str], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        practice = Practice(fresh_practice(Path(place)))
        store, actor = practice.opened.store, practice.opened.actor
        for login in ("bea", "joe"):
            practice.take(Step("add", login, NEW[0]))
        practice.take(Step("admin", "bea", ""))
        for what in sequence:
            her = data.draw(st.sampled_from(users(store, actor)))
            try:
                if what == "disable":
                    disable_user(store, actor, her.id, admin_passphrase=PASSPHRASE)
                else:
                    fewer = replace(her, roles=frozenset({Role.CARE_MANAGER}))
                    change_user(store, actor, fewer, admin_passphrase=PASSPHRASE)
            except UserError:
                continue
        left = [u for u in users(store, actor) if Role.ADMINISTRATOR in u.roles and not u.disabled]
        close_practice(practice.opened)
        assert left
