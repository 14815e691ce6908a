"""Sums over many pots from few rows: by place, by function of expenditure, or by unit.

A province has more pots than a page can add up. ``fisc.record.summing`` keeps their sums, and here
they are asked for. Three things are kept, and each says how far it goes:

- what a place, a function or a unit holds, with all batches up to a number; the entries of later
  batches are added when somebody asks;
- what a place gained day by day, up to the last day that was gathered;
- what functions and units gained by blocks of 32 days; the days between come from the movements.

How far they go is remembered between questions and asked for again by each statement, in its own
view of the database. Where both differ the answer is thrown away and the question put anew, so a
sum is never added to entries that it holds already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final
from weakref import WeakSet

from fisc.record import balances
from fisc.record.balances import (
    BLOCK,
    ELEMENT_NAMES,
    Selection,
    Total,
    UnknownElement,
    effects_sql,
    entries_between,
)
from fisc.record.book import Book, instant
from fisc.record.sets import DAY, EPOCH
from fisc.values import Money

PLACE: Final = ("division", "year", "book", "family")
GRAINS: Final = {"place": PLACE, "function": (*PLACE, "function"), "unit": (*PLACE, "unit")}
# Above this many entries it is quicker to add up the pots than what was posted since.
LIVE_MAX: Final = 20_000
ATTEMPTS: Final = 3
_CHAMBERS: Final = ("open_fen", "held_fen", "done_fen")
# As whole numbers: a driver takes twice as long to read a decimal.
_SUMS: Final = ", ".join(f"CAST(coalesce(sum(b.{name}), 0) AS bigint)" for name in _CHAMBERS)
_SOMETHING: Final = " OR ".join(f"sum(b.{name}) <> 0" for name in _CHAMBERS)
_MARKS: Final = tuple(
    f"(SELECT known FROM {table} WHERE grain = '{grain}')"
    for table, grain in (
        ("summed_until", "batch"),
        ("summed_until", "day"),
        ("summed_until", "block"),
        ("moved_until", "day"),
    )
)
_NOW: Final = slice(0, 1)  # the marks on which an answer about now rests
_PAST: Final = slice(1, 4)
_OF_DAYS: Final = (
    "FROM summary AS p JOIN summary_day AS m ON m.summary = p.id"
    " WHERE p.grain = 'place' AND m.known < %s AND m.day <= %s"
)
_OF_BLOCKS: Final = (
    "FROM summary AS p JOIN summary_block AS m ON m.summary = p.id"
    " WHERE p.grain = %s AND m.known < %s AND m.day < %s"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the sums go: last batch, last day, first missing block, last day of movements.

    None is for what was never made.
    """

    batch: int | None
    day: int | None
    block: int | None
    moved: int | None

    @property
    def reach(self) -> bool:
        """Whether the past can be asked: not where days were gathered that are not summed yet."""
        return self.moved is None or self.day is not None

    @property
    def all(self) -> tuple[int | None, ...]:
        """All of them, in the order of ``_MARKS``."""
        return (self.batch, self.day, self.block, self.moved)


@dataclass(frozen=True, slots=True)
class Gain:
    """What the pots that share the elements in ``key`` gained on one valid day. Units: fen."""

    key: tuple[Any, ...]
    day: date
    open: Money
    held: Money
    done: Money

    def of(self, place: int) -> Money:
        """Return what one chamber gained."""
        return (self.open, self.held, self.done)[place]


Question = tuple[str, list[Any]]
_remembered: dict[str, Marks] = {}
# Books that looked for themselves; where they found nothing they add up the pots and ask no more.
_looked: WeakSet[Book] = WeakSet()


def totals(
    book: Book,
    selection: Selection,
    by: Sequence[str],
    *,
    known: datetime,
    day: date | None = None,
) -> list[Total]:
    """Sum the selected pots, grouped by elements, now or at a pair of a day and an instant.

    Shape: one total for each combination that holds something, in order of the key; where nothing
    is grouped, one total.
    Always: apart from combinations that hold nothing the same as ``balances.totals`` and
    ``balances.totals_at``, which are asked where pots are chosen by other elements.

    Raises:
        UnknownElement: ``by`` names something that is not an element.
    """
    grain = grain_of(selection, by)
    found: list[Total] | None = None
    if grain and day is None:
        found = _now(book, selection, by, grain)
    elif grain and day is not None:
        found = _then(book, selection, by, grain, day.toordinal(), instant(known))
    if found is not None:
        return found
    if day is None:
        found = balances.totals(book, selection, by)
    else:
        found = balances.totals_at(book, selection, by, day=day, known=known)
    return [total for total in found if not by or total.open or total.held or total.done]


