"""The line of time of a budget year, drawn on the server as plain SVG.

Each step is a bar from its first day to its last, or a mark on its last day; a line stands where
today is. The tables below the picture hold the same days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LEFT: Final = 44
WIDTH: Final = 1200
TOP: Final = 22
STEP: Final = 15
BAR: Final = 9
_QUARTERS: Final = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class Span:
    """One step: its short name, what it is, its days, and the look of its state."""

    name: str
    said: str
    opens: date | None
    due: date | None
    look: str


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    end: date

    def at(self, day: date) -> int:
        """Return where a day is drawn, within the picture."""
        gone = (min(max(day, self.first), self.end) - self.first).days
        return LEFT + gone * (WIDTH - LEFT) // (self.end - self.first).days


def timeline(
    spans: Sequence[Span], *, first: date, end: date, today: date, label: str
) -> SafeString:
    """Draw steps between two days; ``label`` says the same in words."""
    scale = _Scale(first, end)
    height = TOP + STEP * len(spans) + 6
    return format_html(
        '<svg class="timeline" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>'
        "{}{}{}</svg>",
        WIDTH,
        height,
        label,
        label,
        _months(scale, height),
        format_html_join("", "{}", ((_span(scale, at, one),) for at, one in enumerate(spans))),
        _today(scale, today, height) if first <= today <= end else "",
    )


def _months(scale: _Scale, height: int) -> SafeString:
    return format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="12">{}</text>',
        (
            (
                "grid-year" if day.month == 1 else "grid-month",
                scale.at(day),
                scale.at(day),
                TOP - 4,
                height,
                scale.at(day) + 2,
                f"{day:%Y-%m}" if day.month in _QUARTERS else "",
            )
            for day in _firsts(scale)
        ),
    )


def _firsts(scale: _Scale) -> Iterator[date]:
    day = scale.first
    while day < scale.end:
        yield day
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _span(scale: _Scale, at: int, one: Span) -> SafeString:
    top = TOP + STEP * at
    name = format_html('<text class="name" x="0" y="{}">{}</text>', top + BAR, one.name)
    if one.due is None and one.opens is None:
        return name
    end = scale.at(one.due or one.opens or scale.end)
    begin = min(scale.at(one.opens), end - 4) if one.opens else end - 4
    return format_html(
        '{}<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        name,
        f"span-{one.look}",
        begin,
        top,
        max(end - begin, 4),
        BAR,
        one.said,
    )


def _today(scale: _Scale, today: date, height: int) -> SafeString:
    return format_html(
        '<line class="grid-today" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        scale.at(today),
        scale.at(today),
        TOP - 6,
        height,
    )
