"""Patients in Find: asked once typing pauses, opened in the chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ccmdesk.ui.common.desk import Route
from ccmdesk.ui.main_window_find import FindResult
from ccmdesk.ui.main_window_search import PatientSearch
from tests.ui.worklist.conftest import Seat, add_people


def test_a_patient_is_found_and_opened(seat: Seat, settle: Callable[[], None]) -> None:
    first, _second, _third = add_people(seat.opened)
    answers: list[tuple[str, Sequence[FindResult]]] = []
    finder = PatientSearch(seat.desk, parent=seat.host)

    def keep(text: str, results: Sequence[FindResult]) -> None:
        answers.append((text, results))

    for typed in ("a", "al", "alvarez"):
        finder.find(typed, keep)
    settle()
    ((text, (found,)),) = answers
    assert text == "alvarez"
    assert found.title == "\u00c1lvarez, Mar\u00eda"
    assert found.detail == "81 \u00b7 14 Feb 1945 \u00b7 (505) 555-0142"
    found.run()
    assert seat.asked.routes == [Route("patient", first)]
    finder.find("  ", keep)
    settle()
    assert len(answers) == 1
