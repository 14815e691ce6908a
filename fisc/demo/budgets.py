"""What a congress adopts: the balance of a place spelled out by code, and the pools left to units.

Every line of the balance is shared over the codes that it gathers. Own-level expenditure becomes
the reserve, what is held back, and pools: one for the general budget, one for each government fund
(which balances by itself) and one for state capital. ``fisc.demo.indicators`` shares the pools over
units and projects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from fisc.demo.balances import HANDED_DOWN, Balance, Line
from fisc.demo.places import WAN, Place, below, places
from fisc.demo.shares import shared
from fisc.values import Book

LAND: Final = "103014801"  # a fund is named after the revenue that feeds it
WORKS: Final = "1030156"
SEWAGE: Final = "1030178"
LOTTERY: Final = "103015501"
BONDS: Final = "1101102"
RESERVE_SHARE: Final = 15  # of a thousand of own-level general expenditure
HELD_BACK_SHARE: Final = 10
RESERVE: Final = "227"
HELD_BACK: Final = "22902"

# How a line is shared over codes, in thousandths. Lines that go down are shared over places too.
_CODES: Final[Mapping[Line, Mapping[str, int]]] = {
    (Book.GENERAL, "revenue", "01"): {
        "1010101": 330,
        "10104": 110,
        "10106": 45,
        "1010719": 40,
        "10109": 60,
        "10110": 45,
        "10111": 15,
        "10112": 60,
        "10114": 25,
        "10118": 20,
        "10119": 60,
        "10121": 10,
        "1030203": 30,
        "10304": 35,
        "1030501": 40,
        "1030706": 75,
    },
    (Book.GENERAL, "revenue", "02"): {
        "1100104": 40,
        "1100202": 300,
        "1100207": 120,
        "1100245": 130,
        "1100248": 150,
        "1100249": 100,
        "1100252": 120,
        "1100308": 20,
        "1100313": 20,
    },
    (Book.GENERAL, "revenue", "03"): {"1100601": 1},
    (Book.GENERAL, "revenue", "04"): {"110090102": 1},
    (Book.GENERAL, "revenue", "05"): {"110090103": 1},
    (Book.GENERAL, "revenue", "07"): {"11015": 1},
    (Book.GENERAL, "revenue", "08"): {"1100802": 1},
    (Book.GENERAL, "revenue", "09"): {"1101101": 1},
    (Book.GENERAL, "expenditure", "02"): {
        "2300202": 500,
        "2300207": 170,
        "2300208": 180,
        "23003": 150,
    },
    (Book.GENERAL, "expenditure", "03"): {"2300601": 1},
    (Book.GENERAL, "expenditure", "07"): {"2310301": 1},
    (Book.GENERAL, "expenditure", "08"): {"2301101": 1},
    (Book.FUNDS, "revenue", "01"): {LAND: 700, WORKS: 140, SEWAGE: 90, LOTTERY: 70},
    (Book.FUNDS, "revenue", "02"): {"103109998": 1},
    (Book.FUNDS, "revenue", "03"): {"11004": 1},
    (Book.FUNDS, "revenue", "05"): {"1100803": 1},
    (Book.FUNDS, "revenue", "07"): {"1101102": 1},
    (Book.FUNDS, "expenditure", "02"): {"23004": 1},
    (Book.FUNDS, "expenditure", "04"): {"2300802": 1},
    (Book.FUNDS, "expenditure", "05"): {"23104": 1},
    (Book.FUNDS, "expenditure", "06"): {"2301102": 1},
    (Book.FUNDS, "expenditure", "07"): {"2300902": 1},
    (Book.CAPITAL, "revenue", "01"): {"103060198": 1},
    (Book.CAPITAL, "revenue", "02"): {"103060202": 1},
    (Book.CAPITAL, "revenue", "03"): {"1030603": 1},
    (Book.CAPITAL, "revenue", "05"): {"1030698": 1},
    (Book.CAPITAL, "revenue", "06"): {"11005": 1},
    (Book.CAPITAL, "revenue", "07"): {"1100804": 1},
    (Book.CAPITAL, "expenditure", "02"): {"23005": 1},
    (Book.CAPITAL, "expenditure", "03"): {"2300803": 1},
    (Book.CAPITAL, "expenditure", "05"): {"2300904": 1},
    (Book.INSURANCE, "revenue", "01"): {"1021001": 300, "1021201": 700},
    (Book.INSURANCE, "revenue", "02"): {"1021002": 400, "1021202": 600},
    (Book.INSURANCE, "revenue", "03"): {"1020103": 1},
    (Book.INSURANCE, "revenue", "04"): {"11016": 1},
    (Book.INSURANCE, "revenue", "05"): {"10298": 1},
    (Book.INSURANCE, "expenditure", "01"): {"2091001": 450, "20912": 550},
    (Book.INSURANCE, "expenditure", "02"): {"23018": 1},
    (Book.INSURANCE, "expenditure", "03"): {"20999": 1},
}
# What general spending on an insurance is there: its subsidy, and the contributions beside it.
_SUBSIDIES: Final[Mapping[str, tuple[str, str]]] = {
    "2082602": ("1021002", "1021001"),
    "2101202": ("1021202", "1021201"),
}
_PROVINCIAL_CODES: Final[Mapping[Line, Mapping[str, int]]] = {
    (Book.GENERAL, "revenue", "09"): {"105040101": 1},
    (Book.FUNDS, "revenue", "07"): {"1050402": 1},
}
_TO_BELOW: Final = frozenset(
    {
        (Book.GENERAL, "expenditure", "02"),
        (Book.GENERAL, "expenditure", "08"),
        (Book.FUNDS, "expenditure", "02"),
        (Book.FUNDS, "expenditure", "06"),
        (Book.CAPITAL, "expenditure", "02"),
    }
)
_FROM_ABOVE: Final = frozenset(
    {
        (Book.GENERAL, "revenue", "02"),
        (Book.GENERAL, "revenue", "09"),
        (Book.GENERAL, "expenditure", "03"),
        (Book.FUNDS, "revenue", "03"),
        (Book.FUNDS, "revenue", "07"),
        (Book.CAPITAL, "revenue", "06"),
    }
)
_OTHER: Final[Mapping[Line, Book]] = {
    (Book.GENERAL, "revenue", "04"): Book.FUNDS,
    (Book.GENERAL, "revenue", "05"): Book.CAPITAL,
    (Book.FUNDS, "expenditure", "04"): Book.GENERAL,
    (Book.CAPITAL, "expenditure", "03"): Book.GENERAL,
}
_OWN: Final = "01"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One amount that a congress adopts, by code.

    ``fund`` names the government fund, ``other`` the budget on the other side, ``counterpart`` the
    government that gives or receives; each is empty where it does not apply.

    Units: ``amount`` in fen, a whole number of ten thousand yuan.
    """

    book: Book
    side: str
    line: str
    code: str
    amount: int
    fund: str = ""
    other: Book | None = None
    counterpart: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """What is left to the units of a place in one budget, or one fund of it, in fen."""

    book: Book
    fund: str
    amount: int


