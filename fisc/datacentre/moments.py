"""The moment at which a question is asked: a valid day and an instant of knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fisc.record import balances
from fisc.record.balances import Selection, Total
from fisc.record.book import Book, instant


@dataclass(frozen=True, slots=True)
class Moment:
    """When: the end of ``day`` as it was known at ``known``; without a day, simply now.

    Always: now and the end of a day in the future give the same answer.
    """

    known: datetime
    day: date | None = None

    @property
    def ordinal(self) -> int:
        """The last valid day that counts, as the record keeps days."""
        return (self.day or date.max).toordinal()

    @property
    def instant(self) -> int:
        """The last instant that counts, as the record keeps instants."""
        return instant(self.known)


def totals(book: Book, selection: Selection, by: Sequence[str], when: Moment) -> list[Total]:
    """Sum the selected pots at a moment, grouped by elements."""
    if when.day is None:
        return balances.totals(book, selection, by)
    return balances.totals_at(book, selection, by, day=when.day, known=when.known)
