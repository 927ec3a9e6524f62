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


@dataclass(frozen=True, slots=True)
class RowActions:
    """Hold what can be done with the current row; None where the user or the row does not allow it."""

    open_chart: Callable[[], None]
    start_clock: Callable[[], None] | None
    log_contact: Callable[[], None] | None
    print_plan: Callable[[], None] | None
    copy_phone: Callable[[], None] | None
    turn_card: Callable[[], None]


def row_items(actions: RowActions) -> list[PopupItem]:
    """Return the items of a row's menu."""
    offered = (
        ("open_chart", _tr("Open chart"), _tr("Enter"), Icon.PATIENT, actions.open_chart),
        ("start_clock", _tr("Start the clock"), _tr("T"), Icon.PLAY, actions.start_clock),
        ("log_contact", _tr("Log contact"), _tr("C"), Icon.PHONE, actions.log_contact),
        ("print_plan", _tr("Print the care plan"), _tr("P"), Icon.PRINT, actions.print_plan),
        ("copy_phone", _tr("Copy the phone number"), "", Icon.COPY, actions.copy_phone),
        ("turn_card", _tr("Turn the card"), _tr("Space"), Icon.SWAP, actions.turn_card),
    )
    return [
        PopupItem(text, run, key=key, icon=icon, name=f"worklist.menu.{name}")
        for name, text, key, icon, run in offered
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
        PopupItem(_tr("Sort or move a column…"), arrange, icon=Icon.SWAP, name="worklist.columns.arrange"),
        PopupItem(
            _tr("As it was at first"),
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
            _tr("Sort, first one first"),
            partial(columns.sort_by, key),
            icon=Icon.CHEVRON_DOWN,
            name="worklist.column.ascending",
        ),
        PopupItem(
            _tr("Sort, last one first"),
            partial(columns.sort_by, key, descending=True),
            icon=Icon.CHEVRON_UP,
            name="worklist.column.descending",
        ),
        PopupItem(
            _tr("Move to the left"),
            partial(columns.move_column, key, by=-1),
            icon=Icon.CHEVRON_LEFT,
            name="worklist.column.left",
        ),
        PopupItem(
            _tr("Move to the right"),
            partial(columns.move_column, key, by=1),
            icon=Icon.CHEVRON_RIGHT,
            name="worklist.column.right",
        ),
    ]
    _open(theme, items, name="worklist.column_list", anchor=anchor, within=within)


def _open(theme: Theme, items: list[PopupItem], *, name: str, anchor: QWidget, within: QWidget) -> None:
    PopupList(theme, items, name=name, parent=within).open_at(anchor, align_right=True)


def _tr(text: str) -> str:
    return QCoreApplication.translate("worklist", text)
