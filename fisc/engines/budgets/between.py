"""The rules between the budgets as demands: balances, mirrors, directions, ratios and ceilings.

Each rule of ``law/budgets/inter_budget_rules.csv`` that figures decide is written here once, for
one government and all of its budgets, or for two governments of which one gives to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from fisc.engines.budgets.demands import Demand, Effect, Sum, Where
from fisc.engines.budgets.directions import check_direction
from fisc.engines.budgets.lines import RESERVE, Line, names_of, stands_under
from fisc.engines.budgets.places import about, fund_words
from fisc.law.limits import Limits
from fisc.law.names import budget_rule
from fisc.law.tables import INTER_BUDGET_RULES, MIRRORS, find, read
from fisc.values import ZERO, Book, Cited, Money, Verdict, Words

ONE: Final = Fraction(1)
_CAPITAL_REVENUE: Final = ("01", "02", "03", "04", "05")
_DECIDED: Final = "congress"  # a budget is a decision; whether it was one, the approval says
_BETWEEN: Final = Words("transfer between budgets", "预算间调入调出")
_LEVELS: Final = Words("transfer between governments", "上下级往来")
_JUDGED: Final = frozenset({"IB03", "IB16", "IB17"})  # by fisc.engines.budgets.balance
_OWN: Final = Words("Own-level general expenditure", "本级一般公共预算支出")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a government has beside its drafts; None where nobody said so.

    Units: fen.
    """

    stabilisation: Money | None = None
    working_fund: Money | None = None


class Index:
    """Places by government, book, side and line."""

    def __init__(self, places: Iterable[Where]) -> None:
        self.lines: dict[str, dict[tuple[Book, str, str], list[Where]]] = {}
        for place in places:
            own = self.lines.setdefault(place.government, {})
            own.setdefault((place.book, place.side, place.line), []).append(place)

    def books(self, government: str) -> list[Book]:
        """Return the books of a government, in their order."""
        found = {book for book, _, _ in self.lines[government]}
        return [book for book in Book if book in found]

    def at(self, government: str, book: Book, side: str, *lines: str) -> list[Where]:
        """Return the places of some lines."""
        own = self.lines[government]
        return [place for line in lines for place in own.get((book, side, line), ())]

    def side(self, government: str, book: Book, side: str) -> list[Where]:
        """Return the places of one side of a book."""
        return [
            place
            for (of, where, _), places in self.lines[government].items()
            if (of, where) == (book, side)
            for place in places
        ]


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
        found += _balances(index, government)
        found += _mirrors(index, government)
        found += _directions(index, government)
        found += _of_funds(index, government, limits)
        found += _of_capital(index, government, limits)
        found += _of_general(index, government, limits, own)
    return [*found, *_between_levels(index)]


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
        if one.rule is _BETWEEN or (one.code and one.code not in _JUDGED)
    ]
    if adjusted:
        found = [replace(one, equal=False) if one.rule is _BETWEEN else one for one in found]
    return FlowChecks(
        [one.judged(sums) for one in found if one.effect == "block"],
        [one.judged(sums) for one in found if one.effect == "warn" and not one.kept(sums)],
    )


def _balances(index: Index, government: str) -> Iterator[Demand]:
    for book in index.books(government):
        revenue = index.side(government, book, "revenue")
        uses = index.side(government, book, "expenditure")
        if book is Book.INSURANCE:
            yield from _of_insurance(index, government, revenue, uses)
        elif book is Book.FUNDS:
            for fund in sorted({place.fund for place in (*revenue, *uses)}):
                yield _balance(
                    about(government, fund_words(fund)),
                    Words("balance of the fund", "单项基金收支平衡"),
                    [place for place in revenue if place.fund == fund],
                    [place for place in uses if place.fund == fund],
                )
        else:
            rule = Words(f"balance of the {book.words.en}", f"{book.words.zh}收支平衡")
            named = budget_rule("IB16") if book is Book.CAPITAL else rule
            code = "IB16" if book is Book.CAPITAL else ""
            yield _balance(about(government), named, revenue, uses, code)


def _balance(
    whose: Words, rule: Words, revenue: Sequence[Where], uses: Sequence[Where], code: str = ""
) -> Demand:
    return Demand(
        code=code,
        rule=rule,
        about=whose,
        says=Words("resources equal uses", "收入总计等于支出总计"),
        sums=_difference(Words("Resources", "收入总计"), revenue, Words("Uses", "支出总计"), uses),
        equal=True,
    )


def _of_insurance(
    index: Index, government: str, revenue: Sequence[Where], uses: Sequence[Where]
) -> Iterator[Demand]:
    rule = Words("balance of social insurance", "社会保险基金收支平衡")
    sums = _difference(Words("Expenditure", "支出"), uses, Words("Revenue", "收入"), revenue)
    yield Demand(
        code="",
        rule=rule,
        about=about(government),
        says=Words("the current balance is not negative", "本年收支结余不得为负"),
        sums=sums,
    )
    stated = index.at(government, Book.INSURANCE, "balance", "01")
    if stated:
        yield Demand(
            code="",
            rule=rule,
            about=about(government),
            says=Words("the stated balance is revenue less expenditure", "结余等于收入减支出"),
            sums=[*sums, Sum(Words("Stated balance", "所列结余"), ONE, stated)],
            equal=True,
        )


