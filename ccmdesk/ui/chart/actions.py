"""What can be done with an entry of the chart: the menu of a row, and the dialogs that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QWidget

from ccmdesk.domain.chart import (
    Allergy,
    CareTeamMember,
    Condition,
    Fact,
    FactStatus,
    Medication,
    Observation,
    Recorded,
)
from ccmdesk.domain.common_values import common_kind
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.chart.fact_dialogs import EndDialog, FactDialog, VoidDialog
from ccmdesk.ui.chart.promise_form import PromiseDialog
from ccmdesk.ui.chart.value_form import ValueDialog
from ccmdesk.ui.chart.words import allergy_words
from ccmdesk.ui.common.clipboard import copy_for_a_minute
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.popup import PopupItem, PopupList

translate = QCoreApplication.translate


class ChartActions:
    """Open menus and dialogs over one page, for the patient shown."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        self._desk = desk
        self.page = page
        self.may_change = may(desk.actor, UseCase.CHANGE_CHART)

    def add(self, patient_id: int, empty: Fact) -> None:
        """Open the form for a new problem, medicine, allergy or member of the care team."""
        dialog = FactDialog(self._desk, patient_id, empty)
        self._desk.dialogs.show_dialog(dialog, first=dialog.first().control)

    def add_value(self, patient_id: int, *, kind: str = "") -> None:
        """Open the form for a new reading."""
        dialog = ValueDialog(self._desk, patient_id, kind=kind)
        self._desk.dialogs.show_dialog(dialog, first=dialog.value.control if kind else dialog.kind.control)

    def promise(self, patient_id: int) -> None:
        """Open the form for a promised contact."""
        dialog = PromiseDialog(self._desk, patient_id)
        self._desk.dialogs.show_dialog(dialog, first=dialog.reason.control)

    def correct(self, recorded: Recorded[Fact]) -> None:
        """Open the form that corrects an entry."""
        if isinstance(recorded.value, Observation):
            value = Recorded(
                recorded.id, recorded.patient_id, recorded.version, recorded.origin, recorded.value
            )
            form = ValueDialog(self._desk, recorded.patient_id, recorded=value)
            self._desk.dialogs.show_dialog(form, first=form.value.control)
            return
        dialog = FactDialog(self._desk, recorded.patient_id, recorded)
        self._desk.dialogs.show_dialog(dialog, first=dialog.first().control)

    def end(self, recorded: Recorded[Fact]) -> None:
        """Open the form that ends an entry."""
        dialog = EndDialog(self._desk, recorded)
        self._desk.dialogs.show_dialog(dialog, first=dialog.day.control)

    def void(self, recorded: Recorded[Fact]) -> None:
        """Open the form that marks an entry as entered in error."""
        dialog = VoidDialog(self._desk, recorded)
        self._desk.dialogs.show_dialog(dialog, first=dialog.reason.control)

    def open_menu(self, recorded: Recorded[Fact], at: QWidget | QPoint) -> None:
        """Open the menu of an entry under its row, or at a point of the page."""
        items = self.items(recorded)
        if items:
            self._open(items, at)

    def open_allergies(self, patient_id: int, allergies: Sequence[Recorded[Allergy]], *, at: QWidget) -> None:
        """Open the menu of the allergies: each with what can be done, and one to add."""
        if not self.may_change:
            return
        items = [
            PopupItem(
                allergy_words(one.value),
                partial(self.open_menu, one, at),
                icon=Icon.WARNING,
                name=f"chart.allergy.{one.id}",
            )
            for one in allergies
        ]
        add = PopupItem(
            translate("chart", "Add an allergy"),
            lambda: self.add(patient_id, Allergy("")),
            icon=Icon.PLUS,
            name="chart.allergy.add",
        )
        self._open([*items, add], at)

    def items(self, recorded: Recorded[Fact]) -> list[PopupItem]:
        """Return what this user can do with an entry."""
        value = recorded.value
        items = []
        if isinstance(value, CareTeamMember) and value.phone:
            items.append(
                PopupItem(
                    translate("chart", "Copy the phone number"),
                    lambda: copy_for_a_minute(value.phone, messages=self._desk.messages),
                    icon=Icon.COPY,
                    name="chart.menu.copy",
                )
            )
        if not self.may_change:
            return items
        if not isinstance(value, Observation) or common_kind(value) is not None:
            items.append(
                PopupItem(
                    translate("chart", "Correct"),
                    lambda: self.correct(recorded),
                    icon=Icon.PENCIL,
                    name="chart.menu.correct",
                )
            )
        ends = isinstance(value, Condition | Medication | Allergy)
        if ends and getattr(value, "status", None) is not FactStatus.ENDED:
            items.append(
                PopupItem(
                    _end_words(value), lambda: self.end(recorded), icon=Icon.CHECK, name="chart.menu.end"
                )
            )
        items.append(
            PopupItem(
                translate("chart", "Entered in error"),
                lambda: self.void(recorded),
                icon=Icon.CLOSE,
                name="chart.menu.void",
            )
        )
        return items

    def _open(self, items: Sequence[PopupItem], at: QWidget | QPoint) -> None:
        menu = PopupList(self._desk.theme, items, name="chart.menu", parent=self.page)
        if isinstance(at, QPoint):
            menu.open_point(at)
        else:
            menu.open_at(at)


def _end_words(fact: Fact) -> str:
    if isinstance(fact, Condition):
        return translate("chart", "Resolved")
    if isinstance(fact, Medication):
        return translate("chart", "Stopped")
    return translate("chart", "No longer so")
