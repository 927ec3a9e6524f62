"""The list of today's entries over a real practice file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.time_log import Mode, Subject
from ccmdesk.services import clock as clocks
from ccmdesk.services.patients import add_patient
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.today import open_today
from tests.ui.hands import child, press
from tests.ui.seats import Seat

Settle = Callable[[], None]


def work(seat: Seat, patient_id: int, *, seconds: int, held: int = 0) -> None:
    """Keep the clock on a patient: some seconds, then a hold, then as many again when there was one."""
    store, actor = seat.opened.store, seat.opened.actor
    clocks.start(store, actor, Subject(patient_id))
    seat.clock.advance(timedelta(seconds=seconds))
    if held:
        clocks.hold(store, actor)
        seat.clock.advance(timedelta(seconds=held))
        clocks.resume(store, actor)
        seat.clock.advance(timedelta(seconds=seconds))
    clocks.stop(store, actor, clocks.Stopping("medication review", Mode.PHONE, "new dose"))


def test_entries_and_their_sum(seat: Seat, settle: Settle) -> None:
    store, actor = seat.opened.store, seat.opened.actor
    maria = add_patient(store, actor, Patient(family="Álvarez", given="María")).value
    work(seat, maria, seconds=517)
    seat.clock.advance(timedelta(minutes=7))
    work(seat, maria, seconds=120, held=300)
    seat.host.show()
    open_today(seat.desk)
    settle()
    dialog = seat.desk.dialogs
    model = child(dialog, Table, "today.table").model()
    rows = [[model.index(row, at).data() for at in range(5)] for row in range(model.rowCount())]
    assert rows == [
        ["9:15–9:24", "María Álvarez", "medication review", "Phone", "4:00"],
        ["9:00–9:08", "María Álvarez", "medication review", "Phone", "8:37"],
    ]
    spoken = model.index(0, 4).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "4 minutes 0 seconds"
    assert child(dialog, QLabel, "today.total").text() == "Total 12:37"
    assert child(dialog, QLabel, "today.count").text() == "2 entries"


def test_only_the_seconds_of_today_count(seat: Seat, settle: Settle) -> None:
    store, actor = seat.opened.store, seat.opened.actor
    maria = add_patient(store, actor, Patient(family="Álvarez", given="María")).value
    seat.clock.advance(timedelta(hours=14, minutes=59))
    work(seat, maria, seconds=150)
    open_today(seat.desk)
    settle()
    model = child(seat.desk.dialogs, Table, "today.table").model()
    assert [model.index(0, at).data() for at in (0, 4)] == ["0:00–0:01", "1:30"]
    assert child(seat.desk.dialogs, QLabel, "today.total").text() == "Total 1:30"


def test_a_day_without_time_says_so_and_fills_when_time_is_saved(seat: Seat, settle: Settle) -> None:
    store, actor = seat.opened.store, seat.opened.actor
    maria = add_patient(store, actor, Patient(family="Álvarez", given="María")).value
    seat.host.show()
    open_today(seat.desk)
    settle()
    state, table = child(seat.desk.dialogs, QLabel, "today.state"), child(seat.desk.dialogs, Table)
    assert "No time is saved yet" in state.text() and table.isHidden()
    clocks.start(store, actor, Subject(maria))
    seat.clock.advance(timedelta(seconds=60))
    seat.desk.notice.publish(clocks.stop(store, actor, clocks.Stopping("other", Mode.PHONE)).changes)
    settle()
    assert state.isHidden() and table.model().rowCount() == 1


def test_enter_and_escape_close_it(seat: Seat, settle: Settle, qtbot: QtBot) -> None:
    seat.host.show()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        open_today(seat.desk)
        settle()
        dialog = seat.desk.dialogs.current()
        assert dialog is not None
        with qtbot.waitSignal(dialog.closed):
            press(dialog, key)
        assert seat.desk.dialogs.current() is None
