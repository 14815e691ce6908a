"""Postings as the stores see them: numbers only, ready for a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fisc.engines.ledger.moves import Voucher
from fisc.engines.ledger.sets import SetMoves, Shortfall, Whole

Leg = tuple[int, int, int, int]  # event, debit account, credit account, amount in fen
MEMO_LEGS = 1000  # legs from here on mirror a move in a group ceiling


def mirror(leg: Leg, ceilings: Mapping[int, Sequence[int]]) -> list[Leg]:
    """Return what a move does to the group ceilings over its pots, in order of their number.

    A move within a pot is mirrored in the ceilings over it. What was used in one pot and now
    counts as used in another leaves the ceilings over the first and enters those over the second;
    a ceiling over both sees nothing. Other moves between pots change no use.

    Example:
        >>> mirror((34, 4 * 11 + 2, 4 * 12 + 2, 900), {11: [70], 12: [80]})
        [(34, 282, 280, 900), (34, 320, 322, 900)]
    """
    event, debit, credit, amount = leg
    into, out_of, filled, emptied = debit >> 2, credit >> 2, debit & 3, credit & 3
    above, before = ceilings.get(into, ()), ceilings.get(out_of, ())
    if into == out_of:
        return [(event, c * 4 + filled, c * 4 + emptied, amount) for c in above]
    if filled != emptied or not filled:
        return []
    return [
        (event, c * 4 + filled * (c in above), c * 4 + emptied * (c in before), amount)
        for c in sorted({*above} ^ {*before})
    ]


class Fate(IntEnum):
    """What became of a voucher."""

    ACCEPTED = 0
    REPEATED = 1
    REUSED = 2
    REFUSED = 3
    CLOSED = 4
    UNOPENED = 5  # a pot is not in the register yet; seen by the stores only
    BEHIND = 6  # the instant lies on a day that is gathered; seen by the stores only


@dataclass(frozen=True, slots=True)
class Act:
    """Who posts, when and why. The instant is microseconds since 1970, read at a door."""

    division: str
    year: int
    actor: str
    at: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One voucher as numbers."""

    key: bytes
    day: int
    legs: Sequence[Leg]

    @classmethod
    def of(cls, voucher: Voucher) -> Posting:
        """Give the accounts and events of a voucher their numbers."""
        legs = tuple(
            (
                move.rule.number * (-1 if move.reversing else 1),
                move.debit.number,
                move.credit.number,
                move.amount.fen,
            )
            for move in voucher.moves
        )
        return cls(voucher.key, voucher.day.toordinal(), legs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a store answers to one posting."""

    fate: Fate
    batch: int | None = None
    shortfall: Shortfall | None = None


@dataclass(frozen=True, slots=True)
class PostingSet:
    """Many vouchers of one division and year, column by column.

    Shape: ``key`` and ``day`` have one element per voucher; ``moves``, ``event`` and ``leg`` one
    per move. ``key`` holds sixteen raw bytes an element (``V16``). ``act`` says for each voucher
    which of the acts handed in with the set it belongs to; None means the only one.
    """

    key: NDArray[np.void]
    day: NDArray[np.int32]
    moves: SetMoves
    event: NDArray[np.int16]
    leg: NDArray[np.int16]
    act: NDArray[np.int32] | None = None

    def __len__(self) -> int:
        return int(self.key.size)

    @classmethod
    def of(cls, postings: Iterable[Posting]) -> PostingSet:
        """Turn postings into columns."""
        keys, days, rows = [], [], []
        for number, posting in enumerate(postings):
            keys.append(posting.key)
            days.append(posting.day)
            rows += [(number, leg, *values) for leg, values in enumerate(posting.legs)]
        table = np.array(rows, dtype=np.int64).reshape(-1, 6).T
        return cls(
            key=np.frombuffer(b"".join(keys), dtype="V16"),
            day=np.array(days, dtype=np.int32),
            moves=SetMoves(table[0], table[3], table[4], table[5]),
            event=table[2].astype(np.int16),
            leg=table[1].astype(np.int16),
        )

    @classmethod
    def simple(
        cls,
        *,
        key: NDArray[np.void],
        day: NDArray[np.int32],
        event: NDArray[np.int16],
        debit: Whole,
        credit: Whole,
        amount: Whole,
    ) -> PostingSet:
        """Make a set in which every voucher is one move, from ready columns."""
        number = np.arange(key.size, dtype=np.int64)
        return cls(
            key,
            day,
            SetMoves(number, debit, credit, amount),
            event,
            np.zeros(key.size, dtype=np.int16),
        )

    def only(self, keep: NDArray[np.bool_]) -> PostingSet:
        """Return the vouchers that are kept, renumbered from 0."""
        if keep.all():
            return self
        kept = keep[self.moves.voucher]
        number = np.cumsum(keep) - 1
        moves = SetMoves(
            number[self.moves.voucher[kept]].astype(np.int64),
            self.moves.debit[kept],
            self.moves.credit[kept],
            self.moves.amount[kept],
        )
        act = None if self.act is None else self.act[keep]
        return PostingSet(
            self.key[keep], self.day[keep], moves, self.event[kept], self.leg[kept], act
        )

    def cut(self, starts: Sequence[int]) -> list[PostingSet]:
        """Cut the set into consecutive parts that begin at ``starts``."""
        number = np.arange(len(self))
        ends = [*starts[1:], len(self)]
        return [
            self.only((number >= start) & (number < end))
            for start, end in zip(starts, ends, strict=True)
        ]

    @property
    def turns(self) -> NDArray[np.uint8]:
        """The last byte of every key: what the voucher does to an earlier one."""
        return self.key.view(np.uint8).reshape(-1, 16)[:, 15]

    def acts_used(self) -> tuple[list[int], Whole]:
        """Return which acts the vouchers belong to, and for each voucher which of these."""
        if self.act is None:
            return [0], np.zeros(len(self), dtype=np.int64)
        used, of_voucher = np.unique(self.act, return_inverse=True)
        return used.tolist(), of_voucher.astype(np.int64)

    def flows(self) -> tuple[Whole, Whole]:
        """Return the pots that the set touches and what flows into and out of their chambers.

        Shape: pots in ascending order; of the flows six rows, what is debited to and credited to
        the open, the held and the done chamber, and one column per pot. Amounts in fen.
        """
        moves = self.moves
        pots, place = np.unique(
            np.concatenate((moves.debit, moves.credit)) >> 2, return_inverse=True
        )
        flows = np.zeros((6, pots.size), dtype=np.int64)
        count = moves.amount.size
        np.add.at(flows, ((moves.debit & 3) * 2, place[:count]), moves.amount)
        np.add.at(flows, ((moves.credit & 3) * 2 + 1, place[count:]), moves.amount)
        return pots, flows

    def with_ceilings(self, ceilings: Mapping[int, Sequence[int]]) -> PostingSet:
        """Add the memo legs: what each move does to the ceilings over its pots."""
        known = np.fromiter(ceilings, dtype=np.int64)
        into, out_of = self.moves.debit >> 2, self.moves.credit >> 2
        capped = np.isin(into, known) | np.isin(out_of, known)
        columns: list[NDArray[Any]] = [self.event, self.moves.debit, self.moves.credit]
        columns += [self.moves.amount, self.moves.voucher]
        chosen = zip(*(column[capped].tolist() for column in columns), strict=True)
        extra: list[tuple[int, ...]] = []
        serial: dict[int, int] = {}
        for *move, voucher in chosen:
            for leg in mirror((move[0], move[1], move[2], move[3]), ceilings):
                at = serial.get(voucher, 0)
                serial[voucher] = at + 1
                extra.append((voucher, MEMO_LEGS + at, *leg))
        if not extra:
            return self
        more = np.array(extra, dtype=np.int64).T
        columns = [self.moves.voucher, self.leg, self.event]
        columns += [self.moves.debit, self.moves.credit, self.moves.amount]
        joined: list[Whole] = [
            np.concatenate((old, new)).astype(np.int64)
            for old, new in zip(columns, more, strict=True)
        ]
        order = np.lexsort((joined[1], joined[0]))
        columns = [column[order] for column in joined]
        return PostingSet(
            self.key,
            self.day,
            SetMoves(columns[0], *columns[3:]),
            columns[2].astype(np.int16),
            columns[1].astype(np.int16),
            self.act,
        )


@dataclass(frozen=True, slots=True)
class SetOutcome:
    """What a store answers to a set: fate and batch of each voucher, reasons for the refused.

    Shape: ``fates`` and ``batches`` have one element per voucher; the batch is 0 where nothing of
    the voucher stands in the ledger, and the earlier one where it was repeated.
    """

    fates: NDArray[np.int8]
    batches: Whole
    shortfalls: Mapping[int, Shortfall] = field(default_factory=dict)

    def count(self, fate: Fate) -> int:
        """Return how many vouchers met this fate."""
        return int((self.fates == fate).sum())

    @classmethod
    def joined(cls, starts: Sequence[int], parts: Sequence[SetOutcome]) -> SetOutcome:
        """Join the outcomes of the consecutive parts of one set, which begin at ``starts``."""
        return cls(
            np.concatenate([part.fates for part in parts]),
            np.concatenate([part.batches for part in parts]),
            {
                start + at: why
                for start, part in zip(starts, parts, strict=True)
                for at, why in part.shortfalls.items()
            },
        )
