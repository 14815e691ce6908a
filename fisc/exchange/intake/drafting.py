"""Imports that become documents of a stage: drafts, which another person then decides on.

An import drafts as the person who imports, through the commands of the stage, so role, place and
codes are judged there. Nothing of it stands in the ledger yet; undoing it takes the drafts back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from fisc.exchange.acts import Judgement
from fisc.exchange.intake.imports import (
    Receipt,
    Signature,
    earlier,
    next_number,
    record_import,
)
from fisc.exchange.templates import Complaint, Entry, Template
from fisc.record.book import Book
from fisc.record.facts import Fact
from fisc.record.refusals import Refused
from fisc.record.undoing import CannotUndo
from fisc.registers import divisions, people, units
from fisc.values import DivisionCode, Money, Step, UnitCode, Verdict, Words


class DraftingAct(ABC):
    """The act of importing a file as drafts of a stage; subclasses know the stage.

    ``mistakes`` are what the stage raises when something cannot be drafted at all.
    """

    template: ClassVar[Template]
    mistakes: ClassVar[tuple[type[Exception], ...]]

    def __init__(self, signature: Signature, *, file: str = "") -> None:
        self.book = Book()
        self.signature = signature
        self._file = file
        self._units: dict[str, str | None] = {}

    @abstractmethod
    def look(self, entry: Entry) -> Iterator[Complaint]:
        """Yield what speaks against an entry."""

    @abstractmethod
    def draft(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        """Draft all entries inside an act; return the new documents, each with what it is of.

        Raises:
            Refused: the stage refuses.
        """

    @abstractmethod
    def take_back(self, fact: Fact) -> Sequence[int]:
        """Take the drafts of an import back, inside an act.

        Raises:
            CannotUndo: somebody has decided on one of them already.
        """

    def told(self) -> Mapping[str, Any]:
        """Return what else the fact of an import keeps, such as what is needed to undo it."""
        return {}

    def judge(self, entry: Entry) -> Judgement:
        """Say what speaks against an entry."""
        return Judgement(complaints=tuple(self.look(entry)))

    def carry_out(self, entries: Iterable[Entry], *, fingerprint: str) -> Receipt:
        """Draft every entry of the file, or none."""
        every = list(entries)
        key, division = self.template.key, self.signature.division
        before = earlier(self.book, key, division, fingerprint)
        if before is not None:
            batches = tuple(before.body["batches"])
            return Receipt(batches, 0, before.body["vouchers"], repeated=True)
        try:
            with self.book.act():
                documents = dict(self.draft(every))
                if not documents:
                    return Receipt((), 0, len(every), repeated=True)
                number = next_number(self.book, key, division)
                body = {
                    "file": self._file,
                    "vouchers": len(documents),
                    "documents": documents,
                    **self.told(),
                }
                record_import(self.book, key, self.signature, fingerprint, [number], body)
        except Refused as stopped:
            return Receipt(refusal=stopped.verdict)
        except people.UnknownPerson as wrong:
            step = Step(str(wrong), f"没有登记人员 {self.signature.actor}。")
            return Receipt(refusal=Verdict(False, Words("registered person", "登记人员"), (step,)))
        except self.mistakes as wrong:
            step = Step(str(wrong), "文件中有不能编制的内容。")
            return Receipt(refusal=Verdict(False, Words("cannot be drafted", "不能编制"), (step,)))
        return Receipt((number,), len(documents))

    def wrong_unit(self, entry: Entry) -> Iterator[Complaint]:
        """Complain of a unit that the division does not have."""
        code = str(entry["unit"])
        if code not in self._units:
            try:
                self._units[code] = units.unit(UnitCode(code)).division
            except units.UnknownUnit:
                self._units[code] = None
        home = self._units[code]
        division = self.signature.division
        if home is None or home != division:
            name = divisions.division(DivisionCode(division)).name_zh
            yield complain(
                "unit",
                Words(f"Division {division} has no unit {code}.", f"{name}没有单位 {code}。"),
                Words("Check the code of the unit.", "请核对单位代码。"),
                "unit-unknown",
            )


def complain(column: str, happened: Words, remedy: Words, rule: str) -> Complaint:
    """Return a complaint about one cell."""
    return Complaint(column, happened, remedy, rule)


def text(entry: Entry, key: str) -> str:
    """Return a text of an entry, empty where it is blank."""
    value: Any = entry[key]
    return "" if value is None else str(value)


def money(entry: Entry) -> Money:
    """Return the amount of an entry.

    Raises:
        TypeError: it was read without one.
    """
    amount = entry["amount"]
    if not isinstance(amount, Money):
        raise TypeError(f"Row {entry.row} was read without an amount.")
    return amount


def keep(why: Words) -> NoReturn:
    """Say why an import cannot be undone.

    Raises:
        CannotUndo: always.
    """
    step = Step(f"The import cannot be undone: {why.en}", f"本次导入不能撤销：{why.zh}")
    raise CannotUndo(Verdict(False, Words("decided already", "已经办理"), (step,)))
