"""The places of a demo: real divisions with demo weights, and the fictional ones for stories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from fisc.demo.scales import PREFECTURE, STORY_COUNTY, Scale
from fisc.law.kinds import DivisionLevel, DivisionRow
from fisc.law.tables import DIVISIONS, PREFECTURE_PROFILE, read

PROVINCE: Final = "230000"
STORY_REVENUE_FEN: Final = 320_000_000_000  # of the whole fictional municipality, in 2023
WAN: Final = 1_000_000  # ten thousand yuan in fen: budgets are drawn up in them


@dataclass(frozen=True, slots=True)
class Place:
    """A division that keeps budgets, with the weights from which its figures are drawn.

    Units: ``revenue`` is the general public revenue of the whole place in 2023, in ten thousand
    yuan, known for prefectures only.
    """

    code: str
    name_zh: str
    name_en: str
    level: DivisionLevel
    kind: str
    parent: str
    fictional: bool
    population: int
    revenue: int = 0

    @property
    def number(self) -> int:
        """The code as a number, for streams of chance and document numbers."""
        return int(self.code)


@cache
def places() -> dict[str, Place]:
    """Return every place that keeps budgets, by code: the province, its parts, the fictional ones.

    Shape: 135 real places and 5 fictional ones; a place comes after the one that it belongs to.
    Source: law/divisions/divisions.csv, law/divisions/prefecture_profile.csv
    """
    revenue = {str(row.code): row.revenue_2023.fen // WAN for row in read(PREFECTURE_PROFILE)}
    revenue["239900"] = STORY_REVENUE_FEN // WAN
    rows = [row for row in read(DIVISIONS) if row.is_statutory or row.is_fictional]
    ranks = {"province": 0, "prefecture": 1, "county": 2}
    rows.sort(key=lambda row: (ranks[row.level], row.code))
    return {str(row.code): _place(row, revenue.get(str(row.code), 0)) for row in rows}


def _place(row: DivisionRow, revenue: int) -> Place:
    mark = " (fictional)"
    return Place(
        code=str(row.code),
        name_zh=row.name_zh,
        name_en=row.name_en.removesuffix(mark),
        level=row.level,
        kind=row.kind,
        parent=str(row.parent_code or ""),
        fictional=row.is_fictional,
        population=row.population_2020 or 0,
        revenue=revenue,
    )


def below(code: str) -> list[Place]:
    """Return the places directly under one; real and fictional places never stand together."""
    own = places()[code]
    return [
        place
        for place in places().values()
        if place.parent == code and place.fictional == own.fictional
    ]


def places_of(scale: Scale) -> list[Place]:
    """Return the places that a demo of this scale has, in the order in which it is written.

    Example:
        >>> [place.name_en for place in places_of(Scale.COUNTY)]
        ['Demo County Jia']
        >>> len(places_of(Scale.PROVINCE))
        140
    """
    every = places()
    if scale is Scale.COUNTY:
        return [every[STORY_COUNTY]]
    if scale is Scale.PREFECTURE:
        return [every[PREFECTURE], *below(PREFECTURE), every[STORY_COUNTY]]
    return list(every.values())
