"""Fetch the front-end files that pages use into ``vendor/``, which git ignores.

``make assets`` runs this. With ``--develop`` it also brings what only tests use into
``build/testing``, from which nothing is served. The versions stand in ``package.json``, their
hashes in ``package-lock.json``; no script of a package is run. Of all that npm brings, only the
files named in ``FILES`` are copied. Where the machine has no npm, the Python package that carries
one is used.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FILES: Final[Mapping[str, str]] = {
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "tabulator-tables/dist/css/tabulator_simple.min.css": "tabulator_simple.min.css",
    "tabulator-tables/dist/js/tabulator.min.js": "tabulator.min.js",
}
TEST_FILES: Final[Mapping[str, str]] = {"axe-core/axe.min.js": "axe.min.js"}
TESTING: Final = ROOT / "build" / "testing"
SOURCE_MAP: Final = re.compile(r"^\s*(?://|/\*)[#@]\s*sourceMappingURL=.*$\n?", re.MULTILINE)
NPM: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
OFFICE: Final = ("--omit=dev",)  # an office needs nothing of what tests use


def find_npm() -> str:
    """Return the npm of the machine, or bring one into the virtual environment."""
    found = shutil.which("npm")
    if found:
        return found
    beside = Path(sys.executable).with_name("npm")
    if not beside.exists():
        lock = ROOT / "requirements-assets.txt"
        words = ["-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r"]
        subprocess.run([sys.executable, *words, lock], check=True)
    return str(beside)


def copy(source: Path, target: Path, files: Mapping[str, str] = FILES) -> list[str]:
    """Copy the files that pages use, without pointers to source maps that are not served.

    Raises:
        FileNotFoundError: a package no longer holds a file; the message names it.
    """
    missing = [name for name in files if not (source / name).is_file()]
    if missing:
        raise FileNotFoundError(f"{', '.join(missing)}: not in node_modules; correct FILES.")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, short in files.items():
        content = (source / name).read_bytes()
        if name.endswith((".js", ".css")):
            content = SOURCE_MAP.sub("", content.decode("utf-8")).encode("utf-8")
        (target / short).write_bytes(content)
    return sorted(files.values())


def main(words: Sequence[str]) -> None:
    """Install what the lock names and copy the files that are used."""
    develop = "--develop" in words
    subprocess.run([find_npm(), *NPM, *(() if develop else OFFICE)], cwd=ROOT, check=True)
    source = ROOT / "node_modules"
    print("vendor/:", ", ".join(copy(source, ROOT / "vendor")))
    if develop:
        print("build/testing/:", ", ".join(copy(source, TESTING, TEST_FILES)))


if __name__ == "__main__":
    main(sys.argv[1:])
