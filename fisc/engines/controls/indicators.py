"""What the indicator itself says: its balance, its fund, its age and the open period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fisc.engines.controls.outcomes import Control, handbook, judged, not_yet, passed, refused
from fisc.values import ZERO, Book, Cited, FiscalYear, Money, Step, Words

BALANCE: Final = handbook("K03")
PURITY: Final = handbook("K10")
AGE: Final = handbook("K25")
PERIOD: Final = handbook("K22")
INDICATOR: Final = Words("the indicator", "指标")
AMOUNT: Final = Words("the amount", "金额")


@dataclass(frozen=True, slots=True)
class Balance:
    """What an indicator holds, without the request that is being judged.

    Units: fen. ``available`` can be paid from, ``reserved`` is taken by ``reserved_count`` other
    applications in process, ``paid`` was confirmed by the bank in ``paid_count`` payments.
    """

    available: Money
    reserved: Money
    paid: Money
    reserved_count: int
    paid_count: int

    @property
    def approved(self) -> Money:
        """What was put into the indicator and is still there, used or not."""
        return self.available + self.reserved + self.paid


def balance_control(amount: Money | None, balance: Balance | None) -> Control:
    """Say whether an amount fits what the indicator still has (K03).

    Example:
        >>> held = Balance(Money(9850000), Money(6150000), Money(34000000), 3, 27)
        >>> control = balance_control(Money(12000000), held)
        >>> control.outcome.value, control.lines[-1].en
        ('refuse', 'This request ¥120,000.00: ¥21,500.00 too much.')
    """
    if balance is None:
        return not_yet(BALANCE, INDICATOR)
    if amount is None:
        return not_yet(BALANCE, AMOUNT)
    if amount <= ZERO:
        return refused(
            BALANCE,
            Words("Enter a positive amount.", "请填写大于零的金额。"),
            Step(f"{amount} is not an amount to pay.", f"{amount} 不是有效金额。"),
        )
    left = balance.available - amount
    fits = left >= ZERO
    lines = (
        Step(
            f"Approved {balance.approved}, less {balance.reserved} reserved "
            f"({balance.reserved_count}) and {balance.paid} paid ({balance.paid_count}) leaves "
            f"{balance.available}.",
            f"批复 {balance.approved}，减占用 {balance.reserved}（{balance.reserved_count} 笔）、"
            f"已付 {balance.paid}（{balance.paid_count} 笔），可用 {balance.available}。",
        ),
        Step(f"This request {amount}: {left} remains.", f"本笔 {amount}，余 {left}。")
        if fits
        else Step(f"This request {amount}: {-left} too much.", f"本笔 {amount}，超出 {-left}。"),
    )
    advice = Words(
        "Lower the amount, or ask for a virement or an adjustment first.",
        "减少金额，或先申请调剂、调整。",
    )
    return judged(BALANCE, allowed=fits, advice=advice, lines=lines)


def purity_control(book: Book | None, fund_type: str | None, fund_book: Book | None) -> Control:
    """Say whether the nature of the money belongs to the budget of the indicator (K10).

    ``fund_book`` is the budget to which ``fund_type`` belongs; None for a type that is unknown.
    """
    if book is None or fund_type is None:
        return not_yet(PURITY, INDICATOR)
    if not fund_type:
        line = Step("The indicator carries no fund type.", "指标未标注资金性质。")
        return passed(PURITY, line)
    line = Step(
        f"Fund type {fund_type} belongs to {fund_book or 'no budget'}; the indicator to {book}.",
        f"资金性质 {fund_type} 属于{fund_book.words.zh if fund_book else '未知预算'}，"
        f"指标属于{book.words.zh}。",
    )
    advice = Words("Choose an indicator of the same fund.", "请选择同一资金性质的指标。")
    return judged(PURITY, allowed=fund_book is book, advice=advice, lines=(line,))


def age_control(origin: int | None, year: FiscalYear | None, years_max: Cited[int]) -> Control:
    """Say whether carried authority is still young enough to be paid from (K25).

    ``origin`` is the year from which the authority was carried, 0 where it was not. Authority of
    year t - ``years_max`` or before is balance and waits to be swept.

    Source: law/budgets/carry.yaml
    """
    if origin is None or year is None:
        return not_yet(AGE, INDICATOR)
    if origin == 0:
        return passed(AGE, Step("Authority of this year.", "本年指标。"))
    first = year.number - years_max.value + 1
    line = Step(
        f"Carried from {origin}; in {year} only {first} and later may be paid.",
        f"{origin} 年结转；{year} 年仅可支付 {first} 年及以后的结转指标。",
        years_max.source,
    )
    advice = Words("Have the balance swept and apply anew.", "该结余应收回统筹，请另行申请指标。")
    return judged(AGE, allowed=origin >= first, advice=advice, lines=(line,))


def period_control(day: date, open_from: date | None, year: FiscalYear | None) -> Control:
    """Say whether the day lies in an open period of the indicator's year (K22).

    ``open_from`` is the first day that is still open, None while the indicator is not chosen.
    """
    if open_from is None or year is None:
        return not_yet(PERIOD, INDICATOR)
    last = year.end - timedelta(days=1)
    line = Step(
        f"The books are open from {open_from} to {last}; the payment is of {day}.",
        f"账期自 {open_from} 至 {last} 开放；本笔日期 {day}。",
    )
    advice = Words("Date the request in the open period.", "请使用开放期间的日期。")
    return judged(PERIOD, allowed=open_from <= day <= last, advice=advice, lines=(line,))
