"""The clock of one nurse: started, held, resumed, stopped, killed, and set back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ccmdesk.domain.changes import ChangeKind
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import InvalidValue, NotFound
from ccmdesk.domain.practice import Role
from ccmdesk.domain.time_log import ClockRun, ImpossibleClock, Mode, Outcome, Subject
from ccmdesk.services import clock, contacts, time_sheets
from ccmdesk.services.clock import BEAT_EVERY, ClockView, Stopping
from ccmdesk.services.practice_file import close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE
from tests.services.desk import AMA, Desk

CALL = Stopping("symptom check", Mode.PHONE, " Weight steady. ", Outcome.REACHED, " daughter ")
DONE = Stopping("education", Mode.PHONE)


def begin(desk: Desk, patient_id: int) -> ClockView:
    subject = Subject(patient_id, activity="medication review", mode=Mode.PHONE)
    return clock.start(desk.store, desk.actor, subject).value


def running(view: ClockView) -> ClockRun:
    assert view.run is not None
    return view.run


def killed_and_reopened(desk: Desk, tmp_path: Path, *, off_for: timedelta) -> Desk:
    """Let the program die where it stands, the machine too, and come back on the same files."""
    close_practice(desk.opened)  # the database has no work left to do at a close: every fact was committed
    desk.clock.reboot("boot-2", off_for=off_for)
    opened = open_practice(desk.opened.folder, login="sara", passphrase=PASSPHRASE, clock=desk.clock)
    return Desk(opened, desk.clock)


def test_a_clock_that_never_ran_shows_nothing(desk: Desk) -> None:
    assert clock.clock_view(desk.store, desk.actor) == ClockView(None, "", 0, None)
    assert clock.clock_view_of_nothing() == ClockView(None, "", 0, None)


def test_a_call_with_a_hold_is_saved_to_the_second(desk: Desk) -> None:
    patient_id = desk.patient()
    assert begin(desk, patient_id).patient_name == "Ama Osei"
    desk.wait(minutes=12, seconds=30.9)
    held = running(clock.hold(desk.store, desk.actor).value)
    assert (held.open_since, held.held_since) == (None, desk.clock.wall())
    desk.wait(minutes=45)
    assert running(clock.resume(desk.store, desk.actor).value).open_since == desk.clock.wall()
    desk.wait(minutes=9, seconds=29.9)
    done = clock.stop(desk.store, desk.actor, CALL)
    entry = done.value
    assert entry.seconds == 12 * 60 + 30 + 9 * 60 + 29
    assert (entry.activity, entry.mode, entry.interactive, entry.note) == (
        "symptom check",
        Mode.PHONE,
        True,
        "Weight steady.",
    )
    assert (entry.user_name, entry.credential) == ("Sara Okafor", "RN")
    assert done.changes.kinds == {ChangeKind.TIME, ChangeKind.CONTACT} and done.changes.touches(patient_id)
    (contact,) = contacts.contacts(desk.store, desk.actor, patient_id)
    assert (contact.outcome, contact.with_whom, contact.at) == (Outcome.REACHED, "daughter", MONDAY)
    assert (contact.entry_id, contact.seconds) == (entry.id, entry.seconds)
    view = clock.clock_view(desk.store, desk.actor)
    assert view.run is None
    assert view.last is not None
    assert (view.last.patient_name, view.last.seconds) == ("Ama Osei", entry.seconds)
    assert view.last.stopped_at == desk.clock.wall() - timedelta(microseconds=900_000)


def test_the_month_so_far_is_shown_beside_the_run(desk: Desk) -> None:
    patient_id = desk.patient()
    desk.worked(patient_id, minutes=7)
    assert begin(desk, patient_id).month_seconds == 420


def test_every_press_is_one_fact_that_stays(desk: Desk) -> None:
    before = desk.last_record()
    begin(desk, desk.patient())
    for press in (clock.hold, clock.resume):
        desk.wait(minutes=1)
        press(desk.store, desk.actor)
    clock.stop(desk.store, desk.actor, DONE)
    facts = [kind for (kind,) in desk.rows("SELECT kind FROM clock_fact ORDER BY id")]
    assert facts == ["start", "hold", "resume", "stop"]
    events = [reason for kind, _, _, reason in desk.audited(after=before) if kind == "clock_event"]
    assert events == facts


def test_a_second_start_is_refused_and_the_first_goes_on(desk: Desk) -> None:
    first, second = desk.patient(), desk.patient(replace(AMA, given="Kofi"))
    begin(desk, first)
    desk.wait(minutes=3)
    for patient_id in (first, second):
        with pytest.raises(ImpossibleClock) as error:
            begin(desk, patient_id)
        assert (
            str(error.value) == "Your clock is already on another piece of work. It goes on. Stop it first."
        )
    clock.hold(desk.store, desk.actor)
    with pytest.raises(ImpossibleClock):
        begin(desk, second)
    assert clock.stop(desk.store, desk.actor, DONE).value.seconds == 180


@pytest.mark.parametrize("press", [clock.hold, clock.resume], ids=["hold", "resume"])
def test_nothing_is_held_resumed_or_stopped_that_was_not_started(desk: Desk, press: object) -> None:
    assert callable(press)
    with pytest.raises(ImpossibleClock, match=r"No clock is running. Nothing was changed."):
        press(desk.store, desk.actor)
    with pytest.raises(ImpossibleClock):
        clock.stop(desk.store, desk.actor, DONE)
    assert desk.rows("SELECT count(*) FROM clock_fact") == [(0,)]


def test_pressing_twice_changes_nothing(desk: Desk) -> None:
    begin(desk, desk.patient())
    with pytest.raises(ImpossibleClock, match="already running"):
        clock.resume(desk.store, desk.actor)
    clock.hold(desk.store, desk.actor)
    with pytest.raises(ImpossibleClock, match="already on hold"):
        clock.hold(desk.store, desk.actor)
    assert desk.rows("SELECT count(*) FROM clock_fact") == [(2,)]


def test_a_stop_while_on_hold_saves_what_was_counted_before(desk: Desk) -> None:
    begin(desk, desk.patient())
    desk.wait(minutes=5)
    clock.hold(desk.store, desk.actor)
    desk.wait(minutes=60)
    assert clock.stop(desk.store, desk.actor, DONE).value.seconds == 300


def test_a_stop_at_once_saves_no_second_and_still_logs_the_contact(desk: Desk) -> None:
    patient_id = desk.patient()
    begin(desk, patient_id)
    entry = clock.stop(desk.store, desk.actor, replace(CALL, outcome=Outcome.NO_ANSWER)).value
    assert (entry.seconds, entry.intervals) == (0, ())
    assert desk.rows("SELECT count(*) FROM time_piece") == [(0,)]
    (contact,) = contacts.contacts(desk.store, desk.actor, patient_id)
    assert (contact.seconds, contact.at) == (0, MONDAY)
    assert clock.clock_view(desk.store, desk.actor).last is None


def test_a_contact_saved_by_a_stop_has_its_own_audit_record(desk: Desk) -> None:
    patient_id = desk.patient()
    begin(desk, patient_id)
    clock.stop(desk.store, desk.actor, CALL)
    (contact,) = contacts.contacts(desk.store, desk.actor, patient_id)
    written = desk.rows(
        "SELECT kind, object_id, patient_id FROM audit WHERE object_kind = 'contact' AND kind = 'create'"
    )
    assert written == [("create", str(contact.id), patient_id)]


def test_a_clock_is_held_when_its_user_leaves(desk: Desk) -> None:
    clock.hold_at_close(desk.store, desk.actor)
    assert clock.clock_view(desk.store, desk.actor).run is None
    begin(desk, desk.patient())
    desk.wait(minutes=5)
    clock.hold_at_close(desk.store, desk.actor)
    left = desk.clock.wall()
    desk.wait(minutes=5)
    clock.hold_at_close(desk.store, desk.actor)
    run = running(clock.recover(desk.store, desk.actor).value)
    assert (run.held_since, run.recovered, run.seconds_at(desk.clock.wall())) == (left, False, 300)
    assert desk.rows("SELECT kind, cause FROM clock_fact ORDER BY id") == [
        ("start", ""),
        ("hold", "the practice file was closed while the clock ran"),
    ]


def test_what_is_not_on_the_list_is_neither_started_nor_stopped(desk: Desk) -> None:
    patient_id = desk.patient()
    with pytest.raises(InvalidValue) as error:
        clock.start(desk.store, desk.actor, Subject(patient_id, activity="golf"))
    assert error.value.field == "activity"
    begin(desk, patient_id)
    with pytest.raises(InvalidValue):
        clock.stop(desk.store, desk.actor, Stopping("golf", Mode.PHONE))
    assert clock.clock_view(desk.store, desk.actor).run is not None
    with pytest.raises(NotFound):
        begin(desk, 99)


def test_colleagues_have_clocks_of_their_own(desk: Desk) -> None:
    patient_id = desk.patient()
    colleague = desk.acting(Role.CARE_MANAGER, user_id=1)
    begin(desk, patient_id)
    assert clock.clock_view(desk.store, colleague).run is not None
    other = replace(colleague, user_id=2)
    assert clock.clock_view(desk.store, other).run is None


def test_a_killed_program_loses_no_more_than_the_time_between_two_beats(desk: Desk, tmp_path: Path) -> None:
    begin(desk, desk.patient())
    for _ in range(24):
        desk.wait(seconds=BEAT_EVERY.total_seconds())
        clock.heartbeat(desk.store, desk.actor)
    desk.wait(seconds=4.9)
    again = killed_and_reopened(desk, tmp_path, off_for=timedelta(hours=5))
    run = running(clock.recover(again.store, again.actor).value)
    assert (run.recovered, run.open_since) == (True, None)
    assert run.seconds_at(again.clock.wall()) == 120
    assert again.rows("SELECT kind, cause FROM clock_fact ORDER BY id")[-1] == (
        "recover",
        "the program ended while the clock ran",
    )
    assert running(clock.recover(again.store, again.actor).value) == run, "recovering twice adds nothing"
    clock.resume(again.store, again.actor)
    again.wait(minutes=1)
    assert clock.stop(again.store, again.actor, DONE).value.seconds == 180
    close_practice(again.opened)


def test_a_clock_killed_before_its_first_beat_or_on_hold_counts_nothing_more(
    desk: Desk, tmp_path: Path
) -> None:
    begin(desk, desk.patient())
    desk.wait(seconds=3)
    again = killed_and_reopened(desk, tmp_path, off_for=timedelta(minutes=1))
    assert running(clock.recover(again.store, again.actor).value).seconds_at(again.clock.wall()) == 0
    clock.resume(again.store, again.actor)
    again.wait(minutes=1)
    clock.hold(again.store, again.actor)
    again.wait(minutes=1)
    clock.heartbeat(again.store, again.actor)
    close_practice(again.opened)
    opened = open_practice(again.opened.folder, login="sara", passphrase=PASSPHRASE, clock=again.clock)
    last = Desk(opened, again.clock)
    held = running(clock.recover(last.store, last.actor).value)
    assert (held.recovered, held.seconds_at(last.clock.wall())) == (False, 60)
    close_practice(opened)


def test_nothing_is_recovered_where_nothing_ran_and_no_beat_is_kept(desk: Desk) -> None:
    clock.heartbeat(desk.store, desk.actor)
    assert clock.recover(desk.store, desk.actor).value == clock.clock_view_of_nothing()
    assert desk.rows("SELECT * FROM open_run") == []


def test_a_clock_set_back_never_counts_below_zero_nor_a_second_twice(
    desk: Desk, clock: SettableClock
) -> None:
    from ccmdesk.services import clock as service

    patient_id = desk.patient()
    assert desk.worked(patient_id, minutes=30).seconds == 1800
    clock.set_wall(MONDAY + timedelta(minutes=10))
    begin(desk, patient_id)
    desk.wait(minutes=5)
    service.heartbeat(desk.store, desk.actor)
    assert service.stop(desk.store, desk.actor, DONE).value.seconds == 0
    begin(desk, patient_id)
    desk.wait(minutes=20)
    assert service.stop(desk.store, desk.actor, DONE).value.seconds == 300, "counting goes on at 9:30"
    sheet = time_sheets.month_sheet(desk.store, desk.actor, patient_id, ServiceMonth(2026, 11))
    assert sheet.seconds == 2100


def test_a_clock_set_back_while_running_can_still_be_stopped(desk: Desk) -> None:
    begin(desk, desk.patient())
    desk.wait(minutes=10)
    clock.heartbeat(desk.store, desk.actor)
    desk.clock.set_wall(MONDAY - timedelta(hours=2))
    clock.heartbeat(desk.store, desk.actor)
    clock.hold(desk.store, desk.actor)
    clock.resume(desk.store, desk.actor)
    assert clock.stop(desk.store, desk.actor, DONE).value.seconds == 0


def test_work_past_midnight_lies_on_two_days_of_the_sheet(desk: Desk) -> None:
    patient_id = desk.patient()
    desk.clock.set_wall(MONDAY.replace(month=12, day=1, hour=6, minute=50))  # 23:50 on 30 November
    entry = desk.worked(patient_id, minutes=25)
    november, december = (
        time_sheets.month_sheet(desk.store, desk.actor, patient_id, ServiceMonth(2026, month))
        for month in (11, 12)
    )
    assert (november.seconds, december.seconds) == (600, 900)
    assert [line.day for line in (*november.lines, *december.lines)] == [
        date(2026, 11, 30),
        date(2026, 12, 1),
    ]
    assert november.lines[0].entry == december.lines[0].entry == entry, "joined again, the entry is whole"
    assert [line.end - line.start for line in december.lines] == [timedelta(minutes=15)]


def test_contacts_lie_in_the_sheet_of_their_local_month_in_order(desk: Desk) -> None:
    patient_id = desk.patient()
    desk.clock.set_wall(MONDAY.replace(month=12, day=1, hour=6, minute=50))
    begin(desk, patient_id)
    clock.stop(desk.store, desk.actor, CALL)
    desk.wait(minutes=20)
    begin(desk, patient_id)
    clock.stop(desk.store, desk.actor, replace(CALL, outcome=Outcome.VOICEMAIL))
    by_month = {
        month: time_sheets.month_sheet(desk.store, desk.actor, patient_id, ServiceMonth(2026, month)).contacts
        for month in (11, 12)
    }
    assert [contact.outcome for contact in by_month[11]] == [Outcome.REACHED]
    assert [contact.outcome for contact in by_month[12]] == [Outcome.VOICEMAIL]


def test_today_lists_the_work_of_the_local_day_the_latest_first(desk: Desk) -> None:
    first, second = desk.patient(), desk.patient(replace(AMA, given="Kofi"))
    desk.worked(first, minutes=2)
    desk.worked(second, minutes=3)
    listed = time_sheets.today(desk.store, desk.actor)
    assert [(each.patient_name, each.entry.seconds) for each in listed] == [
        ("Kofi Osei", 180),
        ("Ama Osei", 120),
    ]
    desk.wait(minutes=24 * 60)
    assert time_sheets.today(desk.store, desk.actor) == ()
