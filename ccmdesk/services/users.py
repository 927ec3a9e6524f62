"""Who works with the practice file: adding, changing, disabling and enabling users.

Each asks for a secret of the administrator who acts, her passphrase or the recovery key as printed, because
the data key that a change of the key file needs is not kept in memory.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.errors import StaleVersion, UserError
from ccmdesk.domain.practice import Actor, User
from ccmdesk.models import codec, people
from ccmdesk.models.audit_log import find_last_logins
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.kdf import KdfParameters, machine_memory, parameters_for
from ccmdesk.security.passphrase import require_good_passphrase
from ccmdesk.security.vault import add_user_slot, remove_user_slot, update_owner
from ccmdesk.services.permissions import UseCase, require
from ccmdesk.services.practice_file import owner_of
from ccmdesk.services.user_rules import (
    check_user,
    difference,
    require_an_administrator,
    role_words,
    user_of,
)
from ccmdesk.services.vault_pair import proved, stage, write_pending

_NOTICE = changed(ChangeKind.PRACTICE)


def add_user(
    store: Store,
    actor: Actor,
    user: User,
    *,
    passphrase: str,
    admin_passphrase: str,
    temporary: bool = True,
    kdf: KdfParameters | None = None,
) -> Done[User]:
    """Add a user with a passphrase, and return her with her id.

    A temporary passphrase, one that the administrator knows, must be changed at the first login. Raises
    InvalidValue, WeakPassphrase or WrongPassphrase; then nothing was changed.
    """
    require(store, actor, UseCase.MANAGE_USERS)
    new = replace(user, id=0, version=1, disabled=False, must_change=temporary)
    check_user(new, _users(store))
    require_good_for(store, new, passphrase)
    with proved(store, actor, admin_passphrase) as proof:
        with writing(store, actor) as work:
            added = replace(new, id=people.store_new_user(work.connection, new))
            vault = add_user_slot(
                proof.vault,
                data_key=proof.data_key,
                owner=owner_of(added),
                passphrase=passphrase,
                kdf=kdf or parameters_for(machine_memory()),
            )
            stage(work, vault)
            record(work, before=None, after=added, reason=f"user added as {role_words(added)}{proof.how}")
        write_pending(store, actor)
    return Done(added, _NOTICE)


def change_user(store: Store, actor: Actor, user: User, *, admin_passphrase: str) -> Done[User]:
    """Save what is known of a user, roles too; raise StaleVersion when someone saved first.

    Roles hold from her next unlocking on. Raises LastAdministrator or InvalidValue; then nothing was changed.
    """
    require(store, actor, UseCase.MANAGE_USERS)
    users = _users(store)
    current = user_of(users, user.id)
    if current.version != user.version:
        raise StaleVersion(mine=user, theirs=current, their_version=current.version)
    saved = replace(
        user, version=current.version + 1, disabled=current.disabled, must_change=current.must_change
    )
    check_user(saved, users)
    require_an_administrator(users, saved)
    with proved(store, actor, admin_passphrase) as proof:
        with writing(store, actor) as work:
            people.store_user(work.connection, saved)
            if not saved.disabled and owner_of(saved) != owner_of(current):
                stage(work, update_owner(proof.vault, data_key=proof.data_key, owner=owner_of(saved)))
            record(work, before=current, after=saved, reason=difference(current, saved) + proof.how)
        write_pending(store, actor)
    return Done(saved, _NOTICE)


def disable_user(store: Store, actor: Actor, user_id: int, *, admin_passphrase: str) -> Done[User]:
    """Let a user in no more and take her passphrase out of the key file; her name and work stay.

    What she may have copied before opens with the old data key: offer `change_key` after it. Raises
    LastAdministrator, or UserError for oneself.
    """
    require(store, actor, UseCase.MANAGE_USERS)
    users = _users(store)
    current = user_of(users, user_id)
    if current.disabled:
        return Done(current, changed())
    saved = replace(current, version=current.version + 1, disabled=True, must_change=False)
    require_an_administrator(users, saved)
    if user_id == actor.user_id:
        raise UserError(
            "You cannot disable yourself.", kept="Nothing was changed.", todo="Ask another administrator."
        )
    with proved(store, actor, admin_passphrase) as proof:
        with writing(store, actor) as work:
            people.store_user(work.connection, saved)
            stage(work, remove_user_slot(proof.vault, data_key=proof.data_key, user_id=user_id))
            record(work, before=current, after=saved, reason=f"user disabled{proof.how}")
        write_pending(store, actor)
    return Done(saved, _NOTICE)


def enable_user(
    store: Store,
    actor: Actor,
    user_id: int,
    *,
    passphrase: str,
    admin_passphrase: str,
    temporary: bool = True,
    kdf: KdfParameters | None = None,
) -> Done[User]:
    """Let a disabled user in again, with a new passphrase; the one of before stays void."""
    require(store, actor, UseCase.MANAGE_USERS)
    current = user_of(_users(store), user_id)
    if not current.disabled:
        return Done(current, changed())
    saved = replace(current, version=current.version + 1, disabled=False, must_change=temporary)
    require_good_for(store, saved, passphrase)
    with proved(store, actor, admin_passphrase) as proof:
        with writing(store, actor) as work:
            people.store_user(work.connection, saved)
            vault = add_user_slot(
                proof.vault,
                data_key=proof.data_key,
                owner=owner_of(saved),
                passphrase=passphrase,
                kdf=kdf or parameters_for(machine_memory()),
            )
            stage(work, vault)
            record(work, before=current, after=saved, reason=f"user enabled{proof.how}")
        write_pending(store, actor)
    return Done(saved, _NOTICE)


def last_logins(store: Store, actor: Actor) -> dict[int, datetime]:
    """Return when (UTC) each user last came in, by id; who did not lately is left out."""
    require(store, actor, UseCase.MANAGE_USERS)
    with reading(store) as connection:
        return find_last_logins(connection)


def record(work: UnitOfWork, *, before: User | None, after: User, reason: str) -> None:
    """Write what became of a user into the audit trail, and keep what she was."""
    old = "" if before is None else codec.to_json(before)
    work.audit(
        AuditKind.PRIVILEGE,
        object_kind="user",
        object_id=after.id,
        reason=reason,
        before=old,
        after=codec.to_json(after),
    )
    if before is not None:
        work.keep_history(
            object_kind="user",
            object_id=after.id,
            patient_id=None,
            version=before.version,
            body=old,
            reason=reason,
        )


def require_good_for(store: Store, user: User, passphrase: str) -> None:
    """Raise WeakPassphrase unless a passphrase is good enough for a user of this practice."""
    with reading(store) as connection:
        practice = people.load_practice(connection)
    require_good_passphrase(passphrase, familiar=(user.name, user.login, practice.name))


def _users(store: Store) -> tuple[User, ...]:
    with reading(store) as connection:
        return people.load_users(connection)
