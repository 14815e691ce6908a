"""One month of payments at one place: what is posted, and how to know that it was posted already.

The month's applications are one set and the bank's answers of the month another, with what comes
back among them. All keys follow from the plan, so posting a month again repeats nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from fisc.demo.adopt import RefusedInDemo
from fisc.demo.columns import Flag
from fisc.demo.payments import Payments, Uses, payments_in
from fisc.demo.postings import (
    SET,
    Accounts,
    applications,
    in_month,
    joined,
    refunds,
    resolutions,
    with_acts,
)
from fisc.record.book import Book
from fisc.record.postings import Fate, PostingSet

DONE: Final = (Fate.ACCEPTED, Fate.REPEATED)


@dataclass(frozen=True, slots=True)
class Month:
    """What happens at a place in a month, as far as it is known on the last day looked at.

    ``sent`` are the applications of the month, ``refused`` those of them that ask for too much;
    ``late`` are applications of the month before that are answered in this one; ``answered`` are
    all that the bank answers in the month, ``back`` those of which money comes back in it.
    """

    number: int
    sent: Payments
    refused: Payments
    late: Payments
    answered: Payments
    back: Payments


def month_of(uses: Uses, seed: int, number: int, until: int) -> Month:
    """Return a month of a place up to and including the day ``until``.

    Always: nothing that is answered or comes back in a month was applied for before the month
    before it, so a month can be posted without looking further back.
    """
    own = payments_in(uses, seed, number)
    own = own.only(own.day <= until)
    before = payments_in(uses, seed, number - 1) if number > 1 else own.only(slice(0))
    both = before.joined(own)
    fine = ~both.refused
    answered = fine & in_month(both.confirmed, number) & (both.confirmed <= until)
    back = fine & in_month(both.refund_day, number) & (both.refund_day <= until)
    earlier = np.arange(len(both)) < len(before)
    return Month(
        number=number,
        sent=own.only(~own.refused),
        refused=own.only(own.refused),
        late=both.only(answered & earlier),
        answered=both.only(answered),
        back=both.only(back),
    )


@dataclass(frozen=True, slots=True)
class Sets:
    """The two sets of a month, ready to be posted."""

    asked: PostingSet
    told: PostingSet
    may_be_refused: Flag


def sets_of(accounts: Accounts, month: Month, *, with_refused: bool) -> Sets:
    """Return the sets of a month; ``with_refused`` lets the ledger refuse what asks too much."""
    asked = applications(accounts, month.sent)
    refused = applications(accounts, month.refused)
    if with_refused:
        asked = joined(asked, refused)
    told = joined(resolutions(accounts, month.answered), refunds(accounts, month.back))
    return Sets(asked, told, np.arange(len(asked)) >= len(month.sent))


def is_posted(book: Book, sets: Sets) -> bool:
    """Say whether all of a month is in the ledger, asking for its last voucher first.

    The answers are posted after the applications, so they alone need to be looked for.
    """
    wanted = sets.told.key if len(sets.told) else sets.asked.key[~sets.may_be_refused]
    if not wanted.size:
        return True
    store = book.store()
    if not store.first_legs(wanted[-1:]).key.size:
        return False
    return store.first_legs(wanted).key.size == wanted.size


def post_month(
    book: Book, accounts: Accounts, sets: Sets, *, asker: str, bank: str, by_day: bool
) -> int:
    """Post a month's sets and return how many vouchers stand in the ledger.

    Raises:
        RefusedInDemo: the ledger refused something that the plan holds to be right, or took
            something that asks for too much.
    """
    posted = 0
    for postings, actor, reason, wrong in (
        (sets.asked, asker, "支付申请 Payment applications", sets.may_be_refused),
        (sets.told, bank, "银行回单 Answers of the bank", None),
    ):
        for part, refusable in _parts(postings, wrong):
            acts, numbered = with_acts(part, accounts, actor=actor, reason=reason, by_day=by_day)
            outcome, refusals = book.post_columns(acts, numbered)
            done = np.isin(outcome.fates, DONE)
            if (done == refusable).any():
                first = int(np.flatnonzero(done == refusable)[0])
                why = refusals.get(first) or outcome.shortfalls.get(first) or ""
                raise RefusedInDemo(
                    f"{accounts.division}: {reason}, voucher {first} of {len(part)} met fate "
                    f"{Fate(int(outcome.fates[first])).name}. {why}"
                )
            posted += int(done.sum())
    return posted


def _parts(postings: PostingSet, wrong: Flag | None) -> Iterator[tuple[PostingSet, Flag]]:
    """Cut a set into parts of a size that the record posts at its best."""
    refusable = np.zeros(len(postings), dtype=np.bool_) if wrong is None else wrong
    starts = list(range(0, len(postings), SET))
    if len(starts) == 1:
        yield postings, refusable
    elif starts:
        for start, part in zip(starts, postings.cut(starts), strict=True):
            yield part, refusable[start : start + SET]
