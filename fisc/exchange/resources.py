"""All resources of a place in one list: authority in the ledger, and sources of the register.

What each is and how it ranks, the engine says (``fisc.engines.budgets.resources.available``);
nothing is done about anything here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fisc.datacentre.resources import Lying, by_age, lying
from fisc.engines.budgets.resources import ages
from fisc.engines.budgets.resources.ages import AgeLine
from fisc.engines.budgets.resources.available import Resource, ranked
from fisc.engines.budgets.resources.idle import Holding, IdleTerms, idle_terms
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers import resources as register
from fisc.registers.resources import ResourceRecord
from fisc.stages.allot.sweep_queries import issued
from fisc.values import ZERO, Money

SOURCE_MAX: Final = 3000  # pots; what is beyond is said, and found by a narrower place
_GIVEN: Final = frozenset({"indicator", "frozen", "unallocated", "unissued", "transfer"})


@dataclass(frozen=True, slots=True)
class Inventory:
    """The resources of a place, best to use first, and what is left by age.

    ``cut`` says that the ledger has more pots than were read: the largest are there, and the sums
    by age count all. ``ages`` are of the ledger.
    """

    rows: tuple[Resource, ...]
    ages: tuple[AgeLine, ...]
    cut: bool
    terms: IdleTerms

    @property
    def idle(self) -> tuple[Resource, ...]:
        """What is idle, the dearest first: by interest lost, then by amount."""
        found = [one for one in self.rows if one.idle]
        return tuple(
            sorted(found, key=lambda one: (-one.interest.fen, -one.idle_amount.fen, one.code))
        )

    @property
    def idle_total(self) -> Money:
        """How much money is idle; the worth of assets is not in it."""
        money = (one for one in self.rows if one.holding.row.group != "asset")
        return Money.total(one.idle_amount for one in money)

    @property
    def interest_total(self) -> Money:
        """What it has lost while it was idle."""
        return Money.total(one.interest for one in self.rows)

    @property
    def usable_total(self) -> Money:
        """What is free to be used now."""
        return Money.total(one.amount for one in self.rows if one.flexibility == "free")

    @property
    def registered(self) -> tuple[Resource, ...]:
        """The sources of the register."""
        return tuple(one for one in self.rows if one.holding.row.group != "ledger")


def inventory(book: Book, selection: Selection, *, year: int, day: date) -> Inventory:
    """Return every resource of the selected divisions and units on a day.

    The ledger is asked as it is now; the register for what was reported by that day.

    Source: law/budgets/resources.csv, law/budgets/idle.csv, law/budgets/idle.yaml
    """
    terms = idle_terms(day)
    found = lying(book, selection, limit=SOURCE_MAX)
    divisions = tuple(selection.division or ())
    told = register.resources(divisions, day, units=selection.unit)
    holdings = [*_of_ledger(found, divisions, year), *map(holding_of, told)]
    lines = ages.by_age(by_age(book, selection), year, terms.years_max)
    return Inventory(ranked(holdings, day, terms), lines, len(found) >= SOURCE_MAX, terms)


def narrowed(
    rows: Iterable[Resource], *, kind: str = "", flexibility: str = "", words: str = ""
) -> tuple[Resource, ...]:
    """Return the resources of one kind and one flexibility that contain some text; empty is any."""
    text = words.strip().lower()
    return tuple(
        one
        for one in rows
        if kind in ("", one.holding.kind)
        and flexibility in ("", one.flexibility)
        and text in f"{one.code} {one.holding.about} {one.holding.owner}".lower()
    )


def holding_of(record: ResourceRecord) -> Holding:
    """Return a source of the register as money that lies somewhere."""
    return Holding(
        code=record.code,
        kind=record.kind,
        division=record.division,
        amount=record.amount,
        owner=record.unit,
        about=record.name,
        origin=record.origin,
        since=record.since,
        planned=record.planned,
        basis=record.basis,
        expiry=record.expiry,
        reason=record.reason,
        flexibility=record.flexibility,
    )


def _of_ledger(found: Sequence[Lying], divisions: Sequence[str], year: int) -> Iterator[Holding]:
    numbers = sorted({one.pot.indicator for one in found if one.kind in _GIVEN} - {""})
    known = issued(divisions, year, numbers)
    whole = {
        (one.pot.division, one.pot.indicator): one.used for one in found if one.kind == "indicator"
    }
    for one in found:
        pot = one.pot
        marks = known.get(pot.indicator)
        used = whole.get((pot.division, pot.indicator), ZERO) if one.kind == "frozen" else one.used
        yield Holding(
            code=pot.indicator or _named(one),
            kind=one.kind,
            division=pot.division,
            amount=one.open,
            book=pot.book,
            owner=pot.unit,
            about=pot.project or pot.function,
            project=pot.project,
            origin=one.origin,
            since=marks.issued_on if marks else None,
            used=used,
            guarantee=marks.guarantee if marks else "",
            year=pot.year,
        )


def _named(one: Lying) -> str:
    """Name a pot that has no indicator by what it is for."""
    pot = one.pot
    parts = (pot.division, str(pot.book), one.kind, pot.unit, pot.project, pot.function)
    age = str(pot.origin) if pot.origin else ""
    return "/".join(part for part in (*parts, age) if part)
