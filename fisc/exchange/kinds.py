"""Turn one cell into the value of its column, or say why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from fisc.exchange.amounts import Unit, read_amount
from fisc.exchange.characters import (
    ERROR_VALUES,
    composed,
    hidden_characters,
    holds_private_glyph,
    misleading,
    narrowed,
    unmark,
)
from fisc.exchange.sheets import Cell, Fault, is_blank
from fisc.exchange.templates import Check, Column, Kind, Value
from fisc.values import Words

DASHES: Final = frozenset(("-", "—", "——", "－"))
YEARS: Final = range(1900, 2200)
_REMEMBERED_MAX: Final = 50_000
_WHOLE: Final = re.compile(r"[+-]?(\d{1,18}|\d{1,3}(,\d{3}){1,5})", re.ASCII)
_DATE: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?:[ T]00:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_COMPACT: Final = 8


@dataclass(frozen=True, slots=True)
class Understood:
    """The value of a cell, and the rules of what was smoothed out on the way."""

    value: Value
    notices: tuple[str, ...] = ()
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a cell has no value: a rule of the catalogue with its facts, or words of a check."""

    rule: str
    facts: dict[str, object] = field(default_factory=dict)
    words: Words | None = None


Answer = Understood | Refused
BLANK: Final = Understood(None)


