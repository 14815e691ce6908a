"""How large a demo is: which places it has, how many units each, how many payments in all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DEMO_YEAR: Final = 2026  # a year whose holidays are known
STORY_COUNTY: Final = "239901"  # fictional: the only places where anything goes wrong are 2399xx
STORY_CITY: Final = "239900"
PREFECTURE: Final = "231100"  # the real prefecture of the scale "prefecture"


class Scale(StrEnum):
    """How large a demo is."""

    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Size:
    """The figures of a scale.

    ``payments`` counts every payment request of the year that becomes a payment. A purse that is
    ``shrunk`` is divided by that number, so that a few units do not spend a whole county's money.
    ``departments`` and ``institutions`` limit the units of a place, ``copies`` says how many
    provinces there are. Where there are ``documents_of_all``, every place is written through the
    acts of the stages, with its documents; elsewhere only the story county is. A ``trail`` is the
    signatures and facts of every payment; ``sets_by_day`` records every day in an act of its own
    instead of ten days together. ``months_closed`` reconciles the days of the places that have
    documents and closes their months.
    """

    payments: int
    shrunk: int = 1
    departments: int | None = None
    institutions: int | None = None
    documents_of_all: bool = True
    sets_by_day: bool = True
    trail: bool = False
    months_closed: bool = True
    copies: int = 1


SIZES: Final = {
    Scale.COUNTY: Size(2_000, shrunk=12, departments=12, institutions=16, trail=True),
    Scale.PREFECTURE: Size(60_000),
    Scale.PROVINCE: Size(5_000_000, documents_of_all=False, sets_by_day=False, months_closed=False),
    Scale.NATIONAL: Size(
        5_000_000, documents_of_all=False, sets_by_day=False, months_closed=False, copies=31
    ),
}
