"""What was paid month by month, beside what an even pace through the year would have paid.

Read from the days of places where they are summed, else from the movements of each day; for days
not gathered yet, from the entries. The months
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
from fisc.record import summaries
from fisc.record.balances import Selection, effects_sql
from fisc.record.book import Book
from fisc.record.sets import DAY, EPOCH
from fisc.record.summaries import Gain
from fisc.values import ZERO, FiscalYear, Money

MONTHS: Final = 12
_BY: Final = ("book", "family")
# A page answers within a second; the days of more pots than that take longer to add up.
POTS_MAX: Final = 50_000
_SUMS: Final = "sum(m.open_fen), sum(m.held_fen), sum(m.done_fen)"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a year: what was paid by book, and what an even pace would have paid.

    Units: fen. ``pace`` is the part of the year's budget that falls on the days of the month, of
    the last month on those that have gone by.
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
) -> tuple[Month, ...] | None:
    """Return the months of a year, up to and with the month of ``until``.

    ``budget`` is what the even pace spreads over the days of the year. What is valid outside the
    months that are shown counts in the nearest of them.

    Returns: None where the selection has more than ``POTS_MAX`` pots and is not one of whole places
    whose days are summed.

    Always: the months add up to what was paid of the selection at that moment, and over a whole
    year the paces add up to the budget.
    """
    found = _paid(book, selection, when)
    if found is None:
        return None
    firsts = [date(year.first_day.year, number, 1) for number in range(1, MONTHS + 1)]
    ends = [*firsts[1 : until.month], until + timedelta(days=1)]
    lengths = [(end - first).days for first, end in zip(firsts, ends, strict=False)]
    to_come = (year.end - ends[-1]).days
    paces = max(budget, ZERO).split(dict(enumerate(map(Money, [to_come, *lengths]))))
    paid: dict[int, dict[str, Money]] = {number: {} for number in range(1, until.month + 1)}
    for budgeted, day, amount in found:
        inside = min(max(day, year.first_day), year.end - timedelta(days=1))
        month = paid[min(inside.month, until.month)]
        month[budgeted] = month.get(budgeted, ZERO) + amount
    return tuple(Month(firsts[number - 1], paid[number], paces[number]) for number in paid)


def _paid(book: Book, selection: Selection, when: Moment) -> list[tuple[str, date, Money]] | None:
    """Return what was paid by book and day, closed years as they were before they were closed."""
    groups: dict[tuple[int, int], list[str]] = {}
    for year in selection.year or ():
        for division in selection.division or ():
            closed_at = when.closed.get((division, year), 0)
            groups.setdefault((year, closed_at), []).append(division)
    found = []
    until: int | None = None
    for (year, closed_at), divisions in groups.items():
        own = replace(selection, division=divisions, year=[year], family=sorted(chamber_of_paid()))
        at = when.before(closed_at) if closed_at else when
        gained = summaries.gains(book, own, _BY, day=at.ordinal, known=at.instant)
        if gained is not None:
            found += [_gain(one) for one in gained]
            continue
        if until is None:
            until, pots = _extent(book, selection)
            if pots > POTS_MAX:
                return None
        found += _rows(book, own, at, until)
    return found


def _gain(gained: Gain) -> tuple[str, date, Money]:
    budgeted, family = gained.key
    return budgeted, gained.day, gained.of(chamber_of_paid()[family])


def _rows(
    book: Book, selection: Selection, when: Moment, gathered_until: int
) -> list[tuple[str, date, Money]]:
    where, values = selection.condition()
    end = min(when.instant // DAY + EPOCH, gathered_until)
    by = "p.book, p.family, m.day"
    moved = f"SELECT {by}, {_SUMS} FROM pot AS p JOIN movement AS m ON m.pot = p.id"
    parts = [f"{moved} WHERE m.known < %s AND m.day <= %s AND {where} GROUP BY {by}"]
    given: list[Any] = [end, when.ordinal, *values]
    for column, sign in (("debit", 1), ("credit", -1)):
        effects = effects_sql(column, sign).replace(" AS pot,", " AS pot, e.day AS day,", 1)
        # In this order: from the few batches that are not gathered to their entries.
        inner = (
            f"SELECT {effects} FROM batch AS t CROSS JOIN entry AS e CROSS JOIN balance AS n"
            f" WHERE e.batch = t.id AND n.pot = e.{column} >> 2"
            " AND t.recorded_at >= %s AND t.recorded_at <= %s AND e.day <= %s"
        )
        outer = f"SELECT {by}, {_SUMS} FROM ({inner}) AS m CROSS JOIN pot AS p"
        parts.append(f"{outer} WHERE p.id = m.pot AND {where} GROUP BY {by}")
        given += [(end - EPOCH) * DAY, when.instant, when.ordinal, *values]
    with book.connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        rows = cursor.fetchall()
    return [
        (budgeted, date.fromordinal(day), Money(int(chambers[chamber_of_paid()[family]])))
        for budgeted, family, day, *chambers in rows
    ]


def _extent(book: Book, selection: Selection) -> tuple[int, int]:
    """Return the first day whose entries are not gathered, and how many pots there are to add up.

    Pots are counted until it is clear that they are too many.
    """
    where, values = selection.condition()
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT known + 1 FROM moved_until WHERE grain = 'day'), 0),"
            f" (SELECT count(*) FROM (SELECT 1 FROM pot AS p WHERE {where} LIMIT %s) AS some_pots)",
            [*values, POTS_MAX + 1],
        )
        until, pots = cursor.fetchone()
    return int(until), int(pots)


@cache
def chamber_of_paid() -> Mapping[str, int]:
    """Return which chamber holds what is paid, by family of pots."""
    return {
        family: place
        for (family, place), role in chart().role_at.items()
        if role.number_class == "8"
    }
