"""Words are cut only where there is no room, and a tooltip then has them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, Qt

from ccmdesk.domain.chart import Allergy, Condition, Medication
from ccmdesk.domain.time_log import Contact, Mode, Outcome
from ccmdesk.services.contacts import log_contact
from ccmdesk.services.facts import add_fact
from ccmdesk.services.patients import add_patient
from ccmdesk.ui.chart.contacts_block import ContactRow
from ccmdesk.ui.common.table import Table
from tests.ui.chart.making import MARIA, Seat, add_maria

NURSE = "Guadalupe Fernandez-Ortiz, home health nurse"
SULFA = Allergy("Sulfamethoxazole with trimethoprim", reaction="Blisters of mouth and skin")


def _crowded(seat: Seat, *, note: str = "Breathing easy.") -> int:
    store, actor = seat.opened.store, seat.opened.actor
    patient = add_maria(seat.opened)
    reason = Condition("Type 2 diabetes with neuropathy of the feet")
    add_fact(store, actor, patient, Medication("Empagliflozin", dose="10 mg", reason=reason.name))
    at = datetime(2026, 11, 22, 22, 5, tzinfo=UTC)
    log_contact(store, actor, Contact(patient, at, Mode.PHONE, Outcome.REACHED, NURSE, note))
    return patient


def test_a_header_uses_the_empty_space_beside_the_name(seat: Seat) -> None:
    patient = add_patient(seat.opened.store, seat.opened.actor, replace(MARIA, preferred_name="")).value
    add_fact(seat.opened.store, seat.opened.actor, patient, SULFA)
    add_fact(seat.opened.store, seat.opened.actor, patient, replace(SULFA, substance="Piperacillin"))
    header = seat.show(patient).body.header
    seat.host.resize(1600, 664)
    (allergies,) = (block for block in header._blocks if block.told.key == "allergies")
    assert allergies.width() >= allergies.whole_width()
    assert header.name.width() >= header.name.whole_width()
    seat.host.resize(1000, 664)
    assert allergies.width() < allergies.whole_width()
    assert SULFA.substance in allergies.toolTip() and "blisters" in allergies.toolTip()


def test_one_long_allergy_takes_both_lines(seat: Seat) -> None:
    patient = add_patient(seat.opened.store, seat.opened.actor, MARIA).value
    add_fact(seat.opened.store, seat.opened.actor, patient, SULFA)
    header = seat.show(patient).body.header
    (allergies,) = (block for block in header._blocks if block.told.key == "allergies")
    assert (allergies.told.first, allergies.told.second) == (SULFA.substance, SULFA.reaction)
    assert allergies.told.alarm


def test_with_whom_is_read_in_full_where_the_note_leaves_room(seat: Seat) -> None:
    page = seat.show(_crowded(seat), "time")
    contacts = page.body.time.contacts
    assert _fits(contacts, "With whom")
    assert _tip(contacts, "With whom") == NURSE
    page.body.show_section("overview")
    row = page.body.overview.contacts.findChildren(ContactRow)[0]
    assert row.shares()[1] >= row.needed()[1]


def test_a_long_note_keeps_its_room(seat: Seat) -> None:
    page = seat.show(_crowded(seat, note="Breathing easy, two pillows. " * 12))
    row = page.body.overview.contacts.findChildren(ContactRow)[0]
    assert row.shares()[1] == row.width() // 4
    assert NURSE in row.toolTip()


def test_columns_of_medicines_take_what_others_leave(seat: Seat) -> None:
    page = seat.show(_crowded(seat), "medicines")
    table = page.body.medicines.table
    assert _fits(table, "For")
    seat.host.resize(1000, 664)
    assert table.horizontalHeader().length() <= table.viewport().width()
    assert "neuropathy" in _tip(table, "For")


def _column(table: Table, title: str) -> int:
    model = table.model()
    titles = [
        model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount(QModelIndex()))
    ]
    return titles.index(title)


def _fits(table: Table, title: str) -> bool:
    at = _column(table, title)
    return table.columnWidth(at) >= table.sizeHintForColumn(at)


def _tip(table: Table, title: str) -> str:
    at, model = _column(table, title), table.model()
    tips = [model.data(model.index(row, at), Qt.ItemDataRole.ToolTipRole) for row in range(model.rowCount())]
    return str(next(tip for tip in tips if tip))
