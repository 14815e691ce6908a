"""Is it time: the pace of the year, and spending before the budget is approved (K19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from fisc.engines.controls.indicators import Balance
from fisc.engines.controls.outcomes import Control, Title, handbook, not_yet, passed, warned
from fisc.values import ZERO, Citation, Cited, FiscalYear, Money, Step, Words

PROGRESS: Final = Title("PROGRESS", "Time progress", "序时进度")
BEFORE_APPROVAL: Final = handbook("K19")
ARTICLE_54: Final = Citation("Budget Law", "article 54")


@dataclass(frozen=True, slots=True)
class ApprovalStanding:
    """Whether the year's budget is adopted and, while it is not, what was paid until the day.

    Units: fen; ``spent`` is paid or reserved this year, ``spent_last_year`` was paid until the
    same day of the year before.
    """

    adopted: bool
    spent: Money = ZERO
    spent_last_year: Money = ZERO


def progress_control(
    *, day: date, amount: Money | None, balance: Balance | None, gap_max: Cited[Fraction]
) -> Control:
    """Warn when the indicator is used faster than the year goes by.

    The pace is the share of the indicator that is paid or reserved, with this request, less the
    share of the year that has gone by at the end of ``day``.

    Units: ``gap_max`` is a pure number, ``1/10`` meaning ten percentage points.
    Source: law/payments/checks.yaml
    """
    if balance is None:
        return not_yet(PROGRESS, Words("the indicator", "指标"))
    if amount is None:
        return not_yet(PROGRESS, Words("the amount", "金额"))
    if balance.approved <= ZERO:
        return passed(PROGRESS, Step("The indicator holds nothing.", "指标无额度。"))
    year = FiscalYear.of(day)
    gone = Fraction((day - year.first_day).days + 1, (year.end - year.first_day).days)
    used = Fraction((balance.reserved + balance.paid + amount).fen, balance.approved.fen)
    gap = used - gone
    line = Step(
        f"{_percent(used)} of the indicator is used when {_percent(gone)} of the year is gone.",
        f"指标已用 {_percent(used)}，时间已过 {_percent(gone)}。",
        gap_max.source,
    )
    if gap <= gap_max.value:
        return passed(PROGRESS, line)
    return warned(
        PROGRESS,
        Words("Say why it is paid ahead of time.", "请说明提前支付的原因。"),
        line,
        Step(
            f"That is {_percent(gap)} ahead, more than {_percent(gap_max.value)}.",
            f"超前 {_percent(gap)}，大于 {_percent(gap_max.value)}。",
            gap_max.source,
        ),
    )


def approval_control(
    *, amount: Money | None, carried: bool | None, approval: ApprovalStanding | None
) -> Control:
    """Warn when, before the budget is adopted, more is spent than in the same time last year (K19).

    Carried authority is not limited. A legal duty or an emergency is a reason that a person
    gives, so this warns and does not refuse.
    """
    if approval is None or carried is None:
        return not_yet(BEFORE_APPROVAL, Words("the indicator", "指标"))
    if approval.adopted:
        return passed(BEFORE_APPROVAL, Step("The budget is adopted.", "预算已批准。"))
    if carried:
        return passed(BEFORE_APPROVAL, Step("Carried authority.", "结转指标。", ARTICLE_54))
    if amount is None:
        return not_yet(BEFORE_APPROVAL, Words("the amount", "金额"))
    total = approval.spent + amount
    line = Step(
        f"Not adopted yet: {total} with this request, {approval.spent_last_year} until the same "
        "day of last year.",
        f"预算尚未批准：含本笔 {total}，上年同期 {approval.spent_last_year}。",
        ARTICLE_54,
    )
    if total <= approval.spent_last_year:
        return passed(BEFORE_APPROVAL, line)
    advice = Words("Name the legal duty or the emergency.", "请说明法定义务或紧急事项。")
    return warned(BEFORE_APPROVAL, advice, line)


def _percent(share: Fraction) -> str:
    """Write a share as a percentage with one decimal, rounded towards zero.

    Example:
        >>> _percent(Fraction(1, 3)), _percent(Fraction(-1, 16))
        ('33.3%', '-6.2%')
    """
    tenths = abs(share.numerator) * 1000 // share.denominator
    return f"{'-' if share < 0 else ''}{tenths // 10}.{tenths % 10}%"
