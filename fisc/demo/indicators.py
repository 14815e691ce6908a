"""Projects and indicators of a place: its pools shared over units, projects and items, to the fen.

An indicator is the authority of one unit to spend, under one project, function and item. Together
the indicators of a pool are exactly the pool. How an indicator will be used in the course of the
year is drawn with it; ``fisc.demo.stories`` decides where something goes wrong, and that is only in
fictional places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import numpy as np

from fisc.demo.budgets import Pool
from fisc.demo.columns import chance, jitter
from fisc.demo.offices import MARK_EN, MARK_ZH, DemoUnit
from fisc.demo.places import Place
from fisc.demo.purposes import (
    ALLOWANCES,
    DEPARTMENTAL,
    INSTITUTIONAL,
    PERFORMANCE,
    POOLED,
    RUNNING,
    RUNNING_NAMES,
    SCHOOL_GRANTS,
    SPECIFIC,
    THREE_PUBLIC,
    TRAINING,
    TRANSPORT,
    WAGES,
    WAGES_NAMES,
    Pattern,
    Purpose,
)
from fisc.demo.scales import DEMO_YEAR
from fisc.demo.shares import shared
from fisc.law.folder import forget_with, law_folder
from fisc.law.tables import ECONOMIC_PAIRS, UNIT_KINDS, find, read
from fisc.values import Book

GRAIN: Final = 10_000  # budgets are drawn up in hundreds of yuan
Way = Literal["direct", "replied", "allocated"]
_LEVEL_WEIGHTS: Final = {"county": 1, "prefecture": 3, "province": 14}
_BUILDING_ITEMS: Final = frozenset({"31001", "31005"})


@dataclass(frozen=True, slots=True)
class DemoProject:
    """A project of the demo. Units: ``total`` in fen, what its indicators add up to."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    function: str
    total: int


@dataclass(frozen=True, slots=True)
class DemoIndicator:
    """The authority of a unit to spend under one project, function and item.

    ``way`` says how it comes to the unit: with the reply at the beginning of the year, by a
    release in ``month``, or from what finance held for later allocation.

    Units: ``amount`` in fen, a whole number of hundreds of yuan.
    """

    number: str
    unit: str
    project: str
    book: Book
    fund: str
    function: str
    item: str
    department_item: str
    fund_type: str
    pattern: Pattern
    way: Way
    month: int
    amount: int
    heads: int
    three_public: bool


@dataclass(frozen=True, slots=True)
class _Wish:
    unit: DemoUnit
    purpose: Purpose
    letter: Literal["R", "Y", "T"]
    weight: int


