"""Post a set of vouchers: lock its pots, judge it whole, write what is accepted.

The steps are the same on both engines; a store only knows how each is said there.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fisc.engines.ledger.seals import BatchHead
from fisc.engines.ledger.sets import SetPots, SetVerdict, Shortfall, Whole, judge
from fisc.record.postings import Act, Fate, PostingSet, SetOutcome

PACKED = np.dtype(
    [
        ("batch", ">i8"),
        ("line", ">i4"),
        ("key", "V16"),
        ("leg", ">i2"),
        ("event", ">i2"),
        ("debit", ">i8"),
        ("credit", ">i8"),
        ("amount", ">i8"),
        ("day", ">i4"),
    ]
)


class DuplicateKeys(Exception):
    """A key of the set was, or may have been, used before or twice in the set."""


class UnknownPot(LookupError):
    """An account belongs to a pot that was never opened."""


class PackedEntries:
    """The entries just written, ready to be digested."""

    def __init__(self, rows: NDArray[Any]) -> None:
        self.rows = rows

    def packed(self) -> bytes:
        """Return the entries in the form of ``seals.packed``."""
        out = np.empty(self.rows.size, dtype=PACKED)
        for name in PACKED.names or ():
            out[name] = self.rows[name]
        return out.tobytes()


class Store(Protocol):
    """What a database must be able to do for a set to be posted."""

    def begin_set(self, act: Act) -> int: ...
    def locked_pots(self, numbers: Whole) -> tuple[SetPots, Whole]: ...
    def ceilings_of(self, pots: Whole) -> dict[int, list[int]]: ...
    def next_batch(self) -> int: ...
    def write_entries(self, batch: int, postings: PostingSet) -> PackedEntries: ...
    def earlier(
        self, keys: NDArray[np.void]
    ) -> list[tuple[bytes, int, int, int, int, int, int]]: ...
    def change_balances(self, pots: SetPots, change: Whole) -> None: ...
    def write_batch(self, act: Act, batch: int, entries: int) -> BatchHead: ...
    def finish(self, head: BatchHead, entries: PackedEntries, *, seal: bool) -> None: ...


def post_set(store: Store, act: Act, postings: PostingSet, *, seal: bool) -> SetOutcome:
    """Post a set inside the caller's transaction; the answers are those of one by one.

    Shape: one fate per voucher, in order.
    Always: what is accepted is written whole, in one batch; the rest leaves no trace.

    Raises:
        UnknownPot: an account belongs to a pot that was never opened.
    """
    fates = np.full(len(postings), Fate.ACCEPTED, dtype=np.int8)
    batches = np.zeros(len(postings), dtype=np.int64)
    fates[postings.day < store.begin_set(act)] = Fate.CLOSED
    pots, extended = _lock(store, postings)
    so_far = SetOutcome(fates, batches)
    try:
        return _attempt(store, act, extended, pots, so_far, seal=seal, known=False)
    except DuplicateKeys:
        _mark_known(store, postings, fates, batches)
    starts = _segments(postings, fates)
    if len(starts) == 1:
        return _attempt(store, act, extended, pots, so_far, seal=seal, known=True)
    return SetOutcome.joined(
        starts,
        [post_set(store, act, part, seal=seal) for part in postings.cut(starts)],
    )


def _lock(store: Store, postings: PostingSet) -> tuple[SetPots, PostingSet]:
    wanted = np.unique(np.concatenate((postings.moves.debit, postings.moves.credit)) >> 2)
    pots, capped = store.locked_pots(wanted)
    if pots.number.size != wanted.size:
        missing = int(np.setdiff1d(wanted, pots.number)[0])
        raise UnknownPot(f"Pot {missing} was never opened; open the pots of a voucher first.")
    if not capped.size:
        return pots, postings
    ceilings = store.ceilings_of(capped)
    above = np.unique(np.concatenate([np.array(c, dtype=np.int64) for c in ceilings.values()]))
    above = np.setdiff1d(above, pots.number)
    extended = postings.with_ceilings(ceilings)
    if above.size:
        pots = _joined(pots, store.locked_pots(above)[0])
    return pots, extended


def _joined(pots: SetPots, ceilings: SetPots) -> SetPots:
    number = np.concatenate((pots.number, ceilings.number))
    order = np.argsort(number, kind="stable")
    rank = np.concatenate((pots.rank, np.ones(ceilings.number.size, dtype=np.int64)))
    return SetPots(
        number[order],
        rank[order],
        np.concatenate((pots.side, ceilings.side))[order],
        np.concatenate((pots.guarded, ceilings.guarded))[order],
        np.concatenate((pots.balance, ceilings.balance))[order],
    )


def _attempt(
    store: Store,
    act: Act,
    postings: PostingSet,
    pots: SetPots,
    so_far: SetOutcome,
    *,
    seal: bool,
    known: bool,
) -> SetOutcome:
    """Judge and write; the first attempt hopes that all fits and no key is known.

    A repeated voucher would count against its pots a second time, so as soon as anything is
    refused the known keys must be found before a verdict holds.
    """
    live = so_far.fates == Fate.ACCEPTED
    places = np.flatnonzero(live)
    chosen = postings.only(live)
    verdict: SetVerdict = judge(chosen.moves, pots, len(chosen))
    if not (known or verdict.accepted.all()):
        raise DuplicateKeys("Something was refused; look for known keys first.")
    fates, batches = so_far.fates.copy(), so_far.batches.copy()
    fates[places[~verdict.accepted]] = Fate.REFUSED
    shortfalls: dict[int, Shortfall] = {
        int(places[number]): why for number, why in verdict.refused.items()
    }
    if verdict.accepted.any():
        kept = chosen.only(verdict.accepted)
        batch = store.next_batch()
        entries = store.write_entries(batch, kept)
        store.change_balances(pots, verdict.change)
        head = store.write_batch(act, batch, int(kept.moves.amount.size))
        store.finish(head, entries, seal=seal)
        batches[places[verdict.accepted]] = batch
    return SetOutcome(fates, batches, shortfalls)


def _mark_known(
    store: Store, postings: PostingSet, fates: NDArray[np.int8], batches: Whole
) -> None:
    """Mark the vouchers whose key the record knows already."""
    known: dict[bytes, list[tuple[int, ...]]] = {}
    home: dict[bytes, int] = {}
    for key, _, event, debit, credit, amount, batch in store.earlier(np.unique(postings.key)):
        known.setdefault(key, []).append((event, debit, credit, amount))
        home[key] = batch
    moves = postings.moves
    columns = (postings.event, moves.debit, moves.credit, moves.amount)
    legs = list(zip(*(column.tolist() for column in columns), strict=True))
    starts = np.searchsorted(moves.voucher, np.arange(len(postings) + 1))
    for number in np.flatnonzero(fates == Fate.ACCEPTED).tolist():
        key = postings.key[number].tobytes()
        if key in known:
            own = legs[starts[number] : starts[number + 1]]
            fates[number] = Fate.REPEATED if known[key] == own else Fate.REUSED
            batches[number] = home[key]


def _segments(postings: PostingSet, fates: NDArray[np.int8]) -> list[int]:
    """Return where to cut a set so that no part has a key twice.

    A voucher that repeats a key of its own set must be judged after the first one was: the first
    may be refused, and then the second is not a repetition.
    """
    starts, seen = [0], set()
    for number in np.flatnonzero(fates == Fate.ACCEPTED).tolist():
        key = postings.key[number].tobytes()
        if key in seen:
            starts.append(number)
            seen = set()
        seen.add(key)
    return starts
