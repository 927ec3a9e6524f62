"""Buttons, chips, fields, panels and states as a person meets them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.changes import ChangeKind, Changes, changed
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.chips import Chip, ChipRow, ChipSpec, Tag
from ccmdesk.ui.common.fields import CheckBox, Choice, Field, TextArea
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.marks import Mark, MarkView
from ccmdesk.ui.common.palette import RED_STATE, Role
from ccmdesk.ui.common.panels import Card, SavedState, SectionHeading
from ccmdesk.ui.common.sparkline import Sparkline, Trend
from ccmdesk.ui.common.states import BusyState, empty_state, error_state
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme
from tests.ui.hands import child, press, type_into


@pytest.mark.parametrize("kind", list(ButtonKind))
def test_a_button_is_reached_by_keys_and_shows_its_focus(
    theme: Theme, qtbot: QtBot, kind: ButtonKind
) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    button = Button(theme, "Log contact", name="test.log", kind=kind, key="C", icon=Icon.PHONE)
    other = QLineEdit()
    column.addWidget(other)
    column.addWidget(button)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    resting = button.grab().toImage()
    press(other, Qt.Key.Key_Tab)
    qtbot.waitUntil(button.hasFocus)
    image = button.grab().toImage()
    assert image != resting
    assert image.pixelColor(image.width() // 2, 1) == theme.color(Role.ACCENT)
    with qtbot.waitSignal(button.clicked):
        press(button, Qt.Key.Key_Space)
    assert QAccessible.queryAccessibleInterface(button).role() == QAccessible.Role.Button
    assert (button.accessibleName(), button.accessibleDescription()) == ("Log contact", "C")


def test_targets_are_large_enough(theme: Theme, qtbot: QtBot) -> None:
    for kind in ButtonKind:
        button = Button(theme, "Go", name="test.go", kind=kind)
        qtbot.addWidget(button)
        assert button.sizeHint().height() >= 24
        assert button.sizeHint().width() >= (24 if kind is not ButtonKind.LINK else 14)
    icon = Button(theme, "", name="test.icon", icon=Icon.CLOSE, spoken="Close", height=28)
    qtbot.addWidget(icon)
    assert (icon.sizeHint().width(), icon.accessibleName(), icon.toolTip()) == (28, "Close", "Close")


def test_a_buttons_label_is_never_cut_at_any_zoom(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Start on María Álvarez", name="test.start", icon=Icon.PLAY, key="F5")
    qtbot.addWidget(button)
    small = button.sizeHint()
    theme.set_zoom(200)
    assert button.minimumSizeHint() == button.sizeHint()
    assert button.sizeHint().width() == pytest.approx(2 * small.width(), abs=4)
    assert button.sizeHint().height() == 64


def test_chips_move_with_arrows_and_one_is_on(theme: Theme, qtbot: QtBot) -> None:
    row = ChipRow(theme, name="test.chips", spoken="Filters")
    qtbot.addWidget(row)
    row.resize(400, 40)
    row.set_chips([ChipSpec("all", "Everyone", 187), ChipSpec("today", "Due today", 14)], on="all")
    row.show()
    row.activateWindow()
    chips = row.findChildren(Chip)
    chips[0].setFocus()
    qtbot.waitUntil(chips[0].hasFocus)
    press(chips[0], Qt.Key.Key_Right)
    assert chips[1].hasFocus()
    with qtbot.waitSignal(row.chosen) as chosen:
        press(chips[1], Qt.Key.Key_Space)
    assert chosen.args == ["today"]
    assert [chip.isChecked() for chip in chips] == [False, True]
    assert chips[0].accessibleName() == "Everyone, 187"
    row.set_chips([ChipSpec("all", "Everyone", 186), ChipSpec("today", "Due today", 13)], on="today")
    assert row.current() == "today"
    assert child(row, Chip, "test.chips.today").accessibleName() == "Due today, 13"


def test_a_field_shows_its_error_and_forgets_it_on_typing(theme: Theme, qtbot: QtBot) -> None:
    field = Field(theme, "NPI", name="test.npi", placeholder="ten digits")
    qtbot.addWidget(field)
    field.show()
    heard: list[str] = []
    field.committed.connect(heard.append)
    field.set_error("An NPI has ten digits.")
    label = child(field, QLabel, "test.npi.error")
    assert label.isVisible()
    assert field.control.accessibleDescription() == "An NPI has ten digits."
    assert field.control.property("invalid") is True
    type_into(field.control, " 12 \r")
    assert (field.error(), label.isVisible(), heard) == ("", False, ["12"])
    assert field.control.property("invalid") is False
    assert (field.control.accessibleName(), field.control.objectName()) == ("NPI", "test.npi")


def test_choices_speak_in_keys(theme: Theme, qtbot: QtBot) -> None:
    choice = Choice(
        theme, "Language", name="test.language", options=[("es", "Spanish"), ("en", "English")], current="en"
    )
    qtbot.addWidget(choice)
    heard: list[str] = []
    choice.chosen.connect(heard.append)
    assert choice.key() == "en"
    press(choice.control, Qt.Key.Key_Up)
    assert (choice.key(), heard) == ("es", ["es"])
    choice.set_key("fr")
    assert choice.key() == ""


def test_tab_leaves_a_text_area(theme: Theme, qtbot: QtBot) -> None:
    area = TextArea(theme, "Note", name="test.note", text="old")
    qtbot.addWidget(area)
    heard: list[str] = []
    area.edited.connect(heard.append)
    area.set_text("new")
    assert heard == []
    type_into(area.control, "x")
    press(area.control, Qt.Key.Key_Tab)
    assert (area.text(), heard) == ("xnew", ["xnew"])


def test_a_check_box_is_large_enough_at_200_percent(theme: Theme, qtbot: QtBot) -> None:
    theme.set_zoom(200)
    box = CheckBox("Breathless lying flat?", name="test.ask", checked=True)
    qtbot.addWidget(box)
    box.show()
    assert box.height() >= 48


def test_forms_fold_where_there_is_no_room(theme: Theme, qtbot: QtBot) -> None:
    form = FormLayout(theme, columns=2, column_width=200)
    qtbot.addWidget(form)
    first, second = Field(theme, "Family", name="test.family"), Field(theme, "Given", name="test.given")
    form.add(first)
    form.add(second)
    form.resize(600, 200)
    form.show()
    assert first.y() == second.y()
    form.resize(250, 300)
    qtbot.waitUntil(lambda: second.y() > first.y())


def test_saved_state_says_it_in_words(theme: Theme, qtbot: QtBot) -> None:
    state = SavedState(theme, name="test.saved")
    qtbot.addWidget(state)
    state.saving()
    assert state.text() == "Saving…"
    state.saved("10:42")
    assert state.text() == "Saved 10:42"
    state.not_saved("disk full, free some space")
    assert state.accessibleName() == "Not saved: disk full, free some space"


def test_headings_and_empty_states_offer_one_thing(theme: Theme, qtbot: QtBot) -> None:
    heading = SectionHeading(theme, "Problems", name="test.problems", count=6, action="Add")
    empty = empty_state(
        theme, name="test.empty", title="No patients yet", why="Nothing imported.", action="Import"
    )
    for widget in (heading, empty):
        qtbot.addWidget(widget)
        button = child(widget, QPushButton)
        with qtbot.waitSignal(widget.triggered):
            button.click()
    assert child(heading, QPushButton).accessibleName() == "Problems: Add"
    error = error_state(theme, name="test.error", title="Not read", why="The file is in use.")
    qtbot.addWidget(error)
    assert error.findChild(QPushButton) is None


def test_busy_shows_after_a_while_and_offers_a_cancel(theme: Theme, qtbot: QtBot) -> None:
    busy = BusyState(theme, name="test.busy")
    qtbot.addWidget(busy)
    busy.start("Reading 3 files")
    assert busy.isHidden()
    qtbot.waitUntil(busy.isVisible, timeout=1000)
    cancel = child(busy, QPushButton, "test.busy.cancel")
    assert cancel.isHidden()
    busy.progress(1, 3, text="Reading 1 of 3")
    qtbot.waitUntil(cancel.isVisible, timeout=2000)
    with qtbot.waitSignal(busy.cancelled):
        cancel.click()
    busy.stop()
    assert busy.isHidden()


def test_quick_work_shows_nothing(theme: Theme, qtbot: QtBot) -> None:
    busy = BusyState(theme, name="test.busy")
    qtbot.addWidget(busy)
    busy.start("Saving")
    busy.stop()
    qtbot.wait(400)
    assert busy.isHidden()


def test_pictures_have_words(theme: Theme, qtbot: QtBot) -> None:
    mark = MarkView(theme, Mark.TODAY)
    trend = Trend(((0, 171.0), (1, 176.2)), low=168, high=173, spoken="176.2 lb, above goal")
    line = Sparkline(theme, trend, name="test.weight")
    tag = Tag(theme, "above goal", state=RED_STATE, icon=Icon.WARNING)
    for widget in (mark, line, tag):
        qtbot.addWidget(widget)
        assert widget.accessibleName()
    assert trend.outside()
    assert not Trend(((0, 171.0),), low=168, high=173).outside()
    assert not Trend(()).outside()
    inked = line.grab().toImage()
    assert inked.pixelColor(inked.width() - 5, 4) == theme.color(Role.RED)
    line.set_trend(Trend(()))
    line.grab()


def test_labels_keep_their_colour_and_shorten(theme: Theme, qtbot: QtBot) -> None:
    label = Label(theme, "A very long sentence about nothing", name="test.label", role=Role.MUTED, elide=True)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(400, 20)
    assert label.toolTip() == ""
    label.set_role(Role.RED_TEXT)
    assert label.palette().windowText().color() == theme.color(Role.RED_TEXT)
    theme.set_zoom(200)
    assert label.font().pixelSize() == 26


def test_a_card_draws_its_shadow_outside_its_edge(theme: Theme, qtbot: QtBot) -> None:
    card = Card(theme, shadow=True)
    qtbot.addWidget(card)
    card.resize(120, 80)
    image = card.grab().toImage()
    assert image.pixelColor(60, 40) == theme.color(Role.RAISED)
    assert image.pixelColor(60, 77).lightness() < theme.color(Role.RAISED).lightness()


def test_notices_reach_those_who_asked_until_they_are_gone(theme: Theme, qtbot: QtBot) -> None:
    notice, page, other = ChangeNotice(), QWidget(), QWidget()
    heard: list[tuple[str, Changes]] = []
    notice.subscribe(page, lambda c: heard.append(("page", c)), kinds=frozenset({ChangeKind.TIME}))
    notice.subscribe(other, lambda c: heard.append(("other", c)), kinds=frozenset())
    time, chart = changed(ChangeKind.TIME, patient_id=7), changed(ChangeKind.CHART)
    notice.publish(time)
    notice.publish(chart)
    notice.publish(Changes())
    assert heard == [("page", time), ("other", time), ("other", chart)]
    with qtbot.waitSignal(other.destroyed):
        other.deleteLater()
    notice.publish(chart)
    assert len(heard) == 3
    page.deleteLater()
