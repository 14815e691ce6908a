"""How far the finest parts of a budget have got: by unit, project, codes and indicator.

Read from the balances of the record like the overview, to which it adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fisc.datacentre.execution import Execution, of_total
from fisc.datacentre.moments import Moment, executed
from fisc.record.balances import Selection
from fisc.record.book import Book

ELEMENTS: Final = (
    "division",
    "book",
    "unit",
    "project",
    "function",
    "item",
    "department_item",
    "fund_type",
    "indicator",
)
_BY: Final = ("family", *ELEMENTS)


@dataclass(frozen=True, slots=True)
class Detail:
    """The execution of what has the same elements; ``elements`` are in the order of ELEMENTS."""

    elements: tuple[str, ...]
    execution: Execution

    def of(self, element: str) -> str:
        """Return the code of an element, empty where it has none."""
        return self.elements[ELEMENTS.index(element)]


def details(book: Book, selection: Selection, when: Moment) -> tuple[Detail, ...]:
    """Return the execution of what is selected in its finest parts, in the order of the elements.

    Always: the parts add up to the whole of ``overview``.
    """
    found: dict[tuple[str, ...], Execution] = {}
    for total in executed(book, selection, _BY, when):
        family, *rest = total.key
        key = tuple(map(str, rest))
        found[key] = found.get(key, Execution()) + of_total(str(family), total)
    return tuple(Detail(key, found[key]) for key in sorted(found) if found[key] != Execution())
