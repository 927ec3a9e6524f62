"""What the window goes through: welcome, lock screen, the frame of an open practice, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.errors import UserError
from ccmdesk.services.lock_screen import LockScreen as LockFacts
from ccmdesk.services.lock_screen import lock_screen
from ccmdesk.settings import Known
from ccmdesk.ui.common.lane import Lane, Trouble
from ccmdesk.ui.common.say import clock_time
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.lock_screen.time import LockTime
from ccmdesk.ui.lock_screen.values import LockUser, LockView
from ccmdesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from ccmdesk.services.practice_file import OpenPractice
    from ccmdesk.ui.closing import Closing
    from ccmdesk.ui.damaged import Damaged
    from ccmdesk.ui.entrance import Entrance
    from ccmdesk.ui.lock_watch import LockWatch
    from ccmdesk.ui.locking import Locking, LockReason
    from ccmdesk.ui.own_access.newcomer import Newcomer
    from ccmdesk.ui.room import Room
    from ccmdesk.ui.unlocking import Unlocking
    from ccmdesk.ui.wizard.making import Made


def _unknown(folder: Path) -> Known:
    return Known(str(folder))


def _forget(known: Known) -> None:
    del known


class Hooks(NamedTuple):
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
        self.theme = theme
        self.clock = clock
        self._hooks = hooks
        self.lane = Lane(self)
        self.lane.user_error.connect(self._tell)
        self.lane.bug.connect(self._report)
        self.lock_screen: LockScreen | None = None
        self.facts: LockFacts | None = None
        self.folder: Path | None = None
        self.room: Room | None = None
        self._entrance: Entrance | None = None
        self._newcomer: Newcomer | None = None
        self._closes_when_idle = False
        self._unsaved = False
        self._locking: Locking | None = None
        self.lane.idle_changed.connect(self._close_at_last)
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

    def welcome(
        self, sentence: str = "", *, resumed: Made | None = None, restoring: Path | None = None
    ) -> None:
        """Show what can be done without a practice file, with a sentence where something went wrong.

        With `resumed` the set-up of that practice file is finished first, with `restoring` a backup of it is
        chosen first.
        """
        from ccmdesk.ui.entrance import Entrance

        self.window.show_clock(shown=False)
        entrance = Entrance(
            self.theme,
            lane=self.lane,
            clock=self.clock,
            recent=self._hooks.recent(),
            sentence=sentence,
            resumed=resumed,
            restoring=restoring,
        )
        self.damaged.clear()
        entrance.chosen.connect(lambda folder, sentence: self._leave_for(entrance, folder, sentence))
        entrance.made.connect(lambda opened: self._enter_from(entrance, opened))
        self._entrance = entrance
        self.window.show_screen(entrance)
        entrance.take_keyboard()

    def show_lock(self, folder: Path, sentence: str = "") -> None:
        """Show the lock screen of a practice file that is not open, with a sentence where there is one."""
        try:
            self.facts = lock_screen(folder)
        except UserError as error:
            self.folder = folder
            if not self.damaged.tell(error):
                self.folder = None
                self.welcome(str(error))
            return
        self.folder = folder
        if self.facts.from_kept_copy:
            sentence = self.tr(
                "The key file (vault.json) is missing. A copy from before its last change (vault.json.old) is"
                " here. Unlocking puts it in its place; users and passphrases are then as they were before."
            )
        self._show_lock_screen(sentence)
        if self.lock_screen is not None:
            self.lock_screen.installEventFilter(self)

    def lock(self, reason: LockReason | None = None) -> None:
        """Hide everything and ask for the passphrase again; the clock and open forms stay behind it.

        What cannot be saved does not keep the screen open: it waits in the hidden page.
        """
        room = self.room
        if room is None or self.lock_screen is not None:
            return
        kept = self.tr("What is open there is kept until %1 unlocks.")
        from ccmdesk.ui.common.clipboard import clear_now  # with a room these are loaded already
        from ccmdesk.ui.locking import LockReason, lock_words

        reason = reason or LockReason.USER
        self._unsaved = True
        self._unlocking.begin()
        try:
            if room.frame.leave() and room.frame.dialogs.current() is None:
                kept = self.tr("Drafts are saved.")
                self._unsaved = False
            room.hide()
        finally:  # whatever goes wrong on a page, nothing of it stays in view
            at = clock_time(room.now())
            why = lock_words(reason, name=room.actor_name, at=at)
            kept = kept.replace("%1", room.actor_name)
            self._show_lock_screen(f"{why} {kept}", current=str(room.user_id))
            clear_now()
            self._watch().hidden()
        from ccmdesk.services.quick_unlock import note_lock  # with a room it is loaded already

        self.lane.run(note_lock, room.desk.store, room.desk.actor, str(reason))
        room.keeper.lock()

    def end(self, reason: LockReason) -> None:
        """Hide everything, put what is open into the practice file and close it, and start a fresh process.

        No key and no patient's text is left in memory then; the same user goes on where she was.
        """
        self.lock(reason)
        room, folder = self.room, self.folder
        self._watch().end()
        if room is None or folder is None:
            return
        from ccmdesk.services.last_place import keep_place

        self.lane.run(keep_place, room.desk.store, room.desk.actor, room.place().to_json())
        anew = self._hooks.start_anew
        if anew is not None:
            anew(folder)
        close = self.leave_room()
        if anew is not None:
            self.lane.stop(last=close)
            self.window.hold_open(held=False)
            self.window.close()
        elif close is not None:
            self.lane.run(close)

    # What follows is made when it is first wanted: the lock screen is painted before.

    @cached_property
    def damaged(self) -> Damaged:
        """Return what leads through a practice file that is not whole."""
        from ccmdesk.ui.damaged import Damaged

        return Damaged(self)

    @cached_property
    def _last_copy(self) -> Closing:
        from ccmdesk.ui.closing import Closing

        return Closing(self)

    @cached_property
    def _unlocking(self) -> Unlocking:
        from ccmdesk.ui.unlocking import Unlocking

        return Unlocking(self)

    def _watch(self) -> LockWatch:
        """Return what watches for the moment to lock; it begins with the first practice that is shown."""
        if self._locking is None:
            from ccmdesk.ui.locking import Locking

            locking = self._locking = Locking(self.clock, parent=self, on_call=self._on_call)
            locking.hide.connect(self.lock)
            locking.end.connect(self.end)
            locking.follow(self.window.windowHandle())
            QTimer.singleShot(0, locking.listen)
        return self._locking.watch

    def _on_call(self) -> bool:
        return self.room is not None and self.room.on_call()

    def close(self) -> None:
        """Save what was typed and close the practice file; called when the window is to close."""
        room = self.room
        if self._entrance is not None and not self._entrance.leave():
            self.window.hold_open(held=True)
            return
        if room is not None:
            if not self._may_leave(room):
                self.window.hold_open(held=True)
                return
            if not self.lane.idle():
                # What was typed while an earlier text was being saved is sent only after that.
                self.window.hold_open(held=True)
                self._closes_when_idle = True
                return
            if not self._last_copy.settled(room):
                self.window.hold_open(held=True)
                return
            room.close()
            self.room = None
        self.window.hold_open(held=False)
        holder = room or self._newcomer
        self.lane.stop(last=None if holder is None else holder.close_file)

    def _may_leave(self, room: Room) -> bool:
        if self.lock_screen is not None:
            words = self.tr("%1 has something open that is not saved. Closing the window discards it.")
            return not self.asks(words, self.tr("Discard it and close"), agreed=self._discard_and_close)
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
        facts = self.facts
        if facts is None:
            return
        known = Known("") if self.folder is None else self._hooks.known(self.folder)
        lock = self.lock_screen or self._made_lock(known.zone)
        users = tuple(LockUser(str(u.user_id), u.titled, u.roles) for u in facts.users)
        name = known.name or facts.name
        lock.show_view(LockView(name, sentence, users, current or str(known.user_id)))
        self.window.show_clock(shown=self.room is not None)
        self.window.show_screen(lock)
        lock.passphrase_edit().setFocus()

    def _made_lock(self, zone: str) -> LockScreen:
        lock = LockScreen(self.theme)
        lock.unlock.connect(lambda wish: self._unlocking.unlock(wish))
        lock.recover.connect(lambda wish: self._unlocking.recover(wish))
        lock.other.connect(self._go_to_another)
        zone = zone if self.room is None else self.room.zone
        time = LockTime(self.clock, lock.show_time, zone=zone, owner=lock)
        self.window.activated.connect(time.tick)  # a computer that slept has not counted the minute
        self.lock_screen = lock
        return lock

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Load the database and the pages as soon as the lock screen is painted, and not before."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._load_behind)
        return False

    def _load_behind(self) -> None:
        self.lane.run(_load_ahead)

    def asks(self, words: str, choice: str, *, agreed: Callable[[], None]) -> bool:
        """Ask before what the user at work has open is discarded; tell whether there was something to ask."""
        lock, room = self.lock_screen, self.room
        if not self._unsaved or lock is None or room is None:
            return False
        lock.ask(words.replace("%1", room.actor_name), choice=choice, agreed=agreed)
        return True

    def _go_to_another(self, *, discard: bool = False) -> None:
        words = self.tr("%1 has something open that is not saved. Going to another practice discards it.")
        agreed = partial(self._go_to_another, discard=True)
        if not discard and self.asks(words, self.tr("Discard it and go on"), agreed=agreed):
            return
        leave = self.leave_room()
        if leave is not None:
            self.lane.run(leave)
        self.clear_lock()
        self.folder = self.facts = None
        self.welcome()

    def leave_room(self) -> Callable[[], None] | None:
        """Take the room of the one before away; return what closes its file, to be called on the lane."""
        room, self.room = self.room, None
        if room is None:
            return None
        self._watch().end()
        room.close()
        self.window.show_clock(shown=False)
        return room.close_file

    def refuse(self, sentence: str) -> None:
        """Say on the lock screen why it does not open."""
        if self.lock_screen is not None:
            self.lock_screen.refuse(sentence)

    def _restore_over(self) -> None:
        """Close the practice, a copy of which was made, and let a backup be chosen to go back to."""
        folder, leave = self.folder, self.leave_room()
        if leave is not None:
            self.lane.run(leave)
        self.clear_lock()
        self.welcome(restoring=folder)

    def come_back(self) -> None:
        """Show the room again that is open behind the lock screen."""
        room = self.room
        if room is not None:
            self.clear_lock()
            room.show()
            self._watch().shown()

    def enter(self, opened: OpenPractice) -> None:
        """Show a practice that was opened; who has a temporary passphrase chooses her own before."""
        if opened.must_change:
            self._ask_own_passphrase(opened)
            return
        from ccmdesk.ui.room import Room

        self.damaged.clear()
        self.clear_lock()
        self.folder = opened.folder
        self.facts = lock_screen(opened.folder)
        self._hooks.remember(opened.folder)
        self._keep_known(opened)
        self.room = Room(self.window, self.theme, opened, lane=self.lane, clock=self.clock)
        self.room.frame.lock_requested.connect(self.lock)
        self.room.restore_wanted.connect(self._restore_over)
        self.room.show()
        self._watch().begin()

    def _ask_own_passphrase(self, opened: OpenPractice) -> None:
        from ccmdesk.ui.own_access.newcomer import Newcomer

        self.clear_lock()
        self.folder = opened.folder
        self.window.show_clock(shown=False)
        newcomer = self._newcomer = Newcomer(self.theme, opened, lane=self.lane)
        newcomer.done.connect(self._newcomer_in)
        newcomer.left.connect(self._newcomer_out)
        self.window.show_screen(newcomer)
        newcomer.take_keyboard()

    def _newcomer_in(self, opened: OpenPractice) -> None:
        self._drop_newcomer()
        self.enter(opened)

    def _newcomer_out(self) -> None:
        close = self._drop_newcomer()
        if close is not None and self.folder is not None:
            self.lane.run(close)
            self.show_lock(self.folder)

    def _drop_newcomer(self) -> Callable[[], None] | None:
        """Take her screen away; return what closes the file, to be called on the lane."""
        newcomer, self._newcomer = self._newcomer, None
        if newcomer is None:
            return None
        newcomer.forget()
        self.window.drop_screen(newcomer)
        return newcomer.close_file

    def _keep_known(self, opened: OpenPractice) -> None:
        zone, user = opened.store.zone, opened.actor.user_id
        self._hooks.keep(Known(str(opened.folder), opened.practice_name, zone, user))

    def clear_lock(self) -> None:
        """Take the lock screen away."""
        if self.lock_screen is not None:
            self.lock_screen.forget()
            self.window.drop_screen(self.lock_screen)
            self.lock_screen = None

    def _leave_for(self, entrance: QWidget, folder: Path, sentence: str) -> None:
        self._entrance = None
        self.window.drop_screen(entrance)
        self.show_lock(folder, sentence)

    def _enter_from(self, entrance: QWidget, opened: OpenPractice) -> None:
        self._entrance = None
        self.window.drop_screen(entrance)
        self.enter(opened)

    def _tell(self, trouble: Trouble) -> None:
        sentence = trouble.sentence()
        if sentence is not None and self.room is not None:
            _say_trouble(self.room, sentence)

    def _report(self, trouble: Trouble) -> None:
        self._hooks.report(trouble.error)
        if self.room is not None:
            _say_trouble(
                self.room,
                self.tr(
                    "Something went wrong in the program, and what you just did may not be saved. "
                    "A report without patient data was kept."
                ),
            )
        elif self.lock_screen is not None:
            self.lock_screen.refuse(self.tr("Something went wrong in the program. A report was kept."))
        elif self._newcomer is not None:
            self._newcomer.refuse(self.tr("Something went wrong in the program. A report was kept."))
        elif self._entrance is not None:
            self._entrance.tell(self.tr("Something went wrong in the program. A report was kept."))
