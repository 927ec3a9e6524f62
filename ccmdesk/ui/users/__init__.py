"""The users page: who may work with the practice file, and with which keys."""

from __future__ import annotations

from ccmdesk.ui.users.page import UsersPage

__all__ = ["UsersPage"]
