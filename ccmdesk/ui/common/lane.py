"""The database lane: one worker thread that owns the connection; answers arrive on the window's thread.

Functions run one after the other in the order asked for. An answer for an owner that is gone is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from ccmdesk.domain.errors import Cancelled, UserError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

P = ParamSpec("P")
R = TypeVar("R")


class CancelToken:
    """Let a person stop work that runs on the lane; the work calls `check` between its steps."""

    def __init__(self) -> None:
        self._event = Event()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._event.set()

    def cancelled(self) -> bool:
        """Tell whether it was asked to stop."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise Cancelled when the work was asked to stop."""
        if self._event.is_set():
            raise Cancelled


@dataclass(frozen=True, slots=True)
class Trouble:
    """Hold what went wrong with a piece of work: the exception, which is a sentence or a bug."""

    error: BaseException

    def sentence(self) -> str | None:
        """Return the sentence for the nurse, or None when it is a bug."""
        return str(self.error) if isinstance(self.error, UserError) else None


@dataclass(eq=False, slots=True)
class _Job:
    """Hold one piece of work and who waits for it."""

    owner: QObject | None
    kind: str
    then: Callable[[Any], None] | None
    failed: Callable[[UserError], None] | None
    ended: Callable[[], None] | None
    future: Future[Any] | None = field(default=None)
    dropped: bool = False


class Lane(QObject):
    """Run synchronous functions on one worker thread.

    `user_error` carries a Trouble that no `failed` took; `bug` carries a Trouble that is nobody's sentence.
    """

    user_error = Signal(object)
    bug = Signal(object)
    idle_changed = Signal(bool)
    _landed = Signal(object)
    _reported = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._jobs: list[_Job] = []
        self._stopped = False
        self._landed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._pass_report, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        function: Callable[..., R],
        *args: Any,
        then: Callable[[R], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
        ended: Callable[[], None] | None = None,
        owner: QObject | None = None,
        kind: str = "",
    ) -> None:
        """Run `function(*args)` on the worker; call `then` with its result, or `failed` with a UserError.

        `ended` is called before either, and also for a cancel. With a `kind`, a later run of the same
        owner and kind supersedes this one: its answer is dropped, and it is not begun if it still waits.
        Writes have none.
        """
        if self._stopped:
            return
        if kind:
            self._supersede(owner, kind)
        job = _Job(owner=owner, kind=kind, then=then, failed=failed, ended=ended)
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self.idle_changed.emit(False)
        job.future = self._worker().submit(function, *args)
        job.future.add_done_callback(lambda _future: self._landed.emit(job))

    def reporter(self, hear: Callable[[Any], None], *, owner: QObject) -> Callable[[Any], None]:
        """Return a function that work may call with its progress; `hear` gets it on the window's thread."""

        def report(value: Any) -> None:
            self._reported.emit((owner, hear, value))

        return report

    def idle(self) -> bool:
        """Tell whether nothing runs or waits."""
        return not self._jobs

    def stop(self, *, last: Callable[[], object] | None = None) -> None:
        """Finish what was asked for, run `last` (such as closing the file) on the worker, and end the thread.

        Answers that have not arrived are dropped. Raises what `last` raises.
        """
        if self._stopped:
            return
        self._stopped = True
        closing = self._worker().submit(last) if last is not None else None
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        for job in self._jobs:
            job.dropped = True
        if closing is not None:
            closing.result()

    def _worker(self) -> ThreadPoolExecutor:
        # Loaded with the first work, which comes after the lock screen is painted.
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-lane")
        return self._pool

    def _supersede(self, owner: QObject | None, kind: str) -> None:
        for job in self._jobs:
            if job.owner is owner and job.kind == kind:
                job.dropped = True
                if job.future is not None:
                    job.future.cancel()

    def _deliver(self, job: _Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        if not self._jobs:
            self.idle_changed.emit(True)
        future = job.future
        if future is None or future.cancelled():
            return
        error = future.exception()
        if isinstance(error, Exception) and not isinstance(error, UserError | Cancelled):
            self.bug.emit(Trouble(error))
        if job.dropped or (job.owner is not None and not isValid(job.owner)):
            return
        if job.ended is not None:
            job.ended()
        if error is None:
            if job.then is not None:
                job.then(future.result())
        elif isinstance(error, UserError):
            if job.failed is not None:
                job.failed(error)
            else:
                self.user_error.emit(Trouble(error))

    def _pass_report(self, message: tuple[QObject, Callable[[Any], None], Any]) -> None:
        owner, hear, value = message
        if isValid(owner) and not self._stopped:
            hear(value)
