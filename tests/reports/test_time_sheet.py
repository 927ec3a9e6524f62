"""The time sheet shows every second once, where and when it was spent."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import Program
from ccmdesk.domain.time_log import Mode, Outcome
from tests.reports.making import contact, entry, read, text, time_sheet


def _at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, second, tzinfo=UTC)


def test_rows_show_local_times_person_and_note() -> None:
    printed = text(time_sheet(entries=[entry(_at(2, 16, 2, 7), 754, note="Weight 171, no swelling")]))
    assert "From–to (MDT)" in printed
    assert "2 Oct 2026 10:02:07–10:14:41 0:12:34 Sara Okafor, RN" in printed
    assert "CCM, symptom check, phone, with patient Weight 171, no swelling" in printed
    assert "Times are local (America/Denver)." in printed
    assert "Record number J-1042" in printed
    assert "Juniper Street Family Practice, Dr. Amara Castellanos, NPI 1234567893" in printed
    assert "October 2026" in printed


def test_the_widest_date_stays_on_one_line() -> None:
    at = datetime(2026, 11, 20, 20, 48, 28, tzinfo=UTC)
    printed = text(time_sheet(entries=[entry(at, 754)], contacts=[contact(at)], month=ServiceMonth(2026, 11)))
    assert "20 Nov 2026 13:48:28" in printed
    assert "20 Nov 2026, 13:48 " in printed


def test_held_entry_is_two_rows_and_its_note_is_told_once() -> None:
    held = entry(_at(2, 16), 100, (_at(2, 16, 10), 20), note="About salt")
    printed = text(time_sheet(entries=[held]))
    assert "10:00:00–10:01:40 0:01:40" in printed
    assert "10:10:00–10:10:20 0:00:20" in printed
    assert printed.count("About salt") == 1
    assert printed.count("(continued)") == 1
    assert "0:02:00 120 2" in printed


def test_time_is_cut_at_the_local_midnight_and_other_months_are_left_out() -> None:
    over = entry(datetime(2026, 11, 1, 5, 59, 30, tzinfo=UTC), 90)
    printed = text(time_sheet(entries=[over]))
    assert "31 Oct 2026 23:59:30–00:00:00 0:00:30" in printed
    assert "1 Nov 2026" not in printed
    assert "0:00:30 30 0" in printed
    november = text(time_sheet(entries=[over], month=ServiceMonth(2026, 11)))
    assert "1 Nov 2026 00:00:00–00:01:00 0:01:00" in november


def test_hour_that_comes_twice_is_told_apart() -> None:
    twice = entry(
        datetime(2026, 11, 1, 7, 30, tzinfo=UTC), 60, (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), 60)
    )
    printed = text(time_sheet(entries=[twice], month=ServiceMonth(2026, 11)))
    assert "From–to (MDT and MST)" in printed
    assert "01:30:00–01:31:00 MDT" in printed
    assert "01:30:00–01:31:00 MST" in printed


def test_totals_by_program_and_whose_minutes_they_are() -> None:
    printed = text(
        time_sheet(
            entries=[
                entry(_at(1, 16), 659),
                entry(_at(2, 16), 659),
                entry(_at(3, 16), 119, credential="MD", user_name="Amara Castellanos"),
                entry(_at(4, 16), 61, credential="none", user_name="Pat Doe"),
                entry(_at(5, 16), 300, program=Program.RPM, mode=Mode.CHART_WORK, interactive=False),
            ]
        )
    )
    assert "CCM, Chronic care management Clinical staff 0:21:58 1,318 21" in printed
    assert "Practitioner 0:01:59 119 1" in printed
    assert "Other staff 0:01:01 61 1" in printed
    assert "Everyone 0:24:58 1,498 24" in printed
    assert "RPM, Remote monitoring Clinical staff 0:05:00 300 5" in printed
    assert "Pat Doe CCM" in printed
    assert "results" not in printed


def test_contacts_of_the_month_are_listed_in_order() -> None:
    printed = text(
        time_sheet(
            contacts=[
                contact(_at(9, 16), note="Asked to call back"),
                contact(_at(2, 16), outcome=Outcome.REACHED, with_whom="María Álvarez"),
                contact(datetime(2026, 11, 1, 6, tzinfo=UTC), note="Next month"),
            ]
        )
    )
    first = printed.index("2 Oct 2026, 10:00 phone, reached María Álvarez Sara Okafor, RN")
    assert first < printed.index("9 Oct 2026, 10:00 phone, left a voicemail Lucía Álvarez")
    assert "Asked to call back" in printed
    assert "Next month" not in printed


def test_empty_month_says_so_and_can_still_be_signed() -> None:
    printed = text(time_sheet(practitioner=None, patient=Patient("Doe", "Ann")))
    assert "No time is recorded for this month." in printed
    assert "No contact is recorded for this month." in printed
    assert "Reviewed by the billing practitioner" in printed
    assert "Totals" not in printed
    assert "Record number" not in printed


def test_totals_and_signature_are_never_apart() -> None:
    for count in range(25, 45):
        printed = [
            page.extract_text()
            for page in read(
                time_sheet(entries=[entry(_at(1 + n % 28, 16, n), 60) for n in range(count)])
            ).pages
        ]
        (totals,) = [page for page in printed if "Totals of the month" in page]
        assert "Reviewed by Dr. Amara Castellanos" in totals
        assert "Whole minutes are cut once" in totals


def test_title_in_the_file_names_no_patient() -> None:
    metadata = read(time_sheet()).metadata
    assert metadata is not None
    assert metadata.title == "Time sheet"


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(1, 50_000)), min_size=1, max_size=8))
def test_rows_add_up_to_the_printed_total(spans: list[tuple[int, int]]) -> None:
    entries = [entry(_at(day, 6), seconds) for day, seconds in spans]
    printed = text(time_sheet(entries=entries))
    rows = re.findall(r"\d\d:\d\d:\d\d–\d\d:\d\d:\d\d (\d+):(\d\d):(\d\d)", printed)
    total = sum(int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in rows)
    assert total == sum(seconds for _, seconds in spans)
    assert f"{total:,} {total // 60}" in printed
