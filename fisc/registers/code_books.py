"""Code books: what may stand in a column of codes, found by code, name or the initials of a name.

A book holds only what money is booked on: the last level of a classification, basic units, projects
of the library. Each is shown with its full path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fisc.law.kinds import Heading
from fisc.law.tables import (
    DEPARTMENT_ECONOMIC,
    ELEMENTS,
    FUNCTIONS,
    FUNDS,
    GOVERNMENT_ECONOMIC,
    SOCIAL_INSURANCE,
    STATE_CAPITAL,
    read,
)
from fisc.registers.hierarchy import path_to
from fisc.registers.initials import fits
from fisc.registers.models import Project, Unit
from fisc.registers.names import Name

EXPENDITURE: Final = "expenditure"
SEARCH_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """One code of a book: its name, the one above it, and whether money is booked on it."""

    name: Name
    parent: str | None
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A code that fits a search, with the names from the top down to its own."""

    code: str
    path: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The first codes that fit a search, the nearest first, and how many there are in all."""

    found: tuple[Found, ...]
    count: int


def search(kind: str, text: str, *, division: str, year: int, most: int) -> Answer:
    """Return the codes of a book that fit a text; all of them where it is empty.

    Shape: ``kind`` is a key of ``BOOKS``. Codes that begin with the text come first, then names
    that hold it in Chinese or English, or whose initials do, then those that stand under such a
    name; each group by code.

    Raises:
        KeyError: there is no such book.
    """
    book = BOOKS[kind](division, year)
    parents = {
        code: listed.parent if listed.parent in book else None for code, listed in book.items()
    }
    wanted = text.strip()[:SEARCH_MAX].casefold()
    ranked = []
    for code, listed in book.items():
        path = tuple(book[step].name for step in path_to(code, parents)) if listed.chosen else ()
        rank = _rank(path, wanted) if path else None
        if rank is not None:
            ranked.append((rank, code, path))
    ranked.sort(key=lambda one: one[:2])
    return Answer(tuple(Found(code, path) for _, code, path in ranked[:most]), len(ranked))


def _rank(path: tuple[Name, ...], wanted: str) -> int | None:
    """Return how near a code is to what is wanted, 0 the nearest; None where it does not fit."""
    if path[-1].code.casefold().startswith(wanted):
        return 0
    if _named(path[-1], wanted):
        return 1
    return 2 if any(_named(name, wanted) for name in path[:-1]) else None


def _named(name: Name, wanted: str) -> bool:
    return fits(wanted, "", name.zh, name.en)


def _units(division: str, _: int) -> dict[str, Listed]:
    rows = Unit.objects.filter(division=division).values_list(
        "code", "name_zh", "name_en", "parent_id", "is_basic"
    )
    return {
        code: Listed(Name(code, zh, en), parent, chosen=basic)
        for code, zh, en, parent, basic in rows
    }


def _projects(division: str, _: int) -> dict[str, Listed]:
    rows = Project.objects.filter(unit__division=division, is_stored=True).values_list(
        "code", "name_zh", "name_en", "unit_id"
    )
    above = {
        code: Listed(listed.name, listed.parent, chosen=False)
        for code, listed in _units(division, 0).items()
    }
    return {**above, **{code: Listed(Name(code, zh, en), unit) for code, zh, en, unit in rows}}


def _headings(rows: Iterable[Heading], year: int) -> dict[str, Listed]:
    standing = list(_standing(rows, year))
    above = {str(row.parent_code) for row in standing if row.parent_code}
    return {
        str(row.code): Listed(
            Name(str(row.code), row.name_zh, row.name_en),
            str(row.parent_code) if row.parent_code else None,
            chosen=str(row.code) not in above,
        )
        for row in standing
    }


def _standing(rows: Iterable[Heading], year: int) -> Iterator[Heading]:
    for row in rows:
        begun = row.first_year is None or row.first_year <= year
        if begun and (row.last_year is None or year <= row.last_year):
            yield row


def _functions(_: str, year: int) -> dict[str, Listed]:
    other = [row for table in (FUNDS, STATE_CAPITAL, SOCIAL_INSURANCE) for row in read(table)]
    return _headings([*read(FUNCTIONS), *(row for row in other if row.side == EXPENDITURE)], year)


def _fund_types(_: str, __: int) -> dict[str, Listed]:
    rows = [row for row in read(ELEMENTS) if row.set == "FUND_TYPE"]
    above = {row.parent_code for row in rows}
    return {
        row.code: Listed(
            Name(row.code, row.name_zh, row.name_en),
            row.parent_code or None,
            chosen=row.code not in above,
        )
        for row in rows
    }


# The book of each column, for a division and a year.
BOOKS: Final[Mapping[str, Callable[[str, int], dict[str, Listed]]]] = MappingProxyType(
    {
        "unit": _units,
        "project": _projects,
        "function": _functions,
        "government_item": lambda _, year: _headings(read(GOVERNMENT_ECONOMIC), year),
        "department_item": lambda _, year: _headings(read(DEPARTMENT_ECONOMIC), year),
        "fund_type": _fund_types,
    }
)
