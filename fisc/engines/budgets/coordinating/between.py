"""The rules between the budgets as demands: balances, mirrors, directions, ratios and ceilings.

Each rule of ``law/budgets/inter_budget_rules.csv`` that figures decide is written here once, for
one government and all of its budgets, or for two governments of which one gives to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from fisc.engines.budgets.coordinating.crossings import directions
from fisc.engines.budgets.coordinating.demands import (
    BETWEEN,
    ONE,
    Demand,
    Effect,
    Index,
    Sum,
    Where,
)
from fisc.engines.budgets.coordinating.identities import balances, between_levels, mirrors
from fisc.engines.budgets.coordinating.places import about, fund_words
from fisc.engines.budgets.lines import RESERVE, Line, stands_under
from fisc.law.limits import Limits
from fisc.law.names import budget_rule
from fisc.law.tables import INTER_BUDGET_RULES, find
from fisc.values import ZERO, Book, Cited, Money, Verdict, Words

_CAPITAL_REVENUE: Final = ("01", "02", "03", "04", "05")
_JUDGED: Final = frozenset({"IB03", "IB16", "IB17"})  # by fisc.engines.budgets.balance
_OWN: Final = Words("Own-level general expenditure", "本级一般公共预算支出")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a government has beside its drafts; None where nobody said so.

    Units: fen.
    """

    stabilisation: Money | None = None
    working_fund: Money | None = None


def demands(
    places: Iterable[Where], limits: Limits, standing: Mapping[str, Standing] | None = None
) -> list[Demand]:
    """Return what is demanded of amounts at these places, government by government.

    Source: law/budgets/inter_budget_rules.csv, law/budgets/mirrors.csv

    Example:
        >>> from datetime import date
        >>> from fisc.law.limits import limits_on
        >>> places = [Where("239900", Book.CAPITAL, "revenue", "01"),
        ...           Where("239900", Book.CAPITAL, "expenditure", "03")]
        >>> found = demands(places, limits_on(date(2026, 1, 1)))
        >>> [one.code for one in found]
        ['IB16', '', 'IB03']
        >>> amounts = dict(zip(places, [Money.yuan("100"), Money.yuan("29.99")]))
        >>> print(found[2].judged(amounts).steps[-1])
        It is ¥0.01 off.
    """
    index = Index(places)
    found: list[Demand] = []
    for government in sorted(index.lines):
        own = (standing or {}).get(government, Standing())
        found += balances(index, government)
        found += mirrors(index, government)
        found += directions(index, government)
        found += _of_funds(index, government, limits)
        found += _of_capital(index, government, limits)
        found += _of_general(index, government, limits, own)
    return [*found, *between_levels(index)]


@dataclass(frozen=True, slots=True)
class FlowChecks:
    """What the rules between the budgets say of a budget: what bars it, and what only warns."""

    verdicts: Sequence[Verdict]
    alerts: Sequence[Verdict]


def check_flows(
    government: str, lines: Iterable[Line], limits: Limits, *, adjusted: bool = False
) -> FlowChecks:
    """Put the rules between the budgets to the lines of one government's budgets.

    Balances, the reserve and the hand-over of state capital are judged by ``balance``; here are
    the mirrors (also where the other budget is not drafted at all), the directions, and the rest
    of the ratios and ceilings. In a budget that is ``adjusted`` the giving side may go ahead: what
    is new to the receiving one is taken up when it is given. Nothing is received before.

    Shape: every verdict that bars, kept or not; of the alerts only those that are not kept.

    Example:
        >>> from datetime import date
        >>> from fisc.law.limits import limits_on
        >>> received = Line(book=Book.GENERAL, side="revenue", line="04", amount=Money.yuan("5"))
        >>> found = check_flows("239900", [received], limits_on(date(2026, 1, 1)))
        >>> print(found.verdicts[0].steps[-1])
        It is ¥5.00 off.
    """
    sums: dict[Where, Money] = {}
    for line in lines:
        code = RESERVE if line.code and stands_under(line.code, RESERVE) else ""
        fund = line.fund if line.book is Book.FUNDS else ""
        place = Where(government, line.book, line.side, line.line, code, fund, "", line.other)
        sums[place] = sums.get(place, ZERO) + line.amount
    found = [
        one
        for one in demands(sums, limits)
        if one.rule is BETWEEN or (one.code and one.code not in _JUDGED)
    ]
    if adjusted:
        found = [replace(one, equal=False) if one.rule is BETWEEN else one for one in found]
    return FlowChecks(
        [one.judged(sums) for one in found if one.effect == "block"],
        [one.judged(sums) for one in found if one.effect == "warn" and not one.kept(sums)],
    )


def _of_funds(index: Index, government: str, limits: Limits) -> Iterator[Demand]:
    revenue = index.at(government, Book.FUNDS, "revenue", "01")
    carried = index.at(government, Book.FUNDS, "expenditure", "07")
    for fund in sorted({place.fund for place in carried}):
        own = [place for place in revenue if place.fund == fund]
        if own:  # a fund of bond proceeds has no revenue of its own to measure by
            yield _share(
                "IB01",
                about(government, fund_words(fund)),
                (Words("Carried forward", "结转下年"), [p for p in carried if p.fund == fund]),
                (Words("Revenue of the fund", "该基金当年收入"), own),
                most=limits.fund_carry_over_max,
            )


