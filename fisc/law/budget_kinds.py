"""Rows of the law about the four budgets as wholes: which line meets which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fisc.values import Book, Confidence

Between = Literal["books", "down", "up"]


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
