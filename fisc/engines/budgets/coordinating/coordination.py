"""Coordination: draft budgets of one or many governments, brought together at the least change.

Every item of a draft is a variable. Where it may move, how far and in which order of priority says
``law/budgets/coordination.csv``; what must hold in the end say the rules between the budgets. The
plan is proved nearest to the drafts order by order, or the rules that conflict are named.

Items that stand in the same place of the same balance count alike in every rule and every order.
They are planned as one and share what is moved in proportion, to the fen: no plan over the single
items is nearer, since only their sum counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fisc.engines.budgets.consolidation import Entry
from fisc.engines.budgets.coordinating.between import Standing, demands
from fisc.engines.budgets.coordinating.crossings import is_closed
from fisc.engines.budgets.coordinating.demands import ONE, Demand, Sum, Where
from fisc.engines.budgets.coordinating.heaps import Heap, heaped, name_of
from fisc.engines.budgets.coordinating.nearest import (
    Cell,
    Condition,
    Conflict,
    Moved,
    Plan,
    changed,
    nearest,
)
from fisc.engines.budgets.coordinating.places import about, fund_words
from fisc.law.limits import Limits
from fisc.law.names import budget_rule
from fisc.law.tables import INTER_BUDGET_RULES, find
from fisc.values import ZERO, Book, Money, Rounding, Verdict, Words

_SIDES: Final = ("revenue", "expenditure", "balance")
_UNKNOWN: Final = Words(
    "what the stabilisation fund holds is not known, so no more is drawn than drafted",
    "稳定调节基金余额未知，动用不超过草案数",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Cells and conditions, and which heap of the drafts each cell is.

    Shape: one heap for each cell.
    """

    entries: Sequence[Entry]
    heaps: Sequence[Heap]
    cells: Sequence[Cell]
    demands: Sequence[Demand]
    conditions: Sequence[Condition]

    @property
    def variables(self) -> int:
        """How many amounts are planned: the items of the drafts, and lines that may be opened."""
        return len(self.entries) + sum(not heap.items for heap in self.heaps)

    @property
    def drafted(self) -> Mapping[Where, Money]:
        """What the drafts come to, place by place."""
        return _summed(self.heaps, [cell.draft for cell in self.cells])


@dataclass(frozen=True, slots=True)
class LineMove:
    """A line of the balance, or the part of it under one row of the law: draft and plan.

    ``order`` is the order of priority by which it moved, 0 where it did not. Units: fen.
    """

    place: Where
    name: Words
    draft: Money
    plan: Money
    order: int


@dataclass(frozen=True, slots=True)
class Coordinated:
    """The balanced plan: amounts of every item of the drafts, and lines that it opens.

    ``moved`` has one part for each order with its bound; ``binding`` are the demands that the plan
    keeps with nothing to spare, equations left out.

    Shape: ``amounts`` follow the entries of the problem.
    """

    problem: Problem
    amounts: Sequence[Money]
    opened: Sequence[Entry]
    moved: Sequence[Moved]
    sums: Mapping[Where, Money]

    @property
    def lines(self) -> Sequence[LineMove]:
        """The lines of draft and plan, book by book, resources before uses."""
        found = []
        for heap, cell in zip(self.problem.heaps, self.problem.cells, strict=True):
            plan = self.sums[heap.place]
            if cell.draft or plan:
                away = plan - cell.draft
                order = 0 if not away else cell.rises if away > ZERO else cell.falls
                found.append(LineMove(heap.place, cell.name, cell.draft, plan, order))
        books = list(Book)
        return sorted(
            found,
            key=lambda one: (
                one.place.government,
                books.index(one.place.book),
                _SIDES.index(one.place.side),
                one.place[3:7],
            ),
        )

    @property
    def binding(self) -> Sequence[Demand]:
        """The demands about something that would be broken by one more fen."""
        return [
            one
            for one in self.problem.demands
            if not one.equal
            and any(self.sums[place] for place in one.terms)
            and one.beyond(self.sums) == 0
        ]


@dataclass(frozen=True, slots=True)
class Unfree:
    """Why no plan exists, and the plan of a second run that has the least change made."""

    problem: Problem
    conflict: Conflict
    freed: Coordinated | None