def budget_lines(
    place: Place, balance: Balance, neighbours: Mapping[str, Balance]
) -> list[BudgetLine]:
    """Return the lines of a place's four budgets, without what is left to units.

    ``neighbours`` are the balances of all places, from which the parts of those below are read.

    Always: with the pools the lines of each book and side add up to its balance.
    """
    found = []
    for line, amount in balance.items():
        if line[1] == "balance":
            found.append(BudgetLine(*line, code="", amount=amount * WAN))
        elif line[2] != _OWN or line[1] == "revenue" or line[0] is Book.INSURANCE:
            found += _by_code(place, line, amount, neighbours)
    own = balance[Book.GENERAL, "expenditure", _OWN]
    for code, share in ((RESERVE, RESERVE_SHARE), (HELD_BACK, HELD_BACK_SHARE)):
        aside = own * share // 1_000 * WAN
        found.append(BudgetLine(Book.GENERAL, "expenditure", _OWN, code, aside))
    return [line for line in found if line.amount]


def subsidised(lines: Sequence[BudgetLine], spent: Mapping[str, int]) -> list[BudgetLine]:
    """Return lines in which social insurance receives what the general budget spends on it.

    ``spent`` is general spending by function, in fen. What an insurance gets less of subsidy than
    drawn up stands in its contributions, so that its revenue stays what it is.
    """
    change: dict[str, int] = {}
    for function, (subsidy, contributions) in _SUBSIDIES.items():
        given = spent.get(function, 0)
        drawn = sum(line.amount for line in lines if line.code == subsidy)
        change[subsidy] = given - drawn
        change[contributions] = drawn - given
    made = [replace(line, amount=line.amount + change.get(line.code, 0)) for line in lines]
    return [line for line in made if line.amount]


