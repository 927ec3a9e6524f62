"""Readings as people read them: which came last, and units in everyday writing (stored units stay UCUM)."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from ccmdesk.domain.chart import Observation

_END_OF_DAY = "24:00"

# Lower case: senders write MM[HG] and [DEGF] as well.
_WHOLE = {
    "1": "",
    "null": "",
    "cel": "°C",
    "[degf]": "°F",
    "degf": "°F",
    "/[hpf]": "/HPF",
    "/[lpf]": "/LPF",
    "a": "yr",
    "kg/m2": "kg/m²",
    "mg/actuat": "mg/puff",
}
_BRACKETS = {
    "hg": "Hg",
    "h2o": "H₂O",
    "lb_av": "lb",
    "oz_av": "oz",
    "ft_i": "ft",
    "ft_us": "ft",
    "in_i": "in",
    "in_us": "in",
    "foz_us": "fl oz",
    "iu": "IU",
    "ph": "pH",
    "degf": "°F",
    "ppm": "ppm",
    "ppb": "ppb",
    "hpf": "HPF",
    "lpf": "LPF",
    "cfu": "CFU",
    "arb'u": "arb. U",
    "gpl'u": "GPL",
    "mpl'u": "MPL",
    "apl'u": "APL",
    "tsp_us": "tsp",
    "tbs_us": "tbsp",
    "cup_us": "cup",
    "drp": "drops",
}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_POWER_OF_TEN = re.compile(r"\b10[*^+](-?\d+)")
_AREA = re.compile(r"/\{?1\.73[_ ]?m(?:2|²)\}?", re.IGNORECASE)
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_BELOW = re.compile(r"(?<=/)\{([^{}]*)\}")
_NOTE = re.compile(r"\{[^{}]*\}")
_MICRO = re.compile(r"(?<![A-Za-zµ])u(?=(?:[gGlLmMsU]|mol|kat|eq|Eq|IU)(?![a-z])|mol|kat)")
_SQUARE = re.compile(r"(?<=[a-zµ])([23])(?![0-9A-Za-z])")
_LITRE = re.compile(r"(?<=[/µmdn])l(?![A-Za-z])|\bl\b")


def readable_unit(unit: str) -> str:
    """Return a UCUM unit as people write it: `mmHg` for `mm[Hg]`, `10³/µL` for `10*3/uL`.

    What the unit says about what was counted (`{score}`) is left out, below a line it is kept (`/{HPF}`).
    A unit that is not UCUM comes back as its sender wrote it, its micro and powers made readable.
    """
    whole = _WHOLE.get(unit.strip().casefold())
    if whole is not None:
        return whole
    words = _AREA.sub("/1.73 m²", unit.strip())
    words = _BELOW.sub(lambda found: found[1].replace("_", " "), words)
    words = _NOTE.sub("", words)
    words = re.sub(r"(?i)\bmm(?=\[hg\])", "mm", words)
    words = _BRACKET.sub(lambda found: _BRACKETS.get(found[1].casefold(), found[1].partition("_")[0]), words)
    words = _POWER_OF_TEN.sub(lambda found: f"10{found[1].translate(_RAISED)}", words)
    words = _MICRO.sub("µ", words)
    words = _LITRE.sub("L", words)
    words = re.sub(r"(?<=[A-Za-z])\.(?=[A-Za-z])", "·", words)
    return _SQUARE.sub(lambda found: found[1].translate(_RAISED), words)


def short_unit(unit: str) -> str:
    """Return a unit for a narrow column: as `readable_unit`, without the body surface of an eGFR."""
    return readable_unit(unit).replace("/1.73 m²", "")


def reading_order(reading: Observation, *, zone: str) -> tuple[str, str]:
    """Return what readings sort by, later ones greater: the practice's day, then the time of day.

    Without a time a reading counts as the end of its day: it was written down with the day's last look.
    Readings that are equal here go by the order in which they were entered.
    """
    if reading.at is not None:
        local = reading.at.astimezone(ZoneInfo(zone))
        return local.date().isoformat(), local.time().isoformat()
    return ("" if reading.date is None else reading.date.iso()), _END_OF_DAY
