"""The payments of one place in one month, as columns: what is applied for, what becomes of it.

A month is drawn from its own stream of chance, so any month can be drawn alone, and the year is
never in memory at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fisc.demo.columns import Whole, chance, skewed
from fisc.demo.days import day_weights, payday, workdays
from fisc.demo.places import Place
from fisc.demo.purposes import Pattern
from fisc.demo.seasons import SMALLEST, YearOfUse
from fisc.demo.shares import parted

# Of a thousand payments of a fictional place: come back from the bank, are paid in part, are
# refunded later. In real places nothing of the kind happens.
_RETURNED: Final = 15
_PARTLY: Final = 45
_REFUNDED: Final = 57
# Of a thousand payments: confirmed on the day of the application, at the latest a day after it.
_SAME_DAY: Final = 500
_NEXT_DAY: Final = 900
_REFUND_AFTER: Final = 10  # working days at most
NEVER: Final = 0


@dataclass(frozen=True, slots=True)
class Payments:
    """Payment applications, column by column, in the order of their document numbers.

    ``indicator`` is the place of the indicator in the plan of the division, ``unit`` that of its
    unit among the basic units; ``serial`` numbers the applications of a unit through the year.
    ``paid`` is what the bank pays: the whole amount, a part, or nothing. ``refused`` marks those
    that ask for more than the indicator has.

    Shape: one element for each application. Units: amounts in fen; days as ordinals, with zero
    for what never happens.
    """

    indicator: Whole
    unit: Whole
    serial: Whole
    day: Whole
    amount: Whole
    refused: NDArray[np.bool_]
    confirmed: Whole
    paid: Whole
    refund_day: Whole
    refund: Whole

    def __len__(self) -> int:
        return int(self.indicator.size)

    def only(self, chosen: NDArray[np.bool_] | Whole | slice) -> Payments:
        """Return the chosen applications, in their order."""
        return Payments(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def joined(self, later: Payments) -> Payments:
        """Return these applications and then the others."""
        return Payments(
            *(
                np.concatenate((getattr(self, field.name), getattr(later, field.name)))
                for field in fields(self)
            )
        )


@dataclass(frozen=True, slots=True)
class Uses:
    """What the payments of a place are drawn from.

    Shape: ``unit``, ``pattern`` and ``amount`` have one element for each indicator; the indicators
    of a unit follow each other.
    """

    place: Place
    unit: Whole
    pattern: Whole
    amount: Whole
    year: YearOfUse


def payments_in(uses: Uses, seed: int, month: int) -> Payments:
    """Draw the payments that a place applies for in a month (1 to 12).

    Always: the amounts of an indicator add up to its spending of the month; nothing is applied for
    or confirmed on a day that is not worked, or after the year; the same arguments give the same
    payments.
    """
    stream = chance(seed, "payments", uses.place.number, month)
    number = uses.year.payments[:, month - 1].astype(np.int64)
    attempts = uses.year.attempts[:, month - 1].astype(np.int64)
    owner = np.repeat(np.arange(number.size), number)
    spending = uses.year.spending[:, month - 1]
    above = parted(spending - number * SMALLEST, number, skewed(stream, owner.size))
    tried = np.repeat(np.arange(number.size), attempts)
    excess = stream.integers(1, 50, tried.size, dtype=np.int64)
    asked = uses.amount[tried] // 100 * (100 + excess) + 1

    drawn = np.concatenate((owner, tried))
    days = _days(stream, month, uses.pattern[drawn])
    order = np.lexsort((days, uses.unit[drawn]))
    indicator, day = drawn[order], days[order]
    amount = np.concatenate((above + SMALLEST, asked))[order]
    refused = order >= owner.size
    unit = uses.unit[indicator]
    confirmed, paid, refund_day, refund = _outcomes(stream, uses.place, day, amount, refused)
    return Payments(
        indicator=indicator,
        unit=unit,
        serial=_serials(uses, unit, month),
        day=day,
        amount=amount,
        refused=refused,
        confirmed=confirmed,
        paid=paid,
        refund_day=refund_day,
        refund=refund,
    )


def _days(stream: np.random.Generator, month: int, pattern: Whole) -> Whole:
    """Draw the days of applications: salaries on the payday, bills on any working day."""
    days, weights = day_weights(month)
    running = np.cumsum(weights)
    drawn = stream.integers(0, running[-1], pattern.size, dtype=np.int64)
    bills = days[np.searchsorted(running, drawn, side="right")]
    return np.where(pattern == Pattern.WAGES, payday(month), bills)


def _serials(uses: Uses, unit: Whole, month: int) -> Whole:
    """Return the numbers of the applications, which follow those of earlier months."""
    earlier = (uses.year.payments[:, : month - 1].astype(np.int64)).sum(axis=1)
    earlier += uses.year.attempts[:, : month - 1].astype(np.int64).sum(axis=1)
    before = np.zeros(int(uses.unit.max()) + 1, dtype=np.int64)
    np.add.at(before, uses.unit, earlier)
    first = np.searchsorted(unit, unit, side="left")
    return before[unit] + np.arange(unit.size) - first + 1


def _outcomes(
    stream: np.random.Generator,
    place: Place,
    day: Whole,
    amount: Whole,
    refused: NDArray[np.bool_],
) -> tuple[Whole, Whole, Whole, Whole]:
    """Draw when and how much the bank pays, and what comes back later."""
    worked = workdays().days
    draws = stream.integers(0, 1_000, (3, day.size), dtype=np.int64)
    delay = (draws[0] >= _SAME_DAY).astype(np.int64) + (draws[0] >= _NEXT_DAY)
    confirmed = _after(worked, day, delay)
    paid = amount.copy()
    refund = np.zeros_like(amount)
    refund_day = np.full_like(day, NEVER)
    if place.fictional:
        fate = draws[1]
        paid[fate < _RETURNED] = 0
        part = (fate >= _RETURNED) & (fate < _PARTLY)
        paid[part] = amount[part] // 1_000 * (900 + draws[2][part] // 10)
        later = (fate >= _PARTLY) & (fate < _REFUNDED) & ~refused
        refund[later] = paid[later] // 100 * (10 + draws[2][later] * 9 // 100)
        refund_day[later] = _after(worked, confirmed[later], 1 + draws[2][later] % _REFUND_AFTER)
    confirmed[refused] = NEVER
    paid[refused] = 0
    return confirmed, paid, refund_day, refund


def _after(worked: Whole, day: Whole, number: Whole) -> Whole:
    """Return the day that is so many working days later, or the last one of the year."""
    later: Whole = worked[np.minimum(np.searchsorted(worked, day) + number, worked.size - 1)]
    return later
