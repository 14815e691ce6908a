"""The balance of every place's four budgets, from the top down, in whole ten thousand yuan.

The province's own figures are those of the invented scenario of the handbook; everything below
follows from demo weights (population, revenue of 2023) and from what the government above hands
down, so that what one gives another receives. Nothing here is an official figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from fisc.demo.columns import Whole, chance, jitter
from fisc.demo.places import PROVINCE, Place, below, places
from fisc.demo.shares import shared
from fisc.values import Book

Line = tuple[Book, str, str]  # book, side, number of the line
Balance = dict[Line, int]

_YI: Final = 10_000  # a hundred million yuan, in ten thousand yuan
_TENTH: Final = _YI // 10
_GENERAL: Final = Book.GENERAL
_FUNDS: Final = Book.FUNDS
_CAPITAL: Final = Book.CAPITAL
_INSURANCE: Final = Book.INSURANCE

# The province itself, in tenths of a hundred million yuan.
PROVINCIAL: Final[Mapping[Book, Mapping[str, Mapping[str, int]]]] = {
    _GENERAL: {
        "revenue": {
            "01": 3_100,
            "02": 42_000,
            "03": 950,
            "04": 120,
            "05": 60,
            "07": 600,
            "08": 1_800,
            "09": 4_200,
        },
        "expenditure": {"01": 13_500, "02": 34_380, "03": 450, "07": 1_500, "08": 3_000},
    },
    _FUNDS: {
        "revenue": {"01": 600, "02": 80, "03": 400, "05": 150, "07": 9_000},
        "expenditure": {"01": 950, "02": 300, "04": 120, "05": 360, "06": 8_400, "07": 100},
    },
    _CAPITAL: {
        "revenue": {"01": 140, "02": 40, "03": 15, "05": 5, "06": 6, "07": 4},
        "expenditure": {"01": 140, "02": 5, "03": 60, "05": 5},
    },
    _INSURANCE: {
        "revenue": {"01": 10_500, "02": 7_000, "03": 400, "04": 1_050, "05": 50},
        "expenditure": {"01": 18_400, "02": 360, "03": 40},
        "balance": {"01": 200, "02": 11_700},
    },
}
# What comes from above into a line, and from which line of the government above it comes.
HANDED_DOWN: Final[Mapping[Line, Line]] = {
    (_GENERAL, "revenue", "02"): (_GENERAL, "expenditure", "02"),
    (_GENERAL, "revenue", "09"): (_GENERAL, "expenditure", "08"),
    (_FUNDS, "revenue", "03"): (_FUNDS, "expenditure", "02"),
    (_FUNDS, "revenue", "07"): (_FUNDS, "expenditure", "06"),
    (_CAPITAL, "revenue", "06"): (_CAPITAL, "expenditure", "02"),
}
# Of each hundred that a prefecture receives, what it hands on to its counties.
_HANDED_ON: Final[Mapping[Line, int]] = {
    (_GENERAL, "expenditure", "02"): 76,
    (_GENERAL, "expenditure", "08"): 50,
    (_FUNDS, "expenditure", "02"): 60,
    (_FUNDS, "expenditure", "06"): 60,
    (_CAPITAL, "expenditure", "02"): 50,
}
# What a municipality whose government above is outside the demo receives, in yuan a head.
_A_HEAD: Final[Mapping[Line, int]] = {
    (_GENERAL, "revenue", "02"): 10_800,
    (_GENERAL, "revenue", "09"): 940,
    (_FUNDS, "revenue", "03"): 95,
    (_FUNDS, "revenue", "07"): 2_600,
    (_CAPITAL, "revenue", "06"): 2,
}
# Lines that follow from a place's own general revenue, in ten-thousandths of it.
_OF_REVENUE: Final[Mapping[Line, int]] = {
    (_GENERAL, "revenue", "07"): 200,
    (_GENERAL, "revenue", "08"): 300,
    (_FUNDS, "revenue", "01"): 3_000,
    (_FUNDS, "revenue", "02"): 150,
    (_FUNDS, "revenue", "05"): 120,
    (_FUNDS, "expenditure", "04"): 240,
    (_CAPITAL, "revenue", "01"): 60,
    (_CAPITAL, "revenue", "02"): 20,
    (_CAPITAL, "revenue", "03"): 10,
    (_CAPITAL, "revenue", "05"): 3,
    (_CAPITAL, "revenue", "07"): 2,
}
# Social insurance of a place, in yuan a head. It stays apart from the other budgets.
_INSURED: Final[Mapping[str, int]] = {"01": 480, "02": 920, "03": 20, "04": 60, "05": 5}
_BENEFITS: Final[Mapping[str, int]] = {"01": 1_380, "02": 40, "03": 5}


@lru_cache(maxsize=4)
def balances(seed: int, shrunk: int = 1) -> Mapping[str, Balance]:
    """Return the balance of every place, with the lines that have an amount.

    Units: ten thousand yuan; ``shrunk`` divides what a place is given and raises itself.
    Always: general, fund and capital budgets have resources equal to uses; what a government
    hands down equals what those below it receive.

    Source: law/budgets/balance_lines.csv
    """
    province = {
        (book, side, number): amount * _TENTH
        for book, sides in PROVINCIAL.items()
        for side, lines in sides.items()
        for number, amount in lines.items()
    }
    found: dict[str, Balance] = {PROVINCE: province}
    cities = below(PROVINCE)
    received = _received(seed, province, cities)
    remitted = _shared(province[_GENERAL, "revenue", "03"], [place.revenue for place in cities])
    for at, city in enumerate(cities):
        handed = {line: int(amounts[at]) for line, amounts in received.items()}
        _municipality(found, seed, city, handed, int(remitted[at]), shrunk)
    for city in (place for place in places().values() if place.fictional and place.revenue):
        handed = {line: city.population * yuan // _YI // shrunk for line, yuan in _A_HEAD.items()}
        _municipality(found, seed, city, handed, city.revenue // 12 // shrunk, shrunk)
    return {
        code: {line: amount for line, amount in own.items() if amount}
        for code, own in found.items()
    }


def _without_zeros(own: Balance) -> Balance:
    return {line: amount for line, amount in own.items() if amount}


def _received(seed: int, giver: Balance, takers: Sequence[Place]) -> dict[Line, Whole]:
    """Share what a government hands down over those below it, mostly by population."""
    weights = np.array([place.population for place in takers], dtype=np.int64)
    answer = {}
    for taking, giving in HANDED_DOWN.items():
        stream = chance(seed, f"handed down {taking}", *(place.number for place in takers[:1]))
        answer[taking] = shared(giver.get(giving, 0), weights * jitter(stream, len(takers)))
    return answer


def _shared(total: int, weights: Sequence[int]) -> Whole:
    return shared(total, np.array(weights, dtype=np.int64))


def _municipality(
    found: dict[str, Balance],
    seed: int,
    city: Place,
    handed: Mapping[Line, int],
    remitted: int,
    shrunk: int,
) -> None:
    """Draw up the budgets of a city and of the counties under it."""
    counties = below(city.code)
    revenue = city.revenue * 106 // 100 // shrunk
    own = revenue * 35 // 100
    stream = chance(seed, "revenue of counties", city.number)
    weights = np.array([place.population for place in counties], dtype=np.int64)
    earned = shared(revenue - own, weights * jitter(stream, len(counties), 60, 140))
    raised = [int(amount) * 6 // 100 for amount in earned]

    handing_on = {
        giving: handed[taking] * _HANDED_ON[giving] // 100 for taking, giving in HANDED_DOWN.items()
    }
    lines = {**handed, **handing_on}
    lines[_GENERAL, "revenue", "03"] = sum(raised)
    found[city.code] = _closed(city, own, lines, remitted, shrunk)
    received = _received(seed, lines, counties)
    for at, county in enumerate(counties):
        given = {line: int(amounts[at]) for line, amounts in received.items()}
        found[county.code] = _closed(county, int(earned[at]), given, raised[at], shrunk)


def _closed(
    place: Place, revenue: int, lines: Mapping[Line, int], remitted: int, shrunk: int
) -> Balance:
    """Fill in what a place raises and owes; what remains is its own-level expenditure."""
    own: Balance = dict(lines)
    own[_GENERAL, "revenue", "01"] = revenue
    for line, share in _OF_REVENUE.items():
        own[line] = revenue * share // 10_000
    own[_GENERAL, "expenditure", "03"] = remitted
    own[_GENERAL, "expenditure", "07"] = lines[_GENERAL, "revenue", "09"] * 35 // 100
    own[_FUNDS, "expenditure", "05"] = own[_FUNDS, "revenue", "02"]
    income = sum(own[_CAPITAL, "revenue", number] for number in ("01", "02", "03", "05"))
    own[_CAPITAL, "expenditure", "03"] = -(-income * 30 // 100)  # rounded up: a target is reached
    own[_GENERAL, "revenue", "04"] = own[_FUNDS, "expenditure", "04"]
    own[_GENERAL, "revenue", "05"] = own[_CAPITAL, "expenditure", "03"]
    for book in (_GENERAL, _FUNDS, _CAPITAL):
        own[book, "expenditure", "01"] = _left(own, book)
    insured, paid = (
        {number: place.population * yuan // _YI // shrunk for number, yuan in heads.items()}
        for heads in (_INSURED, _BENEFITS)
    )
    own |= {(_INSURANCE, "revenue", number): amount for number, amount in insured.items()}
    own |= {(_INSURANCE, "expenditure", number): amount for number, amount in paid.items()}
    current = sum(insured.values()) - sum(paid.values())
    own[_INSURANCE, "balance", "01"] = current
    own[_INSURANCE, "balance", "02"] = current + sum(paid.values()) * 2
    return own


def _left(own: Balance, book: Book) -> int:
    """Return resources less the uses that are known, in one book."""
    signs = {"revenue": 1, "expenditure": -1}
    return sum(amount * signs[side] for (b, side, _), amount in own.items() if b is book)
