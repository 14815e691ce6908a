"""The long attacks on the ledger: the same as in the tests, with more of everything.

``python -m tools.soak overspend|naive|retry|kill|model|past --engine sqlite|postgresql --attempts N
--seed S`` plays in a throwaway database and ends with 1 when a promise was broken. The seed that
is printed repeats the run; what many processes do at once is repeated in kind, not in order.
``coordination`` plays random draft budgets and needs no database.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fisc.record.book import Book
    from tools.postgres import Cluster

# What a soak asks for when it is not told: attempts, keys, kills, examples or pairs of times.
ATTEMPTS: Final = {
    "overspend": {"sqlite": 1_000_000, "postgresql": 1_000_000},
    "naive": {"sqlite": 10, "postgresql": 10},
    "retry": {"sqlite": 10_000, "postgresql": 10_000},
    "kill": {"sqlite": 1_000, "postgresql": 30},
    "model": {"sqlite": 20_000, "postgresql": 5_000},
    "coordination": {"sqlite": 10_000, "postgresql": 10_000},
    "past": {"sqlite": 1_000, "postgresql": 1_000},
}
MODEL_STEPS: Final = 50
PAST_ENTRIES: Final = 1_000_000
NAIVE_ATTEMPTS: Final = 4_000
Place = tuple["Book", "Cluster | None"]


@contextmanager
def database(engine: str) -> Iterator[Place]:
    """Make a throwaway database and hand over its book, and its cluster where it has one."""
    # These imports stand here because every attacking process imports this module anew.
    from django.db import connections

    from fisc.record.book import Book
    from tests.attacks import warm
    from tests.databases import fresh
    from tools import postgres

    if engine == "postgresql":
        with postgres.throwaway() as cluster:
            yield warm.found(cluster), cluster
            connections["attacked"].close()
        return
    with tempfile.TemporaryDirectory(prefix="fisc-soak-") as folder:
        yield Book(fresh("sqlite", Path(folder), alias="attacked")), None
        connections["attacked"].close()


def overspend(engine: str, attempts: int, seed: int) -> bool:
    """Eight processes on the same indicators; nothing may be overspent."""
    from tests.attacks.overspend import attack

    with database(engine) as (book, _):
        result = attack(book, attempts=attempts, seed=seed, tell=print)
    print(result)
    for fault in result.findings.faults[:20]:
        print(f"  {fault}")
    return result.sound and result.dry > 0


def naive(engine: str, attempts: int, seed: int) -> bool:
    """Play it against a control that looks and then writes: every run must find overspending."""
    from tests.attacks import crowd
    from tests.attacks.naive import take_the_guard_away
    from tests.attacks.overspend import attack

    found = 0
    for run in range(attempts):
        with database(engine) as (book, _):
            crowd.open_the_year(book)
            take_the_guard_away(book)
            result = attack(book, attempts=NAIVE_ATTEMPTS, seed=seed + run, set_size=1, naive=True)
        found += bool(result.findings.overspent)
        print(f"  run {run + 1}: {len(result.findings.overspent)} overspent")
    print(f"The naive control was found out in {found} of {attempts} runs.")
    return found == attempts


def retry(engine: str, attempts: int, seed: int) -> bool:
    """Eight senders of the same keys, shuffled and repeated; one effect each."""
    from tests.attacks.retries import attack

    with database(engine) as (book, _):
        result = attack(book, cases=attempts, seed=seed)
    print(f"{len(result.fates):,} keys: {dict(sum(result.fates.values(), Counter()))}")
    wrong = [*result.wrong(), *result.findings.faults]
    for fault in wrong[:20]:
        print(f"  {fault}")
    print(f"{len(wrong)} keys or pots with another effect than one.")
    return not wrong


def kill(engine: str, attempts: int, seed: int) -> bool:
    """Kill writers on SQLite, the whole server on PostgreSQL, again and again."""
    from fisc.record import sealing
    from tests.attacks.kills import Killer

    with database(engine) as (book, cluster):
        result = Killer(book, seed, cluster).run(attempts, tell=print)
        sealing.seal_waiting(book)
        report = sealing.verify(book)
    print(result)
    for fault in (*result.lost, *result.halves, *result.twice, *result.faults, *report.faults):
        print(f"  {fault}")
    print(f"The record {'is sound' if report.sound else 'is not sound'}: {report.batches:,} seals.")
    return result.sound and report.sound


def model(engine: str, attempts: int, seed: int) -> bool:
    """Play examples against the model; on PostgreSQL, then replay them on SQLite as well."""
    from tests.attacks.machine import journal, play, replay

    with database(engine) as (book, _):
        playing = play(book, examples=attempts, steps=MODEL_STEPS, number=seed)
        print(f"{len(playing.traces):,} traces: {dict(playing.tally)}")
        if engine == "sqlite":
            return True
        same = 0
        with _twin() as twin:
            for division, trace in playing.traces:
                replay(twin, division, trace)
                # What expired later, while others played, stands behind the trace's own entries.
                own = journal(twin, division)
                same += journal(book, division)[: len(own)] == own
    print(f"{same:,} of {len(playing.traces):,} traces gave the same journal on both engines.")
    return same == len(playing.traces)


def past(engine: str, attempts: int, seed: int) -> bool:
    """Ask every table at pairs of times over a million entries; each equals the entries' sum."""
    from tests.attacks.past import SLOW, attack

    with database(engine) as (book, _):
        result = attack(
            book,
            entries=PAST_ENTRIES,
            pairs=attempts,
            seed=seed,
            tell=lambda line: print(line, flush=True),
        )
    print(result)
    for wrong in result.wrong[:20]:
        print(f"  {wrong}")
    slow = [table for table in result.taken if result.high(table) > SLOW]
    for table in slow:
        print(f"  {table}: {result.high(table):.2f} s at the 95th percentile, aim {SLOW:g} s")
    return not result.wrong and not slow


