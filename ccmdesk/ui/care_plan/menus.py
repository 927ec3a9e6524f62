"""The menu of the bar, with the keys of what it offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

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
    items: list[PopupItem] = []
    step = actions.step
    if step is not None:
        items += [
            PopupItem(
                translate("care_plan", "Undo"),
                lambda: step(-1),
                key=translate("care_plan", "Ctrl+Z"),
                icon=Icon.UNDO,
                name="care_plan.menu_undo",
            ),
            PopupItem(
                translate("care_plan", "Redo"),
                lambda: step(1),
                key=translate("care_plan", "Ctrl+Shift+Z"),
                icon=Icon.REDO,
                name="care_plan.menu_redo",
            ),
        ]
    if actions.versions is not None:
        items.append(
            PopupItem(
                translate("care_plan", "Signed versions"),
                actions.versions,
                icon=Icon.DOCUMENT,
                name="care_plan.menu_versions",
            )
        )
    items.append(
        PopupItem(
            translate("care_plan", "Print"),
            actions.print_plan,
            key=translate("care_plan", "P"),
            icon=Icon.PRINT,
            name="care_plan.menu_print",
        )
    )
    if actions.discard is not None:
        items.append(
            PopupItem(
                translate("care_plan", "Discard the draft"),
                actions.discard,
                icon=Icon.CLOSE,
                name="care_plan.menu_discard",
            )
        )
    return items
