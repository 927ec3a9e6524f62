"""Dialogs, messages and menus inside the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.dialog import Dialog, DialogHost
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.message_bar import Message, MessageBar
from ccmdesk.ui.common.popup import PopupItem, PopupList
from ccmdesk.ui.common.theme import Theme
from tests.ui.hands import child, click, press


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> QWidget:
    """Return a shown, active window with one field that has the focus."""
    widget = QWidget()
    widget.resize(600, 400)
    field = QLineEdit(widget)
    field.setObjectName("behind")
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return widget


def _dialog(theme: Theme) -> tuple[Dialog, Field]:
    dialog = Dialog(theme, name="test.dialog", title="Stop the plan?", primary="Stop it")
    field = Field(theme, "Reason", name="test.reason")
    dialog.body.addWidget(field)
    return dialog, field


def test_a_dialog_keeps_the_focus_and_gives_it_back(theme: Theme, qtbot: QtBot, window: QWidget) -> None:
    host = DialogHost(theme, parent=window)
    dialog, field = _dialog(theme)
    host.show_dialog(dialog, first=field.control)
    assert field.control.hasFocus()
    visited = []
    for _ in range(4):
        focus = window.focusWidget()
        assert focus is not None
        assert dialog.isAncestorOf(focus)
        visited.append(focus.objectName())
        press(focus, Qt.Key.Key_Tab)
    assert visited == ["test.reason", "test.dialog.cancel", "test.dialog.accept", "test.reason"]
    focus = window.focusWidget()
    assert focus is not None
    press(field.control, Qt.Key.Key_Backtab)
    with qtbot.waitSignal(dialog.closed):
        press(field.control, Qt.Key.Key_Escape)
    assert host.current() is None
    assert host.isHidden()
    behind = child(window, QLineEdit, "behind")
    assert behind.hasFocus()


def test_accepting_leaves_the_dialog_open_until_it_is_finished(
    theme: Theme, qtbot: QtBot, window: QWidget
) -> None:
    host = DialogHost(theme, parent=window)
    dialog, field = _dialog(theme)
    host.show_dialog(dialog, first=field.control)
    with qtbot.waitSignal(dialog.accepted):
        press(field.control, Qt.Key.Key_Return)
    assert host.current() is dialog
    dialog.finish()
    assert host.current() is None


def test_enter_on_cancel_cancels(theme: Theme, qtbot: QtBot, window: QWidget) -> None:
    host = DialogHost(theme, parent=window)
    dialog, _field = _dialog(theme)
    host.show_dialog(dialog)
    cancel = child(window, QPushButton, "test.dialog.cancel")
    cancel.setFocus()
    with qtbot.assertNotEmitted(dialog.accepted):
        press(cancel, Qt.Key.Key_Return)
    assert host.current() is None


def test_a_second_dialog_takes_the_place_of_the_first(theme: Theme, qtbot: QtBot, window: QWidget) -> None:
    host = DialogHost(theme, parent=window)
    first, second = _dialog(theme)[0], _dialog(theme)[0]
    host.show_dialog(first)
    with qtbot.waitSignal(first.closed):
        host.show_dialog(second)
    assert host.current() is second


@pytest.mark.parametrize("zoom", [100, 200])
def test_a_dialog_stays_inside_a_small_window(theme: Theme, window: QWidget, zoom: int) -> None:
    theme.set_zoom(zoom)
    host = DialogHost(theme, parent=window)
    dialog = _dialog(theme)[0]
    for number in range(8):
        dialog.body.addWidget(Field(theme, f"Field {number}", name=f"test.f{number}"))
    host.show_dialog(dialog)
    assert window.rect().contains(dialog.geometry())
    assert dialog.rect().contains(dialog.primary.mapTo(dialog, dialog.primary.rect().bottomRight()))


def test_a_message_can_be_undone_once(theme: Theme, qtbot: QtBot, window: QWidget) -> None:
    bar = MessageBar(theme, parent=window)
    undone: list[int] = []
    bar.say(Message("Task closed.", undo=lambda: undone.append(1)))
    assert (bar.text(), bar.y() + bar.height()) == ("Task closed.", window.height())
    assert bar.undo()
    assert not bar.undo()
    assert (undone, bar.text()) == ([1], "")


def test_trouble_stays_and_news_leaves(
    theme: Theme, qtbot: QtBot, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = MessageBar(theme, parent=window)
    bar._timer.setInterval(20)
    bar.say(Message("Saved."))
    qtbot.waitUntil(bar.isHidden)
    bar.say(Message("The disk is full.", trouble=True))
    qtbot.wait(60)
    assert bar.text() == "The disk is full."
    child(bar, QPushButton, "message.close").click()
    assert bar.isHidden()


def test_a_message_slides_only_where_motion_is_wanted(qtbot: QtBot, window: QWidget, theme: Theme) -> None:
    assert theme.motion_ms == 0
    moving = Theme(mode=theme.mode)
    assert moving.motion_ms == 120
    bar = MessageBar(moving, parent=window)
    bar.say(Message("Saved."))
    qtbot.waitUntil(lambda: bar.y() + bar.height() == window.height(), timeout=1000)


def test_menus_work_by_keys(theme: Theme, qtbot: QtBot, window: QWidget) -> None:
    ran: list[str] = []
    items = [
        PopupItem("Light", lambda: ran.append("light"), checked=True, name="test.light"),
        PopupItem("Dark", lambda: ran.append("dark"), key="D", name="test.dark"),
    ]
    menu = PopupList(theme, items, name="test.menu", parent=window)
    behind = child(window, QLineEdit, "behind")
    menu.open_at(behind)
    light, dark = (child(menu, QPushButton, name) for name in ("test.light", "test.dark"))
    assert light.hasFocus()
    press(light, Qt.Key.Key_Down)
    assert dark.hasFocus()
    press(dark, Qt.Key.Key_Return)
    assert ran == ["dark"]
    assert menu.isHidden()
    assert behind.hasFocus()


def test_menus_close_on_escape_and_on_a_click_elsewhere(theme: Theme, qtbot: QtBot, window: QWidget) -> None:
    for how in ("escape", "click"):
        menu = PopupList(theme, [PopupItem("Light", lambda: None)], name="test.menu", parent=window)
        menu.open_point(QPoint(590, 390))
        assert window.rect().contains(menu.geometry())
        if how == "escape":
            press(child(menu, QPushButton), Qt.Key.Key_Escape)
        else:
            click(window, QPoint(300, 200))
        assert menu.isHidden()
