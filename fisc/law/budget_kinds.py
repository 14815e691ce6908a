"""Rows of the law about the four budgets as wholes: their lines, and which line meets which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fisc.values import Book, Code, Confidence

Between = Literal["books", "down", "up"]


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
