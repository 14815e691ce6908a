"""How much of each indicator is spent in each month, and in how many payments.

Salaries come monthly, heating in winter, building in summer, and every quarter ends busier than it
began. What is spent never exceeds the indicator, because the months are shares of a part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fisc.demo.columns import Whole, chance, jitter
from fisc.demo.days import MONTHS
from fisc.demo.indicators import GRAIN, DemoIndicator
from fisc.demo.places import Place
from fisc.demo.purposes import Pattern
from fisc.demo.shares import UnsharableAmount, shared_within, spread

SMALLEST: Final = 10_000  # a payment is at least a hundred yuan
ROOM: Final = 4 * SMALLEST  # what an indicator must have for each of its payments

WEIGHTS: Final = np.array(
    [
        [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100],  # WAGES
        [60, 60, 100, 80, 80, 110, 80, 80, 110, 80, 90, 130],  # RUNNING
        [160, 150, 120, 60, 0, 0, 0, 0, 0, 130, 180, 200],  # HEATING
        [70, 80, 100, 100, 90, 100, 90, 90, 100, 90, 90, 100],  # SUBSIDIES
        [20, 30, 80, 80, 90, 140, 90, 90, 140, 100, 110, 150],  # SERVICES
        [10, 10, 30, 80, 120, 150, 140, 130, 150, 120, 80, 120],  # BUILDING
        [0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 100, 0],  # INTEREST
    ],
    dtype=np.int64,
)
WEIGHTS.setflags(write=False)
# How often an indicator of each pattern is used: a fixed number, or a weight for sharing the rest.
_FIXED: Final = {Pattern.WAGES: 12, Pattern.INTEREST: 2}
_OFTEN: Final = np.array([0, 30, 12, 10, 20, 12, 0], dtype=np.int64)


class Story(IntEnum):
    """What goes wrong with an indicator; everything but ``NONE`` happens in fictional places."""

    NONE = 0
    LOW = 1  # little of it is spent
    IDLE = 2  # nothing of it is spent, and finance takes part of it back
    RUSH = 3  # most of it is spent in December


@dataclass(frozen=True, slots=True)
class YearOfUse:
    """What becomes of a place's indicators in the year.

    Shape: one row for each indicator; ``payments``, ``spending`` and ``attempts`` have one column
    for each month. Units: ``spending`` in fen. ``attempts`` counts applications that ask for more
    than there is and are refused.
    """

    story: NDArray[np.int8]
    payments: NDArray[np.int32]
    spending: Whole
    attempts: NDArray[np.int8]


def year_of_use(
    place: Place, seed: int, indicators: Sequence[DemoIndicator], target: int
) -> YearOfUse:
    """Draw how a place uses its indicators, with exactly ``target`` payments in all.

    Always: no indicator is spent beyond its amount, or before the month in which it is released;
    a month without payments has no spending.

    Raises:
        UnsharableAmount: the target is too small or too large for these indicators.
    """
    stream = chance(seed, "use", place.number)
    pattern = np.array([one.pattern for one in indicators], dtype=np.int64)
    amount = np.array([one.amount for one in indicators], dtype=np.int64)
    month = np.array([one.month for one in indicators], dtype=np.int64)
    draws = stream.integers(0, 1_000, (4, len(indicators)), dtype=np.int64)
    story = _stories(place, pattern, draws[0])
    spent = _spent(amount, pattern, story, draws[1])
    count = _counts(spent, pattern, target)
    weights = WEIGHTS[pattern] * (np.arange(1, MONTHS + 1) >= month[:, None])
    weights[story == Story.RUSH] //= 8
    weights[story == Story.RUSH, -1] = 600
    payments = _in_months(count, weights, draws[2])
    spending = spread(spent, payments * jitter(stream, payments.size).reshape(payments.shape))
    attempts = _attempts(place, payments.shape, month, stream)
    return YearOfUse(story, payments.astype(np.int32), spending, attempts)


def _stories(place: Place, pattern: Whole, draw: Whole) -> NDArray[np.int8]:
    story = np.zeros(pattern.size, dtype=np.int8)
    if place.fictional:
        open_to_it = (pattern >= Pattern.SERVICES) & (pattern != Pattern.INTEREST)
        for name, low, high in (
            (Story.LOW, 0, 180),
            (Story.IDLE, 180, 240),
            (Story.RUSH, 240, 360),
        ):
            story[open_to_it & (draw >= low) & (draw < high)] = name
    return story


def _spent(amount: Whole, pattern: Whole, story: NDArray[np.int8], draw: Whole) -> Whole:
    """Return what is spent of each indicator in the year."""
    share = 960 + draw * 41 // 1_000
    share[pattern == Pattern.WAGES] = 985 + draw[pattern == Pattern.WAGES] * 16 // 1_000
    share[pattern == Pattern.INTEREST] = 1_000
    share[story == Story.LOW] = 80 + draw[story == Story.LOW] * 4 // 10
    share[story == Story.IDLE] = 0
    return amount // GRAIN * share * (GRAIN // 1_000)


def _counts(spent: Whole, pattern: Whole, target: int) -> Whole:
    """Return how many payments each indicator has; together they are the target."""
    count = np.zeros(spent.size, dtype=np.int64)
    for name, number in _FIXED.items():
        count[pattern == name] = number
    free = (count == 0) & (spent > 0)
    count[free] = 1
    rest = target - int(count.sum())
    limit = np.where(free, spent // ROOM - 1, 0).clip(min=0)
    if rest < 0:
        raise UnsharableAmount(
            f"{target} payments are too few for these indicators, which need {target - rest}."
        )
    weights = _OFTEN[pattern] * _root(spent)
    return count + shared_within(rest, weights, limit)


def _root(amount: Whole) -> Whole:
    """Return roughly the cube root of an amount in hundreds of yuan, without leaving integers."""
    bits = np.zeros(amount.size, dtype=np.int64)
    left = amount // GRAIN
    while (left > 0).any():
        bits += left > 0
        left = left >> 1
    return 1 << (bits // 3)


def _in_months(count: Whole, weights: Whole, phase: Whole) -> Whole:
    """Spread numbers of payments over months; the phase keeps single ones from one month."""
    running = np.cumsum(weights, axis=1)
    whole = np.maximum(running[:, -1:], 1)
    start = phase[:, None] * whole // 1_000
    reached = (count[:, None] * running + start) // whole
    return np.diff(reached, axis=1, prepend=0)


def _attempts(
    place: Place, shape: tuple[int, int], month: Whole, stream: np.random.Generator
) -> NDArray[np.int8]:
    """Draw a few applications that ask for too much, in fictional places only."""
    attempts = np.zeros(shape, dtype=np.int8)
    if place.fictional:
        for at in range(MONTHS):
            released = np.flatnonzero(month <= at + 1)
            attempts[stream.choice(released, 2, replace=False), at] = 1
    return attempts
