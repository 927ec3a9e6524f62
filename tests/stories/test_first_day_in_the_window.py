"""The first working day again, this time through the window: every word typed, every key pressed.

Sara Okafor sets up the practice, imports records, enrols Alice, keeps the clock on a call, writes and signs
the care plan. Then the power fails; she unlocks the screen, and nothing is lost.
"""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPlainTextEdit, QRadioButton
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import ConsentState
from ccmdesk.services import checks, papers
from ccmdesk.services.care_plans import plan_state
from ccmdesk.services.enrolments import enrolment
from ccmdesk.services.patients import search
from ccmdesk.services.worklist import worklist_row
from ccmdesk.ui.common.clock_state import ClockMode
from ccmdesk.ui.common.desk import Route
from ccmdesk.ui.entrance import Entrance
from ccmdesk.ui.importing.page import ImportPage
from tests.importers.samples import ROOT as SAMPLES
from tests.importers.samples import need_samples
from tests.practice_files import MONDAY
from tests.stories.test_first_day import ALICE_TWICE, MANY_CONDITIONS, THREE_PEOPLE
from tests.ui.hands import child, press, type_into
from tests.ui.sheets import key_on_sheet
from tests.ui.whole_window import Sitting, sitting

PROJECT = Path(__file__).parents[2]
PASSPHRASE = "seventeen quiet lanterns drift past noon"
NOVEMBER = ServiceMonth(2026, 11)
CONTROL = Qt.KeyboardModifier.ControlModifier

LONGEST = 120
"""Seconds that the child has; then it tells on standard error where each of its threads is, and ends."""
DIES_AT_THE_WINDOW = """
import faulthandler, sys
from datetime import datetime, timedelta
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ccmdesk.domain.clock import SettableClock
from ccmdesk.ui.common.desk import Selection
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.lock_screen.values import UnlockWish
from ccmdesk.ui.main_window import MainWindow
from ccmdesk.ui.workplace import Hooks, Workplace
folder, passphrase, patient, now, longest = sys.argv[1:]
faulthandler.dump_traceback_later(float(longest), exit=True)
app = QApplication(["ccmdesk"])
theme = Theme()
theme.install()
window = MainWindow(theme)
clock = SettableClock(datetime.fromisoformat(now))
hooks = Hooks(remember=print, recent=tuple, report=print)
place = Workplace(window, theme, clock=clock, hooks=hooks)
place.begin(Path(folder))
window.show()
place.lock_screen.unlock.emit(UnlockWish("1", passphrase))
def look():
    room = place.room
    if room is None or not place.lane.idle():
        return
    if not room._control.running():
        room.desk.start_clock(Selection(int(patient), ""))
    elif clock.wall() < datetime.fromisoformat(now) + timedelta(minutes=1):
        clock.advance(timedelta(minutes=1))
        room._control._beat.timeout.emit()
    else:
        print("on the phone", flush=True)
timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
app.exec()
"""


def she_sets_up_the_practice(sara: Sitting, documents: Path) -> Path:
    assert isinstance(sara.window.screen_shown(), Entrance)
    sara.press_button("welcome.set_up")
    for name, words in (
        ("wizard.folder", str(documents)),
        ("wizard.file_name", "Lakeview Family Medicine"),
    ):
        sara.edit(name).selectAll()
        type_into(sara.edit(name), words)
    she_goes_on(sara)
    choose(sara, "wizard.practice_form.zone", "America/Denver")
    type_into(sara.edit("wizard.practice_form.phone"), "(505) 555-0100")
    she_goes_on(sara)
    type_into(sara.edit("wizard.practitioner.1.name"), "Dr. Amara Castellanos")
    type_into(sara.edit("wizard.practitioner.1.npi"), "1999999984")
    she_goes_on(sara)
    type_into(sara.edit("wizard.person.name"), "Sara Okafor")
    choose(sara, "wizard.person.credential", "RN")
    child(sara.window, QCheckBox, "wizard.person.billing_practitioner").click()
    she_goes_on(sara)
    type_into(sara.edit("wizard.passphrase"), PASSPHRASE)
    type_into(sara.edit("wizard.again"), PASSPHRASE)
    she_goes_on(sara)
    type_into(child(sara.window, QPlainTextEdit, "wizard.recovery_key"), the_key_on_her_sheet(sara))
    she_goes_on(sara)
    assert sara.room.frame.current_page() == "worklist"
    return sara.opened.folder