def gains(
    book: Book, selection: Selection, by: Sequence[str], *, day: int, known: int
) -> list[Gain] | None:
    """Return what places gained on each valid day until ``day``, as known at an instant.

    ``day`` and ``known`` are as the record keeps them. None where the selection is not one of
    places, or their days are not summed yet.

    Shape: days on which nothing happened are left out; in no order.
    """
    if grain_of(selection, by) != "place":
        return None

    def question(marks: Marks) -> Question | None:
        return _gained(selection, by, day, known, marks.day or 0) if marks.reach else None

    rows = _verified(book, question, _PAST)
    if rows is None:
        return None
    width = len(by)
    return [
        Gain(
            tuple(row[:width]),
            date.fromordinal(row[width]),
            *(Money(int(fen)) for fen in row[width + 1 : width + 4]),
        )
        for row in rows
    ]


def grain_of(selection: Selection, by: Iterable[str]) -> str | None:
    """Return the coarsest grain that knows all elements of a question, None where none does.

    Example:
        >>> grain_of(Selection(year=[2026]), ["book"]), grain_of(Selection(unit=["1"]), ["family"])
        ('place', 'unit')
        >>> grain_of(Selection(unit=["1"]), ["function"]) is None
        True
    """
    named = {
        field.name for field in fields(selection) if getattr(selection, field.name) is not None
    }
    asked = named | set(by)
    unknown = set(by) - set(ELEMENT_NAMES)
    if unknown:
        raise UnknownElement(f"{min(unknown)!r} is not an element; use one of {ELEMENT_NAMES}.")
    return next((grain for grain, known in GRAINS.items() if asked <= set(known)), None)


def marks(book: Book) -> Marks:
    """Return how far the sums go."""
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_MARKS)}")
        return Marks(*cursor.fetchone())


def _now(book: Book, selection: Selection, by: Sequence[str], grain: str) -> list[Total] | None:
    def question(marks: Marks) -> Question | None:
        return None if marks.batch is None else _standing(selection, by, grain, marks.batch)

    rows = _verified(book, question, _NOW)
    if rows is None or (rows and rows[0][len(by) + 3] > LIVE_MAX):
        return None
    return _as_totals(rows, len(by))


def _then(
    book: Book, selection: Selection, by: Sequence[str], grain: str, day: int, known: int
) -> list[Total] | None:
    def question(marks: Marks) -> Question | None:
        return _past(selection, by, grain, day, known, marks) if marks.reach else None

    rows = _verified(book, question, _PAST)
    return None if rows is None else _as_totals(rows, len(by))


def _as_totals(rows: Sequence[Sequence[Any]], width: int) -> list[Total]:
    return [
        Total(tuple(row[:width]), *(Money(int(fen)) for fen in row[width : width + 3]))
        for row in rows
    ]


def _verified(
    book: Book, question: Callable[[Marks], Question | None], needed: slice
) -> list[Any] | None:
    """Put a question that rests on marks, until the statement itself saw the same marks.

    Every row of the answer ends with the marks ``needed`` as the statement saw them. None where
    there is nothing to rest on, or where others sum so busily that it never settles.
    """
    believed = _remembered.get(book.using) or _look(book)
    for _ in range(ATTEMPTS):
        asked = question(believed)
        if asked is None:
            if book in _looked:
                return None
            believed = _look(book)  # perhaps it was made since
            continue
        with book.connection.cursor() as cursor:
            cursor.execute(*asked)
            rows = list(cursor.fetchall())
        width = needed.stop - needed.start
        seen = tuple(rows[0][-width:]) if rows else _look(book).all[needed]
        if seen == believed.all[needed]:
            return rows
        believed = _look(book)
    return None


def _look(book: Book) -> Marks:
    _looked.add(book)
    found = _remembered[book.using] = marks(book)
    return found


def forget(book: Book) -> None:
    """Look anew how far the sums go before the next answer."""
    _remembered.pop(book.using, None)
    _looked.discard(book)


