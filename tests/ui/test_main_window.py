"""The window: pages, rail, Find, messages, and every shape the window can have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.changes import ChangeKind, Changes, changed
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import PageSpec, ShortcutSpec
from ccmdesk.ui.common.popup import PopupItem
from ccmdesk.ui.common.theme import Theme, ThemeMode
from ccmdesk.ui.main_window import MainWindow
from ccmdesk.ui.main_window_find import FindAnswer, FindKind, FindList, FindResult
from ccmdesk.ui.main_window_frame import Frame, FrameParts
from ccmdesk.ui.main_window_rail import CLOSED_WIDTH, OPEN_WIDTH, RailStatus
from tests.ui.hands import child, click, press, type_into

NOW = datetime(2026, 11, 24, 10, 24)  # noqa: DTZ001 - the practice's local time


class SmallPage(QWidget):
    """Be a page with one field and one key."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.page_key = key
        self.heard: list[Changes] = []
        self.pressed = 0
        self.may_leave = True
        field = QLineEdit(self)
        field.setObjectName(f"{key}.field")
        self.setFocusProxy(field)

    def refresh(self, changes: Changes) -> None:
        """Keep what was heard."""
        self.heard.append(changes)

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Offer a key with Ctrl and a letter."""
        return (ShortcutSpec("Ctrl+T", "Start", self._press), ShortcutSpec("Q", "Start", self._press))

    def leave(self) -> bool:
        """Go when allowed."""
        return self.may_leave

    def _press(self) -> None:
        self.pressed += 1


@dataclass(slots=True)
class Scene:
    """Hold a window with a frame of three pages."""

    window: MainWindow
    frame: Frame
    theme: Theme
    notice: ChangeNotice
    made: list[str]
    opened: list[str]
    late: list[FindAnswer]


def _page(made: list[str], key: str) -> Callable[[], QWidget]:
    def make() -> QWidget:
        made.append(key)
        return SmallPage(key)

    return make


@pytest.fixture
def scene(qapp: QApplication, qtbot: QtBot) -> Iterator[Scene]:
    """Return a shown window of 1366 by 768 with the worklist open."""
    theme = Theme(mode=ThemeMode.LIGHT, reduced_motion=True)
    theme.install()
    made, opened, late = list[str](), list[str](), list[FindAnswer]()

    def find(text: str, answer: FindAnswer) -> None:
        if text.startswith("late"):
            late.append(answer)
        elif text.startswith("alv"):
            answer(
                text, [FindResult(FindKind.PATIENT, "Álvarez, María", lambda: opened.append("Álvarez"), "81")]
            )
        else:
            answer(text, [])

    parts = FrameParts(
        pages=(
            PageSpec("worklist", "Worklist", Icon.WORKLIST, _page(made, "worklist")),
            PageSpec("patient", "Patient", Icon.PATIENT, _page(made, "patient")),
            PageSpec("wizard", "Wizard", Icon.INFO, _page(made, "wizard"), in_rail=False),
        ),
        find=find,
        now=lambda: NOW,
        user="Sara Okafor, RN",
        user_items=lambda: (PopupItem("Dark colours", lambda: opened.append("dark"), name="user.dark"),),
    )
    notice = ChangeNotice()
    window = MainWindow(theme)
    frame = Frame(theme, parts, notice=notice)
    frame.show_status(RailStatus("Backed up 10:00", True, "Lakeview Family"))
    window.show_clock(shown=True)
    window.show_screen(frame)
    frame.show_page("worklist")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield Scene(window, frame, theme, notice, made, opened, late)
    theme.deleteLater()


def _small(scene: Scene, key: str) -> SmallPage:
    page = scene.frame.page(key)
    assert isinstance(page, SmallPage)
    return page


def test_pages_are_made_on_their_first_visit(scene: Scene, qtbot: QtBot) -> None:
    assert scene.made == ["worklist"]
    with qtbot.waitSignal(scene.frame.page_changed) as shown:
        child(scene.frame, QPushButton, "rail.patient").click()
    assert shown.args == ["patient"]
    press(scene.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert (scene.frame.current_page(), scene.made) == ("worklist", ["worklist", "patient"])


def test_the_rail_shows_only_pages_that_exist(scene: Scene) -> None:
    assert scene.frame.findChild(QPushButton, "rail.wizard") is None
    assert scene.frame.show_page("wizard")
    scene.frame.rail.set_count("worklist", 14)
    assert child(scene.frame, QPushButton, "rail.worklist").accessibleName() == "Worklist, 14 waiting"


def test_a_page_that_cannot_be_left_stays(scene: Scene) -> None:
    _small(scene, "worklist").may_leave = False
    assert not scene.frame.show_page("patient")
    assert not scene.frame.leave()
    assert scene.frame.current_page() == "worklist"
    assert child(scene.frame, QPushButton, "rail.worklist").isChecked()
    assert not child(scene.frame, QPushButton, "rail.patient").isChecked()


def test_hidden_pages_hear_what_they_missed_when_they_come_back(scene: Scene) -> None:
    scene.frame.show_page("patient")
    one, two = changed(ChangeKind.TIME, patient_id=1), changed(ChangeKind.CHART, patient_id=2)
    scene.notice.publish(one)
    scene.notice.publish(two)
    assert _small(scene, "patient").heard == [one, two]
    assert _small(scene, "worklist").heard == []
    scene.frame.show_page("worklist")
    both = Changes(frozenset({ChangeKind.TIME, ChangeKind.CHART}), frozenset({1, 2}))
    assert _small(scene, "worklist").heard == [both]


def test_a_pages_keys_with_ctrl_reach_from_find_its_letters_do_not(scene: Scene, qtbot: QtBot) -> None:
    page = _small(scene, "worklist")
    field = child(page, QLineEdit)
    qtbot.waitUntil(field.hasFocus)
    press(field, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert page.pressed == 1
    scene.frame.focus_find()
    press(scene.frame.top.find_field, Qt.Key.Key_Q)
    assert page.pressed == 1
    press(scene.frame.top.find_field, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert page.pressed == 2
    scene.frame.show_page("patient")
    press(scene.frame.top.find_field, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert (page.pressed, _small(scene, "patient").pressed) == (2, 1)


def test_a_pages_keys_rest_while_a_dialog_is_open(scene: Scene, qtbot: QtBot) -> None:
    page = _small(scene, "worklist")
    qtbot.waitUntil(child(page, QLineEdit).hasFocus)
    dialog = Dialog(scene.theme, name="test.form", title="Form", primary="Save")
    scene.frame.show_dialog(dialog)
    press(dialog.primary, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert page.pressed == 0


def test_a_name_and_enter_open_the_chart_from_anywhere(scene: Scene, qtbot: QtBot) -> None:
    press(scene.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = scene.frame.top.find_field
    assert field.hasFocus()
    type_into(field, "alv")
    results = child(scene.frame, FindList)
    assert results.isVisible()
    assert results.accessibleName() == "Álvarez, María, 81"
    press(field, Qt.Key.Key_Return)
    assert (scene.opened, results.isVisible(), field.text()) == (["Álvarez"], False, "")


def test_find_knows_pages_and_actions(scene: Scene, qtbot: QtBot) -> None:
    scene.frame.focus_find()
    field, results = scene.frame.top.find_field, child(scene.frame, FindList)
    type_into(field, "pat")
    assert [result.title for result in results.results()] == ["Patient"]
    press(field, Qt.Key.Key_Return)
    assert scene.frame.current_page() == "patient"
    scene.frame.focus_find()
    type_into(field, "a")
    titles = [result.title for result in results.results()]
    assert titles == ["Patient", "Larger text", "Smaller text", "Dark colours"]
    for _ in range(2):
        press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Up)
    press(field, Qt.Key.Key_Return)
    assert scene.theme.zoom == 110


def test_answers_that_come_too_late_are_dropped(scene: Scene, qtbot: QtBot) -> None:
    scene.frame.focus_find()
    field, results = scene.frame.top.find_field, child(scene.frame, FindList)
    type_into(field, "late")
    type_into(field, "r")
    scene.late[0]("late", [FindResult(FindKind.PATIENT, "Old", lambda: None)])
    assert results.results() == ()
    press(field, Qt.Key.Key_Escape)
    assert not results.isVisible()
    assert field.text() == ""


def test_find_gives_way_when_it_loses_the_focus(scene: Scene, qtbot: QtBot) -> None:
    scene.frame.focus_find()
    type_into(scene.frame.top.find_field, "alv")
    results = child(scene.frame, FindList)
    child(scene.frame, QPushButton, "rail.patient").setFocus()
    assert not results.isVisible()


def test_a_click_opens_an_answer(scene: Scene, qtbot: QtBot) -> None:
    scene.frame.focus_find()
    type_into(scene.frame.top.find_field, "alv")
    results = child(scene.frame, FindList)
    at = results.rect().center()
    at.setY(40)
    click(results, at)
    assert scene.opened == ["Álvarez"]
    assert (results.isVisible(), scene.frame.top.find_field.text()) == (False, "")


def test_enter_before_the_answer_opens_it_when_it_comes(scene: Scene, qtbot: QtBot) -> None:
    scene.frame.focus_find()
    field, results = scene.frame.top.find_field, child(scene.frame, FindList)
    type_into(field, "late")
    assert results.accessibleName() == "Looking…"
    for _ in range(2):
        press(field, Qt.Key.Key_Return)
    assert scene.opened == []
    found = [FindResult(FindKind.PATIENT, "Later, Ann", lambda: scene.opened.append("Later"))]
    scene.late[-1]("late", found)
    assert (scene.opened, results.isVisible(), field.text()) == (["Later"], False, "")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_R])
def test_an_enter_is_forgotten_when_she_goes_on(scene: Scene, qtbot: QtBot, key: Qt.Key) -> None:
    scene.frame.focus_find()
    field = scene.frame.top.find_field
    type_into(field, "late")
    press(field, Qt.Key.Key_Return)
    press(field, key)
    for answer in scene.late:
        answer("late", [FindResult(FindKind.PATIENT, "Later", lambda: scene.opened.append("Later"))])
        answer("later", [FindResult(FindKind.PATIENT, "Later", lambda: scene.opened.append("Later"))])
    assert scene.opened == []


def test_an_enter_without_an_answer_opens_nothing(scene: Scene, qtbot: QtBot) -> None:
    scene.frame.focus_find()
    field, results = scene.frame.top.find_field, child(scene.frame, FindList)
    type_into(field, "late")
    press(field, Qt.Key.Key_Return)
    scene.late[-1]("late", [])
    assert results.accessibleName() == "Nothing found. Try part of a name."
    assert (field.text(), field.hasFocus()) == ("late", True)


def test_the_keyboard_goes_into_the_page_that_is_open_already(scene: Scene, qtbot: QtBot) -> None:
    scene.frame.focus_find()
    field = scene.frame.top.find_field
    type_into(field, "alv")
    press(field, Qt.Key.Key_Return)
    assert not field.hasFocus()
    assert child(_small(scene, "worklist"), QLineEdit).hasFocus()


def test_find_and_pages_wait_while_a_dialog_is_open(scene: Scene, qtbot: QtBot) -> None:
    dialog = Dialog(scene.theme, name="test.form", title="Form", primary="Save")
    scene.frame.show_dialog(dialog)
    for key in (Qt.Key.Key_K, Qt.Key.Key_2):
        press(dialog.primary, key, Qt.KeyboardModifier.ControlModifier)
    assert not scene.frame.top.find_field.hasFocus()
    assert scene.frame.current_page() == "worklist"


def test_the_rail_closes_by_hand_and_where_a_page_needs_the_width(scene: Scene, qtbot: QtBot) -> None:
    rail = scene.frame.rail
    assert rail.width() == OPEN_WIDTH
    scene.frame.set_wide(wide=True)
    assert rail.maximumWidth() == CLOSED_WIDTH
    assert child(scene.frame, QPushButton, "rail.worklist").toolTip() == "Worklist"
    scene.frame.set_wide(wide=False)
    with qtbot.waitSignal(scene.frame.rail_closed_changed):
        child(scene.frame, QPushButton, "rail.toggle").click()
    assert rail.closed()
    press(scene.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not rail.closed()


def test_undo_by_key_takes_a_message_back(scene: Scene, qtbot: QtBot) -> None:
    undone: list[int] = []
    scene.frame.say(Message("Task closed.", undo=lambda: undone.append(1)))
    child(scene.frame, QPushButton, "rail.worklist").setFocus()
    press(scene.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [1]


def test_the_user_menu_and_the_lock(scene: Scene, qtbot: QtBot) -> None:
    child(scene.frame, QPushButton, "top.user").click()
    child(scene.frame, QPushButton, "user.dark").click()
    assert scene.opened == ["dark"]
    with qtbot.waitSignal(scene.frame.lock_requested):
        child(scene.frame, QPushButton, "top.lock").click()
    with qtbot.waitSignal(scene.frame.lock_requested):
        press(scene.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_a_dialog_never_covers_the_clock_bar(scene: Scene) -> None:
    dialog = Dialog(scene.theme, name="test.dialog", title="Sign?", primary="Sign")
    scene.frame.show_dialog(dialog)
    host = scene.frame.dialogs
    bottom = host.mapTo(scene.window, host.rect().bottomLeft()).y()
    assert bottom < scene.window.clock.y()
    assert scene.window.clock.isVisible()


def test_zoom_keys_work_in_the_whole_window(scene: Scene, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    press(scene.window, Qt.Key.Key_Plus, control)
    assert scene.theme.zoom == 110
    press(scene.window, Qt.Key.Key_Minus, control)
    press(scene.window, Qt.Key.Key_Minus, control)
    assert scene.theme.zoom == 90
    press(scene.window, Qt.Key.Key_0, control)
    assert scene.theme.zoom == 100


def test_screens_come_and_go_above_the_clock_bar(scene: Scene, qtbot: QtBot) -> None:
    lock = QLabel("locked")
    scene.window.show_screen(lock)
    assert scene.window.screen_shown() is lock
    scene.window.drop_screen(scene.frame)
    assert scene.window.clock.isVisible()
    scene.window.show_clock(shown=False)
    assert not scene.window.clock.isVisible()


def test_closing_can_be_refused(scene: Scene, qtbot: QtBot) -> None:
    scene.window.hold_open(held=True)
    with qtbot.waitSignal(scene.window.closing):
        assert not scene.window.close()
    scene.window.hold_open(held=False)
    assert scene.window.close()


def test_the_title_names_nobody(scene: Scene) -> None:
    scene.frame.show_page("patient")
    assert scene.window.windowTitle() == "CCM Desk"


@pytest.mark.parametrize(
    ("width", "height", "zoom"), [(1366, 768, 100), (1366, 768, 200), (1024, 600, 125), (640, 360, 80)]
)
def test_nothing_overlaps_in_any_window(
    scene: Scene, qtbot: QtBot, width: int, height: int, zoom: int
) -> None:
    scene.theme.set_zoom(zoom)
    scene.window.resize(width, height)
    frame, clock = scene.frame, scene.window.clock
    qtbot.waitUntil(lambda: clock.geometry().bottom() == height - 1)
    assert (scene.window.width(), scene.window.height()) == (width, height)
    assert frame.geometry().bottom() < clock.y()
    assert frame.rail.geometry().right() < frame.top.x()
    names = ("find", "top.time", "top.user", "top.lock")
    bar = [part for name in names if (part := child(frame.top, QWidget, name)).isVisible()]
    for left, right in pairwise(bar):
        assert left.geometry().right() < right.x()
    assert bar[-1].geometry().right() < frame.top.width()
    assert frame.top.find_field.width() >= scene.theme.px(160)
    assert frame.rail.closed() == (width < scene.theme.px(1000))
