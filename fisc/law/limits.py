"""The figures of the rules between the budgets, all of one day, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fisc.law.parameters import parameter
from fisc.values import Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the law says on a day about the money between the budgets.

    Units: pure numbers in 0..1.
    """

    fund_carry_over_max: Cited[Fraction]
    hand_over_min: Cited[Fraction]
    reserve_min: Cited[Fraction]
    reserve_max: Cited[Fraction]
    working_fund_max: Cited[Fraction]
    stabilisation_watch: Cited[Fraction]
    carry_over_max: Cited[Fraction]
    transfers_in_watch: Cited[Fraction]


def limits_on(day: date) -> Limits:
    """Return the figures that hold on a day.

    Raises:
        NotYetInForce: the day lies before one of them.

    Source: law/budgets

    Example:
        >>> limits_on(date(2026, 1, 1)).reserve_max.value
        Fraction(3, 100)
    """
    return Limits(
        fund_carry_over_max=parameter("budgets/funds:carry_over_ratio_max").on(day),
        hand_over_min=parameter("budgets/capital:hand_over_ratio_min").on(day),
        reserve_min=parameter("budgets/reserve:ratio_min").on(day),
        reserve_max=parameter("budgets/reserve:ratio_max").on(day),
        working_fund_max=parameter("budgets/working_fund:ratio_max").on(day),
        stabilisation_watch=parameter("budgets/stabilisation:ratio_watch").on(day),
        carry_over_max=parameter("budgets/carry:ratio_max").on(day),
        transfers_in_watch=parameter("budgets/transfers_in:ratio_watch").on(day),
    )
