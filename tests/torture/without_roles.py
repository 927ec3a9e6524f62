"""A pytest plugin for a negative control: no role is asked for any more, and the tests must fail."""

from __future__ import annotations

from ccmdesk.services import permissions

permissions.require = lambda store, actor, use: None
