"""What a table must look like: its columns, their kinds, and what a row must hold together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Final

from fisc.exchange.amounts import Unit
from fisc.values import Code, Language, Money, Words

Value = str | int | Money | date | None
Check = Callable[[str], Words | None]
NO_WORDS: Final = Words("", "")


class Kind(Enum):
    """What a column holds."""

    TEXT = Words("text", "文字")
    CODE = Words("code", "代码")
    MONEY = Words("amount", "金额")
    DATE = Words("date", "日期")
    CHOICE = Words("choice", "选项")
    WHOLE = Words("whole number", "整数")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a column of choices may have, and what people call it."""

    value: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a template.

    A column of codes names its type, which holds their form; whether a code exists is asked of a
    check that the caller brings. ``unit`` is the unit in which amounts are usually exported.

    Raises:
        ValueError: a column of codes has no type, or a column of choices has no choices.
    """

    key: str
    name: Words
    kind: Kind = Kind.TEXT
    required: bool = False
    characters_max: int = 200
    code: type[Code] | None = None
    choices: tuple[Choice, ...] = ()
    unit: Unit = Unit.YUAN
    aliases: tuple[str, ...] = ()
    note: Words = NO_WORDS

    def __post_init__(self) -> None:
        if (self.kind is Kind.CODE) != (self.code is not None):
            raise ValueError(f"Column {self.key!r}: a column of codes, and only one, has a type.")
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise ValueError(f"Column {self.key!r}: a column of choices, and only one, has some.")

    def head(self, language: Language, unit: Unit | None = None) -> str:
        """Return the head as it is written, with the unit of amounts.

        Example:
            >>> amount = Column(key="amount", name=Words("Amount", "金额"), kind=Kind.MONEY)
            >>> amount.head("zh", Unit.WAN), amount.head("en")
            ('金额(万元)', 'Amount(yuan)')
        """
        name = self.name.said(language)
        if self.kind is not Kind.MONEY:
            return name
        return f"{name}({(unit or self.unit).words.said(language)})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that was understood: a value for every column of the template.

    Shape: a blank cell is ``None``; a column that the person marked as none («—») is ``None`` and
    is named in ``cleared``. ``printed`` is the fingerprint that the row had when it was exported,
    empty where the file holds none.
    """

    sheet: str
    row: int
    values: Mapping[str, Value]
    cleared: frozenset[str] = frozenset()
    printed: str = ""

    def __getitem__(self, key: str) -> Value:
        return self.values[key]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a row as a whole, said of one of its columns."""

    column: str
    what_happened: Words
    what_to_do: Words
    rule: str = "row-rule"


RowCheck = Callable[[Entry], Iterable[Complaint]]


def accept_row(_: Entry) -> Iterable[Complaint]:
    """Accept every row; the row check of templates without one."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A table that people fill in: what it is for, its columns, and its checks.

    ``unique`` names the columns by which a row may stand only once in a file. ``row_key`` is the
    column that names what a row is about where rows of something that exists are edited.
    ``told`` are columns that an export adds for its reader and an import does not read.

    Raises:
        ValueError: two columns have one key, or a column is named that is not there.
    """

    key: str
    version: int
    name: Words
    purpose: Words
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    row_key: str = ""
    told: tuple[Column, ...] = ()
    check_row: RowCheck = field(default=accept_row)

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"Template {self.key!r}: two columns have the same key.")
        unknown = {*self.unique, *filter(None, [self.row_key])} - set(keys)
        if unknown:
            raise ValueError(f"Template {self.key!r}: {sorted(unknown)} are not columns of it.")

    @property
    def schema(self) -> str:
        """A fingerprint of the columns: their keys, kinds and choices."""
        said = [
            [column.key, column.kind.name, [choice.value for choice in column.choices]]
            for column in self.columns
        ]
        return sha256(json.dumps(said).encode()).hexdigest()[:16]

    def column(self, key: str) -> Column:
        """Return a column by its key.

        Raises:
            KeyError: the template has no such column.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"Template {self.key!r} has no column {key!r}.")
