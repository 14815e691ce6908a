"""Questions about balances: now, or at any pair of a valid day and a known instant.

Now is answered from the balance rows. The past is answered from movements (what each pot gained
on a valid day, by the day on which it became known), summed by days and by blocks of 32 days, plus
the entries of the one day that the known instant cuts. Entries are never scanned from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.ledger.moves import Account, Pot
from fisc.law.chart import chart
from fisc.record.book import Book, instant
from fisc.record.sets import DAY, EPOCH
from fisc.values import Money

BLOCK: Final = 5  # blocks of 2**5 days
_SUMS: Final = (
    "coalesce(sum(b.open_fen), 0), coalesce(sum(b.held_fen), 0), coalesce(sum(b.done_fen), 0)"
)


class UnknownElement(ValueError):
    """A sum was asked for by something that is not an element of a pot."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which pots to sum: for each element a collection of exact codes, or None for all.

    A subtree is the collection of its codes, which ``fisc.registers`` gives; nothing is ever
    matched by prefix.
    """

    division: Collection[str] | None = None
    year: Collection[int] | None = None
    book: Collection[str] | None = None
    family: Collection[str] | None = None
    unit: Collection[str] | None = None
    project: Collection[str] | None = None
    function: Collection[str] | None = None
    item: Collection[str] | None = None
    department_item: Collection[str] | None = None
    fund_type: Collection[str] | None = None
    indicator: Collection[str] | None = None
    counterpart: Collection[str] | None = None
    origin: Collection[int] | None = None
    pot: Collection[int] | None = None

    def condition(self) -> tuple[str, list[Any]]:
        """Return the condition on ``p`` as SQL, and its values."""
        parts, values = ["1 = 1"], []
        for field in fields(self):
            codes = getattr(self, field.name)
            if codes is None:
                continue
            column = "id" if field.name == "pot" else field.name
            marks = ", ".join(["%s"] * len(codes))
            parts.append(f"p.{column} IN ({marks})" if codes else "1 = 0")
            values += list(codes)
        return " AND ".join(parts), values


ELEMENT_NAMES: Final = tuple(field.name for field in fields(Selection) if field.name != "pot")


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the pots that share the elements in ``key``."""

    key: tuple[Any, ...]
    open: Money
    held: Money
    done: Money

    def of(self, place: int) -> Money:
        """Return the sum of one chamber."""
        return (self.open, self.held, self.done)[place]


@dataclass(frozen=True, slots=True)
class RoleBalance:
    """One line of a trial balance: a role of a book, on its normal side."""

    book: str
    role: str
    side: int
    balance: Money


def standing(book: Book, pot: Pot) -> Total:
    """Return the three chambers of one pot; a pot that was never opened holds nothing."""
    rows = _fetch(
        book,
        "SELECT open_fen, held_fen, done_fen FROM balance WHERE pot = %s",
        [pot.number],
    )
    return Total((pot.number,), *map(Money, rows[0] if rows else (0, 0, 0)))


def balance(book: Book, account: Account) -> Money:
    """Return the balance of one account on its normal side, now."""
    return standing(book, account.pot).of(account.rule.place)


def totals(book: Book, selection: Selection, by: Sequence[str] = ("family",)) -> list[Total]:
    """Sum the selected pots now, grouped by elements.

    Shape: one total for each combination that has pots, in order of the key.

    Raises:
        UnknownElement: ``by`` names something that is not an element.
    """
    columns = _columns(by)
    where, values = selection.condition()
    return _totals(
        book,
        f"SELECT {columns}{_SUMS} FROM pot AS p JOIN balance AS b ON b.pot = p.id"
        f" WHERE {where}{_grouping(by)}",
        values,
        len(by),
    )


def totals_at(
    book: Book,
    selection: Selection,
    by: Sequence[str] = ("family",),
    *,
    day: date,
    known: datetime,
) -> list[Total]:
    """Sum the selected pots as they stood at the end of ``day``, as it was known at ``known``.

    Always: with a day and an instant in the future it equals ``totals``.

    Raises:
        UnknownElement: ``by`` names something that is not an element.
    """
    columns = _columns(by)
    where, values = selection.condition()
    parts, part_values = _past(book, day.toordinal(), instant(known), selection.pot)
    return _totals(
        book,
        f"SELECT {columns}{_SUMS} FROM pot AS p JOIN ({' UNION ALL '.join(parts)}) AS b"
        f" ON b.pot = p.id WHERE {where}{_grouping(by)}",
        [*part_values, *values],
        len(by),
    )


