"""Find the head of a table, recognise its columns in either language, and settle their units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fisc.exchange.amounts import Unit
from fisc.exchange.problems import Notices, Place, Problem, column_letter, report
from fisc.exchange.sheets import Cell, Fault, Row, is_blank
from fisc.exchange.templates import Column, Kind, Template

_UNIT_AT_THE_END: Final = re.compile(r"(?P<name>.*?)[(\[【](?P<unit>[^()\[\]【】]+)[)\]】]$")
_UNIT_LINE: Final = re.compile(r"(?:金额)?(?:单位|unit)[::]?(?P<unit>.+)", re.IGNORECASE)
_UNREAD: Final = re.compile(r"(\(自动\)|\(auto\))$|^(错误|errors?)$", re.IGNORECASE)
_RECOGNISED_MIN: Final = 2


@dataclass(slots=True)
class Head:
    """The head of one sheet: which column stands where, and in which unit its amounts are.

    Shape: ``columns`` by position counted from 0; ``width`` is the number of cells of the head.
    """

    row: Row
    columns: dict[int, Column] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many cells the head has."""
        return len(self.row.cells)

    @property
    def places(self) -> dict[str, int]:
        """Where each column stands, by its key."""
        return {column.key: position for position, column in self.columns.items()}


def find_head(
    sheet: str,
    lines: Sequence[Row],
    template: Template,
    *,
    notices: Notices,
    marks: Mapping[str, str],
    said: Unit | None = None,
) -> Head | None:
    """Find the line in which the most columns of the template are named, or None.

    ``marks`` is what the file says about itself; ``said`` is the unit that a person has named.
    """
    names = _names_of(template)
    scores = [sum(_match(cell, names) is not None for cell in line.cells) for line in lines]
    best = max(scores, default=0)
    if best < min(_RECOGNISED_MIN, len(template.columns)):
        return None
    at = scores.index(best)
    head = Head(lines[at])
    above = _unit_above(lines[:at])
    _take_columns(head, sheet, names, notices)
    for column in template.columns:
        position = head.places.get(column.key)
        if position is None:
            if column.required:
                facts = {"name": column.name.zh, "name_en": column.name.en}
                head.problems.append(report("column-missing", _place(sheet, head), **facts))
        elif column.kind is Kind.MONEY:
            _settle_unit(
                head, sheet, column, (above, Unit.named(marks.get("amounts_in", "")), said)
            )
    return head


def plain_head(cell: Cell) -> str:
    r"""Return a head without blanks, line breaks, full-width forms and the star of «required».

    Example:
        >>> plain_head(" 金 额\n（万元）* ")
        '金额(万元)'
    """
    if not isinstance(cell, str):
        return ""
    return re.sub(r"[\s*]+", "", unicodedata.normalize("NFKC", cell)).casefold()


def _names_of(template: Template) -> dict[str, Column]:
    return {
        plain_head(name): column
        for column in template.columns
        for name in (column.key, column.name.zh, column.name.en, *column.aliases)
    }


def _match(cell: Cell, names: Mapping[str, Column]) -> tuple[Column, Unit | None] | None:
    text = plain_head(cell)
    if not text:
        return None
    if text in names:
        return names[text], None
    found = _UNIT_AT_THE_END.fullmatch(text)
    if found and found["name"] in names:
        unit = Unit.named(found["unit"])
        if unit and names[found["name"]].kind is Kind.MONEY:
            return names[found["name"]], unit
    return None


def _unit_above(lines: Sequence[Row]) -> Unit | None:
    for line in lines:
        for cell in line.cells:
            found = _UNIT_LINE.fullmatch(plain_head(cell))
            unit = Unit.named(found["unit"]) if found else None
            if unit:
                return unit
    return None


def _place(sheet: str, head: Head, position: int | None = None) -> Place:
    if position is None:
        return Place(sheet, head.row.number)
    return Place(sheet, head.row.number, column_letter(position), head.names.get(position, ""))


def _take_columns(head: Head, sheet: str, names: Mapping[str, Column], notices: Notices) -> None:
    for position, cell in enumerate(head.row.cells):
        head.names[position] = "" if is_blank(cell) else str(cell).strip()
        place = _place(sheet, head, position)
        if isinstance(cell, Fault):
            rule = "head-merged" if cell.rule == "merged-cell" else cell.rule
            head.problems.append(report(rule, place, cell.value))
            continue
        found = _match(cell, names)
        if found is None:
            if not is_blank(cell) and not _UNREAD.search(plain_head(cell)):
                notices.add("column-unused", place, cell)
            continue
        column, unit = found
        if column.key in head.places:
            head.problems.append(report("column-twice", place, cell, name=str(cell)))
            continue
        head.columns[position] = column
        if unit:
            head.units[column.key] = unit


def _settle_unit(
    head: Head, sheet: str, column: Column, elsewhere: tuple[Unit | None, ...]
) -> None:
    """Take the unit from the head, or from elsewhere; they may not contradict each other."""
    place = _place(sheet, head, head.places[column.key])
    own = head.units.get(column.key)
    given = [unit for unit in (own, *elsewhere) if unit]
    if not given:
        facts = {"name": column.name.zh}
        head.problems.append(report("unit-missing", place, **facts))
        return
    head.units[column.key] = given[0]
    other = next((unit for unit in given if unit is not given[0]), None)
    if other:
        facts = {
            "value": given[0].words.zh,
            "value_en": given[0].words.en,
            "other": other.words.zh,
            "other_en": other.words.en,
        }
        head.problems.append(report("unit-conflict", place, **facts))
