"""The nurse who left: her passphrase opens nothing, not even with what she copied; her work and name stay.

Bea worked here for a year and kept a copy of the practice's folder. On her last day Sara, who looks after the
practice, disables her and gives the practice file a new data key.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.practice import Role, User
from ccmdesk.domain.time_log import Mode, Subject
from ccmdesk.models.errors import DamagedFile
from ccmdesk.security.errors import WrongPassphrase
from ccmdesk.services import clock as clocks
from ccmdesk.services.checks import check_practice
from ccmdesk.services.clock import Stopping
from ccmdesk.services.key_change import change_key
from ccmdesk.services.lock_screen import VAULT, lock_screen
from ccmdesk.services.practice import users
from ccmdesk.services.practice_file import DATABASE, close_practice, open_practice
from ccmdesk.services.time_sheets import month_sheet
from ccmdesk.services.users import add_user, disable_user
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, fresh_practice, state_of
from tests.services.desk import Desk

BEA = User("bea", "Bea Lindqvist", "LPN", frozenset({Role.CARE_MANAGER}), licence="LPN-4411")
BEAS = "violet harbor ladder seven"


def test_the_nurse_who_left(tmp_path: Path) -> None:
    clock = SettableClock(MONDAY)
    sara = Desk(fresh_practice(tmp_path, clock), clock)
    folder = sara.opened.folder
    here, at_home = state_of(folder), tmp_path / "her computer"
    patient_id = sara.enrolled()
    add_user(
        sara.store, sara.actor, BEA, passphrase=BEAS, admin_passphrase=PASSPHRASE, temporary=False, kdf=CHEAP
    )
    close_practice(sara.opened)

    # Bea works twenty minutes with Ama Osei, and takes a copy of the folder home.
    bea = open_practice(folder, login="bea", passphrase=BEAS, clock=clock, state_folder=here)
    clocks.start(bea.store, bea.actor, Subject(patient_id))
    clock.advance(timedelta(minutes=20))
    clocks.stop(bea.store, bea.actor, Stopping("education", Mode.PHONE, note="Salt and weight"))
    close_practice(bea)
    copy = Path(shutil.copytree(folder, tmp_path / "At home.ccmdesk"))

    # She leaves. Her passphrase opens the practice no more, and the lock screen does not name her.
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=clock, state_folder=here)
    disable_user(opened.store, opened.actor, 2, admin_passphrase=PASSPHRASE)
    opened = change_key(opened, admin_passphrase=PASSPHRASE, reason="Bea Lindqvist left")
    close_practice(opened)
    assert [user.titled for user in lock_screen(folder).users] == ["Sara Okafor, RN"]
    with pytest.raises(WrongPassphrase):
        open_practice(folder, login="bea", passphrase=BEAS, clock=clock, state_folder=here)

    _what_she_copied_opens_nothing_new(folder, copy, at_home)
    _her_work_stays(folder, patient_id)


def _what_she_copied_opens_nothing_new(folder: Path, copy: Path, at_home: Path) -> None:
    clock = SettableClock(MONDAY + timedelta(hours=1))
    # Her old key file beside the new database opens nothing; the old pair is what it was on that day.
    for file in (DATABASE, VAULT):
        assert (copy / file).read_bytes() != (folder / file).read_bytes()
    stolen = Path(shutil.copytree(folder, at_home.parent / "Stolen.ccmdesk"))
    for file in (VAULT, f"{VAULT}.old"):
        shutil.copy(copy / VAULT, stolen / file)
    with pytest.raises(DamagedFile, match="cannot be read with its key"):
        open_practice(stolen, login="bea", passphrase=BEAS, clock=clock, state_folder=at_home)
    close_practice(open_practice(copy, login="bea", passphrase=BEAS, clock=clock, state_folder=at_home))


def _her_work_stays(folder: Path, patient_id: int) -> None:
    clock, here = SettableClock(MONDAY + timedelta(hours=1)), state_of(folder)
    # Her time, her name and her credential stay in the record, and the record is whole.
    after = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=clock, state_folder=here)
    sheet = month_sheet(after.store, after.actor, patient_id, ServiceMonth(2026, 11))
    assert sheet.seconds == 1200
    assert [line.entry.user_name for line in sheet.lines] == ["Bea Lindqvist"]
    gone = users(after.store, after.actor)[1]
    assert (gone.titled, gone.licence, gone.disabled) == ("Bea Lindqvist, LPN", "LPN-4411", True)
    told = [record[3] for record in Desk(after, clock).audited() if record[0] == "privilege"]
    assert told[-2:] == ["user disabled", "new data key: Bea Lindqvist left"]
    assert all(check.passed for check in check_practice(after.store, after.actor))
    close_practice(after)
