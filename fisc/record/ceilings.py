"""Which group ceilings stand over a pot, and what they hold now."""

from __future__ import annotations

from dataclasses import dataclass

from fisc.record.book import Book
from fisc.values import Money


@dataclass(frozen=True, slots=True)
class CeilingNow:
    """A group ceiling with its chambers as they are now. Units: fen."""

    counterpart: str
    indicator: str
    open: Money
    held: Money
    done: Money


def ceilings_over(book: Book, pot: int) -> tuple[CeilingNow, ...]:
    """Return the ceilings over a pot, in the order of their numbers."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.counterpart, p.indicator, b.open_fen, b.held_fen, b.done_fen"
            " FROM ceiling AS c JOIN pot AS p ON p.id = c.ceiling"
            " JOIN balance AS b ON b.pot = c.ceiling WHERE c.pot = %s ORDER BY c.ceiling",
            (pot,),
        )
        rows = cursor.fetchall()
    return tuple(
        CeilingNow(counterpart, indicator, *map(Money, chambers))
        for counterpart, indicator, *chambers in rows
    )


def is_under(book: Book, pot: int, ceiling: int) -> bool:
    """Say whether a pot stands under a ceiling."""
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ceiling WHERE pot = %s AND ceiling = %s", (pot, ceiling))
        return cursor.fetchone() is not None
