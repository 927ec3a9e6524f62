"""Who the invented patients are: names, birth, language, address, identifiers that cannot be real."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from ccmdesk.domain.chart import MEDICARE_ID, Address, Identifier, Patient, Sex, Telecom
from ccmdesk.services.demo_calendar import WorkCalendar
from ccmdesk.services.demo_catalog import Background, Catalog, Part

MRN_SYSTEM = "urn:lakeview-family-medicine:mrn"
_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
_POSTAL_CODE = "87000"  # given to no place


@dataclass(frozen=True, slots=True)
class Person:
    """Hold an invented person and the relative and pharmacy that belong to the person."""

    patient: Patient
    relative: str
    kinship: str
    pharmacy: str


def draw_person(
    rng: random.Random, part: Part, *, catalog: Catalog, number: int, calendar: WorkCalendar
) -> Person:
    """Return a person with what the part fixes and everything else drawn."""
    background = _weighted(rng, catalog.backgrounds)
    sex = Sex(part.sex) if part.sex else (Sex.FEMALE if rng.random() < 0.57 else Sex.MALE)
    family = part.family or rng.choice(background.family)
    given = part.given or rng.choice(background.female if sex is Sex.FEMALE else background.male)
    speaks = bool(background.language) and rng.random() < background.share and not part.family
    language = part.language or (background.language if speaks else "English")
    relative, kinship = part.relative or _relative(rng, catalog, family)
    interpreter = part.interpreter
    if language != "English" and not interpreter and rng.random() < 0.6:
        kin = kinship.split(",")[0]
        interpreter = rng.choice(("phone interpreter", f"{kin} interprets", "staff interprets"))
    patient = Patient(
        family=family,
        given=given,
        birth_date=_birth(rng, part, calendar),
        sex=sex,
        preferred_name=part.preferred,
        pronouns=part.pronouns,
        language=language,
        interpreter=interpreter,
        best_time=part.best_time or _sometimes(rng, 0.55, catalog.words["places"]["best_times"]),
        identifiers=_identifiers(number),
        telecoms=_telecoms(rng, part, number),
        addresses=(_address(rng, catalog),),
    )
    pharmacy = part.pharmacy or rng.choice(catalog.words["services"]["pharmacies"])
    return Person(patient, relative, kinship, pharmacy)


def fictional_phone(number: int, *, area: str = "505") -> str:
    """Return one of the hundred numbers of an area that are kept for fiction."""
    return f"({area}) 555-01{number % 100:02d}"


def medicare_like_id(number: int) -> str:
    """Return an eleven-character text shaped like a Medicare number that can not be one.

    It begins with 0 and holds S in letter places; a real number has neither.
    """
    rest, digits = divmod(number, 10_000)
    high, low = divmod(rest, len(_LETTERS))
    tens = f"{digits:04d}"
    return f"0S{_LETTERS[high % len(_LETTERS)]}{tens[0]}S{_LETTERS[low]}{tens[1]}SS{tens[2:]}"


def _identifiers(number: int) -> tuple[Identifier, ...]:
    return (
        Identifier(MRN_SYSTEM, f"LV-{100_000 + number}", "MR"),
        Identifier(MEDICARE_ID, medicare_like_id(number), "MBI"),
    )


def _telecoms(rng: random.Random, part: Part, number: int) -> tuple[Telecom, ...]:
    area = "575" if rng.random() < 0.2 else "505"
    use = "mobile" if rng.random() < 0.6 else "home"
    second = rng.random() < 0.15
    if part.phone == "" or (part.phone is None and not part.family and rng.random() < 0.02):
        return ()
    first = Telecom("phone", part.phone or fictional_phone(number * 37, area=area), use)
    return (
        (first, Telecom("phone", fictional_phone(number * 53 + 7, area=area), "work")) if second else (first,)
    )


def _address(rng: random.Random, catalog: Catalog) -> Address:
    places = catalog.words["places"]
    line = f"{rng.randint(3, 98) * 10 + rng.randint(0, 9)} {rng.choice(places['streets'])}"
    lines = (line, f"Apt {rng.randint(1, 24)}") if rng.random() < 0.15 else (line,)
    return Address(lines, rng.choice(places["towns"]), "NM", _POSTAL_CODE, "US", "home")


def _birth(rng: random.Random, part: Part, calendar: WorkCalendar) -> date | None:
    through = calendar.through
    drawn_age = int(rng.triangular(65, 98, 74)) if rng.random() > 0.07 else rng.randint(50, 64)
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    if part.born is not None or part.case == "no birth date":
        return part.born
    if part.age is None:
        return date(through.year - drawn_age, month, day)
    month = 1 + (month - 1) % max(1, through.month - 1)  # so that the age is reached by the month shown
    return date(through.year - part.age, month, 1 if through.month == 1 else day)


def _relative(rng: random.Random, catalog: Catalog, family: str) -> tuple[str, str]:
    name, kinship = rng.choice(catalog.words["relatives"]["female" if rng.random() < 0.6 else "male"])
    return (
        f"{name} {family}" if kinship != "neighbor" else f"{name} {rng.choice(('Moss', 'Dale', 'Pope'))}"
    ), kinship


def _sometimes(rng: random.Random, chance: float, choices: list[str]) -> str:
    return rng.choice(choices) if rng.random() < chance else ""


def _weighted(rng: random.Random, backgrounds: tuple[Background, ...]) -> Background:
    left = rng.random() * sum(background.weight for background in backgrounds)
    for background in backgrounds:
        left -= background.weight
        if left < 0:
            return background
    return backgrounds[-1]
