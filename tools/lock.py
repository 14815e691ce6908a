"""Write the lock files: every package with its hashes, and no address of any registry.

``make lock`` runs this after a pin in ``pyproject.toml`` has changed. The lock holds for every
system and every Python that the project supports. Pins that still fit are kept.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
LOCKS: Final = {
    "requirements.txt": ("build",),
    "requirements-develop.txt": ("build", "develop"),
    "requirements-assets.txt": ("build", "assets"),
    "requirements-bench.txt": ("build", "bench"),
    "requirements-analytics.txt": ("build", "analytics"),
}
OPTIONS: Final = ("--universal", "--no-header", "--no-annotate", "--generate-hashes", "--quiet")


def locked(text: str) -> dict[str, str]:
    """Return the version of every package in a lock, by its normalised name.

    Example:
        >>> locked("Py_YAML==6.0.3 ; python_version > '3'")
        {'py-yaml': '6.0.3'}
    """
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins}


def write(name: str, extras: tuple[str, ...]) -> None:
    """Write one lock file.

    Raises:
        RuntimeError: the lock holds an address.
        subprocess.CalledProcessError: the pins do not fit together; the reason is on stderr.
    """
    if not (ROOT / name).exists():
        # A new lock begins with what the others hold, so that all of them agree.
        shutil.copyfile(ROOT / "requirements.txt", ROOT / name)
    words = [word for extra in extras for word in ("--extra", extra)]
    tool = Path(sys.executable).with_name("uv")
    subprocess.run(
        [tool, "pip", "compile", *OPTIONS, "pyproject.toml", *words, "-o", name],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    text = (ROOT / name).read_text(encoding="utf-8")
    if "http" in text or "file:" in text:
        raise RuntimeError(f"{name} holds an address; it must hold names, versions and hashes.")
    print(f"{name}: {len(locked(text))} packages")


if __name__ == "__main__":
    for lock_name, lock_extras in LOCKS.items():
        write(lock_name, lock_extras)
