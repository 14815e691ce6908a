"""Indicators as lines that people edit: what a line says, who may change it, and its changing.

A file of its own because editing many lines at once, from a file or a grid, is neither a step in
the life of an indicator nor a change of authority.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import models

from fisc.engines.budgets.gates import check_guarantee
from fisc.law.names import control
from fisc.record.book import Book
from fisc.record.ways import sign
from fisc.registers import projects, units
from fisc.stages.allot.acts import Receipt, Refused, acting, attempt, demand_duty, refuse
from fisc.stages.allot.discarding import DRAFT, demand_own_draft
from fisc.stages.allot.documents import (
    IndicatorDraft,
    WrongIndicator,
    demand_code,
    demand_codes,
    demand_fund_type,
    demand_unit,
    held,
    row_of,
    spending_of,
)
from fisc.stages.allot.models import PROPOSED, RETURNED, STATES_ZH, Change, Indicator
from fisc.stages.allot.standards import demand_standard
from fisc.stages.allot.ways import document_of, papers
from fisc.values import Book as Budget
from fisc.values import (
    Code,
    DepartmentItemCode,
    FiscalYear,
    FunctionCode,
    GovernmentItemCode,
    Money,
    ProjectCode,
    Verdict,
    Words,
)

# What an edit may change of a draft; the amount is kept as fen.
EDITABLE: Final = (
    "document",
    "purpose",
    "unit",
    "project",
    "function",
    "department_item",
    "item",
    "fund_type",
    "book",
    "standard",
    "quantity",
    "exception",
    "amount_fen",
)
_CODES: Final[Mapping[str, type[Code]]] = {
    "function": FunctionCode,
    "item": GovernmentItemCode,
    "department_item": DepartmentItemCode,
}
_WORDS: Final = frozenset({"document", "purpose"})  # of EDITABLE, what is only said
_AT_ONCE: Final = 200  # rows of one statement
_HIDDEN: Final = ("RECOVERED", "CARRIED")
_SERIAL: Final = 6
Value = str | int


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator as a line: what it says, where it is in its life, and who drafted it.

    Units: ``amount`` is what a draft asks for, or what an indicator in the ledger was granted.
    ``proposed`` is the number of a change that waits for its checker, if any. ``guaranteed`` says
    that it serves one of the three guarantees and so is not recalled (K14).
    """

    number: str
    year: int
    state: str
    maker: str
    draft: IndicatorDraft
    amount: Money
    proposed: str
    guaranteed: bool

    @property
    def state_words(self) -> Words:
        """The state in words."""
        return Words(self.state.replace("_", " ").capitalize(), STATES_ZH[self.state])


