"""Bench c: ten million entries; balances now and in the past, trial balance, rebuild, verify."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from tools.bench.machine import measured_cluster, set_up
from tools.bench.posting import SET, Ground

ENTRIES = 10_000_000
DAYS = 250
MILLION = 1_000_000
BY = ("book", "family")


def timed(act: Callable[[], object], repeats: int) -> list[float]:
    """Return the seconds of each run."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return seconds


def tell(name: str, seconds: list[float], aim: float, quantile: float = 0.5) -> None:
    """Print a figure beside its aim."""
    ordered = sorted(seconds)
    value = ordered[min(int(quantile * len(ordered)), len(ordered) - 1)]
    word = "met" if value < aim else "MISSED"
    print(
        f"  {name:<58} {value * 1000:>10.2f} ms [{ordered[0] * 1000:.2f}-{ordered[-1] * 1000:.2f}]"
        f" n={len(ordered)}, aim < {aim * 1000:g} ms: {word}"
    )


def fill(ground: Ground, entries: int) -> datetime:
    """Post a year: every working day some sets, a tenth of them valid on an earlier day."""
    from fisc.record import movements
    from fisc.record.book import instant
    from fisc.record.postings import Act

    at = datetime(2026, 1, 5, 2, tzinfo=UTC)
    rng = np.random.default_rng(1)
    per_day = entries // DAYS
    for number in range(DAYS):
        columns = ground.columns(per_day)
        late = rng.random(per_day) < 0.1  # noqa: PLR2004
        days = np.full(per_day, at.date().toordinal(), dtype=np.int32)
        days[late] -= rng.integers(1, 60, int(late.sum())).astype(np.int32)
        act = Act("239901", 2026, "bench", instant(at), "a day's payments")
        ground.book.post_columns(act, replace(columns, day=days))
        at += timedelta(days=1)
        if number % 25 == 24:  # noqa: PLR2004
            movements.gather(ground.book, until=at)
    ground.raw("VACUUM ANALYZE")
    return at


def measure_now(ground: Ground, rng: random.Random) -> None:
    """Ask for balances now: all, one pot, a part of the pots."""
    from fisc.record import balances
    from fisc.record.balances import Selection

    book = ground.book
    first = timed(lambda: balances.trial_balance(balances.totals(book, Selection(), BY)), 1)
    tell("trial balance, cold", first, 2)
    one = timed(lambda: balances.standing(book, rng.choice(ground.pots)), 300)
    tell("balance of a pot, now", one, 0.001)
    some = {f"IND-{n}" for n in rng.sample(range(20_000), 2_000)}
    part = timed(lambda: balances.totals(book, Selection(indicator=some)), 20)
    tell("subtree of 2,000 pots, now", part, 0.05)
    every = timed(lambda: balances.totals(book, Selection(), BY), 20)
    tell("all 20,000 pots by role, now", every, 0.05)


def measure_past(ground: Ground, rng: random.Random, end: datetime) -> None:
    """Ask for balances at past pairs of times."""
    from fisc.record import balances
    from fisc.record.balances import Selection

    def past(selection: Selection) -> object:
        day = date(2026, 1, 5) + timedelta(days=rng.randint(0, DAYS))
        known = end - timedelta(seconds=rng.randint(0, DAYS * 86_400))
        return balances.totals_at(ground.book, selection, BY, day=day, known=known)

    one = timed(lambda: past(Selection(pot={rng.choice(ground.pots).number})), 100)
    tell("a pot at a past pair of dates, 95th percentile", one, 1, 0.95)
    every = timed(lambda: past(Selection()), 40)
    tell("all pots at a past pair of dates, 95th percentile", every, 1, 0.95)


def run(entries: int = ENTRIES) -> None:
    """Measure and print bench c."""
    with measured_cluster() as cluster:
        set_up(cluster.create_database("past"))
        from fisc.record import movements, sealing

        ground, rng = Ground(), random.Random(3)
        ground.raw("UPDATE balance SET open_fen = %s", (10**15,))
        start = time.perf_counter()
        end = fill(ground, entries)
        spent = time.perf_counter() - start
        print(f"\nc. {entries:,} entries in {spent:.0f} s; {SET:,} at most in a set; 20,000 pots")
        measure_now(ground, rng)
        measure_past(ground, rng, end)
        seconds = timed(lambda: movements.compare(ground.book), 1)
        tell("rebuild, per million entries", [seconds[0] / (entries / MILLION)], 60)
        seconds = timed(lambda: sealing.verify(ground.book), 1)
        tell("verify, per million entries", [seconds[0] / (entries / MILLION)], 30)
