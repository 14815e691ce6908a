"""Find an indicator to pay from, by whatever its users remember of it.

Sought is the number, a code of its function, items or project, a name of any of these in Chinese or
English, or the initials of a Chinese name. What was used last comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fisc.datacentre.execution import Execution
from fisc.datacentre.indicators import POT_COLUMNS, standings
from fisc.datacentre.moments import Moment
from fisc.engines.ledger.moves import Pot
from fisc.record.balances import Selection
from fisc.record.book import Book, pot_of
from fisc.registers import names
from fisc.registers.classification import (
    UnknownCode,
    department_item,
    function,
    government_item,
)
from fisc.registers.initials import fits
from fisc.registers.names import Name

LOOKED_AT_MAX: Final = 5_000  # indicators of one unit and year through which somebody looks
_CODES: Final[Mapping[str, Callable[[str], Any]]] = {
    "function": function,
    "department_item": department_item,
    "item": government_item,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One indicator that fits: its pot, what it holds, and what its elements are called."""

    pot: Pot
    execution: Execution
    function: Name | None
    item: Name | None
    project: Name | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Indicators that fit, those used last first; ``count`` is how many fit in all."""

    rows: tuple[Found, ...]
    count: int


def find(
    book: Book,
    selection: Selection,
    when: Moment,
    typed: str,
    *,
    used: Sequence[str] = (),
    most: int,
) -> Finding:
    """Return indicators of a unit that fit what was typed; nothing typed fits all.

    ``used`` are numbers of indicators that were used, the last one first. At most
    ``LOOKED_AT_MAX`` indicators are looked through, by number.
    """
    pots = _pots(book, selection)
    projects = names.projects({pot.project for pot in pots}) if typed else {}
    fitting = [pot for pot in pots if not typed or _fits(typed, pot, projects)]
    place = {number: at for at, number in enumerate(used)}
    fitting.sort(key=lambda pot: place.get(pot.indicator, len(place)))
    chosen = fitting[:most]
    held = standings(book, chosen, when)
    if not typed:
        projects = names.projects({pot.project for pot in chosen})
    return Finding(
        tuple(
            Found(
                pot,
                held[pot.number],
                named("function", pot.function),
                named("department_item", pot.department_item) or named("item", pot.item),
                projects.get(pot.project),
            )
            for pot in chosen
        ),
        len(fitting),
    )


def named(element: str, code: str) -> Name | None:
    """Return what a code of a pot's element is called: itself where no classification knows it.

    Example:
        >>> named("department_item", "30201").zh
        '办公费'
    """
    if not code:
        return None
    try:
        heading = _CODES[element](code)
    except (UnknownCode, ValueError):
        return Name(code, code, code)
    return Name(code, heading.name_zh, heading.name_en)


def _pots(book: Book, selection: Selection) -> list[Pot]:
    where, values = selection.condition()
    columns = ", ".join("p." + name for name in POT_COLUMNS)
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM pot AS p WHERE {where} AND p.family = 'indicator'"
            f" ORDER BY p.function, length(p.indicator), p.indicator LIMIT {LOOKED_AT_MAX}",
            values,
        )
        return [pot_of(row) for row in cursor.fetchall()]


def _fits(typed: str, pot: Pot, projects: Mapping[str, Name]) -> bool:
    if fits(typed, pot.indicator):
        return True
    found: Iterable[Name | None] = (
        projects.get(pot.project) or (Name(pot.project, "", "") if pot.project else None),
        *(named(element, getattr(pot, element)) for element in _CODES),
    )
    return any(fits(typed, one.code, one.zh, one.en) for one in found if one is not None)
