"""The balance of the four budgets: resources equal uses, and no budget lives off another.

Each check answers with a verdict that names the lines, the amounts and the difference. Checks that
bar an adoption stand in ``Judgement.verdicts``; those that only warn stand in ``alerts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from fisc.engines.budgets.lines import RESERVE, Line, Side, stands_under, total
from fisc.law.names import budget_rule
from fisc.law.tables import MIRRORS, read
from fisc.values import ZERO, Book, Citation, Cited, Money, Step, Verdict, Words

_LAW: Final = "Budget Law"
_BASIS: Final[Mapping[Book, Citation]] = {
    Book.GENERAL: Citation(_LAW, "article 35"),
    Book.FUNDS: Citation(_LAW, "article 9"),
    Book.CAPITAL: Citation(_LAW, "article 10"),
    Book.INSURANCE: Citation(_LAW, "article 11"),
}
_OWN_EXPENDITURE: Final = "01"
_HANDED_OVER: Final = "03"
_STATE_CAPITAL_REVENUE: Final = frozenset({"01", "02", "03", "04", "05"})
_CURRENT_BALANCE: Final = "01"
_SIDES: Final = {
    "revenue": Words("Revenue", "收入"),
    "expenditure": Words("Expenditure", "支出"),
    "balance": Words("Balance", "结余"),
}
_FITS: Final = {
    (True, True): ("It fits.", "符合规定。"),
    (True, False): ("It is too large.", "超过上限。"),
    (False, True): ("It is too small.", "低于下限。"),
    (False, False): ("It fits neither bound.", "上下限均不符。"),
}
_BETWEEN: Final = Words("transfer between budgets", "预算间调入调出")


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that was looked at before a budget may be adopted.

    Shape: one verdict for each check that concerns the books of the budget, in their order.
    """

    verdicts: Sequence[Verdict]
    alerts: Sequence[Verdict] = ()

    @property
    def allowed(self) -> bool:
        """Whether no check bars the adoption."""
        return all(verdict.allowed for verdict in self.verdicts)

    @property
    def refusal(self) -> Verdict | None:
        """The first check that bars the adoption, if any."""
        return next((verdict for verdict in self.verdicts if not verdict.allowed), None)


def judge(
    lines: Iterable[Line],
    *,
    reserve_min: Cited[Fraction],
    reserve_max: Cited[Fraction],
    hand_over_min: Cited[Fraction],
) -> Judgement:
    """Put every check to a whole budget, book by book.

    Units: the ratios are pure numbers in 0..1.
    Source: law/budgets/reserve.yaml, law/budgets/capital.yaml
    """
    lines = tuple(lines)
    books = [book for book in Book if any(line.book is book for line in lines)]
    verdicts = [check_book(book, lines) for book in books]
    if Book.FUNDS in books:
        verdicts += check_funds(lines)
    if Book.GENERAL in books:
        verdicts.append(check_reserve(lines, ratio_min=reserve_min, ratio_max=reserve_max))
    verdicts.append(check_insurance_stays_apart(lines))
    verdicts += check_mirrors(lines)
    alerts = [hand_over(lines, ratio_min=hand_over_min)] if Book.CAPITAL in books else []
    return Judgement(tuple(verdicts), tuple(verdict for verdict in alerts if not verdict.allowed))


