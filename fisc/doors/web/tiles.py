"""A map of tiles: one square for each division, drawn on the server as plain SVG.

Nobody has boundaries that are complete, of today and free to use, so the map shows none: squares
placed by hand in ``tiles.csv`` stand about where the divisions lie. Colours are five steps of one
blue by quantiles; each square says its name and its figure and leads to the division.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fisc.law.tables import DIVISIONS, read

SHEETS: Final = ("prefecture", "county")
STEPS: Final = 5
WIDTH: Final = 72
HEIGHT: Final = 40
GAP: Final = 3
LETTERS_MAX: Final = 10  # a longer name is pressed into its square


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a division has its square, on which sheet, and what it is called there.

    ``apart`` marks squares that are no statutory division: forestry districts, and places
    ``invented`` for demos.
    """

    sheet: str
    code: str
    row: int
    column: int
    short_zh: str
    short_en: str
    apart: bool
    invented: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One colour of the legend: from which share to which, and how many squares have it."""

    number: int
    low: Fraction
    high: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Square:
    """One square as it is drawn: what it says, its share, and where it leads, if anywhere."""

    tile: Tile
    said: str
    share: Fraction | None
    figure: str
    href: str | None


@cache
def tiles() -> tuple[Tile, ...]:
    """Return every square, in the order of the file: prefectures by code, then counties."""
    rows = read(DIVISIONS)
    statutory = {str(row.code) for row in rows if row.is_statutory}
    invented = {str(row.code) for row in rows if row.is_fictional}
    with Path(__file__).with_name("tiles.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Tile(
                row["sheet"],
                row["code"],
                int(row["row"]),
                int(row["column"]),
                row["short_zh"],
                row["short_en"],
                row["code"] not in statutory,
                row["code"] in invented,
            )
            for row in csv.DictReader(lines)
        )


def steps(shares: Iterable[Fraction]) -> tuple[Step, ...]:
    """Return the steps of the legend: as nearly as many squares in each, equal shares together.

    Shape: at most five, from low to high; none that is empty; their counts add up.

    Example:
        >>> [step.count for step in steps(map(Fraction, range(10)))]
        [2, 2, 2, 2, 2]
        >>> [(step.number, step.count) for step in steps([Fraction(1, 2)] * 3)]
        [(1, 3)]
    """
    ordered = sorted(shares)
    if not ordered:
        return ()
    # The last of every fifth: place ceil(n × k / 5), counted from one.
    bounds = sorted({ordered[-(-len(ordered) * k // STEPS) - 1] for k in range(1, STEPS + 1)})
    found, low = [], 0
    for number, bound in enumerate(bounds, start=1):
        high = sum(share <= bound for share in ordered)
        found.append(Step(number, ordered[low], bound, high - low))
        low = high
    return tuple(found)


def step_of(share: Fraction | None, legend: Iterable[Step]) -> int | None:
    """Return the number of the step that a share belongs to; None where there is no figure."""
    if share is None:
        return None
    return next(step.number for step in legend if share <= step.high)


def draw(squares: Iterable[Square], legend: Iterable[Step], label: str, short: str) -> SafeString:
    """Draw squares where they stand, without the empty rows and columns around them.

    ``short`` names the attribute of a tile that holds the name to print: ``short_zh`` or
    ``short_en``.
    """
    squares, legend = tuple(squares), tuple(legend)
    rows = [one.tile.row for one in squares]
    columns = [one.tile.column for one in squares]
    top, left = min(rows), min(columns)
    width = (max(columns) - left + 1) * (WIDTH + GAP)
    height = (max(rows) - top + 1) * (HEIGHT + GAP)
    hatch = f"hatch-{squares[0].tile.sheet}"
    drawn = format_html_join(
        "", "{}", ((_square(one, legend, (top, left), hatch, short),) for one in squares)
    )
    return format_html(
        '<svg class="tiles" viewBox="0 0 {} {}" width="{}" height="{}" role="group"'
        ' aria-label="{}">{}{}</svg>',
        width,
        height,
        width,
        height,
        label,
        _hatch(hatch),
        drawn,
    )


def hatched(sheet: str) -> SafeString:
    """Draw the sign that the legend has for squares without a figure."""
    return format_html(
        '<svg viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12"'
        ' fill="url(#hatch-{})"/></svg>',
        sheet,
    )


def by_code(sheet: str) -> Mapping[str, Tile]:
    """Return the squares of one sheet by code."""
    return {tile.code: tile for tile in tiles() if tile.sheet == sheet}


def _hatch(name: str) -> SafeString:
    return format_html(
        '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        '<rect width="1.5" height="6" fill="#8a97a6"/></pattern></defs>',
        name,
    )


def _square(
    one: Square, legend: tuple[Step, ...], corner: tuple[int, int], hatch: str, short: str
) -> SafeString:
    step = step_of(one.share, legend)
    kind = "tile-none" if step is None else f"tile-{step}"
    apart = " tile-apart" if one.tile.apart else ""
    fill = f' fill="url(#{hatch})"' if step is None else ""
    said, x = escape(one.said), (one.tile.column - corner[1]) * (WIDTH + GAP) + 1
    inside = (
        f'<title>{said}</title><rect width="{WIDTH}" height="{HEIGHT}"{fill}/>'
        f"{_name(getattr(one.tile, short))}"
        f'<text x="{WIDTH // 2}" y="33">{escape(one.figure)}</text>'
    )
    y = (one.tile.row - corner[0]) * (HEIGHT + GAP) + 1
    place = f'class="tile {kind}{apart}" transform="translate({x} {y})"'
    if one.href is None:
        return SafeString(f'<g {place} role="img" aria-label="{said}">{inside}</g>')
    return SafeString(f'<a {place} href="{escape(one.href)}" aria-label="{said}">{inside}</a>')


def _name(text: str) -> str:
    pressed = len(text) > LETTERS_MAX
    fit = f' textLength="{WIDTH - 6}" lengthAdjust="spacingAndGlyphs"' if pressed else ""
    return f'<text x="{WIDTH // 2}" y="17"{fit}>{escape(text)}</text>'
