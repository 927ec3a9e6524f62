"""A look at a patient's card is recorded when the card is in view, and only then."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from ccmdesk.models.audit_log import chain_rows
from ccmdesk.models.unit_of_work import reading
from ccmdesk.ui.common.desk import Route
from tests.ui.hands import child, press
from tests.ui.whole_window import Sitting, sitting, two_patients

LONGER_THAN_THE_CARD_WAITS_MS = 250


def cards_looked_at(seat: Sitting) -> list[int | None]:
    """Return whose cards were looked at, in order."""
    with reading(seat.opened.store) as connection:
        return [r.fields.patient_id for r in chain_rows(connection) if r.fields.object_kind == "card"]


def test_a_card_that_another_page_hides_is_not_looked_at_before_it_shows(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with sitting(qtbot, folder=two_patients(tmp_path)) as seat:
        seat.unlock()
        seat.until(lambda: len(cards_looked_at(seat)) == 1)
        (first,) = cards_looked_at(seat)
        press(child(seat.window, QTableView, "worklist.table"), Qt.Key.Key_Down)
        seat.room.desk.navigate(Route("practice"))
        qtbot.wait(LONGER_THAN_THE_CARD_WAITS_MS)
        seat.settle()
        assert cards_looked_at(seat) == [first]
        seat.room.desk.navigate(Route("worklist"))
        seat.until(lambda: len(cards_looked_at(seat)) == 2)
        assert cards_looked_at(seat)[1] not in (None, first)
