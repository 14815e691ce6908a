"""Import the budget of a Fiscal Data Package as one draft, as the lines of a budget are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from fisc.engines.budgets.lines import UnknownLine, names_of
from fisc.exchange.intake.budgets import BudgetsAct
from fisc.exchange.intake.drafting import complain, money, text
from fisc.exchange.sayings import saying
from fisc.exchange.tables.budget_packages import BUDGET_PACKAGE
from fisc.exchange.templates import Complaint, Entry, Template
from fisc.stages.approve.commands import DraftLine
from fisc.values import ZERO, Book, Words

REVENUE = "revenue"


class PackageAct(BudgetsAct):
    """The act of importing the budget of a package: it becomes the draft of a number and year."""

    template: ClassVar[Template] = BUDGET_PACKAGE

    def look(self, entry: Entry) -> Iterator[Complaint]:
        """Yield what speaks against a line: its place and year, unit, codes, amount."""
        yield from self._elsewhere(entry)
        if entry["unit"] is not None:
            yield from self.wrong_unit(entry)
        line = line_of(entry)
        try:
            names_of(line.book, line.side, line.number)
        except UnknownLine:
            yield complain(
                "line" if entry["line"] else _code(entry),
                Words(
                    f"No line of that budget gathers the code {line.code or line.line}.",
                    f"该预算没有归集科目 {line.code or line.line} 的行。",
                ),
                Words("Check the budget and the code.", "请核对预算类别和科目代码。"),
                "line-unknown",
            )
        if line.amount < ZERO:
            yield complain(
                "amount",
                Words(
                    f"The amount is {line.amount}; it must be above zero.",
                    f"金额为 {line.amount}，必须大于零。",
                ),
                Words("A plan of adjustment lowers a line.", "调减请编制预算调整方案。"),
                "amount-not-above-zero",
            )

    def line(self, entry: Entry) -> DraftLine:
        """Return a row as a line of the draft."""
        return line_of(entry)

    def _elsewhere(self, entry: Entry) -> Iterator[Complaint]:
        for column, rule, wanted in (
            ("year", "package-other-year", self._year),
            ("division", "package-other-place", str(self.signature.division)),
        ):
            said = entry[column]
            if said is not None and said != wanted:
                happened, remedy = saying(rule)
                yield complain(column, happened.filled(value=said), remedy, rule)


def line_of(entry: Entry) -> DraftLine:
    """Return a row of a package as a line of a draft."""
    other = text(entry, "other_book")
    return DraftLine(
        book=Book(text(entry, "book")),
        side=text(entry, "side"),  # type: ignore[arg-type]  # the choices of the template
        amount=money(entry),
        code=text(entry, _code(entry)),
        line=text(entry, "line"),
        fund=text(entry, "fund"),
        other=Book(other) if other else None,
        unit=text(entry, "unit"),
        project=text(entry, "project"),
        item=text(entry, "government_item"),
        department_item=text(entry, "department_item"),
        fund_type=text(entry, "fund_type"),
        counterpart=text(entry, "counterpart"),
    )


def _code(entry: Entry) -> str:
    return "revenue_item" if entry["side"] == REVENUE else "function"