def _mirrors(index: Index, government: str) -> Iterator[Demand]:
    for mirror in (row for row in read(MIRRORS) if row.between == "books"):
        got = index.at(government, mirror.receiving_book, "revenue", mirror.receiving_line)
        gave = index.at(government, mirror.giving_book, "expenditure", mirror.giving_line)
        if got or gave:
            giving, receiving = mirror.giving_book.words, mirror.receiving_book.words
            yield Demand(
                code="",
                rule=_BETWEEN,
                about=about(government),
                says=Words(
                    f"the {receiving.en} receives what the {giving.en} gives",
                    f"{receiving.zh}调入等于{giving.zh}调出",
                ),
                sums=_difference(Words("Received", "调入"), got, Words("Given", "调出"), gave),
                equal=True,
            )


def _between_levels(index: Index) -> Iterator[Demand]:
    for mirror in (row for row in read(MIRRORS) if row.between != "books"):
        pairs: dict[tuple[str, str], tuple[list[Where], list[Where]]] = {}
        for government in index.lines:
            gave = index.at(government, mirror.giving_book, "expenditure", mirror.giving_line)
            got = index.at(government, mirror.receiving_book, "revenue", mirror.receiving_line)
            for takes, places in enumerate((gave, got)):
                for place in places:
                    if place.counterpart in index.lines:
                        pair = (place.counterpart, government)[:: 1 if takes else -1]
                        pairs.setdefault(pair, ([], []))[takes].append(place)
        name = names_of(mirror.giving_book, "expenditure", mirror.giving_line)
        book = mirror.giving_book.words
        for (giver, taker), (gave, got) in sorted(pairs.items()):
            yield Demand(
                code="",
                rule=_LEVELS,
                about=Words(
                    f"{about(giver).en} and {about(taker).en}",
                    f"{about(giver).zh}与{about(taker).zh}",
                ),
                says=Words(
                    f"what is given is received ({book.en}: {name.en})",
                    f"下级收到等于上级给付（{book.zh}：{name.zh}）",
                ),
                sums=_difference(Words("Received", "收到"), got, Words("Given", "给付"), gave),
                equal=True,
            )


def _directions(index: Index, government: str) -> Iterator[Demand]:
    """Close every direction that no rule opens, and every line that another one stands for."""
    crossing: dict[tuple[Book, Book, bool], list[Where]] = {}
    for places in index.lines[government].values():
        for place in places:
            if (pair := _pair(place)) is not None and is_closed(place):
                crossing.setdefault((*pair, is_open(*pair)), []).append(place)
    for (giving, receiving, elsewhere), places in sorted(crossing.items()):
        insured = giving is Book.INSURANCE
        says = Words(
            f"the {giving.words.en} gives nothing to the {receiving.words.en}",
            f"{giving.words.zh}不得调入{receiving.words.zh}",
        )
        if elsewhere:
            says = Words(
                f"what the {giving.words.en} gives to the {receiving.words.en} stands in its line",
                f"{giving.words.zh}调入{receiving.words.zh}应列入对应科目",
            )
        yield Demand(
            code="IB10" if insured else "",
            rule=budget_rule("IB10") if insured else _BETWEEN,
            about=about(government),
            says=says,
            sums=[Sum(Words("Entered", "所列金额"), ONE, places)],
        )


def _pair(place: Where) -> tuple[Book, Book] | None:
    """Return which budget gives and which receives, where a line names another one."""
    if place.other is None or place.other is place.book or place.side == "balance":
        return None
    return (place.other, place.book) if place.side == "revenue" else (place.book, place.other)


def is_open(giving: Book, receiving: Book) -> bool:
    """Say whether a rule lets one budget give to another, where a congress decides it."""
    return check_direction(giving, receiving, decision=_DECIDED).allowed


def is_closed(place: Where) -> bool:
    """Say whether nothing may stand here: no rule opens the way, or it has a line of its own.

    Source: law/budgets/inter_budget_rules.csv, law/budgets/mirrors.csv

    Example:
        >>> from_funds = Where("239900", Book.GENERAL, "revenue", "04", other=Book.FUNDS)
        >>> is_closed(from_funds), is_closed(from_funds._replace(line="06"))
        (False, True)
    """
    pair = _pair(place)
    if pair is None:
        return False
    if not is_open(*pair):
        return True
    rows = [row for row in read(MIRRORS) if row.between == "books"]
    own = [
        (row.giving_book, row.receiving_book)
        for row in rows
        if (row.receiving_book, "revenue", row.receiving_line) == place[1:4]
        or (row.giving_book, "expenditure", row.giving_line) == place[1:4]
    ]
    if own:
        return pair not in own
    return any(pair == (row.giving_book, row.receiving_book) for row in rows)


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


def _difference(
    first: Words, plus: Sequence[Where], second: Words, minus: Sequence[Where]
) -> list[Sum]:
    return [Sum(first, ONE, plus), Sum(second, -ONE, minus)]


def _effect(code: str) -> Effect:
    return "block" if find(INTER_BUDGET_RULES, code).effect == "block" else "warn"
