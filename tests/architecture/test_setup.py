"""What set-up promises: it names what is missing, and fails rather than skips."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROVIDE = ROOT / "tools/provide.sh"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def provide(*things: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"PATH": path} if path is not None else {})
    return subprocess.run(
        [shutil.which("bash"), PROVIDE, *things],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_there_is_left_alone():
    done = provide("postgresql")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_cannot_be_had_is_named_and_fails(tmp_path):
    # A machine on which neither Chromium nor a package manager is found.
    done = provide("chromium", "fonts", path=str(tmp_path))

    assert done.returncode == 1
    assert "Missing: chromium fonts." in done.stderr
    assert "chromium fontconfig fonts-noto-cjk" in done.stderr


def test_a_thing_that_is_not_known_is_refused():
    done = provide("coffee")

    assert done.returncode == 2
    assert "does not know 'coffee'" in done.stderr


def test_every_tool_that_the_makefile_runs_is_there():
    modules = re.findall(r"-m (tools\.\w+)", MAKEFILE)

    assert modules
    for module in modules:
        path = ROOT / module.replace(".", "/")
        found = path.with_suffix(".py").exists() or (path / "__main__.py").exists()
        assert found, f"'make' runs {module}, which is not there; write it or remove the target."


def test_the_build_server_runs_what_a_person_runs():
    text = (ROOT / ".ci/run").read_text(encoding="utf-8")

    assert "set -euo pipefail" in text
    assert text.rstrip().endswith("make test")
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_make_alone_lists_the_two_commands():
    listed = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True)

    assert "make demo " in listed.stdout
    assert "make test " in listed.stdout


@pytest.mark.parametrize("forbidden", ["sudo", "curl", "wget", "index-url", "docker"])
def test_set_up_needs_nothing_but_python_and_the_distribution(forbidden):
    assert forbidden not in MAKEFILE
    assert forbidden not in PROVIDE.read_text(encoding="utf-8")
