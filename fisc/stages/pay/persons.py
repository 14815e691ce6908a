"""Who may do what: the right that an act asks for, and that nobody checks their own work.

Both are refusals with a name, not exceptions: a page may offer a step to the wrong person, the
command never lets them take it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from fisc.engines.controls.outcomes import Control, Title, refused
from fisc.engines.organisation.duties import Officer
from fisc.engines.organisation.paper_acts import barred, right_needed
from fisc.engines.organisation.papers import Paper
from fisc.engines.organisation.rights import (
    OWN_DIVISION,
    STEP_ROLE,
    Place,
    carrying,
    judge,
    right,
)
from fisc.stages.pay.flow import signed as signatures
from fisc.stages.pay.models import Payee, PaymentRequest
from fisc.stages.pay.unit_papers import UnitPaper
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
    "countersign",
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
_CHECKS: Final = frozenset({"review", "submit", "audit", "countersign", "release"})
RECALL: Final = Title("RECALL", "Recall of one's own act", "撤回本人操作")
_DID: Final = {
    "draft": "made",
    "change": "changed",
    "review": "reviewed",
    "submit": "submitted",
    "audit": "audited",
    "countersign": "countersigned",
    "release": "released",
}
_OTHER: Final = Words("Let another person do it.", "请由其他人员办理。")


def right_of(act: str) -> str:
    """Return the name of the right that an act of this stage asks for.

    Example:
        >>> right_of("review")
        'pay.review'
    """
    return f"pay.{act}"


def misplaced(
    act: str, who: Officer, *, division: str = "", unit: str = "", wanted: str = ""
) -> tuple[Control, ...]:
    """Return the refusal of somebody whose roles or places do not fit an act, or nothing.

    What belongs to no division, as the register of payees, asks for the role alone. ``wanted`` is
    the right where it is not the one that the act itself is named after.
    """
    place = Place(division, unit) if division else None
    judged = judge(right(wanted or right_of(act)), who.name, who.grants, place)
    if judged:
        return ()
    # Roles that are kept apart go by the name of their rule, all else by that of the step.
    apart = judged.rule not in (OWN_DIVISION, STEP_ROLE)
    title = Title(ROLE.id, judged.rule.en, judged.rule.zh) if apart else ROLE
    return (refused(title, _OTHER, *judged.steps),)


def own_work(act: str, who: Officer, request: PaymentRequest, paper: Paper) -> tuple[Control, ...]:
    """Return the refusal of somebody who would check their own work, or nothing.

    Everybody who signs a request signs it once, whatever roles they hold; which acts must be apart
    stands in the table of flows. Who stands in for one of them does not take a further step in
    their name. Who keeps the register of payees approves no payment to them.

    Source: law/organisation/flows.csv
    """
    officer = who.name
    row = paper.flow.act(act, request.state)
    signed = {**paper.standing.signed, **signatures(request)}
    title = CLERK_REVIEWER if act == "review" else MAKER_CHECKER
    earlier = barred(paper.flow, row, officer, signed) if row else ""
    if earlier:
        line = Step(
            f"{officer} {_DID.get(earlier, earlier)} {request.number} and cannot {act} it.",
            f"{officer} 已办理 {request.number}，不得再行审批。",
        )
        return (refused(title, _OTHER, line),)
    if act in _CHECKS | {"return"}:
        place = Place(request.division, request.unit)
        before = {name for names in signed.values() for name in names}
        needed = right_needed(paper, act)
        if stands_in := standing_in(act, who, place, before, request.number, needed):
            return (refused(title, _OTHER, stands_in),)
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


def standing_in(
    act: str,
    who: Officer,
    place: Place,
    before: Collection[str],
    document: str,
    wanted: str = "",
) -> Step | None:
    """Return why somebody may not act: all that lets them is the role of who acted before."""
    held = carrying(right(wanted or right_of(act)), who.name, who.grants, place)
    if not held or not all(one.behalf in before for one in held):
        return None
    return Step(
        f"{who.name} stands in for {held[0].behalf}, who took part in {document}.",
        f"{who.name} 代 {held[0].behalf} 履职，而 {document} 已由其办理。",
    )


def own_paper(act: str, who: Officer, paper: UnitPaper) -> tuple[Control, ...]:
    """Return the refusal of somebody who would confirm a paper that they entered, or nothing."""
    if who.name == paper.maker:
        line = Step(
            f"{who.name} entered {paper.number}.",
            f"{who.name} 报送了 {paper.number}，须由他人确认。",
        )
        return (refused(MAKER_CHECKER, _OTHER, line),)
    stands_in = standing_in(act, who, Place(paper.division), {paper.maker}, paper.number)
    return (refused(MAKER_CHECKER, _OTHER, stands_in),) if stands_in else ()


def not_the_last(act: str, officer: str, paper: Paper) -> tuple[Control, ...]:
    """Return the refusal of somebody who would take back another person's act, or nothing."""
    last = paper.last
    if act != "recall" or last is None or last.who == officer:
        return ()
    line = Step(
        f"{last.who} acted last; only they take it back.",
        f"最后由 {last.who} 办理，只能由其本人撤回。",
    )
    return (refused(RECALL, _OTHER, line),)


def paid_it(act: str, who: Officer, division: str, signers: set[str]) -> tuple[Control, ...]:
    """Return the refusal of somebody who would clear payments that they made, or nothing."""
    officer = who.name
    if officer not in signers:
        stands_in = standing_in(act, who, Place(division), signers, division)
        return (refused(PAYER_CLEARER, _OTHER, stands_in),) if stands_in else ()
    line = Step(
        f"{officer} took part in these payments and cannot clear them.",
        f"{officer} 参与了相关支付，不得办理清算。",
    )
    return (refused(PAYER_CLEARER, _OTHER, line),)
