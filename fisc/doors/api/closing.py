"""The end of a year: own revenue collected, orders to the stabilisation fund, final accounts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import (
    Asked,
    AskedInYuan,
    BookName,
    Day,
    Division,
    InYuan,
    Nothing,
    Number,
    PositiveYuan,
    WholeYear,
    Year,
    Yuan,
    text,
)
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import Refusal, refusal_of, stopped_by
from fisc.stages.close import commands, queries
from fisc.stages.close.commands import Collected, Receipt
from fisc.values import Book as Budget

desk: Final = Desk("Final accounts · 决算")
LINES_MAX: Final = 2_000
Kind = Literal["top_up_stabilisation", "surplus_to_stabilisation", "put_over_collection_aside"]
RevenueText = Annotated[str, Field(pattern=r"^1[0-9]{2,8}$", examples=["1010101"])]


class CollectedAsked(Asked):
    """Own revenue of one code; below zero where more was given back than came in."""

    book: BookName
    code: RevenueText
    amount: Yuan
    fund: str = Field("", pattern=r"^[0-9]{0,9}$")


class RevenueStatementAsked(AskedInYuan):
    """What came into the treasury on a day, by revenue code."""

    number: Number
    division: Division
    year: WholeYear
    day: Day
    lines: list[CollectedAsked] = Field(min_length=1, max_length=LINES_MAX)


class OrderAsked(AskedInYuan):
    """An order to put money of the general budget into the stabilisation fund."""

    number: Number
    division: Division
    year: WholeYear
    kind: Kind
    amount: PositiveYuan
    reason: text(400, empty=False)  # type: ignore[valid-type]


class ClosingAct(Schema):
    """What became of an act, and the facts that it left."""

    number: str
    facts: list[int]


class StatementShown(Schema):
    """A revenue statement, and who entered and confirmed it."""

    number: str
    day: date
    state: str
    maker: str
    checker: str
    amount: Yuan


class Statements(InYuan):
    """The revenue statements of a year."""

    rows: list[StatementShown]


class OrderShown(Schema):
    """An order to the stabilisation fund and who carried it out."""

    number: str
    kind: str
    amount: Yuan
    reason: str
    state: str
    maker: str
    checker: str


class Orders(InYuan):
    """The orders to the stabilisation fund of a year."""

    rows: list[OrderShown]


class FinalRowShown(Schema):
    """One line and code; ``final`` is null where nothing is known of it."""

    book: str
    side: str
    line: str
    code: str
    name_zh: str
    name_en: str
    budget: Yuan
    adjusted: Yuan
    final: Yuan | None


class FinalBook(Schema):
    """One book: what was collected of its own revenue, and whether sources cover uses.

    ``collected`` and what follows from it are null where no collection was entered.
    """

    book: str
    own_budget: Yuan
    collected: Yuan | None
    shortfall: Yuan | None
    over_collection: Yuan | None
    other: Yuan
    spent: Yuan
    left: Yuan
    cut: Yuan
    margin: Yuan | None
    verdict: Refusal


class FinalShown(InYuan):
    """The final accounts of a division and year."""

    division: str
    year: int
    books: list[FinalBook]
    rows: list[FinalRowShown]


@desk.get("/final-accounts/{division}/{year}", "final-accounts", FinalShown)
def final_accounts(
    request: HttpRequest, division: Annotated[Division, Path()], year: Annotated[Year, Path()]
) -> FinalShown:
    """Return budget, adjusted budget and final by line and code, and how each book stands."""
    caller(request).demand(division)
    amounts = [name for name in FinalBook.model_fields if name not in {"book", "verdict"}]
    return FinalShown(
        division=division,
        year=year,
        books=[
            FinalBook(
                book=str(one.account.book),
                verdict=refusal_of(one.verdict),
                **{name: getattr(one.account, name) for name in amounts},
            )
            for one in queries.final_statements(division, year)
        ],
        rows=[
            FinalRowShown(**{name: getattr(row, name) for name in FinalRowShown.model_fields})
            for row in queries.final_accounts(division, year)
        ],
    )


@desk.get("/revenue-statements", "revenue-statements", Statements)
def statements(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Statements:
    """Return the revenue statements of a division and year, in the order of their numbers."""
    caller(request).demand(division)
    return Statements(
        rows=[
            StatementShown(**{name: getattr(row, name) for name in StatementShown.model_fields})
            for row in queries.statements(division, year)
        ]
    )


@desk.post("/revenue-statements", "revenue-statements-enter", ClosingAct)
def enter(request: HttpRequest, asked: RevenueStatementAsked, key: Key) -> ClosingAct:
    """Enter what came in on a day; it counts when another person confirms it.

    The key is its number.
    """
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    receipt = commands.enter_collections(
        number=asked.number,
        division=asked.division,
        year=asked.year,
        day=asked.day,
        lines=[
            Collected(book=Budget(one.book), code=one.code, amount=one.amount, fund=one.fund)
            for one in asked.lines
        ],
        maker=asking.username,
        at=clock.now(),
    )
    return _done(receipt)


@desk.post("/revenue-statements/{number}/confirmation", "revenue-statements-confirm", ClosingAct)
def confirm(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> ClosingAct:
    """Confirm a statement that another person entered. The key is its number."""
    keys.demand_number(key, number)
    receipt = commands.confirm_collections(
        number=number, checker=caller(request).username, at=clock.now()
    )
    return _done(receipt)


@desk.get("/stabilisation-orders", "stabilisation-orders", Orders)
def orders(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Orders:
    """Return the orders to the stabilisation fund of a division and year."""
    caller(request).demand(division)
    return Orders(
        rows=[
            OrderShown(**{name: getattr(row, name) for name in OrderShown.model_fields})
            for row in queries.orders(division, year)
        ]
    )


@desk.post("/stabilisation-orders", "stabilisation-orders-write", ClosingAct)
def order(request: HttpRequest, asked: OrderAsked, key: Key) -> ClosingAct:
    """Order money into the stabilisation fund; another person carries it out.

    The key is its number.
    """
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    receipt = commands.order_stabilisation(
        number=asked.number,
        division=asked.division,
        year=asked.year,
        kind=asked.kind,
        amount=asked.amount,
        reason=asked.reason,
        maker=asking.username,
        at=clock.now(),
    )
    return _done(receipt)


@desk.post(
    "/stabilisation-orders/{number}/carrying-out", "stabilisation-orders-carry-out", ClosingAct
)
def carry_out(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> ClosingAct:
    """Carry out an order of another person, dated today. The key is its number."""
    keys.demand_number(key, number)
    receipt = commands.replenish_stabilisation(
        number=number, checker=caller(request).username, day=clock.today(), at=clock.now()
    )
    return _done(receipt)


def _done(receipt: Receipt) -> ClosingAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return ClosingAct(number=receipt.subject, facts=list(receipt.facts))
