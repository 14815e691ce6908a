"""The tables that a people's congress gets, and the formulas that hold within and between them.

A file of its own because both grow with the years: each row says from which fiscal year on, and
until which, it is printed or put.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fisc.law.rows import Table, read
from fisc.values import Book, Confidence

Layout = Literal[
    "balance",
    "codes",
    "economic",
    "basic",
    "places",
    "debt",
    "three_public",
    "funds",
    "insurances",
]
Grain = Literal["sum", "part", "line", "whole", "each"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CongressTable:
    """A table of the set: its official number and title, and how its rows are laid out.

    ``lines`` are the lines of the balance that it spells out.
    """

    number: str
    key: str
    book: Book
    layout: Layout
    name_zh: str
    name_en: str
    first_year: int
    conf: Confidence
    side: Literal["", "revenue", "expenditure"] = ""
    lines: tuple[str, ...] = ()
    last_year: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CongressCheck:
    """A formula between figures of one table or of several.

    ``sum``: wherever rows stand under another, they add up to it, column by column. ``part``: no
    row is more than the one it stands under. ``line``: columns among each other, in each row.
    ``whole``: rows among each other, written ``row``, or ``table:row`` in another table, each
    with ``.column`` where it is another than the one in turn. ``each``: the same for every part
    of a table, ``*`` being its name. Terms are added; one with a minus is taken away; no term is
    nothing.
    """

    code: str
    tables: tuple[str, ...]
    grain: Grain
    columns: tuple[str, ...]
    name_zh: str
    name_en: str
    first_year: int
    conf: Confidence
    left: tuple[str, ...] = ()
    relation: Literal["=", ">="] = "="
    right: tuple[str, ...] = ()
    last_year: int | None = None
    basis: str = ""
    note: str = ""


CONGRESS_TABLES: Final = Table("budgets/congress_tables.csv", CongressTable, key=("key",))
CONGRESS_CHECKS: Final = Table("budgets/congress_checks.csv", CongressCheck)


def congress_tables(year: int) -> tuple[CongressTable, ...]:
    """Return the tables of a fiscal year, in their order.

    Source: law/budgets/congress_tables.csv

    Example:
        >>> [one.key for one in congress_tables(2026)][:2]
        ['general-balance', 'general-revenue']
    """
    return tuple(row for row in read(CONGRESS_TABLES) if _holds(row, year))


def congress_checks(year: int) -> tuple[CongressCheck, ...]:
    """Return the formulas that are put in a fiscal year, in their order.

    Source: law/budgets/congress_checks.csv
    """
    return tuple(row for row in read(CONGRESS_CHECKS) if _holds(row, year))


def _holds(row: CongressTable | CongressCheck, year: int) -> bool:
    return row.first_year <= year and (row.last_year is None or year <= row.last_year)
