"""Put the check formulas of the law to an official table, as it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from fisc.engines.ledger.formulas import TOTAL, Check, Line, Sheet, check
from fisc.exchange.official import Row, Table
from fisc.values import Money


def checks_of(
    table: Table, kind: str, *, key: str = "", figures: Mapping[str, Money] | None = None
) -> tuple[Check, ...]:
    """Return how the formulas of one kind came out on the figures that a table shows.

    Columns take part by their ``key``. Rows that stand under no other stand under the total.
    ``figures`` are what else the table is compared with.

    Units: fen.
    """
    lines = tuple(_lines(table))
    return check(Sheet(kind=kind, lines=lines, key=key, figures=figures or {}))


def ranges(numbers: Sequence[int]) -> str:
    """Write the numbers of lines, those that follow each other as a range.

    Example:
        >>> ranges((1, 2, 3, 5, 7, 8)), ranges(())
        ('1–3, 5, 7–8', '')
    """
    if not numbers:
        return ""
    ordered = sorted(set(numbers))
    starts = [ordered[0], *(late for early, late in pairwise(ordered) if late > early + 1)]
    ends = [*(early for early, late in pairwise(ordered) if late > early + 1), ordered[-1]]
    return ", ".join(
        str(first) if first == last else f"{first}–{last}"
        for first, last in zip(starts, ends, strict=True)
    )


def _lines(table: Table) -> Iterator[Line]:
    above = "" if table.total is None else TOTAL
    number = 0
    for number, row in enumerate(table.rows, start=1):
        yield _line(table, row, number, row.key, row.under or above)
    if table.total is not None:
        yield _line(table, table.total, number + 1, TOTAL, "")


def _line(table: Table, row: Row, number: int, key: str, under: str) -> Line:
    values = {
        column.key: value
        for column, value in zip(table.columns, row.values, strict=True)
        if column.key and isinstance(value, Money)
    }
    return Line(number=number, values=values, key=key, under=under)
