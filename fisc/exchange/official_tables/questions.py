"""A question for an official table that no page asks: from the command line or another program."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy

from fisc.datacentre import trials
from fisc.datacentre.moments import Moment, places
from fisc.exchange.amounts import Unit
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers import names
from fisc.registers.hierarchy import subtree_of
from fisc.registers.names import Name
from fisc.values import FiscalYear

UNITS: Final[Mapping[Unit, Any]] = {
    Unit.YUAN: gettext_lazy("yuan"),
    Unit.WAN: gettext_lazy("10,000 yuan"),
    Unit.YI: gettext_lazy("100 million yuan"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a table is about and how its reader wants it; a ``Frame``."""

    now: datetime
    today: date
    book: Book
    version: str
    demo: bool
    place: Name
    year: int
    shown_day: date
    unit: Unit
    head: trials.Head | None
    selection: Selection
    when: Moment
    divisions: Mapping[str, Name] = field(default_factory=dict)

    @property
    def unit_label(self) -> Any:
        """The unit in words."""
        return UNITS[self.unit]

    def division_name(self, code: str) -> Name:
        """Return the name of a division; its code where the register does not have it."""
        return self.divisions.get(code) or Name(code, code, code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and when: the divisions and units in their sight; None is all of them."""

    now: datetime
    today: date
    version: str
    demo: bool
    divisions: Collection[str] | None = None
    units: Collection[str] | None = None


def question(
    division: str, year: int, asker: Asker, *, unit: Unit = Unit.YUAN, day: date | None = None
) -> Question:
    """Return a question about a division with everything under it, as far as it is seen.

    A day outside the year counts as none, so that the figures are those of now.
    """
    book = Book()
    found = names.division_places()
    below = subtree_of(division, {code: place.parent for code, place in found.items()})
    seen = below if asker.divisions is None else below & frozenset(asker.divisions)
    known = places(book)
    span = FiscalYear(year)
    chosen = day if day is not None and day in span else None
    closed = {(one.division, one.year): one.closed_at for one in known if one.closed_at is not None}
    last = span.end - timedelta(days=1)
    labels = {code: place.name for code, place in found.items()}
    return Question(
        now=asker.now,
        today=asker.today,
        book=book,
        version=asker.version,
        demo=asker.demo,
        place=labels.get(division) or Name(division, division, division),
        year=year,
        shown_day=chosen or max(span.first_day, min(asker.today, last)),
        unit=unit,
        head=trials.head(book, division, year),
        selection=Selection(
            division=sorted({one.division for one in known} & seen),
            year=(year,),
            unit=None if asker.units is None else sorted(asker.units),
        ),
        when=Moment(asker.now, chosen, closed),
        divisions=labels,
    )
