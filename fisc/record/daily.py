"""What pots gained day by day: the movements of a statement, read from the entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fisc.record.balances import ELEMENT_NAMES, Selection, UnknownElement, effects_sql
from fisc.record.book import Book
from fisc.values import Money


@dataclass(frozen=True, slots=True)
class Change:
    """What the pots that share the elements in ``key`` gained on one valid day.

    Units: fen, on the normal side of the pots; a loss is below zero.
    """

    key: tuple[Any, ...]
    day: date
    open: Money
    held: Money
    done: Money


def changes(
    book: Book, selection: Selection, by: Sequence[str], *, first: date, end: date
) -> Iterator[Change]:
    """Return what the selected pots gained on each valid day from ``first`` to before ``end``.

    It reads every entry of the selected pots in that time, so it is for statements, not for
    controls.

    Shape: in order of the key, then of the day; days and pots without entries are left out.

    Raises:
        UnknownElement: ``by`` names something that is not an element.
    """
    for name in by:
        if name not in ELEMENT_NAMES:
            raise UnknownElement(f"{name!r} is not an element; use one of {ELEMENT_NAMES}.")
    where, values = selection.condition()
    days = [first.toordinal(), end.toordinal()]
    chosen = "SELECT p.id FROM pot AS p WHERE " + where
    sides = " UNION ALL ".join(
        f"SELECT {effects_sql(column, sign)}, e.day AS day FROM entry AS e"
        f" JOIN balance AS n ON n.pot = e.{column} >> 2"
        f" WHERE e.day >= %s AND e.day < %s AND e.{column} >> 2 IN ({chosen})"
        for column, sign in (("debit", 1), ("credit", -1))
    )
    columns = ", ".join(["m.day", *(f"p.{name}" for name in by)])
    order = ", ".join([*(f"p.{name}" for name in by), "m.day"])
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, sum(m.open_fen), sum(m.held_fen), sum(m.done_fen)"
            f" FROM ({sides}) AS m JOIN pot AS p ON p.id = m.pot"
            f" GROUP BY {columns} ORDER BY {order}",
            [*days, *values, *days, *values],
        )
        rows = cursor.fetchall()
    for day, *key, opened, held, done in rows:
        amounts = (Money(int(fen)) for fen in (opened, held, done))
        yield Change(tuple(key), date.fromordinal(day), *amounts)