def check_book(book: Book, lines: Iterable[Line]) -> Verdict:
    """Judge whether the resources of one budget equal its uses.

    A local budget has no deficit, and a surplus is a line of its own (carried forward, or paid
    into the stabilisation fund), so both sides are equal to the fen. Social insurance differs:
    its current balance may not be negative, and is stated where the draft has that line.

    Units: amounts in fen.
    Source: law/budgets/balance_lines.csv

    Example:
        >>> lines = [
        ...     Line(book=Book.GENERAL, side="revenue", line="01", amount=Money.yuan("300")),
        ...     Line(book=Book.GENERAL, side="expenditure", line="01", amount=Money.yuan("299.99")),
        ... ]
        >>> verdict = check_book(Book.GENERAL, lines)
        >>> verdict.allowed
        False
        >>> print(verdict.steps[-1])
        Resources ¥300.00, uses ¥299.99: difference ¥0.01.
    """
    own = [line for line in lines if line.book is book]
    resources, uses = _side(own, "revenue"), _side(own, "expenditure")
    difference = resources - uses
    steps = list(_amounts(own, _BASIS.get(book)))
    steps.append(
        Step(
            f"Resources {resources}, uses {uses}: difference {difference}.",
            f"收入总计 {resources}，支出总计 {uses}，差额 {difference}。",
        )
    )
    allowed = difference == ZERO
    if book is Book.INSURANCE:
        stated = [line for line in own if line.side == "balance" and line.line == _CURRENT_BALANCE]
        wrong = bool(stated) and total(stated) != difference
        allowed = difference >= ZERO and not wrong
        if wrong:
            off = total(stated) - difference
            steps.append(
                Step(
                    f"The draft states a current balance of {total(stated)}, which is {off} off.",
                    f"草案所列本年收支结余 {total(stated)} 相差 {off}。",
                )
            )
    rule = Words(f"balance of the {book.words.en}", f"{book.words.zh}收支平衡")
    return Verdict(allowed, rule, tuple(steps))


def check_funds(lines: Iterable[Line]) -> list[Verdict]:
    """Judge whether each government fund balances by itself.

    Shape: one verdict for each fund, in the order of their names.
    """
    own = [line for line in lines if line.book is Book.FUNDS]
    verdicts = []
    for fund in sorted({line.fund for line in own}):
        part = [line for line in own if line.fund == fund]
        resources, uses = _side(part, "revenue"), _side(part, "expenditure")
        steps = (
            *_amounts(part, _BASIS[Book.FUNDS]),
            Step(
                f"Fund {fund or '-'}: resources {resources}, uses {uses}: "
                f"difference {resources - uses}.",
                f"基金 {fund or '-'} 收入 {resources}，支出 {uses}，差额 {resources - uses}。",
            ),
        )
        rule = Words(f"balance of fund {fund}", f"基金 {fund} 收支平衡")
        verdicts.append(Verdict(resources == uses, rule, steps))
    return verdicts


def check_reserve(
    lines: Iterable[Line], *, ratio_min: Cited[Fraction], ratio_max: Cited[Fraction]
) -> Verdict:
    """Judge whether the reserve lies within its share of own-level general expenditure.

    Own-level expenditure includes the reserve itself. Ratios are compared by whole numbers, so
    the bounds are exact to the fen; both belong to the permitted range.

    Units: amounts in fen; ratios are pure numbers in 0..1.
    Source: law/budgets/reserve.yaml
    """
    own = [
        line
        for line in lines
        if line.book is Book.GENERAL
        and line.side == "expenditure"
        and line.line == _OWN_EXPENDITURE
    ]
    expenditure = total(own)
    reserve = total(line for line in own if line.code and stands_under(line.code, RESERVE))
    above = _reaches(reserve, expenditure, ratio_min.value)
    below = _reaches(-reserve, -expenditure, ratio_max.value)
    steps = (
        Step(
            f"Own-level expenditure including the reserve: {expenditure}.",
            f"本级支出（含预备费）{expenditure}。",
        ),
        Step(f"Reserve: {reserve}.", f"预备费 {reserve}。"),
        Step(
            f"It must be at least {ratio_min.value} of it.",
            f"不得低于 {ratio_min.value}。",
            ratio_min.source,
        ),
        Step(
            f"It may be at most {ratio_max.value} of it.",
            f"不得高于 {ratio_max.value}。",
            ratio_max.source,
        ),
        Step(*_FITS[above, below]),
    )
    return Verdict(above and below, budget_rule("IB17"), steps)


