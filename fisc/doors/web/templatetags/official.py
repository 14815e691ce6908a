"""Draw an official table on a page: each value through the filter of its kind, in its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from django import template
from django.utils.safestring import SafeString

from fisc.doors.web import downloads as files
from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import change, count, day, money, percent
from fisc.exchange.amounts import Unit
from fisc.exchange.official import NO_FIGURE, Column, Kind, Row, Table, Value

register = template.Library()
_CLASSES: Final = {Kind.PICTURE: "bar", Kind.CODE: "number", Kind.DAY: "nowrap"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a page draws it: a line, and what stands in small beneath it."""

    text: SafeString | str
    beneath: tuple[SafeString | str, ...] = ()
    look: str = ""
    href: str = ""
    hint: str = ""
    head: bool = False
    wide: str = ""
    high: str = ""
    tick: str = ""

    @property
    def drawn(self) -> SafeString:
        """The cell of a row, with its tags: a page has thousands, so no template is asked."""
        text, tag = _safe(self.text), "th" if self.head else "td"
        parts = [f"<{tag}", ' scope="row"' if self.head else ""]
        parts += [f' class="{_safe(self.look)}"' if self.look else ""]
        parts += [f' title="{_safe(self.hint)}">' if self.hint else ">"]
        if self.tick:
            parts += [f'<input type="checkbox" name="row" value="{_safe(self.tick)}"']
            parts += [f' form="desk" aria-label="{text}">']
        parts += [f'<a href="{_safe(self.href)}">{text}</a>' if self.href else text]
        if self.beneath:
            beneath = " ".join(f"<span>{_safe(part)}</span>" for part in self.beneath)
            parts += [f"<small>{beneath}</small>"]
        return SafeString("".join((*parts, f"</{tag}>")))


def _safe(text: SafeString | str) -> str:
    """Return a text as it may stand in a page: escaped, unless it is drawn already."""
    return text if isinstance(text, SafeString) else escape(str(text))


@register.inclusion_tag("web/table.html")
def official(table: Table, label: str = "", look: str = "") -> dict[str, Any]:
    """Draw a table; ``label`` names its region, ``look`` is how the sheet of the pages sets it."""
    groups = tuple(_groups(table.columns))
    return {
        "key": table.key,
        "label": label or table.title,
        "look": look,
        "widths": [table.columns[at].look for at, *_ in groups],
        "heads": _heads(table.columns, groups),
        "rows": (_cells(table, groups, row) for row in table.rows),
        "total": None if table.total is None else _total(table, groups, table.total),
    }


@register.inclusion_tag("web/checks.html")
def check_formulas(page: Page, table: Table) -> dict[str, Any]:
    """Draw the check formulas of a table; open where one does not hold."""
    rows = tuple(table.checks.rows) if table.checks else ()
    states = [row.state for row in rows]
    return {
        "page": page,
        "table": table,
        "failing": states.count("wrong"),
        "holding": states.count("even"),
        "missing": states.count("none"),
        "all": len(states),
    }


@register.inclusion_tag("web/downloads.html")
def downloads(page: Page, table: Table) -> dict[str, Any]:
    """Offer the files of a table."""
    return {"ways": files.ways(page, table)}


def _groups(columns: Sequence[Column]) -> Iterator[tuple[int, ...]]:
    """Yield the places of the columns that share a cell: one, and those beneath it."""
    group: tuple[int, ...] = ()
    for at, column in enumerate(columns):
        if group and not column.beneath:
            yield group
            group = ()
        group = (*group, at)
    yield group


def _heads(columns: Sequence[Column], groups: Sequence[tuple[int, ...]]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[], []]
    grouped = any(column.group for column in columns)
    before = ""
    for first, *rest in groups:
        column = columns[first]
        beneath = tuple(columns[at].title for at in rest)
        look = _look(column, beneath)
        cell = Cell(column.title, beneath, look, high="2" if grouped and not column.group else "")
        if not column.group:
            rows[0].append(cell)
        else:
            rows[1].append(cell)
            if column.group != before:
                width = sum(1 for at, *_ in groups if columns[at].group == column.group)
                rows[0].append(Cell(column.group, look="over-group", wide=str(width)))
        before = column.group
    return [row for row in rows if row]


def _cells(table: Table, groups: Sequence[tuple[int, ...]], row: Row) -> list[Cell]:
    cells = []
    for first, *rest in groups:
        column = table.columns[first]
        text = drawn(column, row.values[first], table.unit)
        beneath = tuple(drawn(table.columns[at], row.values[at], table.unit) for at in rest)
        look = _look(column, beneath)
        if column.kind is Kind.SIGNAL:
            look = f"nowrap pace-{row.state}"
        if row.strong:
            look = f"{look} strong".strip()
        if row.depth and column.head:
            look = f"{look} in-{row.depth}".strip()
        hint = " · ".join(filter(None, (text, *beneath))) if rest or column.head else ""
        if first in row.broken:
            look = f"{look} broken".strip()
        href = row.href if column.link else (row.hrefs[first] if row.hrefs else "")
        tick = row.tick if column.head else ""
        cells.append(Cell(text, beneath, look, href, hint, column.head, tick=tick))
    return cells


def _total(table: Table, groups: Sequence[tuple[int, ...]], row: Row) -> list[Cell]:
    """Return the cells of the total; its first reaches over the empty ones that follow."""
    cells = _cells(table, groups, row)
    wide = 1
    while wide < len(cells) and not cells[wide].text:
        wide += 1
    label = Cell(cells[0].text, head=True, wide=str(wide) if wide > 1 else "")
    return [label, *cells[wide:]]


def drawn(column: Column, value: Value, unit: Unit) -> SafeString | str:
    """Return a value as a page shows it in a unit."""
    if value is None:
        return NO_FIGURE
    if isinstance(value, str):
        return value
    shown: Any = value
    if column.kind is Kind.AMOUNT:
        return money(shown, unit)
    if column.kind is Kind.FEN:
        return count(shown.fen)
    if column.kind is Kind.CHANGE:
        return change(shown, unit)
    return percent(shown) if column.kind is Kind.PERCENT else day(shown)


def _look(column: Column, beneath: Sequence[object]) -> str:
    if column.kind.numeric:
        return "n"
    look = _CLASSES.get(column.kind, "nowrap" if column.look == "nowrap" else "")
    return f"two-line {look}".strip() if beneath else look
