"""Import indicators as drafts, to be reviewed, registered and issued by others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from fisc.exchange.intake.drafting import DraftingAct, complain, keep, money, text
from fisc.exchange.tables.indicators import INDICATORS
from fisc.exchange.templates import Complaint, Entry, Template
from fisc.record.facts import Fact
from fisc.record.refusals import demand
from fisc.registers.classification import UnknownCode, book_of
from fisc.stages.allot.commands import (
    IndicatorDraft,
    UnknownIndicator,
    WrongIndicator,
    draft_indicators,
)
from fisc.stages.allot.discarding import discard_indicators
from fisc.values import FundTypeCode, Words


class IndicatorsAct(DraftingAct):
    """The act of importing indicators; the year of each is that of its day of issue."""

    template: ClassVar[Template] = INDICATORS
    mistakes: ClassVar[tuple[type[Exception], ...]] = (WrongIndicator, UnknownCode)

    def look(self, entry: Entry) -> Iterator[Complaint]:
        """Yield what speaks against an indicator: its place, its unit, its money."""
        if entry["division"] != self.signature.division:
            yield complain(
                "division",
                Words(
                    f"This import is into {self.signature.division}.",
                    f"本次导入的区划是 {self.signature.division}。",
                ),
                Words("Import each division by itself.", "请分区划导入。"),
                "division-other",
            )
            return
        yield from self.wrong_unit(entry)
        try:
            book_of(FundTypeCode(text(entry, "fund_type")))
        except UnknownCode as unknown:
            yield complain(
                "fund_type",
                Words(str(unknown), f"资金性质 {entry['fund_type']} 不能确定预算类别。"),
                Words("Give a fund type of one budget.", "请填写末级资金性质代码。"),
                "fund-type-unknown",
            )

    def draft(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        """Draft the indicators, year by year."""
        by_year: dict[int, list[IndicatorDraft]] = defaultdict(list)
        for entry in entries:
            by_year[_year(entry)].append(draft_of(entry))
        for year in sorted(by_year):
            receipt = draft_indicators(
                drafts=by_year[year],
                division=self.signature.division,
                year=year,
                maker=self.signature.actor,
                at=self.signature.at,
            )
            demand(receipt.refusal)
        return {draft.number: str(year) for year in sorted(by_year) for draft in by_year[year]}

    def take_back(self, fact: Fact) -> Sequence[int]:
        """Discard the drafted indicators."""
        by_year: dict[int, list[str]] = defaultdict(list)
        for number, year in fact.body["documents"].items():
            by_year[int(year)].append(number)
        for year, numbers in by_year.items():
            try:
                receipt = discard_indicators(
                    numbers=numbers, year=year, maker=self.signature.actor, at=self.signature.at
                )
            except UnknownIndicator as gone:
                keep(Words(str(gone), f"没有指标 {'、'.join(numbers)}。"))
            if receipt.refusal is not None:
                keep(Words(receipt.refusal.why, receipt.refusal.why_in("zh")))
        return []


def draft_of(entry: Entry) -> IndicatorDraft:
    """Return a row as an indicator that somebody drafts."""
    return IndicatorDraft(
        number=text(entry, "number"),
        book=book_of(FundTypeCode(text(entry, "fund_type"))),
        function=text(entry, "function"),
        amount=money(entry),
        unit=text(entry, "unit"),
        project=text(entry, "project"),
        item=text(entry, "government_item"),
        department_item=text(entry, "department_item"),
        fund_type=text(entry, "fund_type"),
        document=text(entry, "document"),
        purpose=text(entry, "purpose"),
    )


def _year(entry: Entry) -> int:
    day = entry["issue_day"]
    if not isinstance(day, date):
        raise TypeError(f"Row {entry.row} was read without its day of issue.")
    return day.year
