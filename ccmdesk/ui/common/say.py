"""Dates, times, ages and telephone numbers as people say them."""

from __future__ import annotations

import re
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def weekday(day: date) -> str:
    """Return the short name of a day's weekday."""
    names = (
        translate("say", "Mon"),
        translate("say", "Tue"),
        translate("say", "Wed"),
        translate("say", "Thu"),
        translate("say", "Fri"),
        translate("say", "Sat"),
        translate("say", "Sun"),
    )
    return names[day.weekday()]


def month_name(month: int) -> str:
    """Return the short name of a month, 1 to 12."""
    names = (
        translate("say", "Jan"),
        translate("say", "Feb"),
        translate("say", "Mar"),
        translate("say", "Apr"),
        translate("say", "May"),
        translate("say", "Jun"),
        translate("say", "Jul"),
        translate("say", "Aug"),
        translate("say", "Sep"),
        translate("say", "Oct"),
        translate("say", "Nov"),
        translate("say", "Dec"),
    )
    return names[month - 1]


def full_date(day: date) -> str:
    """Return a date with its year: 14 Feb 1945."""
    return f"{day.day} {month_name(day.month)} {day.year}"


def day_words(day: date, *, today: date) -> str:
    """Return a date near today: Tue 3 Nov, with the year when it is another one."""
    words = f"{weekday(day)} {day.day} {month_name(day.month)}"
    return words if day.year == today.year else f"{words} {day.year}"


def ago(day: date, *, today: date) -> str:
    """Return how long ago a day is: Today, Yesterday, 6 days ago, and the date after sixty days."""
    days = (today - day).days
    if days < 0 or days > 60:
        return day_words(day, today=today) if days < 0 else full_date(day)
    if days == 0:
        return translate("say", "Today")
    if days == 1:
        return translate("say", "Yesterday")
    return translate("say", "%n days ago").replace("%n", str(days))


def upcoming(day: date, *, today: date) -> str:
    """Return when a coming day is: Today, Tomorrow, Fri, Mon 7 Dec; a past one says how late it is."""
    days = (day - today).days
    if days == 0:
        return translate("say", "Today")
    if days == 1:
        return translate("say", "Tomorrow")
    if 1 < days < 7:
        return weekday(day)
    if days == -1:
        return translate("say", "1 day late")
    if days < 0:
        return translate("say", "%n days late").replace("%n", str(-days))
    return day_words(day, today=today)


def clock_time(moment: datetime) -> str:
    """Return the time of day: 10:15."""
    return f"{moment.hour}:{moment.minute:02d}"


def moment(when: datetime, *, now: datetime) -> str:
    """Return an instant, both in the practice's zone: Today 10:15, Yesterday 9:02, Tue 3 Nov 14:40."""
    today, day = now.date(), when.date()
    if day == today:
        words = translate("say", "Today")
    elif (today - day).days == 1:
        words = translate("say", "Yesterday")
    else:
        words = day_words(day, today=today)
    return f"{words} {clock_time(when)}"


def date_time(when: datetime) -> str:
    """Return the date and time of a top bar: Tue 24 Nov, 10:24."""
    return f"{weekday(when.date())} {when.day} {month_name(when.month)}, {clock_time(when)}"


def clock_text(seconds: int) -> str:
    """Return a duration as minutes and seconds: 17:10, also above the hour: 61:20."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def duration_spoken(seconds: int) -> str:
    """Return a duration for a screen reader: 17 minutes 10 seconds."""
    minutes, rest = divmod(seconds, 60)
    return translate("say", "%1 minutes %2 seconds").replace("%1", str(minutes)).replace("%2", str(rest))


def age_words(birth: date, *, today: date) -> str:
    """Return an age in years, in months below two years."""
    from ccmdesk.domain.dates import age_on  # it brings zoneinfo, which the lock screen need not wait for

    years = age_on(birth, today)
    if years >= 2:
        return str(years)
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    return translate("say", "%n months").replace("%n", str(max(months, 0)))


def phone_words(number: str) -> str:
    """Return a North American number as (505) 555-0142; any other as it was written."""
    digits = "".join(letter for letter in number if letter.isdigit())
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) != 10 or any(letter.isalpha() for letter in number):
        return number.strip()
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


_PARTICLES = frozenset({"de", "del", "von"})
_AFTER_PARTICLE = frozenset({"la", "las", "los", "der", "den"})
_KEPT = frozenset({"II", "III", "IV"})
_CREDENTIALS = frozenset({"MD", "DO", "NP", "PA", "CNS", "CNM", "RN", "LPN", "LVN", "CMA", "RMA", "CHW"})


def name_words(text: str) -> str:
    """Return a name in proper case where a vendor typed it in capitals alone, or all of it in small letters.

    NEWMAN: Newman; O'CONNOR: O'Connor; MCKINEY: McKiney; DE LA CRUZ: de la Cruz; SMITH-JONES III stays III;
    quill: Quill. Other words stay as written.
    """
    shouted = text.upper()
    murmured = text.islower() and len(shouted) == len(text)  # not so for ß, which has no capital of its own
    words = (shouted if murmured else text).split(" ")
    said: list[str] = []
    for at, word in enumerate(words):
        low = word.lower()
        following = words[at + 1].lower() if at + 1 < len(words) else ""
        before = said[-1] if said else ""
        if len(word) < 2 or not word.isupper() or "." in word or _is_title(word, before):
            said.append(word)
        elif following and (
            low in _PARTICLES
            or (low == "van" and following in _AFTER_PARTICLE | {"de"})
            or (low in _AFTER_PARTICLE and before in _PARTICLES | {"van"})
        ):
            said.append(low)
        else:
            said.append(_proper(word))
    return " ".join(said)


def _is_title(word: str, before: str) -> bool:
    """Tell whether a word in capitals is meant so: a numeral, or a credential after a comma."""
    return word in _KEPT or (word.rstrip(",") in _CREDENTIALS and before.endswith(","))


def _proper(word: str) -> str:
    parts = re.split(r"(['’-])", word.lower())
    return "".join(_capital(part) for part in parts)


def _capital(part: str) -> str:
    if part.startswith("mc") and len(part) > 3:
        return f"Mc{part[2:].capitalize()}"
    return part if part == "s" else part.capitalize()
