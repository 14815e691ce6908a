"""Call the oracle as a person calls it: a process of its own, on a database of its own."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = ROOT.parent / "shared" / "data"


def played(name, folder, out):
    """Play a folder and return what was said on standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.oracle", name, folder, out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def checked(name, *answers):
    """Let the checker of an outside set judge answers; return its verdict and what it said."""
    (checker,) = (OUTSIDE / name).glob("check_*.py")
    done = subprocess.run(
        [sys.executable, checker, *answers],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def table(path, head, rows):
    """Write a table of a folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def answers(path, encoding="utf-8"):
    """Read an answer file."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))
