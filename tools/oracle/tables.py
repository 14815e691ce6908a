"""Read the tables of a folder through the exchange, and write answers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from fisc.exchange.amounts import Unit
from fisc.exchange.dryruns import Order, dry_run, entries_of
from fisc.exchange.limits import Limits
from fisc.exchange.reading import open_file
from fisc.exchange.templates import Entry, Template
from tools.oracle import Tell

LIMITS = Limits.at_the_command_line()


class Unreadable(ValueError):
    """The importer refuses a file of the folder; the message holds all that it said."""


def rows(path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file as texts, by the names of the head; only some of the columns.

    Raises:
        Unreadable: the importer keeps the file shut, or a row of it cannot be read.
    """
    reading = open_file(path, limits=LIMITS, encoding=_encoding(path))
    if reading.problems:
        said = "; ".join(problem.said("en") for problem in reading.problems)
        raise Unreadable(f"{path.name}: {said}")
    for sheet in reading.sheets:
        head: list[str] | None = None
        for line in sheet.lines:
            if line.problem:
                raise Unreadable(f"{path.name}: {line.problem.said('en')}")
            cells = ["" if cell is None else str(cell) for cell in line.cells]
            if head is None:
                head = cells or None
            elif cells:
                row = dict(zip(head, cells, strict=False))
                yield row if columns is None else {name: row.get(name, "") for name in columns}


def order(path: Path, template: Template) -> Order:
    """Say how a file of a folder is read: by a template, amounts in yuan."""
    return Order(
        path=path,
        name=path.name,
        template=template,
        unit=Unit.YUAN,
        encoding=_encoding(path),
        limits=LIMITS,
    )


def entries(path: Path, template: Template, tell: Tell) -> list[Entry]:
    """Return the entries of a file, or none, after telling what the importer has against it."""
    tried = dry_run(order(path, template))
    for problem in tried.problems:
        tell(f"{path.name} is refused: {problem.said('en')}")
    return list(entries_of(tried)) if tried.ready else []


def write(path: Path, head: Sequence[str], answers: Iterable[Mapping[str, object]]) -> None:
    """Write an answer file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(answers)


def _encoding(path: Path) -> str | None:
    # Where the importer asks, the person says UTF-8, in which the sets are kept.
    problems = open_file(path, limits=LIMITS).problems
    return "utf-8" if {problem.rule for problem in problems} == {"encoding-unsure"} else None
