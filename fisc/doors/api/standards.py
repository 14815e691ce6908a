"""Spending standards: the library, the one that holds, and what is above it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from fisc.doors.api import clock, paging
from fisc.doors.api.fields import Day, Division, InYuan, PositiveYuan, Yuan
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import INVALID, Stop, said
from fisc.engines.budgets.standards import Standard, choose, history, in_force, judge
from fisc.exchange.standards import domain_of, every, narrowed, wanted
from fisc.values import Words

desk: Final = Desk("Standards · 支出标准")
LIST: Final = "standards"
CodeText = Annotated[str, Query(pattern=r"^[0-9A-Za-z._-]{0,40}$")]
Quantity = Annotated[int, Query(ge=0, le=1_000_000_000)]


class StandardShown(Schema):
    """One standard; ``amount`` is null where it is a quantity or words, which ``value`` says.

    ``own`` is the division that has set it, empty for the library.
    """

    code: str
    item: str
    name: str
    domain: str
    measure: str
    amount: Yuan | None
    value: str
    place: str
    grade: str
    unit_level: str
    unit_kind: str
    months: list[int] = Field(description="First and last month of the dear season; or none.")
    own: str
    document: str
    standing: str
    confidence: str
    first_day: date
    last_day: date | None


class Standards(InYuan):
    """A page of standards, in the order of the library, own ones last."""

    rows: list[StandardShown]
    count: int
    next: str | None


class Found(InYuan):
    """The standard that holds, or null, and why; its history, the latest first.

    With a quantity and an amount also what is allowed, what is above it, and whether that passes.
    """

    standard: StandardShown | None
    why: list[str]
    history: list[StandardShown]
    allowed: Yuan | None
    over: Yuan | None
    passed: bool | None


@desk.get("/standards", "standards", Standards)
def list_standards(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    day: Annotated[Day | None, Query()] = None,
    domain: CodeText = "",
    grade: CodeText = "",
    search: Annotated[str, Query(max_length=40)] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Standards:
    """Return the standards that hold at a division on a day: the library's, its own, and above."""
    caller(request).demand(division)
    first = paging.first_row(cursor, LIST)
    held = in_force(every(division), day or clock.today())
    rows = narrowed(held, domain=domain, grade=grade, words=search)
    part, onward = paging.part(rows, first, limit, LIST)
    return Standards(rows=[_shown(one) for one in part], count=len(rows), next=onward)


@desk.get("/standards/choice", "standard", Found)
def standard(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    item: Annotated[str, Query(pattern=r"^[0-9a-z_]{1,40}$")],
    day: Annotated[Day | None, Query()] = None,
    grade: CodeText = "",
    unit_kind: Annotated[str, Query(pattern=r"^[0-9]?$")] = "",
    quantity: Quantity | None = None,
    amount: Annotated[PositiveYuan | None, Query()] = None,
    exception: Annotated[str, Query(max_length=60)] = "",
) -> Found:
    """Return the standard that holds for an item at a division on a day, and judge an amount."""
    caller(request).demand(division)
    known = every(division)
    asked = wanted(item, day or clock.today(), division, grade=grade, unit_kind=unit_kind)
    choice = choose(known, asked)
    held, steps = choice.standard, choice.steps
    judged = None
    if quantity is not None and amount is not None:
        if held is None or held.amount is None:
            nothing = Words("No amount can be judged.", "没有可比对的金额标准。")
            raise Stop(INVALID, nothing)
        judged = judge(choice, Fraction(quantity), amount, exception)
        steps = tuple(judged.verdict.steps)
    return Found(
        standard=_shown(held) if held else None,
        why=[said(Words(step.en, step.zh)) for step in steps],
        history=[_shown(one) for one in history(known, held)] if held else [],
        allowed=judged.allowed if judged else None,
        over=judged.over if judged else None,
        passed=judged.verdict.allowed if judged else None,
    )


def _shown(one: Standard) -> StandardShown:
    return StandardShown(
        code=one.code,
        item=one.item,
        name=said(one.name),
        domain=domain_of(one),
        measure=str(one.measure),
        amount=one.amount,
        value=one.value,
        place=one.place,
        grade=one.grade,
        unit_level=one.unit_level,
        unit_kind=one.unit_kind,
        months=list(one.peak) if one.seasonal else [],
        own=one.own,
        document=one.document,
        standing=one.standing,
        confidence=one.confidence,
        first_day=one.first_day,
        last_day=one.last_day,
    )