def trial_balance(totals_by_book_and_family: Iterable[Total]) -> list[RoleBalance]:
    """Turn totals by (book, family) into balances by role, leaving out those of zero."""
    lines = []
    for total in totals_by_book_and_family:
        budget, family = total.key
        for place in range(3):
            role = chart().role_at.get((family, place))
            if role and total.of(place):
                lines.append(RoleBalance(budget, role.name, role.side, total.of(place)))
    order = list(chart().roles)
    return sorted(lines, key=lambda line: (line.book, order.index(line.role)))


def _past(
    book: Book, day: int, known: int, pots: Collection[int] | None
) -> tuple[list[str], list[Any]]:
    """Return the sub-queries that together hold all effects up to a pair of times."""
    marks = dict(_fetch(book, "SELECT grain, known FROM moved_until", []))
    cut = known // DAY + EPOCH  # the day that the instant cuts
    days_end = min(cut, marks.get("day", 0) + 1)  # movements below this day are complete
    blocks_end = min(days_end >> BLOCK, marks.get("block", 0))
    day_block = (day + 1) >> BLOCK
    only = f" AND pot IN ({', '.join(['%s'] * len(pots))})" if pots else ""
    chosen = list(pots or ())
    columns = "pot, open_fen, held_fen, done_fen"
    parts = [
        f"SELECT {columns} FROM movement_block WHERE known < %s AND day < %s{only}",
        f"SELECT {columns} FROM movement WHERE known >= %s AND known < %s AND day <= %s{only}",
        f"SELECT {columns} FROM movement WHERE known < %s AND day >= %s AND day <= %s{only}",
    ]
    values: list[Any] = [blocks_end, day_block, *chosen]
    values += [blocks_end << BLOCK, days_end, day, *chosen]
    values += [blocks_end << BLOCK, day_block << BLOCK, day, *chosen]
    # Alone, a pot is found by its index; among all, the batches of the rest of the day are.
    for part, times in entries_between((days_end - EPOCH) * DAY, known, day, pots):
        parts.append(f"SELECT {columns} FROM ({part}) AS m")
        values += times
    return parts, values


def entries_between(
    since: int, known: int, day: int, pots: Collection[int] | None = None
) -> list[tuple[str, list[Any]]]:
    """Return the queries, with their values, for what entries did to pots ``m`` on valid days.

    Of the batches recorded from ``since`` to ``known``, the entries valid until ``day``; one query
    for each side of an entry. ``pots`` keeps those of some pots only.
    """
    parts: list[tuple[str, list[Any]]] = []
    for number, other in (("credit", -1), ("debit", 1)):
        chosen = f" AND (e.{number} >> 2) IN ({', '.join(['%s'] * len(pots))})" if pots else ""
        part = (
            f"SELECT {effects_sql(number, other)}, e.day AS day FROM batch AS t"
            f" JOIN entry AS e ON e.batch = t.id JOIN balance AS n ON n.pot = e.{number} >> 2"
            f" WHERE t.recorded_at >= %s AND t.recorded_at <= %s AND e.day <= %s{chosen}"
        )
        parts.append((part, [since, known, day, *(pots or ())]))
    return parts


def effects_sql(column: str, sign: int) -> str:
    """Return the columns that turn one side of an entry ``e`` into an effect on its pot ``n``."""
    chambers = ", ".join(
        f"CASE WHEN (e.{column} & 3) = {place} THEN {sign} * n.side * e.amount_fen ELSE 0 END"
        f" AS {name}_fen"
        for place, name in enumerate(("open", "held", "done"))
    )
    return f"e.{column} >> 2 AS pot, {chambers}"


def _columns(by: Sequence[str]) -> str:
    for name in by:
        if name not in ELEMENT_NAMES:
            raise UnknownElement(f"{name!r} is not an element; use one of {ELEMENT_NAMES}.")
    return "".join(f"p.{name}, " for name in by)


def _grouping(by: Sequence[str]) -> str:
    names = ", ".join(f"p.{name}" for name in by)
    return f" GROUP BY {names} ORDER BY {names}" if by else ""


def _totals(book: Book, statement: str, values: Sequence[Any], width: int) -> list[Total]:
    return [
        Total(tuple(row[:width]), *(Money(int(fen)) for fen in row[width:]))
        for row in _fetch(book, statement, values)
    ]


def _fetch(book: Book, statement: str, values: Sequence[Any]) -> list[Any]:
    with book.connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
