"""The damage screen in the real window: each kind of damage is told with its choices, and nothing is made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services import patients
from ccmdesk.services.backups import back_up
from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.ui.damage import DamageScreen
from ccmdesk.ui.restore import RestoreScreen
from tests.practice_files import MONDAY, PASSPHRASE, copied_practice
from tests.services.backing_up import files_of
from tests.services.desk import AMA
from tests.ui.hands import child, press, type_into
from tests.ui.whole_window import ANNS_PASSPHRASE, Sitting, sitting, two_patients


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a practice with a backup beside it, and work done after that."""
    at = copied_practice(tmp_path)
    opened = open_practice(at, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    back_up(opened.store, opened.actor)
    patients.add_patient(opened.store, opened.actor, replace(AMA, telecoms=()))
    close_practice(opened)
    return at


def flipped(path: Path) -> None:
    """Turn the bits of one byte in the first page."""
    data = bytearray(path.read_bytes())
    data[100] ^= 0xFF
    path.write_bytes(data)


def told(seat: Sitting) -> str:
    """Return what the damage screen says, which must be shown."""
    assert isinstance(seat.window.screen_shown(), DamageScreen)
    return f"{seat.words('damage.what')} {seat.words('damage.safe')}"


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a bit": (lambda at: flipped(at / "practice.db"), "cannot be read"),
    "empty": (lambda at: (at / "practice.db").write_bytes(b""), "is empty"),
    "missing": (lambda at: (at / "practice.db").unlink(), "is missing"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_database_is_told_with_the_copy_that_is_safe(qtbot: QtBot, folder: Path, kind: str) -> None:
    harm, words = DAMAGE[kind]
    harm(folder)
    before = files_of(folder)
    with sitting(qtbot, folder=folder) as seat:
        seat.type_passphrase(PASSPHRASE)
        assert words in told(seat)
        assert "verified on 23 Nov 2026, 9:00" in told(seat)
        assert not seat.button("damage.open").isVisible()
        seat.press_button("damage.show")
        assert "practice.db" in seat.words("damage.details")
        assert "Osei" not in seat.words("damage.details")
    after = files_of(folder)
    assert after.get("practice.db") == before.get("practice.db"), "never a new empty database"


def test_a_damaged_key_file_leads_to_the_restore_and_back_to_work(qtbot: QtBot, folder: Path) -> None:
    flipped(folder / "vault.json")
    with sitting(qtbot, folder=folder) as seat:
        assert "key file" in told(seat)
        seat.press_button("damage.restore")
        screen = child(seat.window, RestoreScreen, "restore")
        assert seat.words("restore.what").startswith("Lakeview Family Medicine, as it was on Mon 23 Nov 2026")
        screen._key._who.set_key("user:sara")
        screen._key._show()
        type_into(seat.edit("restore.passphrase"), PASSPHRASE)
        seat.press_button("restore.next")
        assert "cannot be read. It is not deleted" in seat.words("restore.loss")
        seat.press_button("restore.next")
        seat.unlock()
        assert seat.opened.folder == folder


def test_a_set_back_file_opens_only_with_a_reason(qtbot: QtBot, folder: Path) -> None:
    old = folder.with_name("old")
    shutil.copytree(folder, old)
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    patients.add_patient(opened.store, opened.actor, replace(AMA, given="Later", telecoms=()))
    close_practice(opened)
    (folder / "practice.db").write_bytes((old / "practice.db").read_bytes())
    with sitting(qtbot, folder=folder) as seat:
        seat.type_passphrase(PASSPHRASE)
        assert "older than when it was last used" in told(seat)
        seat.press_button("damage.open")
        assert seat.words("damage.reason.error")
        type_into(seat.edit("damage.reason"), "we put Friday's copy back")
        type_into(seat.edit("damage.passphrase"), "wrong one entirely")
        seat.press_button("damage.open")
        assert "not right" in seat.words("damage.problem")
        type_into(seat.edit("damage.passphrase"), PASSPHRASE)
        seat.press_button("damage.open")
        assert seat.window.screen_shown() is seat.room.frame


def test_a_nurse_cannot_go_on_and_the_owner_chosen_there_can(qtbot: QtBot, tmp_path: Path) -> None:
    folder = two_patients(tmp_path)
    old = (folder / "practice.db").read_bytes()
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    patients.add_patient(opened.store, opened.actor, replace(AMA, given="Later", telecoms=()))
    close_practice(opened)
    (folder / "practice.db").write_bytes(old)
    with sitting(qtbot, folder=folder) as seat:
        press(seat.lock.passphrase_edit(), Qt.Key.Key_Down)
        seat.type_passphrase(ANNS_PASSPHRASE)
        who = child(seat.window, QComboBox, "damage.who")
        assert "Ann" in who.currentText()
        for passphrase, chosen in ((ANNS_PASSPHRASE, "ann"), (PASSPHRASE, "sara")):
            who.setCurrentIndex(who.findData(chosen))
            seat.edit("damage.reason").setText("Friday's copy")
            type_into(seat.edit("damage.passphrase"), passphrase)
            seat.press_button("damage.open")
            if chosen == "ann":
                assert "Only an administrator" in seat.words("damage.problem")
        assert seat.room.actor_name == "Sara Okafor"


def test_a_wrong_passphrase_is_no_damage(qtbot: QtBot, folder: Path) -> None:
    with sitting(qtbot, folder=folder) as seat:
        seat.type_passphrase("not the right words at all")
        assert seat.words("lock.error")
