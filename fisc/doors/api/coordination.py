"""Coordination of a draft: the balanced plan nearest to it with its proof, or what conflicts."""

from __future__ import annotations

from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.budgets import ActShown, done
from fisc.doors.api.fields import AskedInYuan, InYuan, Number, UnsignedYuan, Yuan
from fisc.doors.api.gate import Caller, Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import Refusal, refusal_of
from fisc.engines.budgets.coordinating.coordination import Coordinated, Unfree, broken
from fisc.engines.budgets.lines import names_of
from fisc.law.tables import COORDINATION_ORDERS, find
from fisc.stages.approve import coordinating, queries
from fisc.stages.approve.commands import take_over
from fisc.stages.approve.coordinating import Coordination
from fisc.values import Money, Rounding, Words

desk: Final = Desk("Budgets · 预算")
MARK: Final = r"^[0-9a-f]{16}$"


class CoordinatedLine(Schema):
    """A line of the balance, or the part of it under one row of the law: draft and plan.

    ``order`` is the order of priority by which it moved, 0 where it did not.
    """

    book: str
    side: str
    line: str
    code: str
    fund: str
    name_zh: str
    name_en: str
    draft: Yuan
    plan: Yuan
    order: int


class OrderMoved(Schema):
    """What was moved in one order, and what must be moved whatever the plan."""

    order: int
    name_zh: str
    name_en: str
    moved: Yuan
    at_least: Yuan


class Named(Schema):
    """A rule, or an end of an amount, by name."""

    name_zh: str
    name_en: str


class GivesWay(Named):
    """What gives way, and by how much."""

    amount: Yuan


class CoordinationShown(InYuan):
    """A draft and the plan nearest to it; without a plan, the fewest rules that conflict.

    ``mark`` names the plan when it is taken over. ``changes`` frees the conflict, as a second run
    has ``freed`` it.
    """

    number: str
    division: str
    year: int
    state: str
    mark: str
    has_plan: bool
    differs: bool
    lines: list[CoordinatedLine]
    orders: list[OrderMoved]
    binding: list[Refusal]
    broken: list[Refusal]
    conflict: list[Named]
    changes: list[GivesWay]
    freed: bool


class TakeOver(AskedInYuan):
    """Which plan to take over, as it was looked at."""

    mark: str = Field(pattern=MARK)
    stabilisation: UnsignedYuan | None = None


@desk.get("/budget-drafts/{number}/coordination", "coordination", CoordinationShown)
def coordination(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    stabilisation: Annotated[UnsignedYuan | None, Query()] = None,
) -> CoordinationShown:
    """Return the balanced plan nearest to a draft, or why there is none. Nothing is changed.

    ``stabilisation`` is what the stabilisation fund holds, in yuan, where it is known; else no
    more is drawn from it than drafted.
    """
    _seen(caller(request), number)
    return _shown(coordinating.coordinated(number, clock.today(), stabilisation))


@desk.post("/budget-drafts/{number}/coordination", "coordination-take", ActShown)
def take(
    request: HttpRequest, number: Annotated[Number, Path()], asked: TakeOver, key: Key
) -> ActShown:
    """Take the plan over as the draft. Only who made the draft may, and only the plan seen."""
    asking = caller(request)
    _seen(asking, number)
    return done(
        take_over(
            number=number,
            mark=asked.mark,
            maker=asking.username,
            day=clock.today(),
            at=clock.now(),
            stabilisation=asked.stabilisation,
            key=keys.own(asking, key),
        )
    )


def _seen(asking: Caller, number: str) -> None:
    asking.demand_seen(f"draft {number}", queries.draft(number).division)


def _shown(found: Coordination) -> CoordinationShown:
    plan = found.plan
    sums = plan.sums if plan is not None else {}
    return CoordinationShown(
        number=found.draft.number,
        division=found.division,
        year=found.draft.year,
        state=found.draft.state,
        mark=found.mark,
        has_plan=plan is not None,
        differs=found.changes,
        lines=_lines(plan) if plan is not None else [],
        orders=_orders(plan) if plan is not None else [],
        binding=[refusal_of(one.judged(sums)) for one in (plan.binding if plan else ())],
        broken=[refusal_of(one) for one in broken(found.answer.problem)],
        **_why_not(found.answer),
    )


def _lines(plan: Coordinated) -> list[CoordinatedLine]:
    shown = []
    for one in plan.lines:
        place = one.place
        name = names_of(place.book, place.side, place.line)
        shown.append(
            CoordinatedLine(
                book=str(place.book),
                side=place.side,
                line=place.line,
                code=place.code,
                fund=place.fund,
                name_zh=name.zh,
                name_en=name.en,
                draft=one.draft,
                plan=one.plan,
                order=one.order,
            )
        )
    return shown


def _orders(plan: Coordinated) -> list[OrderMoved]:
    shown = []
    for one in plan.moved:
        row = find(COORDINATION_ORDERS, one.order)
        least = Money(1).times(one.bound, Rounding.UP)
        shown.append(
            OrderMoved(
                order=one.order,
                name_zh=row.name_zh,
                name_en=row.name_en,
                moved=one.amount,
                at_least=max(least, Money(0)),
            )
        )
    return shown


def _why_not(answer: Coordinated | Unfree) -> dict[str, Any]:
    if isinstance(answer, Coordinated):
        return {"conflict": [], "changes": [], "freed": False}
    conflict = answer.conflict
    return {
        "conflict": [Named(**_named(name)) for name in conflict.members],
        "changes": [
            GivesWay(**_named(one.name), amount=one.amount) for one in conflict.changes or ()
        ],
        "freed": answer.freed is not None,
    }


def _named(words: Words) -> dict[str, str]:
    return {"name_zh": words.zh, "name_en": words.en}
