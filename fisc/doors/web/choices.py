"""Ways to go that a page offers: one choice, and a group of them in the menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go: a word, the address, whether one is there already, and the key to it."""

    label: Any
    href: str
    current: bool
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the menu."""

    label: Any
    choices: tuple[Choice, ...]
