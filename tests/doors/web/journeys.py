"""Journeys of people through the pages, with every click and key counted and the time measured.

A journey prints one line: what it was, what the goal is, what it took. No test depends on the time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
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
    notes: list[str] = field(default_factory=list)
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

    def note(self, text: str) -> None:
        """Remember something to print with the line."""
        self.notes.append(text)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._begun

    def line(self) -> str:
        """Return the line that a journey prints."""
        took = f"{self.clicks} clicks, {self.keys} keys, {self.seconds:.1f} s"
        return " · ".join((f"{self.name}: goal {self.goal}", f"took {took}", *self.notes))


@contextmanager
def journey(name: str, goal: str, page) -> Iterator[Journey]:
    """Walk a journey and print what it took."""
    walked = Journey(name, goal, page)
    yield walked
    print(f"\n{walked.line()}")  # noqa: T201 - shown with pytest -s
