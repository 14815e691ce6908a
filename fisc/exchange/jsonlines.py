"""Read JSON lines: one object per line; a first line ``{"_meta": …}`` tells what the file is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from fisc.exchange.limits import Limits
from fisc.exchange.problems import Place, Problem, report
from fisc.exchange.sheets import Cell, Fault, Reading, Row, Sheet

MARKS_KEY: Final = "_meta"
_LINE_CHARACTERS_MAX: Final = 1 << 20


class _LineFault(ValueError):
    """A line that is not one object of plain values."""


@dataclass(frozen=True, slots=True)
class JsonLines:
    """The rows of a file of JSON lines, read anew each time they are run through.

    The keys of the first object are the head, as a row with the number 0.
    """

    path: Path
    name: str
    encoding: str
    limits: Limits

    def __iter__(self) -> Iterator[Row]:
        head: tuple[str, ...] | None = None
        for number, line in _lines(self.path, self.encoding):
            if number > self.limits.rows_max + self.limits.heading_lines_max:
                limit = f"{self.limits.rows_max:,}"
                place = Place(self.name, number)
                yield Row(number, (), report("too-many-rows", place, limit=limit))
                return
            try:
                found = _object(line)
            except _LineFault as fault:
                yield Row(number, (), report("json-broken", Place(self.name, number), fault))
                continue
            if found is None or (number == 1 and MARKS_KEY in found):
                continue
            if head is None:
                head = tuple(found)
                yield Row(0, head)
            yield self._row(number, found, head)

    def _row(self, number: int, found: dict[str, Any], head: tuple[str, ...]) -> Row:
        place = Place(self.name, number)
        if len(found) > self.limits.columns_max:
            limit = self.limits.columns_max
            return Row(number, (), report("too-many-columns", place, limit=limit))
        unknown = next((key for key in found if key not in head), None)
        if unknown is not None:
            return Row(number, (), report("key-unknown", place, unknown))
        return Row(number, tuple(_cell(found.get(key)) for key in head))


def read_json_lines(
    path: Path, name: str, fingerprint: str, encoding: str, limits: Limits
) -> Reading:
    """Open a file of JSON lines whose encoding is known."""
    marks: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    _, first = next(_lines(path, encoding), (0, ""))
    try:
        found = _object(first)
    except _LineFault:
        found = None  # the row itself reports it
    if found and isinstance(found.get(MARKS_KEY), dict):
        marks = {key: str(value) for key, value in found[MARKS_KEY].items()}
    sheet = Sheet(name, JsonLines(path, name, encoding, limits), typed=True, marked=False)
    return Reading(fingerprint, (sheet,), problems, (), marks)


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    number = 0
    with path.open(encoding=encoding, newline="\n") as file:
        while line := file.readline(_LINE_CHARACTERS_MAX):
            number += 1
            yield number, line


def _object(line: str) -> dict[str, Any] | None:
    """Return the object on a line, or None for a blank line."""
    if not line.strip():
        return None
    try:
        found = json.loads(
            line,
            parse_float=_decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_repeats,
        )
    except RecursionError:
        raise _LineFault("nesting") from None
    except ValueError as fault:
        raise _LineFault(str(fault)) from None
    if not isinstance(found, dict):
        raise _LineFault(type(found).__name__)
    return found


def _decimal(text: str) -> Decimal | Fault:
    return Fault("amount-exponent", text) if "e" in text.lower() else Decimal(text)


def _refuse_constant(text: str) -> None:
    raise _LineFault(text)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _LineFault("repeated key")
    return found


def _cell(value: Any) -> Cell:
    if isinstance(value, dict | list):
        return Fault("nested-value", json.dumps(value, default=str, ensure_ascii=False))
    return value  # type: ignore[no-any-return]
