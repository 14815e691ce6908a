"""The demo province: invented units, budgets and payments over the real divisions.

Reads: registers, law and a seed.
Writes: a year of acts through the stages, as people would do them.
Basis: none: all of it is invented; stories of misconduct happen only in divisions 2399xx.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fisc.demo.scales import DEMO_YEAR, Scale

__all__ = ["DEMO_YEAR", "Scale", "Summary", "make"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a demo holds when it is written.

    ``payments`` are the applications that the ledger took, ``refused`` those that it did not.
    Units: amounts in fen, of all places and books together; transfers between places are in them.
    """

    scale: Scale
    seed: int
    until: date
    places: int
    units: int
    projects: int
    people: int
    indicators: int
    payments: int
    refused: int
    documents: int
    facts: int
    entries: int
    granted_fen: int
    paid_fen: int
    reserved_fen: int


def make(
    scale: Scale | str,
    seed: int,
    using: str = "default",
    progress: Callable[[str, int, int], None] | None = None,
    until: date | None = None,
) -> Summary:
    """Write a demo of this scale into a migrated database, or go on where a run was stopped.

    ``until`` is the last day that is told, at most the end of the demo's year, which it is where
    nothing is given; a door hands down today, so that people can go on working from there.
    ``progress`` is called with a stage's name, how much of the whole is done and how much there
    is; an exception that it raises stops the run at a place from which it can go on.

    The scale ``national`` is not written into a database; see ``fisc.demo.stream``.

    Raises:
        ValueError: the scale is national, or the database is not the one that stages work on.
        NotADemo: the settings do not say that this is a demo.
    """
    from fisc.demo.write import write

    return write(Scale(scale), seed, using, progress or (lambda *_: None), until)