class CellReader:
    """Reads the cells of one column; what was read once is remembered.

    ``typed`` and ``marked`` are those of the sheet.
    """

    def __init__(
        self,
        column: Column,
        *,
        unit: Unit = Unit.YUAN,
        typed: bool,
        marked: bool = True,
        check: Check | None = None,
    ) -> None:
        self._column = column
        self._unit = unit
        self._typed = typed
        self._marked = marked
        self._check = check
        self._remembered: dict[tuple[type, Cell], Answer] = {}
        self._remembers = column.kind in {Kind.CODE, Kind.CHOICE, Kind.DATE}
        self._read_kind: Callable[[Cell], Answer] = {
            Kind.TEXT: self._text,
            Kind.CODE: self._code,
            Kind.MONEY: self._money,
            Kind.DATE: self._date,
            Kind.CHOICE: self._choice,
            Kind.WHOLE: self._whole,
        }[column.kind]

    def read(self, cell: Cell) -> Answer:
        """Return the value of a cell, or why it has none."""
        if not self._remembers:
            return self._read(cell)
        key = (type(cell), cell)
        answer = self._remembered.get(key)
        if answer is None:
            if len(self._remembered) >= _REMEMBERED_MAX:
                self._remembered.clear()
            answer = self._remembered[key] = self._read(cell)
        return answer

    def _read(self, cell: Cell) -> Answer:
        if is_blank(cell):
            return self._blank()
        if isinstance(cell, Fault):
            return self._refuse(cell.rule)
        if self._marked and isinstance(cell, str):
            text = cell.strip()
            if text in DASHES:
                return self._dash()
            if text in ERROR_VALUES:
                return Refused("error-value")
        return self._read_kind(cell)

    def _blank(self) -> Answer:
        return self._refuse("required") if self._column.required else BLANK

    def _dash(self) -> Answer:
        if self._column.required:
            return self._refuse("dash-in-required")
        return Understood(None, cleared=True)

    def _refuse(self, rule: str, text: str = "") -> Refused:
        facts: dict[str, object] = {
            "name": self._column.name.zh,
            "name_en": self._column.name.en,
            "decimals": self._unit.places,
            "unit": self._unit.words.zh,
            "unit_en": self._unit.words.en,
        }
        if self._column.code:
            facts["sample"] = self._column.code.sample
        if text:
            facts["inner"] = text.strip("()（） ")
        return Refused(rule, facts)

    def _plain(self, cell: str, *, narrow: bool) -> tuple[str, list[str]] | Refused:
        """Return a text without blanks at its ends, our mark and odd forms."""
        notices = []
        text = cell
        if narrow and narrowed(text) != text:
            text = narrowed(text)
            notices.append("full-width")
        if text.strip() != text:
            text = text.strip()
            notices.append("trimmed")
        text = unmark(text) if self._marked else text
        rule = misleading(text)
        if rule:
            return Refused(rule, {"found": hidden_characters(text)})
        if composed(text) != text:
            text = composed(text)
            notices.append("normalised")
        return text, notices

    def _not_text(self, cell: Cell) -> Refused | None:
        if isinstance(cell, bool):
            return self._refuse("logical-value")
        if isinstance(cell, date):
            return self._refuse("date-instead")
        return None

    def _text(self, cell: Cell) -> Answer:
        refused = self._not_text(cell)
        if refused:
            return refused
        notices: list[str]
        if isinstance(cell, str):
            plain = self._plain(cell, narrow=False)
            if isinstance(plain, Refused):
                return plain
            text, notices = plain
        else:
            text, notices = str(cell), ["text-from-number"]
        if len(text) > self._column.characters_max:
            refused = self._refuse("too-long")
            refused.facts.update(length=len(text), limit=self._column.characters_max)
            return refused
        if holds_private_glyph(text):
            notices.append("private-glyph")
        return Understood(text, tuple(notices))

    def _code(self, cell: Cell) -> Answer:
        refused = self._not_text(cell)
        if refused:
            return refused
        notices: list[str]
        if isinstance(cell, str):
            plain = self._plain(cell, narrow=True)
            if isinstance(plain, Refused):
                return plain
            text, notices = plain
        else:
            text, notices = str(cell), ["code-as-number"]
        try:
            code = (self._column.code or str)(text)
        except ValueError:
            return self._refuse("code-form")
        words = self._check(code) if self._check else None
        if words is None:
            return Understood(code, tuple(notices))
        refused = self._refuse("code-unknown")
        return Refused(refused.rule, refused.facts, words)

    def _money(self, cell: Cell) -> Answer:
        given = unmark(cell) if isinstance(cell, str) else cell
        if isinstance(given, str) and (rule := misleading(given)):
            return Refused(rule, {"found": hidden_characters(given)})
        amount = read_amount(given, self._unit)
        if isinstance(amount, Fault):
            return self._refuse(amount.rule, amount.value)
        return Understood(amount.money, self._as_text(cell) + amount.notices)

    def _as_text(self, cell: Cell) -> tuple[str, ...]:
        return ("number-as-text",) if self._typed and isinstance(cell, str) else ()

    def _whole(self, cell: Cell) -> Answer:
        refused = self._not_text(cell)
        if refused:
            return refused
        if isinstance(cell, int):
            return Understood(cell)
        if not isinstance(cell, str):
            return self._refuse("not-whole")
        plain = self._plain(cell, narrow=True)
        if isinstance(plain, Refused):
            return plain
        text, notices = plain
        if not _WHOLE.fullmatch(text):
            return self._refuse("not-whole")
        if "," in text:
            notices.append("thousands")
        return Understood(int(text.replace(",", "")), (*self._as_text(cell), *notices))

    def _choice(self, cell: Cell) -> Answer:
        text = unmark(str(cell).strip()) if self._marked else str(cell)
        wanted = re.sub(r"\s+", "", narrowed(text)).casefold()
        for choice in self._column.choices:
            names = (choice.value, choice.name.zh, choice.name.en)
            if wanted in {re.sub(r"\s+", "", narrowed(name)).casefold() for name in names}:
                return Understood(choice.value)
        refused = self._refuse("choice-unknown")
        refused.facts["choices"] = "、".join(c.name.zh for c in self._column.choices)
        refused.facts["choices_en"] = ", ".join(c.name.en for c in self._column.choices)
        return refused

    def _date(self, cell: Cell) -> Answer:
        if isinstance(cell, bool):
            return self._refuse("logical-value")
        if isinstance(cell, datetime):
            if cell.time() != time.min:
                return self._refuse("date-with-time")
            return self._day(cell.date(), ())
        if isinstance(cell, date):
            return self._day(cell, ())
        if isinstance(cell, Decimal):
            return self._refuse("date-serial")
        return self._date_from_text(str(cell), from_number=isinstance(cell, int))

    def _date_from_text(self, original: str, *, from_number: bool) -> Answer:
        text = narrowed(original).strip()
        found = _DATE.fullmatch(text)
        if found is None:
            return self._refuse("date-serial" if from_number else "not-a-date")
        notices = [] if text == original else ["full-width"]
        if len(text) == _COMPACT and text.isdigit():
            notices.append("date-compact")
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return self._day(date(year, month, day), tuple(notices))
        except ValueError:
            return self._refuse("not-a-date")

    def _day(self, day: date, notices: tuple[str, ...]) -> Answer:
        if day.year not in YEARS:
            return self._refuse("date-out-of-range")
        return Understood(day, notices)
