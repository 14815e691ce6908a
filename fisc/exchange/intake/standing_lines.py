"""The lines that stand in the documents of allotment, as an import asks for them: by their keys."""

from __future__ import annotations

from typing import Final

from fisc.stages.allot import lines as stage
from fisc.stages.allot.lines import Line

FEW: Final = 10_000  # so many lines of a division are read together
ONE_BY_ONE: Final = 2_000  # of more lines, so many are asked for singly: what a grid takes at once


def key_of(line: Line) -> str:
    """Return the key by which a line is known again in a file."""
    return f"{line.year}/{line.number}"


class StandingLines:
    """The lines of a division and year. Of very many not all are read to judge a few.

    Always: the same answers, however many there are.
    """

    def __init__(self, division: str, year: int) -> None:
        self._division = division
        self._year = year
        self._known: dict[str, Line | None] = {}
        self._singly = ONE_BY_ONE
        self._begun = False

    def at(self, key: str) -> Line | None:
        """Return the line of a key, or None."""
        if not self._begun:
            self._begun = True
            if stage.totals(self._division, self._year)[0] <= FEW:
                self._read_all()
        if key not in self._known and self._singly:
            self._singly -= 1
            if not self._singly:
                self._read_all()
            else:
                year, _, number = key.partition("/")
                same = year == str(self._year)
                found = stage.line(number, self._division, self._year) if same else None
                self._known[key] = found
        return self._known.get(key)

    def _read_all(self) -> None:
        self._singly = 0
        found = stage.lines(self._division, self._year)
        self._known = {key_of(line): line for line in found}