def hand_over(lines: Iterable[Line], *, ratio_min: Cited[Fraction]) -> Verdict:
    """Judge whether state capital hands over its share to the general public budget.

    A target and no bar: whoever adopts the budget is told.

    Units: amounts in fen; the ratio is a pure number in 0..1.
    Source: law/budgets/capital.yaml
    """
    own = [line for line in lines if line.book is Book.CAPITAL]
    revenue = total(
        line for line in own if line.side == "revenue" and line.line in _STATE_CAPITAL_REVENUE
    )
    handed = total(line for line in own if line.side == "expenditure" and line.line == _HANDED_OVER)
    share = Fraction(handed.fen, revenue.fen) if revenue else Fraction(0)
    steps = (
        Step(f"State capital revenue: {revenue}.", f"国有资本经营收入 {revenue}。"),
        Step(
            f"Handed over to the general public budget: {handed}, {share}.",
            f"调入一般公共预算 {handed}，占 {share}。",
        ),
        Step(
            f"The target is at least {ratio_min.value}.",
            f"目标不低于 {ratio_min.value}。",
            ratio_min.source,
        ),
    )
    return Verdict(_reaches(handed, revenue, ratio_min.value), budget_rule("IB03"), steps)


def check_insurance_stays_apart(lines: Iterable[Line]) -> Verdict:
    """Judge whether social insurance money is kept out of the other budgets."""
    taken = [
        line
        for line in lines
        if (line.book is not Book.INSURANCE and line.other is Book.INSURANCE)
        and line.side == "revenue"
    ]
    given = [
        line
        for line in lines
        if line.book is Book.INSURANCE
        and line.side == "expenditure"
        and line.other not in {None, Book.INSURANCE}
    ]
    steps = [_crossing(line) for line in (*taken, *given)]
    steps.append(
        Step(
            "Social insurance money may not balance another budget.",
            "社会保险基金不得用于平衡其他预算。",
            _BASIS[Book.INSURANCE],
        )
    )
    return Verdict(not (taken or given), budget_rule("IB10"), tuple(steps))


def check_mirrors(lines: Iterable[Line]) -> list[Verdict]:
    """Judge whether each budget receives from another what that one gives.

    Shape: one verdict for each pair of lines of which both budgets are in the draft and one has
    an amount.

    Source: law/budgets/mirrors.csv
    """
    lines = tuple(lines)
    books = {line.book for line in lines}
    verdicts = []
    for mirror in (row for row in read(MIRRORS) if row.between == "books"):
        receiving = (mirror.receiving_book, "revenue", mirror.receiving_line)
        giving = (mirror.giving_book, "expenditure", mirror.giving_line)
        if {receiving[0], giving[0]} <= books:
            got, gave = (
                total(line for line in lines if (line.book, line.side, line.line) == place)
                for place in (receiving, giving)
            )
            if got or gave:
                step = Step(
                    f"{receiving[0]} receives {got} in line {receiving[2]}, {giving[0]} gives "
                    f"{gave} in line {giving[2]}: difference {got - gave}.",
                    f"{receiving[0].words.zh}调入 {got}，{giving[0].words.zh}调出 {gave}，"
                    f"差额 {got - gave}。",
                )
                verdicts.append(Verdict(got == gave, _BETWEEN, (step,)))
    return verdicts


def _crossing(line: Line) -> Step:
    """Say which line takes money from another budget or gives it to one."""
    side, other = _SIDES[line.side], line.other
    en, zh = (str(other), other.words.zh) if other else ("-", "-")
    return Step(
        f"{line.book} {side.en} {line.name.en}: {line.amount}, {en}.",
        f"{line.book.words.zh}{side.zh} {line.name.zh}：{line.amount}，{zh}。",
    )


def _side(lines: Iterable[Line], side: Side) -> Money:
    return total(line for line in lines if line.side == side)


def _amounts(lines: Sequence[Line], basis: Citation | None) -> Iterable[Step]:
    """Yield one step for each line of the balance that has an amount."""
    sums: dict[tuple[Side, str], Money] = {}
    names: dict[tuple[Side, str], Words] = {}
    for line in lines:
        key = (line.side, line.line)
        sums[key] = sums.get(key, ZERO) + line.amount
        names[key] = line.name
    for key in sorted(sums, key=lambda key: (key[0] != "revenue", key)):
        side, name, amount = _SIDES[key[0]], names[key], sums[key]
        yield Step(f"{side.en} {name.en}: {amount}.", f"{side.zh} {name.zh}：{amount}。", basis)


def _reaches(part: Money, whole: Money, ratio: Fraction) -> bool:
    """Say whether ``part`` is at least ``ratio`` of ``whole``, without dividing."""
    return part.fen * ratio.denominator >= whole.fen * ratio.numerator
