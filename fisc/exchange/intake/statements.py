"""What comes out of imported journals again: trial balance, monthly movement, and the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from fisc.engines.ledger.keys import Turn, document_number, turn_of, turned
from fisc.exchange.exports import Record
from fisc.exchange.intake.imports import IMPORTED, trail
from fisc.exchange.intake.journal import JOURNAL, key_of, number_in
from fisc.exchange.templates import Column, Kind, Template
from fisc.record.balances import Selection, totals
from fisc.record.book import Book
from fisc.record.daily import changes
from fisc.record.entries import Line, lines_of_pots
from fisc.values import Book as Budget
from fisc.values import Money, Words

_ACCOUNT: Final = Column(
    key="account", name=Words("Account", "会计科目代码"), characters_max=100, required=True
)

TRIAL_BALANCE: Final = Template(
    key="trial_balance",
    version=1,
    name=Words("Trial balance", "科目余额表"),
    purpose=Words(
        "The balance of each account kept elsewhere; debits above zero, credits below; the sum "
        "is zero.",
        "外部账簿各科目的余额，借方为正、贷方为负，合计为零。",
    ),
    columns=(
        _ACCOUNT,
        Column(key="balance", name=Words("Balance", "余额"), kind=Kind.MONEY, required=True),
    ),
    unique=("account",),
)
MOVEMENTS: Final = Template(
    key="movements",
    version=1,
    name=Words("Monthly movement", "月度发生额表"),
    purpose=Words(
        "What each account kept elsewhere gained in each month; those without change are left out.",
        "外部账簿各科目每月的净发生额；没有净变动的不列。",
    ),
    columns=(
        Column(key="month", name=Words("Month", "月份"), characters_max=7, required=True),
        _ACCOUNT,
        Column(key="change", name=Words("Change", "净发生额"), kind=Kind.MONEY, required=True),
    ),
    unique=("month", "account"),
)


def outside(division: str) -> Selection:
    """Select the accounts of the journals that a division took over, of all years."""
    return Selection(
        division=(division,), book=(Budget.OUTSIDE.value,), family=("general_account",)
    )


def trial_balance(book: Book, division: str) -> Iterator[Record]:
    """Yield the balance of every account, in order of account; balances of zero are named too."""
    for total in totals(book, outside(division), by=("item",)):
        yield {"account": total.key[0], "balance": total.open}


def movements(book: Book, division: str) -> Iterator[Record]:
    """Yield what each account gained in each month, in order of month and account."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    found = changes(book, outside(division), ("item",), first=date.min, end=date.max)
    for change in found:
        sums[f"{change.day:%Y-%m}", change.key[0]] += change.open.fen
    for (month, account), fen in sorted(sums.items()):
        if fen:
            yield {"month": month, "account": account, "change": Money(fen)}


def journal(book: Book, division: str) -> Iterator[Record]:
    """Yield the lines of every entry that was not undone, by day and number.

    Always: importing what was exported changes nothing, here or in an empty ledger but for the
    names of accounts and entries, which stay the same.
    """
    names = _names(book, division)
    entries = [
        (key, list(lines))
        for key, lines in groupby(lines_of_pots(book, outside(division)), key=lambda line: line.key)
    ]
    undone = {turned(key, Turn.ORIGINAL) for key, _ in entries if turn_of(key) is Turn.REVERSAL}
    for key, lines in sorted(entries, key=lambda entry: (entry[1][0].day, entry[0])):
        if key not in undone and turn_of(key) is Turn.ORIGINAL:
            yield from _lines(key, lines, names)


def _names(book: Book, division: str) -> dict[bytes, str]:
    """Return the numbers of entries that their keys do not tell."""
    return {
        key_of(division, date.fromisoformat(day), number, generation): number
        for fact in trail(book, JOURNAL.key, division)
        if fact.kind == IMPORTED
        for day, number, generation in fact.body["names"]
    }


def _lines(key: bytes, lines: Sequence[Line], names: dict[bytes, str]) -> Iterator[Record]:
    document = document_number(key)
    number = number_in(int(document.rsplit("-", 1)[1])) if document else names[key]
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.debit.item] += line.fen
        sums[line.credit.item] -= line.fen
    for account in sorted(sums):
        yield {
            "date": lines[0].day,
            "entry": number,
            "account": account,
            "amount": Money(sums[account]),
        }
