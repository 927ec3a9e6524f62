"""What must hold of the users of a practice, before and after every change of them."""

from __future__ import annotations

from ccmdesk.domain.errors import InvalidValue, NotFound, UserError
from ccmdesk.domain.practice import CREDENTIALS, Role, User, npi_is_valid

_KEPT = "Nothing was changed."


class LastAdministrator(UserError):
    """Refuse a change after which nobody could look after the practice."""

    def __init__(self) -> None:
        super().__init__(
            "A practice needs at least one administrator.",
            kept=_KEPT,
            todo="Make somebody else an administrator first.",
        )


def check_user(user: User, others: tuple[User, ...]) -> None:
    """Raise InvalidValue, naming the field, for a user who could not log in or be billed for.

    `others` are the users of the practice, disabled ones too: a login is never given twice.
    """
    if not user.name.strip():
        raise InvalidValue("name", "The user needs a name.")
    if not user.name.isprintable() or len(user.name) > 200:
        raise InvalidValue("name", "A name has at most 200 printable characters.")
    login = user.login
    if not login.strip() or login != login.strip():
        raise InvalidValue("login", "The login is a short name without blanks around it.")
    if not login.isprintable() or len(login) > 200:
        raise InvalidValue("login", "A login has at most 200 printable characters.")
    if any(other.login.casefold() == login.casefold() and other.id != user.id for other in others):
        raise InvalidValue("login", "This login is taken.", todo="Choose another; logins are never reused.")
    if user.credential not in CREDENTIALS:
        raise InvalidValue("credential", "This credential is not known.", todo="Choose one of the list.")
    if not user.roles:
        raise InvalidValue("roles", "The user needs at least one role.")
    if user.npi and not npi_is_valid(user.npi):
        raise InvalidValue("npi", "This NPI is not valid.", todo="Check its ten digits.")


def require_an_administrator(users: tuple[User, ...], changed: User) -> None:
    """Raise LastAdministrator when nobody who may log in would be an administrator after a change."""
    after = [changed if user.id == changed.id else user for user in users]
    if not any(Role.ADMINISTRATOR in user.roles and not user.disabled for user in after):
        raise LastAdministrator


def user_of(users: tuple[User, ...], user_id: int) -> User:
    """Return a user by id; raise NotFound."""
    found = next((user for user in users if user.id == user_id), None)
    if found is None:
        raise NotFound("This user is not in the practice file.")
    return found


def difference(before: User, after: User) -> str:
    """Return what changed of a user, in words for the audit trail."""
    said = [
        f"{field} {old or 'none'} to {new or 'none'}"
        for field in ("login", "name", "credential", "licence", "npi")
        if (old := getattr(before, field)) != (new := getattr(after, field))
    ]
    if before.roles != after.roles:
        said.append(f"roles {role_words(before)} to {role_words(after)}")
    return "changed: " + "; ".join(said) if said else "nothing changed"


def role_words(user: User) -> str:
    """Return the roles of a user as they are stored, in their common order."""
    return ", ".join(role.value for role in Role if role in user.roles)
