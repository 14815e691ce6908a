"""The chart of the budget ledger: its roles and its events, as data.

The official chart of accounts is not known here, so nothing is ever programmed against a code:
a role says what an amount is, and ``law/ledger/accounts.csv`` says under which number it is
printed. A new official chart is a new file.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal, TypeVar

from fisc.values import Book

FOLDER: Final = Path(__file__).resolve().parents[2] / "law" / "ledger"

Chamber = Literal["open", "held", "done"]
Row = TypeVar("Row")
CHAMBERS: Final[tuple[Chamber, ...]] = ("open", "held", "done")


class BadChart(ValueError):
    """A file of the chart does not say what it must; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Role:
    """What an amount in the ledger is, for instance authority that can be paid from.

    ``family`` names the pot in which the role lives and ``chamber`` its place there: ``open`` can
    still be used, ``held`` is reserved, ``done`` is spent. ``side`` is the side on which the
    balance normally stands; ``guarded`` roles may never fall below zero.
    """

    name: str
    family: str
    chamber: Chamber
    side: Literal[1, -1]
    guarded: bool
    books: frozenset[Book]
    number_class: str
    name_zh: str
    name_en: str
    handbook: str

    @property
    def place(self) -> int:
        """The chamber as a number: 0 open, 1 held, 2 done."""
        return CHAMBERS.index(self.chamber)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may happen to authority: which role it fills and which it empties.

    A ``composite`` event is carried out as its ``parts`` in turn (a leading ``-`` is a reversal);
    a ``record`` event leaves a fact and moves nothing.
    """

    name: str
    handbook: str
    number: int
    kind: Literal["move", "composite", "record"]
    debit_roles: frozenset[str]
    credit_roles: frozenset[str]
    parts: tuple[str, ...]
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Chart:
    """All roles, events and account numbers, by name."""

    roles: Mapping[str, Role]
    events: Mapping[str, Event]
    accounts: Mapping[tuple[Book, str], str]

    @cached_property
    def event_by_number(self) -> Mapping[int, Event]:
        """Events by the number under which the journal keeps them."""
        return {event.number: event for event in self.events.values()}

    @cached_property
    def role_at(self) -> Mapping[tuple[str, int], Role]:
        """Roles by the family of pots and the chamber in which they live."""
        return {(role.family, role.place): role for role in self.roles.values()}


@cache
def chart() -> Chart:
    """Read the chart from ``law/ledger``.

    Raises:
        BadChart: a row is incomplete, double or names something that does not exist.

    Example:
        >>> chart().events["confirm"].debit_roles
        frozenset({'paid'})
        >>> chart().roles["paid"].family, chart().roles["paid"].chamber
        ('indicator', 'done')
    """
    roles = {role.name: role for role in _rows("roles.csv", _role)}
    events = {event.name: event for event in _rows("events.csv", _event)}
    for event in events.values():
        unknown = (event.debit_roles | event.credit_roles) - roles.keys()
        missing = {part.lstrip("-") for part in event.parts} - events.keys()
        if unknown or missing:
            raise BadChart(f"events.csv: {event.name} names unknown {sorted(unknown | missing)}.")
    accounts = {(book, role): code for book, role, code in _rows("accounts.csv", _account)}
    return Chart(roles, events, accounts)


def _rows(name: str, make: Callable[[dict[str, str]], Row]) -> Iterator[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                yield make(row)
            except (KeyError, ValueError) as wrong:
                raise BadChart(f"{name}, line {line}: {wrong}") from wrong


def _words(cell: str) -> list[str]:
    return [word for word in cell.split("|") if word]


def _role(row: dict[str, str]) -> Role:
    if row["chamber"] not in CHAMBERS:
        raise ValueError(f"{row['chamber']!r} is no chamber.")
    return Role(
        name=row["role"],
        family=row["family"],
        chamber=row["chamber"],
        side={"debit": 1, "credit": -1}[row["side"]],  # type: ignore[arg-type]
        guarded=row["guarded"] == "1",
        books=frozenset(Book(word) for word in _words(row["books"])),
        number_class=row["class"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        handbook=row["handbook"],
    )


def _event(row: dict[str, str]) -> Event:
    return Event(
        name=row["event"],
        handbook=row["handbook"],
        number=int(row["number"]),
        kind=row["kind"],  # type: ignore[arg-type]
        debit_roles=frozenset(_words(row["debit_roles"])),
        credit_roles=frozenset(_words(row["credit_roles"])),
        parts=tuple(_words(row["parts"])),
        name_zh=row["name_zh"],
        name_en=row["name_en"],
    )


def _account(row: dict[str, str]) -> tuple[Book, str, str]:
    return Book(row["book"]), row["role"], row["code"]