def _of_capital(index: Index, government: str, limits: Limits) -> Iterator[Demand]:
    revenue = index.at(government, Book.CAPITAL, "revenue", *_CAPITAL_REVENUE)
    if revenue:
        handed = index.at(government, Book.CAPITAL, "expenditure", "03")
        yield _share(
            "IB03",
            about(government),
            (Words("Handed over to the general public budget", "调入一般公共预算"), handed),
            (Words("State capital revenue", "国有资本经营收入"), revenue),
            least=limits.hand_over_min,
        )


def _of_general(
    index: Index, government: str, limits: Limits, standing: Standing
) -> Iterator[Demand]:
    own = index.at(government, Book.GENERAL, "expenditure", "01")
    if not own:
        return
    whose, spent = about(government), (_OWN, own)
    reserve = (Words("Reserve", "预备费"), [place for place in own if place.code == RESERVE])
    yield _share("IB17", whose, reserve, spent, least=limits.reserve_min)
    yield _share("IB17", whose, reserve, spent, most=limits.reserve_max)
    top_up = index.at(government, Book.GENERAL, "expenditure", "06")
    if top_up:
        named = (Words("Top-up of the working fund", "补充预算周转金"), top_up)
        there = standing.working_fund or ZERO
        yield _share("IB18", whose, named, spent, most=limits.working_fund_max, there=there)
    yield from _of_stabilisation(index, government, limits, standing)
    carried = index.at(government, Book.GENERAL, "expenditure", "10")
    if carried:
        named = (Words("Carried forward", "结转下年"), carried)
        yield _share("IB20", whose, named, spent, most=limits.carry_over_max)
    moved_in = index.at(government, Book.GENERAL, "revenue", "04", "05", "06")
    if moved_in:
        yield _share(
            "IB23",
            whose,
            (Words("Transfers in", "调入资金"), moved_in),
            (Words("Resources", "总财力"), index.side(government, Book.GENERAL, "revenue")),
            most=limits.transfers_in_watch,
        )


def _of_stabilisation(
    index: Index, government: str, limits: Limits, standing: Standing
) -> Iterator[Demand]:
    own = index.at(government, Book.GENERAL, "expenditure", "01")
    paid = index.at(government, Book.GENERAL, "expenditure", "05")
    drawn = index.at(government, Book.GENERAL, "revenue", "07")
    known = standing.stabilisation
    if drawn and known is not None:
        yield Demand(
            code="IB13",
            rule=budget_rule("IB13"),
            about=about(government),
            says=Words(f"at most the {known} of the fund is drawn", f"动用不超过基金余额 {known}"),
            sums=[Sum(Words("Drawn", "动用"), ONE, drawn)],
            right=known,
        )
    if paid or (drawn and known is not None):
        yield _demand_of_size(government, limits.stabilisation_watch, own, paid, drawn, known)


def _demand_of_size(
    government: str,
    watch: Cited[Fraction],
    own: Sequence[Where],
    paid: Sequence[Where],
    drawn: Sequence[Where],
    known: Money | None,
) -> Demand:
    """Return IB19. Where nobody said what the fund holds, what is paid in is at least there."""
    sums = [Sum(Words("Paid into the fund", "补充基金"), ONE, paid)]
    if known is not None:
        sums.append(Sum(Words("Drawn from the fund", "动用基金"), -ONE, drawn))
    says = f"the fund ({known or ZERO} before) is at most {watch.value} of: {_OWN.en}"
    says_zh = f"基金规模（原有 {known or ZERO}）不超过{_OWN.zh}的 {watch.value}"
    return Demand(
        code="IB19",
        rule=budget_rule("IB19"),
        about=about(government),
        says=Words(says, says_zh),
        sums=[*sums, Sum(_OWN, -watch.value, own)],
        effect=_effect("IB19"),
        firm=_effect("IB19") == "block",
        right=-(known or ZERO),
        source=watch.source,
    )


def _share(
    code: str,
    whose: Words,
    part: tuple[Words, Sequence[Where]],
    whole: tuple[Words, Sequence[Where]],
    *,
    least: Cited[Fraction] | None = None,
    most: Cited[Fraction] | None = None,
    there: Money = ZERO,
) -> Demand:
    """Demand that one sum is at least, or at most, a share of another; ``there`` adds to it."""
    ratio = least or most
    assert ratio is not None  # noqa: S101 - one of the two is always given
    sign = -ONE if least else ONE
    bound = ("at least", "不低于") if least else ("at most", "不超过")
    before = (f", {there} before," if there else "", f"（原有 {there}）" if there else "")
    return Demand(
        code=code,
        rule=budget_rule(code),
        about=whose,
        says=Words(
            f"{part[0].en}{before[0]} is {bound[0]} {ratio.value} of: {whole[0].en}",
            f"{part[0].zh}{before[1]}{bound[1]}{whole[0].zh}的 {ratio.value}",
        ),
        sums=[Sum(part[0], sign, part[1]), Sum(whole[0], -sign * ratio.value, whole[1])],
        effect=_effect(code),
        firm=_effect(code) == "block",
        right=-there if most else there,
        source=ratio.source,
    )


def _effect(code: str) -> Effect:
    return "block" if find(INTER_BUDGET_RULES, code).effect == "block" else "warn"
