"""A year to close: budget, indicators, payments; in the words of the tests of closing."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Move, Voucher
from fisc.record import facts
from fisc.stages.allot.documents import pot_of
from fisc.stages.allot.models import Indicator
from fisc.stages.close import commands
from fisc.values import Money
from tests.stages.town import TOWN, YEAR

TREASURY, SECOND, DIRECTOR = "treasury.officer", "treasury.second", "finance.director"
YEAR_END = datetime(2026, 12, 31, 8, 0, tzinfo=UTC)
LAST = date(2026, 12, 31)


def pot(number, year=YEAR):
    return pot_of(Indicator.objects.get(number=number, year=year))


def applied(book, number, fen, key, day, year=YEAR):
    own = pot(number, year)
    move = Move("apply", own.account("applied"), own.account("executable"), Money(fen))
    return book.post(Voucher(posting_key(key), day, (move,)), actor="x", at=YEAR_END)


def resolved(book, number, fen, key, day, *, paid=True, year=YEAR):
    own = pot(number, year)
    if paid:
        move = Move("confirm", own.account("paid"), own.account("applied"), Money(fen))
    else:
        move = Move("cancel", own.account("executable"), own.account("applied"), Money(fen))
    key = turned(posting_key(key), Turn.RESOLUTION)
    return book.post(Voucher(key, day, (move,)), actor="x", at=YEAR_END)


def paid(book, number, fen, key, day, year=YEAR):
    """Apply for and confirm a payment, and reconcile its day with the bank."""
    assert applied(book, number, fen, key, day, year).done
    assert resolved(book, number, fen, key, day, year=year).done
    reconciled(book, day)


def reconciled(book, day):
    with book.act():
        facts.append(
            book,
            division=TOWN,
            kind="DayReconciled",
            key=f"reconciled/{TOWN}/{day}",
            day=day,
            actor=TREASURY,
            at=YEAR_END,
            subject=f"{TOWN}/{day}",
            body={},
        )


def close_month(month, officer=TREASURY, day=LAST, year=YEAR):
    return commands.close_month(
        division=TOWN, year=year, month=month, officer=officer, day=day, at=YEAR_END
    )


def close_months(last, year=YEAR, day=LAST):
    for month in range(1, last + 1):
        receipt = close_month(month, year=year, day=day)
        assert receipt.done, receipt.refusal


def close_year(officer=TREASURY, day=LAST, year=YEAR):
    return commands.close_year(division=TOWN, year=year, officer=officer, day=day, at=YEAR_END)


def open_year(year=YEAR + 1, officer=TREASURY):
    return commands.open_year(division=TOWN, year=year, officer=officer, at=YEAR_END)


def reopen(month, number="REO-1", checker=DIRECTOR, reason="the bank found a mistake"):
    commands.ask_to_reopen_month(
        number=number,
        division=TOWN,
        year=YEAR,
        month=month,
        reason=reason,
        maker=TREASURY,
        at=YEAR_END,
    )
    return commands.reopen_month(number=number, checker=checker, day=LAST, at=YEAR_END)
