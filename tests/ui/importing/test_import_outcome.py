"""What is told after an import: the files that were not read in full, and how to take it back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.paint import text_width
from ccmdesk.ui.common.theme import Theme
from tests.importers.making import PATIENT
from tests.ui.hands import press as key
from tests.ui.importing.stage import Stage, hits, press, text, write
from tests.ui.whole_window import sitting, two_patients

CONTROL = Qt.KeyboardModifier.ControlModifier


def listed(stage: Stage, name: str) -> list[str]:
    """Return the lines of a list of files that were not read in full."""
    return stage.find(QPlainTextEdit, f"importing.{name}_list").toPlainText().splitlines()


def imported(stage: Stage, folder: Path) -> None:
    """Import the folder, in which a file is broken and one is no record."""
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7")
    stage.take(folder)
    press(stage, "commit")


def test_the_outcome_names_the_files_that_were_rejected_and_why(stage: Stage, folder: Path) -> None:
    imported(stage, folder)
    broken, letter = listed(stage, "outcome_files")
    assert broken.startswith("export/broken.json: Rejected. ") and "line 1" in broken
    assert letter.startswith("export/letter.pdf: Rejected. This is a PDF document")
    shown = stage.find(QPlainTextEdit, "importing.outcome_files_list")
    assert shown.isVisible() and shown.isReadOnly()
    shown.setFocus()
    key(shown, Qt.Key.Key_A, CONTROL)
    key(shown, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == f"{broken}\n{letter}"
    key(shown, Qt.Key.Key_Tab)
    assert stage.window.focusWidget() is not shown
    QGuiApplication.clipboard().clear()
    stage.find(QPushButton, "importing.outcome_files_head.action").click()
    assert QGuiApplication.clipboard().text() == f"{broken}\n{letter}"


def test_past_imports_name_the_files_that_were_rejected_and_why(stage: Stage, folder: Path) -> None:
    imported(stage, folder)
    press(stage, "again")
    assert [line.split(".")[0] for line in listed(stage, "past_left")] == ["export/broken", "export/letter"]
    assert "PDF document" in listed(stage, "past_left")[1]
    model = stage.page.start.table.model()
    assert model.index(0, 2).data() == "4 files, 2 rejected"
    stage.take(write(folder, "orla2.json", {**PATIENT, "id": "p2", "birthDate": "1931-01-02"}))
    press(stage, "commit")
    press(stage, "again")
    assert stage.page.start.table.currentIndex().row() == 0
    assert not stage.find(QWidget, "importing.past_left").isVisible()
    key(stage.page.start.table, Qt.Key.Key_Down)
    assert stage.find(QWidget, "importing.past_left").isVisible()


def test_without_a_reason_no_file_is_named(stage: Stage, tmp_path: Path) -> None:
    stage.take(write(tmp_path, "orla.json", PATIENT))
    press(stage, "commit")
    assert not stage.find(QWidget, "importing.outcome_files").isVisible()


def test_the_list_of_files_is_as_high_as_its_lines(stage: Stage, folder: Path) -> None:
    imported(stage, folder)
    shown = stage.find(QPlainTextEdit, "importing.outcome_files_list")
    assert 2 * shown.fontMetrics().lineSpacing() < shown.height() < 5 * shown.fontMetrics().lineSpacing()
    assert not shown.verticalScrollBar().isVisible()


def test_ctrl_z_takes_back_what_the_outcome_tells_of_after_the_message_left(
    qtbot: QtBot, tmp_path: Path
) -> None:
    record = write(tmp_path, "orla.json", PATIENT)
    with sitting(qtbot, folder=two_patients(tmp_path)) as at:
        at.unlock()
        at.room.frame.show_page("importing")
        at.settle()
        page = at.room.frame.page("importing")
        page.take_paths([record])  # type: ignore[union-attr]  # the import page
        at.settle()
        at.press_button("importing.commit")
        at.room.frame.messages.dismiss()
        assert "Ctrl+Z takes all of it back" in at.words("importing.outcome_left")
        at.key(Qt.Key.Key_Z, CONTROL)
        assert at.room.frame.messages.text() == "Import taken back: 1 patient and 0 facts removed."
        at.key(Qt.Key.Key_Z, CONTROL)
        assert at.room.frame.messages.text().startswith("Import taken back")


def test_ctrl_z_twice_takes_back_once(stage: Stage, folder: Path) -> None:
    imported(stage, folder)
    stage.messages.dismiss()
    for _ in range(2):
        QTest.keyClick(stage.page.outcome.table, Qt.Key.Key_Z, CONTROL)
    stage.settle()
    assert hits(stage) == []
    assert stage.messages.text().startswith("Import taken back")


def test_past_imports_are_not_cut_beside_empty_space(stage: Stage, folder: Path, theme: Theme) -> None:
    imported(stage, folder)
    stage.messages.undo()
    stage.settle()
    stage.settle()
    table = stage.page.start.table
    model = stage.page.start._model
    (batch,) = model.values()
    assert sum(table.columnWidth(at) for at in range(5)) <= table.viewport().width()
    for at, column in enumerate(model.columns):
        room = table.columnWidth(at) - theme.px(column.indent + column.pad)
        assert text_width(column.text(batch), theme.font()) <= room, column.key
    assert "take back" not in text(stage, "past_words") and "taken back" in text(stage, "past_words")
