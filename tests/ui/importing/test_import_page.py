"""The import page with real files over a real practice file."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.practice import Role
from ccmdesk.services import imports
from ccmdesk.services.csv_panels import panel_fields
from ccmdesk.services.practice_file import close_practice
from ccmdesk.ui.common.desk import Route
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.fields import ComboBox
from ccmdesk.ui.common.lane import CancelToken
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.importing import page_spec, words
from ccmdesk.ui.importing.field_words import field_words
from ccmdesk.ui.importing.page import ImportPage
from tests.importers.making import PATIENT
from tests.practice_files import fresh_practice
from tests.ui.importing.stage import Stage, button, hits, press, shown_words, text, write

PANEL = "Last,First,DOB,Sex,Diagnoses,Shoe\nTran,Minh,1/9/1950,M,Gout,41\nIto,Ken,3/4/1951,M,Asthma,42\n"


def test_a_folder_is_read_previewed_added_and_taken_back(stage: Stage, folder: Path) -> None:
    stage.take(folder)
    page = stage.page
    assert page.stack.currentWidget() is page.preview
    assert hits(stage) == []
    assert [row.file.name for row in page.preview.files.values()] == [
        "export/broken.json",
        "export/orla.json",
        "export/more/gout.json",
    ]
    assert page.preview.primary.text() == "Add 1 patient and 3 facts"
    assert "1 file not read in full" in text(stage, "note")
    press(stage, "commit")
    assert hits(stage) == ["Quill"]
    assert page.stack.currentWidget() is page.outcome
    assert text(stage, "outcome_title") == "1 patient and 3 facts added."
    assert "Rejected: 1 file." in text(stage, "outcome_left")
    assert "Quill" not in stage.messages.text()
    press(stage, "open_chart")
    press(stage, "to_worklist")
    assert [route.page for route in stage.routes] == ["patient", "worklist"]
    assert stage.routes[0].patient_id
    assert stage.messages.undo()
    stage.settle()
    assert hits(stage) == []
    assert page.stack.currentWidget() is page.start
    assert "taken back" in stage.messages.text()


def test_a_second_time_nothing_is_new(stage: Stage, folder: Path) -> None:
    stage.take(folder)
    press(stage, "commit")
    press(stage, "again")
    stage.take(folder)
    assert stage.page.preview.primary.text() == "Nothing new to add"
    assert not stage.page.preview.primary.isEnabled()
    (row,) = stage.page.preview.people.values()
    assert words.match_words(row) == "Already here"
    assert "Already in the chart" in shown_words(stage)


def test_columns_of_a_table_are_named_and_changed(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    path.write_text(PANEL, "utf-8")
    record = write(tmp_path, "orla.json", PATIENT)
    stage.take(path, record)
    assert stage.page.stack.currentWidget() is stage.page.mapping
    boxes = [stage.find(ComboBox, f"importing.column.{at}") for at in range(6)]
    assert [box.currentText() for box in boxes] == [
        "Family name",
        "Given name",
        "Date of birth",
        "Sex",
        "Conditions",
        "Not used",
    ]
    pick(boxes[4], "medications")
    pick(boxes[5], "family")
    assert boxes[0].currentText() == "Not used"
    pick(boxes[5], "")
    assert not button(stage, "mapping_continue").isEnabled()
    assert "no column is known to hold the patients' names" in text(stage, "mapping_missing")
    pick(boxes[0], "family")
    press(stage, "mapping_continue")
    stage.settle()
    page = stage.page
    assert page.stack.currentWidget() is page.preview
    assert page.preview.primary.text() == "Add 3 patients and 2 facts"
    new = [row.person.new for row in page.preview.people.values()]
    assert new == [{"medications": 1}, {"medications": 1}, {}]
    press(stage, "commit")
    assert sorted(hits(stage)) == ["Ito", "Quill", "Tran"]


def pick(box: ComboBox, key: str) -> None:
    """Choose as a person would."""
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def test_two_tables_come_one_after_the_other(stage: Stage, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(PANEL, "utf-8")
    stage.take(tmp_path / "one.csv", tmp_path / "two.csv")
    assert text(stage, "mapping_title").endswith("(table 1 of 2)")
    press(stage, "mapping_continue")
    assert text(stage, "mapping_title").endswith("(table 2 of 2)")
    press(stage, "mapping_back")
    assert stage.page.stack.currentWidget() is stage.page.start


def test_every_field_of_a_table_has_its_words() -> None:
    assert [field_words(each.key) for each in panel_fields()] == [each.label for each in panel_fields()]


def test_files_that_cannot_be_read_are_rejected(stage: Stage, tmp_path: Path) -> None:
    gone = tmp_path / "gone.json"
    locked = write(tmp_path, "orla.json", PATIENT)
    stage.take(gone, locked)
    reasons = [row.file.reason for row in stage.page.preview.files.values()]
    assert reasons[0].startswith("The file is not there")
    assert reasons[1] == ""


def test_an_empty_folder_is_said(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    stage.take(tmp_path / "empty")
    assert stage.messages.text() == "There are no files inside."
    stage.page.take_paths([])
    assert stage.page.stack.currentWidget() is stage.page.start


def test_reading_can_be_cancelled(stage: Stage, folder: Path) -> None:
    stage.page.take_paths([folder])
    QTest.keyClick(stage.page, Qt.Key.Key_Escape)
    stage.settle()
    assert stage.page.stack.currentWidget() is stage.page.start
    assert stage.page.busy.isHidden()
    assert stage.page.stack.isEnabled()
    QTest.keyClick(stage.page, Qt.Key.Key_Escape)
    stage.take(folder)
    assert stage.page.stack.currentWidget() is stage.page.preview


def test_writing_can_be_cancelled(stage: Stage, folder: Path) -> None:
    stage.take(folder)
    stage.lane.run(lambda: None)
    stage.page.preview.primary.click()
    stage.page.cancel()
    stage.page.take_paths([folder])
    stage.page.choose_files()
    stage.settle()
    assert hits(stage) == []
    assert stage.page.stack.currentWidget() is stage.page.preview
    assert text(stage, "note") == "Cancelled. Nothing was written."
    assert imports.batches(stage.practice.store, stage.practice.actor) == ()
    press(stage, "commit")
    assert hits(stage) == ["Quill"]


def test_long_work_shows_progress_and_a_cancel(stage: Stage, folder: Path, qtbot: QtBot) -> None:
    hold = CancelToken()
    stage.lane.run(lambda: wait_for(hold))
    stage.page.take_paths([folder])
    assert stage.page.busy.isHidden()
    qtbot.waitUntil(lambda: not stage.page.busy.isHidden(), timeout=2000)
    qtbot.waitUntil(lambda: not button(stage, "busy.cancel").isHidden(), timeout=2000)
    button(stage, "busy.cancel").click()
    hold.cancel()
    stage.settle()
    assert stage.page.busy.isHidden()


def wait_for(token: CancelToken) -> None:
    """Keep the lane busy until told otherwise."""
    while not token.cancelled():
        Event().wait(0.01)


def test_an_import_is_taken_back_from_the_list(stage: Stage, folder: Path) -> None:
    stage.take(folder)
    press(stage, "commit")
    press(stage, "again")
    assert [batch.added for batch in stage.page.start.batches()] == [4]
    press(stage, "take_back")
    asking = stage.find(Dialog, "importing.confirm")
    assert "corrected by hand" in "\n".join(label.text() for label in asking.findChildren(QLabel))
    stage.find(QPushButton, "importing.confirm.cancel").click()
    stage.settle()
    assert hits(stage) == ["Quill"]
    press(stage, "take_back")
    dialog = stage.dialogs.current()
    assert dialog is not None
    dialog.primary.click()
    stage.settle()
    stage.settle()
    assert hits(stage) == []
    assert stage.dialogs.current() is None
    assert stage.page.start.batches()[0].taken_back_at is not None
    assert not button(stage, "take_back").isEnabled()


def test_an_import_taken_back_elsewhere_is_said(stage: Stage, folder: Path) -> None:
    stage.take(folder)
    press(stage, "commit")
    (batch,) = imports.batches(stage.practice.store, stage.practice.actor)
    imports.take_back(stage.practice.store, stage.practice.actor, batch.id)
    press(stage, "undo")
    assert "already taken back" in stage.messages.text()


def drag(kind: type[QDropEvent], url: str, *, owner: QObject) -> QDropEvent:
    """Return a drag of an address, whose data lives as long as its owner."""
    data = QMimeData()
    data.setUrls([QUrl(url)])
    data.setParent(owner)
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return kind(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, plain)


def test_files_are_dropped(stage: Stage, folder: Path) -> None:
    url = QUrl.fromLocalFile(str(folder)).toString()
    page = stage.page
    entering = drag(QDragEnterEvent, url, owner=page)
    assert isinstance(entering, QDragEnterEvent)
    page.dragEnterEvent(entering)
    assert entering.isAccepted()
    before = stage.window.grab().toImage()
    page.dragLeaveEvent(QDragLeaveEvent())
    assert stage.window.grab().toImage() != before
    page.dropEvent(drag(QDropEvent, url, owner=page))
    stage.settle()
    stage.settle()
    assert page.stack.currentWidget() is page.preview
    web = drag(QDragEnterEvent, "https://one.example/x.json", owner=page)
    assert isinstance(web, QDragEnterEvent)
    web.ignore()  # as Qt does before it asks
    page.dragEnterEvent(web)
    assert not web.isAccepted()


@pytest.mark.parametrize("what", ["files", "folder"])
def test_choosing_does_not_stop_the_window(stage: Stage, folder: Path, what: str) -> None:
    button(stage, f"choose_{what}").click()
    dialog = stage.find(QFileDialog, "importing.files_dialog")
    assert dialog.isVisible()
    dialog.filesSelected.emit([str(folder)])
    dialog.close()
    stage.settle()
    stage.settle()
    assert stage.page.stack.currentWidget() is stage.page.preview
    assert [each.keys for each in stage.page.shortcuts()] == ["Ctrl+O"]


def test_whoever_may_not_import_is_told_so(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    practice = fresh_practice(tmp_path)
    stage = Stage(qtbot, theme, practice, roles=frozenset({Role.BILLER}))
    refused = stage.find(QWidget, "importing.refused")
    assert stage.page.stack.currentWidget() is refused
    assert not stage.page.acceptDrops()
    assert list(stage.page.shortcuts()) == []
    stage.lane.stop(last=lambda: close_practice(practice))


def test_the_page_belongs_to_the_window(stage: Stage) -> None:
    spec = page_spec(stage.desk)
    page = spec.factory()
    assert isinstance(page, ImportPage)
    assert (spec.key, spec.title, page.page_key, page.objectName()) == (
        "importing",
        "Import",
        "importing",
        "importing",
    )
    assert Route(spec.key).page == "importing"
    assert page.leave()
    assert stage.window.windowTitle() == ""
    stage.settle()
    page.deleteLater()
