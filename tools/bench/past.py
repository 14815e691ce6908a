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


def run(entries: int = ENTRIES) -> None:
    """Measure and print bench c."""
    with measured_cluster() as cluster:
        set_up(cluster.create_database("past"))
        from fisc.record import balances, movements, sealing
        from fisc.record.balances import Selection

        ground = Ground()
        book, rng = ground.book, random.Random(3)
        ground.raw("UPDATE balance SET open_fen = %s", (10**15,))
        start = time.perf_counter()
        end = fill(ground, entries)
        spent = time.perf_counter() - start
        print(f"\nc. {entries:,} entries in {spent:.0f} s; {SET:,} at most in a set; 20,000 pots")
        by = ("book", "family")
        first = timed(lambda: balances.trial_balance(balances.totals(book, Selection(), by)), 1)
        tell("trial balance, cold", first, 2)
        tell(
            "balance of a pot, now",
            timed(lambda: balances.standing(book, rng.choice(ground.pots)), 300),
            0.001,
        )
        some = {f"IND-{n}" for n in rng.sample(range(20_000), 2_000)}
        tell(
            "subtree of 2,000 pots, now",
            timed(lambda: balances.totals(book, Selection(indicator=some)), 20),
            0.05,
        )
        tell(
            "all 20,000 pots by role, now",
            timed(lambda: balances.totals(book, Selection(), by), 20),
            0.05,
        )

        def past(selection: Selection) -> object:
            day = date(2026, 1, 5) + timedelta(days=rng.randint(0, DAYS))
            known = end - timedelta(seconds=rng.randint(0, DAYS * 86_400))
            return balances.totals_at(book, selection, by, day=day, known=known)

        tell(
            "a pot at a past pair of dates, 95th percentile",
            timed(lambda: past(Selection(pot={rng.choice(ground.pots).number})), 100),
            1,
            0.95,
        )
        tell(
            "all pots at a past pair of dates, 95th percentile",
            timed(lambda: past(Selection()), 40),
            1,
            0.95,
        )
        seconds = timed(lambda: movements.compare(book), 1)
        per_million = seconds[0] / (entries / MILLION)
        tell("rebuild, per million entries", [per_million], 60)
        seconds = timed(lambda: sealing.verify(book), 1)
        tell("verify, per million entries", [seconds[0] / (entries / MILLION)], 30)
