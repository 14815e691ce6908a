"""Amounts as people write them, and back: units, separators, suffixes, never a guess.

Whole fen come out of digits alone; no arithmetic is done on floats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from fisc.exchange.characters import narrowed
from fisc.exchange.sheets import EXACT_BELOW, Cell, Fault
from fisc.values import FEN_MAX, Money, Words

DIGITS_MAX: Final = 40


class Unit(Enum):
    """The unit in which amounts of a column are written.

    Units: ``places`` is the power of ten by which one of this unit exceeds one fen.

    Example:
        >>> Unit.WAN.words.zh, Unit.WAN.places, Unit.named("wan yuan")
        ('万元', 6, <Unit.WAN: 'wan'>)
    """

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"

    @property
    def places(self) -> int:
        """How many decimals one of this unit has down to a fen."""
        return {"yuan": 2, "wan": 6, "yi": 10}[self.value]

    @property
    def words(self) -> Words:
        """The unit as it stands in a head."""
        return {
            "yuan": Words("yuan", "元"),
            "wan": Words("10k yuan", "万元"),
            "yi": Words("100m yuan", "亿元"),
        }[self.value]

    @classmethod
    def named(cls, text: str) -> Unit | None:
        """Return the unit that a text names in Chinese or English, or None."""
        return _UNIT_NAMES.get(re.sub(r"\s+", "", narrowed(text)).lower())


_UNIT_NAMES: Final = {
    **dict.fromkeys(("元", "人民币元", "yuan", "cny", "rmb"), Unit.YUAN),
    **dict.fromkeys(
        ("万元", "万", "人民币万元", "wan", "wanyuan", "10kyuan", "cny10,000", "10,000yuan"),
        Unit.WAN,
    ),
    **dict.fromkeys(
        ("亿元", "亿", "人民币亿元", "yi", "yiyuan", "100myuan", "cny100million"),
        Unit.YI,
    ),
}
_SUFFIXES: Final = {"元": Unit.YUAN, "万": Unit.WAN, "万元": Unit.WAN} | {
    "亿": Unit.YI,
    "亿元": Unit.YI,
}
_AMOUNT: Final = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<currency>[¥￥]?)\s*(?P<inner>[+-]?)(?P<whole>\d[\d,]*)"
    r"(?:\.(?P<part>\d*))?\s*(?P<suffix>万元|亿元|万|亿|元)?",
    re.ASCII,
)
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)
_EXPONENT: Final = re.compile(r"[+-]?[\d.,]+[eE][+-]?\d+", re.ASCII)
_BRACKETED: Final = re.compile(r"\(([¥\d,.\s]+)\)")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount that was understood, and the rules of what was smoothed out on the way."""

    money: Money
    notices: tuple[str, ...] = ()


def read_amount(cell: Cell, unit: Unit) -> Amount | Fault:
    """Read one cell of a column of amounts, or say why it is not one.

    Example:
        >>> read_amount("1,234.5", Unit.YUAN).money
        Money(fen=123450)
        >>> read_amount("１．２万", Unit.YUAN).money, read_amount("0.000001", Unit.WAN).money
        (Money(fen=1200000), Money(fen=1))
        >>> [read_amount(text, Unit.YUAN).rule for text in ("1e6", "1.005", "12,34", "(5)")]
        ['amount-exponent', 'too-many-decimals', 'amount-grouping', 'amount-brackets']
    """
    if isinstance(cell, Fault):
        return cell
    if isinstance(cell, bool):
        return Fault("logical-value", str(cell).upper())
    if isinstance(cell, date):
        return Fault("date-instead", cell.isoformat())
    if isinstance(cell, int | Decimal):
        return _from_number(cell, unit)
    return _from_text(cell or "", unit)


def written(money: Money, unit: Unit) -> str:
    """Write an amount in a unit, exactly, with at least two decimals and no separators.

    Always: reading it back in the same unit gives the same amount.

    Example:
        >>> written(Money(123450), Unit.YUAN), written(Money(-1), Unit.WAN)
        ('1234.50', '-0.000001')
        >>> written(Money(120_000_000), Unit.WAN)
        '120.00'
    """
    digits = f"{abs(money.fen):0{unit.places + 1}d}"
    whole, part = digits[: -unit.places], digits[-unit.places :]
    return f"{'-' if money.fen < 0 else ''}{whole}.{part[:2]}{part[2:].rstrip('0')}"


def shown(money: Money, unit: Unit) -> str:
    """Write an amount as pages and papers show it: two decimals, rounded half up, grouped by three.

    Example:
        >>> shown(Money(123456789), Unit.YUAN), shown(Money(123456789), Unit.WAN)
        ('1,234,567.89', '123.46')
        >>> shown(Money(-500_000), Unit.WAN), shown(Money(-5_000), Unit.WAN)
        ('-0.50', '-0.01')
        >>> shown(Money(-4_999), Unit.WAN)
        '0.00'
    """
    step = 10 ** (unit.places - 2)
    hundredths = (2 * abs(money.fen) + step) // (2 * step)
    sign = "-" if money.fen < 0 and hundredths else ""
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}"


def held_by_a_number_cell(money: Money) -> bool:
    """Whether a spreadsheet keeps every digit of this amount down to the fen.

    Example:
        >>> held_by_a_number_cell(Money(10**15 - 1)), held_by_a_number_cell(Money(10**15))
        (True, False)
    """
    return abs(money.fen) < EXACT_BELOW


def _from_number(number: int | Decimal, unit: Unit) -> Amount | Fault:
    if isinstance(number, Decimal) and abs(number.adjusted()) > DIGITS_MAX:
        return Fault("not-an-amount", str(number))
    text = format(number, "f")
    read = _from_text(text, unit)
    if isinstance(read, Amount):
        if not held_by_a_number_cell(read.money):
            return Fault("digits-lost", text)
        return Amount(read.money)
    return read


def _from_text(original: str, unit: Unit) -> Amount | Fault:
    text = narrowed(original)
    notices = [] if text == original else ["full-width"]
    text = text.strip()
    if "\u2212" in text:
        text = text.replace("\u2212", "-")
        notices.append("minus-sign")
    found = _AMOUNT.fullmatch(text) if len(text) <= DIGITS_MAX else None
    if found is None or (found["sign"] and found["inner"]):
        return Fault(_why_not(text), original)
    whole = found["whole"]
    if "," in whole:
        if not _GROUPED.fullmatch(whole):
            return Fault("amount-grouping", original)
        notices.append("thousands")
    if found["currency"]:
        notices.append("currency-sign")
    if found["suffix"]:
        unit = _SUFFIXES[found["suffix"]]
        notices.append("scaled")
    part = (found["part"] or "").rstrip("0")
    if len(part) > unit.places:
        return Fault("too-many-decimals", original)
    fen = int(whole.replace(",", "") + part.ljust(unit.places, "0"))
    if fen > FEN_MAX:
        return Fault("amount-too-large", original)
    negative = "-" in (found["sign"], found["inner"])
    return Amount(Money(-fen if negative else fen), tuple(notices))


def _why_not(text: str) -> str:
    if _EXPONENT.fullmatch(text):
        return "amount-exponent"
    if _BRACKETED.fullmatch(text):
        return "amount-brackets"
    return "not-an-amount"
