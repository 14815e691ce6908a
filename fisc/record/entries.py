"""Read the entries of chosen pots as they were written, voucher by voucher."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fisc.engines.ledger.moves import ELEMENTS, Pot
from fisc.record.balances import Selection
from fisc.record.book import Book, pot_of
from fisc.record.postings import MEMO_LEGS

_POT = ("id", "division", "year", "book", "family", *ELEMENTS, "origin")


@dataclass(frozen=True, slots=True)
class Line:
    """One move of a voucher, with the pots that it touched."""

    key: bytes
    day: date
    event: int
    debit: Pot
    credit: Pot
    fen: int


def lines_of_pots(book: Book, selection: Selection) -> Iterator[Line]:
    """Return every move that filled one of the selected pots.

    Shape: by key and leg, so that the moves of a voucher lie together; moves that mirror others in
    a ceiling are left out.
    """
    where, values = selection.condition()
    pots = {row[0]: pot_of(row[1:]) for row in _pots(book, where, values)}
    others: dict[int, Pot] = {}
    with book.connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT e.key, e.day, e.event, e.debit >> 2, e.credit >> 2, e.amount_fen"
            " FROM entry AS e WHERE e.leg < %s"
            f" AND e.debit >> 2 IN (SELECT p.id FROM pot AS p WHERE {where}) ORDER BY e.key, e.leg",
            [MEMO_LEGS, *values],
        )
        for key, day, event, debit, credit, fen in cursor:
            other = pots.get(credit) or others.get(credit)
            if other is None:
                other = others[credit] = book.pot(credit)
            raw = key.bytes if hasattr(key, "bytes") else bytes(key)
            yield Line(raw, date.fromordinal(day), event, pots[debit], other, fen)


def _pots(book: Book, where: str, values: list[object]) -> list[tuple[object, ...]]:
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_POT)} FROM pot AS p WHERE {where}", values)
        return list(cursor.fetchall())
