"""The database lane: order, threads, gone owners, errors, shutdown."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccmdesk.domain.errors import Cancelled, UserError
from ccmdesk.ui.common.lane import CancelToken, Lane, Trouble


@pytest.fixture
def lane(qapp: QApplication) -> Iterator[Lane]:
    """Return a running lane."""
    value = Lane()
    yield value
    value.stop()


def _raise(error: Exception) -> None:
    raise error


def test_answers_arrive_in_order_on_the_windows_thread(lane: Lane, qtbot: QtBot) -> None:
    seen: list[tuple[int, str]] = []

    def work(number: int) -> tuple[int, str]:
        return number, threading.current_thread().name

    def then(answer: tuple[int, str]) -> None:
        assert threading.current_thread() is threading.main_thread()
        seen.append(answer)

    for number in range(5):
        lane.run(work, number, then=then)
    qtbot.waitUntil(lambda: len(seen) == 5)
    assert [number for number, _ in seen] == list(range(5))
    assert len({name for _, name in seen}) == 1
    assert seen[0][1] != threading.main_thread().name


def test_an_owner_that_is_gone_hears_nothing(lane: Lane, qtbot: QtBot) -> None:
    owner, gate, heard = QObject(), threading.Event(), list[bool]()
    lane.run(gate.wait, 5.0, then=heard.append, owner=owner)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    gate.set()
    qtbot.waitUntil(lane.idle)
    assert heard == []


def test_a_later_question_supersedes_an_earlier_one(lane: Lane, qtbot: QtBot) -> None:
    owner, gate, begun, heard = QObject(), threading.Event(), list[str](), list[str]()

    def ask(text: str) -> str:
        begun.append(text)
        return text

    lane.run(gate.wait, 5.0)
    for text in ("a", "al", "alv"):
        lane.run(ask, text, then=heard.append, owner=owner, kind="search")
    lane.run(ask, "write", then=heard.append, owner=owner)
    gate.set()
    qtbot.waitUntil(lane.idle)
    assert heard == ["alv", "write"]
    assert begun == ["alv", "write"]


def test_a_sentence_goes_to_failed_or_to_the_window(lane: Lane, qtbot: QtBot) -> None:
    failed: list[UserError] = []
    ended: list[str] = []
    lane.run(_raise, UserError("The disk is full."), failed=failed.append, ended=lambda: ended.append("x"))
    qtbot.waitUntil(lane.idle)
    assert [str(error) for error in failed] == ["The disk is full."]
    with qtbot.waitSignal(lane.user_error) as caught:
        lane.run(_raise, UserError("The disk is full."))
    trouble = caught.args[0]
    assert isinstance(trouble, Trouble)
    assert trouble.sentence() == "The disk is full."
    assert ended == ["x"]


def test_a_bug_is_reported_even_when_its_owner_is_gone(lane: Lane, qtbot: QtBot) -> None:
    owner = QObject()
    gate = threading.Event()

    def fail() -> None:
        gate.wait(5)
        raise KeyError("nobody's sentence")

    with qtbot.waitSignal(lane.bug) as caught:
        lane.run(fail, owner=owner)
        with qtbot.waitSignal(owner.destroyed):
            owner.deleteLater()
        gate.set()
    assert isinstance(caught.args[0].error, KeyError)
    assert caught.args[0].sentence() is None


def test_a_cancel_is_silent(lane: Lane, qtbot: QtBot) -> None:
    token, begun, ended, loud = CancelToken(), threading.Event(), list[str](), list[object]()
    lane.user_error.connect(loud.append)
    lane.bug.connect(loud.append)

    def work() -> None:
        begun.set()
        while True:
            token.check()

    lane.run(work, failed=loud.append, then=loud.append, ended=lambda: ended.append("x"))
    assert begun.wait(5)
    token.cancel()
    qtbot.waitUntil(lane.idle)
    assert token.cancelled()
    assert (ended, loud) == (["x"], [])
    with pytest.raises(Cancelled):
        token.check()


def test_progress_arrives_on_the_windows_thread(lane: Lane, qtbot: QtBot) -> None:
    owner, heard = QObject(), list[tuple[int, bool]]()
    report = lane.reporter(
        lambda n: heard.append((n, threading.current_thread() is threading.main_thread())), owner=owner
    )
    lane.run(report, 3)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(3, True)]


def test_stop_finishes_the_writes_and_closes_last(qapp: QApplication) -> None:
    lane, done, heard = Lane(), list[str](), list[object]()
    for number in range(3):
        lane.run(done.append, f"write {number}", then=heard.append)
    lane.stop(last=lambda: done.append("closed"))
    lane.run(done.append, "too late")
    lane.stop()
    assert done == ["write 0", "write 1", "write 2", "closed"]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("database-lane")]


def test_stop_raises_what_closing_raised(qapp: QApplication) -> None:
    with pytest.raises(OSError, match="gone"):
        Lane().stop(last=lambda: _raise(OSError("gone")))


def test_idle_is_told_at_both_ends(lane: Lane, qtbot: QtBot) -> None:
    heard: list[bool] = []
    lane.idle_changed.connect(heard.append)
    lane.run(int)
    lane.run(int)
    qtbot.waitUntil(lane.idle)
    assert heard == [False, True]
