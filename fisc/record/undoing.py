"""Undo whole batches: every voucher of them is reversed, dated today, or none is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from fisc.engines.ledger.keys import Turn, document_number, turned
from fisc.engines.ledger.seals import BatchHead
from fisc.law.names import control
from fisc.record.book import Book, instant
from fisc.record.postings import MEMO_LEGS, Act, Fate, Posting, PostingSet
from fisc.record.refusals import Refused, refusal
from fisc.record.sealing import batches
from fisc.values import Step, Verdict


class CannotUndo(Refused):
    """Carries out of an act why a batch cannot be undone, so that nothing of it remains."""


def undo(
    book: Book, numbers: Sequence[int], *, day: date, actor: str, at: datetime, reason: str
) -> list[int]:
    """Reverse every voucher of these batches and return the batches that do so.

    Call it inside ``book.act()``. Corrections are dated today (K24), so ``day`` is today.

    Raises:
        CannotUndo: a voucher cannot be reversed: what it gave is used, it was reversed before, or
            the day lies in a closed period. Leave the act with it, so that nothing remains.
        LookupError: there is no batch of one of these numbers.
    """
    found = list(batches(book, sorted(set(numbers))))
    missing = set(numbers) - {head.id for head, _ in found}
    if missing:
        raise LookupError(f"There is no batch {min(missing)} in the journal.")
    written: list[int] = []
    for head, rows in reversed(found):
        postings = list(_reversals(rows, day))
        act = Act(head.division, head.year, actor, instant(at), reason)
        outcome, wrong = book.post_columns(act, PostingSet.of(postings))
        for number, fate in enumerate(outcome.fates.tolist()):
            if fate != Fate.ACCEPTED:
                if number in wrong:
                    raise CannotUndo(wrong[number])
                if number in outcome.shortfalls:
                    raise CannotUndo(refusal(book, outcome.shortfalls[number]))
                raise CannotUndo(_why_not(Fate(fate), postings[number], head))
        written += sorted(set(outcome.batches.tolist()))
    return written


def _reversals(rows: Sequence[Any], day: date) -> Iterator[Posting]:
    """Yield the mirrored vouchers of the entries of a batch, the last voucher first."""
    vouchers = [
        (key, [row for row in mine if row[3] < MEMO_LEGS])
        for key, mine in groupby(rows, key=lambda row: bytes(row[2]))
    ]
    for key, mine in reversed(vouchers):
        legs = [
            (-event, credit, debit, fen)
            for _, _, _, _, event, debit, credit, fen, _ in reversed(mine)
        ]
        yield Posting(turned(key, Turn.REVERSAL), day.toordinal(), legs)


def _why_not(fate: Fate, posting: Posting, head: BatchHead) -> Verdict:
    origin = turned(posting.key, Turn.ORIGINAL)
    name = document_number(origin) or origin.hex()
    if fate is Fate.CLOSED:
        day = date.fromordinal(posting.day)
        step = Step(
            f"Day {day} lies in a closed period of {head.division}; reopen it or undo on a later "
            "day.",
            f"{head.division} 的 {day} 在已关闭期间内，请重开期间或改日撤销。",
        )
        return Verdict(False, control("K22"), (step,))
    step = Step(
        f"Voucher {name} of batch {head.id} has been reversed before.",
        f"批次 {head.id} 的凭证 {name} 已经冲销。",
    )
    return Verdict(False, control("K24"), (step,))
