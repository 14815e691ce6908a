"""The steps of an indicator: reviewed, registered, allocated to parts, issued."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.asking import FunctionText
from fisc.doors.api.documents import demand_known
from fisc.doors.api.fields import (
    Asked,
    AskedInYuan,
    Indicator,
    PositiveYuan,
    ProjectText,
    UnitText,
    WholeYear,
    text,
)
from fisc.doors.api.gate import Caller, Desk, caller
from fisc.doors.api.indicators import IndicatorAct
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import stopped_by
from fisc.stages.allot import commands
from fisc.stages.allot.commands import IndicatorDraft, Receipt
from fisc.stages.allot.ways import INDICATORS
from fisc.values import Book as Budget

desk: Final = Desk("Indicators · 指标")
PARTS_MAX: Final = 200
NumberInPath = Annotated[Indicator, Path()]


class IndicatorOfYear(Asked):
    """The year of an indicator; under one number there may be one in each year."""

    year: WholeYear


class PartAsked(Asked):
    """A part of an indicator: an indicator of its own, for a unit.

    What it leaves empty is that of the whole; book, marks and the nature of the money always are.
    """

    number: Indicator
    budget_unit: UnitText
    function: FunctionText
    amount: PositiveYuan
    project: ProjectText | Literal[""] = ""
    item: str = Field("", pattern=r"^(5[0-9]{2}([0-9]{2})?)?$")
    department_item: str = Field("", pattern=r"^(3[0-9]{2}([0-9]{2})?)?$")
    document: text(120) = ""  # type: ignore[valid-type]
    decision: text(120) = ""  # type: ignore[valid-type]
    business_division: str = Field("", pattern=r"^[0-9A-Za-z]{0,10}$")
    indicator_division: str = Field("", pattern=r"^[0-9A-Za-z]{0,10}$")


class Allocation(AskedInYuan):
    """To whom an indicator that waits for allocation is given."""

    year: WholeYear
    parts: list[PartAsked] = Field(min_length=1, max_length=PARTS_MAX)


class AllocationAct(Schema):
    """The parts that an indicator was given to, and where they are now."""

    number: str
    parts: list[str]
    state: str


@desk.post("/indicators/{number}/review", "indicators-review", IndicatorAct)
def review(
    request: HttpRequest, number: NumberInPath, asked: IndicatorOfYear, key: Key
) -> IndicatorAct:
    """Pass a drafted indicator; whoever drafted it does not review it."""
    asking, own = _known(request, number, asked.year, key)
    return _done(
        commands.review_indicator(
            numbers=number, year=asked.year, reviewer=asking.username, at=clock.now(), key=own
        )
    )


@desk.post("/indicators/{number}/registration", "indicators-register", IndicatorAct)
def register(
    request: HttpRequest, number: NumberInPath, asked: IndicatorOfYear, key: Key
) -> IndicatorAct:
    """Take a reviewed indicator out of the budget: it waits for allocation, with a unit for issue.

    Its project must have room, and the line of the budget that it draws on must hold enough.
    """
    asking, own = _known(request, number, asked.year, key)
    return _done(
        commands.register_indicator(
            numbers=number,
            year=asked.year,
            registrar=asking.username,
            day=clock.today(),
            at=clock.now(),
            key=own,
        )
    )


@desk.post("/indicators/{number}/allocation", "indicators-allocate", AllocationAct)
def allocate(
    request: HttpRequest, number: NumberInPath, asked: Allocation, key: Key
) -> AllocationAct:
    """Give parts of an indicator that waits for allocation to units; each part waits for issue."""
    asking, own = _known(request, number, asked.year, key)
    receipt = commands.allocate(
        number=number,
        year=asked.year,
        parts=[_part(part) for part in asked.parts],
        allocator=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=own,
    )
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return AllocationAct(number=number, parts=list(receipt.numbers), state=receipt.state)


@desk.post("/indicators/{number}/issue", "indicators-issue", IndicatorAct)
def issue(
    request: HttpRequest, number: NumberInPath, asked: IndicatorOfYear, key: Key
) -> IndicatorAct:
    """Release an indicator that waits for issue, so that its unit may pay from it."""
    asking, own = _known(request, number, asked.year, key)
    return _done(
        commands.issue(
            numbers=number,
            year=asked.year,
            issuer=asking.username,
            day=clock.today(),
            at=clock.now(),
            key=own,
        )
    )


def _known(request: HttpRequest, number: str, year: int, key: str) -> tuple[Caller, str]:
    """Return who asks, and the key under which their act is kept.

    Raises:
        Stop: the indicator is not there for them.
    """
    asking = caller(request)
    own = keys.own(asking, key)
    demand_known(asking, INDICATORS, year, number, key=own)
    return asking, own


def _part(asked: PartAsked) -> IndicatorDraft:
    plain = asked.model_dump(exclude={"budget_unit", "amount"})
    # The book is that of the whole, whatever is said here (K17).
    return IndicatorDraft(**plain, amount=asked.amount, unit=asked.budget_unit, book=Budget.GENERAL)


def _done(receipt: Receipt) -> IndicatorAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return IndicatorAct(number=receipt.number, state=receipt.state)
