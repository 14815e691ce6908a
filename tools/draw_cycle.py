"""Draw the year from ``fisc/cycle.py`` into ``ARCHITECTURE.md``.

``make docs`` runs this; a test fails when the drawing in the document is no longer the one that
this module draws. The drawing stands between two marks and nothing else in the document is touched.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fisc.cycle import CYCLE, Stage, author_of

DOCUMENT: Final = Path(__file__).resolve().parents[1] / "ARCHITECTURE.md"
BEGIN: Final = "<!-- drawn by tools/draw_cycle.py from fisc/cycle.py: begin -->"
END: Final = "<!-- drawn: end -->"
WIDTH: Final = 100


def _matrix(cycle: tuple[Stage, ...]) -> Iterator[str]:
    """Yield a square: a row for each reader, a column for each author."""
    authors = author_of(cycle)
    wide = max(len(stage.name) for stage in cycle)
    yield " " * wide + "  " + "  ".join(stage.name for stage in cycle)
    for reader in cycle:
        cells = []
        for author in cycle:
            now = any(authors.get(fact) == author.name for fact in reader.reads)
            before = any(authors.get(fact) == author.name for fact in reader.reads_last_year)
            sign = {(1, 0): "●", (0, 1): "○", (1, 1): "◉", (0, 0): "·"}[(int(now), int(before))]
            cells.append(sign.center(len(author.name)))
        yield f"{reader.name:<{wide}}  " + "  ".join(cells).rstrip()


def _by_author(facts: tuple[str, ...], cycle: tuple[Stage, ...]) -> Iterator[tuple[str, list[str]]]:
    authors = author_of(cycle)
    for stage in cycle:
        written = [fact for fact in facts if authors.get(fact) == stage.name]
        if written:
            yield stage.name, written


def _line(head: str, facts: list[str]) -> list[str]:
    return textwrap.wrap(
        ", ".join(facts),
        WIDTH,
        initial_indent=f"    {head:<24}",
        subsequent_indent=" " * 28,
    )


def _stage(number: int, stage: Stage, cycle: tuple[Stage, ...]) -> Iterator[str]:
    yield f"{number}  {stage.name.upper()}  {stage.title}"
    for author, facts in _by_author(stage.reads_last_year, cycle):
        yield from _line(f"○ last year's {author}", facts)
    for author, facts in _by_author(stage.reads, cycle):
        yield from _line(f"● {author}", facts)
    yield from _line("► writes", list(stage.writes))
    if stage.private:
        yield from _line("  keeps to itself", list(stage.private))


def draw(cycle: tuple[Stage, ...] = CYCLE) -> str:
    """Return the drawing: who reads whom, then every stage with its facts.

    Example:
        >>> said = Stage("one", "Speaks.", (), (), ("Spoken",))
        >>> print(draw((said, Stage("two", "Hears.", ("Spoken",), (), ()))).splitlines()[3])
        two   ●    ·
    """
    rows = [
        "reads ▼  from ►   ● this year's facts   ○ last year's   ◉ both",
        *_matrix(cycle),
    ]
    for number, stage in enumerate(cycle, 1):
        rows += ["", *_stage(number, stage, cycle)]
    return "\n".join(row.rstrip() for row in rows)


def insert(document: str, drawing: str) -> str:
    """Return the document with its drawing replaced.

    Raises:
        ValueError: the document lacks one of the two marks.
    """
    head, begin, rest = document.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The document needs the lines {BEGIN!r} and {END!r}.")
    return f"{head}{BEGIN}\n\n```text\n{drawing}\n```\n\n{END}{tail}"


if __name__ == "__main__":
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(insert(text, draw()), encoding="utf-8")
    print(f"Drew {len(CYCLE)} stages into {DOCUMENT.name}.")
