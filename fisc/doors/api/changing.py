"""Adjustment or virement: what a wished change is by the law, before anything is begun."""

from __future__ import annotations

from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from fisc.doors.api.fields import AskedInYuan, BookName, Flag, UnsignedYuan, Yuan
from fisc.doors.api.gate import Desk
from fisc.doors.api.problems import said
from fisc.engines.budgets.changes import Change, Piece, ruling_of
from fisc.values import ZERO, Book, Words

desk: Final = Desk("Budgets · 预算")
PIECES_MAX: Final = 100
CodeText = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,10}$")]


class RulingPiece(Schema):
    """More or less spending of a book under a function, by a department."""

    book: BookName
    amount: Yuan
    function: CodeText = ""
    department: CodeText = ""


class RulingAsked(AskedInYuan):
    """A wished change of an adopted budget."""

    pieces: Annotated[list[RulingPiece], Field(max_length=PIECES_MAX)]
    drawn: UnsignedYuan | None = None
    borrowed: UnsignedYuan | None = None
    from_above: UnsignedYuan | None = None
    reserve: UnsignedYuan | None = None
    priority: Flag = False
    emergency: Flag = False
    saving: Flag = False


class RulingShown(Schema):
    """What a change is: adjustment, virement, reserve, receipt or neither, and who approves it.

    ``rules`` are the cases of the law that apply, the first decides; ``right`` is that of the act.
    """

    outcome: str
    approver: str
    right: str
    rules: list[str]
    why: list[str]


@desk.post("/changes/ruling", "changes-rule", RulingShown)
def rule(request: HttpRequest, asked: RulingAsked) -> RulingShown:  # noqa: ARG001
    """Return what a wished change is by the law. Posted because it is long; nothing is written."""
    ruling = ruling_of(
        Change(
            pieces=tuple(
                Piece(
                    book=Book(one.book),
                    amount=one.amount,
                    function=one.function,
                    department=one.department,
                )
                for one in asked.pieces
            ),
            drawn=asked.drawn or ZERO,
            borrowed=asked.borrowed or ZERO,
            from_above=asked.from_above or ZERO,
            reserve=asked.reserve or ZERO,
            priority=asked.priority,
            emergency=asked.emergency,
            saving=asked.saving,
        )
    )
    return RulingShown(
        outcome=ruling.outcome,
        approver=said(ruling.approver),
        right=ruling.right,
        rules=[row.rule for row in ruling.rules],
        why=[said(Words(step.en, step.zh)) for step in ruling.steps],
    )
