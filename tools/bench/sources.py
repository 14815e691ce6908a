"""How long it takes to say which money 100,000 payments were, under each of the three rules.

The payments are those of one busy county: thirty sources, half of them bound to some uses, money
that comes in all year round. Every payment adds up to its shares and every source to what came in
less what is left, to the fen; that is checked and not only said.
"""

from __future__ import annotations

from time import perf_counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fisc.engines.budgets.sources import Pooling, Source, Trace

PAYMENTS: Final = 100_000
FREE: Final = 16
BOUND: Final = 14
USES: Final = 20
EVERY: Final = 800  # payments between two days on which money comes in


def many(payments: int, pooling: Pooling, seed: int = 1) -> tuple[Trace, NDArray[np.int64]]:
    """Follow so many payments of an invented county; return the trace and what was paid."""
    chance = np.random.default_rng(seed)
    sources = [Source(f"free-{at}", at) for at in range(FREE)]
    sources += [Source(f"bound-{at}", at, frozenset({str(at), str(at + 1)})) for at in range(BOUND)]
    paid = chance.integers(1, 10**9, payments, dtype=np.int64)
    uses = chance.integers(0, USES, payments)
    came = chance.integers(1, 10**12, (payments // EVERY + 1, len(sources)), dtype=np.int64)
    followed = Trace(pooling)
    for at, (fen, use) in enumerate(zip(paid.tolist(), uses.tolist(), strict=True)):
        if at % EVERY == 0:
            for source, amount in zip(sources, came[at // EVERY].tolist(), strict=True):
                followed.come_in(source, amount)
        followed.pay(fen, str(use))
    return followed, paid


def run() -> None:
    """Print how long each rule took, and that every fen is somewhere."""
    print(f"Sources of {PAYMENTS:,} payments, {FREE + BOUND} sources ({BOUND} of them bound):")
    for pooling in Pooling:
        began = perf_counter()
        followed, paid = many(PAYMENTS, pooling)
        took = perf_counter() - began
        off = wrong(followed, paid)
        print(f"  {pooling.words.en:35} {took:6.2f} s; {off} payments or sources off by a fen")


def wrong(followed: Trace, paid: NDArray[np.int64]) -> int:
    """Count the payments and the sources whose shares do not add up to the fen."""
    sums = dict.fromkeys(followed.codes, 0)
    off = 0
    for number, amount in enumerate(paid.tolist()):
        shares = followed.shares(number)
        off += sum(shares.values()) != amount
        for code, fen in shares.items():
            sums[code] += fen
    left = followed.left
    return off + sum(
        followed.came[place] != sums[code] + left[code]
        for place, code in enumerate(followed.codes)
        if code
    )
