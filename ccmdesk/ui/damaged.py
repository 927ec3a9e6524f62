"""What the window does with a practice file that is damaged: it says so and offers the choices."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ccmdesk.domain.errors import UserError

if TYPE_CHECKING:
    from ccmdesk.ui.damage import DamageScreen
    from ccmdesk.ui.workplace import Workplace


class Damaged(QObject):
    """Show the damage screen and carry out what is chosen there."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._place = place
        self._screen: DamageScreen | None = None

    def tell(self, error: UserError, *, login: str = "") -> bool:
        """Show what is damaged; return False when the error is no damage. `login` is who tried to come in."""
        from ccmdesk.services.damage import copies_of, damage_of  # not before something is wrong
        from ccmdesk.ui.damage import DamageScreen

        place, folder = self._place, self._place.folder
        damage = None if folder is None else damage_of(error, folder)
        if damage is None or folder is None:
            return False
        self.clear()
        place.clear_lock()
        users = () if place.facts is None else tuple((u.login, u.titled) for u in place.facts.users)
        screen = DamageScreen(place.theme, damage, users=users, login=login)
        screen.restore.connect(lambda: place.welcome(restoring=folder))
        screen.other.connect(self._look_elsewhere)
        screen.go_on.connect(partial(self._go_on, folder))
        self._screen = screen
        place.window.show_clock(shown=False)
        place.window.show_screen(screen)
        screen.setFocus()
        place.lane.run(copies_of, folder, then=screen.show_copies, owner=screen)
        return True

    def clear(self) -> None:
        """Take the damage screen away."""
        screen, self._screen = self._screen, None
        if screen is not None:
            self._place.window.drop_screen(screen)

    def _look_elsewhere(self) -> None:
        self._place.folder = self._place.facts = None
        self._place.welcome()

    def _go_on(self, folder: Path, login: str, reason: str, passphrase: str) -> None:
        from ccmdesk.services.opening_check import Acceptance
        from ccmdesk.ui.room import open_as

        place, screen = self._place, self._screen
        facts = place.facts
        if screen is None or facts is None:
            return
        work = partial(
            open_as,
            folder,
            login,
            passphrase=passphrase,
            clock=place.clock,
            leave=None,
            kept_copy=facts.from_kept_copy,
            acceptance=Acceptance(reason),
        )
        refuse = screen.refuse
        place.lane.run(work, then=place.enter, failed=lambda error: refuse(str(error)), owner=screen)
