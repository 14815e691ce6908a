"""From what an indicator became what it is: what each kind of event gave it or took from it.

Read from the entries. What is frozen, applied for or paid stays part of an indicator, so that only
events that bring authority in or take it away are found here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fisc.datacentre.indicators import WITH_FROZEN, Indicator
from fisc.datacentre.moments import Moment
from fisc.law.chart import Event, chart
from fisc.record.book import Book
from fisc.values import Money

_SIDES: Final = (("debit", 1), ("credit", -1))


@dataclass(frozen=True, slots=True)
class Became:
    """What all events of one kind together gave an indicator, or took from it. Units: fen."""

    event: Event
    amount: Money


def became(book: Book, found: Indicator, when: Moment) -> tuple[Became, ...]:
    """Return by event what made an indicator what it is, reversals taken off.

    Shape: events in the order of the chart, those that come to nothing left out; empty where the
    entries do not explain the indicator, as of one that stands in several years.
    Always: the amounts add up to what is issued.
    """
    own = [pot.number for pot in found.pots if pot.family in WITH_FROZEN]
    if not own:
        return ()
    closed_at = when.closed.get((found.pot.division, found.pot.year), 0)
    at = when.before(closed_at) if closed_at else when
    marks = ", ".join(["%s"] * len(own))
    inner = " UNION ALL ".join(
        f"SELECT abs(e.event) AS event, {sign} * e.amount_fen AS fen FROM entry AS e"
        " JOIN batch AS t ON t.id = e.batch"
        f" WHERE (e.{side} >> 2) IN ({marks}) AND e.day <= %s AND t.recorded_at <= %s"
        for side, sign in _SIDES
    )
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT event, sum(fen) FROM ({inner}) AS m GROUP BY event"
            " HAVING sum(fen) <> 0 ORDER BY event",
            [*own, at.ordinal, at.instant] * 2,
        )
        rows = cursor.fetchall()
    made = tuple(Became(chart().event_by_number[event], Money(int(fen))) for event, fen in rows)
    if Money.total(one.amount for one in made) != found.execution.issued:
        return ()
    return made
