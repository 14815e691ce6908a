"""Import the register of resources: each row enters a source and what was reported of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar

from fisc.exchange.intake.drafting import DraftingAct, complain, keep, money, text
from fisc.exchange.tables.resources import RESOURCES
from fisc.exchange.templates import Complaint, Entry, Template
from fisc.record.acting import acting, demand_duty
from fisc.record.facts import Fact
from fisc.registers import resources
from fisc.registers.resources import LaterReport, MisplacedResource, ResourceRecord
from fisc.values import Money, Words

RIGHT = "resources.enter"
_DAYS = ("since", "expiry", "day")


class ResourcesAct(DraftingAct):
    """The act of importing sources and what they hold; a source is entered anew under its code."""

    template: ClassVar[Template] = RESOURCES
    mistakes: ClassVar[tuple[type[Exception], ...]] = (MisplacedResource,)

    def __init__(self, signature: Any, *, file: str = "") -> None:
        super().__init__(signature, file=file)
        self._before: dict[str, Any] = {}

    def look(self, entry: Entry) -> Iterator[Complaint]:
        """Yield what speaks against a source: its place, its unit, and whose code it is."""
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
        if text(entry, "unit"):
            yield from self.wrong_unit(entry)
        known = resources.resource(text(entry, "code"))
        if known is not None and known.division != self.signature.division:
            yield complain(
                "code",
                Words(
                    f"{known.code} is a source of {known.division}.",
                    f"{known.code} 是 {known.division} 的资源。",
                ),
                Words("Give it a number of your own.", "请另编资源编号。"),
                "code-of-another",
            )

    def draft(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        """Enter every source and its report."""
        who = acting(self.signature.actor, self.signature.at)
        demand_duty(who, self.signature.division, RIGHT, Words("resources", "资源台账"))
        made = {}
        for entry in entries:
            record = record_of(entry)
            before = resources.resource(record.code)
            self._before[record.code] = _said(before) if before else None
            number = resources.enter(record, by=self.signature.actor, at=self.signature.at)
            made[record.code] = str(number)
        return made

    def told(self) -> Mapping[str, Any]:
        """Return how the sources were before."""
        return {"before": dict(self._before)}

    def take_back(self, fact: Fact) -> Sequence[int]:
        """Take the reports back, and what was changed of their sources."""
        for code, number in fact.body["documents"].items():
            before = fact.body["before"][code]
            try:
                resources.take_back(code, int(number), _record(before) if before else None)
            except LaterReport as later:
                keep(Words(str(later), f"{code} 之后又报送过余额，请先撤销后来的导入。"))
        return []


def record_of(entry: Entry) -> ResourceRecord:
    """Return a row as a source of the register with what is reported of it."""
    planned, origin = entry["planned"], entry["origin"]
    return ResourceRecord(
        code=text(entry, "code"),
        division=text(entry, "division"),
        kind=text(entry, "kind"),
        name=text(entry, "name"),
        unit=text(entry, "unit"),
        bank=text(entry, "bank"),
        basis=text(entry, "basis"),
        flexibility=text(entry, "flexibility"),
        origin=origin if isinstance(origin, int) else 0,
        since=_day(entry, "since"),
        expiry=_day(entry, "expiry"),
        reason=text(entry, "reason"),
        day=_day(entry, "day"),
        amount=money(entry),
        planned=planned if isinstance(planned, Money) else None,
    )


def _day(entry: Entry, key: str) -> date | None:
    value = entry[key]
    return value if isinstance(value, date) else None


def _said(record: ResourceRecord) -> dict[str, Any]:
    said = asdict(record)
    for name in _DAYS:
        said[name] = said[name].isoformat() if said[name] else None
    said["amount"] = record.amount.fen
    said["planned"] = None if record.planned is None else record.planned.fen
    return said


def _record(said: Mapping[str, Any]) -> ResourceRecord:
    values = dict(said)
    for name in _DAYS:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["amount"] = Money(values["amount"])
    values["planned"] = None if values["planned"] is None else Money(values["planned"])
    return ResourceRecord(**values)