def pools(balance: Balance) -> list[Pool]:
    """Return what a place leaves to its units: one pool for each book, or fund of a book."""
    own = balance[Book.GENERAL, "expenditure", _OWN]
    aside = sum(own * share // 1_000 for share in (RESERVE_SHARE, HELD_BACK_SHARE))
    found = [Pool(Book.GENERAL, "", (own - aside) * WAN)]
    revenue = dict(_over_codes((Book.FUNDS, "revenue", _OWN), balance, {}))
    spent = {code: revenue[code] for code in (WORKS, SEWAGE, LOTTERY)}
    spent[BONDS] = balance.get((Book.FUNDS, "revenue", "07"), 0) - balance.get(
        (Book.FUNDS, "expenditure", "06"), 0
    )
    spent[LAND] = balance[Book.FUNDS, "expenditure", _OWN] - sum(spent.values())
    found += [Pool(Book.FUNDS, fund, amount * WAN) for fund, amount in sorted(spent.items())]
    found.append(Pool(Book.CAPITAL, "", balance[Book.CAPITAL, "expenditure", _OWN] * WAN))
    return [pool for pool in found if pool.amount]


def _by_code(
    place: Place, line: Line, amount: int, neighbours: Mapping[str, Balance]
) -> Iterator[BudgetLine]:
    own = _PROVINCIAL_CODES if place.level == "province" else {}
    fund = _fund_of(line)
    for other, part in _over_places(place, line, amount, neighbours):
        for code, share in _over_codes(line, {line: part}, own):
            named = code if line == (Book.FUNDS, "revenue", _OWN) else fund
            yield BudgetLine(*line, code, share * WAN, named, _OTHER.get(line), other)


def _over_places(
    place: Place, line: Line, amount: int, neighbours: Mapping[str, Balance]
) -> Sequence[tuple[str, int]]:
    """Return which government gives or receives which part of a line."""
    if line in _TO_BELOW:
        taking = next(taking for taking, giving in HANDED_DOWN.items() if giving == line)
        parts = [(one.code, neighbours[one.code].get(taking, 0)) for one in below(place.code)]
        return [part for part in parts if part[1]]
    if line == (Book.GENERAL, "revenue", "03"):
        mirror = (Book.GENERAL, "expenditure", "03")
        return [(one.code, neighbours[one.code].get(mirror, 0)) for one in below(place.code)]
    return [(_above(place) if line in _FROM_ABOVE else "", amount)]


def _above(place: Place) -> str:
    """Return the government above, or nothing where it is outside the demo's budgets.

    The fictional municipality is given by nobody in the demo, as the province is by the centre.
    """
    above = places().get(place.parent)
    return above.code if above and above.fictional == place.fictional else ""


def _over_codes(
    line: Line, balance: Balance, special: Mapping[Line, Mapping[str, int]]
) -> Iterator[tuple[str, int]]:
    codes = special.get(line) or _CODES[line]
    weights = np.array(list(codes.values()), dtype=np.int64)
    yield from zip(codes, shared(balance.get(line, 0), weights).tolist(), strict=True)


def _fund_of(line: Line) -> str:
    if line[0] is not Book.FUNDS:
        return ""
    debt = {("revenue", "07"), ("expenditure", "06")}
    return BONDS if line[1:] in debt else LAND
