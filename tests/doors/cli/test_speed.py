"""Two hundred thousand rows of a workbook are taken over in under a minute."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

ROOT = Path(__file__).resolve().parents[3]
ROWS = 200_000
SECONDS_MAX = 60


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fisc(home, *words):
    return subprocess.run(
        [sys.executable, "-c", "from fisc.doors.cli.main import run; run()", *words],
        cwd=ROOT,
        env=os.environ | {"FISC_HOME": str(home), "FISC_DATABASE": "sqlite"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


@pytest.mark.slow
def test_a_workbook_of_two_hundred_thousand_rows_takes_less_than_a_minute(tmp_path):
    chance = random.Random(1)
    path = tmp_path / "journal.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("journal")
        sheet.write_row(0, 0, ["date", "entry", "account", "amount(yuan)"])
        for row in range(1, ROWS, 2):
            day = f"2025-{row % 12 + 1:02}-{row % 28 + 1:02}"
            fen = chance.randrange(1, 10**8)
            sheet.write_row(row, 0, [day, row, f"A{chance.randrange(300)}", fen / 100])
            sheet.write_row(row + 1, 0, [day, row, f"B{chance.randrange(300)}", -fen / 100])
    fisc(tmp_path / "home", "migrate")
    before = cpu()
    done = fisc(
        tmp_path / "home", "import", "journal", str(path), "--division", "239901", "--confirm",
        "--json",
    )  # fmt: skip
    took = cpu() - before

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["written"] == ROWS // 2
    # The time of the processor, whatever else the machine does.
    assert took < SECONDS_MAX
