"""What a scenario would do: sums over indicators made by the database, in one question each.

Nothing is entered here and nothing is changed: a scenario that is adopted freezes exactly the
amounts that ``lines`` returns, which add up to what ``effects`` shows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fisc.datacentre.execution import class_of
from fisc.datacentre.indicators import POT_COLUMNS
from fisc.engines.budgets.scenarios import (
    WHOLE,
    Coverage,
    Parameters,
    covered,
    general_items,
    protection,
    share_of,
)
from fisc.engines.ledger.moves import Pot
from fisc.record.balances import Selection, totals
from fisc.record.book import Book, pot_of
from fisc.values import ZERO, Money
from fisc.values import Book as Budget

AT_ONCE: Final = 5000  # indicators named in one question
_KIND_AT: Final = 9  # the sign of a project's code that says R, Y or T, counted from one
_ISSUED: Final = "(b.open_fen + b.held_fen + b.done_fen)"
_TAKEN: Final = f"({_ISSUED} * %s / {WHOLE})"
_FREEZE: Final = f"CASE WHEN {_TAKEN} < b.open_fen THEN {_TAKEN} ELSE b.open_fen END"
_BY: Final = "p.division, p.unit, p.function, p.department_item"
Kept = Mapping[str, frozenset[str]]  # by reason: the numbers of indicators that are left whole


@dataclass(frozen=True, slots=True)
class Effect:
    """What a freeze does to one part: its general spending, what is left whole, what is frozen.

    Units: fen; ``issued`` = ``kept`` + what the share is taken of.
    """

    indicators: int = 0
    issued: Money = ZERO
    kept: Money = ZERO
    free: Money = ZERO
    frozen: Money = ZERO

    def __add__(self, other: Effect) -> Effect:
        return Effect(
            self.indicators + other.indicators,
            self.issued + other.issued,
            self.kept + other.kept,
            self.free + other.free,
            self.frozen + other.frozen,
        )


@dataclass(slots=True)
class Effects:
    """What a scenario does: as a whole and in its parts, and how what is short is covered.

    ``protected`` says what is left whole and why; ``coverage`` is by government and book.
    """

    whole: Effect = Effect()
    divisions: dict[str, Effect] = field(default_factory=dict)
    units: dict[str, Effect] = field(default_factory=dict)
    functions: dict[str, Effect] = field(default_factory=dict)
    protected: dict[str, Money] = field(default_factory=dict)
    coverage: dict[tuple[str, str], Coverage] = field(default_factory=dict)

    def add(self, division: str, unit: str, function: str, effect: Effect) -> None:
        """Count the effect on one group of indicators in every breakdown."""
        self.whole += effect
        for parts, key in (
            (self.divisions, division),
            (self.units, unit),
            (self.functions, class_of(function)),
        ):
            parts[key] = parts.get(key, Effect()) + effect


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is frozen of one indicator, and what is free in it before. Units: fen."""

    pot: Pot
    amount: Money
    free: Money


def effects(book: Book, selection: Selection, asked: Parameters, kept: Kept) -> Effects:
    """Return what a scenario does to the selected indicators, added up by the database."""
    found = Effects()
    for row in _grouped(book, selection, asked.freeze, ""):
        division, unit, function, item, kind, count, issued, free, frozen = row
        reason = protection(function, item, kind)
        found.add(division, unit, function, _effect(count, issued, free, frozen, reason))
        if reason:
            found.protected[reason] = found.protected.get(reason, ZERO) + Money(issued)
    for reason, part in _documents(kept):
        for row in _grouped(book, selection, asked.freeze, part):
            division, unit, function, item, kind, _count, issued, free, frozen = row
            if not protection(function, item, kind):
                whole = Effect(0, ZERO, Money(issued), -Money(free), -Money(frozen))
                found.add(division, unit, function, whole)
                found.protected[reason] = found.protected.get(reason, ZERO) + Money(issued)
    if asked.short:
        found.coverage = _coverage(book, selection, asked, found)
    return found


def lines(book: Book, selection: Selection, share: int, kept: Kept) -> Iterator[Frozen]:
    """Yield what is frozen of every indicator, above zero, by division and number of the pot.

    Always: together what ``effects`` shows as frozen.
    """
    left_whole = frozenset().union(*kept.values()) if kept else frozenset()
    where, values = _where(selection)
    columns = ", ".join(f"p.{name}" for name in POT_COLUMNS)
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_FREEZE}, b.open_fen, {columns} FROM pot AS p"
            f" JOIN balance AS b ON b.pot = p.id WHERE {where} ORDER BY p.division, p.id",
            [share, share, *values],
        )
        rows = cursor.fetchall()
    for fen, free, *row in rows:
        pot = pot_of(row)
        kind = pot.project[_KIND_AT - 1 : _KIND_AT]
        if fen <= 0 or pot.indicator in left_whole:
            continue
        if not protection(pot.function, pot.department_item, kind):
            yield Frozen(pot, Money(fen), Money(free))


