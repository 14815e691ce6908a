"""How the execution of a year has moved since the end of the month before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fisc.datacentre.execution import Execution, of_total
from fisc.datacentre.moments import Moment, executed
from fisc.datacentre.months import Month
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.values import ZERO, Money


@dataclass(frozen=True, slots=True)
class Trend:
    """What was added since the end of ``day``, which is the last of a month. Units: fen."""

    day: date
    budget: Money
    issued: Money
    applied: Money
    paid: Money
    balance: Money


def trend(
    book: Book, selection: Selection, now: Execution, when: Moment, shown_day: date
) -> Trend | None:
    """Return how an execution has moved in the month of ``shown_day``; None in the first month."""
    last = shown_day.replace(day=1) - timedelta(days=1)
    if last.year < shown_day.year:
        return None
    sums = executed(book, selection, ("family",), replace(when, day=last))
    then = sum((of_total(total.key[0], total) for total in sums), Execution())
    return Trend(
        day=last,
        budget=now.budget - then.budget,
        issued=now.issued - then.issued,
        applied=now.applied - then.applied,
        paid=now.paid - then.paid,
        balance=now.balance - then.balance,
    )


def behind_since(months: Iterable[Month]) -> date | None:
    """Return the first month from which on less was paid in all than an even pace; None if not now.

    Example:
        >>> paid = [("a", 5, 5), ("b", 1, 5), ("c", 9, 5), ("d", 0, 5), ("e", 4, 5)]
        >>> given = [Month(date(2026, at, 1), {n: Money(p)}, Money(q))
        ...          for at, (n, p, q) in enumerate(paid, 1)]
        >>> behind_since(given), behind_since(given[:3])
        (datetime.date(2026, 4, 1), None)
    """
    since, paid, pace = None, ZERO, ZERO
    for month in months:
        paid, pace = paid + month.total, pace + month.pace
        since = (since or month.first_day) if paid < pace else None
    return since
