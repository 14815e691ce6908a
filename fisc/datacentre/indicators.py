"""Indicators as pages ask for them: a tree with totals, a list in pages, one in full.

An indicator is shown with the elements of its pot. What of it is frozen lies in a sister pot of
family ``frozen`` and is added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from fisc.datacentre.execution import NOTHING, Execution, add, made, of_total
from fisc.datacentre.moments import Moment, executed, selected
from fisc.engines.ledger.moves import ELEMENTS, Pot
from fisc.record.balances import Selection, Total
from fisc.record.book import Book, pot_of
from fisc.registers import names
from fisc.registers.classification import UnknownCode, function
from fisc.registers.names import Name, UnitPlace
from fisc.values import ZERO, Money

FAMILIES: Final = ("indicator", "transfer_indicator")
WITH_FROZEN: Final = (*FAMILIES, "frozen")
Key = tuple[str, str]  # the kind of a node and its code
AT_ONCE: Final = 5000  # pots named in one question
PART: Final = 2500  # indicators that are handed on together; each may have a frozen sister
POT_COLUMNS: Final = ("division", "year", "book", "family", *ELEMENTS, "origin")
_LISTED: Final = ", ".join("p." + name for name in POT_COLUMNS)
_ORDER: Final = "ORDER BY p.division, p.unit, p.function, length(p.indicator), p.indicator, p.id"


class UnknownIndicator(LookupError):
    """No indicator has this number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of a list: its pot and what it holds."""

    pot: Pot
    execution: Execution

    @property
    def rate(self) -> Fraction | None:
        """The share of the indicator that is paid."""
        return self.execution.rate


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of indicators; ``count`` is how many there are on all pages."""

    rows: tuple[Row, ...]
    count: int
    first: int

    @property
    def last(self) -> int:
        """The place of the last row, counted from one; 0 where there is none."""
        return self.first + len(self.rows) - 1 if self.rows else 0


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a tree: a division, unit or function, with what stands under it.

    ``kind`` is ``division``, ``unit`` or ``function``; ``depth`` is 0 at the top.
    """

    kind: str
    name: Name
    depth: int
    execution: Execution


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of indicators, parents first; every node includes what stands under it."""

    nodes: tuple[Node, ...]

    @property
    def whole(self) -> Execution:
        """The sum over the whole tree."""
        return sum((node.execution for node in self.nodes if node.depth == 0), Execution())

    def at(self, code: str) -> Execution:
        """Return what stands at a unit or function and under it; nothing where it is not there."""
        found = (
            node.execution
            for node in self.nodes
            if node.name.code == code and node.kind != "division"
        )
        return next(found, Execution())

    def cut(self, most: int) -> tuple[Node, ...]:
        """Return the nodes from the top down to the depth at which there are still few enough."""
        depths = sorted({node.depth for node in self.nodes}, reverse=True)
        for depth in depths[:-1]:
            kept = tuple(node for node in self.nodes if node.depth <= depth)
            if len(kept) <= most:
                return kept
        return tuple(node for node in self.nodes if node.depth == 0)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator in full. ``pots`` are all pots that carry its number."""

    number: str
    pot: Pot
    pots: tuple[Pot, ...]
    execution: Execution
    pending: Money


def listing(
    book: Book, selection: Selection, when: Moment, *, search: str = "", first: int, most: int
) -> Listing:
    """Return one page of the selected indicators, by division, unit, function and number.

    ``search`` keeps those whose number or project contains the text. ``first`` counts from one;
    beyond the last indicator the page is empty and its count 0.
    """
    where, values = _condition(replace(selection, family=FAMILIES), search)
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM pot AS p WHERE {where}), {_LISTED} FROM pot AS p"
            f" WHERE {where} {_ORDER} LIMIT %s OFFSET %s",
            [*values, *values, most, first - 1],
        )
        found = cursor.fetchall()
    pots = [pot_of(row[1:]) for row in found]
    held = standings(book, pots, when)
    rows = tuple(Row(pot, held[pot.number]) for pot in pots)
    return Listing(rows, found[0][0] if found else 0, first)


def how_many(book: Book, selection: Selection, *, search: str = "") -> int:
    """Return how many indicators a list has on all its pages."""
    where, values = _condition(replace(selection, family=FAMILIES), search)
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM pot AS p WHERE {where}", values)
        return int(cursor.fetchone()[0])


def everything(
    book: Book, selection: Selection, when: Moment, *, search: str = ""
) -> Iterator[tuple[Row, ...]]:
    """Yield all the indicators of a list in its order, at most ``PART`` at a time.

    Always: the same rows as of all pages of ``listing`` together.
    """
    where, values = _condition(replace(selection, family=FAMILIES), search)
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT {_LISTED} FROM pot AS p WHERE {where} {_ORDER}", values)
        while found := cursor.fetchmany(PART):
            pots = [pot_of(row) for row in found]
            held = standings(book, pots, when)
            yield tuple(Row(pot, held[pot.number]) for pot in pots)


def whole(book: Book, selection: Selection, when: Moment, *, search: str = "") -> Execution:
    """Sum everything that is selected, however many pages it fills."""
    frozen_too = replace(selection, family=WITH_FROZEN)
    parts = [frozen_too]
    if search:
        where, values = _condition(frozen_too, search)
        with book.connection.cursor() as cursor:
            cursor.execute(f"SELECT p.id FROM pot AS p WHERE {where}", values)
            found = [row[0] for row in cursor.fetchall()]
        parts = [
            replace(frozen_too, pot=found[at : at + AT_ONCE])
            for at in range(0, len(found), AT_ONCE)
        ]
    sums = (total for part in parts for total in executed(book, part, ("family",), when))
    return sum((of_total(total.key[0], total) for total in sums), Execution())


def standings(book: Book, pots: Iterable[Pot], when: Moment) -> Mapping[int, Execution]:
    """Return what indicators hold at a moment, each with what of it is frozen."""
    home = {pot: pot.number for pot in pots}
    home |= {replace(pot, family="frozen"): number for pot, number in home.items()}
    held = dict.fromkeys(home.values(), Execution())
    if home:
        for total in executed(book, selected(home), POT_COLUMNS, when):
            pot = pot_of(total.key)
            own = home[pot]
            held[own] = held[own] + of_total(pot.family, total)
    return held


def tree_by_unit(
    book: Book, selection: Selection, when: Moment, register: Mapping[str, UnitPlace]
) -> Tree:
    """Return divisions, departments and units with what was issued to them, parents first.

    ``register`` says where each unit stands; ``fisc.registers.names`` gives it.

    Shape: every node's execution includes that of the nodes under it.
    """
    chosen = replace(selection, family=WITH_FROZEN)
    sums = executed(book, chosen, ("division", "unit", "family"), when)
    own = _amounts("unit", ((total.key[1], total) for total in sums))
    places = {total.key[0] for total in sums}
    parents: dict[Key, Key | None] = {}
    labels: dict[Key, Name] = {}
    if len(places) > 1:
        labels = {("division", name.code): name for name in names.divisions(places).values()}
    for code, place in register.items():
        top: Key | None = ("division", place.division) if len(places) > 1 else None
        parents["unit", code] = ("unit", place.parent) if place.parent else top
        labels["unit", code] = place.name
    return _nodes(own, parents, labels)


def tree_by_division(
    book: Book, selection: Selection, when: Moment, labels: Mapping[str, Name]
) -> Tree:
    """Return divisions with what was issued to their units, and nothing below them.

    Always: the nodes of depth 0 of ``tree_by_unit`` over several divisions.
    """
    chosen = replace(selection, family=WITH_FROZEN)
    sums = executed(book, chosen, ("division", "family"), when)
    own = _amounts("division", ((total.key[0], total) for total in sums))
    return _nodes(own, {}, {("division", code): name for code, name in labels.items()})


def tree_by_function(book: Book, selection: Selection, when: Moment) -> Tree:
    """Return classes, sections and items of function with what was issued under them."""
    chosen = replace(selection, family=WITH_FROZEN)
    sums = executed(book, chosen, ("function", "book", "family"), when)
    own = _amounts("function", ((total.key[0], total) for total in sums))
    parents: dict[Key, Key | None] = {}
    labels: dict[Key, Name] = {}
    for _, code in own:
        step: str | None = code
        while step and ("function", step) not in parents:
            try:
                heading = function(step)
            except (UnknownCode, ValueError):
                break
            above = str(heading.parent_code) if heading.parent_code else None
            parents["function", step] = ("function", above) if above else None
            labels["function", step] = Name(step, heading.name_zh, heading.name_en)
            step = above
    return _nodes(own, parents, labels)


def pot_numbered(book: Book, number: str, year: int) -> Pot | None:
    """Return the pot of the indicator that has this number in a year, or None."""
    chosen = Selection(indicator=[number], family=FAMILIES, year=[year])
    where, values = chosen.condition()
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join('p.' + name for name in POT_COLUMNS)} FROM pot AS p"
            f" WHERE {where} ORDER BY p.id LIMIT 1",
            values,
        )
        row = cursor.fetchone()
    return pot_of(row) if row else None


def indicator(book: Book, number: str, when: Moment) -> Indicator:
    """Return one indicator with everything that it holds.

    Raises:
        UnknownIndicator: the record has no pot of that number.
    """
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(POT_COLUMNS)} FROM pot WHERE indicator = %s AND indicator <> ''"
            " ORDER BY year DESC, id",
            [number],
        )
        pots = tuple(pot_of(row) for row in cursor.fetchall())
    if not pots:
        raise UnknownIndicator(f"There is no indicator {number}.")
    held = executed(book, selected(pots), ("family",), when)
    execution = Execution()
    pending = ZERO
    for total in held:
        family = total.key[0]
        if family in WITH_FROZEN:
            execution += of_total(family, total)
        elif family.startswith("pending"):
            pending += total.open
    main = next((pot for pot in pots if pot.family in FAMILIES), pots[0])
    return Indicator(number, main, pots, execution, pending)


def _condition(selection: Selection, search: str) -> tuple[str, list[Any]]:
    where, values = selection.condition()
    if search:
        like = "%" + re.sub(r"([\\%_])", r"\\\1", search) + "%"
        where += r" AND (p.indicator LIKE %s ESCAPE '\' OR p.project LIKE %s ESCAPE '\')"
        values += [like, like]
    return where, values


def _amounts(kind: str, sums: Iterable[tuple[str, Total]]) -> dict[Key, list[int]]:
    """Add up totals by code, in the amounts of an ``Execution``; what holds nothing is left out."""
    found: dict[Key, list[int]] = {}
    for code, total in sums:
        add(found.setdefault((kind, code), list(NOTHING)), total.key[-1], total)
    return {key: fen for key, fen in found.items() if any(fen)}


def _nodes(
    own: Mapping[Key, list[int]], parents: Mapping[Key, Key | None], labels: Mapping[Key, Name]
) -> Tree:
    sums: dict[Key, list[int]] = {}
    ways: dict[Key, tuple[Key, ...]] = {}
    for key, fen in own.items():
        way = _way(key, parents)
        for depth, step in enumerate(way, start=1):
            sum_of_step = sums.setdefault(step, list(NOTHING))
            for at, amount in enumerate(fen):
                sum_of_step[at] += amount
            ways[step] = way[:depth]
    return Tree(
        tuple(
            Node(key[0], labels.get(key, Name(key[1], "", "")), len(ways[key]) - 1, made(sums[key]))
            for key in sorted(sums, key=ways.__getitem__)
        )
    )


def _way(key: Key, parents: Mapping[Key, Key | None]) -> tuple[Key, ...]:
    way = [key]
    while (above := parents.get(way[-1])) and above not in way:
        way.append(above)
    return tuple(reversed(way))
