"""A place whose four books fill every congress table, in all columns, and balance to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fisc.engines.budgets.congress import MARGIN, Figure
from fisc.engines.budgets.congress_checks import Cell
from fisc.values import Book, Money

COLUMNS: Final = {"last": 90, "budget": 100, "adjusted": 110, "final": 105}
G, F, C, S = Book.GENERAL, Book.FUNDS, Book.CAPITAL, Book.INSURANCE
LAND, SEWAGE = "1030148", "1030178"
# Book, side, line, code, amount in hundredths of a column's number, and what else is named.
ROWS: Final = (
    (G, "revenue", "01", "1010101", 300, {}),
    (G, "revenue", "01", "10104", 60, {}),
    (G, "revenue", "01", "1030203", 40, {}),
    (G, "revenue", "02", "1100202", 500, {"place": "230000"}),
    (G, "revenue", "04", "110090102", 20, {}),
    (G, "revenue", "05", "110090103", 10, {}),
    (G, "revenue", "09", "1101101", 80, {}),
    (G, "expenditure", "01", "2050202", 200, {"item": "50501", "basic": True}),
    (G, "expenditure", "01", "2050202", 90, {"item": "50502", "basic": True}),
    (
        G,
        "expenditure",
        "01",
        "2010101",
        20,
        {"item": "50206", "department_item": "30217", "basic": True},
    ),
    (G, "expenditure", "01", "2010101", 10, {"item": "50208", "department_item": "30231"}),
    (G, "expenditure", "01", "2010101", 5, {"item": "50207", "department_item": "30212"}),
    (G, "expenditure", "01", "2010101", 15, {"item": "50303", "department_item": "31013"}),
    (G, "expenditure", "01", "2130153", 180, {}),
    (G, "expenditure", "01", "227", 20, {}),
    (G, "expenditure", "02", "2300202", 200, {"place": "230102"}),
    (G, "expenditure", "02", "2300202", 100, {"place": "230103"}),
    (G, "expenditure", "02", "23003", 40, {"place": "230103"}),
    (G, "expenditure", "03", "2300601", 30, {"place": "230000"}),
    (G, "expenditure", "04", "2300801", 5, {}),
    (G, "expenditure", "07", "2310301", 35, {}),
    (G, "expenditure", "08", "2301101", 60, {"place": "230102"}),
    (F, "revenue", "01", LAND, 150, {"fund": LAND}),
    (F, "revenue", "01", SEWAGE, 20, {"fund": SEWAGE}),
    (F, "revenue", "06", "1100902", 5, {"fund": SEWAGE}),
    (F, "revenue", "07", "1101102", 90, {"fund": LAND}),
    (F, "expenditure", "01", "2120803", 110, {"fund": LAND}),
    (F, "expenditure", "01", "2121401", 25, {"fund": SEWAGE}),
    (F, "expenditure", "02", "23004", 40, {"fund": LAND, "place": "230102"}),
    (F, "expenditure", "04", "2300802", 20, {"fund": LAND}),
    (F, "expenditure", "05", "23104", 20, {"fund": LAND}),
    (F, "expenditure", "06", "2301102", 50, {"fund": LAND, "place": "230103"}),
    (C, "revenue", "01", "103060198", 25, {}),
    (C, "revenue", "03", "1030603", 5, {}),
    (C, "expenditure", "01", "2230105", 14, {}),
    (C, "expenditure", "02", "23005", 6, {"place": "230102"}),
    (C, "expenditure", "03", "2300803", 10, {}),
    (S, "revenue", "01", "1020101", 70, {}),
    (S, "revenue", "01", "1021201", 50, {}),
    (S, "revenue", "02", "1021202", 30, {}),
    (S, "expenditure", "01", "2090101", 60, {}),
    (S, "expenditure", "01", "20912", 75, {}),
    (S, "balance", "01", "", 15, {}),
)
# What is carried over is the same every year: book, line in, line out, fund and fen.
_CARRIED: Final = (
    (G, "08", "10", "", 3_000),
    (F, "05", "07", LAND, 1_000),
    (F, "05", "07", SEWAGE, 500),
    (C, "07", "05", "", 200),
)
_OPENING: Final = 500_000


def figures() -> Iterator[Figure]:
    """Yield the figures of all four columns."""
    for column, number in COLUMNS.items():
        for book, side, line, code, share, more in ROWS:
            amount = Money(share * number)
            yield Figure(
                book=book, side=side, line=line, column=column, amount=amount, code=code, **more
            )
        for book, line, last, fund, fen in _CARRIED:
            for side, own in (("revenue", line), ("expenditure", last)):
                amount = Money(fen)
                yield Figure(
                    book=book, side=side, line=own, column=column, amount=amount, fund=fund
                )
        for book in (G, F, C):
            yield Figure(book=book, side="expenditure", line=MARGIN, column=column, amount=Money(0))
        gained = 0 if column == "last" else 15 * number
        amount = Money(_OPENING + gained)
        yield Figure(book=S, side="balance", line="02", column=column, amount=amount)


def ledger() -> dict[Cell, Money]:
    """Return what the ledger says beside the tables, added up here by itself."""
    own = {G: {"01"}, F: {"01", "02"}, C: {"01", "02", "03", "04", "05"}}
    number = COLUMNS["final"]
    found: dict[Cell, Money] = {}
    for book, lines in own.items():
        rows = [row for row in ROWS if row[0] is book]
        carried = sum(fen for one, _in, _out, _fund, fen in _CARRIED if one is book)
        sums = {
            "collected": sum(r[4] for r in rows if r[1] == "revenue" and r[2] in lines) * number,
            "other": sum(r[4] for r in rows if r[1] == "revenue" and r[2] not in lines) * number
            + carried,
            "spent": sum(r[4] for r in rows if r[1] == "expenditure") * number,
            "left": carried,
            "margin": 0,
        }
        for name, fen in sums.items():
            found[Cell("ledger", f"{book}-{name}", "final")] = Money(fen)
    return found
