"""Words with which the tests of the record speak: pots, vouchers and moments."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.values import Book as Budget
from fisc.values import Money

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
GENERAL = Budget.GENERAL


def line(indicator: str = "IND-1", family: str = "indicator", **elements) -> Pot:
    return Pot("239901", 2026, GENERAL, family, indicator=indicator, **elements)


def move(event: str, debit, credit, fen: int) -> Move:
    return Move(event, debit, credit, Money(fen))


def voucher(key: str, *moves: Move, day: date = DAY) -> Voucher:
    return Voucher(posting_key(key), day, moves)


def funding(pot: Pot, fen: int, key: str = "fund") -> list[Voucher]:
    """Approve revenue, arrange it and issue it as an indicator."""
    budget = Pot("239901", 2026, GENERAL, "resources")
    source = Pot("239901", 2026, GENERAL, "source_own")
    spending = Pot("239901", 2026, GENERAL, "expenditure")
    return [
        voucher(
            f"{key}/1",
            move(
                "approve_revenue",
                budget.account("revenue_budget"),
                source.account("source_own"),
                fen,
            ),
        ),
        voucher(
            f"{key}/2",
            move(
                "arrange_expenditure",
                spending.account("expenditure_budget"),
                budget.account("revenue_budget"),
                fen,
            ),
        ),
        voucher(
            f"{key}/3",
            move(
                "issue_directly",
                pot.account("executable"),
                spending.account("expenditure_budget"),
                fen,
            ),
        ),
    ]


def apply(pot: Pot, fen: int, key: str, day: date = DAY) -> Voucher:
    return voucher(
        key, move("apply", pot.account("applied"), pot.account("executable"), fen), day=day
    )


def confirm(pot: Pot, paid: int, back: int, key: str, day: date = DAY) -> Voucher:
    moves = [move("confirm", pot.account("paid"), pot.account("applied"), paid)] if paid else []
    if back:
        moves.append(move("cancel", pot.account("executable"), pot.account("applied"), back))
    return Voucher(turned(posting_key(key), Turn.RESOLUTION), day, moves)
