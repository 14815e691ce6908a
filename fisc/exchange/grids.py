"""Rows that were typed into the grid of a page, as a file: tried and taken over like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fisc.exchange.dryruns import DryRun, Order
from fisc.exchange.jsonlines import MARKS_KEY
from fisc.exchange.problems import column_letter
from fisc.exchange.sheets import Reading
from fisc.exchange.templates import Template
from fisc.values import Language

PRINTS_KEY: Final = "_rows"
NAME: Final = "grid.jsonl"
ROWS_MAX: Final = 2_000  # typed or pasted at once; more goes by file
_BEFORE: Final = 2  # the line of what the file says of itself, and counting from 1

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell of a grid; ``row`` counts from 0, a column may be empty."""

    row: int
    column: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridOrder(Order):
    """An order whose file holds the rows of a grid: every cell as it was typed."""

    def open(self) -> Reading:
        """Open the file; «—» means none in it, and rows have the fingerprints they were shown."""
        reading = Order.open(self)
        with self.path.open(encoding="utf-8") as file:
            prints = json.loads(file.readline())[PRINTS_KEY]
        sheets = tuple(replace(sheet, marked=True, typed=False) for sheet in reading.sheets)
        return replace(reading, sheets=sheets, prints=prints)


def written(
    rows: Sequence[Typed], template: Template, prints: Mapping[str, str], marks: Mapping[str, str]
) -> bytes:
    """Return typed rows as the content of a file; a blank cell is no change."""
    said = {"template": template.key, "version": str(template.version), **marks}
    lines: list[Mapping[str, object]] = [{MARKS_KEY: said, PRINTS_KEY: dict(prints)}]
    lines += [
        {column.key: row.get(column.key) or None for column in template.columns} for row in rows
    ]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def faults_of(tried: DryRun, language: Language) -> list[Fault]:
    """Return what a dry run found, each at its cell of the grid."""
    keys = {column_letter(at): one.key for at, one in enumerate(tried.order.template.columns)}
    return [
        Fault(
            problem.row - _BEFORE,
            keys.get(problem.column, ""),
            f"{problem.what_happened.said(language)} {problem.what_to_do.said(language)}",
        )
        for problem in tried.problems
    ]