@dataclass(frozen=True, slots=True)
class Edit:
    """What a draft says in some fields, and what it is to say instead; fields of ``EDITABLE``."""

    number: str
    changes: Mapping[str, tuple[Value, Value]]

    @property
    def back(self) -> Edit:
        """The edit that undoes this one."""
        return Edit(self.number, {name: (new, old) for name, (old, new) in self.changes.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which lines of a division and year are meant; what is empty or None leaves nothing out."""

    state: str = ""
    maker: str = ""
    units: Collection[str] | None = None
    functions: Collection[str] | None = None


EVERY: Final = Chosen()


def lines(
    division: str, year: int, chosen: Chosen = EVERY, *, first: int = 0, most: int = 0
) -> Iterator[Line]:
    """Yield the lines of a division and year in the order of their numbers.

    Recalled and carried ones are left out: nothing of them can change. ``most`` 0 is no limit.
    """
    proposed = {
        change.content["indicator"]: change.number
        for change in Change.objects.filter(
            division=division, year=year, state__in=(PROPOSED, RETURNED)
        )
    }
    rows = _rows(division, year, chosen).order_by("number")
    if most:
        rows = rows[first : first + most]
    for row in rows.iterator(2000):
        yield _line(row, proposed.get(row.number, ""))


def line(number: str, division: str, year: int) -> Line | None:
    """Return one line, or None where ``lines`` would not yield it."""
    row = _rows(division, year, EVERY).filter(number=number).first()
    if row is None:
        return None
    changes = Change.objects.filter(division=division, year=year, state=PROPOSED)
    proposed = changes.filter(content__indicator=number).order_by("number").last()
    return _line(row, proposed.number if proposed else "")


def _line(row: Indicator, proposed: str) -> Line:
    kept = row.state in {"DRAFT", "RETURNED", "REVIEWED"}
    return Line(
        row.number,
        row.year,
        row.state,
        row.maker,
        as_draft(row),
        Money(row.amount_fen if kept else row.granted_fen),
        proposed,
        not check_guarantee(spending_of(row)).allowed,
    )


def totals(division: str, year: int, chosen: Chosen = EVERY) -> tuple[int, Money]:
    """Return how many lines there are, and the sum of what their drafts ask for."""
    found = _rows(division, year, chosen).aggregate(
        count=models.Count("id"), fen=models.Sum("amount_fen")
    )
    return found["count"], Money(int(found["fen"] or 0))


def counts(division: str, year: int, by: str, chosen: Chosen = EVERY) -> dict[str, int]:
    """Return how many lines there are of each code of a field, such as ``unit``."""
    rows = _rows(division, year, chosen).order_by(by).values_list(by)
    return dict(rows.annotate(count=models.Count("id")))


def _rows(division: str, year: int, chosen: Chosen) -> Any:
    rows = Indicator.objects.filter(division=division, year=year).exclude(state__in=_HIDDEN)
    wanted = {
        "state": chosen.state or None,
        "maker": chosen.maker or None,
        "unit__in": None if chosen.units is None else sorted(chosen.units),
        "function__in": None if chosen.functions is None else sorted(chosen.functions),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def as_draft(row: Indicator) -> IndicatorDraft:
    """Return what a row says, as somebody would draft it."""
    values = {
        field.name: getattr(row, field.name)
        for field in fields(IndicatorDraft)
        if field.name not in {"amount", "book"}
    }
    return IndicatorDraft(**values, amount=Money(row.amount_fen), book=Budget(row.book))


class DraftJudge:
    """Says what speaks against drafts of a division and year, each with the field at fault.

    The same is asked when they are drafted; here nothing is stopped. What was looked up is
    remembered.
    """

    def __init__(self, division: str, year: int) -> None:
        self._division = division
        self._year = year
        self._units: dict[str, units.UnitRecord] = {}
        self._projects: dict[str, bool] = {}

    def faults_of(self, draft: IndicatorDraft) -> Iterator[tuple[str, Verdict]]:
        """Yield the fields of a draft that cannot stand, each with the reason."""
        row = row_of(draft, self._division, self._year, "")
        faulty: set[str] = set()
        for name, check in self._checks(row):
            if name == "unit" and faulty & {"item", "department_item"}:
                continue  # a unit is judged with its items, which have to exist first
            try:
                check()
            except Refused as stopped:
                faulty.add(name)
                yield name, stopped.verdict

    def _checks(self, row: Indicator) -> Iterator[tuple[str, Callable[[], None]]]:
        budget, year = Budget(row.book), FiscalYear(self._year)
        yield "fund_type", lambda: demand_fund_type(row)
        for name, kind in _CODES.items():
            text = getattr(row, name)
            if text:
                yield name, partial(demand_code, row.number, text, kind, budget, year)
        if row.project:
            yield "project", lambda: self._demand_project(row)
        if row.unit:
            yield "unit", lambda: demand_unit(row, self._units)
        if row.standard or row.quantity:
            yield "standard", lambda: demand_standard(row)

    def _demand_project(self, row: Indicator) -> None:
        if row.project not in self._projects:
            try:
                projects.project(ProjectCode(row.project))
            except (ValueError, projects.UnknownProject):
                self._projects[row.project] = False
            else:
                self._projects[row.project] = True
        if not self._projects[row.project]:
            refuse(
                control("K09"),
                f"The library has no project {row.project}.",
                f"项目库中无项目 {row.project}。",
            )


def edit_indicators(*, edits: Sequence[Edit], year: int, maker: str, at: datetime) -> Receipt:
    """Change what drafts say, all or none; only who drafted one, and before it is reviewed.

    Always: a field is changed only from what the edit says it is, so nothing unseen is written
    over; the same edit turned about restores it to the fen.

    Raises:
        UnknownIndicator: one of them does not exist.
        WrongIndicator: an amount would not be positive, or a field is none that may be changed.
    """
    numbers = [edit.number for edit in edits]

    def act(book: Book) -> Receipt:
        rows = held(numbers, year)
        who = acting(maker, at)
        touched: set[str] = set()
        before = [
            (document_of(row), paper) for row, paper in zip(rows, papers(book, rows), strict=True)
        ]
        for row, edit in zip(rows, edits, strict=True):
            demand_duty(who, row.division, "allot.draft", row.number)
            demand_own_draft(row, maker)
            touched |= _change(row, edit)
        demand_codes(rows)
        if touched:
            Indicator.objects.bulk_update(rows, sorted(touched | {"state"}), batch_size=_AT_ONCE)
            signed = (
                (document, paper, row.state)
                for row, (document, paper) in zip(rows, before, strict=True)
            )
            sign(book, signed, "change", who, at, newer=True)
        return Receipt(tuple(numbers), "DRAFT")

    return attempt(numbers, act)


def _change(row: Indicator, edit: Edit) -> set[str]:
    for name, (before, after) in edit.changes.items():
        if name not in EDITABLE:
            raise WrongIndicator(f"{row.number}: {name} is not changed so.")
        if getattr(row, name) != before:
            refuse(
                Words("changed meanwhile", "期间已变动"),
                f"{row.number}: {name} is {getattr(row, name)} now, not {before}.",
                f"{row.number} 已被改动，请重新导出后再修改。",
            )
        setattr(row, name, after)
    if row.amount_fen <= 0:
        raise WrongIndicator(f"{row.number}: the amount of a draft must be positive.")
    if not set(edit.changes) <= _WORDS:
        row.state = DRAFT  # whoever returned it has seen another indicator; reviews begin anew
    return set(edit.changes)


def next_change_numbers(division: str, year: int, count: int) -> list[str]:
    """Return the numbers of the next proposals of a division and year."""
    begin = f"CHG-{year}-{division}-"
    last = (
        Change.objects.filter(number__regex=f"^{begin}[0-9]{{{_SERIAL}}}$")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    done = int(last[len(begin) :]) if last else 0
    return [f"{begin}{serial:0{_SERIAL}d}" for serial in range(done + 1, done + count + 1)]
