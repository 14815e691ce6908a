"""Working days: the State Council's yearly notice of holidays and exchanged weekends.

A year is known when its National Day is listed in ``law/calendar/holidays.csv``. A day of any
other year is refused rather than guessed, because the notice of a year is published only in the
autumn before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from fisc.law.folder import LawError, forget_with
from fisc.law.tables import HOLIDAYS, read

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


class UnknownYear(LookupError):
    """The holidays of the year are not listed, so nobody can say which days are worked."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day by the count, and the working day on which it falls in fact."""

    raw: date
    adjusted: date


def is_workday(day: date) -> bool:
    """Say whether people work on ``day``: make-up weekends count, holidays do not.

    Raises:
        UnknownYear: the year is not listed.

    Source: law/calendar/holidays.csv

    Example:
        >>> is_workday(date(2026, 2, 14)), is_workday(date(2026, 2, 16))  # a Saturday, a Monday
        (True, False)
    """
    listed = _listed(HOLIDAYS.path)
    if not listed.get(date(day.year, 10, 1)) == "holiday":
        raise UnknownYear(
            f"The holidays of {day.year} are not known: add the notice of that year to "
            "law/calendar/holidays.csv."
        )
    kind = listed.get(day)
    return kind == "workday" if kind else day.weekday() < _SATURDAY


def next_workday(day: date) -> date:
    """Return ``day`` itself when it is worked, otherwise the first working day after it.

    Raises:
        UnknownYear: the search reaches a year that is not listed.

    Example:
        >>> str(next_workday(date(2026, 2, 7)))  # a Saturday
        '2026-02-09'
    """
    while not is_workday(day):
        day += _DAY
    return day


def previous_workday(day: date) -> date:
    """Return ``day`` itself when it is worked, otherwise the last working day before it.

    Raises:
        UnknownYear: the search reaches a year that is not listed.
    """
    while not is_workday(day):
        day -= _DAY
    return day


def nearest_workday_in_month(day: date) -> date:
    """Return the next working day, or the previous one where the next lies in another month.

    This is how a payment that falls due on a rest day is moved (modified following).

    Raises:
        UnknownYear: the search reaches a year that is not listed.

    Example:
        >>> str(nearest_workday_in_month(date(2026, 1, 31)))  # a Saturday; Monday is February
        '2026-01-30'
    """
    following = next_workday(day)
    same = (following.year, following.month) == (day.year, day.month)
    return following if same else previous_workday(day)


def add_workdays(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``; none after it is ``day`` itself.

    Raises:
        ValueError: ``count`` is negative.
        UnknownYear: the search reaches a year that is not listed.

    Example:
        >>> str(add_workdays(date(2026, 2, 13), 2))  # Saturday the 14th is worked, then a week off
        '2026-02-24'
    """
    if count < 0:
        raise ValueError(f"{count} working days cannot be added; count forward.")
    for _ in range(count):
        day = next_workday(day + _DAY)
    return day


def deadline(event: date, days: int) -> Deadline:
    """Return the end of a term of calendar days that begins on the day after ``event``.

    A last day that is a rest day moves to the next working day.

    Raises:
        UnknownYear: the end lies in a year that is not listed.

    Example:
        >>> str(deadline(date(2026, 1, 18), 20).adjusted)
        '2026-02-09'
    """
    raw = event + timedelta(days=days)
    return Deadline(raw=raw, adjusted=next_workday(raw))


@cache
def _listed(path: Path) -> Mapping[date, str]:
    found: dict[date, str] = {}
    for row in read(HOLIDAYS):
        if row.last_day < row.first_day:
            raise LawError(f"{path.name}: the days from {row.first_day} end before they begin.")
        for ordinal in range(row.first_day.toordinal(), row.last_day.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day in found:
                raise LawError(f"{path.name}: {day} is listed twice.")
            found[day] = row.kind
    return found


forget_with(_listed.cache_clear)
