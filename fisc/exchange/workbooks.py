"""Read ``.xlsx`` workbooks: look them over, then let the loader take the sheets one by one."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from fisc.exchange.archives import Archive, ArchiveFault
from fisc.exchange.guard import open_workbook
from fisc.exchange.limits import Limits
from fisc.exchange.plans import SHARED_TEXTS, Plan, plan_of
from fisc.exchange.problems import Notices, Place, Problem, column_letter, report
from fisc.exchange.scanning import ScanFault, checked, scan_sheet, shared_lengths
from fisc.exchange.sheets import Cell, Fault, Reading, Row, Sheet, exact_number

MARKS_SHEET: Final = "_meta"
LISTS_SHEET: Final = "_lists"
PRINT_MARK: Final = "row"  # on the sheet of marks: the key of a row and its fingerprint
_MARKS_MAX: Final = 100

Area = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(path: Path, fingerprint: str, limits: Limits) -> Reading:
    """Open a workbook whose kind has been judged; hidden sheets are named and not read."""
    archive = open_workbook(path, limits)
    if isinstance(archive, Problem):
        return Reading(fingerprint, problems=(archive,))
    try:
        plan = plan_of(archive)
        return _read(path, archive, plan, fingerprint, limits)
    except ArchiveFault as fault:
        return Reading(fingerprint, problems=(report("archive-lies", value=fault),))
    except ScanFault as fault:
        problem = report(fault.rule, value=fault.value, limit=fault.value)
        return Reading(fingerprint, problems=(problem,))


def _read(path: Path, archive: Archive, plan: Plan, fingerprint: str, limits: Limits) -> Reading:
    lengths = _look_over_parts(archive, plan, limits)
    notices = Notices(cells_max=limits.notice_cells_max)
    sheets = []
    marks: dict[str, str] = {}
    prints: dict[str, str] = {}
    for name, part in plan.parts.items():
        if name in plan.hidden and name != MARKS_SHEET:
            if name != LISTS_SHEET:
                notices.add("sheet-hidden", Place(name), name)
            continue
        pieces, again = archive.unpack(part), archive.unpack(part)
        try:
            scan = scan_sheet(pieces, again, lengths, limits, computed=plan.computed)
        except ScanFault as fault:
            problem = report(fault.rule, Place(name), fault.value, limit=fault.value)
            return Reading(fingerprint, problems=(problem,))
        sheet = Sheet(name, WorkbookLines(path, name, scan.faults, scan.rows), typed=True)
        if name == MARKS_SHEET:
            marks, prints = _marks(sheet)
        else:
            sheets.append(sheet)
    return Reading(fingerprint, tuple(sheets), (), notices.listed, marks, prints)


def _look_over_parts(archive: Archive, plan: Plan, limits: Limits) -> array[int]:
    """Check every part that is not a sheet, and return the lengths of the shared texts."""
    lengths: array[int] = array("Q")
    sheets = set(plan.parts.values())
    for name in archive.entries:
        if name == SHARED_TEXTS:
            lengths = shared_lengths(archive.unpack(name))
        elif name.endswith((".xml", ".rels")) and name not in sheets:
            deque(checked(archive.unpack(name)), maxlen=0)
    if sum(lengths) > limits.text_bytes_max:
        raise ScanFault("too-much-text", f"{limits.text_bytes_max:,}")
    return lengths


@dataclass(frozen=True, slots=True)
class WorkbookLines:
    """The rows of one sheet, loaded when they are run through; ``height`` is about how many."""

    path: Path
    sheet: str
    faults: Mapping[tuple[int, int], Fault]
    height: int = 0

    def __iter__(self) -> Iterator[Row]:
        loaded = _load(self.path, self.sheet)
        if isinstance(loaded, Problem):
            yield Row(0, (), loaded)
            return
        if loaded.start is None:
            return
        before: tuple[Cell, ...] = (None,) * loaded.start[1]
        covered = _Covered(loaded.merged_cell_ranges or [])
        faults_by_row: dict[int, dict[int, Fault]] = {}
        for (row, column), fault in self.faults.items():
            faults_by_row.setdefault(row, {})[column] = fault
        row = -1
        for row, values in enumerate(loaded.iter_rows()):
            cells = before + tuple(map(_cell, values))
            odd = {**covered.in_row(row), **faults_by_row.pop(row, {})}
            yield Row(row + 1, _with_faults(cells, odd) if odd else cells)
        # Cells without a value may lie beyond the last one that has a value.
        for later in sorted(faults_by_row):
            yield Row(later + 1, _with_faults((), faults_by_row[later]))


class _Covered:
    """Tells row by row which cells are covered by a merge and have no value of their own."""

    def __init__(self, areas: list[Area]) -> None:
        self._waiting = sorted(areas, reverse=True)
        self._active: list[Area] = []

    def in_row(self, row: int) -> dict[int, Fault]:
        while self._waiting and self._waiting[-1][0][0] <= row:
            self._active.append(self._waiting.pop())
        if not self._active:
            return {}
        self._active = [area for area in self._active if area[1][0] >= row]
        return {
            column: Fault("merged-cell", _area_name((top, left), (bottom, right)))
            for (top, left), (bottom, right) in self._active
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }


def _area_name(first: tuple[int, int], last: tuple[int, int]) -> str:
    begin = f"{column_letter(first[1])}{first[0] + 1}"
    return f"{begin}:{column_letter(last[1])}{last[0] + 1}"


def _with_faults(cells: tuple[Cell, ...], odd: Mapping[int, Fault]) -> tuple[Cell, ...]:
    """Put faults in their places; a merge beyond the last column with data is left out."""
    width = len(cells)
    unsaved = [column for column, fault in odd.items() if fault.rule != "merged-cell"]
    mixed = list(cells) + [None] * max(0, max(unsaved, default=-1) + 1 - width)
    for column, fault in odd.items():
        if column < len(mixed):
            mixed[column] = fault
    return tuple(mixed)


def _cell(value: Any) -> Cell:
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return exact_number(value)
    if kind is bool or isinstance(value, date):
        return value  # type: ignore[no-any-return]
    return Fault("time-cell", str(value))


def _load(path: Path, sheet: str) -> CalamineSheet | Problem:
    try:
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet)
    except (CalamineError, OSError, ValueError) as fault:
        return report("workbook-broken", Place(sheet), fault)
    except BaseException as fault:
        # The loader is written in another language; its own alarm is not an Exception.
        if type(fault).__name__ != "PanicException":
            raise
        return report("workbook-broken", Place(sheet), fault)


def _marks(sheet: Sheet) -> tuple[dict[str, str], dict[str, str]]:
    marks: dict[str, str] = {}
    prints: dict[str, str] = {}
    for row in sheet.lines:
        match row.cells:
            case (str() as mark, str() as key, str() as printed, *_) if mark == PRINT_MARK:
                prints[key] = printed
            case (str() as key, str() as value, *_) if row.number <= _MARKS_MAX:
                marks[key] = value
    return marks, prints
