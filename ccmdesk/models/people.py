"""Read and write the practice, its billing practitioners, users and preferences."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from ccmdesk.domain.practice import BillingPractitioner, Practice, Role, User
from ccmdesk.models import codec
from ccmdesk.models.rows_practice import (
    BillingPractitionerRow,
    PracticeRow,
    PreferenceRow,
    UserRoleRow,
    UserRow,
)


def load_practice(connection: Connection) -> Practice:
    """Return the practice."""
    row = connection.execute(select(PracticeRow.body, PracticeRow.version)).one()
    return replace(codec.from_json(Practice, row.body), version=row.version)


def store_practice(connection: Connection, practice: Practice) -> None:
    """Write the practice with its version number."""
    connection.execute(
        update(PracticeRow).values(version=practice.version, zone=practice.zone, body=codec.to_json(practice))
    )


def load_practitioners(connection: Connection) -> tuple[BillingPractitioner, ...]:
    """Return all billing practitioners by name."""
    r = BillingPractitionerRow
    rows = connection.execute(select(r.name, r.npi, r.taxonomy, r.id, r.active, r.version).order_by(r.name))
    return tuple(BillingPractitioner(*row) for row in rows)


def store_practitioner(connection: Connection, practitioner: BillingPractitioner) -> int:
    """Write a billing practitioner, a new one when the id is 0, and return the id."""
    values = {
        "version": practitioner.version,
        "name": practitioner.name,
        "npi": practitioner.npi,
        "taxonomy": practitioner.taxonomy,
        "active": practitioner.active,
    }
    if practitioner.id:
        connection.execute(
            update(BillingPractitionerRow)
            .where(BillingPractitionerRow.id == practitioner.id)
            .values(**values)
        )
        return practitioner.id
    result = connection.execute(
        insert(BillingPractitionerRow).values(**values).returning(BillingPractitionerRow.id)
    )
    return result.scalar_one()


def load_users(connection: Connection) -> tuple[User, ...]:
    """Return all users in the order in which they were added."""
    roles: dict[int, set[Role]] = {}
    for user_id, role in connection.execute(select(UserRoleRow.user_id, UserRoleRow.role)):
        roles.setdefault(user_id, set()).add(role)
    u = UserRow
    rows = connection.execute(
        select(
            u.login, u.name, u.credential, u.licence, u.npi, u.id, u.disabled, u.version, u.must_change
        ).order_by(u.id)
    )
    return tuple(
        User(
            login=row.login,
            name=row.name,
            credential=row.credential,
            roles=frozenset(roles.get(row.id, ())),
            licence=row.licence,
            npi=row.npi,
            id=row.id,
            disabled=row.disabled,
            version=row.version,
            must_change=row.must_change,
        )
        for row in rows
    )


def store_new_user(connection: Connection, user: User) -> int:
    """Write a new user and return the id, which is never used twice."""
    result = connection.execute(
        insert(UserRow).values(**_user_values(user) | {"version": 1}).returning(UserRow.id)
    )
    user_id = result.scalar_one()
    _store_roles(connection, user_id, user.roles)
    return user_id


def store_user(connection: Connection, user: User) -> None:
    """Write a user who is there already, with the version number given."""
    connection.execute(update(UserRow).where(UserRow.id == user.id).values(**_user_values(user)))
    connection.execute(delete(UserRoleRow).where(UserRoleRow.user_id == user.id))
    _store_roles(connection, user.id, user.roles)


def _user_values(user: User) -> dict[str, object]:
    return {
        "version": user.version,
        "login": user.login,
        "name": user.name,
        "credential": user.credential,
        "licence": user.licence,
        "npi": user.npi,
        "disabled": user.disabled,
        "must_change": user.must_change,
    }


def _store_roles(connection: Connection, user_id: int, roles: frozenset[Role]) -> None:
    connection.execute(insert(UserRoleRow), [{"user_id": user_id, "role": role} for role in sorted(roles)])


def load_preference(connection: Connection, user_id: int, key: str) -> object:
    """Return a preference of a user (0: the practice), or None when it was never set."""
    p = PreferenceRow
    text = connection.execute(select(p.value).where(p.user_id == user_id, p.key == key)).scalar_one_or_none()
    return None if text is None else json.loads(text)


def store_preference(connection: Connection, user_id: int, key: str, *, value: object) -> None:
    """Write a preference of a user (0: the practice) as JSON."""
    p = PreferenceRow
    text = json.dumps(value, ensure_ascii=False)
    done = connection.execute(update(p).where(p.user_id == user_id, p.key == key).values(value=text))
    if not done.rowcount:
        connection.execute(insert(p).values(user_id=user_id, key=key, value=text))
