"""Changes of authority: what one person proposes and another carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.asking import FunctionText
from fisc.doors.api.fields import (
    Asked,
    AskedInYuan,
    BookName,
    Day,
    Division,
    Indicator,
    InYuan,
    Number,
    PositiveYuan,
    ProjectText,
    UnitText,
    WholeYear,
    Year,
    Yuan,
    text,
)
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import Refusal, refusal_of, stopped_by
from fisc.stages.allot import commands, queries
from fisc.stages.allot.commands import BudgetKey, Receipt
from fisc.stages.allot.deadlines import late_transfers
from fisc.values import Book as Budget
from fisc.values.years import LAST_YEAR

desk: Final = Desk("Changes of authority · 额度变动")
Act = Literal[
    "freeze",
    "unfreeze",
    "recall",
    "vire",
    "use_reserve",
    "use_held_back",
    "receive_from_above",
    "recall_transfer",
    "pay_remittance",
    "make_transfer_out",
    "cut",
]
CARRYING_OUT: Final[Mapping[str, Callable[..., Receipt]]] = {
    "freeze": commands.freeze,
    "unfreeze": commands.unfreeze,
    "recall": commands.recall,
    "vire": commands.vire,
    "use_reserve": commands.use_reserve,
    "use_held_back": commands.use_held_back,
    "receive_from_above": commands.receive_from_above,
    "recall_transfer": commands.recall_transfer,
    "pay_remittance": commands.pay_remittance,
    "make_transfer_out": commands.make_transfer_out,
    "cut": commands.cut,
}
CodeText = Annotated[str, Field(pattern=r"^[0-9A-Za-z._-]{0,38}$")]


class LineNamed(Asked):
    """A line of the budget, by the elements that it names."""

    function: FunctionText
    budget_unit: UnitText | Literal[""] = ""
    project: ProjectText | Literal[""] = ""
    item: str = Field("", pattern=r"^(5[0-9]{2}([0-9]{2})?)?$")
    department_item: str = Field("", pattern=r"^(3[0-9]{2}([0-9]{2})?)?$")
    fund_type: str = Field("", pattern=r"^[0-9]{0,3}$")
    counterpart: CodeText = ""
    origin: Annotated[int, Field(strict=True, ge=0, le=LAST_YEAR)] = 0


class ChangeAsked(AskedInYuan):
    """A change of authority to be carried out by another person.

    `indicator` is what is frozen, cut, recalled or moved from, `target` what is moved to; lines of
    the budget stand in their place where money moves between those. `receiving` and `fund` say
    where a transfer to another budget goes.
    """

    number: Number
    act: Act
    division: Division
    year: WholeYear
    amount: PositiveYuan
    reason: text(400, empty=False)  # type: ignore[valid-type]
    book: BookName = "general"
    indicator: Indicator | Literal[""] = ""
    target: Indicator | Literal[""] = ""
    source_line: LineNamed | None = None
    target_line: LineNamed | None = None
    decision: text(120) = ""  # type: ignore[valid-type]
    ground: Literal["emergency", "unforeseen", ""] = ""
    code: CodeText = ""
    receiving: BookName | None = None
    fund: CodeText = ""


class CarryingOut(Asked):
    """Which act a proposal is for, so that nobody carries out another one by mistake."""

    act: Act


class ChangeAct(Schema):
    """What became of an act on a proposal; ``alerts`` did not stop it."""

    number: str
    state: str
    facts: list[int]
    alerts: list[Refusal]


class ChangeShown(Schema):
    """A proposal and who carried it out."""

    number: str
    act: str
    year: int
    amount: Yuan
    reason: str
    indicator: str
    target: str
    decision: str
    state: str
    maker: str
    checker: str


class Changes(InYuan):
    """The proposals of a year."""

    rows: list[ChangeShown]


class LateTransfer(Schema):
    """Money of a transfer past its last day: to be issued, or from above to be passed on."""

    kind: str
    subject: str
    since: date
    last: date
    days_late: int
    amount: Yuan
    verdict: Refusal


class LateTransfers(InYuan):
    """The transfers that are late on a day, the longest first."""

    division: str
    year: int
    day: date
    rows: list[LateTransfer]


@desk.get("/late-transfers", "late-transfers", LateTransfers)
def late(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    day: Annotated[Day | None, Query()] = None,
) -> LateTransfers:
    """Return transfers that should have been issued or passed on before a day (K23).

    Own transfers have a term since the adoption of the budget, money from above since its receipt.
    """
    caller(request).demand(division)
    when = day or clock.today()
    return LateTransfers(
        division=division,
        year=year,
        day=when,
        rows=[
            LateTransfer(
                kind=one.waiting.kind,
                subject=one.waiting.subject,
                since=one.waiting.since,
                last=one.last,
                days_late=one.days_late,
                amount=one.waiting.amount,
                verdict=refusal_of(one.verdict),
            )
            for one in late_transfers(division, year, when)
        ],
    )


@desk.get("/changes", "changes", Changes)
def changes(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Changes:
    """Return the proposals of a division and year, in the order of their numbers."""
    caller(request).demand(division)
    names = ChangeShown.model_fields
    return Changes(
        rows=[
            ChangeShown(**{name: getattr(row, name) for name in names})
            for row in queries.changes(division, year)
        ]
    )


@desk.post("/changes", "changes-propose", ChangeAct)
def propose(request: HttpRequest, asked: ChangeAsked, key: Key) -> ChangeAct:
    """Propose a change of authority; another person carries it out. The key is its number."""
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    receipt = commands.propose_change(
        number=asked.number,
        act=asked.act,
        division=asked.division,
        year=asked.year,
        amount=asked.amount,
        reason=asked.reason,
        maker=asking.username,
        at=clock.now(),
        book=Budget(asked.book),
        indicator=asked.indicator,
        target=asked.target,
        source_line=_line(asked.source_line),
        target_line=_line(asked.target_line),
        decision=asked.decision,
        ground=asked.ground,
        code=asked.code,
        receiving=Budget(asked.receiving) if asked.receiving else None,
        fund=asked.fund,
    )
    return _done(receipt)


@desk.post("/changes/{number}/carrying-out", "changes-carry-out", ChangeAct)
def carry_out(
    request: HttpRequest, number: Annotated[Number, Path()], asked: CarryingOut, key: Key
) -> ChangeAct:
    """Carry out a proposal of another person, through every gate. The key is its number."""
    keys.demand_number(key, number)
    receipt = CARRYING_OUT[asked.act](
        number=number, checker=caller(request).username, day=clock.today(), at=clock.now()
    )
    return _done(receipt)


def _line(named: LineNamed | None) -> BudgetKey | None:
    if named is None:
        return None
    plain = named.model_dump(exclude={"budget_unit"})
    return BudgetKey(**plain, unit=named.budget_unit)


def _done(receipt: Receipt) -> ChangeAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return ChangeAct(
        number=receipt.number,
        state=receipt.state,
        facts=list(receipt.facts),
        alerts=[refusal_of(alert) for alert in receipt.alerts],
    )
