"""Say why the ledger refused: which pot, what it had, by how much too much was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fisc.engines.ledger.sets import Shortfall
from fisc.law.chart import chart
from fisc.values import Money, Step, Verdict

if TYPE_CHECKING:
    from fisc.record.book import Book

RULES: Final = {
    "revenue_budget": "K01 total resource control",
    "expenditure_budget": "K02 indicator within expenditure budget",
    "transfer_budget": "K02 indicator within expenditure budget",
    "executable": "K03 payment within indicator",
    "transfer_indicator": "K03 payment within indicator",
    "applied": "K04 confirmation within application",
    "transfer_applied": "K04 confirmation within application",
    "ceiling_free": "K13 group ceiling",
    "ceiling_held": "K13 group ceiling",
}


def refusal(book: Book, short: Shortfall) -> Verdict:
    """Turn a shortfall into a verdict with its working.

    The working reads the pot's balances now; ``available`` and ``asked`` are those of the instant
    of the refusal.
    """
    pot = book.pot(short.pot)
    role = chart().role_at[pot.family, short.place]
    available, asked = Money(short.available_fen), Money(short.asked_fen)
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT open_fen, held_fen, done_fen FROM balance WHERE pot = %s", (short.pot,)
        )
        opened, held, done = (Money(fen) for fen in cursor.fetchone())
    steps = [Step(f"{role.name_en} ({role.name_zh}) of {pot}.")]
    if pot.family in {"indicator", "transfer_indicator", "ceiling"}:
        steps.append(
            Step(f"Granted {opened + held + done}: used {done}, reserved {held}, free {opened}.")
        )
    steps += [
        Step(f"Available {available}, asked {asked}: {asked - available} too much."),
        Step("Lower the amount, or ask for a virement or an adjustment first."),
    ]
    return Verdict(False, RULES.get(role.name, "K05 no negative balance"), tuple(steps))