def coordinate(
    entries: Sequence[Entry],
    *,
    limits: Limits,
    standing: Mapping[str, Standing] | None = None,
    apart: bool = False,
) -> Coordinated | Unfree:
    """Return the balanced plan that is nearest to the drafts, or why there is none.

    ``standing`` says what governments have beside their drafts. With ``apart`` every item is
    given to the solver by itself, which takes longer and comes to the same.

    Raises:
        Unsolved: the solver gave up.
        UnknownLine: the law does not say how a line may move.

    Source: law/budgets/coordination.csv, law/budgets/inter_budget_rules.csv

    Example:
        >>> from datetime import date
        >>> from fisc.engines.budgets.lines import Line
        >>> from fisc.law.limits import limits_on
        >>> def entry(side, code, yuan):
        ...     line = Line(book=Book.GENERAL, side=side, line="01", code=code,
        ...                 amount=Money.yuan(yuan))
        ...     return Entry("239900", line)
        >>> drafts = [entry("revenue", "10101", "98"), entry("expenditure", "201", "20"),
        ...           entry("expenditure", "205", "79"), entry("expenditure", "227", "2")]
        >>> plan = coordinate(drafts, limits=limits_on(date(2026, 1, 1)))
        >>> [str(amount) for amount in plan.amounts]
        ['¥98.00', '¥18.02', '¥79.00', '¥0.98']
    """
    return solved(problem_of(entries, limits, standing, apart=apart))


def solved(problem: Problem) -> Coordinated | Unfree:
    """Return the plan of a problem, or why there is none.

    Raises:
        Unsolved: the solver gave up.
    """
    answer = nearest(problem.cells, problem.conditions)
    if isinstance(answer, Plan):
        return _coordinated(problem, answer)
    freed = None
    if answer.changes is not None:
        cells, conditions = changed(problem.cells, problem.conditions, answer.changes)
        again = nearest(cells, conditions)
        if isinstance(again, Plan):
            freed = _coordinated(replace(problem, cells=cells, conditions=conditions), again)
    return Unfree(problem, answer, freed)


def problem_of(
    entries: Sequence[Entry],
    limits: Limits,
    standing: Mapping[str, Standing] | None = None,
    *,
    apart: bool = False,
) -> Problem:
    """Return the drafts and the law as cells and conditions.

    Raises:
        UnknownLine: the law does not say how a line may move.
    """
    heaps = heaped(entries, apart=apart)
    drafts: dict[Where, Money] = {}
    for heap in heaps:
        drafts[heap.place] = drafts.get(heap.place, ZERO) + heap.draft
    asked = (_watched(one, drafts) for one in demands(drafts, limits, standing))
    every = [*asked, *_kept_at_the_draft(drafts, standing or {})]
    reach = _reach(heaps)
    names = {place: name_of(place) for place in drafts}
    called = _named_apart([names[heap.place] for heap in heaps])
    cells = [_cell(heap, name, reach) for heap, name in zip(heaps, called, strict=True)]
    at: dict[Where, list[int]] = {}
    for number, heap in enumerate(heaps):
        at.setdefault(heap.place, []).append(number)
    conditions = [_condition(one, at) for one in every]
    return Problem(entries, heaps, cells, every, conditions)


def _watched(demand: Demand, drafts: Mapping[Where, Money]) -> Demand:
    """Return a demand as a plan keeps it: a mere watch is not made worse than it is drafted.

    A watch warns by a figure that is an assumption of ours (marked C); it moves nothing by itself.
    """
    beyond = demand.beyond(drafts)
    if not demand.code or beyond <= 0 or find(INTER_BUDGET_RULES, demand.code).conf != "C":
        return demand
    says = Words(f"{demand.says.en}, or as drafted", f"{demand.says.zh}，或不超过草案")
    right = demand.right + Money(1).times(beyond, Rounding.UP)
    return replace(demand, right=right, says=says)


def _condition(demand: Demand, at: Mapping[Where, Sequence[int]]) -> Condition:
    terms = {number: factor for place, factor in demand.terms.items() for number in at[place]}
    return Condition(
        name=demand.name, terms=terms, right=demand.right, equal=demand.equal, firm=demand.firm
    )


def _kept_at_the_draft(
    drafts: Mapping[Where, Money], standing: Mapping[str, Standing]
) -> list[Demand]:
    """Return what a plan may not take further than the drafts: that needs a decision of its own."""
    found = []
    indebted = {(place.government, place.fund) for place in drafts if _is_debt(place)}
    for place in drafts:
        own = standing.get(place.government, Standing())
        if place[1:4] == (Book.GENERAL, "revenue", "07") and own.stabilisation is None:
            found.append(_at_most(place, drafts, "IB13", _UNKNOWN, firm=False))
        if (
            place[1:4] == (Book.FUNDS, "expenditure", "04")
            and (place.government, place.fund) in indebted
        ):
            says = Words(
                "debt is attached to the fund, so no more is moved than drafted",
                "该基金附有专项债务，调出不超过草案数",
            )
            found.append(_at_most(place, drafts, "IB02", says, firm=True))
    accumulated: dict[str, list[Where]] = {}
    for place in drafts:
        if place[1:3] == (Book.INSURANCE, "balance"):
            accumulated.setdefault(place.government, []).append(place)
    return found + [_accumulated(places, drafts) for places in accumulated.values()]


