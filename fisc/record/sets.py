"""Post a set of vouchers: lock its pots, judge it whole, write what is accepted.

The steps are the same on both engines; a store only knows how each is said there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from fisc.engines.ledger.seals import BatchHead, Packed
from fisc.engines.ledger.sets import SetPots, SetVerdict, Shortfall, Whole, judge
from fisc.record.postings import Act, Fate, PostingSet, SetOutcome

EPOCH: Final = 719_163  # 1970-01-01 as an ordinal
DAY: Final = 86_400_000_000  # microseconds
NEVER: Final = 10**9
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


class ClockBehind(ValueError):
    """The instant of a posting lies on a day whose movements are gathered already."""


def refuse_behind(act: Act, shut: int) -> None:
    """Refuse an act whose instant lies on or before the day that was shut last.

    Raises:
        ClockBehind: it does; what was said about that day would change.
    """
    if act.at // DAY + EPOCH <= shut:
        raise ClockBehind(
            f"The instant {act.at} lies on a day that is gathered already, so that what is said "
            "about it stays true. Set this machine's clock, or date the posting now."
        )


class UnknownPot(LookupError):
    """An account belongs to a pot that was never opened."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a set writes: the accepted vouchers, one batch for each act, the changes of pots.

    Shape: ``acts`` has one element per batch; ``of_move`` (which of them) and ``line`` one per
    move of ``postings``.
    """

    acts: Sequence[Act]
    postings: PostingSet
    of_move: Whole
    line: Whole
    pots: SetPots
    change: Whole

    def heads(self, numbers: Sequence[int]) -> list[BatchHead]:
        """Return the head of every batch, given their numbers."""
        sizes = np.bincount(self.of_move, minlength=len(self.acts)).tolist()
        return [
            BatchHead(number, act.division, act.year, act.actor, act.at, act.reason, size)
            for act, number, size in zip(self.acts, numbers, sizes, strict=True)
        ]

    def rows(self, numbers: Sequence[int], dtype: np.dtype[Any] = PACKED) -> NDArray[Any]:
        """Return the entries as rows with the fields of ``PACKED``."""
        moves = self.postings.moves
        rows = np.empty(moves.amount.size, dtype=dtype)
        rows["batch"], rows["line"] = np.array(numbers, dtype=np.int64)[self.of_move], self.line
        rows["key"] = self.postings.key[moves.voucher]
        rows["day"] = self.postings.day[moves.voucher]
        rows["leg"], rows["event"] = self.postings.leg, self.postings.event
        rows["debit"], rows["credit"], rows["amount"] = moves.debit, moves.credit, moves.amount
        return rows

    def seal(self, store: Sealing, numbers: Sequence[int]) -> None:
        """Put every batch on its chain."""
        rows = self.rows(numbers)
        for at, head in enumerate(self.heads(numbers)):
            mine = rows if len(self.acts) == 1 else rows[self.of_move == at]
            store.seal(head, mine.view(np.uint8).data)


class Sealing(Protocol):
    """A store that can put a batch on its chain."""

    def seal(self, head: BatchHead, packed_entries: Packed) -> None: ...


class Store(Protocol):
    """What a database must be able to do for a set to be posted."""

    def begin_set(self, act: Act, numbers: Whole) -> tuple[int, SetPots, Whole]: ...
    def locked_pots(self, numbers: Whole) -> tuple[SetPots, Whole]: ...
    def ceilings_of(self, pots: Whole) -> dict[int, list[int]]: ...
    def earlier(
        self, keys: NDArray[np.void]
    ) -> list[tuple[bytes, int, int, int, int, int, int]]: ...
    def write_set(self, written: Written, *, seal: bool) -> Sequence[int]: ...


def post_set(
    store: Store, acts: Sequence[Act], postings: PostingSet, *, seal: bool, careful: bool
) -> SetOutcome:
    """Post a set inside the caller's transaction; the answers are those of one by one.

    ``acts`` share one division and year; ``postings.act`` says which voucher belongs to which.
    A set is first posted in the hope that no key is known and all fits; the caller rolls back and
    comes again ``careful`` when that was wrong.

    Shape: one fate per voucher, in order.
    Always: what is accepted is written whole, in one batch per act; the rest leaves no trace.

    Raises:
        DuplicateKeys: not careful, and a key may be known; the transaction must be rolled back.
        UnknownPot: an account belongs to a pot that was never opened.
    """
    fates = np.full(len(postings), Fate.ACCEPTED, dtype=np.int8)
    batches = np.zeros(len(postings), dtype=np.int64)
    first_open, pots, capped = lock_whole(store, acts, postings)
    closed = postings.day < first_open
    if careful or closed.any():
        _mark_known(store, postings, fates, batches)
    fates[closed & (fates == Fate.ACCEPTED)] = Fate.CLOSED
    extended = postings
    if capped.size:
        pots, extended = _with_ceilings(store, pots, capped, postings)
    starts = _segments(postings, fates) if careful else [0]
    if len(starts) == 1:
        so_far = SetOutcome(fates, batches)
        return _attempt(store, acts, extended, pots, so_far, seal=seal, careful=careful)
    parts = postings.cut(starts)
    return SetOutcome.joined(
        starts, [post_set(store, acts, part, seal=seal, careful=True) for part in parts]
    )


def lock_whole(
    store: Store, acts: Sequence[Act], postings: PostingSet
) -> tuple[int, SetPots, Whole]:
    """Lock all pots of a set in one order, before its parts are posted.

    Returns the first day still open, the pots, and the numbers of the capped ones.

    Raises:
        UnknownPot: an account belongs to a pot that was never opened.
    """
    wanted = np.unique(np.concatenate((postings.moves.debit, postings.moves.credit)) >> 2)
    first_open, pots, capped = store.begin_set(acts[0], wanted)
    missing = np.setdiff1d(wanted, pots.number)
    if missing.size:
        raise UnknownPot(f"Pot {missing[0]} was never opened; open the pots of a voucher first.")
    return first_open, pots, capped


def _with_ceilings(
    store: Store, pots: SetPots, capped: Whole, postings: PostingSet
) -> tuple[SetPots, PostingSet]:
    """Have the ceilings over capped pots among the pots, blamed last, and add the memo legs."""
    ceilings = store.ceilings_of(capped)
    above = np.unique(np.concatenate([np.array(c, dtype=np.int64) for c in ceilings.values()]))
    late = np.setdiff1d(above, pots.number)
    if late.size:
        pots = _joined(pots, store.locked_pots(late)[0])
    blamed_last = np.isin(pots.number, above).astype(np.int64)
    return replace(pots, rank=blamed_last), postings.with_ceilings(ceilings)


def _joined(pots: SetPots, ceilings: SetPots) -> SetPots:
    number = np.concatenate((pots.number, ceilings.number))
    order = np.argsort(number, kind="stable")
    return SetPots(
        number[order],
        np.concatenate((pots.rank, ceilings.rank))[order],
        np.concatenate((pots.side, ceilings.side))[order],
        np.concatenate((pots.guarded, ceilings.guarded))[order],
        np.concatenate((pots.balance, ceilings.balance))[order],
    )


def _attempt(
    store: Store,
    acts: Sequence[Act],
    postings: PostingSet,
    pots: SetPots,
    so_far: SetOutcome,
    *,
    seal: bool,
    careful: bool,
) -> SetOutcome:
    """Judge and write; a hopeful attempt gives up as soon as anything is refused.

    A repeated voucher would count against its pots a second time, so the known keys must be found
    before a refusal holds.
    """
    live = so_far.fates == Fate.ACCEPTED
    places = np.flatnonzero(live)
    chosen = postings.only(live)
    verdict: SetVerdict = judge(chosen.moves, pots, len(chosen))
    if not (careful or verdict.accepted.all()):
        raise DuplicateKeys("Something was refused; look for known keys first.")
    fates, numbers = so_far.fates.copy(), so_far.batches.copy()
    fates[places[~verdict.accepted]] = Fate.REFUSED
    shortfalls: dict[int, Shortfall] = {
        int(places[number]): why for number, why in verdict.refused.items()
    }
    if verdict.accepted.any():
        kept = chosen.only(verdict.accepted)
        used, of_voucher = kept.acts_used()
        of_move = of_voucher[kept.moves.voucher]
        written = Written(
            [acts[at] for at in used], kept, of_move, lines_of(of_move), pots, verdict.change
        )
        batches = np.array(store.write_set(written, seal=seal), dtype=np.int64)
        numbers[places[verdict.accepted]] = batches[of_voucher]
    return SetOutcome(fates, numbers, shortfalls)


def lines_of(of_move: Whole) -> Whole:
    """Give the moves of each batch numbers from 0."""
    order = np.argsort(of_move, kind="stable")
    starts = np.searchsorted(of_move[order], of_move[order])
    line = np.empty(of_move.size, dtype=np.int64)
    line[order] = np.arange(of_move.size) - starts
    return line


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
    starts: list[int] = [0]
    seen: set[bytes] = set()
    for number in np.flatnonzero(fates == Fate.ACCEPTED).tolist():
        key = postings.key[number].tobytes()
        if key in seen:
            starts.append(number)
            seen = set()
        seen.add(key)
    return starts
