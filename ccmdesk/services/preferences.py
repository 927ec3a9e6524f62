"""Preferences of a user and of the practice, kept in the encrypted file."""

from __future__ import annotations

from ccmdesk.domain.practice import Actor
from ccmdesk.models import people
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.services.permissions import UseCase, require

_PRACTICE = 0


def user_preference(store: Store, actor: Actor, key: str) -> object:
    """Return a JSON value that this user set, or None."""
    require(store, actor, UseCase.KEEP_OWN_SETTINGS)
    with reading(store) as connection:
        return people.load_preference(connection, actor.user_id, key)


def set_user_preference(store: Store, actor: Actor, key: str, value: object) -> None:
    """Keep a JSON value for this user."""
    require(store, actor, UseCase.KEEP_OWN_SETTINGS)
    with writing(store, actor) as work:
        people.store_preference(work.connection, actor.user_id, key, value=value)


def practice_preference(store: Store, actor: Actor, key: str) -> object:
    """Return a JSON value that holds for the whole practice, or None."""
    require(store, actor, UseCase.READ_PRACTICE)
    with reading(store) as connection:
        return people.load_preference(connection, _PRACTICE, key)
