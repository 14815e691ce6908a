"""The final account of one book: own revenue as it was collected, and whether sources cover uses.

The ledger keeps authority, not collections, so its own trial balance cannot say whether a year was
short of revenue. Here the two meet: what own revenue stands for in the ledger, what was collected,
what was spent, cut and left to be carried on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from fisc.engines.budgets.lines import UnknownLine, event_of, line_for, stands_under
from fisc.engines.ledger.offsets import CUT_ROLE, SOURCE_ORDER, SPENT_ORDER
from fisc.law.chart import chart
from fisc.law.names import budget_rule
from fisc.values import ZERO, Book, Citation, Money, Step, Verdict, Words

OWN: Final = "source_own"
OWN_EVENTS: Final = frozenset({"approve_revenue", "approve_unit_revenue"})
_OUTSIDE_THE_CHAIN: Final = "0"
_LAW: Final = "Budget Law"
# A local general budget and a state capital budget have no deficit. A fund that is short cuts its
# spending (IB15), which is a warning there; the other books are no budgets of the law.
_NO_DEFICIT: Final[Mapping[Book, Citation]] = {
    Book.GENERAL: Citation(_LAW, "article 35"),
    Book.CAPITAL: Citation(_LAW, "article 10"),
}
COVER: Final = Words("final accounts, sources cover uses", "决算收支平衡")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalAccount:
    """One book of a year before its close.

    ``own_budget`` is what own revenue stands for in the ledger, as adopted and adjusted;
    ``collected`` what of it came in, None while nothing was entered; ``other`` all other sources;
    ``spent`` what is paid, remitted or given over; ``left`` what goes on as carried authority;
    ``cut`` what was cut or lapsed, to be matched by a reduction of source.

    Units: fen.
    """

    book: Book
    own_budget: Money
    collected: Money | None
    other: Money
    spent: Money
    left: Money
    cut: Money

    @property
    def shortfall(self) -> Money | None:
        """How much less than the revenue budget was collected; zero where it was reached."""
        return None if self.collected is None else max(ZERO, self.own_budget - self.collected)

    @property
    def over_collection(self) -> Money | None:
        """How much more than the revenue budget was collected; zero where it was not."""
        return None if self.collected is None else max(ZERO, self.collected - self.own_budget)

    @property
    def uses(self) -> Money:
        """What the sources must cover: what was spent, and what is carried on."""
        return self.spent + self.left

    @property
    def margin(self) -> Money | None:
        """What the sources hold beyond the uses; below zero where they do not cover them."""
        return None if self.collected is None else self.collected + self.other - self.uses

    @property
    def may_run_short(self) -> bool:
        """Whether a year may be closed although the sources do not cover the uses."""
        return self.book not in _NO_DEFICIT


def final_account(
    book: Book, balances: Mapping[str, Money], collected: Money | None
) -> FinalAccount:
    """Make the final account of one book from its balances by role, before the close.

    Units: fen, each on the normal side of its role.
    Always: own budget and other sources together are what was spent, cut and left, because every
    yuan in a stage stands on a source (K07).

    Example:
        >>> held = {"source_own": Money(310), "paid": Money(300), "written_off": Money(5),
        ...         "executable": Money(5)}
        >>> account = final_account(Book.GENERAL, held, Money(305))
        >>> account.shortfall, account.margin
        (Money(fen=5), Money(fen=0))
    """
    stages = [
        role.name
        for role in chart().roles.values()
        if role.side == 1 and role.number_class != _OUTSIDE_THE_CHAIN
    ]
    spent = _sum(balances, SPENT_ORDER)
    cut = balances.get(CUT_ROLE, ZERO)
    return FinalAccount(
        book=book,
        own_budget=balances.get(OWN, ZERO),
        collected=collected,
        other=_sum(balances, [role for role in SOURCE_ORDER if role != OWN]),
        spent=spent,
        left=_sum(balances, stages) - spent - cut,
        cut=cut,
    )


def completed(final: Money | None, adjusted: Money) -> Fraction | None:
    """Return how much of a budget was reached; None where one of the two says nothing.

    Example:
        >>> completed(Money(3), Money(4)), completed(None, Money(4)), completed(Money(3), Money(0))
        (Fraction(3, 4), None, None)
    """
    return Fraction(final.fen, adjusted.fen) if final is not None and adjusted > ZERO else None


def check_cover(account: FinalAccount) -> Verdict:
    """Judge whether what came in covers what was spent and what is carried on: source >= use.

    Where no collection was entered nobody knows, and the answer says so without barring anything.
    A shortage is met by cutting spending or by drawing on the stabilisation fund.
    """
    english, chinese = account.book.words.en, account.book.words.zh
    head = Step(
        f"The {english}: own revenue budget {account.own_budget}, other sources {account.other}.",
        f"{chinese}：本级收入预算 {account.own_budget}，其他来源 {account.other}。",
        _NO_DEFICIT.get(account.book),
    )
    uses = Step(
        f"Spent {account.spent}, carried on {account.left}, cut {account.cut}.",
        f"支出 {account.spent}，结转 {account.left}，核减 {account.cut}。",
    )
    if account.collected is None or account.margin is None:
        unknown = Step("No collection of revenue is entered.", "未录入收入入库数。")
        return Verdict(True, COVER, (head, uses, unknown))
    steps = [head, _collected(account), uses]
    if account.margin < ZERO:
        short = -account.margin
        steps.append(
            Step(
                f"Sources fall {short} short of uses: cut spending, or draw on the stabilisation "
                "fund by an adjustment.",
                f"来源小于运用 {short}：应核减支出，或经预算调整动用预算稳定调节基金。",
            )
        )
    elif account.book is Book.GENERAL and account.margin:
        steps.append(
            Step(
                f"{account.margin} stands for no use; it goes into the stabilisation fund.",
                f"结余 {account.margin}，应补充预算稳定调节基金。",
                Citation(_LAW, "article 66"),
            )
        )
    return Verdict(account.margin >= ZERO, COVER, tuple(steps))


def check_over_collection(account: FinalAccount, asked: Money) -> Verdict:
    """Judge whether so much was collected beyond the revenue budget (IB12).

    What was put into the stabilisation fund before stands in the revenue budget already.

    Units: fen.
    """
    beyond = account.over_collection or ZERO
    steps = (
        Step(
            f"Collected {_or_dash(account.collected)} against {account.own_budget}: "
            f"{beyond} beyond the budget.",
            f"入库 {_or_dash(account.collected)}，预算 {account.own_budget}，超收 {beyond}。",
            Citation(_LAW, "article 66"),
        ),
        Step(f"Asked {asked}.", f"本次 {asked}。"),
    )
    return Verdict(ZERO < asked <= beyond, budget_rule("IB12"), steps)


def check_own_revenue(book: Book, code: str) -> Verdict:
    """Judge whether a code is own revenue of a book, which alone is collected.

    Source: law/budgets/line_events.csv

    Example:
        >>> check_own_revenue(Book.GENERAL, "1010101").allowed
        True
        >>> check_own_revenue(Book.GENERAL, "1100202").allowed
        False
    """
    try:
        event = event_of(book, "revenue", line_for(book, "revenue", code), code)
    except UnknownLine:
        event = None
    own = event is not None and event.name in OWN_EVENTS
    english, chinese = book.words.en, book.words.zh
    step = (
        Step(f"{code} is own revenue of the {english}.", f"{code} 为{chinese}本级收入。")
        if own
        else Step(f"{code} is no own revenue of the {english}.", f"{code} 非{chinese}本级收入。")
    )
    return Verdict(own, Words("own revenue", "本级收入"), (step,))


def budget_code(code: str, budgeted: Sequence[str]) -> str:
    """Return the code of the revenue budget to which a collected code belongs, or itself.

    A budget names a class where the treasury names its items; the nearest one above counts.

    Example:
        >>> budget_code("1010101", ["101", "10101", "103"]), budget_code("1030999", ["101"])
        ('10101', '1030999')
    """
    above = [one for one in budgeted if one and stands_under(code, one)]
    return max(
        above, key=lambda one: sum(stands_under(one, other) for other in above), default=code
    )


def _collected(account: FinalAccount) -> Step:
    return Step(
        f"Collected {account.collected}: {account.shortfall} short, "
        f"{account.over_collection} beyond.",
        f"入库 {account.collected}，短收 {account.shortfall}，超收 {account.over_collection}。",
    )


def _or_dash(amount: Money | None) -> str:
    return "-" if amount is None else str(amount)


def _sum(balances: Mapping[str, Money], roles: Sequence[str]) -> Money:
    return Money.total(balances.get(role, ZERO) for role in roles)
