"""Who is paid: a registered payee, on the right kind of account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fisc.engines.controls.outcomes import Control, Title, judged, not_yet, passed, refused
from fisc.values import Step, Words

PAYEE: Final = Title("PAYEE", "Payee", "收款人")
ACCOUNT: Final = Title("ACCOUNT", "Kind of account", "账户类型")
WHO: Final = Words("the payee's account", "收款账户")


class AccountKind(StrEnum):
    """Whose account it is: an organisation's, a person's, or the paying unit's own real one."""

    CORPORATE = "corporate"
    PERSONAL = "personal"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class PayeeStanding:
    """What the register of payees says of an account; ``known`` is False where it is not there."""

    name: str = ""
    kind: AccountKind = AccountKind.CORPORATE
    known: bool = True
    enabled: bool = True


def payee_control(payee: PayeeStanding | None) -> Control:
    """Say whether the account stands in the register of payees and may be used."""
    if payee is None:
        return not_yet(PAYEE, WHO)
    if not payee.known:
        return refused(
            PAYEE,
            Words("Have the payee registered by another person.", "请由他人登记收款人。"),
            Step("The account is not registered.", "收款账户未登记。"),
        )
    line = Step(
        f"{payee.name} is registered{'' if payee.enabled else ' and set aside'}.",
        f"{payee.name} 已登记{'' if payee.enabled else '并停用'}。",
    )
    advice = Words("Choose another payee.", "请选择其他收款人。")
    return judged(PAYEE, allowed=payee.enabled, advice=advice, lines=(line,))


def account_control(payee: PayeeStanding | None, *, persons_paid: bool | None) -> Control:
    """Say whether the kind of account fits the purpose.

    Persons are paid only under items that pay persons (``persons_paid``): wages, and subsidies to
    individuals and families. Money may not go to the unit's own real account (SR009).
    """
    if payee is None or not payee.known:
        return not_yet(ACCOUNT, WHO)
    if payee.kind is AccountKind.OWN:
        return refused(
            ACCOUNT,
            Words("Pay the final payee directly.", "请直接支付给最终收款人。"),
            Step("The account is the unit's own real account.", "收款账户为本单位实有资金账户。"),
        )
    if payee.kind is AccountKind.CORPORATE:
        return passed(ACCOUNT, Step("An organisation's account.", "对公账户。"))
    if persons_paid is None:
        return not_yet(ACCOUNT, Words("the indicator", "指标"))
    line = (
        Step("A person's account, under an item that pays persons.", "个人账户，科目可支付个人。")
        if persons_paid
        else Step(
            "A person's account, under an item that does not pay persons.",
            "个人账户，科目不支付个人。",
        )
    )
    advice = Words("Pay to an organisation's account.", "请支付至对公账户。")
    return judged(ACCOUNT, allowed=persons_paid, advice=advice, lines=(line,))
