"""Post a set in as few steps as it allows: in one call, or whole, or part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from fisc.engines.ledger.keys import Turn
from fisc.engines.ledger.sets import SUM_MAX
from fisc.record.on_postgresql import SMALL, OnPostgresql
from fisc.record.on_sqlite import OnSqlite
from fisc.record.postings import Act, Fate, PostingSet, SetOutcome
from fisc.record.sets import lock_whole, post_set
from fisc.record.turns import check_turns, starts_of_parts
from fisc.values import Verdict

Store = OnPostgresql | OnSqlite
Answer = tuple[SetOutcome, Mapping[int, Verdict]]
NOBODY: Final[Mapping[int, Verdict]] = {}


def post_plainly(store: Store, acts: Sequence[Act], postings: PostingSet) -> SetOutcome | None:
    """Post a small set in one call where all of it plainly fits; else None, and nothing is posted.

    Call it outside any transaction: the call is durable on return.

    Raises:
        DuplicateKeys: a key was used before or twice; nothing is posted.
    """
    size = postings.moves.amount.size
    if not isinstance(store, OnPostgresql) or not 0 < size <= SMALL:
        return None
    if int(postings.moves.amount.max()) * size >= SUM_MAX:
        return None
    if (postings.turns != Turn.ORIGINAL).any():
        if len(starts_of_parts(postings)) > 1:
            return None
        if check_turns(store, postings, max(act.at for act in acts)):
            return None
    batches = store.post_whole(acts, postings)
    if batches is None:
        return None
    _, of_voucher = postings.acts_used()
    fates = np.full(len(postings), Fate.ACCEPTED, dtype=np.int8)
    return SetOutcome(fates, np.array(batches, dtype=np.int64)[of_voucher])


def post_parts(
    store: Store, acts: Sequence[Act], postings: PostingSet, *, seal: bool, careful: bool
) -> Answer:
    """Post a set inside the caller's transaction, cut where a voucher resolves one of the set.

    Returns the outcome, and why vouchers were refused whose original does not allow them.

    Raises:
        DuplicateKeys: not careful, and a key may be known; the transaction must be rolled back.
    """
    if not (postings.turns != Turn.ORIGINAL).any():
        return post_set(store, acts, postings, seal=seal, careful=careful), NOBODY
    starts = starts_of_parts(postings)
    if len(starts) > 1:
        lock_whole(store, acts, postings)
    parts = [
        _checked(store, acts, part, seal=seal, careful=careful) for part in postings.cut(starts)
    ]
    wrong = {
        start + at: why
        for start, (_, refused) in zip(starts, parts, strict=True)
        for at, why in refused.items()
    }
    return SetOutcome.joined(starts, [outcome for outcome, _ in parts]), wrong


def _checked(
    store: Store, acts: Sequence[Act], postings: PostingSet, *, seal: bool, careful: bool
) -> Answer:
    """Post a set after checking what it resolves or reverses."""
    wrong = check_turns(store, postings, max(act.at for act in acts))
    if not wrong:
        return post_set(store, acts, postings, seal=seal, careful=careful), wrong
    fine = np.ones(len(postings), dtype=np.bool_)
    fine[list(wrong)] = False
    part = post_set(store, acts, postings.only(fine), seal=seal, careful=careful)
    places = np.flatnonzero(fine)
    fates = np.full(len(postings), Fate.REFUSED, dtype=np.int8)
    batches = np.zeros(len(postings), dtype=np.int64)
    fates[places], batches[places] = part.fates, part.batches
    shortfalls = {int(places[at]): why for at, why in part.shortfalls.items()}
    return SetOutcome(fates, batches, shortfalls), wrong
