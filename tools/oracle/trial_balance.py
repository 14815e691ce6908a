"""Set ``ledger-trial-balance``: a journal through the importer, its balances out of the record.

OUT is a folder; it gets ``trial_balance.csv`` (account, balance) and ``monthly_change.csv`` (month,
account, change).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fisc.exchange.amounts import Unit, written
from fisc.exchange.dryruns import apply
from fisc.exchange.exports import Record
from fisc.exchange.intake import statements
from fisc.exchange.intake.imports import Signature
from fisc.exchange.intake.journal import JOURNAL, JournalAct, try_journal
from fisc.record.book import Book
from fisc.values import Money, Verdict
from tools.oracle import Tell
from tools.oracle.tables import order, write

DIVISION: Final = "239901"


def play(folder: Path, out: Path, tell: Tell) -> None:
    """Import ``postings.csv`` and write the trial balance and the monthly movement."""
    book, at = Book(), datetime.now(UTC)
    signature = Signature(division=DIVISION, actor="oracle", day=at.date(), at=at)
    act = JournalAct(book, signature, file="postings.csv")
    tried = try_journal(order(folder / "postings.csv", JOURNAL), act)
    for problem in tried.problems:
        tell(f"postings.csv is refused: {problem.said('en')}")
    if not tried.ready:
        return
    applied = apply(tried, act)
    why = applied if isinstance(applied, Verdict) else applied.receipt.refusal
    if why is not None:
        tell(f"postings.csv is refused: {why.why}")
        return
    _write(out / "trial_balance.csv", statements.trial_balance(book, DIVISION))
    _write(out / "monthly_change.csv", statements.movements(book, DIVISION))


def _write(path: Path, records: Iterable[Record]) -> None:
    found = [
        {
            name: written(value, Unit.YUAN) if isinstance(value, Money) else value
            for name, value in record.items()
        }
        for record in records
    ]
    write(path, tuple(found[0]) if found else (), found)
