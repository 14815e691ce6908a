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
from fisc.record.on_postgresql import OnPostgresql
from fisc.record.on_sqlite import OnSqlite
from fisc.record.postings import Leg, PostingSet
from fisc.record.turn_columns import origins, plainly_right
from fisc.values import Money, Step, Verdict

COLUMNS_FROM: Final = 100  # turns in a set; below it one by one is as fast
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
            why = "The reservation has expired; it can only be given back. Apply anew."
        if why:
            refused[number] = Verdict(False, "K04 confirmation within application", (Step(why),))
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
) -> str | None:
    name = document_number(key) or key.hex()
    if original is None:
        return f"There is no voucher {name} to resolve or reverse."
    if turn is Turn.REVERSAL:
        if original[0][0] in _HOLD_NUMBERS:
            return f"{name} is an application; giving it back is its one resolution."
        mirrored = [
            (-event, credit, debit, fen) for event, debit, credit, fen in reversed(original)
        ]
        return None if list(legs) == mirrored else f"A reversal mirrors {name} move by move."
    event, held, _, amount = original[0]
    if event not in _HOLD_NUMBERS:
        return f"{name} is no application, so there is nothing to resolve."
    leaving = sum(fen for _, _, credit, fen in legs if credit == held)
    if leaving != amount or any(credit != held for _, _, credit, _ in legs):
        return (
            f"{name} reserved {Money(amount)}; its resolution must account for all of it, "
            f"here {Money(leaving)}: what is not paid goes back to the indicator."
        )
    return None


def _gives_back(legs: Sequence[Leg]) -> bool:
    return all(debit & 3 == 0 for _, debit, _, _ in legs)
