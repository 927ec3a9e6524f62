"""The audit page over a real practice file: read, filtered, paged, verified and saved."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ccmdesk.domain.audit_trail import AuditFilter
from ccmdesk.domain.chart import Patient, Sex
from ccmdesk.domain.practice import Role
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.audit import records, verify_chain
from ccmdesk.services.patients import add_patient, chart
from ccmdesk.ui.audit import AuditPage
from ccmdesk.ui.audit.lookers import LookersDialog
from ccmdesk.ui.audit.words import verdict
from ccmdesk.ui.common.table import Table
from tests.ui.hands import child, press, type_into
from tests.ui.seats import Seat
from tests.ui.staff import at_work, staffed_practice

Settle = Callable[[], None]


def looked_at(seat: Seat) -> int:
    """Return the number of a patient whose chart was opened."""
    store, actor = seat.opened.store, seat.opened.actor
    patient = Patient(family="Osei", given="Ama", birth_date=date(1945, 2, 14), sex=Sex.FEMALE)
    key = add_patient(store, actor, patient).value
    chart(store, actor, key)
    return key


def shown(seat: Seat, settle: Settle) -> AuditPage:
    page = AuditPage(seat.desk)
    seat.put(page)
    settle()
    return page


def rows(page: AuditPage) -> list[tuple[str, ...]]:
    """Return what the table says: who, what, patient."""
    model = page.table.model()
    return [tuple(str(model.index(row, at).data()) for at in (1, 2, 3)) for row in range(model.rowCount())]


def test_it_says_who_did_what_about_whom_the_newest_first(seat: Seat, settle: Settle) -> None:
    looked_at(seat)
    page = shown(seat, settle)
    first, second = rows(page)[:2]
    assert first == ("Sara Okafor", "Looked at the chart of Ama Osei.", "Ama Osei")
    assert second[2] == "Ama Osei" and second[1].startswith("Entered")


def test_the_patient_typed_limits_the_records_and_offers_who_looked(seat: Seat, settle: Settle) -> None:
    looked_at(seat)
    page = shown(seat, settle)
    asked = child(page, QPushButton, "audit.who_looked")
    assert not asked.isVisible()
    edit = child(page, QLineEdit, "audit.patient")
    edit.setFocus()
    type_into(edit, "ose")
    press(edit, Qt.Key.Key_Return)
    settle()
    settle()
    assert edit.text() == "Ama Osei"
    assert {row[2] for row in rows(page)} == {"Ama Osei"}
    asked.click()
    settle()
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, LookersDialog)
    model = child(dialog, Table, "audit.lookers_table").model()
    assert (model.index(0, 0).data(), model.index(0, 1).data()) == ("Sara Okafor", "3")
    seat.desk.dialogs.close_dialog()
    edit.setFocus()
    edit.selectAll()
    press(edit, Qt.Key.Key_Delete)
    press(edit, Qt.Key.Key_Return)
    settle()
    assert not asked.isVisible() and len({row[2] for row in rows(page)}) > 1


def test_kind_and_days_limit_and_an_empty_answer_is_said(seat: Seat, settle: Settle) -> None:
    looked_at(seat)
    page = shown(seat, settle)
    kind = child(page, QComboBox, "audit.kind")
    kind.setCurrentIndex(kind.findData("create"))
    kind.activated.emit(kind.currentIndex())
    settle()
    assert rows(page) and all(row[1].startswith(("Entered", "Made")) for row in rows(page))
    day = child(page, QLineEdit, "audit.last")
    day.setFocus()
    type_into(day, "1 Nov 2026")
    press(day, Qt.Key.Key_Return)
    settle()
    assert child(page, QPushButton, "audit.clear").isVisible() and not page.table.isVisible()
    assert "No record fits the filters" in [
        one.text() for one in page.findChildren(QLabel) if one.isVisible()
    ]
    child(page, QPushButton, "audit.clear").click()
    settle()
    assert page.table.isVisible() and day.text() == ""


def test_older_records_come_as_she_scrolls_and_not_before(seat: Seat, settle: Settle) -> None:
    with writing(seat.opened.store, seat.opened.actor) as work:
        for at in range(500):
            work.audit(AuditKind.VIEW, object_kind="worklist", reason=f"{at} shown")
    page = shown(seat, settle)
    model = page.table.model()
    assert model.rowCount() == 200
    seen: list[int] = []
    while len(seen) < 5 and (not seen or seen[-1] < model.rowCount()):
        seen.append(model.rowCount())
        page.table.scrollToBottom()
        settle()
    whole = records(seat.opened.store, seat.opened.actor, AuditFilter(limit=None)).records
    assert model.rowCount() > 500
    numbers = [one.sequence for one in page._model.values()]
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(whole) >= model.rowCount()


def test_a_trail_that_holds_and_one_that_was_edited_are_told_apart(seat: Seat, settle: Settle) -> None:
    looked_at(seat)
    page = shown(seat, settle)
    child(page, QPushButton, "audit.verify").click()
    settle()
    said = child(page, QLabel, "audit.verdict")
    assert said.isVisible() and "none was changed, taken out or put in" in said.text()
    with writing(seat.opened.store, seat.opened.actor) as work:
        work.connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update")
        for name in work.connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).scalars():
            work.connection.exec_driver_sql(f"DROP TRIGGER {name}")
        work.connection.exec_driver_sql("UPDATE audit SET reason = 'nothing' WHERE id = 2")
    page.verify()
    settle()
    assert said.text().startswith("Record 2 of") and "nothing after it can be relied on" in said.text()


def test_a_verification_can_be_stopped_and_says_nothing_then(seat: Seat, settle: Settle) -> None:
    page = shown(seat, settle)
    page.verify()
    (stop,) = [spec for spec in page.shortcuts() if spec.keys == "Esc"]
    stop.run()
    settle()
    words = child(page, QLabel, "audit.verdict").text()
    assert "stopped" in words or "none was changed" in words
    assert child(page, QPushButton, "audit.verify").isEnabled()


def test_the_table_saved_is_for_her_alone_and_follows_the_filters(
    seat: Seat, settle: Settle, tmp_path: Path
) -> None:
    key = looked_at(seat)
    page = shown(seat, settle)
    page.filters.choose_patient(key, "Ama Osei")
    target = tmp_path / "trail.csv"
    page.save_to(target)
    settle()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert {row["patient"] for row in csv.DictReader(file)} == {"Ama Osei"}
    page.save_to(tmp_path / "no such folder" / "trail.csv")
    settle()
    assert "could not be written" in child(seat.host, QLabel, "message.text").text()


def test_the_verdict_of_a_sound_trail_names_the_count(seat: Seat) -> None:
    report = verify_chain(seat.opened.store, seat.opened.actor)
    assert f"All {report.records:,} records" in verdict(report, zone=seat.desk.zone)


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.AUDITOR, True), (Role.ADMINISTRATOR, True), (Role.CARE_MANAGER, False)]
)
def test_only_who_may_read_it_finds_it_in_the_rail(
    qtbot: QtBot, tmp_path: Path, role: Role, offered: bool
) -> None:
    with at_work(qtbot, staffed_practice(tmp_path), role) as sat:
        assert any(spec.key == "audit" for spec in sat.room._pages()) is offered
