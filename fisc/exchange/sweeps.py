"""Sweep what is idle: which rows of the list of resources are taken back, and what speaks for it.

The engine says what is idle, the stage takes it back; here the two meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from fisc.engines.budgets.resources.sweeping import check_sweep
from fisc.exchange.resources import inventory
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.stages.allot.acts import Receipt
from fisc.stages.allot.sweep_queries import next_number
from fisc.stages.allot.sweeps import LineDraft, propose_sweep, repeated


class NothingChosen(ValueError):
    """None of the numbers is a resource of the ledger that has something."""


def propose_idle(
    book: Book,
    *,
    division: str,
    year: int,
    reason: str,
    evidence: str,
    numbers: Sequence[str],
    maker: str,
    day: date,
    at: datetime,
    number: str = "",
) -> Receipt:
    """Propose to take back all that is open in some indicators, which must be idle for a reason.

    ``number`` is the sweep's; without one it gets the next of its division and year.

    Raises:
        NothingChosen: no number is that of an indicator in which something is open.
        WrongSweep: the sweep cannot be written so.
    """
    before = repeated(number, division, year, reason, evidence, numbers, maker) if number else None
    if before is not None:
        return before
    chosen = Selection(division=(division,), year=(year,), indicator=tuple(numbers) or ("",))
    found = inventory(book, chosen, year=year, day=day)
    rows = [
        one
        for one in found.rows
        if one.code in set(numbers) and one.holding.kind not in {"frozen", "transfer"}
    ]
    if not rows:
        raise NothingChosen("None of these is an indicator in which something is open.")
    lines = [
        LineDraft(
            indicator=one.code,
            amount=one.amount,
            verdict=check_sweep(one, reason, evidence),
            interest=one.interest,
            idle_since=one.since,
        )
        for one in sorted(rows, key=lambda one: one.code)
    ]
    return propose_sweep(
        number=number or next_number(division, year),
        division=division,
        year=year,
        reason=reason,
        evidence=evidence,
        lines=lines,
        maker=maker,
        day=day,
        at=at,
    )
