"""The menu of the bar, with the keys of what it offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.popup import PopupItem

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class PlanActions:
    """Hold what the menu may do; None leaves an item out."""

    print_plan: Callable[[], None]
    step: Callable[[int], None] | None = None
    discard: Callable[[], None] | None = None
    versions: Callable[[], None] | None = None


def menu_items(actions: PlanActions) -> list[PopupItem]:
    """Return the items of the menu."""
    step = actions.step
    items: list[PopupItem] = []
    if step is not None:
        items += [
            _item(
                "undo", translate("care_plan", "Undo"), lambda: step(-1), icon=Icon.UNDO, key=_key("Ctrl+Z")
            ),
            _item(
                "redo",
                translate("care_plan", "Redo"),
                lambda: step(1),
                icon=Icon.REDO,
                key=_key("Ctrl+Shift+Z"),
            ),
        ]
    if actions.versions is not None:
        words = translate("care_plan", "Signed versions")
        items.append(_item("versions", words, actions.versions, icon=Icon.DOCUMENT))
    words = translate("care_plan", "Print")
    items.append(_item("print", words, actions.print_plan, icon=Icon.PRINT, key=_key("P")))
    if actions.discard is not None:
        words = translate("care_plan", "Discard the draft")
        items.append(_item("discard", words, actions.discard, icon=Icon.CLOSE))
    return items


def _item(name: str, words: str, run: Callable[[], None], *, icon: Icon, key: str = "") -> PopupItem:
    return PopupItem(words, run, key=key, icon=icon, name=f"care_plan.menu_{name}")


def _key(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
