"""Where a user was when her session ended by itself, kept in the encrypted file until she is back."""

from __future__ import annotations

from ccmdesk.domain.practice import Actor
from ccmdesk.models.store import Store
from ccmdesk.services.permissions import UseCase, require
from ccmdesk.services.preferences import set_user_preference, user_preference

_KEY = "last_place"


def keep_place(store: Store, actor: Actor, place: object) -> None:
    """Keep a JSON value that says where this user was and what she had half typed."""
    require(store, actor, UseCase.KEEP_OWN_SETTINGS)
    set_user_preference(store, actor, _KEY, place)


def take_place(store: Store, actor: Actor) -> object:
    """Return what was kept, once: it is gone then; None when nothing was."""
    require(store, actor, UseCase.KEEP_OWN_SETTINGS)
    place = user_preference(store, actor, _KEY)
    if place is not None:
        set_user_preference(store, actor, _KEY, None)
    return place
