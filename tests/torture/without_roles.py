"""A pytest plugin for a negative control: no role is asked for any more, and the tests must fail."""

from __future__ import annotations

from typing import Any

from ccmdesk.services import permissions


def _anyone(*_given: Any, **_named: Any) -> None:
    return None


setattr(permissions, "require", _anyone)  # noqa: B010 - the control breaks it on purpose
