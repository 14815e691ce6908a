"""A PostgreSQL to measure on, the words for it, and ways to repeat and print."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tools import postgres

SETTINGS = {"shared_buffers": "2GB", "max_wal_size": "8GB"}


@contextmanager
def measured_cluster() -> Iterator[postgres.Cluster]:
    """Start a throwaway PostgreSQL with production durability and generous memory."""
    import psycopg

    with postgres.throwaway() as cluster:
        with psycopg.connect(cluster.address(), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        cluster.control("restart")
        yield cluster


def set_up(address: str) -> None:
    """Point Django at a database and lay its tables."""
    os.environ.setdefault("FISC_HOME", tempfile.mkdtemp(prefix="fisc-bench-"))
    os.environ["FISC_DATABASE"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "fisc.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@dataclass
class Table:
    """Named rates, measured in turns so that a drift of the machine meets all of them."""

    title: str
    unit: str = "/s"
    rates: dict[str, list[float]] = field(default_factory=dict)

    def run(self, name: str, amount: int, act: Callable[[], object]) -> float:
        """Run an act once and keep ``amount`` divided by its seconds."""
        start = time.perf_counter()
        act()
        rate = amount / (time.perf_counter() - start)
        self.rates.setdefault(name, []).append(rate)
        return rate

    def keep(self, name: str, rate: float) -> None:
        """Keep a rate that another program measured."""
        self.rates.setdefault(name, []).append(rate)

    def median(self, name: str) -> float:
        """Return the median of the rates of a name."""
        return statistics.median(self.rates[name])

    def ratio(self, name: str, other: str) -> float:
        """Return the median of the ratios, pair by pair."""
        pairs = zip(self.rates[name], self.rates[other], strict=False)
        return statistics.median(a / b for a, b in pairs)

    def show(self) -> None:
        """Print the table with the spread."""
        print(f"\n{self.title}")
        for name, rates in self.rates.items():
            low, high = min(rates), max(rates)
            print(
                f"  {name:<44} {statistics.median(rates):>12,.0f}{self.unit}"
                f"  [{low:,.0f}-{high:,.0f}] n={len(rates)}"
            )

    def aim(self, name: str, other: str, wanted: float) -> None:
        """Print a ratio beside its aim, in plain words whether it was met."""
        got = self.ratio(name, other)
        word = "met" if got >= wanted else "MISSED"
        print(f"  {name} / {other} = {got:.2f}, aim {wanted}: {word}")
