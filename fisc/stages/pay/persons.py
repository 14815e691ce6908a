"""Who may do what: the right that an act asks for, and that nobody checks their own work.

Both are refusals with a name, not exceptions: a page may offer a step to the wrong person, the
command never lets them take it.
"""

from __future__ import annotations

from typing import Final

from fisc.engines.budgets.rights import Grant, Place, judge, right
from fisc.engines.controls.outcomes import Control, Title, refused
from fisc.registers import people
from fisc.stages.pay.models import Payee, PaymentRequest
from fisc.values import Step, Words

ROLE: Final = Title("ROLE", "Role for this step", "岗位权限")
MAKER_CHECKER: Final = Title("SOD01", "Maker and checker differ", "制单与审批分离")
CLERK_REVIEWER: Final = Title("SOD02", "Clerk and reviewer differ", "经办与审核分离")
PAYEE_KEEPER: Final = Title(
    "SOD03", "Who keeps payees approves no payment", "收款人维护与支付审批分离"
)
PAYER_CLEARER: Final = Title("SOD05", "Payment and clearing differ", "支付与清算分离")

ACTS: Final = (
    "draft",
    "change",
    "withdraw",
    "review",
    "submit",
    "audit",
    "release",
    "return",
    "answer",
    "refund",
    "resolve",
    "reconcile",
    "payee",
)
# Acts on what a unit brings for a month; they are no steps of a payment.
PAPER_ACTS: Final = (
    "enter_salary_file",
    "confirm_salary_file",
    "enter_cash_plan",
    "approve_cash_plan",
)
_CHECKS: Final = frozenset({"review", "submit", "audit", "release"})
_OTHER: Final = Words("Let another person do it.", "请由其他人员办理。")


def right_of(act: str) -> str:
    """Return the name of the right that an act of this stage asks for.

    Example:
        >>> right_of("review")
        'pay.review'
    """
    return f"pay.{act}"


def misplaced(act: str, officer: str, *, division: str, unit: str = "") -> tuple[Control, ...]:
    """Return the refusal of somebody whose role or place does not fit an act, or nothing.

    Raises:
        UnknownPerson: nobody is registered under that name.
    """
    person = people.person(officer)
    held = Grant(person.role, person.division, person.unit or "")
    judged = judge(right(right_of(act)), officer, (held,), Place(division, unit))
    if judged:
        return ()
    return (refused(ROLE, _OTHER, *judged.steps),)


def own_work(act: str, officer: str, request: PaymentRequest) -> tuple[Control, ...]:
    """Return the refusal of somebody who would check their own work, or nothing.

    Everybody who signs a request signs it once: maker, reviewer, head, auditor and releaser are
    five persons. Who keeps the register of payees approves no payment to them.
    """
    signed = {
        request.maker: "made",
        request.reviewer: "reviewed",
        request.head: "submitted",
        request.auditor: "audited",
        request.releaser: "released",
    }
    signed.pop("", None)
    if act in _CHECKS | {"return"} and officer in signed:
        title = CLERK_REVIEWER if act == "review" else MAKER_CHECKER
        line = Step(
            f"{officer} {signed[officer]} {request.number} and cannot {act} it.",
            f"{officer} 已办理 {request.number}，不得再行审批。",
        )
        return (refused(title, _OTHER, line),)
    if (
        act in _CHECKS
        and Payee.objects.filter(account=request.account, maintainer=officer).exists()
    ):
        line = Step(
            f"{officer} registered the payee {request.payee}.",
            f"{officer} 登记了收款人 {request.payee}。",
        )
        return (refused(PAYEE_KEEPER, _OTHER, line),)
    return ()


def paid_it(officer: str, signers: set[str]) -> tuple[Control, ...]:
    """Return the refusal of somebody who would clear payments that they made, or nothing."""
    if officer not in signers:
        return ()
    line = Step(
        f"{officer} took part in these payments and cannot clear them.",
        f"{officer} 参与了相关支付，不得办理清算。",
    )
    return (refused(PAYER_CLEARER, _OTHER, line),)
