"""The lock files hold exactly what is pinned, with hashes and without addresses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tools import lock

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REMEDY = "Run 'make lock'."


def pinned(*extras: str) -> dict[str, str]:
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    return lock.locked("\n".join(lines))


@pytest.mark.parametrize(("name", "extras"), lock.LOCKS.items())
def test_a_lock_holds_the_versions_that_are_pinned(name, extras):
    locked = lock.locked((ROOT / name).read_text(encoding="utf-8"))

    assert len(pinned(*extras)) == len(PROJECT["dependencies"]) + sum(
        len(PROJECT["optional-dependencies"][extra]) for extra in extras
    ), "Pin every package in pyproject.toml with '=='."
    for package, version in pinned(*extras).items():
        assert locked.get(package) == version, f"{name} has another {package}. {REMEDY}"


@pytest.mark.parametrize("name", lock.LOCKS)
def test_a_lock_names_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "http" not in text
    assert not re.search(r"file:|git\+|--index|--find-links|--extra-index| @ ", text)


@pytest.mark.parametrize("name", lock.LOCKS)
def test_every_package_of_a_lock_has_its_hashes(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]

    assert len(blocks) == len(lock.locked(text))
    for block in blocks:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_every_lock_agrees_with_the_others():
    locks = [lock.locked((ROOT / name).read_text(encoding="utf-8")) for name in lock.LOCKS]
    first = locks[0]

    for other in locks[1:]:
        assert {name: other.get(name) for name in first} == first, REMEDY


def test_the_build_tool_is_locked_as_new_as_the_build_needs_it():
    needed = re.search(r"setuptools>=(\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = lock.locked((ROOT / "requirements.txt").read_text(encoding="utf-8"))["setuptools"]

    assert int(version.partition(".")[0]) >= int(needed[1])


def test_a_heavy_or_careless_line_is_not_taken_for_a_pin():
    assert lock.locked("django>=5\nrich\n    --hash=sha256:00\n# x==1\n") == {}
