"""The menus of the worklist: what can be done with a row, with their keys; and the columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.popup import PopupItem, PopupList
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.worklist.list_view import ListView

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class RowActions:
    """Hold what can be done with the current row; None where the user or the row does not allow it."""

    open_chart: Callable[[], None]
    start_clock: Callable[[], None] | None
    log_contact: Callable[[], None] | None
    print_plan: Callable[[], None]
    copy_phone: Callable[[], None] | None
    turn_card: Callable[[], None]


def row_items(actions: RowActions) -> list[PopupItem]:
    """Return the items of a row's menu."""
    texts = (
        translate("worklist", "Open chart"),
        translate("worklist", "Start the clock"),
        translate("worklist", "Log contact"),
        translate("worklist", "Print the care plan"),
        translate("worklist", "Copy the phone number"),
        translate("worklist", "Turn the card"),
    )
    offered = (
        ("open_chart", translate("worklist", "Enter"), Icon.PATIENT, actions.open_chart),
        ("start_clock", "T", Icon.PLAY, actions.start_clock),
        ("log_contact", "C", Icon.PHONE, actions.log_contact),
        ("print_plan", "P", Icon.PRINT, actions.print_plan),
        ("copy_phone", "", Icon.COPY, actions.copy_phone),
        ("turn_card", translate("worklist", "Space"), Icon.SWAP, actions.turn_card),
    )
    return [
        PopupItem(text, run, key=key, icon=icon, name=f"worklist.menu.{name}")
        for text, (name, key, icon, run) in zip(texts, offered, strict=True)
        if run is not None
    ]


def open_columns(theme: Theme, columns: ListView, *, anchor: QWidget, within: QWidget) -> None:
    """Open the list of columns to show, with the way to sort and move them."""
    items = [
        PopupItem(
            title,
            partial(columns.show_column, key, shown=not shown),
            checked=shown,
            name=f"worklist.columns.{key}",
        )
        for key, title, shown in columns.columns_shown()
    ]
    arrange = partial(_open_arrange, theme, columns, anchor, within)
    items += [
        PopupItem(
            translate("worklist", "Sort or move a column…"),
            arrange,
            icon=Icon.SWAP,
            name="worklist.columns.arrange",
        ),
        PopupItem(
            translate("worklist", "As it was at first"),
            columns.use_own_columns,
            icon=Icon.UNDO,
            name="worklist.columns.own",
        ),
    ]
    _open(theme, items, name="worklist.columns_list", anchor=anchor, within=within)


def _open_arrange(theme: Theme, columns: ListView, anchor: QWidget, within: QWidget) -> None:
    items = [
        PopupItem(
            title,
            partial(_open_column, theme, columns, anchor, within, key),
            icon=Icon.CHEVRON_RIGHT,
            name=f"worklist.arrange.{key}",
        )
        for key, title in columns.arrangeable()
    ]
    _open(theme, items, name="worklist.arrange_list", anchor=anchor, within=within)


def _open_column(theme: Theme, columns: ListView, anchor: QWidget, within: QWidget, key: str) -> None:
    items = [
        PopupItem(
            translate("worklist", "Sort, first one first"),
            partial(columns.sort_by, key),
            icon=Icon.CHEVRON_DOWN,
            name="worklist.column.ascending",
        ),
        PopupItem(
            translate("worklist", "Sort, last one first"),
            partial(columns.sort_by, key, descending=True),
            icon=Icon.CHEVRON_UP,
            name="worklist.column.descending",
        ),
        PopupItem(
            translate("worklist", "Move to the left"),
            partial(columns.move_column, key, by=-1),
            icon=Icon.CHEVRON_LEFT,
            name="worklist.column.left",
        ),
        PopupItem(
            translate("worklist", "Move to the right"),
            partial(columns.move_column, key, by=1),
            icon=Icon.CHEVRON_RIGHT,
            name="worklist.column.right",
        ),
    ]
    _open(theme, items, name="worklist.column_list", anchor=anchor, within=within)


def _open(theme: Theme, items: list[PopupItem], *, name: str, anchor: QWidget, within: QWidget) -> None:
    PopupList(theme, items, name=name, parent=within).open_at(anchor, align_right=True)
