"""What a unit may pay in a month: wages within its salary file (K16), all within its plan (K26)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fisc.engines.controls.outcomes import (
    Control,
    handbook,
    judged,
    not_yet,
    passed,
    refused,
)
from fisc.values import ZERO, Cited, Money, Step, Words

PAYROLL: Final = handbook("K16")
CASH_PLAN: Final = handbook("K26")


@dataclass(frozen=True, slots=True)
class PayrollStanding:
    """What the salary files of a unit and month say about a payment of wages.

    ``month`` is written ``2026-03``; ``files`` counts the confirmed files; ``listed`` says whether
    the account stands in one of them, None while no account is typed.

    Units: fen; ``total`` of all files, ``used`` paid or reserved for wages in the month.
    """

    is_payroll: bool
    month: str = ""
    files: int = 0
    listed: bool | None = None
    total: Money = ZERO
    used: Money = ZERO


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """What the approved cash plans of a unit and month allow.

    Units: fen; ``total`` of all plans, ``used`` paid or reserved in the month.
    """

    month: str = ""
    plans: int = 0
    total: Money = ZERO
    used: Money = ZERO


def payroll_control(amount: Money | None, payroll: PayrollStanding | None) -> Control:
    """Say whether wages go to a person in the salary file and stay within its total (K16).

    Which items are wages is data; a unit without a confirmed file for the month pays none.

    Source: law/controls/payroll_items.csv
    """
    if payroll is None:
        return not_yet(PAYROLL, Words("the indicator", "指标"))
    if not payroll.is_payroll:
        return passed(PAYROLL, Step("Not wages.", "非工资支出。"))
    if not payroll.files:
        return refused(
            PAYROLL,
            Words("Have the salary file of the month confirmed.", "请先报送并确认当月工资名册。"),
            Step(
                f"The unit has no confirmed salary file for {payroll.month}.",
                f"单位 {payroll.month} 无已确认的工资名册。",
            ),
        )
    if payroll.listed is None:
        return not_yet(PAYROLL, Words("the payee", "收款人"))
    listed = Step(
        "The account stands in the salary file."
        if payroll.listed
        else "The account stands in no salary file of the month.",
        "收款账户在工资名册内。" if payroll.listed else "收款账户不在当月工资名册内。",
    )
    if amount is None:
        return not_yet(PAYROLL, Words("the amount", "金额"))
    within, line = _within(amount, payroll.used, payroll.total, payroll.month)
    return judged(
        PAYROLL,
        allowed=payroll.listed and within,
        advice=Words("Pay who is in the file, within its total.", "请按工资名册人员和总额支付。"),
        lines=(listed, line),
    )


def plan_control(amount: Money | None, plan: PlanStanding | None, in_use: Cited[int]) -> Control:
    """Say whether a payment stays within the cash plan of the unit and month, where one is kept.

    Source: law/controls/cash_plan.yaml
    """
    if plan is None:
        return not_yet(CASH_PLAN, Words("the indicator", "指标"))
    if not in_use.value:
        return passed(
            CASH_PLAN, Step("No cash plan is kept.", "未启用用款计划控制。", in_use.source)
        )
    if not plan.plans:
        return refused(
            CASH_PLAN,
            Words("Have a cash plan for the month approved.", "请先报批当月用款计划。"),
            Step(
                f"The unit has no approved cash plan for {plan.month}.",
                f"单位 {plan.month} 无已批准的用款计划。",
                in_use.source,
            ),
        )
    if amount is None:
        return not_yet(CASH_PLAN, Words("the amount", "金额"))
    within, line = _within(amount, plan.used, plan.total, plan.month)
    return judged(
        CASH_PLAN,
        allowed=within,
        advice=Words("Ask for less, or have the plan raised.", "请减少金额或追加用款计划。"),
        lines=(line,),
    )


def _within(amount: Money, used: Money, total: Money, month: str) -> tuple[bool, Step]:
    room = total - used
    beyond = max(ZERO, amount - room)
    return amount <= room, Step(
        f"{month}: {total}, less {used} paid or reserved, leaves {room}; asked {amount}, {beyond} "
        "too much.",
        f"{month}：总额 {total}，已付及在途 {used}，剩余 {room}；本笔 {amount}，超出 {beyond}。",
    )
