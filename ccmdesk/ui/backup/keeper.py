"""The keeper of backups: makes them by itself while a practice is open, and remembers what went wrong.

It works on a lane of its own: a copy of a large practice takes seconds, and no page waits for it. The
copy is read through a second connection of the store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ccmdesk.domain.backups import Alarm, BackupReason, BackupState
from ccmdesk.domain.changes import ChangeKind, changed
from ccmdesk.domain.errors import UserError
from ccmdesk.services.backup_state import backup_state
from ccmdesk.ui.backup.copying import Copied, make_copies, make_copies_and_try, try_newest
from ccmdesk.ui.backup.words import alarm_words
from ccmdesk.ui.common.desk import Desk, Route
from ccmdesk.ui.common.lane import CancelToken, Lane
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.steps_told import progress_of

_FIRST_MS = 1_500
"""After which the foot of the rail tells how backups stand: the first page comes first."""
_LOOK_MS = 5 * 60_000
"""How often to look whether a copy is due."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Hold what goes on: in words, and its share in thousandths."""

    words: str
    share: int = 0


class Keeper(QObject):
    """Make copies by itself and on demand; `changed` tells that state, trouble or work are others now."""

    changed = Signal()

    def __init__(self, desk: Desk, *, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.lane = Lane()  # outlives this object: the file is closed only when its last work has ended
        self.lane.bug.connect(desk.lane.bug)
        self.state: BackupState | None = None
        self.trouble = ""
        self.doing: Doing | None = None
        self._token = CancelToken()
        self._running = 0
        self._shouted = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Tell soon how backups stand, and look from then on whether one is due."""
        QTimer.singleShot(_FIRST_MS, self, self.refresh)
        self._timer.start()

    def refresh(self) -> None:
        """Look how backups stand; nothing is made."""
        desk = self._desk
        self.lane.run(backup_state, desk.store, desk.actor, then=self._know, owner=self, kind="state")

    def look(self) -> None:
        """Make the copy that is due by now, and the monthly trial; nothing when none is."""
        if self._running == 0:
            self._start(make_copies_and_try, BackupReason.SCHEDULE)

    def lock(self) -> None:
        """Make a copy of what changed while the window is locked and the key is still there."""
        self._start(make_copies, BackupReason.LOCK)

    def back_up(self, reason: BackupReason, *, then: Callable[[Copied], None] | None = None) -> None:
        """Make the copies now wanted for a reason, in both places; `then` is told what came of it."""
        self._start(make_copies, reason, then=then)

    def try_newest(self) -> None:
        """Restore the newest copy for trial."""
        desk = self._desk
        words = self.tr("Restoring the newest copy for trial…")
        token = self._announced(words)
        progress = progress_of(token, self.lane.reporter(self._hear, owner=self))
        self.lane.run(
            try_newest, desk.store, desk.actor, progress, then=self._tried, ended=self._over, owner=self
        )

    def cancel(self) -> None:
        """Ask what runs to stop; what is half made is removed."""
        self._token.cancel()

    def stop(self) -> None:
        """Begin nothing more and drop what runs."""
        self._timer.stop()
        self.cancel()

    def wait(self) -> None:
        """Wait until nothing runs any more; called off the window's thread before the file is closed."""
        self.lane.stop()

    def _start(
        self,
        work: Callable[..., Copied],
        reason: BackupReason,
        *,
        then: Callable[[Copied], None] | None = None,
    ) -> None:
        def landed(copied: Copied) -> None:
            self._landed(copied, asked=reason is BackupReason.MANUAL)
            if then is not None:
                then(copied)

        desk, token = self._desk, self._announced(self.tr("Backing up and verifying…"))
        progress = progress_of(token, self.lane.reporter(self._hear, owner=self))
        self.lane.run(
            work,
            desk.store,
            desk.actor,
            reason,
            progress,
            then=landed,
            failed=self._fail,
            ended=self._over,
            owner=self,
        )

    def _announced(self, words: str) -> CancelToken:
        if self._running == 0:
            self._token = CancelToken()
        self._running += 1
        self.doing = Doing(words)
        self.changed.emit()
        return self._token

    def _hear(self, share: int) -> None:
        if self.doing is not None:
            self.doing = Doing(self.doing.words, share)
            self.changed.emit()

    def _over(self) -> None:
        self._running -= 1
        if self._running == 0:
            self.doing = None
        self.changed.emit()

    def _know(self, state: BackupState) -> None:
        self.state = state
        self.changed.emit()
        now = self._desk.clock.wall()
        if state.alarm(now) is Alarm.BANNER and not self._shouted and self.doing is None and not self.trouble:
            self._shouted = True  # once a session: it stays in sight until it is closed
            self._desk.messages.say(
                Message(
                    alarm_words(state, now=now),
                    undo=lambda: self._desk.navigate(Route("backup")),
                    action=self.tr("See backups"),
                    trouble=True,
                )
            )

    def _landed(self, copied: Copied, *, asked: bool) -> None:
        if copied.made or copied.trouble:
            self.trouble = copied.trouble
        if copied.drill is not None:
            self._tell_drill(copied, asked=False)
        if copied.trouble:
            self._say(copied.trouble)
        elif asked and copied.made:
            places = len(copied.made)
            one, two = self.tr("Backed up and verified."), self.tr("Backed up and verified, in both places.")
            self._desk.messages.say(Message(two if places > 1 else one))
        self._know(copied.state)
        if copied.made or copied.drill is not None:
            self._desk.notice.publish(changed(ChangeKind.BACKUP))

    def _tried(self, copied: Copied) -> None:
        if copied.trouble:
            self._fail(UserError(copied.trouble))
        self._tell_drill(copied, asked=True)
        self._know(copied.state)
        self._desk.notice.publish(changed(ChangeKind.BACKUP))

    def _tell_drill(self, copied: Copied, *, asked: bool) -> None:
        result = copied.drill
        if result is None:
            return
        if not result.passed:
            words = self.tr("The newest copy failed its trial: %s. Back up now, then try again.")
            self.trouble = words.replace("%s", result.words)
            self._say(self.trouble)
        elif asked:
            self._desk.messages.say(
                Message(self.tr("The newest copy was restored for trial: everything was there."))
            )

    def _fail(self, error: UserError) -> None:
        self.trouble = str(error)
        self._say(self.trouble)
        self.changed.emit()

    def _say(self, sentence: str) -> None:
        self._desk.messages.say(Message(sentence, trouble=True))
