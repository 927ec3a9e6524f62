"""The PC that died: a USB stick and the key on paper are all that is left, and they are enough.

On Friday Sara backs the practice up to a stick. Over the weekend the disk of the PC is gone, with it the
practice file, its backups there and all that the program knew of this computer. On Monday the owner has a
new PC, the stick and the recovery sheet.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ccmdesk.domain.chart import Patient, Sex
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import Enrolment, EnrolmentState, Program
from ccmdesk.domain.time_log import Mode, Subject
from ccmdesk.models.store import Store
from ccmdesk.services import care_plans, checks, enrolments, papers, patients, time_sheets, worklist
from ccmdesk.services import clock as stopwatch
from ccmdesk.services.backup_folders import backups_in
from ccmdesk.services.backup_opening import PaperKey, inspect, open_backup
from ccmdesk.services.backup_state import backup_state
from ccmdesk.services.backups import back_up, choose_second_place
from ccmdesk.services.clock import Stopping
from ccmdesk.services.practice_file import OpenPractice, close_practice, create_practice, open_practice
from ccmdesk.services.restores import plan_restore, restore
from tests.practice_files import CHEAP, DOCTOR, NURSE, PASSPHRASE, PRACTICE
from tests.services.backing_up import everything, months
from tests.services.desk import PROBLEM, consent_of

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NOVEMBER = ServiceMonth(2026, 11)


@dataclass(frozen=True)
class Pc:
    """Hold a computer: where practices lie, and what the program knows of this computer."""

    disk: Path

    @property
    def documents(self) -> Path:
        """Return where practices lie."""
        return self.disk / "Documents"

    @property
    def state(self) -> Path:
        """Return what the program knows of this computer."""
        return self.disk / "state"


def a_week_of_work(opened: OpenPractice, clock: SettableClock) -> int:
    """Enrol a patient, sign her plan and work twenty minutes and eleven seconds; return her number."""
    store, sara = opened.store, opened.actor
    ama = patients.add_patient(store, sara, Patient("Osei", "Ama", date(1950, 2, 3), Sex.FEMALE)).value
    enrolled = Enrolment(ama, Program.CCM, EnrolmentState.ACTIVE, nurse_id=1)
    enrolments.enrol(store, sara, enrolled, consent_of(ama))
    draft = care_plans.start_draft(store, sara, ama).value
    document = replace(draft.document, problems=(PROBLEM,))
    saved = care_plans.save_draft(store, sara, replace(draft, document=document)).value
    care_plans.sign(store, sara, saved, copy_given_on=None)
    for minutes, seconds in ((12, 4), (8, 7)):
        stopwatch.start(store, sara, Subject(ama))
        clock.advance(timedelta(minutes=minutes, seconds=seconds))
        stopwatch.stop(store, sara, Stopping("education", Mode.PHONE))
    return ama


def what_people_see(store: Store, opened: OpenPractice, ama: int) -> tuple[object, ...]:
    """Return the worklist, the month and the plan as paper."""
    rows = worklist.worklist(store, opened.actor, month=NOVEMBER)
    sheet = time_sheets.month_sheet(store, opened.actor, ama, NOVEMBER)
    return rows, sheet, len(papers.care_plan_pdf(store, opened.actor, ama)) > 1000


@dataclass(frozen=True)
class Friday:
    """Hold what was there when Sara went home: what people saw, every row, and the key on paper."""

    ama: int
    seen: tuple[object, ...]
    rows: dict[str, list[tuple[Any, ...]]]
    paper: str


def friday(pc: Pc, clock: SettableClock, stick: Path) -> Friday:
    """Set the practice up, work, and back it up to the stick before going home."""
    pc.documents.mkdir(parents=True)
    made = create_practice(
        pc.documents / "Lakeview.ccmdesk",
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=CHEAP,
        state_folder=pc.state,
    )
    store, sara = made.opened.store, made.opened.actor
    ama = a_week_of_work(made.opened, clock)
    assert months(store) == [(ama, "2026-11", 20 * 60 + 11)]
    choose_second_place(store, sara, stick)
    seen = what_people_see(store, made.opened, ama)
    back_up(store, sara, to=stick)
    rows = everything(store)
    close_practice(made.opened)
    return Friday(ama, seen, rows, made.recovery_key)


def restored_from(stick: Path, paper: str, *, pc: Pc, clock: SettableClock) -> Path:
    """Put the stick into a new PC, type the paper, and return the practice folder."""
    ((backup, _),) = backups_in(stick)
    looked = inspect(backup)
    assert (looked.name, looked.users) == ("Lakeview", (("sara", "Sara Okafor"),))
    percents: list[int] = []
    with open_backup(backup, PaperKey(f"  {paper.lower().replace('-', ' ')} ")) as opened:
        plan = plan_restore(opened, to=pc.documents, clock=clock)
        assert plan.loss is None, "nothing is there that could be lost"
        done = restore(
            opened,
            to=pc.documents,
            clock=clock,
            state_folder=pc.state,
            progress=lambda percent, _: percents.append(percent),
        )
    assert percents[-1] == 100
    return done.folder


@pytest.mark.slow
def test_a_stick_and_a_sheet_of_paper_bring_everything_back(tmp_path: Path) -> None:
    clock = SettableClock(FRIDAY)
    old, new, stick = Pc(tmp_path / "old"), Pc(tmp_path / "new"), tmp_path / "usb"
    stick.mkdir()
    left = friday(old, clock, stick)

    # The weekend: the disk is gone. Monday: a new PC on which nothing knows this practice.
    shutil.rmtree(old.disk)
    clock.set_wall(MONDAY)
    folder = restored_from(stick, left.paper, pc=new, clock=clock)

    # Sara comes in with her own passphrase and finds everything as she left it.
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=clock, state_folder=new.state)
    assert what_people_see(opened.store, opened, left.ama) == left.seen
    found = everything(opened.store)
    kept = [name for name in left.rows if name not in ("audit", "preference")]
    assert {name: found[name] for name in kept} == {name: left.rows[name] for name in kept}
    shared = len(left.rows["audit"]) - 1  # but for the record of the backup itself
    assert found["audit"][:shared] == left.rows["audit"][:shared]
    assert found["audit"][shared][6] == "restore"
    assert all(check.passed for check in checks.check_practice(opened.store, opened.actor))

    # The stick is still the second place, and the program knows that it holds what is there.
    state = backup_state(opened.store, opened.actor)
    assert state.second is not None and state.second.present and state.second.folder.parent == stick
    assert state.here is None and state.unsaved
    assert back_up(opened.store, opened.actor).value.folder.parent == new.documents / "Lakeview backups"
    close_practice(opened)
