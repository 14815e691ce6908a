"""Tables of the law: CSV files read into frozen rows, or refused with file and line.

A table names its file, the dataclass of its rows, its key and, where rows stand under each
other, the column that names the parent. Columns are the fields of the dataclass: a field without
a default must have a column, a field with one may. Lists are written ``a|b``, yes and no are
written ``1`` and ``0``.
"""

from __future__ import annotations

import csv
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import (
    Any,
    Final,
    Generic,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from fisc.law.folder import LawError, forget_with, law_folder, named
from fisc.values import Money

Row = TypeVar("Row")
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]*)")
_FRACTION: Final = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?")


class UnknownRow(LookupError):
    """A table has no row with this key."""


@dataclass(frozen=True)
class Table(Generic[Row]):
    """One file of rows: where it lies, what a row is, and which relations must hold.

    ``key`` names the columns that identify a row. ``parent`` names the column with the last part
    of the parent's key; a row without a parent is a root. ``references`` says of which table a
    column holds the key.
    """

    file: str
    row: type[Row]
    key: tuple[str, ...] = ("code",)
    parent: str = ""
    references: Mapping[str, Table[Any]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.file, self.row))

    @property
    def path(self) -> Path:
        """Where the file lies now."""
        return law_folder() / self.file

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """Return the key of a row."""
        return tuple(getattr(row, name) for name in self.key)

    def parent_key_of(self, row: Row) -> tuple[Any, ...] | None:
        """Return the key of the row above, or nothing for a root."""
        above = getattr(row, self.parent) if self.parent else ""
        return (*self.key_of(row)[:-1], above) if above else None


def read(table: Table[Row]) -> tuple[Row, ...]:
    """Return all rows of a table in the order of the file.

    Raises:
        LawError: the file is missing or a line of it is refused.
    """
    return tuple(_index(table, table.path).values())


def find(table: Table[Row], *key: object) -> Row:
    """Return the row with a key.

    Raises:
        UnknownRow: there is none.
    """
    found: Row | None = _index(table, table.path).get(key)
    if found is None:
        wanted = ", ".join(str(part) for part in key)
        raise UnknownRow(f"{named(table.path)} has no row {wanted!r}.")
    return found


@cache
def _index(table: Table[Row], path: Path) -> Mapping[tuple[Any, ...], Row]:
    if not path.is_file():
        raise LawError(f"{named(path)} does not exist.")
    found: dict[tuple[Any, ...], Row] = {}
    lines: dict[tuple[Any, ...], int] = {}
    for line, row in _rows(table, path):
        key = table.key_of(row)
        if key in found:
            wanted = ", ".join(str(part) for part in key)
            raise LawError.at(path, line, f"{wanted!r} already stands in line {lines[key]}.")
        found[key], lines[key] = row, line
    for key, row in found.items():
        _check_parents(table, path, found, key, lines[key])
        _check_references(table, path, row, lines[key])
    return found


def _check_parents(
    table: Table[Row],
    path: Path,
    found: Mapping[tuple[Any, ...], Row],
    key: tuple[Any, ...],
    line: int,
) -> None:
    passed = {key}
    above = table.parent_key_of(found[key])
    while above is not None:
        if above not in found:
            raise LawError.at(path, line, f"the parent {str(above[-1])!r} is not in this table.")
        if above in passed:
            raise LawError.at(path, line, f"{str(key[-1])!r} stands under itself.")
        passed.add(above)
        above = table.parent_key_of(found[above])


def _check_references(table: Table[Row], path: Path, row: Row, line: int) -> None:
    for column, other in table.references.items():
        value = getattr(row, column)
        for key in value if isinstance(value, tuple) else (value,):
            if key and (key,) not in _index(other, other.path):
                raise LawError.at(
                    path, line, f"{column} {str(key)!r} is not in {named(other.path)}."
                )


def _rows(table: Table[Row], path: Path) -> Iterator[tuple[int, Row]]:
    hints = get_type_hints(table.row)
    required = {
        column.name
        for column in fields(table.row)  # type: ignore[arg-type]
        if column.default is MISSING and column.default_factory is MISSING
    }
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        _check_header(header, hints, required, path)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                raise LawError.at(
                    path, line, f"{len(cells)} cells stand here; the table has {len(header)}."
                )
            yield line, _row(table.row, dict(zip(header, cells, strict=True)), hints, path, line)
            line = reader.line_num + 1


def _check_header(
    header: list[str], hints: Mapping[str, Any], required: set[str], path: Path
) -> None:
    for column in header:
        if column not in hints:
            raise LawError.at(path, 1, f"the column {column!r} is not known.")
        if header.count(column) > 1:
            raise LawError.at(path, 1, f"the column {column!r} stands here twice.")
    for column in sorted(required - set(header)):
        raise LawError.at(path, 1, f"the column {column!r} is missing.")


def _row(
    kind: type[Row], cells: Mapping[str, str], hints: Mapping[str, Any], path: Path, line: int
) -> Row:
    optional = {column.name: column.default for column in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        if not cell and optional[column] is not MISSING:
            continue  # an empty cell is the default of its field
        try:
            values[column] = _value(cell, hints[column])
        except ValueError as wrong:
            raise LawError.at(path, line, f"{column}: {wrong}") from wrong
    return kind(**values)


def _value(cell: str, hint: Any) -> Any:  # noqa: C901, PLR0911 - a line for each kind of cell
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        return _value(cell, next(part for part in get_args(hint) if part is not type(None)))
    if origin is tuple:
        return tuple(_value(part, get_args(hint)[0]) for part in cell.split("|") if part)
    if cell != cell.strip() or not cell:
        raise ValueError(f"{cell!r} is empty or has spaces around it.")
    if origin is Literal:
        return _one_of(cell, get_args(hint))
    if hint is bool:
        return _one_of(cell, ("1", "0")) == "1"
    if hint is Money:
        return Money.yuan(cell)
    if hint is Fraction:
        return Fraction(_formed(cell, _FRACTION, "a ratio such as 3/100"))
    if hint is date:
        return date.fromisoformat(cell)
    if hint is int:
        return int(_formed(cell, _WHOLE, "a whole number"))
    if issubclass(hint, str | Enum):
        return hint(cell)
    raise ValueError(f"a field of type {hint!r} cannot be read from a table.")


def _formed(cell: str, form: re.Pattern[str], what: str) -> str:
    if not form.fullmatch(cell):
        raise ValueError(f"{cell!r} is not {what}.")
    return cell


def _one_of(cell: str, words: tuple[Any, ...]) -> str:
    if cell not in words:
        raise ValueError(f"{cell!r} is none of {', '.join(words)}.")
    return cell


forget_with(_index.cache_clear)
