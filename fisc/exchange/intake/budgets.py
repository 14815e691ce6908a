"""Import the lines of a budget as one draft, for the congress's adoption to be entered later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from fisc.engines.budgets.lines import UnknownLine
from fisc.exchange.intake.drafting import DraftingAct, complain, keep, money, text
from fisc.exchange.intake.imports import Signature
from fisc.exchange.tables.budgets import BUDGETS, INCOME
from fisc.exchange.templates import Complaint, Entry, Template
from fisc.record.facts import Fact
from fisc.record.refusals import demand
from fisc.stages.approve.commands import (
    BadLine,
    DraftLine,
    UnknownDraft,
    WrongDraft,
    draft_budget,
)
from fisc.stages.approve.discarding import discard_draft
from fisc.values import ZERO, Book, Words


class BudgetsAct(DraftingAct):
    """The act of importing a budget: ``number`` and ``year`` name the draft that it becomes."""

    template: ClassVar[Template] = BUDGETS
    mistakes: ClassVar[tuple[type[Exception], ...]] = (BadLine, WrongDraft)

    def __init__(self, signature: Signature, *, number: str, year: int, file: str = "") -> None:
        super().__init__(signature, file=file)
        self._number = number
        self._year = year

    def look(self, entry: Entry) -> Iterator[Complaint]:
        """Yield what speaks against a line: its unit, its code, its amount."""
        yield from self.wrong_unit(entry)
        line = line_of(entry)
        try:
            _ = line.number
        except UnknownLine:
            yield complain(
                "line" if entry["side"] == INCOME else "function",
                Words(
                    f"No line of that budget gathers the code {line.code}.",
                    f"该预算没有归集科目 {line.code} 的行。",
                ),
                Words("Check the budget and the code.", "请核对预算类别和科目代码。"),
                "line-unknown",
            )
        if line.amount <= ZERO:
            yield complain(
                "amount",
                Words(
                    f"The amount is {line.amount}; it must be above zero.",
                    f"金额为 {line.amount}，必须大于零。",
                ),
                Words("Leave lines without an amount out.", "没有金额的行请删去。"),
                "amount-not-above-zero",
            )

    def draft(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        """Draft the budget."""
        receipt = draft_budget(
            number=self._number,
            division=self.signature.division,
            year=self._year,
            lines=[self.line(entry) for entry in entries],
            maker=self.signature.actor,
            at=self.signature.at,
        )
        demand(receipt.refusal)
        return {self._number: str(self._year)}

    def line(self, entry: Entry) -> DraftLine:
        """Return a row as a line of the draft."""
        return line_of(entry)

    def take_back(self, fact: Fact) -> Sequence[int]:
        """Discard the draft."""
        for number in fact.body["documents"]:
            try:
                receipt = discard_draft(
                    number=number, maker=self.signature.actor, at=self.signature.at
                )
            except UnknownDraft as gone:
                keep(Words(str(gone), f"没有预算草案 {number}。"))
            if receipt.refusal is not None:
                keep(Words(receipt.refusal.why, receipt.refusal.why_in("zh")))
        return []


def line_of(entry: Entry) -> DraftLine:
    """Return a row as a line of a draft; expenditure goes by function, income by revenue item."""
    income = entry["side"] == INCOME
    return DraftLine(
        book=Book(text(entry, "book")),
        side="revenue" if income else "expenditure",
        amount=money(entry),
        code=text(entry, "line") if income else text(entry, "function"),
        unit="" if income and entry["book"] != Book.UNIT else text(entry, "unit"),
        project=text(entry, "project"),
        item=text(entry, "government_item"),
        department_item=text(entry, "department_item"),
        fund_type=text(entry, "fund_type"),
    )
