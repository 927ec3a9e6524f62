"""Put the entries of a chart into the lines of the overview."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.chart import CareTeamMember, Condition, FactStatus, Medication, Recorded
from ccmdesk.ui.chart.lines import Line
from ccmdesk.ui.chart.problems import is_chronic, problem_words
from ccmdesk.ui.chart.readings import (
    Series,
    exact_when,
    range_words,
    side_words,
    trend_of,
    value_parts,
    value_words,
    when_words,
)
from ccmdesk.ui.chart.words import Now, is_imported, origin_words, partial_words
from ccmdesk.ui.common import say
from ccmdesk.ui.common.marks import Mark

translate = QCoreApplication.translate


def problem_line(one: Recorded[Condition]) -> Line:
    """Return the line of a problem: chronic ones stronger, the code at the right."""
    value = one.value
    name = problem_words(value.name)
    since = partial_words(value.onset)
    said = [name]
    if since:
        said.append(translate("chart", "since %s").replace("%s", since))
    said += [part for part in (value.note, origin_words(one.origin)) if part]
    ended = value.status is FactStatus.ENDED
    over = translate("chart", "ended %s").replace("%s", partial_words(value.ended)).strip()
    return Line(
        key=f"problem_{one.id}",
        text=name,
        strong=is_chronic(value) and not ended,
        muted=ended,
        aside=over if ended else value.icd10,
        imported=is_imported(one),
        tooltip="\n".join(said),
    )


def medicine_line(one: Recorded[Medication]) -> Line:
    """Return the line of a medicine: dose, then timing; the whole instruction where there is no timing."""
    value = one.value
    said = [value.name, value.sig, value.reason, value.note, origin_words(one.origin)]
    return Line(
        key=f"medicine_{one.id}",
        text=value.name,
        strong=True,
        amount=value.dose,
        aside=value.timing or (value.sig if not value.dose else ""),
        imported=is_imported(one),
        tooltip="\n".join(part for part in said if part),
    )


def value_line(series: Series, now: Now) -> Line:
    """Return the line of the last value of a kind, with its trend and whether it is out of range."""
    last = series.readings[0]
    reading = last.value
    amount, unit = value_parts(reading)
    side = side_words(reading)
    when = when_words(reading, now)
    name = series.name
    said = (name, value_words(reading), exact_when(reading, now), reading.note, origin_words(last.origin))
    return Line(
        key=f"value_{last.id}",
        text=name,
        amount=amount,
        unit=unit,
        below=range_words(reading),
        below_aside=f"{side}, {when}" if side else when,
        mark=Mark.NOW if side else None,
        trend=trend_of(series),
        tooltip="\n".join(part for part in said if part),
    )


def team_line(one: Recorded[CareTeamMember]) -> Line:
    """Return the line of a member of the care team, with the phone at the right."""
    value = one.value
    below = ", ".join(part for part in (problem_words(value.role), value.organization) if part)
    said = (value.name, below, value.note, origin_words(one.origin))
    return Line(
        key=f"team_{one.id}",
        text=say.name_words(value.name) if value.name.isupper() else value.name,
        below=below,
        aside=say.phone_words(value.phone),
        imported=is_imported(one),
        wide=True,
        tooltip="\n".join(part for part in said if part),
    )


def unique_team(team: Sequence[Recorded[CareTeamMember]]) -> tuple[Recorded[CareTeamMember], ...]:
    """Return each member once: an import may name the same person in the same role again."""
    seen: set[tuple[str, str]] = set()
    found = []
    for one in team:
        key = (one.value.name.casefold(), one.value.role.casefold())
        if key not in seen:
            seen.add(key)
            found.append(one)
    return tuple(found)
