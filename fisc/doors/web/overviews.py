"""The pictures of the cockpit: the map of execution, and the months of payment.

Each answers one question in its title. They show the figures that the page has already asked for;
only the months ask the record once more.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fisc.datacentre.execution import Execution, Overview, Part
from fisc.datacentre.months import Month, months
from fisc.datacentre.prefectures import by_prefecture
from fisc.doors.web import tiles
from fisc.doors.web.pages import Page
from fisc.doors.web.pictures import Kind, Picture, Series, options, table
from fisc.doors.web.templatetags.figures import called, percent
from fisc.registers.hierarchy import path_to, subtree_of
from fisc.values import Book, FiscalYear, Money

# Administered by Daxing'anling, but on the land of Inner Mongolia: people take it for a mistake.
JIAGEDAQI: Final = "232761"
COLUMNS_MAX: Final = 7  # a wider map takes the whole width of the page


@dataclass(frozen=True, slots=True)
class Area:
    """One square of a map and its row in the table."""

    code: str
    name: str
    execution: Execution | None
    href: str | None

    @property
    def rate(self) -> Fraction | None:
        """The share of the budget that is paid; None where there is none."""
        return self.execution.rate if self.execution else None

    @property
    def shown_rate(self) -> Fraction | None:
        """The rate as it is printed, so that what looks equal has the same colour."""
        return (
            None
            if self.rate is None
            else Fraction(math.floor(self.rate * 1000 + Fraction(1, 2)), 1000)
        )

    @property
    def budget(self) -> Money | None:
        """The budget, where the record knows one."""
        return self.execution.budget if self.execution else None

    @property
    def paid(self) -> Money | None:
        """What of it is paid."""
        return self.execution.paid if self.execution else None


@dataclass(frozen=True, slots=True)
class Map:
    """A map of tiles, its legend and its table."""

    sheet: str
    title: str
    drawing: SafeString
    legend: tuple[tiles.Step, ...]
    hatched: SafeString | None
    areas: tuple[Area, ...]
    wide: bool
    apart: bool
    jiagedaqi: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as the page has it: the value, what the script needs, and the rows."""

    picture: Picture
    data: str
    rows: Any


def drawn(picture: Picture) -> Drawn:
    """Make a picture ready for the page."""
    data = json.dumps(options(picture), ensure_ascii=False, separators=(",", ":"))
    return Drawn(picture, data, table(picture))


def overviews(
    page: Page, found: Overview, gap: Fraction, books: Mapping[Book, Any]
) -> dict[str, Any]:
    """Return the maps and the pictures of a place; none where no division stands below it."""
    above = page.above
    below = subtree_of(page.place.code, above) - {page.place.code}
    if not below or not found.divisions:
        return {"maps": (), "pictures": (), "too_large": False, "months": ()}
    parts = {
        "prefecture": by_prefecture(found.divisions, _prefectures(below, above)),
        "county": found.divisions,
    }
    maps = [_map(page, sheet, below, parts[sheet], gap) for sheet in tiles.SHEETS]
    paid = months(
        page.book,
        page.selection,
        FiscalYear(page.year),
        found.whole.budget,
        page.when,
        page.shown_day,
    )
    return {
        "maps": [one for one in maps if one],
        "pictures": [] if paid is None else [drawn(_months(page, paid, books))],
        "too_large": paid is None,
        "months": paid or (),
    }


def _prefectures(below: Iterable[str], above: Mapping[str, str | None]) -> dict[str, str]:
    """Return the prefecture to which each division below a place belongs, itself included."""
    squares = tiles.by_code("prefecture")
    return {code: step for code in below for step in path_to(code, above) if step in squares}


def _map(
    page: Page, sheet: str, below: frozenset[str], parts: Iterable[Part], gap: Fraction
) -> Map | None:
    known = {part.key: part.execution for part in parts}
    chosen = [
        tile
        for tile in tiles.by_code(sheet).values()
        if tile.code in below and (tile.code in known or not tile.invented)
    ]
    if not any(tile.code in known for tile in chosen):
        return None
    areas = [_area(page, tile.code, known.get(tile.code)) for tile in chosen]
    legend = tiles.steps(area.shown_rate for area in areas if area.shown_rate is not None)
    squares = [
        tiles.Square(tile, _said(area), area.shown_rate, percent(area.rate), area.href)
        for tile, area in zip(chosen, areas, strict=True)
    ]
    answer = {"answer": _title(page, areas, gap)}
    title = _("Counties: %(answer)s") if sheet == "county" else _("Prefectures: %(answer)s")
    title %= answer
    columns = {tile.column for tile in chosen}
    ending = "zh" if (get_language() or "zh").startswith("zh") else "en"
    none = any(area.rate is None for area in areas)
    return Map(
        sheet=sheet,
        title=title,
        drawing=tiles.draw(squares, legend, title, f"short_{ending}"),
        legend=legend,
        hatched=tiles.hatched(sheet) if none else None,
        areas=tuple(areas),
        wide=max(columns) - min(columns) >= COLUMNS_MAX,
        apart=any(tile.apart for tile in chosen),
        jiagedaqi=any(tile.code == JIAGEDAQI for tile in chosen),
    )


def _area(page: Page, code: str, execution: Execution | None) -> Area:
    href = f"{reverse('cockpit')}?{urlencode({'place': code})}" if execution else None
    return Area(code, called(page.division_name(code)), execution, href)


def _said(area: Area) -> str:
    if area.rate is None:
        return _("%(name)s: no figures") % {"name": area.name}
    return _("%(name)s: %(rate)s paid") % {"name": area.name, "rate": percent(area.rate)}


def _title(page: Page, areas: Iterable[Area], gap: Fraction) -> str:
    rated = [(area.rate, area.name) for area in areas if area.rate is not None]
    if not rated:
        return _("No budget to execute yet")
    behind = sum(page.progress - rate > gap for rate, _name in rated)
    lowest = min(rated)
    return _("%(behind)s of %(all)s are behind the year; the lowest is %(name)s with %(rate)s") % {
        "behind": behind,
        "all": len(rated),
        "name": lowest[1],
        "rate": percent(lowest[0]),
    }


def _months(page: Page, found: tuple[Month, ...], books: Mapping[Book, Any]) -> Picture:
    used = [book for book in Book if any(str(book) in month.paid for month in found)]
    kept = sum(month.total >= month.pace for month in found)
    series = [
        Series(str(books[book]), tuple(month.of(str(book)) for month in found)) for book in used
    ]
    pace = Series(_("Even pace"), tuple(month.pace for month in found), line=True)
    return Picture(
        kind=Kind.MONTHS,
        title=_("In %(kept)s of %(all)s months as much was paid as the year asks for")
        % {"kept": kept, "all": len(found)},
        definition=_(
            "paid = confirmed, by month of payment; even pace = the budget spread over the days of"
            " the year, up to the day shown"
        ),
        unit=page.unit,
        unit_label=str(page.unit_label),
        heading=_("Month"),
        labels=tuple(f"{month.first_day:%Y-%m}" for month in found),
        series=(*series, pace),
    )
