"""What goes out of the treasury day by day, by book, and what is left of the money taken up.

The record knows payments by their bank day and own revenue by its statements. What a government
has in the bank it does not know: what is left of the money that its budgets took up stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fisc.datacentre.moments import Moment
from fisc.datacentre.months import chamber_of_paid
from fisc.datacentre.vouchers import MIRROR_LEG
from fisc.engines.budgets.source_kinds import flows
from fisc.record import facts
from fisc.record.balances import Selection, totals
from fisc.record.book import Book
from fisc.values import Book as Budget
from fisc.values import Money

BOOKS: Final = (Budget.GENERAL, Budget.FUNDS, Budget.CAPITAL)


@dataclass(frozen=True, slots=True)
class Cash:
    """The cash of one book: what went out less own revenue by day, and what is left.

    Units: fen, in ``days`` by valid day; ``left`` is what was taken up less what was paid.
    """

    book: Budget
    days: Mapping[date, int]
    left: Money


def cash(book: Book, division: str, year: int, when: Moment) -> tuple[Cash, ...]:
    """Return the cash of every book of a government in which something was paid or taken up."""
    left = _left(book, division, year)
    days = _paid(book, division, year, when)
    for fact in facts.of_kind(book, "RevenueCollected", division, year):
        if fact.day.toordinal() <= when.ordinal:
            for line in fact.body["lines"]:
                own = days.setdefault(line["book"], {})
                own[fact.day] = own.get(fact.day, 0) - line["amount_fen"]
    return tuple(
        Cash(budget, days.get(budget, {}), left.get(budget, Money(0)))
        for budget in BOOKS
        if budget in days or budget in left
    )


def left_of_plans(
    one: Cash, plans: Mapping[tuple[int, int], Money], known: date
) -> dict[tuple[int, int], int]:
    """Return what the plans of cash of months have left after what went out of a book.

    Plans are for the general budget, out of which units pay by the month. Units: fen.
    """
    if one.book is not Budget.GENERAL:
        return {}
    gone: dict[tuple[int, int], int] = {}
    for day, fen in one.days.items():
        gone[day.year, day.month] = gone.get((day.year, day.month), 0) + fen
    this = (known.year, known.month)
    return {
        month: amount.fen - gone.get(month, 0) for month, amount in plans.items() if month >= this
    }


def _paid(book: Book, division: str, year: int, when: Moment) -> dict[str, dict[date, int]]:
    """Return what was paid by book and valid day, less what came back."""
    signs = {
        number: 1 if flow.does == "payment" else -1
        for number, flow in flows().items()
        if flow.does in {"payment", "return"}
    }
    marks = ", ".join(["%s"] * len(signs))
    found: dict[str, dict[date, int]] = {}
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.book, e.event, e.day, sum(e.amount_fen) FROM batch AS t"
            " JOIN entry AS e ON e.batch = t.id JOIN pot AS p ON p.id = e.debit >> 2"
            f" WHERE t.division = %s AND t.year = %s AND e.leg < {MIRROR_LEG}"
            f" AND e.event IN ({marks}) AND e.day <= %s AND t.recorded_at <= %s"
            " GROUP BY p.book, e.event, e.day",
            [division, year, *signs, when.ordinal, when.instant],
        )
        rows = cursor.fetchall()
    for budget, event, day, fen in rows:
        own = found.setdefault(budget, {})
        at = date.fromordinal(day)
        own[at] = own.get(at, 0) + signs[event] * int(fen)
    return found


def _left(book: Book, division: str, year: int) -> dict[str, Money]:
    selection = Selection(division=(division,), year=(year,), book=BOOKS)
    found: dict[str, Money] = {}
    for total in totals(book, selection, ("book", "family")):
        budget, family = total.key
        amount = Money(0)
        if family.startswith("source_"):
            amount = total.open
        elif family in chamber_of_paid():
            amount = -total.of(chamber_of_paid()[family])
        found[budget] = found.get(budget, Money(0)) + amount
    return found
