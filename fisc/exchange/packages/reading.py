"""Open a package and read the rows of its files, as the importer opens any other file.

Every value is read by what the descriptor says of its column; one that cannot be is a problem with
its row and column, and its row is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Final

from fisc.exchange.archives import ArchiveFault, open_archive
from fisc.exchange.characters import unmark
from fisc.exchange.limits import MIB, Limits
from fisc.exchange.packages.descriptors import BadDescriptor, read_descriptor
from fisc.exchange.packages.shapes import NUMERIC, Field, Package, PackageTable, Plain
from fisc.exchange.problems import Place, Problem, column_letter, report
from fisc.exchange.reading import fingerprint_of, open_file
from fisc.exchange.sheets import Row, Sheet

DESCRIPTOR: Final = "datapackage.json"
_DESCRIPTOR_BYTES_MAX: Final = 4 * MIB
_FILES: Final = frozenset({".json", ".csv", ".tsv", ".txt", ".xlsx"})
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_AROUND: Final = re.compile(r"^[^\d+\-.]*|[^\d.]*$")
_ABROAD: Final = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*:|/|\\)|\\")
_SEPARATORS: Final = frozenset((",", "\t", ";", ""))


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that was opened, or why it stays shut.

    ``notes`` are what was found other than it was said, and accepted.
    """

    folder: Path
    package: Package | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a file: its number as a spreadsheet counts it, and its values by column.

    A missing value is None. ``problems`` say which values could not be read.
    """

    number: int
    values: Mapping[str, Plain] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def open_package(path: Path, into: Path, limits: Limits) -> Opened:
    """Open a folder, its descriptor, or a zip file, which is unpacked ``into`` a folder."""
    folder = path.parent if path.name == DESCRIPTOR else path
    if folder.is_file():
        unpacked = _unpack(folder, into, limits)
        if isinstance(unpacked, Problem):
            return Opened(into, problems=(unpacked,))
        folder = unpacked
    descriptor = folder / DESCRIPTOR
    if not descriptor.is_file() or descriptor.stat().st_size > _DESCRIPTOR_BYTES_MAX:
        return Opened(folder, problems=(report("package-descriptor-missing", value=path.name),))
    try:
        package = read_descriptor(descriptor.read_text(encoding="utf-8-sig"))
    except (BadDescriptor, UnicodeDecodeError) as fault:
        return Opened(folder, problems=(report("package-descriptor-broken", value=fault),))
    if not package.facts:
        return Opened(folder, package, (report("package-no-amounts"),))
    problems = [found for table in package.tables if (found := _unsafe(table))]
    return Opened(folder, package, tuple(problems))


def rows(opened: Opened, table: PackageTable, limits: Limits) -> Iterator[ReadRow]:
    """Yield the rows of a table of an opened package, each with its values by column.

    What is wrong with the file as a whole comes as a row of number 0 with problems.
    """
    found = _file(opened.folder, table)
    if isinstance(found, Problem):
        yield ReadRow(0, problems=(found,))
        return
    encoding = table.encoding or _utf8_where_unsure(found, limits)
    try:
        reading = open_file(found, limits=limits, encoding=encoding)
    except ValueError as fault:
        yield ReadRow(0, problems=(report("package-descriptor-broken", value=fault),))
        return
    if reading.problems:
        yield ReadRow(0, problems=reading.problems)
        return
    for sheet in reading.sheets[:1]:
        yield from _rows(sheet, table)


def number(text: str, own: Field) -> Fraction | None:
    """Return a number as the descriptor writes it, exactly, or None where it is none.

    Example:
        >>> number("1.234,50", Field(name="a", decimal=",", group="."))
        Fraction(2469, 2)
        >>> number("€ 5", Field(name="a", bare=False)), number("5 €", Field(name="a")) is None
        (Fraction(5, 1), True)
    """
    plain = text.strip()
    if not own.bare:
        plain = _AROUND.sub("", plain)
    if own.group:
        plain = plain.replace(own.group, "")
    if own.decimal != ".":
        plain = plain.replace(own.decimal, ".")
    return Fraction(plain) if _NUMBER.fullmatch(plain) else None


def _rows(sheet: Sheet, table: PackageTable) -> Iterator[ReadRow]:
    heads: dict[str, int] | None = None
    for row in sheet.lines:
        if row.problem is not None:
            yield ReadRow(row.number, problems=(row.problem,))
        elif row.blank:
            continue
        elif heads is None:
            heads = {_said(cell).strip(): at for at, cell in enumerate(row.cells)}
            lacking = [one.name for one in table.fields if one.name not in heads]
            if lacking:
                place = Place(sheet.name, row.number)
                problems = (report("package-column-missing", place, name) for name in lacking)
                yield ReadRow(0, problems=tuple(problems))
                return
        else:
            yield _row(sheet, row, table, heads)


def _row(sheet: Sheet, row: Row, table: PackageTable, heads: Mapping[str, int]) -> ReadRow:
    values: dict[str, Plain] = {}
    problems = []
    for own in table.fields:
        at = heads[own.name]
        text = _said(row.cells[at]) if at < len(row.cells) else ""
        if text.strip() in table.missing:
            values[own.name] = None
            continue
        if own.kind not in NUMERIC:
            values[own.name] = unmark(text.strip()) if sheet.marked else text.strip()
            continue
        read = number(text, own)
        rule = "package-not-a-number" if read is None else "package-not-whole"
        if read is None or (own.kind == "integer" and read.denominator != 1):
            place = Place(sheet.name, row.number, column_letter(at), own.name)
            problems.append(report(rule, place, text, name=own.name))
            continue
        values[own.name] = read
    return ReadRow(row.number, values, tuple(problems))


def _said(cell: object) -> str:
    return "" if cell is None else str(cell)


def _unsafe(table: PackageTable) -> Problem | None:
    path = PurePosixPath(table.path)
    if _ABROAD.search(table.path) or ".." in path.parts:
        return report("package-path-unsafe", value=table.path)
    if table.separator not in _SEPARATORS:
        return report("package-separator", value=table.separator)
    return None


def _file(folder: Path, table: PackageTable) -> Path | Problem:
    """Return the file of a table: where its path says, or beside the descriptor by its name."""
    if unsafe := _unsafe(table):
        return unsafe
    name = PurePosixPath(table.path).name
    found = next((one for one in (folder / table.path, folder / name) if one.is_file()), None)
    if found is None or folder.resolve() not in found.resolve().parents:
        return report("package-file-missing", value=table.path)
    if table.sha256 and fingerprint_of(found) != table.sha256:
        return report("package-hash-differs", value=table.path)
    return found


def _utf8_where_unsure(path: Path, limits: Limits) -> str | None:
    """Return UTF-8, which a package has unless it says otherwise, where the file does not tell."""
    unsure = {problem.rule for problem in open_file(path, limits=limits).problems}
    return "utf-8" if unsure == {"encoding-unsure"} else None


def _unpack(path: Path, into: Path, limits: Limits) -> Path | Problem:
    archive = open_archive(path, limits)
    if isinstance(archive, Problem):
        return archive
    root = None
    for name in archive.entries:
        parts = PurePosixPath(name).parts
        if _ABROAD.search(name) or ".." in parts:
            return report("package-path-unsafe", value=name)
        if PurePosixPath(name).suffix.lower() not in _FILES:
            continue
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("wb") as file:
                file.writelines(archive.unpack(name))
        except ArchiveFault as fault:
            return report("archive-lies", value=fault)
        if target.name == DESCRIPTOR and (root is None or len(parts) < len(root.parts)):
            root = PurePosixPath(name)
    if root is None:
        return report("package-descriptor-missing", value=path.name)
    return into / root.parent
