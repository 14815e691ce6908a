"""What a scenario would do: what every indicator gives is worked out by the database at once.

Nothing is entered here and nothing is changed: a scenario that is adopted freezes exactly the
amounts that ``lines`` returns, which add up to what ``effects`` shows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
_KIND_AT: Final = 8  # the sign of a project's code that says R, Y or T
_ISSUED: Final = "(b.open_fen + b.held_fen + b.done_fen)"
_TAKEN: Final = f"({_ISSUED} * %s / {WHOLE})"
_FREEZE: Final = f"CASE WHEN {_TAKEN} < b.open_fen THEN {_TAKEN} ELSE b.open_fen END"
_SHORT: Final = ("division", "unit", "function", "department_item", "project", "indicator")
_JUDGED: Final = ("function", "department_item", "project", "indicator")
_WITH_REVENUE: Final = (Budget.GENERAL, Budget.FUNDS, Budget.CAPITAL)
_Sums = dict[str, list[int]]
Kept = Mapping[str, frozenset[str]]  # by reason: the numbers of indicators that are left whole


@dataclass(frozen=True, slots=True)
class Effect:
    """What a freeze does to one part: its general spending, what is left whole, what is frozen.

    Units: fen; ``issued`` = ``spared`` + what the share is taken of.
    """

    indicators: int = 0
    issued: Money = ZERO
    spared: Money = ZERO
    free: Money = ZERO
    frozen: Money = ZERO

    def __add__(self, other: Effect) -> Effect:
        return Effect(
            self.indicators + other.indicators,
            self.issued + other.issued,
            self.spared + other.spared,
            self.free + other.free,
            self.frozen + other.frozen,
        )


@dataclass(frozen=True, slots=True)
class Effects:
    """What a scenario does: as a whole and in its parts, and how what is short is covered.

    ``protected`` says what is left whole and why; ``coverage`` is by government and book.
    """

    whole: Effect
    divisions: Mapping[str, Effect]
    units: Mapping[str, Effect]
    functions: Mapping[str, Effect]
    protected: Mapping[str, Money]
    coverage: Mapping[tuple[str, str], Coverage]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is frozen of one indicator, and what is free in it before. Units: fen."""

    pot: Pot
    amount: Money
    free: Money


def effects(book: Book, selection: Selection, asked: Parameters, kept: Kept) -> Effects:
    """Return what a scenario does to the selected indicators.

    The database works out what every indicator gives; here it is only added up, in whole fen.
    """
    parts: tuple[_Sums, _Sums, _Sums] = ({}, {}, {})
    protected: dict[str, int] = {}
    for (*keys, _item, _project, _number), reason, issued, free, frozen in _rows(
        book, selection, asked.freeze, kept, _SHORT
    ):
        if reason:
            protected[reason] = protected.get(reason, 0) + issued
            own = (1, issued, issued, 0, 0)
        else:
            own = (1, issued, 0, free, frozen)
        for sums, key in zip(parts, keys, strict=True):
            held = sums.get(key)
            if held is None:
                sums[key] = list(own)
            else:
                for at, fen in enumerate(own):
                    held[at] += fen
    divisions, units, functions = (_effects(sums) for sums in parts)
    classes: dict[str, Effect] = {}
    for code, effect in functions.items():
        classes[class_of(code)] = classes.get(class_of(code), Effect()) + effect
    coverage = _coverage(book, selection, asked, divisions) if asked.short else {}
    left_whole = {reason: Money(fen) for reason, fen in sorted(protected.items())}
    whole = sum(divisions.values(), Effect())
    return Effects(whole, divisions, units, classes, left_whole, coverage)


def lines(book: Book, selection: Selection, share: int, kept: Kept) -> Iterator[Frozen]:
    """Yield what is frozen of every indicator, above zero, by division and number of the pot.

    Always: together what ``effects`` shows as frozen.
    """
    found = _rows(book, selection, share, kept, POT_COLUMNS, " ORDER BY p.division, p.id")
    for pot, reason, _issued, free, frozen in found:
        if frozen > 0 and not reason:
            yield Frozen(pot_of(pot), Money(frozen), Money(free))


def contracted(book: Book, divisions: Collection[str], year: int) -> frozenset[str]:
    """Return the indicators out of which a request names a contract, as the facts tell."""
    found: set[str] = set()
    if not divisions:
        return frozenset()
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


def _rows(
    book: Book,
    selection: Selection,
    share: int,
    kept: Kept,
    columns: Sequence[str],
    order: str = "",
) -> Iterator[tuple[Sequence[Any], str, int, int, int]]:
    """Yield every indicator of general spending: columns of it, why it is left whole, amounts.

    Units: fen; what was issued, what is free, what a freeze takes.
    """
    by_document = {number: reason for reason, numbers in kept.items() for number in numbers}
    function, item, project, number = (columns.index(name) for name in _JUDGED)
    where, values = _where(selection)
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'p.{name}' for name in columns)}, {_ISSUED}, b.open_fen, {_FREEZE}"
            f" FROM pot AS p JOIN balance AS b ON b.pot = p.id WHERE {where}{order}",
            [share, share, *values],
        )
        rows = cursor.fetchall()
    reasons: dict[tuple[str, str, str], str] = {}
    for *pot, issued, free, frozen in rows:
        key = (pot[function], pot[item], pot[project][_KIND_AT : _KIND_AT + 1])
        reason = reasons.get(key)
        if reason is None:
            reason = reasons[key] = protection(*key)
        yield pot, reason or by_document.get(pot[number], ""), issued, free, frozen


def _effects(sums: _Sums) -> dict[str, Effect]:
    return {
        key: Effect(count, *map(Money, amounts)) for key, (count, *amounts) in sorted(sums.items())
    }


def _where(selection: Selection) -> tuple[str, list[Any]]:
    where, values = selection.condition()
    items = general_items()
    marks = ", ".join(["%s"] * len(items))
    where += " AND p.family = 'indicator' AND p.book = 'general'"
    where += f" AND p.department_item IN ({marks})"
    return where, [*values, *items]


def _coverage(
    book: Book, selection: Selection, asked: Parameters, divisions: Mapping[str, Effect]
) -> dict[tuple[str, str], Coverage]:
    """Return how what is short of own revenue is covered, by government and book."""
    place = Selection(
        division=selection.division,
        year=selection.year,
        book=_WITH_REVENUE,
        family=("source_own", "indicator"),
    )
    own: dict[tuple[str, str], Money] = {}
    room: dict[tuple[str, str], Money] = {}
    for total in totals(book, place, ("family", "division", "book")):
        family, division, budget = total.key
        (own if family == "source_own" else room)[division, budget] = total.open
    coverage = {}
    for (division, budget), revenue in own.items():
        general = budget == Budget.GENERAL
        effect = divisions.get(division, Effect())
        coverage[division, str(budget)] = covered(
            share_of(revenue, asked.short),
            frozen=effect.frozen if general else ZERO,
            stabilisation=asked.stabilisation if general else ZERO,
            room=effect.free - effect.frozen if general else room.get((division, budget), ZERO),
        )
    return coverage
