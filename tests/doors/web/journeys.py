"""Journeys of people through the pages, with every click and key counted and the time measured.

A journey prints one line: what it was, what the goal is, what it took; ``table_of`` puts several
into one table. Clicks and fields may be asserted; no test depends on the time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Journey:
    """What somebody does with hand and eye on a page, counted as it is done."""

    name: str
    goal: str
    page: object
    clicks: int = 0
    keys: int = 0
    fields: int = 0
    goals: Mapping[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ended: float = 0
    gone: float = 0  # seconds in another program
    _begun: float = field(default_factory=time.monotonic)

    def click(self, what) -> None:
        """Click something: a locator, or the words of a button or link."""
        self.clicks += 1
        if isinstance(what, str):
            what = self.page.get_by_role("button", name=what).or_(
                self.page.get_by_role("link", name=what)
            )
        what.first.click()

    def go(self, what) -> None:
        """Click something that leads to another page."""
        with self.page.expect_navigation():
            self.click(what)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, some times."""
        for _ in range(times):
            self.keys += 1
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Type a text where the focus is; every letter is a key."""
        self.keys += len(text)
        self.page.keyboard.type(text)

    def fill(self, field: str, text: str) -> None:
        """Type a text into a field that has the focus, or that one goes to by Tab or a click."""
        self.fields += 1
        self.page.focus(field)
        self.page.fill(field, "")
        self.write(text)

    def tick(self, what: str) -> None:
        """Tick a box or a choice; it is a field and a click."""
        self.fields += 1
        self.click(self.page.locator(what))

    def attach(self, path) -> None:
        """Choose a file of one's own; it is a field and a click."""
        self.fields += 1
        self.clicks += 1
        self.page.set_input_files("input[type=file]", path)

    def tab_to(self, wanted: str, stops: int = 200) -> None:
        """Press Tab until what fits a selector has the focus; every stop is a key."""
        for _ in range(stops):
            self.press("Tab")
            if self.page.evaluate("(one) => document.activeElement.matches(one)", wanted):
                return
        raise AssertionError(f"Nothing like {wanted} is reached by Tab.")

    def enter(self, wanted: str) -> None:
        """Go by Tab to what leads to another page, and press Enter."""
        self.tab_to(wanted)
        with self.page.expect_navigation():
            self.press("Enter")

    def note(self, text: str) -> None:
        """Remember something to print with the line."""
        self.notes.append(text)

    @property
    def seconds(self) -> float:
        """How long it has taken so far, or took in all."""
        return (self.ended or time.monotonic()) - self._begun - self.gone

    @contextmanager
    def away(self) -> Iterator[None]:
        """Do something in another program, such as a spreadsheet; its time is not the machine's."""
        left = time.monotonic()
        yield
        self.gone += time.monotonic() - left

    def row(self) -> tuple[str, ...]:
        """Return what it took against its goals, as a row of a table."""

        def _said(took: str, goal: str) -> str:
            return f"{took} / {self.goals[goal]:g}" if goal in self.goals else took

        return (
            self.name,
            _said(str(self.clicks), "clicks"),
            _said(str(self.keys), "keys"),
            _said(str(self.fields), "fields"),
            _said(f"{self.seconds:.1f}", "seconds"),
        )

    def line(self) -> str:
        """Return the line that a journey prints."""
        took = f"{self.clicks} clicks, {self.keys} keys, {self.seconds:.1f} s"
        return " · ".join((f"{self.name}: goal {self.goal}", f"took {took}", *self.notes))


@contextmanager
def journey(
    name: str, goal: str, page, among: list[Journey] | None = None, **goals: float
) -> Iterator[Journey]:
    """Walk a journey, print what it took, and put it among others.

    ``goals`` are numbers: clicks, keys, fields, and seconds of the machine.
    """
    walked = Journey(name, goal, page, goals=goals)
    yield walked
    walked.ended = time.monotonic()
    if among is not None:
        among.append(walked)
    print(f"\n{walked.line()}")  # noqa: T201 - shown with pytest -s


HEADS = ("journey", "clicks / goal", "keys / goal", "fields / goal", "machine s / goal")


def table_of(walked: Iterable[Journey]) -> str:
    """Return journeys as a table to print."""
    rows = [HEADS, *(one.row() for one in walked)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
