"""What was paid month by month, beside what an even pace through the year would have paid.

Read from the movements of each day and, for days not gathered yet, from the entries. The months
add up to what the execution of the year says is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from fisc.datacentre.moments import Moment
from fisc.law.chart import chart
from fisc.record.balances import Selection, effects_sql
from fisc.record.book import Book
from fisc.record.sets import DAY, EPOCH
from fisc.values import ZERO, FiscalYear, Money

MONTHS: Final = 12
_SUMS: Final = "sum(m.open_fen), sum(m.held_fen), sum(m.done_fen)"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a year: what was paid by book, and what an even pace would have paid.

    Units: fen. ``pace`` is the part of the year's budget that falls on the days of the month.
    """

    first_day: date
    paid: Mapping[str, Money]
    pace: Money

    @property
    def total(self) -> Money:
        """What was paid in the month out of all books."""
        return Money.total(self.paid.values())

    def of(self, book: str) -> Money:
        """Return what was paid in the month out of one book."""
        return self.paid.get(book, ZERO)


def months(
    book: Book, selection: Selection, year: FiscalYear, budget: Money, when: Moment, until: date
) -> tuple[Month, ...]:
    """Return the months of a year, up to and with the month of ``until``.

    ``budget`` is what the even pace spreads over the days of the year. What is valid outside the
    months that are shown counts in the nearest of them.

    Always: the months add up to what was paid of the selection at that moment.
    """
    firsts = [date(year.first_day.year, number, 1) for number in range(1, MONTHS + 1)]
    ends = [*firsts[1:], year.end]
    days = {
        number: Money((end - first).days)
        for number, (first, end) in enumerate(zip(firsts, ends, strict=True), start=1)
    }
    paces = max(budget, ZERO).split(days)
    paid: dict[int, dict[str, Money]] = {number: {} for number in range(1, until.month + 1)}
    for budgeted, day, amount in _paid(book, selection, when):
        inside = min(max(day, year.first_day), year.end - timedelta(days=1))
        month = paid[min(inside.month, until.month)]
        month[budgeted] = month.get(budgeted, ZERO) + amount
    return tuple(Month(firsts[number - 1], paid[number], paces[number]) for number in paid)


def _paid(book: Book, selection: Selection, when: Moment) -> list[tuple[str, date, Money]]:
    """Return what was paid by book and day, closed years as they were before they were closed."""
    groups: dict[tuple[int, int], list[str]] = {}
    for year in selection.year or ():
        for division in selection.division or ():
            closed_at = when.closed.get((division, year), 0)
            groups.setdefault((year, closed_at), []).append(division)
    marks = _gathered_until(book)
    found = []
    for (year, closed_at), divisions in groups.items():
        own = replace(selection, division=divisions, year=[year], family=sorted(chamber_of_paid()))
        found += _rows(book, own, when.before(closed_at) if closed_at else when, marks)
    return found


def _rows(
    book: Book, selection: Selection, when: Moment, marks: int
) -> list[tuple[str, date, Money]]:
    where, values = selection.condition()
    cut = when.instant // DAY + EPOCH
    end = min(cut, marks)
    last = when.ordinal
    parts = [
        "SELECT pot, day, open_fen, held_fen, done_fen FROM movement WHERE known < %s AND day <= %s"
    ]
    given: list[Any] = [end, last]
    for column, sign in (("debit", 1), ("credit", -1)):
        effects = effects_sql(column, sign).replace(" AS pot,", " AS pot, e.day AS day,", 1)
        parts.append(
            f"SELECT {effects} FROM batch AS t JOIN entry AS e ON e.batch = t.id"
            f" JOIN balance AS n ON n.pot = e.{column} >> 2"
            " WHERE t.recorded_at >= %s AND t.recorded_at <= %s AND e.day <= %s"
        )
        given += [(end - EPOCH) * DAY, when.instant, last]
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.book, p.family, m.day, {_SUMS} FROM pot AS p"
            f" JOIN ({' UNION ALL '.join(parts)}) AS m ON m.pot = p.id"
            f" WHERE {where} GROUP BY p.book, p.family, m.day ORDER BY p.book, m.day, p.family",
            [*given, *values],
        )
        rows = cursor.fetchall()
    return [
        (budgeted, date.fromordinal(day), Money(int(chambers[chamber_of_paid()[family]])))
        for budgeted, family, day, *chambers in rows
    ]


def _gathered_until(book: Book) -> int:
    """Return the first day whose entries are not gathered into movements."""
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT known FROM moved_until WHERE grain = 'day'")
        row = cursor.fetchone()
    return row[0] + 1 if row else 0


@cache
def chamber_of_paid() -> Mapping[str, int]:
    """Return which chamber holds what is paid, by family of pots."""
    return {
        family: place
        for (family, place), role in chart().role_at.items()
        if role.number_class == "8"
    }
