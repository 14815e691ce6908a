"""What may stand in a request or an answer: amounts, days, codes, and nothing by chance.

An amount is a text of yuan with two decimals, so that no program on the way makes a binary
fraction of it. Codes are text, and so are numbers that may be longer than 53 bits. A field that
is not known is refused, not passed over.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any, Final, Literal

from ninja import Schema
from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from fisc.exchange.amounts import Unit, written
from fisc.values import Money
from fisc.values.years import FIRST_YEAR, LAST_YEAR

# Twelve digits are a thousand milliards: more than any budget, and sums of them stay far below
# what a column of the ledger holds.
ANY_AMOUNT: Final = r"^(-(?=.*[1-9]))?(0|[1-9][0-9]{0,11})\.[0-9]{2}$"
POSITIVE_AMOUNT: Final = r"^(?=.*[1-9])(0|[1-9][0-9]{0,11})\.[0-9]{2}$"
NOT_NEGATIVE: Final = r"^(0|[1-9][0-9]{0,11})\.[0-9]{2}$"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_yuan(value: Any, pattern: str = ANY_AMOUNT) -> Money:
    """Read an amount of yuan; everything but a text with two decimals is refused.

    Raises:
        PydanticCustomError: it is not such a text.

    Example:
        >>> read_yuan("1234.50")
        Money(fen=123450)
        >>> for wrong in (1234.5, 1234, "1234.5", "1e3", "-0.00", "NaN", "1,234.50"):
        ...     try:
        ...         read_yuan(wrong)
        ...     except PydanticCustomError as refused:
        ...         assert refused.type == "amount"
    """
    if isinstance(value, Money):
        return value
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise PydanticCustomError("amount", "Write yuan as text with two decimals: '1234.50'.")
    return Money.yuan(value)


def _yuan(pattern: str, sample: str) -> Any:
    shown = {"type": "string", "pattern": pattern, "examples": [sample]}
    return Annotated[
        Money,
        PlainValidator(partial(read_yuan, pattern=pattern)),
        PlainSerializer(partial(written, unit=Unit.YUAN), return_type=str),
        WithJsonSchema(shown),
    ]


def _day_only(value: Any) -> Any:
    # Pydantic would take a number for seconds since 1970.
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("day", "Write a day as '2026-03-02'.")
    return value


def _not_a_number(value: Any) -> Any:
    if isinstance(value, int | float):
        raise PydanticCustomError("instant", "Write an instant as '2026-03-02T12:00:00+08:00'.")
    return value


Yuan = _yuan(ANY_AMOUNT, "1234.50")
PositiveYuan = _yuan(POSITIVE_AMOUNT, "1234.50")
UnsignedYuan = _yuan(NOT_NEGATIVE, "0.00")
Day = Annotated[
    date,
    BeforeValidator(_day_only),
    Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31), examples=["2026-03-02"]),
]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_not_a_number),
    Field(
        ge=datetime(FIRST_YEAR, 1, 1, tzinfo=UTC),
        le=datetime(LAST_YEAR, 12, 31, tzinfo=UTC),
        examples=["2026-03-02T12:00:00+08:00"],
    ),
]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, examples=[2026])]
WholeYear = Annotated[int, Field(strict=True, ge=FIRST_YEAR, le=LAST_YEAR, examples=[2026])]
Flag = Annotated[bool, Field(strict=True)]
Place = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]

Division = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["239900"])]
UnitText = Annotated[str, Field(pattern=r"^[0-9]{3,21}$", examples=["203005"])]
ProjectText = Annotated[
    str, Field(pattern=r"^[0-9]{8}[RYT][0-9]{12}$", examples=["23000026Y000000000201"])
]
Digits = Annotated[str, Field(pattern=r"^[0-9]{3,9}$", examples=["2050202"])]
Number = Annotated[
    str,
    Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,47}$", examples=["PAY-2026-203005-17"]),
]
Indicator = Annotated[
    str, Field(pattern=r"^[0-9A-Za-z._-]{1,38}$", examples=["IND-2026-239900-17"])
]
PotNumber = Annotated[str, Field(pattern=r"^[0-9]{1,19}$", examples=["1152921504606846976"])]
VoucherKey = Annotated[
    str, Field(pattern=r"^[0-9a-f]{32}$", examples=["0107ea000003194d00000000001100"])
]
BookName = Literal["general", "funds", "capital", "insurance", "special", "unit", "outside"]


def text(longest: int, *, empty: bool = True) -> Any:
    """Return the type of free text of at most so many signs."""
    return Annotated[str, Field(min_length=0 if empty else 1, max_length=longest)]


class Asked(Schema):
    """A body that somebody sends: nothing in it may be unknown."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Asked):
    """The body of an act that needs none: it may be left out, or be an empty object."""


class AskedInYuan(Asked):
    """A body with amounts; ``unit`` may be left out, and is nothing else than yuan.

    The unit that spends is ``budget_unit``, here as everywhere at this door.
    """

    unit: Literal["yuan"] = "yuan"


class InYuan(Schema):
    """An answer with amounts: texts in yuan with two decimals."""

    unit: Literal["yuan"] = "yuan"
