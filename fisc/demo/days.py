"""The days of the demo year: when budgets are adopted, when people are paid, when bills come.

Working days are those of the law's calendar, so nothing happens on a holiday, and a weekend that
is worked in exchange is a working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import numpy as np

from fisc.demo.columns import Whole
from fisc.demo.scales import DEMO_YEAR
from fisc.law.calendar import is_workday, next_workday, previous_workday

MONTHS: Final = 12
ADOPTED: Final = date(DEMO_YEAR, 1, 9)
REPLIED: Final = date(DEMO_YEAR, 1, 12)
# Steps of the budget year that the finance of every place enters, with their days.
ENTERED: Final = (
    ("B15", REPLIED),
    ("B16", date(DEMO_YEAR, 1, 20)),
    ("B20", date(DEMO_YEAR, 1, 23)),
    ("B21", date(DEMO_YEAR, 1, 30)),
    ("B22", date(DEMO_YEAR, 2, 6)),
    ("B26", date(DEMO_YEAR, 8, 21)),
)
PAID_FROM: Final = date(DEMO_YEAR, 1, 15)
LAST_APPLICATION: Final = date(DEMO_YEAR, 12, 25)
_PAYDAY: Final = 10
_QUARTER: Final = 3
_RUSH_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days of the year as day numbers, and where each month begins among them.

    Shape: ``days`` ascending; month ``m`` (from 1) has ``days[first[m - 1]:first[m]]``.
    """

    days: Whole
    first: tuple[int, ...]

    def of_month(self, month: int) -> Whole:
        """Return the day numbers of one month."""
        return self.days[self.first[month - 1] : self.first[month]]


@cache
def workdays() -> Workdays:
    """Return the working days of the demo year.

    Source: law/calendar/holidays.csv
    """
    start = date(DEMO_YEAR, 1, 1)
    every = [start + timedelta(days=n) for n in range(365)]
    worked = [day for day in every if is_workday(day)]
    first = [sum(day.month <= month for day in worked) for month in range(MONTHS + 1)]
    days = np.array([day.toordinal() for day in worked], dtype=np.int64)
    days.setflags(write=False)
    return Workdays(days, tuple(first))


def payday(month: int) -> int:
    """Return the day number on which salaries are applied for in a month.

    Example:
        >>> str(date.fromordinal(payday(5)))  # the tenth of May is a Sunday, the ninth is worked
        '2026-05-09'
    """
    day = previous_workday(date(DEMO_YEAR, month, _PAYDAY))
    return max(day, PAID_FROM).toordinal()


def release_day(month: int) -> date:
    """Return the day on which indicators that come in the course of the year are released."""
    return REPLIED if month == 1 else next_workday(date(DEMO_YEAR, month, 1))


@cache
def day_weights(month: int) -> tuple[Whole, Whole]:
    """Return the days on which bills are applied for in a month, and how busy each is.

    The last days of a month are busier, those of a quarter more so, and those of the year most.

    Shape: as many weights as days.
    """
    days = workdays().of_month(month)
    low, high = PAID_FROM.toordinal(), LAST_APPLICATION.toordinal()
    days = days[(days >= low) & (days <= high)]
    weights = np.full(days.size, 10, dtype=np.int64)
    weights[days.size * 2 // 3 :] = 14
    if month % _QUARTER == 0:
        weights[-_RUSH_DAYS:] = 22
    if month == MONTHS:
        weights[-_RUSH_DAYS:] = 34
    return days, weights