def contracted(book: Book, divisions: Collection[str], year: int) -> frozenset[str]:
    """Return the indicators out of which a request names a contract, as the facts tell."""
    found: set[str] = set()
    marks = ", ".join(["%s"] * len(divisions))
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM fact WHERE kind = 'PaymentRequested' AND year = %s"
            f" AND division IN ({marks}) AND body NOT LIKE %s",
            [year, *divisions, '%"contract":""%'],
        )
        for (body,) in cursor.fetchall():
            told = json.loads(body)
            if told.get("contract"):
                found.add(told["indicator"])
    return frozenset(found)


def pots_numbered(book: Book, numbers: Sequence[int]) -> dict[int, Pot]:
    """Return pots by their numbers."""
    found: dict[int, Pot] = {}
    columns = ", ".join(f"p.{name}" for name in POT_COLUMNS)
    with book.connection.cursor() as cursor:
        for at in range(0, len(numbers), AT_ONCE):
            where, values = Selection(pot=numbers[at : at + AT_ONCE]).condition()
            cursor.execute(f"SELECT p.id, {columns} FROM pot AS p WHERE {where}", values)
            found |= {number: pot_of(row) for number, *row in cursor.fetchall()}
    return found


def _effect(count: int, issued: int, free: int, frozen: int, reason: str) -> Effect:
    if reason:
        return Effect(count, Money(issued), Money(issued))
    return Effect(count, Money(issued), ZERO, Money(free), Money(frozen))


def _documents(kept: Kept) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the indicators that are left whole, each once, so many at a time."""
    seen: set[str] = set()
    for reason, numbers in kept.items():
        own = sorted(numbers - seen)
        seen |= numbers
        for at in range(0, len(own), AT_ONCE):
            yield reason, own[at : at + AT_ONCE]


def _grouped(book: Book, selection: Selection, share: int, numbers: Sequence[str]) -> Iterable[Any]:
    where, values = _where(selection, numbers)
    kind = f"substr(p.project, {_KIND_AT}, 1)"
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_BY}, {kind}, count(*), sum({_ISSUED}), sum(b.open_fen), sum({_FREEZE})"
            f" FROM pot AS p JOIN balance AS b ON b.pot = p.id WHERE {where}"
            f" GROUP BY {_BY}, {kind}",
            [share, share, *values],
        )
        return [(*row[:6], *map(int, row[6:])) for row in cursor.fetchall()]


def _where(selection: Selection, numbers: Sequence[str] = ()) -> tuple[str, list[Any]]:
    where, values = selection.condition()
    items = general_items()
    marks = ", ".join(["%s"] * len(items))
    where += (
        f" AND p.family = 'indicator' AND p.book = 'general' AND p.department_item IN ({marks})"
    )
    values += items
    if numbers:
        where += f" AND p.indicator IN ({', '.join(['%s'] * len(numbers))})"
        values += numbers
    return where, values


def _coverage(
    book: Book, selection: Selection, asked: Parameters, found: Effects
) -> dict[tuple[str, str], Coverage]:
    """Return how what is short of own revenue is covered, by government and book."""
    by = ("division", "book")
    place = Selection(division=selection.division, year=selection.year)
    own, room = (
        {total.key: total.open for total in totals(book, _of(place, family), by)}
        for family in ("source_own", "indicator")
    )
    coverage = {}
    for (division, budget), revenue in sorted(own.items()):
        if budget not in {Budget.GENERAL, Budget.FUNDS, Budget.CAPITAL}:
            continue
        general = budget == Budget.GENERAL
        effect = found.divisions.get(division, Effect())
        free = room.get((division, budget), ZERO)
        coverage[division, str(budget)] = covered(
            share_of(revenue, asked.short),
            frozen=effect.frozen if general else ZERO,
            stabilisation=asked.stabilisation if general else ZERO,
            room=effect.free - effect.frozen if general else free,
        )
    return coverage


def _of(place: Selection, family: str) -> Selection:
    return Selection(division=place.division, year=place.year, family=(family,))
