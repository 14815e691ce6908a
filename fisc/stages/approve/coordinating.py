"""Coordinating a draft: the balanced plan nearest to it, and taking that plan over as the draft.

Asking changes nothing. Taking over is a change of the draft like any other: by who made it, with a
signature on its trail. A file of its own because asking and taking over must see the same plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fisc.engines.budgets.consolidation import Entry
from fisc.engines.budgets.coordinating.between import Standing
from fisc.engines.budgets.coordinating.coordination import Coordinated, Unfree, coordinate
from fisc.law.limits import limits_on
from fisc.record.book import Book
from fisc.record.ways import done_before
from fisc.registers import divisions
from fisc.stages.approve.acts import Receipt, attempt, refuse
from fisc.stages.approve.changing import replaced
from fisc.stages.approve.drafts import UnknownDraft, WrongDraft, draft_line, held, lines_of
from fisc.stages.approve.models import (
    APPROVED,
    DRAFTED,
    INITIAL,
    RETURNED,
    STATES_ZH,
    BudgetDraft,
    BudgetLine,
)
from fisc.stages.approve.postings import DraftLine
from fisc.stages.approve.ways import BUDGETS
from fisc.values import ZERO, DivisionCode, Money, Words

RULE = Words("plan of the coordination", "统筹方案")


@dataclass(frozen=True, slots=True)
class Choice:
    """A draft that can be coordinated, as a list names it."""

    number: str
    year: int
    state: str
    maker: str
    title_zh: str
    title_en: str

    @property
    def open(self) -> bool:
        """Whether its lines may still be changed."""
        return self.state in {DRAFTED, RETURNED}


@dataclass(frozen=True, slots=True)
class Coordination:
    """A draft, what the coordination makes of it, and the mark by which the plan is known.

    Shape: ``lines`` are those of the draft, in the order of the problem's entries.
    """

    draft: Choice
    division: str
    lines: tuple[DraftLine, ...]
    standing: Standing
    answer: Coordinated | Unfree
    mark: str

    @property
    def plan(self) -> Coordinated | None:
        """The plan, where there is one."""
        return self.answer if isinstance(self.answer, Coordinated) else None

    @property
    def planned(self) -> tuple[DraftLine, ...]:
        """The lines that the draft would have; none where there is no plan."""
        return _planned(self.lines, self.plan) if self.plan is not None else ()

    @property
    def changes(self) -> bool:
        """Whether the plan differs from the draft."""
        return self.plan is not None and self.planned != self.lines


def choices(division: str) -> tuple[Choice, ...]:
    """Return the budgets of a division that were drafted, those still open first, then newest."""
    found = BudgetDraft.objects.filter(division=division, kind=INITIAL).order_by("-year", "-number")
    made = (
        Choice(one.number, one.year, one.state, one.maker, one.title_zh, one.title_en)
        for one in found
    )
    return tuple(sorted(made, key=lambda one: not one.open))


def division_of(number: str) -> str:
    """Return whose draft a number is; empty where there is no such draft of a budget."""
    found = BudgetDraft.objects.filter(number=number, kind=INITIAL).values_list("division")
    return str(found[0][0]) if found else ""


def coordinated(number: str, day: date, stabilisation: Money | None = None) -> Coordination:
    """Return the plan nearest to a draft on the law of a day, or why there is none.

    ``stabilisation`` is what the stabilisation fund holds, where somebody knows it.

    Units: fen.

    Raises:
        UnknownDraft: there is no such draft.
        WrongDraft: it is the plan of an adjustment.

    Source: law/budgets/coordination.csv
    """
    draft = BudgetDraft.objects.filter(number=number).first()
    if draft is None:
        raise UnknownDraft(f"There is no draft {number}.")
    if draft.kind != INITIAL:
        raise WrongDraft(f"{number} is the plan of an adjustment; only a budget is coordinated.")
    return _coordination(draft, day, stabilisation)


def coordinated_area(division: str, year: int, day: date) -> Coordinated | Unfree | None:
    """Return the plan nearest to the drafts of a division and all below it, or why there is none.

    Of each division the newest budget of the year counts, an open one before an adopted one. What
    governments give one another must be received. None where nobody has drafted anything.

    Source: law/budgets/coordination.csv
    """
    inside = divisions.subtree(DivisionCode(division), by="fiscal_parent")
    found = BudgetDraft.objects.filter(
        division__in=sorted(map(str, inside)), year=year, kind=INITIAL
    ).order_by("number")
    newest: dict[str, BudgetDraft] = {}
    for draft in found:
        there = newest.get(draft.division)
        if there is None or there.state == APPROVED or draft.state != APPROVED:
            newest[draft.division] = draft
    if not newest:
        return None
    rows = BudgetLine.objects.filter(draft__in=newest.values()).order_by("draft", "position")
    whose = {draft.number: place for place, draft in newest.items()}
    entries = [
        Entry(whose[row.draft_id], draft_line(row).balance_line, row.counterpart)
        for row in rows.iterator(chunk_size=5_000)
    ]
    return coordinate(entries, limits=limits_on(day))


def take_over(
    *,
    number: str,
    mark: str,
    maker: str,
    day: date,
    at: datetime,
    stabilisation: Money | None = None,
    key: str | None = None,
) -> Receipt:
    """Take the plan of the coordination over as the draft; only who made it may do so.

    ``mark`` is that of the plan that was looked at: where draft or law have changed since, the
    plan would be another, and nothing is done. Under the same ``key`` it happens once.

    Raises:
        KeyOfAnotherAct: the key was used before for something else.
        UnknownDraft: there is no such draft.
        WrongDraft: it is the plan of an adjustment.
    """

    def act(book: Book) -> Receipt:
        draft = held(number, INITIAL)
        if done_before(book, key, (BUDGETS, number, draft.year), {"change"}, maker) is not None:
            return Receipt(number, draft.state)
        if draft.state == APPROVED:
            refuse(
                Words("drafts only", "仅限草案"),
                f"{number} is {draft.state}; adjust the budget instead.",
                f"{number} 状态为{STATES_ZH[draft.state]}，请改用预算调整。",
            )
        found = _coordination(draft, day, stabilisation)
        if found.plan is None:
            refuse(
                RULE,
                f"No plan balances {number} under the rules, so none is taken over.",
                f"{number} 在现行规则下无平衡方案，不能采用。",
            )
        if found.mark != mark:
            refuse(
                RULE,
                f"{number} or the law has changed since the plan was looked at; look again.",
                f"{number} 或适用规则在查看方案后已变化，请重新查看。",
            )
        replaced(book, draft, found.planned, maker, at, key=key)
        return Receipt(number, draft.state)

    return attempt(number, DRAFTED, act)


def _coordination(draft: BudgetDraft, day: date, stabilisation: Money | None) -> Coordination:
    lines = lines_of(draft)
    standing = Standing(stabilisation=stabilisation)
    answer = coordinate(
        [Entry(draft.division, line.balance_line, line.counterpart) for line in lines],
        limits=limits_on(day),
        standing={draft.division: standing},
    )
    return Coordination(
        Choice(draft.number, draft.year, draft.state, draft.maker, draft.title_zh, draft.title_en),
        draft.division,
        lines,
        standing,
        answer,
        _mark(lines, answer),
    )


def _planned(lines: Sequence[DraftLine], plan: Coordinated) -> tuple[DraftLine, ...]:
    kept = (
        replace(line, amount=amount)
        for line, amount in zip(lines, plan.amounts, strict=True)
        if amount != ZERO
    )
    return (*kept, *map(_opened, plan.opened))


def _opened(entry: Entry) -> DraftLine:
    line = entry.line
    return DraftLine(
        book=line.book,
        side=line.side,
        amount=line.amount,
        code=line.code,
        line=line.line,
        fund=line.fund,
        other=line.other,
    )


def _mark(lines: Iterable[DraftLine], answer: Coordinated | Unfree) -> str:
    """Return a digest of a draft and its plan."""
    seen = hashlib.sha256()
    for line in lines:
        seen.update(repr(line).encode())
    if isinstance(answer, Coordinated):
        seen.update(repr([amount.fen for amount in answer.amounts]).encode())
        seen.update(repr(answer.opened).encode())
    return seen.hexdigest()[:16]
