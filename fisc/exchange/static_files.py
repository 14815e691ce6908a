"""The files that pages bring with them: styles, scripts, marks; laid for a web server."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders


@dataclass(frozen=True, slots=True)
class Collected:
    """How many files there are, and how many of them were written because they were not there."""

    count: int
    written: int


def collect(folder: Path) -> Collected:
    """Lay every file into a folder; what is there already and the same is left alone.

    Nothing is deleted, so a folder that holds something else keeps it.

    Raises:
        OSError: the folder cannot be written.
    """
    count = written = 0
    for name, source in _files():
        count += 1
        target = folder / name
        if not _same(source, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            target.chmod(0o644)
            written += 1
    return Collected(count, written)


def lacking(folder: Path) -> tuple[str, ...]:
    """Return the names of the files that a folder does not have, or has as they were before."""
    return tuple(name for name, source in _files() if not _same(source, folder / name))


def _files() -> Iterator[tuple[str, Path]]:
    """Yield every file under the name by which pages ask for it; of two with one name the first."""
    seen = set()
    for finder in get_finders():
        for path, storage in finder.list([]):
            prefix = getattr(storage, "prefix", None)
            name = f"{prefix}/{path}" if prefix else str(path)
            if name not in seen:
                seen.add(name)
                yield name, Path(storage.path(path))


def _same(source: Path, target: Path) -> bool:
    return target.is_file() and filecmp.cmp(source, target, shallow=False)
