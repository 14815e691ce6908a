"""The fonts of official papers: those of the distribution, found where they lie."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

# The first family that is there is taken.
FAMILIES: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC")
FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_FILES: Final = {
    "Noto Serif CJK SC": ("NotoSerifCJK*.ttc", "NotoSerifCJKsc*.otf"),
    "Source Han Serif SC": ("SourceHanSerif*.ttc", "SourceHanSerifSC*.otf"),
    "Noto Sans CJK SC": ("NotoSansCJK*.ttc", "NotoSansCJKsc*.otf"),
}
_SECONDS_MAX: Final = 10


@cache
def folders_of(family: str) -> tuple[str, ...]:
    """Return the folders in which a family lies; none where it is not installed."""
    return tuple(sorted({str(Path(file).parent) for file in (*_listed(family), *_lying(family))}))


def chosen(wanted: str = "") -> tuple[str, ...]:
    """Return the families that are there, the best first; none where papers cannot be set.

    ``wanted`` comes before ours: an office may have the faces of the standard of official
    documents, which are not free.
    """
    return tuple(family for family in (wanted, *FAMILIES) if family and folders_of(family))


def _listed(family: str) -> Iterable[str]:
    """Ask fontconfig, where there is one, for the files of a family."""
    program = shutil.which("fc-list")
    if program is None:
        return ()
    try:
        listed = subprocess.run(  # noqa: S603 - the program was found, its words are ours
            [program, f":family={family}", "--format", "%{file}\n"],
            capture_output=True,
            text=True,
            timeout=_SECONDS_MAX,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return filter(None, listed.stdout.splitlines())


def _lying(family: str) -> Iterable[str]:
    """Look where distributions put fonts; of our own families the names of the files are known."""
    for folder in FOLDERS:
        place = Path(folder).expanduser()
        for pattern in _FILES.get(family, ()):
            yield from map(str, place.rglob(pattern) if place.is_dir() else ())
