"""Where the law lies, and how its files are named in complaints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

_BESIDE_THE_PACKAGE: Final = Path(__file__).resolve().parents[2] / "law"
_chosen: list[Path] = []
_forgetters: list[Callable[[], None]] = []


class LawError(ValueError):
    """A file of the law does not say what it must; the message names the file and the line."""

    @classmethod
    def at(cls, path: Path, line: int, complaint: str) -> LawError:
        """Complain about one line of one file."""
        return cls(f"{named(path)}, line {line}: {complaint}")


def law_folder() -> Path:
    """Return the folder that holds the law: the chosen one, or ``law`` beside the package."""
    return _chosen[-1] if _chosen else _BESIDE_THE_PACKAGE


def use(folder: Path | None) -> None:
    """Read the law from ``folder`` from now on; ``None`` returns to the one beside the package.

    Called by the configuration and by tests, never by an engine. What was read before is
    forgotten.

    Raises:
        NotADirectoryError: there is no such folder.
    """
    if folder is not None and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder, so the law cannot be read from it.")
    _chosen[:] = [] if folder is None else [folder.resolve()]
    for forget in _forgetters:
        forget()


def forget_with(forget: Callable[[], None]) -> None:
    """Register how a reader forgets what it has read, for when the folder changes."""
    _forgetters.append(forget)


def named(path: Path) -> str:
    """Return the name of a file as people cite it.

    Example:
        >>> named(law_folder() / "controls" / "three_public.yaml")
        'law/controls/three_public.yaml'
    """
    root = law_folder()
    return f"law/{path.relative_to(root).as_posix()}" if path.is_relative_to(root) else path.name
