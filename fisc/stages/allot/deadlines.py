"""Which transfers are late on a day: own ones not issued, money from above not passed on (K23).

A file of its own because this question reads budgets, receipts and balances together, of this
division and of the one above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from fisc.engines.budgets.deadlines import Overdue, Terms, Waiting, overdue
from fisc.engines.ledger.moves import Pot
from fisc.law.parameters import NotYetInForce, parameter
from fisc.record import balances, facts
from fisc.record.book import Book
from fisc.record.facts import Fact
from fisc.registers import divisions
from fisc.stages.allot.models import Indicator
from fisc.values import Book as Budget
from fisc.values import DivisionCode, Money


def late_transfers(division: str, year: int, day: date) -> tuple[Overdue, ...]:
    """Return what should have been issued or passed on before a day and was not.

    Own transfers wait since the adoption of the budget; what was carried over waits for nobody's
    adoption and is left out. Money from above waits since it was taken up here or, while it was
    not, since it was issued above; it is passed on when units or lower governments hold it.

    Shape: the longest delay first; nothing on a day before the law knows terms.

    Source: law/budgets/deadlines.yaml
    """
    book = Book()
    told = facts.of_kinds(book, ("BudgetAdopted", "TransferReceived"), division, year)
    adopted = [fact for fact in told if fact.kind == "BudgetAdopted"]
    received = [fact for fact in told if fact.kind == "TransferReceived"]
    waiting = [
        *_to_issue(book, division, year, adopted),
        *_taken_up(book, division, year, received),
        *_not_taken_up(book, division, year, received),
    ]
    try:
        terms = terms_on(day)
    except NotYetInForce:
        return ()
    return overdue(waiting, day=day, terms=terms)


def terms_on(day: date) -> Terms:
    """Return the terms of the law that hold on a day."""
    return Terms(
        general_days=parameter("budgets/deadlines:general_transfer_days_max").on(day),
        earmarked_days=parameter("budgets/deadlines:earmarked_transfer_days_max").on(day),
        onward_days=parameter("budgets/deadlines:transfer_onward_days_max").on(day),
    )


def _to_issue(book: Book, division: str, year: int, adopted: Sequence[Fact]) -> Iterator[Waiting]:
    if not adopted:
        return
    chosen = balances.Selection(
        division=(division,), year=(year,), family=("transfers",), origin=(0,)
    )
    for total in balances.totals(book, chosen, by=("book", "function")):
        budget, function = total.key
        subject = f"{budget} {function}"
        yield Waiting(
            kind="issue",
            subject=subject,
            since=adopted[0].day,
            amount=total.open,
            function=function,
        )


def _taken_up(book: Book, division: str, year: int, received: Sequence[Fact]) -> Iterator[Waiting]:
    for fact in received:
        amount = Money(fact.body["amount_fen"])
        yield Waiting(
            kind="onward",
            subject=fact.body["notice"],
            since=fact.day,
            amount=min(amount, _still_here(book, division, year, fact.body)),
        )


def _still_here(book: Book, division: str, year: int, body: Mapping[str, Any]) -> Money:
    """Return how much authority still stands where a receipt put it."""
    budget = Budget(body["book"])
    if body["target"]:
        parts = Indicator.objects.filter(year=year, parent__number=body["target"])
        numbers = [str(body["target"]), *parts.values_list("number", flat=True)]
        chosen = balances.Selection(
            division=(division,),
            year=(year,),
            book=(str(budget),),
            family=("pending_allocation", "pending_issue"),
            indicator=numbers,
        )
        return Money.total(total.open for total in balances.totals(book, chosen, by=()))
    if body["line"]:
        pot = Pot(division, year, budget, "expenditure", **body["line"])
        return balances.standing(book, pot).open
    return balances.standing(book, Pot(division, year, budget, "resources")).open


def _not_taken_up(
    book: Book, division: str, year: int, received: Sequence[Fact]
) -> Iterator[Waiting]:
    above = divisions.division(DivisionCode(division)).fiscal_parent
    if above is None:
        return
    notices = {fact.body["notice"] for fact in received}
    for fact in facts.of_kind(book, "TransferIssued", str(above), year):
        body = fact.body
        mine = body["receiver"] == division and not body["origin"]
        if mine and not {body["transfer"], body["document"]} & notices:
            yield Waiting(
                kind="onward",
                subject=body["transfer"],
                since=fact.day,
                amount=Money(body["amount_fen"]),
            )
