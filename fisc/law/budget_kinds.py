"""Rows of the law about the four budgets as wholes: their lines, and which line meets which."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from fisc.values import Book, Code, Confidence

Between = Literal["books", "down", "up"]
May = Literal["nothing", "fall", "both", "follow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceLine:
    """A line of a budget's balance and the codes it gathers, each with everything under it."""

    book: Book
    side: Literal["revenue", "expenditure", "balance"]
    line: str
    name_zh: str
    name_en: str
    sign: Literal["+", "-", "="]
    conf: Confidence
    codes: tuple[Code, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A line of expenditure that is another budget's line of revenue.

    ``books``: two budgets of one government. ``down``: a government and one below it; ``up``: the
    other way round. In a view that holds both sides, the two leave the total together.
    """

    between: Between
    giving_book: Book
    giving_line: str
    receiving_book: Book
    receiving_line: str
    conf: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinationLine:
    """How a line of a draft may move when budgets are coordinated, and in which order.

    The row of a line, or of one code of it, says whether it ``may`` move: not at all, down, both
    ways, or only as the line that it mirrors does (``follow``, where that one is in the problem).
    ``rises`` and ``falls`` are the orders in which it is kept from rising and from falling, 1 kept
    longest. ``least`` is the share of the draft below which it is not cut; without it, it may fall
    to nothing. A line that ``opens`` may be added where the draft has none. The ends of a ``firm``
    line are never proposed for a change.

    Units: ``least`` is a pure number in 0..1.
    """

    book: Book
    side: Literal["revenue", "expenditure", "balance"]
    line: str
    may: May
    rises: int
    falls: int
    opens: bool
    firm: bool
    conf: Confidence
    code: str = ""
    least: Fraction = Fraction(0)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """A row of the table of four budgets: the lines of each book that stand in it.

    ``lines`` are a book and the number of a line of the row's side, such as ``general 01``.
    """

    number: str
    row: str
    side: Literal["revenue", "expenditure", "balance"]
    name_zh: str
    name_en: str
    lines: tuple[str, ...]
    conf: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinationOrder:
    """An order of priority in coordination: what is moved in order 1 is moved last."""

    order: int
    name_zh: str
    name_en: str
    conf: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy:
    """Spending of a budget under some codes that is revenue of another budget."""

    giving_book: Book
    giving_line: str
    codes: tuple[Code, ...]
    receiving_book: Book
    receiving_line: str
    conf: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insurance:
    """One of the social insurances, and the codes of its revenue and benefits."""

    number: str
    name_zh: str
    name_en: str
    codes: tuple[Code, ...]
    conf: Confidence
    note: str = ""
