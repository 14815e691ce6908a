"""Lines of a budget as vouchers of the ledger: which pots they fill, under which event.

A file of its own because both adopting and adjusting post lines, and the queries read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.budgets.lines import Line, Side, event_of, line_for
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Account, Move, Pot, Voucher
from fisc.law.chart import chart
from fisc.record import book as record
from fisc.stages.approve.acts import all_or_nothing
from fisc.stages.approve.models import BudgetDraft
from fisc.values import ZERO, Book, Money

_SERIALS: Final = 1_000_000  # positions of one document
_BROUGHT_FORWARD: Final = "open_carried_resources"


class BadLine(ValueError):
    """A line cannot stand in a draft; the message names the line and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One line as somebody drafts it; ``line`` is found from the code where it is left empty.

    Units: ``amount`` in fen, not zero; negative only in the plan of an adjustment.
    """

    book: Book
    side: Side
    amount: Money
    code: str = ""
    line: str = ""
    fund: str = ""
    other: Book | None = None
    unit: str = ""
    project: str = ""
    item: str = ""
    department_item: str = ""
    fund_type: str = ""
    counterpart: str = ""

    @property
    def number(self) -> str:
        """The number of the balance line, given or found.

        Raises:
            UnknownLine: no line of the book gathers the code.
        """
        return self.line or line_for(self.book, self.side, self.code)

    @property
    def balance_line(self) -> Line:
        """The line as the balance sees it."""
        return Line(
            book=self.book,
            side=self.side,
            line=self.number,
            amount=self.amount,
            code=self.code,
            fund=self.fund,
            other=self.other,
        )


def voucher(
    line: DraftLine,
    amount: Money,
    *,
    division: str,
    year: int,
    number: str,
    place: int,
    day: date,
    opened: bool = False,
) -> Voucher | None:
    """Return the voucher that puts an amount of a line into the ledger, or takes it out again.

    Social insurance is outside the ledger, and what is carried forward stays in hand; both give
    none. So does what was brought forward when the year was ``opened`` from the books of the year
    before: it stands in the revenue budget already and is not to be counted twice. A negative
    amount reverses the event, as an adjustment downwards does.

    Always: document and position make the key, so a line of a document is posted once.
    """
    if line.book is Book.INSURANCE or line.side == "balance":
        return None
    event = event_of(line.book, line.side, line.number, line.code)
    if event is None or (opened and event.name == _BROUGHT_FORWARD):
        return None
    (filled,), (emptied,) = event.debit_roles, event.credit_roles
    debit, credit = (_account(line, role, division, year) for role in (filled, emptied))
    key = posting_key(serial(number, place))
    reason = f"{number} {event.name_zh} {event.name_en}"
    if amount < ZERO:
        move = Move(event.name, credit, debit, -amount, reversing=True)
    else:
        move = Move(event.name, debit, credit, amount)
    return Voucher(key, day, (move,), reason)


def serial(number: str, place: int) -> str:
    """Return the number of a line: the document's serial, then six digits for the position."""
    head, _, serial = number.rpartition("-")
    if head and serial.isdecimal() and not serial.startswith("0"):
        return f"{head}-{int(serial) * _SERIALS + place}"
    return f"{number}/{place}"


def _account(line: DraftLine, role: str, division: str, year: int) -> Account:
    family = chart().roles[role].family
    unit = line.unit if line.book is Book.UNIT else ""
    pot = Pot(division, year, line.book, family)
    if family == "resources":
        pot = Pot(division, year, line.book, family, unit=unit, counterpart=line.fund)
    elif role.startswith("source_"):
        # In the fund book the fund, elsewhere the notice from above or the revenue item.
        named = line.fund or line.counterpart or line.code
        pot = Pot(division, year, line.book, family, unit=unit, counterpart=named)
    elif family not in {"reserve", "held_back"}:
        pot = Pot(
            division,
            year,
            line.book,
            family,
            unit=line.unit,
            project=line.project,
            function=line.code,
            item=line.item,
            department_item=line.department_item,
            fund_type=line.fund_type,
            counterpart=line.fund or line.counterpart,
        )
    return pot.account(role)


def post(
    book: record.Book,
    draft: BudgetDraft,
    lines: Sequence[DraftLine],
    amounts: Mapping[int, Money],
    *,
    number: str,
    actor: str,
    day: date,
    at: datetime,
    opened: bool = False,
) -> None:
    """Post amounts of a draft's lines, by position, as one set for each book; all or nothing.

    Raises:
        Refused: the ledger did not take one of them.
    """
    # What frees authority goes first: income up, uses down; then uses up; income down last.
    turns = {("revenue", True): 0, ("expenditure", False): 1, ("expenditure", True): 2}
    order = sorted(
        amounts,
        key=lambda place: (turns.get((lines[place - 1].side, amounts[place] > ZERO), 3), place),
    )
    for budget in Book:
        made: list[Voucher] = []
        for place in order:
            line = lines[place - 1]
            if line.book is budget:
                own = voucher(
                    line,
                    amounts[place],
                    division=draft.division,
                    year=draft.year,
                    number=number,
                    place=place,
                    day=day,
                    opened=opened,
                )
                made += [own] if own else []
        all_or_nothing(book.post_all(made, actor=actor, at=at, reason=number))


def brings_forward(lines: Sequence[DraftLine]) -> bool:
    """Say whether a line brings resources forward from the year before."""
    return any(
        line.side == "revenue"
        and line.book is not Book.INSURANCE
        and (event := event_of(line.book, line.side, line.number, line.code)) is not None
        and event.name == _BROUGHT_FORWARD
        for line in lines
    )


def body(
    draft: BudgetDraft, lines: Sequence[DraftLine], amounts: Mapping[int, Money]
) -> dict[str, Any]:
    """Say in the words of a fact what was adopted or adjusted: amounts by book, line and code."""
    sums: dict[tuple[str, ...], int] = {}
    for place, amount in amounts.items():
        line = lines[place - 1]
        key = (str(line.book), line.side, line.number, line.code, line.fund, line.counterpart)
        sums[key] = sums.get(key, 0) + amount.fen
    names = ("book", "side", "line", "code", "fund", "counterpart")
    return {
        "draft": draft.number,
        "year": draft.year,
        "resolution": draft.resolution,
        "resolved_on": str(draft.resolved_on),
        "lines": [
            dict(zip(names, key, strict=True)) | {"amount_fen": fen}
            for key, fen in sorted(sums.items())
        ],
    }
