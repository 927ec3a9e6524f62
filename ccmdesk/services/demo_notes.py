"""What the nurses of the demo practice write: short, plain sentences about what was really said."""

from __future__ import annotations

import random
from dataclasses import dataclass

from ccmdesk.services.demo_catalog import Problem
from ccmdesk.services.demo_readings import Readings

_READ_ALOUD = {
    "{weight}": "weight",
    "{bp}": "blood_pressure",
    "{pulse}": "pulse",
    "{glucose}": "glucose",
    "{oxygen}": "oxygen",
}
_LIFE = (
    "Daughter visits at the weekend.",
    "Appetite is good.",
    "Slept well this week.",
    "Got the flu shot.",
    "Asked for large print next time.",
    "Rides to the clinic are arranged.",
    "Meals come on weekdays now.",
    "Has enough pills for two weeks.",
    "Went through the pill box together.",
    "Knows when to call us and when to call 911.",
    "Said the plan back in own words.",
    "Likes calls better than letters.",
    "The grandchildren are staying this week.",
    "Needs a new battery for the hearing aid.",
    "Garden is finished for the year.",
    "The walker has new wheels.",
)
_CHART = (
    "Read the {specialty} letter and updated the list of medicines.",
    "Called {pharmacy}: refill is ready.",
    "Faxed the home readings to {specialty}.",
    "Updated the plan after the last call.",
    "Looked through the laboratory results and passed them to the doctor.",
    "Asked the agency for the therapy notes.",
    "Booked the next visit and the ride.",
    "Compared the pharmacy list with the chart; no differences left.",
)
_LEFT = (
    "Left a message, asked to call back before noon.",
    "Voicemail: please have the readings at hand.",
    "Left word with the number of the nurse line.",
)
_NO_ANSWER = ("No answer, will try tomorrow.", "Line was busy twice.", "Rang long, no one at home.")


@dataclass(frozen=True, slots=True)
class NoteSource:
    """Hold what notes of one person may speak of."""

    called: str
    relative: str
    pharmacy: str
    problems: tuple[Problem, ...]
    readings: Readings


def talk_note(rng: random.Random, source: NoteSource, *, month: int) -> str:
    """Return one to three sentences of a talk, with the readings of that month."""
    problem = rng.choice(source.problems)
    said = [_filled(rng.choice(problem.notes), source, month)]
    if rng.random() < 0.55:
        other = rng.choice(source.problems)
        said.append(_filled(rng.choice(other.notes), source, month))
    if rng.random() < 0.45:
        said.append(rng.choice(_LIFE))
    return " ".join(dict.fromkeys(one for one in said if one)) or rng.choice(_LIFE)


def chart_work_note(rng: random.Random, source: NoteSource) -> str:
    """Return one sentence about work done without the patient."""
    specialty = next((problem.specialist for problem in source.problems if problem.specialist), "")
    possible = [one for one in _CHART if specialty or "{specialty}" not in one]
    return rng.choice(possible).replace("{specialty}", specialty).replace("{pharmacy}", source.pharmacy)


def short_note(rng: random.Random, *, left: bool) -> str:
    """Return what is noted when nobody answered."""
    return rng.choice(_LEFT if left else _NO_ANSWER)


def _filled(sentence: str, source: NoteSource, month: int) -> str:
    """Return the sentence with its readings, or an empty text when one is not known."""
    if "{" not in sentence:
        return sentence
    sentence = sentence.replace("{pharmacy}", source.pharmacy)
    for mark, key in _READ_ALOUD.items():
        if mark in sentence:
            value = source.readings.latest(key, month)
            if not value:
                return ""
            sentence = sentence.replace(mark, value)
    return sentence