def draw_up(
    place: Place, seed: int, units: Sequence[DemoUnit], pools: Sequence[Pool]
) -> tuple[list[DemoProject], list[DemoIndicator]]:
    """Return the projects and the indicators of a place.

    Always: the indicators of a book (and fund) add up to its pool; codes pair as the kind of unit
    demands; the indicators of a unit follow each other.

    Source: law/classification/economic_pairs.csv, law/organisation/unit_kinds.csv
    """
    stream = chance(seed, "indicators", place.number)
    basic = [unit for unit in units if unit.is_basic]
    wishes: list[tuple[_Wish, str, int]] = []
    for pool in pools:
        wanted = list(
            _general(place, basic, stream) if pool.book is Book.GENERAL else _of(pool, basic)
        )
        weights = np.array([wish.weight for wish in wanted], dtype=np.int64)
        amounts = shared(pool.amount // GRAIN, weights * jitter(stream, len(wanted))) * GRAIN
        wishes += [
            (wish, f"{pool.book}|{pool.fund}", int(amount))
            for wish, amount in zip(wanted, amounts, strict=True)
            if amount
        ]
    order = {unit.code: at for at, unit in enumerate(units)}
    wishes.sort(key=lambda wish: order[wish[0].unit.code])
    return _numbered(place, wishes, stream)


def _general(
    place: Place, units: Sequence[DemoUnit], stream: np.random.Generator
) -> Iterator[_Wish]:
    """Yield what the units of a place want from the general budget."""
    level = _LEVEL_WEIGHTS[place.level]
    for unit in units:
        office = unit.code.endswith("001")
        civil = find(UNIT_KINDS, unit.kind).economic_column == "administrative"
        for purpose in (*WAGES, ALLOWANCES if civil else PERFORMANCE):
            yield _Wish(unit, purpose, "R", purpose.weight * unit.heads)
        for purpose in (*RUNNING, TRANSPORT if civil else TRAINING):
            yield _Wish(unit, purpose, "Y", purpose.weight * unit.heads)
        for purpose in THREE_PUBLIC if civil and office else ():
            yield _Wish(unit, purpose, "Y", purpose.weight * unit.heads)
        if office:
            for purpose in SPECIFIC.get(unit.department, (DEPARTMENTAL,)):
                yield _Wish(unit, purpose, "T", purpose.weight * level)
        else:
            first = int(stream.integers(len(INSTITUTIONAL)))
            for at in range(int(stream.integers(1, 3))):
                purpose = INSTITUTIONAL[(first + at) % len(INSTITUTIONAL)]
                yield _Wish(unit, purpose, "T", purpose.weight * level)
            if unit.department == "203":
                yield _Wish(unit, SCHOOL_GRANTS, "T", SCHOOL_GRANTS.weight)


def _of(pool: Pool, units: Sequence[DemoUnit]) -> Iterator[_Wish]:
    """Yield what a pool of a fund or of state capital is for."""
    offices = {unit.department: unit for unit in units if unit.code.endswith("001")}
    for departments, purpose in POOLED[pool.book, pool.fund]:
        department = next(code for code in departments if code in offices)
        yield _Wish(offices[department], purpose, "T", purpose.weight)


def _numbered(
    place: Place, wishes: Sequence[tuple[_Wish, str, int]], stream: np.random.Generator
) -> tuple[list[DemoProject], list[DemoIndicator]]:
    """Give projects and indicators their codes, and say how each comes to its unit."""
    projects: dict[str, DemoProject] = {}
    indicators = []
    serials: dict[str, int] = {}
    draws = stream.integers(0, 100, (3, len(wishes))).tolist()
    for at, (wish, where, amount) in enumerate(wishes):
        unit, purpose = wish.unit, wish.purpose
        book, fund = where.split("|")
        code = _project_code(place, wish, serials)
        project = _project(code, wish, projects.get(code), amount)
        projects[code] = project
        type_ = purpose.fund_types[draws[0][at] % len(purpose.fund_types)]
        way, month = _way(wish, type_, draws[1][at], draws[2][at])
        function = purpose.function or unit.function
        indicators.append(
            DemoIndicator(
                number=f"IND-{DEMO_YEAR}-{place.code}-{at + 1}",
                unit=unit.code,
                project=code,
                book=Book(book),
                fund=fund,
                function=function,
                item=government_item(purpose.department_item, unit),
                department_item=purpose.department_item,
                fund_type=type_,
                pattern=purpose.pattern,
                way=way,
                month=month,
                amount=amount,
                heads=unit.heads,
                three_public=purpose in THREE_PUBLIC,
            )
        )
    return list(projects.values()), indicators


def _project_code(place: Place, wish: _Wish, serials: dict[str, int]) -> str:
    """Return the code of the project that a wish belongs to; a unit has one each of R and Y."""
    head = f"{place.code}{DEMO_YEAR % 100:02}{wish.letter}{wish.unit.code[6:]}"
    if wish.letter == "T":
        serials[wish.unit.code] = serials.get(wish.unit.code, 0) + 1
        return f"{head}{serials[wish.unit.code]:06}"
    return f"{head}{1:06}"


def _project(code: str, wish: _Wish, known: DemoProject | None, amount: int) -> DemoProject:
    if known is not None:
        return DemoProject(
            code, known.name_zh, known.name_en, known.unit, known.function, known.total + amount
        )
    names = {"R": WAGES_NAMES, "Y": RUNNING_NAMES}.get(
        wish.letter, (wish.purpose.name_zh, wish.purpose.name_en)
    )
    function = wish.unit.function if wish.letter != "T" else wish.purpose.function
    return DemoProject(
        code=code,
        name_zh=names[0] + MARK_ZH,
        name_en=names[1] + MARK_EN,
        unit=wish.unit.code,
        function=function or wish.unit.function,
        total=amount,
    )


def _way(wish: _Wish, fund_type: str, draw: int, when: int) -> tuple[Way, int]:
    if wish.letter != "T" or draw < 55:  # noqa: PLR2004 - per cent
        return "direct", 1
    if fund_type in {"113", "123"} and draw >= 80:  # noqa: PLR2004 - per cent
        return "allocated", 3 + when % 3
    return "replied", 2 + when % 3


def government_item(department_item: str, unit: DemoUnit) -> str:
    """Return the government item that goes with a department item in this kind of unit.

    Raises:
        ValueError: this kind of unit may not use the item.

    Source: law/classification/economic_pairs.csv
    """
    code = _pairs(law_folder()).get((department_item, unit.kind))
    if code is None:
        raise ValueError(f"{unit.code} of kind {unit.kind} may not use {department_item}.")
    return code


@cache
def _pairs(_: Path) -> Mapping[tuple[str, str], str]:
    """Return the government item for each department item and kind of unit."""
    found = {}
    for kind in read(UNIT_KINDS):
        for pair in read(ECONOMIC_PAIRS):
            code = (
                pair.administrative_code
                if kind.economic_column == "administrative"
                else pair.institution_code
            )
            if code is not None:
                found[str(pair.department_code), str(kind.kind)] = str(code)
    return found


forget_with(_pairs.cache_clear)
