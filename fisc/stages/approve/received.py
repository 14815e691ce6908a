"""What a budget holds as transfer in without a line of its own: taken up when it was given.

A transfer out enters what is new to the receiving budget in the same act (``allot``). An adjustment
must know of it, or the same money would be entered twice. A file of its own because only
adjustments ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from fisc.engines.budgets.lines import Line, UnknownLine, event_of, line_for
from fisc.record import balances
from fisc.record.book import Book as Ledger
from fisc.values import ZERO, Book, Money

_ENTERED: dict[Book, str] = {Book.FUNDS: "06"}  # there the counterpart names the fund


def taken_up(book: Ledger, division: str, year: int, lines: Iterable[Line]) -> list[Line]:
    """Return what the ledger holds as transfer in beyond the lines in force, as lines.

    Units: fen.
    """
    named: dict[tuple[Book, str], Money] = {}
    for line in lines:
        event = event_of(line.book, line.side, line.line, line.code) if _posts(line) else None
        if event is not None and event.name == "approve_transfer_in":
            key = (line.book, line.fund or line.code)
            named[key] = named.get(key, ZERO) + line.amount
    chosen = balances.Selection(division=(division,), year=(year,), family=("source_transfer_in",))
    found = []
    for total in balances.totals(book, chosen, by=("book", "counterpart")):
        own, counterpart = Book(total.key[0]), str(total.key[1])
        beyond = total.open + total.held + total.done - named.get((own, counterpart), ZERO)
        if beyond > ZERO:
            found.append(_line(own, counterpart, beyond))
    return found


def _posts(line: Line) -> bool:
    return line.book is not Book.INSURANCE and line.side == "revenue"


def _line(book: Book, counterpart: str, amount: Money) -> Line:
    if book in _ENTERED:
        number = _ENTERED[book]
        return Line(book=book, side="revenue", line=number, amount=amount, fund=counterpart)
    try:
        number = line_for(book, "revenue", counterpart)
    except UnknownLine:
        number = "06"
    return Line(book=book, side="revenue", line=number, amount=amount, code=counterpart)
