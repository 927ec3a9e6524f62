"""Which backups are kept: 24 recent, then one a day, a week, a month and a year for a while."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import NamedTuple

RECENT = 24
DAILY, WEEKLY, MONTHLY, YEARLY = 14, 8, 24, 10


class Stored(NamedTuple):
    """Hold what decides about one backup: its name, its moment (aware), and whether it is surely whole."""

    name: str
    made_at: datetime
    verified: bool = True


def kept(backups: Sequence[Stored]) -> frozenset[str]:
    """Return the names of the backups that stay; asked again about what stayed, it keeps all of it.

    Days, weeks, months and years are those of each moment's own zone and count only where there is a
    backup, so that a practice that was closed for a year loses nothing. The newest verified one always stays.
    """
    newest_first = sorted(backups, key=lambda each: (each.made_at, each.name), reverse=True)
    stays = {each.name for each in newest_first[:RECENT]}
    for number, period in _PERIODS:
        stays |= _one_each(newest_first, number, period)
    stays |= {each.name for each in [one for one in newest_first if one.verified][:1]}
    return frozenset(stays)


def dropped(backups: Sequence[Stored]) -> tuple[str, ...]:
    """Return the names of the backups that go, the oldest first."""
    stays = kept(backups)
    gone = [each for each in backups if each.name not in stays]
    return tuple(each.name for each in sorted(gone, key=lambda each: (each.made_at, each.name)))


def _one_each(
    newest_first: Sequence[Stored], number: int, period: Callable[[datetime], Hashable]
) -> set[str]:
    """Return the newest backup, a verified one first, of each of the last so many periods with one."""
    chosen: dict[Hashable, Stored] = {}
    for each in newest_first:
        key = period(each.made_at)
        if key not in chosen:
            if len(chosen) == number:
                break
            chosen[key] = each
        elif each.verified and not chosen[key].verified:
            chosen[key] = each
    return {each.name for each in chosen.values()}


def _day(at: datetime) -> Hashable:
    return at.date()


def _week(at: datetime) -> Hashable:
    return at.isocalendar()[:2]


def _month(at: datetime) -> Hashable:
    return at.year, at.month


def _year(at: datetime) -> Hashable:
    return at.year


_PERIODS = ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month), (YEARLY, _year))
