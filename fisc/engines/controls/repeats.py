"""What was there before: the same payment within some days, the same invoice at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from fisc.engines.controls.outcomes import Control, Title, judged, not_yet, passed, refused, warned
from fisc.values import Cited, Money, Step, Words

DUPLICATE: Final = Title("DUPLICATE", "Duplicate check", "重复检查")
INVOICE: Final = Title("INVOICE", "Invoice", "发票")


@dataclass(frozen=True, slots=True)
class Twin:
    """Another live request of the same unit, for the same account and amount."""

    number: str
    day: date
    invoice: str
    purpose: str


def duplicate_control(
    twins: tuple[Twin, ...] | None,
    *,
    day: date,
    invoice: str,
    purpose: str,
    days: Cited[int],
) -> Control:
    """Say whether the same unit paid the same account the same amount within some days.

    It is refused when the invoice is the same too, or, where one of the two has none, the
    purpose; otherwise somebody must look, because rents and wages do repeat.

    Units: ``days`` counts calendar days either way; a twin exactly ``days`` away still counts.
    Source: law/payments/checks.yaml
    """
    if twins is None:
        return not_yet(DUPLICATE, Words("payee and amount", "收款人和金额"))
    near = [twin for twin in twins if abs((day - twin.day).days) <= days.value]
    if not near:
        line = Step(
            f"No payment like this one within {days.value} days.",
            f"{days.value} 天内无相同支付。",
            days.source,
        )
        return passed(DUPLICATE, line)
    same = [twin for twin in near if _same(twin, invoice, purpose)]
    shown = (same or near)[0]
    line = Step(
        f"{shown.number} of {shown.day} has the same payee and amount"
        + (", for the same thing." if same else ", but another invoice or purpose."),
        f"{shown.day} 的 {shown.number} 收款人、金额相同"
        + ("，且事由相同。" if same else "，但发票或用途不同。"),
        days.source,
    )
    if same:
        return refused(
            DUPLICATE, Words("Look whether it was paid already.", "请核实是否已支付。"), line
        )
    return warned(DUPLICATE, Words("Say why it is not the same.", "请说明并非重复支付。"), line)


def invoice_control(
    *,
    invoice: str | None,
    amount: Money | None,
    invoice_amount: Money | None,
    uses: tuple[str, ...] | None,
) -> Control:
    """Say whether the invoice is new, and not smaller than what is asked.

    ``invoice`` is empty where the payment needs none; ``uses`` are the live requests of any unit
    that carry the same number of the same seller.
    """
    if invoice is None:
        return not_yet(INVOICE, Words("the invoice, or that there is none", "发票（或注明无发票）"))
    if not invoice:
        return passed(INVOICE, Step("No invoice is given.", "未附发票。"))
    if uses is None:
        return not_yet(INVOICE, Words("the seller of the invoice", "发票销售方"))
    if uses:
        return refused(
            INVOICE,
            Words("Take the invoice of this payment.", "请使用本笔对应的发票。"),
            Step(f"{invoice} was used in {uses[0]}.", f"发票 {invoice} 已用于 {uses[0]}。"),
        )
    if amount is None:
        return not_yet(INVOICE, Words("the amount", "金额"))
    fits = invoice_amount is None or amount <= invoice_amount
    line = Step(
        f"{invoice} was not used before; it is of {invoice_amount or 'an unknown amount'}.",
        f"发票 {invoice} 未用过，金额 {invoice_amount or '未知'}。",
    )
    advice = Words("Ask for no more than the invoice says.", "金额不得大于发票金额。")
    return judged(INVOICE, allowed=fits, advice=advice, lines=(line,))


def _same(twin: Twin, invoice: str, purpose: str) -> bool:
    if twin.invoice and invoice:
        return twin.invoice == invoice
    return twin.purpose == purpose
