"""Who comes into a practice file that a passphrase or the recovery key opened, and the record of it."""

from __future__ import annotations

from dataclasses import dataclass

from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Actor, Role, User
from ccmdesk.models.people import load_practice, load_preference, load_users, store_preference
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, reading, writing
from ccmdesk.models.vault_record import forget_previous_anchor_key
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.errors import WrongPassphrase
from ccmdesk.security.vault import Vault
from ccmdesk.services.key_swap import carry_anchors
from ccmdesk.services.lock_screen import VAULT
from ccmdesk.services.opening_check import (
    Acceptance,
    OpeningCheck,
    check_opening,
    forget_announced,
    record_acceptance,
    require_as_left,
    require_silently,
)
from ccmdesk.services.permissions import UseCase
from ccmdesk.services.vault_pair import Proof, require_same_slot, settle, stage, write_pending

_PRACTICE = 0
_TO_CONFIRM = "recovery_key.to_confirm"


class SetUpUnfinished(UserError):
    """Refuse a practice file whose recovery key nobody has typed back from the paper yet."""

    def __init__(self) -> None:
        super().__init__(
            "The set-up of this practice was not finished: its recovery key was never typed back.",
            kept="Nothing was lost.",
            todo="Open it in the window, print the new recovery sheet and type its key back.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold who comes in, how and why, the vault to write once all is open, and whether a set-up goes on.

    `acceptance` is given by an administrator who comes into a file that is not as it was left.
    """

    user_id: int
    kind: AuditKind
    reason: str = ""
    to_write: Vault | None = None
    resumes: bool = False
    acceptance: Acceptance | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """Hold who came in, the practice's name, and what the check at opening had to say."""

    user: User
    practice_name: str
    remarks: tuple[str, ...]


def admit(store: Store, opened: Proof, entry: Entry) -> Admitted:
    """Check that the file is as it was left, make the key file agree with it, and record who comes in.

    `opened` is the vault found on the disk and its data key. Raises WrongPassphrase for a user who is
    disabled, SetUpUnfinished, PassphraseReplaced, or one of the FileNotAsLeft family.
    """
    carried = carry_anchors(store)
    check = check_opening(store)
    require_as_left(check, entry.acceptance)
    with reading(store) as connection:
        users = load_users(connection)
        name = load_practice(connection).name
        to_confirm = load_preference(connection, _PRACTICE, _TO_CONFIRM) is True
    user = _who(users, entry)
    if to_confirm and entry.kind is AuditKind.LOGIN and not entry.resumes:
        raise SetUpUnfinished
    if check.findings:
        require_silently(actor_of(user), UseCase.RESTORE)
    settled = settle(store, actor_of(user), opened=opened, users=users)
    with writing(store, actor_of(user)) as work:
        _record(work, user, entry, check)
        if carried:
            forget_previous_anchor_key(work.connection)
        if to_confirm and entry.kind is AuditKind.BREAK_GLASS:
            confirmed(work)  # by being typed from the paper
        if entry.to_write is not None and settled is opened.vault:
            _stage_vault(work, store, entry.to_write)
        work.flush_anchor()
    forget_announced(store.anchorage.places)
    write_pending(store, actor_of(user))
    if user.disabled:
        raise WrongPassphrase
    if entry.kind is AuditKind.LOGIN:
        require_same_slot(user.id, before=opened.vault, settled=settled)
    return Admitted(user, name, check.remarks)


def actor_of(user: User) -> Actor:
    """Return a user as the one who acts."""
    return Actor(user.id, user.name, user.credential, user.roles)


def await_confirmation(work: UnitOfWork, *, wanted: bool) -> None:
    """Keep whether the recovery key is still to be typed back from the paper."""
    store_preference(work.connection, _PRACTICE, _TO_CONFIRM, value=wanted)


def confirmed(work: UnitOfWork) -> None:
    """Record that the recovery key was typed back from the paper: the set-up is finished."""
    await_confirmation(work, wanted=False)
    work.audit(AuditKind.AMEND, object_kind="practice", object_id=1, reason="recovery key confirmed")


def _who(users: tuple[User, ...], entry: Entry) -> User:
    """Return who comes in: the first administrator who may, where the recovery key opened."""
    if entry.kind is AuditKind.BREAK_GLASS:
        found = next((u for u in users if Role.ADMINISTRATOR in u.roles and not u.disabled), None)
    else:
        found = next((user for user in users if user.id == entry.user_id), None)
    if found is None:  # a key file from elsewhere, which opens the database all the same
        raise WrongPassphrase
    return found


def _record(work: UnitOfWork, user: User, entry: Entry, check: OpeningCheck) -> None:
    if check.findings and entry.acceptance is not None:
        record_acceptance(work, check, acceptance=entry.acceptance)
    why = "refused: this user is disabled" if user.disabled else entry.reason
    reason = "; ".join(filter(None, (why, *check.remarks)))
    work.audit(entry.kind, object_kind="user", object_id=user.id, reason=reason)


def _stage_vault(work: UnitOfWork, store: Store, vault: Vault) -> None:
    gone = not store.database.with_name(VAULT).exists()
    reason = "vault.json was missing and is put back from vault.json.old" if gone else "new recovery key"
    work.audit(AuditKind.RESTORE if gone else AuditKind.PRIVILEGE, object_kind="vault", reason=reason)
    stage(work, vault)
