"""Edit indicators by lines: what a file or a grid changes of them, as one batch undone as one.

Of a draft every column may change, by who drafted it. Of an issued line only the amount, downwards;
that becomes a proposal to recall, which another person carries out. Everything else is refused at
its cell, with the way to do it. A line that somebody changed after the export is a conflict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Final

from fisc.exchange.acts import Change, Difference, Judgement
from fisc.exchange.exports import Record, row_print
from fisc.exchange.intake.drafting import DraftingAct, complain, keep, text
from fisc.exchange.intake.imports import Signature
from fisc.exchange.intake.line_rules import (
    against_recall,
    conflict,
    fault_at,
    needed,
    not_so,
    unknown_line,
)
from fisc.exchange.intake.standing_lines import StandingLines, key_of
from fisc.exchange.tables.indicator_lines import DELETE, INDICATOR_LINES
from fisc.exchange.templates import Complaint, Entry, Template, Value
from fisc.record.facts import Fact
from fisc.record.refusals import demand, refuse
from fisc.registers.classification import UnknownCode, book_of
from fisc.stages.allot import lines as stage
from fisc.stages.allot.commands import (
    IndicatorDraft,
    Receipt,
    UnknownChange,
    UnknownIndicator,
    WrongChange,
    WrongIndicator,
    draft_indicators,
    propose_change,
)
from fisc.stages.allot.discarding import DRAFT, discard_indicators, withdraw_proposals
from fisc.stages.allot.lines import DraftJudge, Edit, Line
from fisc.stages.allot.queries import indicator
from fisc.values import Book, FundTypeCode, Money, Words

# Columns of a line and the fields of a draft that they are.
FIELDS: Final[Mapping[str, str]] = {
    "document": "document",
    "unit": "unit",
    "project": "project",
    "function": "function",
    "department_item": "department_item",
    "government_item": "item",
    "fund_type": "fund_type",
    "purpose": "purpose",
    "standard": "standard",
    "quantity": "quantity",
    "exception": "exception",
}
_COLUMNS: Final = {name: column for column, name in FIELDS.items()}
# What of an edit has to do with a column beside itself, where that is more than the fund type.
_ABOUT: Final = {"standard": {"standard", "quantity", "exception", "amount"}}
_QUANTITIES: Final = range(1, 2**31)  # of a standard; what is beyond counts as none
_REQUIRED: Final = ("number", "document", "unit", "function", "fund_type", "amount")
_EMPTY: Final = IndicatorDraft(number="", book=Book.GENERAL, function="", amount=Money(0))


def record_of(line: Line) -> Record:
    """Return a line as a row of an export."""
    draft = line.draft
    values: dict[str, Value] = {
        column: getattr(draft, name) or None for column, name in FIELDS.items()
    }
    return {
        "line": key_of(line),
        "number": line.number,
        **values,
        "amount": line.amount,
        "state": line.state_words.both,
        "maker": line.maker,
    }


def records(division: str, year: int) -> Iterator[Record]:
    """Yield every line of a division and year as a row of an export."""
    return map(record_of, stage.lines(division, year))


@dataclass(slots=True)
class Plan:
    """What the entries of a file come to, sorted by what has to be done."""

    new: list[IndicatorDraft] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    deleted: list[Line] = field(default_factory=list)
    recalls: list[tuple[Line, Money, str]] = field(default_factory=list)


class IndicatorLinesAct(DraftingAct):
    """The act of editing indicator lines of a division and year."""

    template: ClassVar[Template] = INDICATOR_LINES
    mistakes: ClassVar[tuple[type[Exception], ...]] = (
        WrongIndicator,
        WrongChange,
        UnknownIndicator,
        UnknownCode,
    )

    def __init__(self, signature: Signature, *, year: int, file: str = "") -> None:
        super().__init__(signature, file=file)
        self._year = year
        self._told: dict[str, Any] = {}
        self._begin()

    def _begin(self) -> None:
        self._standing = StandingLines(str(self.signature.division), self._year)
        self._seen: dict[str, int] = {}
        self._numbers: set[str] = set()
        self._faults = DraftJudge(str(self.signature.division), self._year)

    def judge(self, entry: Entry) -> Judgement:
        """Say what an entry changes of which line, or what speaks against it."""
        return self._weigh(entry, Plan())

    def look(self, entry: Entry) -> Iterator[Complaint]:
        """Yield what speaks against an entry."""
        yield from self.judge(entry).complaints

    def draft(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        """Do what the entries ask for; each is judged once more, now that nobody else writes."""
        self._begin()
        plan = Plan()
        for entry in entries:
            judgement = self._weigh(entry, plan)
            for complaint in judgement.complaints:
                happened = complaint.what_happened
                refuse(
                    Words("the file fits no more", "文件已不相符"),
                    f"Row {entry.row}: {happened.en} Try the file again.",
                    f"第 {entry.row} 行：{happened.zh}请重新试读。",
                )
        return self._carried_out(plan)

    def told(self) -> Mapping[str, Any]:
        """Return what is needed to undo the batch."""
        return self._told

    def _carried_out(self, plan: Plan) -> Mapping[str, str]:
        division, maker, at = str(self.signature.division), self.signature.actor, self.signature.at
        year = self._year
        if plan.deleted:
            numbers = [line.number for line in plan.deleted]
            self._demand(discard_indicators(numbers=numbers, year=year, maker=maker, at=at))
        if plan.edits:
            self._demand(stage.edit_indicators(edits=plan.edits, year=year, maker=maker, at=at))
        if plan.new:
            self._demand(
                draft_indicators(drafts=plan.new, division=division, year=year, maker=maker, at=at)
            )
        proposed = {}
        numbers = stage.next_change_numbers(division, year, len(plan.recalls))
        for number, (line, amount, reason) in zip(numbers, plan.recalls, strict=True):
            self._demand(
                propose_change(
                    number=number,
                    act="recall",
                    division=division,
                    year=year,
                    amount=amount,
                    reason=reason,
                    maker=maker,
                    at=at,
                    book=line.draft.book,
                    indicator=line.number,
                )
            )
            proposed[number] = line.number
        self._told = {
            "year": year,
            "new": [draft.number for draft in plan.new],
            "edits": {edit.number: _pairs(edit) for edit in plan.edits},
            "deleted": [_kept(line.draft) for line in plan.deleted],
            "proposed": proposed,
        }
        return {
            **{draft.number: "new" for draft in plan.new},
            **{edit.number: "changed" for edit in plan.edits},
            **{line.number: "deleted" for line in plan.deleted},
            **dict.fromkeys(proposed, "proposed"),
        }

    def take_back(self, fact: Fact) -> Sequence[int]:
        """Withdraw, edit back, discard and draft again, so that every line says what it said."""
        body, maker, at = fact.body, self.signature.actor, self.signature.at
        division, year = str(self.signature.division), int(fact.body["year"])
        back = [
            Edit(number, {name: (old, new) for name, (old, new) in pairs.items()}).back
            for number, pairs in body["edits"].items()
        ]
        drafts = [_again(kept) for kept in body["deleted"]]
        try:
            if body["proposed"]:
                self._undo(withdraw_proposals(numbers=list(body["proposed"]), maker=maker, at=at))
            if back:
                self._undo(stage.edit_indicators(edits=back, year=year, maker=maker, at=at))
            if body["new"]:
                self._undo(discard_indicators(numbers=body["new"], year=year, maker=maker, at=at))
            if drafts:
                self._undo(
                    draft_indicators(
                        drafts=drafts, division=division, year=year, maker=maker, at=at
                    )
                )
        except (UnknownIndicator, UnknownChange, WrongIndicator) as gone:
            keep(Words(str(gone), "其中有的行已不存在或已被改动。"))
        return []

    def _demand(self, receipt: Receipt) -> None:
        demand(receipt.refusal)

    def _undo(self, receipt: Receipt) -> None:
        if receipt.refusal is not None:
            keep(Words(receipt.refusal.why, receipt.refusal.why_in("zh")))

    def _weigh(self, entry: Entry, plan: Plan) -> Judgement:
        """Judge an entry; what it asks for is added to the plan if nothing speaks against it."""
        key = text(entry, "line")
        if not key:
            return self._weigh_new(entry, plan)
        line = self._standing.at(key)
        first = self._seen.setdefault(key, entry.row)
        if line is None or first != entry.row:
            return Judgement(complaints=(unknown_line(key, first if line else None),))
        wanted = _wanted(entry, line)
        differences = tuple(_differences(line, wanted))
        if entry["action"] != DELETE:
            untouched = row_print(INDICATOR_LINES, entry.values) == entry.printed
            if untouched or not differences:
                return Judgement(Change.UNCHANGED, key=line.number)
        if entry.printed != row_print(INDICATOR_LINES, record_of(line)):
            return Judgement(Change.CONFLICT, (conflict(entry, line, differences),))
        complaints = tuple(self._against(entry, line, wanted, differences))
        if complaints:
            return Judgement(complaints=complaints)
        if entry["action"] == DELETE:
            plan.deleted.append(line)
            differences = (Difference("action", None, DELETE),)
        elif line.state == DRAFT:
            plan.edits.append(_edit(line, wanted))
        else:
            plan.recalls.append((line, line.amount - _amount(wanted), text(entry, "reason")))
        return Judgement(Change.CHANGED, key=line.number, differences=differences)

    def _weigh_new(self, entry: Entry, plan: Plan) -> Judgement:
        complaints = list(needed(entry, _REQUIRED, INDICATOR_LINES))
        number = text(entry, "number")
        if number in self._numbers or self._standing.at(f"{self._year}/{number}"):
            complaints.append(not_so("number-taken", "number", number))
        self._numbers.add(number)
        if entry["action"] == DELETE:
            complaints.append(not_so("nothing-to-delete", "action", number))
        if not complaints:
            draft = _drafted(entry.values, _EMPTY)
            if isinstance(draft, Complaint):
                complaints.append(draft)
            else:
                complaints += self._faulty(draft, None)
        if complaints or isinstance(draft, Complaint):
            return Judgement(complaints=tuple(complaints))
        plan.new.append(draft)
        return Judgement(Change.NEW, key=number)

    def _against(
        self,
        entry: Entry,
        line: Line,
        wanted: Mapping[str, Value],
        differences: Iterable[Difference],
    ) -> Iterator[Complaint]:
        changed = {one.column for one in differences}
        deleting = entry["action"] == DELETE
        if "number" in changed:
            yield not_so("number-fixed", "number", line.number)
        if line.state != DRAFT:
            if deleting:
                yield not_so("issued-not-deleted", "action", line.number)
            yield from self._against_recall(entry, line, wanted, changed)
        elif line.maker != self.signature.actor:
            yield not_so("draft-of-another", "action" if deleting else min(changed), line.maker)
        elif not deleting:
            blank = [key for key in _REQUIRED if key in changed]
            complaints = list(needed(_filled(entry, wanted), blank, INDICATOR_LINES))
            draft = _drafted(wanted, line.draft)
            if complaints:
                yield from complaints
            elif isinstance(draft, Complaint):
                yield draft
            else:
                yield from self._faulty(draft, changed)

    def _against_recall(
        self, entry: Entry, line: Line, wanted: Mapping[str, Value], changed: Collection[str]
    ) -> Iterator[Complaint]:
        against = list(against_recall(entry, line, changed, INDICATOR_LINES))
        yield from against
        if "amount" in changed and not against:
            held = indicator(line.number, line.year)
            free = held.executable if line.state == "EXECUTABLE" else held.pending
            if line.amount - _amount(wanted) > free:
                yield not_so("recall-beyond-free", "amount", free)

    def _faulty(
        self, draft: IndicatorDraft, changed: Collection[str] | None
    ) -> Iterator[Complaint]:
        """Yield codes that cannot stand; of an edit only those that the edit has to do with."""
        for name, why in self._faults.faults_of(draft):
            column = _COLUMNS[name]
            about = _ABOUT.get(column, {column, "fund_type"})
            if changed is None or about.intersection(changed):
                yield fault_at(column, why)


def _wanted(entry: Entry, line: Line) -> dict[str, Value]:
    """Return what a line is to say: blank is no change, «—» is none."""
    wanted = dict(record_of(line))
    for column in ("number", *FIELDS, "amount"):
        value = entry[column]
        if value is not None or column in entry.cleared:
            wanted[column] = value
    return wanted


def _differences(line: Line, wanted: Mapping[str, Value]) -> Iterator[Difference]:
    now = record_of(line)
    for column in INDICATOR_LINES.columns:
        if column.key in wanted and wanted[column.key] != now.get(column.key):
            yield Difference(column.key, now.get(column.key), wanted[column.key])


def _filled(entry: Entry, wanted: Mapping[str, Value]) -> Entry:
    return replace(entry, values={**entry.values, **wanted})


def _amount(wanted: Mapping[str, Value]) -> Money:
    amount = wanted["amount"]
    return amount if isinstance(amount, Money) else Money(0)


def _drafted(values: Mapping[str, Value], before: IndicatorDraft) -> IndicatorDraft | Complaint:
    """Return a row as a draft, with the marks of what it was before."""
    said: dict[str, Any] = {name: str(values[column] or "") for column, name in FIELDS.items()}
    said |= {"number": str(values["number"]), "amount": _amount(values)}
    quantity = values.get("quantity")
    # A range asks whatever is no whole number one by one, which takes minutes.
    known = isinstance(quantity, int) and quantity in _QUANTITIES
    said["quantity"] = quantity if known else 0
    if said["amount"] <= Money(0):
        return not_so("amount-not-above-zero", "amount", said["amount"])
    try:
        said["book"] = book_of(FundTypeCode(said["fund_type"]))
    except (ValueError, UnknownCode) as unknown:
        happened = Words(str(unknown), f"资金性质 {said['fund_type']} 不能确定预算类别。")
        remedy = Words("Give a fund type of one budget.", "请填写末级资金性质代码。")
        return complain("fund_type", happened, remedy, "fund-type-unknown")
    return replace(before, **said)


def _edit(line: Line, wanted: Mapping[str, Value]) -> Edit:
    draft = _drafted(wanted, line.draft)
    if isinstance(draft, Complaint):
        raise TypeError(f"{line.number} was judged to be sound.")
    now, after = _kept(line.draft), _kept(draft)
    names = [name for name in stage.EDITABLE if now[name] != after[name]]
    return Edit(line.number, {name: (now[name], after[name]) for name in names})


def _pairs(edit: Edit) -> dict[str, list[Any]]:
    return {name: list(pair) for name, pair in edit.changes.items()}


def _kept(draft: IndicatorDraft) -> dict[str, Any]:
    values = {one.name: getattr(draft, one.name) for one in fields(IndicatorDraft)}
    amount = values.pop("amount")
    return {**values, "book": str(draft.book), "amount_fen": amount.fen}


def _again(kept: Mapping[str, Any]) -> IndicatorDraft:
    values = dict(kept)
    amount = Money(values.pop("amount_fen"))
    return IndicatorDraft(**{**values, "book": Book(values["book"]), "amount": amount})
