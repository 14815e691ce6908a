"""Pictures of figures: what is drawn, and the table with the same figures in the same order.

A picture is a frozen value. ``options`` says it as JSON for the small script that draws it: every
amount is whole fen in a string, so that no digit is lost on the way. ``table`` says the same as
rows; a page shows the table to whoever has no script, and on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from fisc.doors.web.flows import Graph
from fisc.exchange.amounts import Unit
from fisc.values import ZERO, Money

SERIES_MAX: Final = 6  # more than that nobody tells apart


class Kind(StrEnum):
    """What a picture looks like."""

    PROGRESS = "progress"  # bars of what is paid inside what is budgeted, and where the year is
    MONTHS = "months"  # stacked bars by month, with a line for the even pace
    WATERFALL = "waterfall"  # from a first figure over changes to a last one
    TREEMAP = "treemap"  # areas, never without their table
    FLOWS = "flows"  # from stage to stage, checked to lead in no circle


@dataclass(frozen=True, slots=True)
class Series:
    """One row of amounts, one for each label; ``line`` draws it as a line over the bars."""

    name: str
    amounts: tuple[Money, ...]
    line: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """One question and its answer.

    ``title`` is the answer in words, ``definition`` says what the figures mean, ``heading`` what
    the labels are. In a waterfall ``wholes`` are the places of the labels that are sums and not
    changes. ``hrefs`` are where the labels lead, empty for nowhere, or there are none. ``apart`` is
    what an area cannot show, below zero or nothing; it is listed under the rows. ``remarks`` say
    what else must be known. A picture that is not ``dated`` does not depend on the day of the page.
    ``flows`` is for the kind of that name, which has no labels and no series.
    """

    kind: Kind
    title: str
    definition: str
    unit: Unit
    unit_label: str
    heading: str
    labels: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    wholes: frozenset[int] = frozenset()
    hrefs: tuple[str, ...] = ()
    apart: tuple[tuple[str, Money], ...] = ()
    remarks: tuple[str, ...] = ()
    dated: bool = True
    flows: Graph | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises:
            ValueError: the message says what is wrong with the picture.
        """
        if (self.flows is None) == (self.kind is Kind.FLOWS):
            raise ValueError("Only a picture of flows has flows, and it needs them.")
        if len(self.series) > SERIES_MAX:
            raise ValueError(f"{len(self.series)} series; gather the small ones: {SERIES_MAX}.")
        for one in self.series:
            if len(one.amounts) != len(self.labels):
                raise ValueError(f"{one.name}: not one amount for each label.")
        if self.hrefs and len(self.hrefs) != len(self.labels):
            raise ValueError("Not one address for each label.")
        if self.kind is Kind.TREEMAP and any(amount < ZERO for amount in self._first()):
            raise ValueError("An area cannot be below zero; list such amounts beside it.")
        if self.kind is Kind.WATERFALL:
            _ends(self)

    @property
    def beside(self) -> bool:
        """Whether the table always stands beside the drawing: areas and widths are hard to read."""
        return self.kind in {Kind.TREEMAP, Kind.FLOWS}

    def _first(self) -> tuple[Money, ...]:
        return self.series[0].amounts if self.series else ()


def options(picture: Picture) -> dict[str, Any]:
    """Return what the script needs to draw a picture, ready to be written as JSON.

    Units: ``fen``, ``from`` and ``to`` are whole fen in strings; ``places`` is how many decimal
    places the unit of the page lies above the fen.
    """
    found: dict[str, Any] = {
        "kind": str(picture.kind),
        "unit": {"name": picture.unit_label, "places": picture.unit.places},
        "labels": list(picture.labels),
        "hrefs": list(picture.hrefs),
        "series": [
            {"name": one.name, "line": one.line, "fen": [str(amount.fen) for amount in one.amounts]}
            for one in picture.series
        ],
    }
    if picture.kind is Kind.WATERFALL:
        ends = _ends(picture)
        found["from"] = [str(start.fen) for start, _ in ends]
        found["to"] = [str(end.fen) for _, end in ends]
        found["wholes"] = sorted(picture.wholes)
    if picture.flows:
        found["nodes"] = [{"key": one.key, "name": one.name} for one in picture.flows.nodes]
        found["links"] = [
            {"source": one.source.key, "target": one.target.key, "fen": str(one.amount.fen)}
            for one in picture.flows.links
        ]
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of a picture: its headings, its amounts, and where it leads."""

    names: tuple[str, ...]
    amounts: tuple[Money, ...]
    href: str = ""


def table(picture: Picture) -> tuple[Line, ...]:
    """Return the rows of a picture: their headings and their amounts, in the order of the drawing.

    What cannot be drawn, such as flows below zero, comes last.
    """
    if picture.flows:
        return tuple(
            Line((one.source.name, one.target.name), (one.amount,))
            for one in (*picture.flows.links, *picture.flows.beside)
        )
    hrefs = picture.hrefs or ("",) * len(picture.labels)
    drawn = (
        Line((label,), tuple(one.amounts[place] for one in picture.series), href)
        for place, (label, href) in enumerate(zip(picture.labels, hrefs, strict=True))
    )
    return (*drawn, *(Line((label,), (amount,)) for label, amount in picture.apart))


def _ends(picture: Picture) -> list[tuple[Money, Money]]:
    """Return where each step of a waterfall begins and ends.

    Raises:
        ValueError: a sum is not what the changes before it come to.
    """
    found: list[tuple[Money, Money]] = []
    level, changed = ZERO, False
    for place, amount in enumerate(picture.series[0].amounts):
        if place not in picture.wholes:
            found.append((level, level + amount))
            level, changed = level + amount, True
            continue
        if changed and level != amount:
            raise ValueError(f"{picture.labels[place]}: {amount} is not the sum {level}.")
        found.append((ZERO, amount))
        level, changed = amount, False
    return found
