"""The storeys hold: nobody imports upwards, and a planted import is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLANTED = {
    "an engine imports Django": (
        "fisc/engines/debt/planted.py",
        "import django",
        "fisc.engines.debt.planted -> django",
    ),
    "an engine counts with NumPy": (
        "fisc/engines/sharing/planted.py",
        "import numpy",
        "fisc.engines.sharing.planted -> numpy",
    ),
    "a stage imports a stage": (
        "fisc/stages/pay/planted.py",
        "from fisc.stages import allot",
        "fisc.stages.pay.planted -> fisc.stages.allot",
    ),
    "an engine imports an engine": (
        "fisc/engines/debt/planted.py",
        "from fisc.engines import transfers",
        "fisc.engines.debt.planted -> fisc.engines.transfers",
    ),
    "the record imports a stage": (
        "fisc/record/planted.py",
        "from fisc.stages import pay",
        "fisc.record.planted -> fisc.stages.pay",
    ),
    "a door imports a door": (
        "fisc/doors/api/planted.py",
        "from fisc.doors import web",
        "fisc.doors.api.planted -> fisc.doors.web",
    ),
    "a room has no storey": ("fisc/attic/__init__.py", '"""Odds and ends."""', "attic"),
    "an engine has no place": ("fisc/engines/luck/__init__.py", '"""Luck."""', "luck"),
}


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    # Wide, so that no line of the report is broken in the middle of a name.
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_between_the_storeys_is_kept():
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(("path", "line", "found"), PLANTED.values(), ids=PLANTED)
def test_a_planted_import_is_found(tmp_path, path, line, found):
    skip = shutil.ignore_patterns("__pycache__", "locale", "templates", "static")
    shutil.copytree(ROOT / "fisc", tmp_path / "fisc", ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(f"{line}\n", encoding="utf-8")

    done = lint(tmp_path)

    assert done.returncode == 1, done.stdout + done.stderr
    assert found in done.stdout
