"""Saying by keyboard what the columns of a table hold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ccmdesk.ui.common.fields import ComboBox
from tests.ui.hands import press as key
from tests.ui.hands import type_into
from tests.ui.importing.stage import Stage, button, hits, press

TABLE = (
    "Liste;;;;\r\nNachname;Vorname;Geb.;Tel.;Notiz\r\n"
    'Núñez;José;12/31/1950;555-0100;"ruft gern\nvormittags an"\r\nTran;Minh;1951-02-03;555-0101;\r\n'
)


def test_a_messy_table_is_mapped_by_keyboard(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_bytes(TABLE.encode("cp1252"))
    stage.take(tmp_path / "liste.csv")
    for at, typed in enumerate(("Family", "Given", "Date of birth", "Phone", "Note")):
        box = stage.find(ComboBox, f"importing.column.{at}")
        assert stage.window.focusWidget() is box
        type_into(box, typed)
        assert box.currentText().startswith(typed)
        key(box, Qt.Key.Key_Tab)
    going_on = button(stage, "mapping_continue")
    assert stage.window.focusWidget() is going_on
    key(going_on, Qt.Key.Key_Space)
    stage.settle()
    stage.settle()
    jose = stage.page.preview.people.values()[0].person.patient
    assert (jose.family, jose.given, jose.note) == ("Núñez", "José", "ruft gern\nvormittags an")
    press(stage, "commit")
    assert hits(stage) == ["Núñez", "Tran"]


def test_a_field_that_moves_to_another_column_is_said(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Last,DOB,Other\nTran,1951-02-03,1952-02-03\n", "utf-8")
    stage.take(tmp_path / "list.csv")
    box = stage.find(ComboBox, "importing.column.2")
    box.setFocus()
    type_into(box, "Date of birth")
    said = stage.find(QLabel, "importing.mapping_missing")
    assert said.isVisible() and "“DOB” before" in said.text()
    assert stage.find(ComboBox, "importing.column.1").currentText() == "Not used"
    assert button(stage, "mapping_continue").isEnabled()
