"""Read CSV row by row, whatever its size: quotes, line ends inside cells, any separator."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fisc.exchange.limits import Limits
from fisc.exchange.problems import Place, report
from fisc.exchange.sheets import Reading, Row, Sheet

_SEPARATORS: Final = ",\t;"
_HEAD_CHARACTERS: Final = 65_536
_QUOTED: Final = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class SeparatedLines:
    """The rows of a CSV file, read anew each time they are run through; memory stays small."""

    path: Path
    name: str
    encoding: str
    separator: str
    limits: Limits

    def __iter__(self) -> Iterator[Row]:
        rows_max = self.limits.rows_max + self.limits.heading_lines_max
        number = 0
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            while True:
                number += 1
                try:
                    cells = next(reader, None)
                except csv.Error as fault:
                    place = Place(self.name, number)
                    yield Row(number, (), report("csv-broken", place, fault))
                    return
                if cells is None:
                    return
                if number > rows_max:
                    limit = f"{self.limits.rows_max:,}"
                    place = Place(self.name, number)
                    yield Row(number, (), report("too-many-rows", place, limit=limit))
                    return
                yield self._row(number, cells)

    def _row(self, number: int, cells: list[str]) -> Row:
        if len(cells) > self.limits.columns_max:
            limit = self.limits.columns_max
            place = Place(self.name, number)
            return Row(number, (), report("too-many-columns", place, limit=limit))
        return Row(number, tuple(cells))


def read_separated(
    path: Path, name: str, fingerprint: str, encoding: str, limits: Limits
) -> Reading:
    """Open a CSV file whose encoding is known."""
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(_HEAD_CHARACTERS)
    lines = SeparatedLines(path, name, encoding, separator_of(head), limits)
    return Reading(fingerprint, (Sheet(name, lines, even=True),))


def separator_of(head: str) -> str:
    r"""Return the character that separates the cells of the first line that is not blank.

    Example:
        >>> separator_of("a\tb\n1,5\t2"), separator_of('"a;b;c",d\n'), separator_of("a")
        ('\t', ',', ',')
    """
    first = next((line for line in head.splitlines() if line.strip()), "")
    bare = _QUOTED.sub("", first)
    return max(_SEPARATORS, key=bare.count)
