"""Coming in at the lock screen: by passphrase, by PIN where the practice is still open, by the paper key."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ccmdesk.domain.errors import UserError
from ccmdesk.services.lock_screen import prove
from ccmdesk.ui.lock_screen.values import RecoveryWish, UnlockWish

if TYPE_CHECKING:
    from ccmdesk.ui.locking import PinTries
    from ccmdesk.ui.room import Room
    from ccmdesk.ui.wizard.making import Made
    from ccmdesk.ui.workplace import Workplace


class Unlocking(QObject):
    """Carry out what the lock screen asks for; the workplace shows what comes of it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._place = place
        self._pin: PinTries | None = None

    def begin(self) -> None:
        """Give the PIN its tries again: the window has just been locked."""
        from ccmdesk.ui.locking import PinTries  # with a locked room it is loaded already

        self._pin = PinTries()

    def unlock(self, wish: UnlockWish, *, discard: bool = False) -> None:
        """Let a user in with her passphrase or PIN, or another one in her place."""
        lock, folder = self._place.lock_screen, self._place.folder
        if lock is None or folder is None:
            return
        room = self._place.room
        if room is not None and wish.user != str(room.user_id):
            words = self.tr("%1 has something open that is not saved. Logging in discards it.")
            agreed = partial(self.unlock, wish, discard=True)
            if not discard and self._place.asks(words, self.tr("Discard it and log in"), agreed=agreed):
                return
        lock.set_busy(busy=True)
        if room is not None and wish.user == str(room.user_id):
            self._unlock_again(room, folder, passphrase=wish.passphrase)
            return
        if room is None:
            self._open_as(folder, wish)
            return
        # The room of the one before is given up only for someone who may come in.
        self._place.lane.run(
            partial(prove, folder, int(wish.user), passphrase=wish.passphrase, clock=self._place.clock),
            then=lambda _: self._open_as(folder, wish),
            failed=self._refuse,
            owner=self,
        )

    def _unlock_again(self, room: Room, folder: Path, *, passphrase: str) -> None:
        from ccmdesk.services.quick_unlock import is_pin

        if is_pin(passphrase):
            self._try_pin(room, passphrase)
            return
        self._place.lane.run(
            partial(prove, folder, room.user_id, passphrase=passphrase, clock=self._place.clock),
            then=lambda _: self._come_back_noted(),
            failed=self._refuse,
            owner=self,
        )

    def _come_back_noted(self) -> None:
        from ccmdesk.services.quick_unlock import note_unlock

        if self._place.room is not None:
            self._place.lane.run(note_unlock, self._place.room.desk.store, self._place.room.desk.actor)
        self._place.come_back()

    def _try_pin(self, room: Room, pin: str) -> None:
        from ccmdesk.services.quick_unlock import unlock_with_pin

        tries = self._pin
        if tries is None:
            return
        if tries.left == 0:
            self._place.refuse(tries.words())
            return
        left = self._pin = tries.one_less()
        self._place.lane.run(
            unlock_with_pin,
            room.desk.store,
            room.desk.actor,
            pin,
            then=lambda right: self._place.come_back() if right else self._place.refuse(left.words()),
            failed=self._refuse,
            owner=self,
        )

    def _open_as(self, folder: Path, wish: UnlockWish) -> None:
        from ccmdesk.ui.room import open_as

        facts = self._place.facts
        if facts is None:
            return
        login = next(u.login for u in facts.users if str(u.user_id) == wish.user)
        leave = self._place.leave_room()
        self._place.lane.run(
            partial(
                open_as,
                folder,
                login,
                passphrase=wish.passphrase,
                clock=self._place.clock,
                leave=leave,
                kept_copy=facts.from_kept_copy,
            ),
            then=self._place.enter,
            failed=lambda error: self._resume_or_refuse(error, folder, login, passphrase=wish.passphrase),
            owner=self,
        )

    def _resume_or_refuse(self, error: UserError, folder: Path, login: str, *, passphrase: str) -> None:
        from ccmdesk.services.admission import SetUpUnfinished
        from ccmdesk.ui.wizard.making import resume

        if not isinstance(error, SetUpUnfinished):
            self._refuse_or_tell_damage(error, login)
            return
        self._place.lane.run(
            partial(resume, folder, login, passphrase=passphrase, clock=self._place.clock),
            then=self._finish_set_up,
            failed=self._refuse,
            owner=self,
        )

    def _finish_set_up(self, made: Made) -> None:
        self._place.clear_lock()
        self._place.welcome(resumed=made)

    def recover(self, wish: RecoveryWish, *, discard: bool = False) -> None:
        """Open the practice with the key on paper."""
        lock, folder = self._place.lock_screen, self._place.folder
        if lock is None or folder is None:
            return
        from ccmdesk.services.practice_file import confirm_recovery_key

        words = self.tr("%1 has something open that is not saved. Opening with the recovery key discards it.")
        agreed = partial(self.recover, wish, discard=True)
        if not discard and self._place.asks(words, self.tr("Discard it and open"), agreed=agreed):
            return
        lock.set_busy(busy=True)
        self._place.lane.run(
            partial(confirm_recovery_key, folder, typed=wish.recovery_key),
            then=lambda _: self._open_by_recovery_key(folder, wish),
            failed=self._refuse,
            owner=self,
        )

    def _open_by_recovery_key(self, folder: Path, wish: RecoveryWish) -> None:
        from ccmdesk.ui.room import open_by_recovery_key

        leave = self._place.leave_room()
        self._place.lane.run(
            partial(
                open_by_recovery_key,
                folder,
                wish.recovery_key,
                reason=wish.reason,
                clock=self._place.clock,
                leave=leave,
                kept_copy=self._place.facts is not None and self._place.facts.from_kept_copy,
            ),
            then=self._place.enter,
            failed=self._refuse_or_tell_damage,
            owner=self,
        )

    def _refuse_or_tell_damage(self, error: UserError, login: str = "") -> None:
        if not self._place.damaged.tell(error, login=login):
            self._refuse(error)

    def _refuse(self, error: UserError) -> None:
        from ccmdesk.services.attempts import TooManyTries  # with an answer it is loaded already

        lock = self._place.lock_screen
        if isinstance(error, TooManyTries) and lock is not None:
            lock.refuse_for(error.seconds)
        else:
            self._place.refuse(str(error))
