"""Drafts that say by which spending standard their amount was worked out.

A file of its own because nothing else in the stage knows of standards.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from fisc.engines.budgets.standards import RULE, Choice, Standard, in_force, judge, library
from fisc.registers import standards
from fisc.stages.allot.acts import demand, refuse
from fisc.stages.allot.models import Indicator
from fisc.values import Money, Step


def demand_standard(indicator: Indicator) -> None:
    """Stop the act unless an amount is within its standard, or an exception explains it.

    The standard is one that holds on the first day of the year, at the division or above it.

    Raises:
        Refused: there is no such standard there, it has no amount, the quantity is missing, or the
            amount is above it without an exception.

    Source: law/standards/standards.csv
    """
    first = date(indicator.year, 1, 1)
    places = standards.chain(indicator.division)
    known = in_force((*library(), *standards.own(places)), first)
    found = next((one for one in reversed(known) if _fits(one, indicator, places)), None)
    if found is None or found.amount is None:
        refuse(
            RULE,
            f"{indicator.number}: no standard {indicator.standard} with an amount holds in "
            f"{indicator.division} on {first}.",
            f"{indicator.number}：{first} {indicator.division} 没有金额标准 {indicator.standard}。",
        )
    if not indicator.quantity:
        refuse(
            RULE,
            f"{indicator.number}: say for what quantity, with standard {indicator.standard}.",
            f"{indicator.number}：按标准 {indicator.standard} 编制，请填写数量。",
        )
    step = Step(f"Standard {found.code}: {found.name.en}.", f"标准 {found.code}：{found.name.zh}。")
    judged = judge(
        Choice(found, (step,)),
        Fraction(indicator.quantity),
        Money(indicator.amount_fen),
        indicator.exception,
    )
    demand(judged.verdict)


def _fits(one: Standard, indicator: Indicator, places: tuple[str, ...]) -> bool:
    return one.code == indicator.standard and one.place in ("", *places)
