"""The changelog by fragments: one small file for each change that somebody should hear of.

A fragment lies in ``changelog.d/`` and says what kind of change it is and which rooms it is about.
A change under ``law/`` or ``fisc/engines/`` since the last release (or, before the first one,
since the first commit) needs a fragment that names its room, because it may move somebody's money.

``python -m tools.changelog 0.2.0 2026-03-01`` gathers the fragments into ``CHANGELOG.md``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = "changelog.d"
KINDS: Final = ("figures change", "people notice", "inside")
WATCHED: Final = (("law",), ("fisc", "engines"))
HEADS: Final = re.compile(r"^(Kind|Rooms|From|Affects): *(.*?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fragment:
    """One entry of the changelog: its title, kind, rooms, and the rest of its text."""

    title: str
    kind: str
    rooms: tuple[str, ...]
    heads: Mapping[str, str]
    body: str


def read(text: str) -> Fragment:
    """Read a fragment; what it lacks is empty, and ``faults`` says so."""
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    heads = dict(HEADS.findall(text))
    rooms = tuple(room.strip() for room in heads.get("Rooms", "").split(",") if room.strip())
    body = HEADS.sub("", text.replace(title[0], "", 1) if title else text).strip()
    return Fragment(title[1] if title else "", heads.get("Kind", ""), rooms, heads, body)


def faults(name: str, text: str) -> Iterator[str]:
    """Yield one sentence for each thing that a fragment lacks.

    Example:
        >>> for fault in faults("a.md", "# Better words"):
        ...     print(fault)
        a.md: kind '' is unknown; say 'figures change', 'people notice' or 'inside'.
        a.md: names no room; add 'Rooms: law/…, fisc/engines/…' or the like.
        a.md: says nothing below its heads; say what changes for whom.
    """
    fragment = read(text)
    if not fragment.title:
        yield f"{name}: has no title; begin with '# What changed, in one sentence'."
    if fragment.kind not in KINDS:
        yield (
            f"{name}: kind {fragment.kind!r} is unknown; "
            f"say 'figures change', 'people notice' or 'inside'."
        )
    if not fragment.rooms:
        yield f"{name}: names no room; add 'Rooms: law/…, fisc/engines/…' or the like."
    if not fragment.body:
        yield f"{name}: says nothing below its heads; say what changes for whom."
    if fragment.kind == "figures change":
        for head, remedy in (("From", "the first fiscal year"), ("Affects", "whose money")):
            if not fragment.heads.get(head):
                yield f"{name}: figures change, but '{head}:' is missing; say {remedy}."


def room_of(path: str) -> str | None:
    """Return the watched room to which a file belongs, if it belongs to one.

    The door of a room only says what will be in it, so it does not count.

    Example:
        >>> room_of("law/ledger/roles.csv"), room_of("fisc/engines/debt/limits.py")
        ('law/ledger', 'fisc/engines/debt')
        >>> room_of("fisc/stages/pay/commands.py") is None
        True
    """
    parts = tuple(path.split("/"))
    for head in WATCHED:
        inside = parts[: len(head)] == head and len(parts) > len(head) + 1
        if inside and parts[-1] != "__init__.py":
            return "/".join(parts[: len(head) + 1])
    return None


def unnamed(changed: Iterator[str] | list[str], fragments: list[Fragment]) -> list[str]:
    """Return the rooms that changed and that no fragment names."""
    named = {room for fragment in fragments for room in fragment.rooms}
    rooms = {room for path in changed if (room := room_of(path))}
    return sorted(rooms - named)


def _git(root: Path, *words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.split()


def changed_files(root: Path = ROOT) -> list[str]:
    """Return what changed since the last release or, before the first, since the first commit.

    Raises:
        subprocess.CalledProcessError: the folder is not a checkout of git.
    """
    tags = _git(root, "tag", "--list", "v*", "--merged", "HEAD", "--sort=-creatordate")
    base = tags[0] if tags else _git(root, "rev-list", "--max-parents=0", "HEAD")[-1]
    fresh = _git(root, "ls-files", "--others", "--exclude-standard")
    return _git(root, "diff", "--name-only", base) + fresh


def texts(root: Path = ROOT) -> dict[str, str]:
    """Return the text of every fragment by the name of its file."""
    folder = root / FOLDER
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.md"))
        if path.name != "README.md"
    }


def gathered(changelog: str, fragments: list[Fragment], version: str, day: str) -> str:
    """Return the changelog with a release at its top, figures first."""
    lines = [f"## {version} ({day})", ""]
    for kind in KINDS:
        chosen = [fragment for fragment in fragments if fragment.kind == kind]
        if chosen:
            lines += [f"### {kind.capitalize()}", ""]
        for fragment in chosen:
            heads = [
                f"{h}: {fragment.heads[h]}." for h in ("From", "Affects") if h in fragment.heads
            ]
            lines += [f"**{fragment.title}** {' '.join([*heads, fragment.body])}", ""]
    title, _, rest = changelog.partition("\n## ")
    older = f"\n## {rest}" if rest else ""
    return title.rstrip() + "\n\n" + "\n".join(lines).rstrip() + "\n" + older


def release(version: str, day: str, root: Path = ROOT) -> None:
    """Move every fragment into ``CHANGELOG.md``.

    Raises:
        ValueError: a fragment is incomplete, or there is none.
    """
    found = texts(root)
    wrong = [fault for name, text in found.items() for fault in faults(name, text)]
    if wrong or not found:
        raise ValueError("; ".join(wrong) or f"{FOLDER} holds no fragment; there is no news.")
    page = root / "CHANGELOG.md"
    fragments = [read(text) for text in found.values()]
    page.write_text(gathered(page.read_text("utf-8"), fragments, version, day), encoding="utf-8")
    for name in found:
        (root / FOLDER / name).unlink()


if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004 - a version and a day
        sys.exit("Usage: python -m tools.changelog VERSION DAY")
    release(sys.argv[1], sys.argv[2])
