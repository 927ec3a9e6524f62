"""The PC that died, in the window: on a fresh computer the owner has a stick and the recovery sheet."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services import patients
from ccmdesk.services.backups import back_up
from ccmdesk.services.practice_file import close_practice, create_practice
from ccmdesk.ui.restore import RestoreScreen
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE
from tests.services.desk import AMA
from tests.ui.hands import child, press, type_into
from tests.ui.whole_window import Sitting, sitting


@pytest.fixture
def stick(tmp_path: Path) -> tuple[Path, str]:
    """Return a USB stick with a backup, and the recovery key on paper; the old computer is gone."""
    old, usb = tmp_path / "old", tmp_path / "USB"
    old.mkdir()
    usb.mkdir()
    made = create_practice(
        old / "Lakeview.ccmdesk",
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        kdf=CHEAP,
    )
    store, sara = made.opened.store, made.opened.actor
    patients.add_patient(store, sara, replace(AMA, telecoms=()))
    back_up(store, sara, to=usb)
    close_practice(made.opened)
    shutil.rmtree(old)
    return usb, made.recovery_key


def at_the_copy(seat: Sitting, usb: Path, new: Path) -> None:
    """Come from the welcome to the copy on the stick, and say where the practice is to be put."""
    seat.press_button("welcome.restore")
    assert QApplication.focusWidget() is seat.edit("restore.from")
    type_into(seat.edit("restore.from"), str(usb))
    seat.key(Qt.Key.Key_Tab)
    assert "Lakeview, as it was on Mon 23 Nov 2026" in seat.words("restore.what")
    seat.edit("restore.to").setText(str(new))


@pytest.mark.slow
def test_the_paper_key_and_the_stick_bring_the_practice_back(
    qtbot: QtBot, tmp_path: Path, stick: tuple[Path, str]
) -> None:
    usb, paper = stick
    new = tmp_path / "new"
    with sitting(qtbot, folder=None) as seat:
        at_the_copy(seat, usb, new)
        key = child(seat.window, QPlainTextEdit, "restore.paper_key")
        wrong = paper[:-1] + ("A" if paper[-1] != "A" else "B")
        type_into(key, wrong)
        seat.press_button("restore.next")
        assert "Group 14" in seat.words("restore.paper_key.error")
        key.clear()
        type_into(key, paper.lower().replace("-", " "))
        seat.press_button("restore.next")
        assert "nothing can be lost" in seat.words("restore.loss")
        assert not new.exists(), "nothing is changed before it is said"
        assert QApplication.focusWidget() is seat.button("restore.next")
        press(seat.button("restore.next"), Qt.Key.Key_Return)
        seat.settle()
        assert "Restored and checked" in seat.words("lock.sentence")
        seat.unlock()
        assert seat.opened.folder == new / "Lakeview.ccmdesk"
        assert len(patients.search(seat.opened.store, seat.opened.actor, "Osei")) == 1


def test_from_the_backup_page_the_loss_is_told_and_the_old_practice_is_kept(
    qtbot: QtBot, tmp_path: Path, stick: tuple[Path, str]
) -> None:
    usb, paper = stick
    with sitting(qtbot, folder=None) as seat:
        at_the_copy(seat, usb, tmp_path / "new")
        type_into(child(seat.window, QPlainTextEdit, "restore.paper_key"), paper)
        seat.press_button("restore.next")
        seat.press_button("restore.next")
        seat.unlock()
        store, sara = seat.opened.store, seat.opened.actor
        patients.add_patient(store, sara, replace(AMA, given="Later", telecoms=()))
        seat.room.frame.show_page("backup")
        seat.settle()
        seat.press_button("backup.restore")
        seat.press_button("backup.restore_dialog.accept")
        seat.until(lambda: bool(seat.window.findChildren(RestoreScreen)))
        seat.settle()
        patient = seat.window.findChildren(QComboBox, "restore.copy")[-1]
        assert patient.count() == 1, "what was there before was backed up first"
        child(seat.window, RestoreScreen, "restore")._from.take(usb)
        seat.settle()
        type_into(child(seat.window, QPlainTextEdit, "restore.paper_key"), paper)
        seat.press_button("restore.next")
        assert "would be lost from sight" in seat.words("restore.loss")
        seat.press_button("restore.next")
        assert "(replaced" in seat.words("lock.sentence")
        seat.unlock()
        assert len(patients.search(seat.opened.store, seat.opened.actor, "Osei")) == 1


def test_esc_goes_back_and_nothing_was_changed(qtbot: QtBot, tmp_path: Path, stick: tuple[Path, str]) -> None:
    usb, paper = stick
    with sitting(qtbot, folder=None) as seat:
        at_the_copy(seat, usb, tmp_path / "new")
        key = child(seat.window, QPlainTextEdit, "restore.paper_key")
        type_into(key, paper)
        seat.key(Qt.Key.Key_Escape)
        assert seat.button("welcome.restore").isVisible()
        assert not (tmp_path / "new").exists()
