"""Check what resolves or reverses an earlier voucher against that voucher.

Entries never change, so reading them needs no lock; that a hold is resolved once, and a voucher
reversed once, is kept by the unique key of the turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from fisc.engines.ledger.keys import Turn, document_number, turned
from fisc.engines.ledger.moves import HOLDS
from fisc.law.chart import chart
from fisc.law.names import control
from fisc.record.on_postgresql import OnPostgresql
from fisc.record.on_sqlite import OnSqlite
from fisc.record.postings import Leg, PostingSet
from fisc.record.turn_columns import origins, plainly_right
from fisc.values import Money, Step, Verdict

COLUMNS_FROM: Final = 100  # turns in a set; below it one by one is as fast
_EXPIRED: Final = Step(
    "The reservation has expired; it can only be given back. Apply anew.",
    "预占已过有效期，只能退回，请重新申请。",
)
_HOLD_NUMBERS: Final = {chart().events[name].number for name in HOLDS}


def check_turns(
    store: OnPostgresql | OnSqlite, postings: PostingSet, at: int
) -> Mapping[int, Verdict]:
    """Return a refusal for each voucher whose resolution or reversal does not fit its original.

    Always: a key that stands in the ledger is left to the store, which says repeated or reused:
    who asks again after the reservation's term must hear that the first time counted.
    """
    turns = postings.turns
    numbers = _doubtful(store, postings, at)
    if not numbers:
        return {}
    origin = {n: turned(postings.key[n].tobytes(), Turn.ORIGINAL) for n in numbers}
    wanted = np.frombuffer(b"".join(sorted(set(origin.values()))), dtype="V16")
    earlier: dict[bytes, list[Leg]] = {}
    for key, _, event, debit, credit, amount, _batch in store.earlier(
        np.concatenate((wanted, postings.key[numbers]))
    ):
        earlier.setdefault(key, []).append((event, debit, credit, amount))
    ended = store.terms_ended(wanted, at)
    starts = np.searchsorted(postings.moves.voucher, np.arange(len(postings) + 1))
    refused: dict[int, Verdict] = {}
    for number in numbers:
        if postings.key[number].tobytes() in earlier:
            continue
        legs = _legs(postings, starts[number], starts[number + 1])
        key = origin[number]
        why = _why_not(Turn(int(turns[number])), legs, earlier.get(key), key)
        if why is None and key in ended and not _gives_back(legs):
            why = _EXPIRED
        if why:
            refused[number] = Verdict(False, control("K04"), (why,))
    return refused


def _doubtful(store: OnPostgresql | OnSqlite, postings: PostingSet, at: int) -> list[int]:
    """Return which vouchers must be judged one by one; of a large set most are plainly right."""
    numbers = np.flatnonzero(postings.turns != Turn.ORIGINAL)
    if numbers.size < COLUMNS_FROM:
        return [int(number) for number in numbers]
    wanted = np.unique(origins(postings.key[numbers]).view("S16")).view("V16")
    right = plainly_right(postings, store.first_legs(wanted))
    if ended := store.terms_ended(wanted, at):
        late = np.frombuffer(b"".join(sorted(ended)), dtype="S16")
        right &= ~np.isin(origins(postings.key).view("S16"), late)
    return [int(number) for number in numbers[~right[numbers]]]


def starts_of_parts(postings: PostingSet) -> list[int]:
    """Return where to cut a set so that nothing is resolved or reversed in its own part."""
    starts: list[int] = [0]
    seen: set[bytes] = set()
    for number, (key, turn) in enumerate(
        zip(postings.key.tolist(), postings.turns.tolist(), strict=True)
    ):
        if turn != Turn.ORIGINAL and key[:15] in seen:
            starts.append(number)
            seen = set()
        seen.add(key[:15])
    return starts


def _legs(postings: PostingSet, start: int, end: int) -> list[Leg]:
    moves = postings.moves
    columns = (postings.event, moves.debit, moves.credit, moves.amount)
    return list(zip(*(column[start:end].tolist() for column in columns), strict=True))


def _why_not(
    turn: Turn, legs: Sequence[Leg], original: Sequence[Leg] | None, key: bytes
) -> Step | None:
    name = document_number(key) or key.hex()
    if original is None:
        return Step(
            f"There is no voucher {name} to resolve or reverse.",
            f"没有可了结或冲销的凭证 {name}。",
        )
    if turn is Turn.REVERSAL:
        return _not_reversed(name, legs, original)
    return _not_resolved(name, legs, original)


def _not_reversed(name: str, legs: Sequence[Leg], original: Sequence[Leg]) -> Step | None:
    if original[0][0] in _HOLD_NUMBERS:
        return Step(
            f"{name} is an application; giving it back is its one resolution.",
            f"{name} 为支付申请，退回即为其唯一了结。",
        )
    mirrored = [(-event, credit, debit, fen) for event, debit, credit, fen in reversed(original)]
    if list(legs) == mirrored:
        return None
    return Step(
        f"A reversal mirrors {name} move by move.", f"冲销须与 {name} 逐笔方向相反、金额相同。"
    )


def _not_resolved(name: str, legs: Sequence[Leg], original: Sequence[Leg]) -> Step | None:
    event, held, _, amount = original[0]
    if event not in _HOLD_NUMBERS:
        return Step(
            f"{name} is no application, so there is nothing to resolve.",
            f"{name} 不是支付申请，无须了结。",
        )
    leaving = sum(fen for _, _, credit, fen in legs if credit == held)
    if leaving != amount or any(credit != held for _, _, credit, _ in legs):
        return Step(
            f"{name} reserved {Money(amount)}; its resolution must account for all of it, "
            f"here {Money(leaving)}: what is not paid goes back to the indicator.",
            f"{name} 占用 {Money(amount)}，须全额了结，本次 {Money(leaving)}：未支付部分退回指标。",
        )
    return None


def _gives_back(legs: Sequence[Leg]) -> bool:
    return all(debit & 3 == 0 for _, debit, _, _ in legs)
