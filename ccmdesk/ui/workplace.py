"""What the window goes through: welcome, lock screen, the frame of an open practice, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.errors import UserError
from ccmdesk.services.lock_screen import LockScreen as LockFacts
from ccmdesk.services.lock_screen import lock_screen, prove
from ccmdesk.settings import Known
from ccmdesk.ui.common.lane import Lane, Trouble
from ccmdesk.ui.common.say import clock_time
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.lock_screen.time import LockTime
from ccmdesk.ui.lock_screen.values import LockUser, LockView, RecoveryWish, UnlockWish
from ccmdesk.ui.locking import Locking, LockReason, PinTries, clear_clipboard, lock_words
from ccmdesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from ccmdesk.services.practice_file import OpenPractice
    from ccmdesk.ui.entrance import Entrance
    from ccmdesk.ui.room import Room
    from ccmdesk.ui.wizard.making import Made


def _unknown(folder: Path) -> Known:
    return Known(str(folder))


def _forget(known: Known) -> None:
    del known


@dataclass(frozen=True, slots=True)
class Hooks:
    """Hold what the composition root does for the workplace: remember a practice, report a bug.

    `keep` and `known` are for what the lock screen shows of a practice file before it is opened. `start_anew`
    ends this process soon, whatever it still does, and starts a fresh one at a practice's lock screen.
    """

    remember: Callable[[Path], None]
    recent: Callable[[], tuple[Path, ...]]
    report: Callable[[BaseException], None]
    known: Callable[[Path], Known] = _unknown
    keep: Callable[[Known], None] = _forget
    start_anew: Callable[[Path], None] | None = None


def _load_ahead() -> None:
    """Load what an open practice needs; called on the lane, so that the passphrase can be typed meanwhile."""
    import ccmdesk.ui.room
    import ccmdesk.ui.system_signals  # noqa: F401 - their loading is what is wanted


def _say_trouble(room: Room, sentence: str) -> None:
    from ccmdesk.ui.common.message_bar import Message  # with a room it is loaded already

    room.frame.say(Message(sentence, trouble=True))


class Workplace(QObject):
    """Lead the window from one screen to the next.

    The database and all pages are loaded behind the lock screen, so that it is painted at once.
    """

    def __init__(self, window: MainWindow, theme: Theme, *, clock: Clock, hooks: Hooks) -> None:
        super().__init__(window)
        self.window = window
        self._theme = theme
        self._clock = clock
        self._hooks = hooks
        self._lane = Lane(self)
        self._lane.user_error.connect(self._tell)
        self._lane.bug.connect(self._report)
        self._lock: LockScreen | None = None
        self._facts: LockFacts | None = None
        self._folder: Path | None = None
        self._room: Room | None = None
        self._entrance: Entrance | None = None
        self._closes_when_idle = False
        self._unsaved = False
        self._pin = PinTries()
        self._locking = Locking(clock, parent=self, on_call=self._on_call)
        self._locking.hide.connect(self.lock)
        self._locking.end.connect(self.end)
        self._lane.idle_changed.connect(self._close_at_last)
        window.closing.connect(self.close)

    def begin(self, folder: Path | None, *, anew: bool = False) -> None:
        """Show the lock screen of a practice file, or the welcome when there is none to open.

        `anew` says that this process took the place of one whose session ended by itself.
        """
        if folder is None:
            self.welcome()
            return
        words = self.tr("Locked, and the key put away. Unlock to go on where you were.")
        self.show_lock(folder, words if anew else "")

    def welcome(self, sentence: str = "", *, resumed: Made | None = None) -> None:
        """Show what can be done without a practice file, with a sentence where something went wrong.

        With `resumed` the set-up of that practice file is finished first.
        """
        from ccmdesk.ui.entrance import Entrance

        self.window.show_clock(shown=False)
        entrance = Entrance(
            self._theme,
            lane=self._lane,
            clock=self._clock,
            recent=self._hooks.recent(),
            sentence=sentence,
            resumed=resumed,
        )
        entrance.chosen.connect(lambda folder, sentence: self._leave_for(entrance, folder, sentence))
        entrance.made.connect(lambda opened: self._enter_from(entrance, opened))
        self._entrance = entrance
        self.window.show_screen(entrance)
        entrance.take_keyboard()

    def show_lock(self, folder: Path, sentence: str = "") -> None:
        """Show the lock screen of a practice file that is not open, with a sentence where there is one."""
        try:
            self._facts = lock_screen(folder)
        except UserError as error:
            self.welcome(str(error))
            return
        self._folder = folder
        if self._facts.from_kept_copy:
            sentence = self.tr(
                "The key file (vault.json) is missing. A copy from before its last change (vault.json.old) is"
                " here. Unlocking puts it in its place; users and passphrases are then as they were before."
            )
        self._show_lock_screen(sentence)
        if self._lock is not None:
            self._lock.installEventFilter(self)

    def lock(self, reason: LockReason = LockReason.USER) -> None:
        """Hide everything and ask for the passphrase again; the clock and open forms stay behind it.

        What cannot be saved does not keep the screen open: it waits in the hidden page.
        """
        room = self._room
        if room is None or self._lock is not None:
            return
        kept = self.tr("What is open there is kept until %1 unlocks.")
        self._unsaved = True
        self._pin = PinTries()
        try:
            if room.frame.leave() and room.frame.dialogs.current() is None:
                kept = self.tr("Drafts are saved.")
                self._unsaved = False
            room.hide()
        finally:  # whatever goes wrong on a page, nothing of it stays in view
            at = clock_time(self._clock.wall().astimezone(ZoneInfo(room.zone)))
            why = lock_words(reason, name=room.actor_name, at=at)
            kept = kept.replace("%1", room.actor_name)
            self._show_lock_screen(f"{why} {kept}", current=str(room.user_id))
            clear_clipboard()
            self._locking.watch.hidden()
        from ccmdesk.services.quick_unlock import note_lock  # with a room it is loaded already

        self._lane.run(note_lock, room.desk.store, room.desk.actor, str(reason))

    def end(self, reason: LockReason) -> None:
        """Hide everything, put what is open into the practice file and close it, and start a fresh process.

        No key and no patient's text is left in memory then; the same user goes on where she was.
        """
        self.lock(reason)
        room, folder = self._room, self._folder
        self._locking.watch.end()
        if room is None or folder is None:
            return
        from ccmdesk.services.last_place import keep_place

        self._lane.run(keep_place, room.desk.store, room.desk.actor, room.place().to_json())
        anew = self._hooks.start_anew
        if anew is not None:
            anew(folder)
        close = self._leave_room()
        if anew is not None:
            self._lane.stop(last=close)
            self.window.hold_open(held=False)
            self.window.close()
        elif close is not None:
            self._lane.run(close)

    def _on_call(self) -> bool:
        return self._room is not None and self._room.on_call()

    def close(self) -> None:
        """Save what was typed and close the practice file; called when the window is to close."""
        room = self._room
        if self._entrance is not None and not self._entrance.leave():
            self.window.hold_open(held=True)
            return
        if room is not None:
            if not self._may_leave(room):
                self.window.hold_open(held=True)
                return
            if not self._lane.idle():
                # What was typed while an earlier text was being saved is sent only after that.
                self.window.hold_open(held=True)
                self._closes_when_idle = True
                return
            room.close()
            self._room = None
        self.window.hold_open(held=False)
        self._lane.stop(last=None if room is None else room.close_file)

    def _may_leave(self, room: Room) -> bool:
        if self._lock is not None:
            words = self.tr("%1 has something open that is not saved. Closing the window discards it.")
            return not self._asks(words, self.tr("Discard it and close"), agreed=self._discard_and_close)
        if room.frame.dialogs.current() is None:
            return room.frame.leave()
        words = self.tr("A form is still open. Save or cancel it, then close the window again.")
        _say_trouble(room, words)
        return False

    def _discard_and_close(self) -> None:
        self._unsaved = False
        self.window.close()

    def _close_at_last(self, idle: bool) -> None:
        if idle and self._closes_when_idle:
            self._closes_when_idle = False
            # After the answer that made the lane idle was taken.
            QTimer.singleShot(0, self, self.window.close)

    def _show_lock_screen(self, sentence: str, *, current: str = "") -> None:
        facts = self._facts
        if facts is None:
            return
        known = Known("") if self._folder is None else self._hooks.known(self._folder)
        lock = self._lock or self._made_lock(known.zone)
        users = tuple(LockUser(str(u.user_id), u.titled, u.roles) for u in facts.users)
        name = known.name or facts.name
        lock.show_view(LockView(name, sentence, users, current or str(known.user_id)))
        self.window.show_clock(shown=self._room is not None)
        self.window.show_screen(lock)
        lock.passphrase_edit().setFocus()

    def _made_lock(self, zone: str) -> LockScreen:
        lock = LockScreen(self._theme)
        lock.unlock.connect(self._unlock)
        lock.recover.connect(self._recover)
        lock.other.connect(self._go_to_another)
        zone = zone if self._room is None else self._room.zone
        time = LockTime(self._clock, lock.show_time, zone=zone, owner=lock)
        self.window.activated.connect(time.tick)  # a computer that slept has not counted the minute
        self._lock = lock
        return lock

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Load the database and the pages as soon as the lock screen is painted, and not before."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._load_behind)
        return False

    def _load_behind(self) -> None:
        self._lane.run(_load_ahead, then=lambda _: self._locking.listen(), owner=self)
        self._locking.follow(self.window.windowHandle())

    def _unlock(self, wish: UnlockWish, *, discard: bool = False) -> None:
        lock, folder = self._lock, self._folder
        if lock is None or folder is None:
            return
        room = self._room
        if room is not None and wish.user != str(room.user_id):
            words = self.tr("%1 has something open that is not saved. Logging in discards it.")
            agreed = partial(self._unlock, wish, discard=True)
            if not discard and self._asks(words, self.tr("Discard it and log in"), agreed=agreed):
                return
        lock.set_busy(busy=True)
        if room is not None and wish.user == str(room.user_id):
            self._unlock_again(room, folder, passphrase=wish.passphrase)
            return
        if room is None:
            self._open_as(folder, wish)
            return
        # The room of the one before is given up only for someone who may come in.
        self._lane.run(
            partial(prove, folder, int(wish.user), passphrase=wish.passphrase),
            then=lambda _: self._open_as(folder, wish),
            failed=self._refuse,
            owner=self,
        )

    def _unlock_again(self, room: Room, folder: Path, *, passphrase: str) -> None:
        from ccmdesk.services.quick_unlock import is_pin

        if is_pin(passphrase):
            self._try_pin(room, passphrase)
            return
        self._lane.run(
            partial(prove, folder, room.user_id, passphrase=passphrase),
            then=lambda _: self._come_back(),
            failed=self._refuse,
            owner=self,
        )

    def _try_pin(self, room: Room, pin: str) -> None:
        from ccmdesk.services.quick_unlock import unlock_with_pin

        if self._pin.left == 0:
            self._refuse_with(self._pin.words())
            return
        self._pin = self._pin.one_less()
        self._lane.run(
            unlock_with_pin,
            room.desk.store,
            room.desk.actor,
            pin,
            then=lambda right: self._come_back() if right else self._refuse_with(self._pin.words()),
            failed=self._refuse,
            owner=self,
        )

    def _asks(self, words: str, choice: str, *, agreed: Callable[[], None]) -> bool:
        """Ask before what the user at work has open is discarded; tell whether there was something to ask."""
        lock, room = self._lock, self._room
        if not self._unsaved or lock is None or room is None:
            return False
        lock.ask(words.replace("%1", room.actor_name), choice=choice, agreed=agreed)
        return True

    def _go_to_another(self, *, discard: bool = False) -> None:
        words = self.tr("%1 has something open that is not saved. Going to another practice discards it.")
        agreed = partial(self._go_to_another, discard=True)
        if not discard and self._asks(words, self.tr("Discard it and go on"), agreed=agreed):
            return
        leave = self._leave_room()
        if leave is not None:
            self._lane.run(leave)
        self._clear_lock()
        self._folder = self._facts = None
        self.welcome()

    def _open_as(self, folder: Path, wish: UnlockWish) -> None:
        from ccmdesk.ui.room import open_as

        facts = self._facts
        if facts is None:
            return
        login = next(u.login for u in facts.users if str(u.user_id) == wish.user)
        leave = self._leave_room()
        self._lane.run(
            partial(
                open_as,
                folder,
                login,
                passphrase=wish.passphrase,
                clock=self._clock,
                leave=leave,
                kept_copy=facts.from_kept_copy,
            ),
            then=self._enter,
            failed=lambda error: self._resume_or_refuse(error, folder, login, passphrase=wish.passphrase),
            owner=self,
        )

    def _resume_or_refuse(self, error: UserError, folder: Path, login: str, *, passphrase: str) -> None:
        from ccmdesk.services.practice_file import SetUpUnfinished
        from ccmdesk.ui.wizard.making import resume

        if not isinstance(error, SetUpUnfinished):
            self._refuse(error)
            return
        self._lane.run(
            partial(resume, folder, login, passphrase=passphrase, clock=self._clock),
            then=self._finish_set_up,
            failed=self._refuse,
            owner=self,
        )

    def _finish_set_up(self, made: Made) -> None:
        self._clear_lock()
        self.welcome(resumed=made)

    def _leave_room(self) -> Callable[[], None] | None:
        """Take the room of the one before away; return what closes its file, to be called on the lane."""
        room, self._room = self._room, None
        if room is None:
            return None
        self._locking.watch.end()
        room.close()
        self.window.show_clock(shown=False)
        return room.close_file

    def _recover(self, wish: RecoveryWish, *, discard: bool = False) -> None:
        lock, folder = self._lock, self._folder
        if lock is None or folder is None:
            return
        from ccmdesk.services.practice_file import confirm_recovery_key

        words = self.tr("%1 has something open that is not saved. Opening with the recovery key discards it.")
        agreed = partial(self._recover, wish, discard=True)
        if not discard and self._asks(words, self.tr("Discard it and open"), agreed=agreed):
            return
        lock.set_busy(busy=True)
        self._lane.run(
            partial(confirm_recovery_key, folder, typed=wish.recovery_key),
            then=lambda _: self._open_by_recovery_key(folder, wish),
            failed=self._refuse,
            owner=self,
        )

    def _open_by_recovery_key(self, folder: Path, wish: RecoveryWish) -> None:
        from ccmdesk.ui.room import open_by_recovery_key

        leave = self._leave_room()
        self._lane.run(
            partial(
                open_by_recovery_key,
                folder,
                wish.recovery_key,
                reason=wish.reason,
                clock=self._clock,
                leave=leave,
                kept_copy=self._facts is not None and self._facts.from_kept_copy,
            ),
            then=self._enter,
            failed=self._refuse,
            owner=self,
        )

    def _refuse(self, error: UserError) -> None:
        self._refuse_with(str(error))

    def _refuse_with(self, sentence: str) -> None:
        if self._lock is not None:
            self._lock.refuse(sentence)

    def _come_back(self) -> None:
        room = self._room
        if room is not None:
            self._clear_lock()
            room.show()
            self._locking.watch.shown()

    def _enter(self, opened: OpenPractice) -> None:
        from ccmdesk.ui.room import Room

        self._clear_lock()
        self._folder = opened.folder
        self._facts = lock_screen(opened.folder)
        self._hooks.remember(opened.folder)
        self._keep_known(opened)
        self._room = Room(self.window, self._theme, opened, lane=self._lane, clock=self._clock)
        self._room.frame.lock_requested.connect(self.lock)
        self._room.show()
        self._locking.watch.begin()

    def _keep_known(self, opened: OpenPractice) -> None:
        zone, user = opened.store.zone, opened.actor.user_id
        self._hooks.keep(Known(str(opened.folder), opened.practice_name, zone, user))

    def _clear_lock(self) -> None:
        if self._lock is not None:
            self._lock.forget()
            self.window.drop_screen(self._lock)
            self._lock = None

    def _leave_for(self, entrance: QWidget, folder: Path, sentence: str) -> None:
        self._entrance = None
        self.window.drop_screen(entrance)
        self.show_lock(folder, sentence)

    def _enter_from(self, entrance: QWidget, opened: OpenPractice) -> None:
        self._entrance = None
        self.window.drop_screen(entrance)
        self._enter(opened)

    def _tell(self, trouble: Trouble) -> None:
        sentence = trouble.sentence()
        if sentence is not None and self._room is not None:
            _say_trouble(self._room, sentence)

    def _report(self, trouble: Trouble) -> None:
        self._hooks.report(trouble.error)
        if self._room is not None:
            _say_trouble(
                self._room,
                self.tr(
                    "Something went wrong in the program, and what you just did may not be saved. "
                    "A report without patient data was kept."
                ),
            )
        elif self._lock is not None:
            self._lock.refuse(self.tr("Something went wrong in the program. A report was kept."))
        elif self._entrance is not None:
            self._entrance.tell(self.tr("Something went wrong in the program. A report was kept."))