@contextmanager
def _twin() -> Iterator[Book]:
    """Make a book on SQLite beside the one that is attacked."""
    from fisc.record.book import Book
    from tests.databases import fresh

    with tempfile.TemporaryDirectory(prefix="fisc-soak-") as folder:
        book = Book(fresh("sqlite", Path(folder), alias="twin"))
        yield book
        book.connection.close()


def coordination(_: str, attempts: int, seed: int) -> bool:
    """Random drafts: plans are sound and the nearest, conflicts have nothing to spare."""
    from tests.engines.budgets.coordinating.random_drafts import play

    tally: Counter[str] = Counter()
    wrong = 0
    for number in range(attempts):
        try:
            tally += play(random.Random(f"{seed} {number}"), number)
        except (AssertionError, RuntimeError) as fault:
            wrong += 1
            print(f"  draft {number}: {type(fault).__name__} {fault}"[:300], flush=True)
        if number % 1_000 == 999:  # noqa: PLR2004
            print(f"  {number + 1:,} drafts: {dict(tally)}, {wrong} wrong", flush=True)
    print(f"{attempts:,} drafts: {dict(tally)}, {wrong} wrong.")
    return not wrong


ATTACKS: Final[dict[str, Callable[[str, int, int], bool]]] = {
    "overspend": overspend,
    "naive": naive,
    "retry": retry,
    "kill": kill,
    "model": model,
    "coordination": coordination,
    "past": past,
}


def main(words: list[str] | None = None) -> int:
    """Run one attack; return 0 when every promise held, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument("attack", choices=ATTACKS)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--attempts", type=int, help="attempts, keys, kills, examples or pairs")
    parser.add_argument("--seed", type=int, default=random.randrange(10**9))
    chosen = parser.parse_args(words)
    attempts = chosen.attempts or ATTEMPTS[chosen.attack][chosen.engine]
    _prepare()
    repeat = f"{chosen.attack} --engine {chosen.engine} --attempts {attempts} --seed {chosen.seed}"
    print(f"repeat: python -m tools.soak {repeat}", flush=True)
    began = time.monotonic()
    held = ATTACKS[chosen.attack](chosen.engine, attempts, chosen.seed)
    print(
        f"{'Every promise held' if held else 'A PROMISE WAS BROKEN'}; "
        f"{time.monotonic() - began:.0f} s."
    )
    return 0 if held else 1


def _prepare() -> None:
    """Choose a temporary home before Django reads its settings, as a test run does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fisc.config.settings")
    import tools.pytest_database  # noqa: F401 - sets the home and removes it at the end
    from tests.attacks import warm  # noqa: F401 - sets Django up


if __name__ == "__main__":
    sys.exit(main())
