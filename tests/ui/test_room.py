"""The room of an open practice: from page to page, by Find, by key and by the rail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.services.care_plans import start_draft
from ccmdesk.ui.chart import ChartPage
from ccmdesk.ui.common.desk import Route, Selection
from ccmdesk.ui.common.theme import ThemeMode
from ccmdesk.ui.main_window import TITLE
from ccmdesk.ui.print_preview.preview import PrintPreview
from tests.ui.hands import child, press, type_into
from tests.ui.whole_window import JAMES, MARIA, Sitting, sitting, two_patients

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def work(qtbot: QtBot, tmp_path: Path) -> Iterator[Sitting]:
    """Return the window with Sara at work."""
    with sitting(qtbot, folder=two_patients(tmp_path)) as seat:
        seat.unlock()
        yield seat


class Windows(QObject):
    """Note every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a window that comes up."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(watched.objectName())
        return False


def test_the_first_page_is_the_worklist_with_its_patients(work: Sitting) -> None:
    assert work.room.frame.current_page() == "worklist"
    press(work.window.focusWidget(), Qt.Key.Key_Return)
    work.settle()
    assert work.room.frame.current_page() == "patient"


def test_every_page_opens_by_its_key_inside_the_one_window(work: Sitting, qapp: QApplication) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    for key, page in ((2, "patient"), (3, "importing"), (4, "practice"), (1, "worklist")):
        work.key(Qt.Key(Qt.Key.Key_0 + key), CONTROL)
        assert work.room.frame.current_page() == page
    for section in ("overview", "plan", "time", "medicines", "monitoring", "consent"):
        work.room.desk.navigate(Route("patient", MARIA, section))
        work.settle()
        assert child(work.window, ChartPage).body.section == section
    qapp.removeEventFilter(windows)
    assert windows.names == []
    assert work.window.isActiveWindow()
    assert work.window.windowTitle() == TITLE


def test_find_opens_the_chart_of_the_patient_typed(work: Sitting) -> None:
    work.key(Qt.Key.Key_K, CONTROL)
    field = work.room.frame.top.find_field
    type_into(field, "whitf")
    results = work.room.frame._finder._results
    work.until(lambda: any("Whitfield" in result.title for result in results.results()))
    press(field, Qt.Key.Key_Return)
    work.settle()
    assert child(work.window, ChartPage).patient_id == JAMES
    assert "Whitfield" in work.shown_words()
    assert work.window.clock.state().start_on == "James Whitfield"


def test_a_paper_is_previewed_inside_the_window(work: Sitting) -> None:
    store, actor = work.opened.store, work.opened.actor
    start_draft(store, actor, MARIA)
    work.room.desk.navigate(Route("patient", MARIA, "plan"))
    work.settle()
    work.press_button("care_plan.print")
    preview = work.room.frame.dialogs.current()
    assert isinstance(preview, PrintPreview)
    work.until(lambda: preview.view.page_count() > 0)
    assert preview.accessibleName() == "Care plan"


def test_a_contact_and_todays_entries_open_as_dialogs(work: Sitting) -> None:
    work.room.desk.log_contact(Selection(MARIA, "María Álvarez"))
    work.settle()
    assert work.words("contact.who") == "María Álvarez"
    work.window.clock.open_today.emit()
    work.settle()
    dialog = work.room.frame.dialogs.current()
    assert dialog is not None and dialog.objectName().startswith("today")


def test_the_look_is_chosen_in_the_users_menu(work: Sitting) -> None:
    dark = next(item for item in work.room._user_items() if item.name == f"look.{ThemeMode.DARK}")
    dark.run()
    assert work.room.desk.theme.mode is ThemeMode.DARK
    assert [item.name for item in work.room._user_items() if item.checked] == [dark.name]


def test_a_page_that_stays_is_not_left(work: Sitting) -> None:
    work.room.desk.navigate(Route("practice"))
    work.settle()
    npi = work.edit("practice.details_form.npi")
    npi.selectAll()
    type_into(npi, "12")
    work.room.desk.navigate(Route("patient", MARIA))
    work.settle()
    assert work.room.frame.current_page() == "practice"
