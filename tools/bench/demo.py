"""Bench e: the demo from nothing, in processes of their own, with their peak memory.

The province that it makes is then looked at by people: bench f, in ``pages``.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time

from tools.bench import pages, scenarios
from tools.bench.machine import measured_cluster, set_up

COUNTY_AIM = 60
PROVINCE_AIM = 300


def make(scale: str, database: str) -> tuple[float, int, str]:
    """Make a demo from nothing; return seconds, peak memory in MB and the last line."""
    program = "from fisc.doors.cli.main import run; run()"
    with tempfile.TemporaryDirectory(prefix="fisc-bench-") as home:
        environment = os.environ | {"FISC_HOME": home, "FISC_DATABASE": database}
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", program, "demo", "--scale", scale, "--until", "2026-12-31"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        spent = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"The demo {scale} failed: {done.stderr[-600:]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return spent, peak, next((x for x in done.stdout.splitlines() if "payments" in x), "")


def run() -> None:
    """Measure and print bench e."""
    print("\ne. The demo from nothing, migrations included")
    spent, peak, told = make("county", "sqlite")
    word = "met" if spent < COUNTY_AIM else "MISSED"
    print(
        f"  county, SQLite: {spent:.0f} s, peak {peak} MB, aim < {COUNTY_AIM} s: {word}\n   {told}"
    )
    with measured_cluster() as cluster:
        address = cluster.create_database("province")
        spent, peak, told = make("province", address)
        word = "met" if spent < PROVINCE_AIM else "MISSED"
        print(
            f"  province, PostgreSQL: {spent:.0f} s, peak {peak} MB, aim < {PROVINCE_AIM} s: {word}"
        )
        print(f"   {told}", flush=True)
        set_up(address)
        scenarios.measure()
        pages.measure(os.environ)
