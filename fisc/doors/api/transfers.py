"""Transfers to lower governments: drafted by one person, issued by another."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.asking import FunctionText
from fisc.doors.api.documents import demand_known
from fisc.doors.api.fields import (
    Asked,
    AskedInYuan,
    BookName,
    Division,
    Flag,
    InYuan,
    Number,
    PositiveYuan,
    ProjectText,
    UnsignedYuan,
    WholeYear,
    Year,
    Yuan,
    text,
)
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import Refusal, refusal_of, stopped_by
from fisc.stages.allot import commands, queries
from fisc.stages.allot.commands import Receipt, TransferDraft
from fisc.stages.allot.ways import TRANSFERS
from fisc.values import ZERO
from fisc.values import Book as Budget
from fisc.values.years import LAST_YEAR

desk: Final = Desk("Transfers · 转移支付")


class TransferAsked(AskedInYuan):
    """A transfer to be drafted; ``function`` is the transfer item of the budget.

    ``matching`` is what the receiver is asked to add of their own, ``shared`` says that the
    subject is a shared responsibility; ``origin`` the year of carried budget, 0 for this year's.
    """

    number: Number
    division: Division
    year: WholeYear
    receiver: Division
    function: FunctionText
    amount: PositiveYuan
    book: BookName = "general"
    document: text(120) = ""  # type: ignore[valid-type]
    project: ProjectText | Literal[""] = ""
    fund_type: str = Field("", pattern=r"^[0-9]{0,3}$")
    direct_fund: Flag = False
    origin: Annotated[int, Field(strict=True, ge=0, le=LAST_YEAR)] = 0
    matching: UnsignedYuan = ZERO
    shared: Flag = False


class TransferOfYear(Asked):
    """The year of a transfer; under one number there may be one in each year."""

    year: WholeYear


class TransferAct(Schema):
    """What became of an act on a transfer; ``alerts`` did not stop it."""

    number: str
    state: str
    alerts: list[Refusal]


class TransferShown(Schema):
    """One transfer, and what of it is left, applied for and remitted."""

    number: str
    receiver: str
    book: str
    document: str
    function: str
    project: str
    direct_fund: bool
    origin: int
    state: str
    maker: str
    checker: str
    amount: Yuan
    left: Yuan
    applied: Yuan
    remitted: Yuan


class Transfers(InYuan):
    """The transfers that a government gives in a year."""

    division: str
    year: int
    rows: list[TransferShown]


@desk.get("/transfers", "transfers", Transfers)
def transfers(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Transfers:
    """Return the transfers of a division and year, in the order of their numbers."""
    caller(request).demand(division)
    names = TransferShown.model_fields
    return Transfers(
        division=division,
        year=year,
        rows=[
            TransferShown(**{name: getattr(row, name) for name in names})
            for row in queries.transfers(division, year)
        ],
    )


@desk.post("/transfers", "transfers-draft", TransferAct)
def draft(request: HttpRequest, asked: TransferAsked, key: Key) -> TransferAct:
    """Draft a transfer to a division directly below, to be issued by another person.

    The key is its number. Sent anew by its author while it is returned, it is corrected.
    """
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    plain = asked.model_dump(exclude={"unit", "division", "year"})
    plain |= {"amount": asked.amount, "matching": asked.matching, "book": Budget(asked.book)}
    return _done(
        commands.draft_transfer(
            draft=TransferDraft(**plain),
            division=asked.division,
            year=asked.year,
            maker=asking.username,
            at=clock.now(),
        )
    )


@desk.post("/transfers/{number}/issue", "transfers-issue", TransferAct)
def issue(
    request: HttpRequest, number: Annotated[Number, Path()], asked: TransferOfYear, key: Key
) -> TransferAct:
    """Issue a drafted transfer; one after its term is issued with an alert. The key is its number.

    It comes out of the budget of transfers to below.
    """
    asking = caller(request)
    keys.demand_number(key, number)
    demand_known(asking, TRANSFERS, asked.year, number, key=keys.own(asking, key))
    return _done(
        commands.issue_transfer(
            number=number,
            year=asked.year,
            issuer=asking.username,
            day=clock.today(),
            at=clock.now(),
        )
    )


def _done(receipt: Receipt) -> TransferAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return TransferAct(
        number=receipt.number,
        state=receipt.state,
        alerts=[refusal_of(alert) for alert in receipt.alerts],
    )