def she_goes_on(sara: Sitting) -> None:
    sara.settle()
    sara.press_button("wizard.next")


def choose(sara: Sitting, name: str, key: str) -> None:
    box = child(sara.window, QComboBox, name)
    box.setCurrentIndex(box.findData(key))


def the_key_on_her_sheet(sara: Sitting) -> str:
    entrance = sara.window.screen_shown()
    assert isinstance(entrance, Entrance) and entrance._wizard is not None
    made = entrance._wizard._made
    assert made is not None
    return key_on_sheet(made.sheet)


def she_imports(sara: Sitting, *names: str) -> None:
    sara.room.desk.navigate(Route("importing"))
    sara.settle()
    page = child(sara.window, ImportPage)
    if page.stack.currentWidget() is page.outcome:
        sara.press_button("importing.again")
    page.take_paths([SAMPLES / name for name in names])
    sara.settle()
    sara.press_button("importing.commit")
    assert page.stack.currentWidget() is page.outcome


def she_opens_alice_by_typing_her_name(sara: Sitting) -> int:
    sara.key(Qt.Key.Key_K, CONTROL)
    field = sara.room.frame.top.find_field
    type_into(field, "newman")
    sara.until(lambda: any("Newman" in r.title for r in sara.room.frame._finder._results.results()))
    press(field, Qt.Key.Key_Return)
    sara.settle()
    assert sara.room.frame.current_page() == "patient"
    (alice,) = search(sara.opened.store, sara.opened.actor, "newman")
    return alice.patient_id


def she_enrols_her(sara: Sitting, alice: int) -> None:
    sara.room.desk.navigate(Route("patient", alice, "consent"))
    sara.settle()
    sara.press_button("chart.consent.enrol")
    dialog = sara.room.frame.dialogs.current()
    assert dialog is not None
    for tick in dialog.findChildren(QCheckBox):
        tick.click()
    dialog.primary.click()
    sara.settle()
    assert sara.room.frame.dialogs.current() is None
    assert enrolment(sara.opened.store, sara.opened.actor, alice).consent is ConsentState.GIVEN


def she_calls_for_22_minutes_with_a_hold(sara: Sitting, alice: int) -> None:
    sara.key(Qt.Key.Key_F5)
    assert sara.window.clock.state().mode is ClockMode.ON_CALL
    sara.minutes_pass(13.5)
    sara.key(Qt.Key.Key_F7)  # the pharmacy is on the other line
    sara.minutes_pass(6)
    sara.key(Qt.Key.Key_F7)
    sara.minutes_pass(8.5)
    sara.key(Qt.Key.Key_F9)
    form = sara.room.frame.dialogs.current()
    assert form is not None
    assert sara.words("stop_form.time") == "22:00"
    type_into(child(form, QPlainTextEdit, "stop_form.note"), "All medicines gone through.")
    for name in ("outcome.reached", "activity.medication_review"):
        child(form, QRadioButton, f"stop_form.{name}").click()
    sara.key(Qt.Key.Key_Return, CONTROL)
    assert sara.room.frame.messages.text() == "Saved 22:00."
    assert worklist_row(sara.opened.store, sara.opened.actor, alice).month_seconds == 22 * 60


