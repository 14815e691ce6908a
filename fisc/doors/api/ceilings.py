"""Group ceilings over indicators: what is set, and the acts of drafting and setting one."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import (
    AskedInYuan,
    BookName,
    Division,
    InYuan,
    Nothing,
    Number,
    UnsignedYuan,
    WholeYear,
    Year,
    Yuan,
    text,
)
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import stopped_by
from fisc.doors.api.shapes import ELEMENTS, NAMES
from fisc.stages.approve import commands, queries
from fisc.values import Book as Budget

desk: Final = Desk("Ceilings · 限额")
CODES_MAX: Final = 200
Member = Literal["budget_unit", "project", "function", "item", "department_item", "fund_type"]
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,21}$")]
Codes = Annotated[list[Code], Field(min_length=1, max_length=CODES_MAX)]


class CeilingShown(Schema):
    """A ceiling as its document has it; an element that is not named lets every code in."""

    number: str
    code: str
    title_zh: str
    title_en: str
    book: str
    amount: Yuan
    members: dict[str, list[str]]
    state: str


class Ceilings(InYuan):
    """The ceilings of a year."""

    rows: list[CeilingShown]


class CeilingAsked(AskedInYuan):
    """A ceiling over the indicators whose elements are among the members."""

    number: Number
    division: Division
    year: WholeYear
    book: BookName
    code: str = Field(pattern=r"^[0-9A-Za-z._-]{1,38}$", examples=["RECEPTION"])
    amount: UnsignedYuan
    members: dict[Member, Codes]
    title_zh: text(200) = ""  # type: ignore[valid-type]
    title_en: text(200) = ""  # type: ignore[valid-type]


class CeilingAct(Schema):
    """What became of an act on a ceiling."""

    number: str
    state: str
    fact: int | None


@desk.get("/ceilings", "ceilings", Ceilings)
def ceilings(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Ceilings:
    """Return the ceilings of a division and year, in the order of their numbers."""
    caller(request).demand(division)
    return Ceilings(
        rows=[
            CeilingShown(
                number=found.number,
                code=found.code,
                title_zh=found.title_zh,
                title_en=found.title_en,
                book=str(found.book),
                amount=found.amount,
                members={NAMES.get(name, name): codes for name, codes in found.members.items()},
                state=found.state,
            )
            for found in queries.ceilings(division, year)
        ]
    )


@desk.post("/ceilings", "ceilings-draft", CeilingAct)
def draft_ceiling(request: HttpRequest, asked: CeilingAsked, key: Key) -> CeilingAct:
    """Write down a ceiling; another one with the same code raises or lowers it when it is set.

    The key is its number.
    """
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    receipt = commands.draft_ceiling(
        number=asked.number,
        division=asked.division,
        year=asked.year,
        book=Budget(asked.book),
        code=asked.code,
        amount=asked.amount,
        members={ELEMENTS.get(name, name): codes for name, codes in asked.members.items()},
        maker=asking.username,
        at=clock.now(),
        title_zh=asked.title_zh,
        title_en=asked.title_en,
    )
    return _done(receipt)


@desk.post("/ceilings/{number}/setting", "ceilings-set", CeilingAct)
def set_ceiling(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> CeilingAct:
    """Set a drafted ceiling, and put over it the indicators that exist. The key is its number."""
    keys.demand_number(key, number)
    receipt = commands.set_ceiling(
        number=number, checker=caller(request).username, day=clock.today(), at=clock.now()
    )
    return _done(receipt)


def _done(receipt: commands.Receipt) -> CeilingAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return CeilingAct(number=receipt.number, state=receipt.state, fact=receipt.fact)
