"""The generator of the demo practice: the same people for the same seed, and people one can believe."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from ccmdesk.domain.chart import Encounter, Medication, Observation
from ccmdesk.domain.dates import age_on
from ccmdesk.domain.enrolment import ConsentState, EnrolmentState, check_consent, consent_state
from ccmdesk.domain.practice import CREDENTIALS, npi_is_valid, tax_id_is_valid
from ccmdesk.domain.time_log import Interval, seconds_in_month
from ccmdesk.services.demo_calendar import nurse_of, nurses_for
from ccmdesk.services.demo_identity import medicare_like_id
from ccmdesk.services.demo_people import draw_patient, generate
from tests.services.demo_panels import OCTOBER, ZONE, active_conditions, digest, many, panel, sixty

PUBLISHED = "65bebc4691f62027b242796d393e7355d8ff7cf7ead0afea564db7c5fe2958a8"
HARD_CASES = {
    "Vietnamese name",
    "apostrophe",
    "accents",
    "very long name",
    "same name and birth year",
    "consent missing",
    "declined",
    "not enrolled",
    "no phone",
    "deceased",
    "revoked consent",
    "transferred",
    "101 years old",
    "no birth date",
}


def test_the_same_seed_makes_the_same_facts_and_another_seed_others() -> None:
    assert digest(panel(patients=40)) == digest(panel(patients=40))
    assert digest(panel(patients=40)) != digest(panel(patients=40, seed=2027))


def test_the_facts_of_a_seed_are_the_ones_first_published() -> None:
    assert digest(panel(patients=8, months=2, seed=1)) == PUBLISHED


def test_a_patient_does_not_depend_on_how_many_there_are() -> None:
    alone = tuple(panel(patients=40).people())
    among_many = tuple(islice(panel(patients=2000).people(), 40))
    assert alone == among_many
    assert draw_patient(panel(patients=5000), 4321) == draw_patient(panel(patients=4321), 4321)


def test_nothing_happens_after_the_last_day_shown() -> None:
    until = date(2026, 10, 14)
    made = generate(patients=60, months=3, through=OCTOBER, seed=2026, until=until)
    midnight = made.calendar.at(until, hour=0)
    for person in made.people():
        assert all(entry.intervals[-1].end < midnight for entry in person.entries)
        assert all(plan.signed_at < midnight for plan in person.signed)
        for fact in person.facts:
            if isinstance(fact, Observation) and fact.date is not None:
                assert fact.date.first_day() <= until
    promised = [one.due_on for person in made.people() for one in person.follow_ups if not one.done]
    assert any(day == until for day in promised) and any(day < until for day in promised)
    assert any(day > until for day in promised)


def test_refuses_a_practice_of_nobody_or_of_no_time() -> None:
    with pytest.raises(ValueError, match="at least one"):
        panel(patients=0)
    with pytest.raises(ValueError, match="at least one"):
        panel(months=0)
    with pytest.raises(ValueError, match="last day"):
        generate(patients=1, months=1, through=OCTOBER, seed=1, until=date(2026, 9, 30))


def test_all_hard_cases_are_among_the_first_sixty() -> None:
    people = {person.hard_case: person for person in sixty()}
    assert set(people) - {""} == HARD_CASES
    last = OCTOBER.last_day()
    assert people["no phone"].patient.phone == ""
    assert people["no birth date"].patient.birth_date is None
    assert people["deceased"].patient.deceased and people["deceased"].patient.deceased_on is not None
    born = people["101 years old"].patient.birth_date
    assert born is not None and age_on(born, last) == 101
    assert len(people["very long name"].patient.family) > 40
    states = {case: p.enrolment.state if p.enrolment else None for case, p in people.items()}
    assert states["deceased"] is EnrolmentState.DECEASED
    assert states["transferred"] is EnrolmentState.TRANSFERRED
    assert states["revoked consent"] is EnrolmentState.REVOKED
    assert states["declined"] is states["not enrolled"] is None
    assert consent_state(people["declined"].consents, on=last) is ConsentState.DECLINED
    assert consent_state(people["consent missing"].consents, on=last) is ConsentState.MISSING
    assert people["revoked consent"].consents[0].revoked_on is not None
    twins = [p.patient for p in sixty() if p.hard_case == "same name and birth year"]
    assert len(twins) == 2
    assert len({(t.family, t.given, t.birth_date.year if t.birth_date else 0) for t in twins}) == 1
    assert twins[0].birth_date != twins[1].birth_date


def test_time_of_one_nurse_never_overlaps() -> None:
    by_nurse: defaultdict[int, list[Interval]] = defaultdict(list)
    for person in many():
        for entry in person.entries:
            by_nurse[entry.user_id] += entry.intervals
    assert len(by_nurse) == nurses_for(400) == 6
    for intervals in by_nurse.values():
        intervals.sort(key=lambda interval: interval.start)
        assert all(a.end <= b.start for a, b in pairwise(intervals))


def test_time_lies_in_working_hours_and_months_are_believable() -> None:
    zone = ZoneInfo(ZONE)
    totals = []
    for person in many():
        for entry in person.entries:
            start, end = (at.astimezone(zone) for at in (entry.intervals[0].start, entry.intervals[-1].end))
            assert start.weekday() < 5 and start.hour >= 8 and (end.hour, end.minute) <= (17, 15)
            assert start.date() == end.date() and entry.seconds >= 20
        if person.entries:
            intervals = [interval for entry in person.entries for interval in entry.intervals]
            totals.append(seconds_in_month(intervals, OCTOBER, zone=ZONE))
    assert max(totals) <= 75 * 60
    assert 20 * 60 < sum(totals) / len(totals) < 40 * 60
    assert sum(total >= 20 * 60 for total in totals) > len(totals) / 2
    assert any(total == 0 for total in totals)


def test_the_fullest_nurse_still_has_room() -> None:
    made = panel(patients=360, months=2, seed=3)
    starts = [
        slot
        for number in range(1, 361)
        if nurse_of(number) == 1
        for month in made.calendar.months
        for slot in made.calendar.slots(month, number)
    ]
    assert len(starts) == len(set(starts)) == 120 * 3 * 2


def test_no_time_before_consent_nor_after_the_end_nor_in_hospital() -> None:
    zone = ZoneInfo(ZONE)
    for person in many():
        days = [entry.intervals[0].start.astimezone(zone).date() for entry in person.entries]
        given = [consent.given_on for consent in person.consents if consent.accepted]
        assert not days or (given and min(days) > given[0])
        ended = None if person.enrolment is None else person.enrolment.ended_on
        assert ended is None or not days or max(days) <= ended
        for fact in person.facts:
            if isinstance(fact, Encounter) and fact.class_code == "IMP" and fact.start and fact.end:
                assert not [day for day in days if fact.start.first_day() <= day <= fact.end.first_day()]


def test_consents_would_pass_the_practice_own_check() -> None:
    for person in many():
        for consent in person.consents:
            check_consent(consent, today=OCTOBER.last_day(), birth_date=person.patient.birth_date)


def test_contacts_belong_to_their_entries() -> None:
    for person in many():
        for contact in person.contacts:
            assert contact.entry_id is not None
            entry = person.entries[contact.entry_id - 1]
            assert (contact.at, contact.seconds, contact.note) == (
                entry.intervals[0].start,
                entry.seconds,
                entry.note,
            )


def test_notes_are_varied_and_finished() -> None:
    notes = [entry.note for person in many() for entry in person.entries]
    assert not [note for note in notes if "{" in note or not note.strip() or note[-1] not in ".;?"]
    assert len(set(notes)) > 600


def test_no_phone_or_number_could_reach_a_real_person() -> None:
    for person in many():
        for telecom in person.patient.telecoms:
            assert re.fullmatch(r"\((505|575)\) 555-01\d\d", telecom.value)
        for address in person.patient.addresses:
            assert address.postal_code == "87000"
    made = {medicare_like_id(number) for number in range(1, 10_001)}
    assert len(made) == 10_000
    assert all(len(one) == 11 and one.startswith("0S") for one in made)
    assert len({person.patient.mrn for person in many()}) == 400


def test_names_come_from_many_backgrounds_and_render() -> None:
    text = "".join(person.patient.family + person.patient.given for person in many())
    assert all(c.isalpha() or c in " -’" for c in text)
    assert {"ễ", "ị", "ł", "é", "ñ", "ø", "’"} <= set(text)
    languages = {person.patient.language for person in many()}
    assert {"English", "Spanish", "Navajo", "Vietnamese"} <= languages
    ages = [age_on(p.patient.birth_date, OCTOBER.last_day()) for p in many() if p.patient.birth_date]
    assert sum(65 <= age <= 98 for age in ages) > 0.85 * len(ages)


def test_the_staff_is_valid_and_enough() -> None:
    staff = panel(patients=1000).staff
    assert npi_is_valid(staff.practice.npi) and tax_id_is_valid(staff.practice.tax_id)
    assert all(npi_is_valid(practitioner.npi) for practitioner in staff.practitioners)
    assert [user.titled for user in staff.users[:4]] == [
        "Sara Okafor, RN",
        "Ann Weiss, LPN",
        "Luz Ortega, CMA",
        "Amara Castellanos, MD",
    ]
    assert [user.id for user in staff.users] == list(range(1, len(staff.users) + 1))
    assert (
        len({user.login for user in staff.users})
        == len({user.name for user in staff.users})
        == len(staff.users)
    )
    assert all(user.credential in CREDENTIALS for user in staff.users)
    assert len(panel(patients=10_000).staff.users) == nurses_for(10_000) + 1


def test_the_first_patient_is_the_one_of_the_pictures() -> None:
    maria = sixty()[0]
    assert (maria.patient.given, maria.patient.family, maria.patient.phone) == (
        "María",
        "Álvarez",
        "(505) 555-0142",
    )
    assert [c.icd10 for c in active_conditions(maria)] == [
        "I50.32",
        "N18.32",
        "E11.22",
        "I13.0",
        "I48.21",
        "M17.0",
    ]
    assert len([fact for fact in maria.facts if isinstance(fact, Medication)]) == 9
    assert maria.signed[-1].number == 4 and maria.draft is not None and maria.draft.number == 5
    assert sum(entry.seconds for entry in maria.entries[-3:]) == 17 * 60 + 10