def she_writes_and_signs_the_plan(sara: Sitting, alice: int) -> None:
    sara.room.desk.navigate(Route("patient", alice, "plan"))
    sara.settle()
    sara.press_button("care_plan.empty.action")
    area = child(sara.window, QPlainTextEdit, "care_plan.problem.expected")
    area.setFocus()
    type_into(area, "No unplanned stay in hospital")
    sara.until(lambda: child(sara.window, QLabel, "care_plan.saved").text().startswith("Saved"))
    sara.until(sara.button("care_plan.sign").isVisible)
    sara.press_button("care_plan.sign")
    dialog = sara.room.frame.dialogs.current()
    assert dialog is not None
    dialog.primary.click()
    sara.settle()
    assert sara.room.frame.dialogs.current() is None
    assert child(sara.window, QLabel, "care_plan.title").text() == "Version 1 in force"


def the_papers_hold_the_facts(sara: Sitting, alice: int) -> None:
    store, actor = sara.opened.store, sara.opened.actor
    plan = text_of(papers.care_plan_pdf(store, actor, alice))
    sheet = text_of(papers.time_sheet_pdf(store, actor, alice, NOVEMBER))
    consent = text_of(papers.consent_pdf(store, actor, alice))
    for words in ("Newman", "No unplanned stay in hospital", "Sara Okafor, RN", "(505) 555-0100"):
        assert words in plan, words
    for words in ("Newman", "22:00", "All medicines gone through.", "13:30", "8:30"):
        assert words in sheet, words
    for words in ("Newman", "Sara Okafor, RN", "Dr. Amara Castellanos"):
        assert words in consent, words


def the_window_is_killed_in_her_next_call(folder: Path, alice: int, now: SettableClock) -> None:
    arguments = [str(folder), PASSPHRASE, str(alice), now.wall().isoformat(), str(LONGEST)]
    with (
        TemporaryFile("w+") as complaints,
        subprocess.Popen(
            [sys.executable, "-c", DIES_AT_THE_WINDOW, *arguments],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as program,
    ):
        assert program.stdout is not None
        last_resort = Timer(LONGEST + 10, program.kill)
        last_resort.start()
        spoken = "on the phone\n" in iter(program.stdout.readline, "")
        program.kill()
        last_resort.cancel()
        complaints.seek(0)
        assert spoken, f"the window never came to the call:\n{complaints.read()}"


def nothing_is_lost(sara: Sitting, alice: int) -> None:
    store, actor = sara.opened.store, sara.opened.actor
    assert all(check.passed for check in checks.check_practice(store, actor))
    state = sara.window.clock.state()
    assert (state.mode, state.seconds) == (ClockMode.HELD, 60)
    assert "The program ended while your clock ran" in sara.room.frame.messages.text()
    row = worklist_row(store, actor, alice)
    assert (row.month_seconds, row.consent) == (22 * 60, ConsentState.GIVEN)
    plan = plan_state(store, actor, alice)
    assert plan.in_force is not None and plan.draft is None
    assert plan.in_force.document.problems[0].expected_outcome == "No unplanned stay in hospital"


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.slow
def test_a_first_working_day_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    need_samples()
    wall = SettableClock(MONDAY)
    documents = tmp_path / "documents"
    documents.mkdir()
    with sitting(qtbot, folder=None, clock=wall) as sara:
        folder = she_sets_up_the_practice(sara, documents)
        she_imports(sara, *THREE_PEOPLE, *MANY_CONDITIONS, *ALICE_TWICE)
        assert len(search(sara.opened.store, sara.opened.actor, "")) == 5, "one Alice, not two"
        alice = she_opens_alice_by_typing_her_name(sara)
        she_enrols_her(sara, alice)
        she_calls_for_22_minutes_with_a_hold(sara, alice)
        she_writes_and_signs_the_plan(sara, alice)
        the_papers_hold_the_facts(sara, alice)
    the_window_is_killed_in_her_next_call(folder, alice, wall)
    wall.advance(timedelta(minutes=30))
    with sitting(qtbot, folder=folder, clock=wall) as sara:
        sara.unlock(PASSPHRASE)
        nothing_is_lost(sara, alice)
