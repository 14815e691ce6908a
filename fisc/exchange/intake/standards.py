"""Import the standards that a place sets for itself; each is judged against the library first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from fisc.engines.budgets.standards import Standard, check_own, choose, library
from fisc.exchange.intake.drafting import DraftingAct, complain, keep, money, text
from fisc.exchange.standards import wanted
from fisc.exchange.tables.standards import OWN_STANDARDS
from fisc.exchange.templates import Complaint, Entry, Template
from fisc.record.acting import acting, demand, demand_duty
from fisc.record.facts import Fact
from fisc.registers import standards
from fisc.registers.standards import MisplacedStandard, OwnRecord
from fisc.values import Verdict, Words

RIGHT = "standards.enter"


class StandardsAct(DraftingAct):
    """The act of importing own standards: stricter than the library, or with their document."""

    template: ClassVar[Template] = OWN_STANDARDS
    mistakes: ClassVar[tuple[type[Exception], ...]] = (MisplacedStandard,)

    def look(self, entry: Entry) -> Iterator[Complaint]:
        """Yield what speaks against a standard: its place, and the library."""
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
        verdict = _judged(record_of(entry))
        if not verdict.allowed:
            yield complain(
                "amount",
                Words(verdict.why, verdict.why_in("zh")),
                Words("Lower it, or cite the document.", "请调低，或注明批准文件。"),
                "above-the-library",
            )

    def draft(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        """Enter every standard."""
        who = acting(self.signature.actor, self.signature.at)
        demand_duty(who, self.signature.division, RIGHT, Words("standards", "支出标准"))
        made = {}
        for entry in entries:
            record = record_of(entry)
            demand(_judged(record))
            number = standards.enter(record, by=self.signature.actor, at=self.signature.at)
            made[f"{record.code}/{record.first_day}"] = str(number)
        return made

    def take_back(self, fact: Fact) -> Sequence[int]:
        """Take the standards back that nothing newer has followed."""
        for name, number in reversed(list(fact.body["documents"].items())):
            if not standards.take_back(int(number)):
                keep(Words(f"{name} was followed by a newer one.", f"{name} 之后已有新标准。"))
        return []


def record_of(entry: Entry) -> OwnRecord:
    """Return a row as a standard of a place."""
    first, last, review = entry["first_day"], entry["last_day"], entry["review_year"]
    if not isinstance(first, date):
        raise TypeError(f"Row {entry.row} was read without its first day.")
    return OwnRecord(
        division=text(entry, "division"),
        code=text(entry, "code"),
        item=text(entry, "item"),
        name=text(entry, "name"),
        measure=text(entry, "measure"),
        amount=money(entry),
        first_day=first,
        last_day=last if isinstance(last, date) else None,
        grade=text(entry, "grade"),
        unit_kind=text(entry, "unit_kind"),
        document=text(entry, "document"),
        review_year=review if isinstance(review, int) else 0,
    )


def _judged(record: OwnRecord) -> Verdict:
    asked = wanted(
        record.item,
        record.first_day,
        record.division,
        grade=record.grade,
        unit_kind=record.unit_kind,
    )
    mine = Standard(
        code=record.code,
        item=record.item,
        name=Words(record.name, record.name),
        measure=record.measure,
        amount=record.amount,
        quantity=None,
        first_day=record.first_day,
        last_day=record.last_day,
        own=record.division,
        document=record.document,
    )
    return check_own(mine, choose(library(), asked))