def _standing(selection: Selection, by: Sequence[str], grain: str, batch: int) -> Question:
    """Ask what is held now: the sums up to a batch, and the entries after it."""
    where, values = selection.condition()
    columns = "".join(f"p.{name}, " for name in by)
    summed = "p.open_fen, p.held_fen, p.done_fen FROM summary AS p WHERE p.grain = %s"
    parts = [f"SELECT {columns}{summed} AND {where}"]
    given: list[Any] = [batch, LIVE_MAX + 1, grain, *values]
    for column, sign in (("debit", 1), ("credit", -1)):
        effects = effects_sql(column, sign).split(" AS pot, ", 1)[1]
        parts.append(
            # In this order: SQLite would else go through all pots for each entry.
            f"SELECT {columns}{effects} FROM live AS e CROSS JOIN balance AS n CROSS JOIN pot AS p"
            f" WHERE n.pot = e.{column} >> 2 AND p.id = n.pot AND {where}"
        )
        given += values
    statement = (
        "WITH live AS MATERIALIZED"
        " (SELECT debit, credit, amount_fen FROM entry WHERE batch > %s LIMIT %s)"
        f" SELECT {_named(by)}{_SUMS}, (SELECT count(*) FROM live), {_marks(_NOW)}"
        f" FROM ({' UNION ALL '.join(parts)}) AS b{_grouped(by)}"
    )
    return statement, given


def _past(
    selection: Selection, by: Sequence[str], grain: str, day: int, known: int, marks: Marks
) -> Question:
    """Ask what was held at the end of a day as it was known at an instant."""
    where, values = selection.condition()
    columns = "".join(f"p.{name}, " for name in by) + "m.open_fen, m.held_fen, m.done_fen"
    cut = known // DAY + EPOCH
    if grain == "place":
        end = min(cut, (marks.day or 0) + 1)
        parts = [f"SELECT {columns} {_OF_DAYS} AND {where}"]
        given: list[Any] = [end, day, *values]
    else:
        end = min(cut, (marks.moved or 0) + 1)
        block, day_block = min(end >> BLOCK, marks.block or 0), (day + 1) >> BLOCK
        of_pots = f"SELECT {columns} FROM movement AS m JOIN pot AS p ON p.id = m.pot WHERE {where}"
        parts = [
            f"SELECT {columns} {_OF_BLOCKS} AND {where}",
            f"{of_pots} AND m.known >= %s AND m.known < %s AND m.day <= %s",
            f"{of_pots} AND m.known < %s AND m.day >= %s AND m.day <= %s",
        ]
        given = [grain, block, day_block, *values]
        given += [*values, block << BLOCK, end, day]
        given += [*values, block << BLOCK, day_block << BLOCK, day]
    late, times = _not_gathered(selection, columns, end, day, known)
    effects = " UNION ALL ".join([*parts, *late])
    statement = f"SELECT {_named(by)}{_SUMS}, {_marks(_PAST)} FROM ({effects}) AS b{_grouped(by)}"
    return statement, [*given, *times]


def _gained(selection: Selection, by: Sequence[str], day: int, known: int, made: int) -> Question:
    """Ask what places gained, by valid day."""
    where, values = selection.condition()
    columns = "".join(f"p.{name}, " for name in by) + "m.day, m.open_fen, m.held_fen, m.done_fen"
    end = min(known // DAY + EPOCH, made + 1)
    late, times = _not_gathered(selection, columns, end, day, known)
    parts = " UNION ALL ".join([f"SELECT {columns} {_OF_DAYS} AND {where}", *late])
    statement = (
        f"SELECT {_named(by)}b.day, {_SUMS}, {_marks(_PAST)} FROM ({parts}) AS b"
        f" GROUP BY {_named(by)}b.day"
    )
    return statement, [end, day, *values, *times]


def _not_gathered(
    selection: Selection, columns: str, end: int, day: int, known: int
) -> tuple[list[str], list[Any]]:
    """Return the queries for the entries recorded from the day ``end`` on, with their values."""
    where, values = selection.condition()
    parts, given = [], list[Any]()
    for part, times in entries_between((end - EPOCH) * DAY, known, day):
        parts.append(
            f"SELECT {columns} FROM ({part}) AS m JOIN pot AS p ON p.id = m.pot WHERE {where}"
        )
        given += [*times, *values]
    return parts, given


def _marks(needed: slice) -> str:
    return ", ".join(_MARKS[needed])


def _named(by: Sequence[str]) -> str:
    return "".join(f"b.{name}, " for name in by)


def _grouped(by: Sequence[str]) -> str:
    names = ", ".join(f"b.{name}" for name in by)
    return f" GROUP BY {names} HAVING {_SOMETHING} ORDER BY {names}" if by else ""
