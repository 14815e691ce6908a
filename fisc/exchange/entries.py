"""Turn the rows of a sheet into entries of a template, and every fault into a problem at its cell.

Always: a row gives either an entry or at least one problem, never both; it gives neither only where
the head of its sheet is refused, and then no row of that sheet gives an entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice
from typing import Final

from fisc.exchange.amounts import Unit
from fisc.exchange.heads import Head, find_head
from fisc.exchange.kinds import CellReader, Refused, Understood
from fisc.exchange.limits import Limits
from fisc.exchange.problems import Notices, Place, Problem, column_letter, report, shown
from fisc.exchange.sayings import saying
from fisc.exchange.sheets import Cell, Fault, Reading, Row, Sheet, is_blank
from fisc.exchange.templates import Check, Complaint, Entry, Kind, Template, Value

# Sheets that our own workbooks carry for the reader; they hold no entries.
OWN_SHEETS: Final = frozenset(("说明", "About", "问题", "Problems"))
_KEY_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Result:
    """What one row came to: an entry, or the problems that stand against it.

    Shape: ``row`` is None for problems of a head or of a whole sheet.
    """

    sheet: str
    row: Row | None
    entry: Entry | None = None
    problems: tuple[Problem, ...] = ()
    head: Head | None = None


class EntryReader:
    """Reads the sheets of one file into entries of one template.

    ``checks`` are asked whether a code exists, by the key of the column. ``unit`` is named by a
    person where the file does not name it. ``expected`` is what a file that says something about
    itself must say, such as its division.

    Raises:
        KeyError: a check is given for a column that the template does not have.
    """

    def __init__(
        self,
        template: Template,
        *,
        limits: Limits,
        checks: Mapping[str, Check] | None = None,
        unit: Unit | None = None,
        expected: Mapping[str, str] | None = None,
    ) -> None:
        self.template = template
        self.limits = limits
        self.notices = Notices(cells_max=limits.notice_cells_max)
        self._checks = dict(checks or {})
        self._unit = unit
        self._expected = dict(expected or {})
        self._prints: Mapping[str, str] = {}
        self._rows_by_key: dict[bytes, int] = {}
        for key in self._checks:
            template.column(key)

    def read(self, reading: Reading) -> Iterator[Result]:
        """Yield what every row of every sheet with a head of the template came to."""
        wrong = tuple(_contradictions(self.template, reading.marks, self._expected))
        self._prints = reading.prints
        if wrong:
            yield Result("", None, problems=wrong)
            return
        recognised = False
        unread: list[str] = []
        for sheet in reading.sheets:
            if reading.marks and sheet.name in OWN_SHEETS:
                continue
            lines = iter(sheet.lines)
            first = list(islice(_filled(lines), self.limits.heading_lines_max))
            head = find_head(
                sheet.name,
                first,
                self.template,
                notices=self.notices,
                marks=reading.marks,
                said=self._unit,
            )
            broken = tuple(line.problem for line in first if line.problem)
            if head is None and not broken:
                unread.append(sheet.name)
                continue
            recognised = True
            if head is None:
                yield Result(sheet.name, None, problems=broken)
                continue
            if head.problems:
                yield Result(sheet.name, None, problems=tuple(head.problems), head=head)
            after = first[first.index(head.row) + 1 :]
            yield from self._rows(sheet, head, chain(after, _filled(lines)))
        yield from self._unrecognised(reading, unread, recognised=recognised)

    def _unrecognised(
        self, reading: Reading, unread: list[str], *, recognised: bool
    ) -> Iterator[Result]:
        if recognised:
            for name in unread:
                self.notices.add("sheet-unread", Place(name), name)
            return
        names = [column.name for column in self.template.columns]
        for sheet in [s for s in reading.sheets if s.name in unread][:1]:
            if not any(True for _ in _filled(iter(sheet.lines))):
                problem = report("sheet-empty", Place(sheet.name))
            else:
                problem = report(
                    "head-missing",
                    Place(sheet.name, 1),
                    limit=self.limits.heading_lines_max,
                    names="、".join(name.zh for name in names),
                    names_en=", ".join(name.en for name in names),
                )
            yield Result(sheet.name, None, problems=(problem,))
        if not reading.sheets and not reading.problems:
            yield Result("", None, problems=(report("sheet-empty"),))

    def _rows(self, sheet: Sheet, head: Head, rows: Iterable[Row]) -> Iterator[Result]:
        readers = {
            position: CellReader(
                column,
                unit=head.units.get(column.key, column.unit),
                marked=sheet.marked,
                typed=sheet.typed,
                check=self._checks.get(column.key),
            )
            for position, column in head.columns.items()
            if column.kind is not Kind.MONEY or column.key in head.units
        }
        absent: dict[str, Value] = dict.fromkeys(c.key for c in self.template.columns)
        any_row = False
        for row in rows:
            any_row = True
            yield self._row(sheet, head, row, readers, absent)
        if not any_row:
            yield Result(sheet.name, None, problems=(report("no-rows", Place(sheet.name)),))

    def _row(
        self,
        sheet: Sheet,
        head: Head,
        row: Row,
        readers: Mapping[int, CellReader],
        absent: Mapping[str, Value],
    ) -> Result:
        uneven = row.problem or _uneven(sheet, head, row)
        if uneven:
            return Result(sheet.name, row, problems=(uneven,), head=head)
        problems = list(_headless(sheet, head, row))
        values = dict(absent)
        cleared = []
        for position, reader in readers.items():
            cell = row.cells[position] if position < len(row.cells) else None
            answer = reader.read(cell)
            if isinstance(answer, Refused):
                problems.append(_problem(answer, _at(sheet, head, row, position), cell))
                continue
            key = head.columns[position].key
            values[key] = answer.value
            if answer.notices:
                self._tell(answer, _at(sheet, head, row, position), cell)
            if answer.cleared:
                cleared.append(key)
        if problems or head.problems:
            return Result(sheet.name, row, problems=tuple(problems), head=head)
        printed = self._prints.get(str(values.get(self.template.row_key)), "")
        entry = Entry(sheet.name, row.number, values, frozenset(cleared), printed)
        found = [*self._repeats(entry, head), *self._complaints(entry, head)]
        return Result(sheet.name, row, None if found else entry, tuple(found), head)

    def _tell(self, answer: Understood, place: Place, cell: Cell) -> None:
        for rule in answer.notices:
            self.notices.add(rule, place, cell)

    def _repeats(self, entry: Entry, head: Head) -> Iterator[Problem]:
        if not self.template.unique:
            return
        text = "\x1f".join(str(entry[key]) for key in self.template.unique)
        key = blake2b(text.encode(), digest_size=_KEY_BYTES).digest()
        first = self._rows_by_key.get(key)
        if first is None:
            self._rows_by_key[key] = entry.row
        else:
            columns = [self.template.column(key) for key in self.template.unique]
            value = " ".join(str(entry[column.key]) for column in columns)
            yield report(
                "row-repeated",
                place_in(entry, columns[0].key, head),
                value,
                first=first,
                name=" ".join(column.name.zh for column in columns),
                name_en=" ".join(column.name.en for column in columns),
            )

    def _complaints(self, entry: Entry, head: Head) -> Iterator[Problem]:
        for complaint in self.template.check_row(entry):
            yield problem_of(complaint, entry, head)


def place_in(entry: Entry, key: str, head: Head | None) -> Place:
    """Return the cell of an entry in which the column stands."""
    position = head.places.get(key) if head else None
    if head is None or position is None:
        return Place(entry.sheet, entry.row)
    name = head.names.get(position, "")
    return Place(entry.sheet, entry.row, column_letter(position), name)


def problem_of(complaint: Complaint, entry: Entry, head: Head | None) -> Problem:
    """Return what was complained of as a problem at its cell.

    Raises:
        KeyError: the complaint names a column that the entry does not have.
    """
    return Problem(
        complaint.rule,
        place_in(entry, complaint.column, head),
        shown(entry[complaint.column]),
        complaint.what_happened,
        complaint.what_to_do,
    )


def _contradictions(
    template: Template, marks: Mapping[str, str], expected: Mapping[str, str]
) -> Iterator[Problem]:
    other = marks.get("template", template.key)
    if other != template.key:
        yield report("template-other", value=other, name=template.name.zh, name_en=template.name.en)
        return
    version = marks.get("version", str(template.version))
    schema = marks.get("schema", template.schema)
    if version != str(template.version) or schema != template.schema:
        yield report("template-version", value=version, wanted=template.version)
    for key, wanted in expected.items():
        found = marks.get(key, wanted)
        if found != wanted:
            yield report("mark-other", value=found, wanted=wanted)


def _filled(lines: Iterable[Row]) -> Iterator[Row]:
    return (line for line in lines if not line.blank)


def _at(sheet: Sheet, head: Head, row: Row, position: int) -> Place:
    name = head.names.get(position, "")
    return Place(sheet.name, row.number, column_letter(position), name)


def _uneven(sheet: Sheet, head: Head, row: Row) -> Problem | None:
    if not sheet.even or len(row.cells) == head.width:
        return None
    rule = "row-wide" if len(row.cells) > head.width else "row-narrow"
    place = Place(sheet.name, row.number)
    return report(rule, place, len(row.cells), wanted=head.width)


def _headless(sheet: Sheet, head: Head, row: Row) -> Iterator[Problem]:
    for position, cell in enumerate(row.cells):
        if position < head.width and head.names[position]:
            continue
        if not is_blank(cell) and not isinstance(cell, Fault):
            yield report("cell-without-head", _at(sheet, head, row, position), cell)


def _problem(answer: Refused, place: Place, cell: Cell) -> Problem:
    if answer.words:
        remedy = saying(answer.rule)[1].filled(**answer.facts)
        return Problem(answer.rule, place, shown(cell), answer.words, remedy)
    return report(answer.rule, place, cell, **answer.facts)
