"""What the ledger of the town holds, in the words of the tests of the stages."""

from __future__ import annotations

from fisc.engines.ledger.moves import ELEMENTS, Pot
from fisc.engines.ledger.statements import trial_balance
from fisc.record import balances
from fisc.record.book import Book
from fisc.values import Book as Budget
from fisc.values import Money
from tests.stages.town import TOWN, YEAR


def roles(book: Book, *, budget=Budget.GENERAL, year=YEAR, division=TOWN) -> dict[str, int]:
    """Return what each role holds, in yuan where it is whole, leaving out nothing but zeros."""
    chosen = balances.Selection(division=(division,), year=(year,), book=(str(budget),))
    lines = balances.trial_balance(balances.totals(book, chosen, by=("book", "family")))
    return {line.role: line.balance.fen for line in lines}


def chain_holds(book: Book, *, budget=Budget.GENERAL, year=YEAR) -> bool:
    """Say whether every yuan in a stage stands on a source."""
    amounts = {role: Money(fen) for role, fen in roles(book, budget=budget, year=year).items()}
    return trial_balance(budget, amounts).verdict.allowed


def pots(book: Book, family: str, *, year=YEAR, **elements) -> dict[Pot, int]:
    """Return the pots of a family that hold something open, with their elements."""
    chosen = balances.Selection(
        division=(TOWN,),
        year=(year,),
        family=(family,),
        **{name: (value,) for name, value in elements.items()},
    )
    found = {}
    for total in balances.totals(book, chosen, by=("book", *ELEMENTS, "origin")):
        budget, *values, origin = total.key
        pot = Pot(TOWN, year, Budget(budget), family, *values, origin)
        if total.open or total.held or total.done:
            found[pot] = total.open.fen
    return found


def batches(book: Book) -> list[tuple[str, int]]:
    """Return the reason and the number of entries of every batch, in order."""
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT reason, entries FROM batch ORDER BY id")
        return cursor.fetchall()
