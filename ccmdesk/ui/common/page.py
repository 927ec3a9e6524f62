"""What a page is to the window: the protocol it keeps and the value that registers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from ccmdesk.domain.changes import Changes
from ccmdesk.ui.common.icons import Icon


@dataclass(frozen=True, slots=True)
class ShortcutSpec:
    """Describe a key of a page: `keys` as Qt writes them, what it does, the function that does it."""

    keys: str
    words: str
    run: Callable[[], None]


class Page(Protocol):
    """Stand in the window's stack; a page is a QWidget that also keeps these."""

    @property
    def page_key(self) -> str:
        """Return the stable name of the page, the first part of its object names."""
        ...

    def refresh(self, changes: Changes) -> None:
        """Show what changed; empty changes mean: look at everything again."""
        ...

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys that work while the page is shown."""
        ...

    def leave(self) -> bool:
        """Save what was typed; return False to stay, with the reason already on the page."""
        ...


@dataclass(frozen=True, slots=True)
class PageSpec:
    """Register a page: key, title, icon, and the function that makes its widget on the first visit.

    A page that opens from others only (`in_rail` False) has no item in the rail.
    """

    key: str
    title: str
    icon: Icon
    factory: Callable[[], QWidget]
    in_rail: bool = True