def _at_most(
    place: Where, drafts: Mapping[Where, Money], code: str, says: Words, *, firm: bool
) -> Demand:
    fund = fund_words(place.fund) if place.book is Book.FUNDS else None
    return Demand(
        code=code,
        rule=budget_rule(code),
        about=about(place.government, fund),
        says=says,
        sums=[Sum(Words("Planned", "安排数"), ONE, [place])],
        right=drafts[place],
        firm=firm,
    )


def _is_debt(place: Where) -> bool:
    """Say whether a line shows that special debt is attached to its fund."""
    if place.book is not Book.FUNDS:
        return False
    if place.side == "revenue":
        return place.line in {"02", "07"}
    return place.line == "05" or place.code == "232"


def _accumulated(places: Sequence[Where], drafts: Mapping[Where, Money]) -> Demand:
    """Return that the accumulated balance moves with the current one."""
    now = [place for place in places if place.line == "01"]
    end = [place for place in places if place.line == "02"]
    before = Money.total(drafts[p] for p in end) - Money.total(drafts[p] for p in now)
    return Demand(
        code="",
        rule=Words("balance of social insurance", "社会保险基金收支平衡"),
        about=about(places[0].government),
        says=Words(
            f"the accumulated balance is {before} and the current one",
            f"年末滚存结余等于上年结余 {before} 加本年收支结余",
        ),
        sums=[
            Sum(Words("Accumulated", "年末滚存结余"), ONE, end),
            Sum(Words("Current", "本年收支结余"), -ONE, now),
        ],
        right=before,
        equal=True,
    )


def _reach(heaps: Sequence[Heap]) -> Mapping[str, Money]:
    """Return how far a line of each government could move at most: all that it has drafted."""
    found: dict[str, Money] = {}
    for heap in heaps:
        own = heap.place.government
        found[own] = found.get(own, ZERO) + heap.draft
        if heap.place.counterpart:
            other = heap.place.counterpart
            found[other] = found.get(other, ZERO) + heap.draft
    return found


def _cell(heap: Heap, name: Words, reach: Mapping[str, Money]) -> Cell:
    place, row = heap.place, heap.row
    floor, ceiling = heap.draft, heap.draft
    may, firm, rises, falls = row.may, row.firm, row.rises, row.falls
    if may == "follow":
        may = "both" if place.counterpart else "nothing"
    if may in {"fall", "both"}:
        floor = heap.least
    if may == "both":
        ceiling = heap.draft + reach[place.government]
    if is_closed(place):
        floor, firm = min(ZERO, heap.draft), True
    if place.side == "balance":
        floor = -reach[place.government]
    return Cell(
        name=name,
        draft=heap.draft,
        floor=floor,
        ceiling=ceiling,
        rises=rises,
        falls=falls,
        firm=firm,
    )


def _named_apart(names: Sequence[Words]) -> list[Words]:
    """Give a number to what bears the same name, so that a conflict says which it means."""
    seen: dict[Words, int] = {}
    found = []
    for name in names:
        seen[name] = number = seen.get(name, 0) + 1
        again = Words(f"{name.en} ({number})", f"{name.zh}（{number}）")
        found.append(again if number > 1 else name)
    return found


def _coordinated(problem: Problem, plan: Plan) -> Coordinated:
    amounts = [entry.line.amount for entry in problem.entries]
    opened = []
    for heap, amount in zip(problem.heaps, plan.amounts, strict=True):
        if heap.items:
            for number, part in heap.shared(amount).items():
                amounts[number] = part
        elif amount:
            opened.append(heap.opened(amount))
    sums = _summed(problem.heaps, plan.amounts)
    return Coordinated(problem, amounts, opened, plan.moved, sums)


def _summed(heaps: Sequence[Heap], amounts: Sequence[Money]) -> Mapping[Where, Money]:
    found: dict[Where, Money] = {}
    for heap, amount in zip(heaps, amounts, strict=True):
        found[heap.place] = found.get(heap.place, ZERO) + amount
    return found


def broken(problem: Problem, sums: Mapping[Where, Money] | None = None) -> list[Verdict]:
    """Return the verdicts on what sums (by default the drafts) do not keep, with the working."""
    there = problem.drafted if sums is None else sums
    return [one.judged(there) for one in problem.demands if not one.kept(there)]
