"""What the documents tell people to type exists.

Looks for ``make …`` and ``fisc …`` in the code of Markdown files and compares them with the targets
of the Makefile and the commands of the command line; and for links to files of the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
TARGET: Final = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def code_in(text: str) -> Iterator[str]:
    r"""Yield every line of code in a document: of its listings and between backticks.

    Example:
        >>> list(code_in("Run `make demo`.\n```sh\nfisc serve  # serves\n```\n"))
        ['fisc serve', 'make demo']
    """
    for listing in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in listing.splitlines():
            yield re.sub(r"^\s*\$\s+|\s+#.*$", "", line).strip()
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (words.strip() for words in re.findall(r"`([^`\n]+)`", prose))


def said(text: str, program: str) -> Iterator[tuple[str, ...]]:
    """Yield the words that follow a program in the code of a document, options left out.

    Example:
        >>> list(said("`fisc demo --scale county` and `make test`", "fisc"))
        [('demo',)]
    """
    for line in code_in(text):
        words = line.split()
        if words[:1] == [program]:
            plain = []
            for word in words[1:]:
                if not re.fullmatch(r"[a-z][a-z-]*", word):
                    break
                plain.append(word)
            yield tuple(plain)


def targets(makefile: str) -> set[str]:
    """Return the targets of a Makefile that a person may ask for."""
    return set(TARGET.findall(makefile))


def commands(group: Any, prefix: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Return every command of a Click group, its groups included, as a tuple of words."""
    found = {prefix}
    for name, command in getattr(group, "commands", {}).items():
        found |= commands(command, (*prefix, name))
    return found


def unknown(
    text: str, *, make: Iterable[str], fisc: Iterable[tuple[str, ...]] | None
) -> Iterator[str]:
    """Yield one sentence for each command that a document shows and that does not exist.

    With ``fisc=None`` the command line is not there yet and only ``make`` is looked at.
    """
    known_targets, known_commands = set(make), set(fisc or ())
    for words in said(text, "make"):
        for target in words:
            if target not in known_targets:
                yield f"'make {target}' has no target; add it to the Makefile or correct the text."
    for words in said(text, "fisc") if fisc is not None else ():
        # What follows a command that is no group is an argument, so the longest head counts.
        heads = [words[:length] for length in range(len(words), 0, -1)]
        if words and not any(head in known_commands for head in heads):
            yield f"'fisc {' '.join(words)}' is no command; add it or correct the text."


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Yield one sentence for each link of a document to a file that is not there."""
    for link in LINK.findall(text):
        if not (path.parent / link).exists():
            yield f"{path.name} links to {link}, which is not there; correct the link."
