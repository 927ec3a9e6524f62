"""What a page works with: theme, lane, open practice, notices, and the way to other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.practice import Actor
from ccmdesk.services.store import Store
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.dialog import DialogHost
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.message_bar import MessageBar
from ccmdesk.ui.common.theme import Theme


@dataclass(frozen=True, slots=True)
class Route:
    """Say where to go: a page, and there a patient and section where the page has them."""

    page: str
    patient_id: int | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Say which patient the pages are about now, so that the clock bar can offer to start on her."""

    patient_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Ask for a preview of a PDF: `make` runs on the lane and returns its bytes.

    `title` is neutral (no patient), `file_name` the neutral name proposed when it is saved.
    """

    title: str
    file_name: str
    patient_id: int | None
    make: Callable[[], bytes]


def _keep(_wide: bool) -> None:
    """Keep the width as it is, where there is no rail to give way."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold what every page needs; made anew each time a practice is unlocked.

    `navigate` opens a page; `select` tells the window which patient is looked at; `start_clock` asks it to
    start the clock on a patient; `log_contact` opens the contact form for a patient, in the window;
    `set_wide` asks for the width of the rail while a page needs it.
    """

    theme: Theme
    lane: Lane
    store: Store
    actor: Actor
    clock: Clock
    folder: Path
    notice: ChangeNotice
    messages: MessageBar
    dialogs: DialogHost
    navigate: Callable[[Route], None]
    select: Callable[[Selection | None], None]
    start_clock: Callable[[Selection], None]
    log_contact: Callable[[Selection], None]
    print_paper: Callable[[Paper], None]
    set_wide: Callable[[bool], None] = _keep

    @property
    def zone(self) -> str:
        """Return the practice's time zone."""
        return self.store.zone
