"""The moment at which a question is asked: a valid day and an instant of knowledge.

The close of a year empties every pot into carried authority. Whoever asks how far a closed year had
got wants the answer from before that, so ``executed`` looks at a closed year as it was known the
instant before it was closed; ``held`` and ``totals`` show the ledger as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from fisc.engines.ledger.moves import Pot
from fisc.record import balances, summaries
from fisc.record.balances import Selection, Total
from fisc.record.book import Book, instant

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Walks the index from one division and year to the next, however many pots lie between them.
_PLACES: Final = """
    WITH RECURSIVE d (division) AS (
        SELECT min(division) FROM pot
        UNION ALL
        SELECT (SELECT min(p.division) FROM pot AS p WHERE p.division > d.division)
        FROM d WHERE d.division IS NOT NULL
    ), y (division, year) AS (
        SELECT d.division, (SELECT min(p.year) FROM pot AS p WHERE p.division = d.division)
        FROM d WHERE d.division IS NOT NULL
        UNION ALL
        SELECT y.division, (SELECT min(p.year) FROM pot AS p
                            WHERE p.division = y.division AND p.year > y.year)
        FROM y WHERE y.year IS NOT NULL
    )
    SELECT y.division, y.year, (SELECT f.recorded_at FROM fact AS f
                                WHERE f.key = 'closed/' || y.division || '/' || y.year)
    FROM y WHERE y.year IS NOT NULL ORDER BY y.year, y.division
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A division and a year for which the record has pots, and when that year was closed, if so.

    Units: ``closed_at`` in microseconds since 1970, as the record keeps instants.
    """

    division: str
    year: int
    closed_at: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When: the end of ``day`` as it was known at ``known``; without a day, simply now.

    ``closed`` says at which instant (as the record keeps them) years of divisions were closed.
    Always: now and the end of a day in the future give the same answer.
    """

    known: datetime
    day: date | None = None
    closed: Mapping[tuple[str, int], int] = field(default_factory=dict)

    @property
    def ordinal(self) -> int:
        """The last valid day that counts, as the record keeps days."""
        return (self.day or date.max).toordinal()

    @property
    def instant(self) -> int:
        """The last instant that counts, as the record keeps instants."""
        return instant(self.known)

    def before(self, closed_at: int) -> Moment:
        """Return the same day as it was known before an instant at which a year was closed."""
        last = EPOCH + timedelta(microseconds=closed_at - 1)
        return Moment(min(self.known, last), self.day or date.max)


def places(book: Book) -> tuple[Place, ...]:
    """Return every division and year of which the record knows something, and which are closed."""
    with book.connection.cursor() as cursor:
        cursor.execute(_PLACES)
        return tuple(Place(*row) for row in cursor.fetchall())


def totals(book: Book, selection: Selection, by: Sequence[str], when: Moment) -> list[Total]:
    """Sum the selected pots at a moment, grouped by elements.

    Shape: as of ``balances.totals``, with combinations of elements that hold nothing.
    """
    if when.day is None:
        return balances.totals(book, selection, by)
    return balances.totals_at(book, selection, by, day=when.day, known=when.known)


def held(book: Book, selection: Selection, by: Sequence[str], when: Moment) -> list[Total]:
    """Sum the selected pots at a moment, grouped by elements, from as few rows as may be.

    Shape: as of ``summaries.totals``, without combinations of elements that hold nothing.
    """
    return summaries.totals(book, selection, by, day=when.day, known=when.known)


def executed(book: Book, selection: Selection, by: Sequence[str], when: Moment) -> list[Total]:
    """Sum the selected pots at a moment, closed years as they were before they were closed.

    Shape: as of ``held``. Closed years are known only of divisions and years that the selection
    names.
    """
    groups: dict[tuple[int, int], list[str]] = {}
    for year in selection.year or ():
        for division in selection.division or ():
            closed_at = when.closed.get((division, year), 0)
            groups.setdefault((year, closed_at), []).append(division)
    if not any(closed_at for _, closed_at in groups):
        return held(book, selection, by, when)
    found: dict[tuple[object, ...], Total] = {}
    for (year, closed_at), divisions in groups.items():
        own = replace(selection, division=divisions, year=[year])
        at = when.before(closed_at) if closed_at else when
        for total in held(book, own, by, at):
            found[total.key] = _added(found.get(total.key), total)
    return [found[key] for key in sorted(found, key=lambda key: tuple(map(str, key)))]


def selected(pots: Iterable[Pot]) -> Selection:
    """Return the selection of exactly these pots, with their divisions and years named."""
    pots = tuple(pots)
    return Selection(
        pot=[pot.number for pot in pots],
        division=sorted({pot.division for pot in pots}),
        year=sorted({pot.year for pot in pots}),
    )


def _added(before: Total | None, total: Total) -> Total:
    if before is None:
        return total
    return Total(
        total.key, before.open + total.open, before.held + total.held, before.done + total.done
    )
