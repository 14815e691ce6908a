"""Import payments as drafts of payment requests, to be reviewed and submitted by the unit.

A payment's number makes the key of its request, so that a payment is drafted once, whatever file
it stands in. What was imported and undone may be imported again, as another request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Final

from fisc.datacentre.indicators import pot_numbered
from fisc.engines.ledger.moves import Pot
from fisc.exchange.intake.drafting import DraftingAct, complain, keep, money, text
from fisc.exchange.intake.imports import Signature, undoes, undone_imports
from fisc.exchange.tables.payments import PAYMENTS
from fisc.exchange.templates import Complaint, Entry, Template
from fisc.record.facts import Fact
from fisc.record.refusals import Refused
from fisc.stages.pay import queries
from fisc.stages.pay.commands import (
    ImpossibleDraft,
    KeyReused,
    OutOfTurn,
    Receipt,
    Typed,
    UnknownRequest,
    draft_request,
    withdraw,
)
from fisc.values import Step, Verdict, Words

Key = tuple[str, int]
PAYEES_MAX: Final = 10_000
_NOT_DONE: Final = Words("not done", "未办理")


class PaymentsAct(DraftingAct):
    """The act of importing payments as the clerk of a unit."""

    template: ClassVar[Template] = PAYMENTS
    mistakes: ClassVar[tuple[type[Exception], ...]] = (ImpossibleDraft, KeyReused)

    def __init__(self, signature: Signature, *, file: str = "") -> None:
        super().__init__(signature, file=file)
        self._pots: dict[Key, Pot | None] = {}
        self._accounts: dict[str, set[str]] = {}

    def look(self, entry: Entry) -> Iterator[Complaint]:
        """Yield what speaks against a payment: its unit, its indicator, its payee."""
        yield from self.wrong_unit(entry)
        number, unit = text(entry, "indicator"), text(entry, "unit")
        pot = self._pot(entry)
        if pot is None or pot.division != self.signature.division:
            yield complain(
                "indicator",
                Words(f"There is no indicator {number} in that year.", f"没有指标 {number}。"),
                Words("Check the number, and the year of the day.", "请核对指标编号和日期的年度。"),
                "indicator-unknown",
            )
        elif pot.unit != unit:
            yield complain(
                "indicator",
                Words(
                    f"Indicator {number} belongs to unit {pot.unit}.",
                    f"指标 {number} 属于单位 {pot.unit}。",
                ),
                Words("Use an indicator of the unit.", "请使用本单位的指标。"),
                "indicator-of-another-unit",
            )
        yield from self._wrong_payee(entry)

    def draft(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        """Draft a request for every payment that has none yet."""
        undone = Counter(
            number
            for fact in undone_imports(self.book, self.template.key, self.signature.division)
            for number in fact.body["documents"].values()
        )
        found = {}
        for entry in entries:
            number = text(entry, "number")
            receipt = self._draft(entry, f"{number}/{undone[number]}")
            if not receipt.repeated:
                found[receipt.subject] = number
        return found

    def take_back(self, fact: Fact) -> Sequence[int]:
        """Withdraw the requests."""
        for number in fact.body["documents"]:
            try:
                receipt = withdraw(
                    number=number,
                    officer=self.signature.actor,
                    reason=undoes(fact).both,
                    day=self.signature.day,
                    at=self.signature.at,
                    key=f"undo/{fact.key}/{number}",
                )
            except (OutOfTurn, UnknownRequest) as wrong:
                keep(Words(str(wrong), f"支付申请 {number} 已经办理，不能撤回。"))
            if not receipt.done:
                why = _why(receipt)
                keep(Words(why.why, why.why_in("zh")))
        return []

    def _draft(self, entry: Entry, name: str) -> Receipt:
        day = _day(entry)
        receipt = draft_request(
            unit=text(entry, "unit"),
            year=day.year,
            typed=Typed(
                pot=self._pot(entry),
                amount=money(entry),
                account=text(entry, "payee_account"),
                purpose=text(entry, "purpose"),
                invoice=text(entry, "invoice"),
            ),
            officer=self.signature.actor,
            day=day,
            at=self.signature.at,
            key=f"import/{self.signature.division}/{name}",
        )
        if not receipt.done:
            raise Refused(_why(receipt))
        return receipt

    def _pot(self, entry: Entry) -> Pot | None:
        key = text(entry, "indicator"), _day(entry).year
        if key not in self._pots:
            self._pots[key] = pot_numbered(self.book, *key)
        return self._pots[key]

    def _wrong_payee(self, entry: Entry) -> Iterator[Complaint]:
        account, name = text(entry, "payee_account"), text(entry, "payee_name")
        if name not in self._accounts:
            known = queries.payees(name, limit=PAYEES_MAX)
            self._accounts[name] = {payee.account for payee in known if payee.name == name}
        if account not in self._accounts[name]:
            yield complain(
                "payee_account",
                Words(
                    f"No payee “{name}” with the account {account} is registered.",
                    f"收款人“{name}”没有登记账号 {account}。",
                ),
                Words(
                    "Check name and account, or have the treasury enter the payee first.",
                    "请核对全称和账号，或先由国库人员登记。",
                ),
                "payee-unknown",
            )


def _day(entry: Entry) -> date:
    day = entry["day"]
    if not isinstance(day, date):
        raise TypeError(f"Row {entry.row} was read without its day.")
    return day


def _why(receipt: Receipt) -> Verdict:
    steps = tuple(step for control in receipt.refusals for step in control.verdict.steps)
    rule = receipt.refusals[0].verdict.rule if receipt.refusals else _NOT_DONE
    return Verdict(False, rule, steps or (_standing(receipt),))


def _standing(receipt: Receipt) -> Step:
    return Step(f"{receipt.subject} is {receipt.state}.", f"{receipt.subject} 未能办理。")
