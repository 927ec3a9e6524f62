"""The frame of an open practice: rail, top bar, the pages, messages and dialogs above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.domain.changes import Changes
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.dialog import Dialog, DialogHost
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.message_bar import Message, MessageBar
from ccmdesk.ui.common.page import Page, PageSpec
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.popup import PopupItem, PopupList
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.main_window_banner import Banner
from ccmdesk.ui.main_window_find import FindAnswer, Finder, FindFunction, FindKind, FindList, FindResult
from ccmdesk.ui.main_window_rail import Rail, RailStatus
from ccmdesk.ui.main_window_top import TopBar

_OPEN_RAIL_FROM = 1000


@dataclass(frozen=True, slots=True)
class FrameParts:
    """Hold what the composition root gives the frame.

    `now` answers the local time; `find` looks for patients (pages and the menu's actions are found by
    the frame itself); `user_items` makes the user's menu each time it opens.
    """

    pages: tuple[PageSpec, ...]
    find: FindFunction
    now: Callable[[], datetime]
    user: str
    user_items: Callable[[], Sequence[PopupItem]]


class Frame(QWidget):
    """Show one page at a time; pages are made on their first visit."""

    lock_requested = Signal()
    page_changed = Signal(str)
    rail_closed_changed = Signal(bool)

    def __init__(
        self, theme: Theme, parts: FrameParts, *, notice: ChangeNotice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts = parts
        self._made: dict[str, QWidget] = {}
        self._missed: dict[str, Changes] = {}
        self._current = ""
        self._wants_width = False
        self._closed_by_hand: bool | None = None
        self.setObjectName("frame")
        self.rail = Rail(theme, parts.pages, parent=self)
        self.top = TopBar(theme, parent=self)
        self._stack = QStackedWidget()
        self._area = Surface(theme, role=Role.WINDOW, name="frame.page")
        self._banner = Banner(theme, parent=self)
        self._lay_out()
        self.messages = MessageBar(theme, parent=self._area)
        self.dialogs = DialogHost(theme, parent=self)
        results = FindList(theme, parent=self)
        self._finder = Finder(self.top.find_field, results, find=self._find, leave=self._into_page)
        self._connect()
        self.top.user.set_user(parts.user)
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self._show_time)
        self._show_time()
        notice.subscribe(self, self._hear, kinds=frozenset())
        theme.changed.connect(self._fit_rail)

    def show_page(self, key: str) -> bool:
        """Show a page, made now if it never was; return False when the page before wants to stay."""
        if key == self._current:
            return True
        before = self.page(self._current)
        if before is not None and not before.leave():
            self.rail.set_current(self._current)
            return False
        widget = self._made.get(key) or self._make(key)
        self.set_wide(wide=False)
        self._current = key
        self._stack.setCurrentWidget(widget)
        self.rail.set_current(key)
        missed = self._missed.pop(key, None)
        page = self.page(key)
        if missed is not None and page is not None:
            page.refresh(missed)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page_changed.emit(key)
        return True

    def page(self, key: str) -> Page | None:
        """Return a page that was made, or None."""
        widget = self._made.get(key)
        return None if widget is None else cast(Page, widget)

    def current_page(self) -> str:
        """Return the key of the page shown."""
        return self._current

    def leave(self) -> bool:
        """Let the page shown save what was typed; return False when it wants to stay."""
        page = self.page(self._current)
        return page is None or page.leave()

    def set_wide(self, *, wide: bool) -> None:
        """Collapse the rail while a page needs the width, as the plan editor does."""
        self._wants_width = wide
        self._fit_rail()

    def say(self, message: Message) -> None:
        """Show a message above the clock bar."""
        self.messages.say(message)

    def show_banner(self, sentence: str) -> None:
        """Keep a sentence above every page for as long as the user is at work; an empty one takes it away."""
        self._banner.say(sentence)

    def show_dialog(self, content: Dialog, *, first: QWidget | None = None) -> None:
        """Show a dialog above the page."""
        self.dialogs.show_dialog(content, first=first)

    def show_status(self, status: RailStatus) -> None:
        """Show backup and practice at the foot of the rail."""
        self.rail.show_status(status)

    def focus_find(self) -> None:
        """Put the keyboard into Find, unless a dialog lies over it."""
        if self.dialogs.current() is not None:
            return
        self.top.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.find_field.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place what lies above the pages."""
        super().resizeEvent(event)
        self._fit_rail()
        self.dialogs.place()

    def _lay_out(self) -> None:
        area = QVBoxLayout(self._area)
        self._theme.space(area)
        area.addWidget(self._stack)
        right = QVBoxLayout()
        self._theme.space(right)
        right.addWidget(self._banner)
        right.addWidget(self.top)
        right.addWidget(self._area, 1)
        whole = QHBoxLayout(self)
        self._theme.space(whole)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_page)
        self.rail.toggled.connect(self._toggle_rail)
        self.top.lock_requested.connect(self.lock_requested)
        self.top.user_menu_requested.connect(self._open_user_menu)
        for keys, slot in (
            ("Ctrl+K", self.focus_find),
            ("Ctrl+B", self._toggle_rail),
            ("Ctrl+L", self.lock_requested.emit),
            ("Ctrl+Z", self.messages.undo),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        shown = [spec for spec in self._parts.pages if spec.in_rail]
        for number, spec in enumerate(shown[:9], start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setProperty("page", spec.key)
            shortcut.activated.connect(self._page_key)

    def _page_key(self) -> None:
        if self.dialogs.current() is not None:
            return
        sender = self.sender()
        if sender is not None:
            self.show_page(str(sender.property("page")))

    def _make(self, key: str) -> QWidget:
        spec = next(spec for spec in self._parts.pages if spec.key == key)
        widget = spec.factory()
        self._made[key] = widget
        self._stack.addWidget(widget)
        for wanted in cast(Page, widget).shortcuts():
            shortcut = QShortcut(QKeySequence(wanted.keys), widget)
            shortcut.setContext(_reach(wanted.keys))
            shortcut.activated.connect(partial(self._press, wanted.run))
        return widget

    def _press(self, run: Callable[[], None]) -> None:
        if self.dialogs.current() is None:
            run()

    def _hear(self, changes: Changes) -> None:
        for key in self._made:
            page = self.page(key)
            if key == self._current and page is not None:
                page.refresh(changes)
            else:
                self._missed[key] = _merged(self._missed.get(key), changes)

    def _into_page(self) -> None:
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, text: str, first: FindAnswer, answer: FindAnswer) -> None:
        wanted = text.strip().casefold()
        pages = [
            FindResult(FindKind.PAGE, spec.title, _Go(self, spec.key), icon=spec.icon)
            for spec in self._parts.pages
            if spec.in_rail and wanted in spec.title.casefold()
        ]
        actions = [result for result in self._actions() if wanted in result.title.casefold()]
        first(text, [*pages, *actions])
        self._parts.find(text, lambda asked, found: answer(asked, [*found, *pages, *actions]))

    def _actions(self) -> list[FindResult]:
        return [
            FindResult(
                FindKind.ACTION, self.tr("Lock the screen"), self.lock_requested.emit, "Ctrl+L", Icon.LOCK
            ),
            FindResult(FindKind.ACTION, self.tr("Larger text"), self._theme.zoom_in, "Ctrl +", Icon.PLUS),
            FindResult(FindKind.ACTION, self.tr("Smaller text"), self._theme.zoom_out, "Ctrl −", Icon.MINUS),
            *(
                FindResult(FindKind.ACTION, item.text, item.run, item.key, item.icon or Icon.CHEVRON_RIGHT)
                for item in self._parts.user_items()
            ),
        ]

    def _open_user_menu(self) -> None:
        items = self._parts.user_items()
        if items:
            PopupList(self._theme, items, name="top.user.menu", parent=self).open_at(
                self.top.user, align_right=True
            )

    def _toggle_rail(self) -> None:
        self._closed_by_hand = not self.rail.closed()
        self._fit_rail()
        self.rail_closed_changed.emit(self._closed_by_hand)

    def _fit_rail(self) -> None:
        closed = self._wants_width or self.width() < self._theme.px(_OPEN_RAIL_FROM)
        if self._closed_by_hand is not None:
            closed = self._closed_by_hand or self.width() < self._theme.px(_OPEN_RAIL_FROM)
        if closed != self.rail.closed():
            self.rail.set_closed(closed=closed)
        self.messages.place()

    def _show_time(self) -> None:
        now = self._parts.now()
        self.top.show_time(now)
        self._minute.start(max(60 - now.second, 1) * 1000)


def _reach(keys: str) -> Qt.ShortcutContext:
    """Return from where keys work: a letter only inside the page, with Ctrl or Alt from Find and rail too."""
    far = keys.startswith(("Ctrl+", "Alt+"))
    return Qt.ShortcutContext.WindowShortcut if far else Qt.ShortcutContext.WidgetWithChildrenShortcut


class _Go:
    """Open a page when called."""

    def __init__(self, frame: Frame, key: str) -> None:
        self._frame = frame
        self._key = key

    def __call__(self) -> None:
        self._frame.show_page(self._key)


def _merged(one: Changes | None, other: Changes) -> Changes:
    """Return both notices in one; no patients in either means any patient."""
    if one is None:
        return other
    some = bool(one.patients) and bool(other.patients)
    return Changes(one.kinds | other.kinds, one.patients | other.patients if some else frozenset())
