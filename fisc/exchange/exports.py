"""Write tables out so that they can be read back without a difference: the one way of export.

Every kind of file is an ``Exporter``; a faster one for mass export can take the place of another
without a change elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Final, Protocol

from fisc.exchange.amounts import Unit
from fisc.exchange.templates import Column, Kind, Template, Value
from fisc.values import Language, Money, Words

Record = Mapping[str, Value]
PRINT_DIGITS: Final = 16
_TYPES: Final[dict[Kind, type]] = {
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.MONEY: Money,
    Kind.DATE: date,
    Kind.CHOICE: str,
    Kind.WHOLE: int,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an export says about itself. The instant is handed down by a door.

    ``unit`` is the unit of all amounts; ``remarks`` stand on the first sheet (such as that figures
    are illustrative); ``marks`` go to the hidden sheet (such as the unit and the year asked for).
    """

    exported_at: datetime
    language: Language = "zh"
    unit: Unit = Unit.YUAN
    remarks: tuple[Words, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)

    def marks_of(self, template: Template) -> dict[str, str]:
        """Return what the file says about itself before its rows are known."""
        return {
            **self.marks,
            "template": template.key,
            "version": str(template.version),
            "schema": template.schema,
            "amounts_in": self.unit.value,
            "currency": "CNY",
            "language": self.language,
            "exported_at": self.exported_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows were written, and the fingerprint of their content.

    The fingerprint does not depend on the kind of file, the language or the unit.
    """

    rows: int
    fingerprint: str


class Exporter(Protocol):
    """One kind of file."""

    ending: str

    def write(
        self, target: BinaryIO, template: Template, records: Iterable[Record], about: About
    ) -> Exported:
        """Write the records of a template, and say what was written."""
        ...


class Content:
    """Passes records on as rows of values, checks them, and takes their fingerprint.

    Raises:
        TypeError: a value does not have the type of its column; the row and column are named.
    """

    def __init__(self, template: Template) -> None:
        self._template = template
        self._digest = hashlib.sha256()
        self._rows = 0

    def over(self, records: Iterable[Record]) -> Iterator[list[Value]]:
        """Yield the values of each record in the order of the columns."""
        for record in records:
            self._rows += 1
            values = [record.get(column.key) for column in self._template.columns]
            for column, value in zip(self._template.columns, values, strict=True):
                if value is not None and not isinstance(value, _TYPES[column.kind]):
                    raise TypeError(
                        f"Row {self._rows}, column {column.key!r}: {value!r} is "
                        f"{type(value).__name__}, not {_TYPES[column.kind].__name__}."
                    )
            line = json.dumps([_canonical(value) for value in values], ensure_ascii=False)
            self._digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
            yield values

    @property
    def exported(self) -> Exported:
        """What has been passed on so far."""
        return Exported(self._rows, self._digest.hexdigest())


def row_print(template: Template, record: Record) -> str:
    """Return the fingerprint of a row: the same for the same values, in any unit or language.

    Example:
        >>> from fisc.exchange.tables import TEMPLATES
        >>> one = row_print(TEMPLATES["budgets"], {"unit": "203005", "amount": Money(100)})
        >>> one == row_print(TEMPLATES["budgets"], {"unit": "203005", "amount": Money(101)})
        False
    """
    values = [_canonical(record.get(column.key)) for column in template.columns]
    line = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(line).hexdigest()[:PRINT_DIGITS]


def label(column: Column, value: str, language: Language) -> str:
    """Return what people call a choice; a value that is no choice is returned as it is."""
    for choice in column.choices:
        if choice.value == value:
            return choice.name.said(language)
    return value


def _canonical(value: Value) -> str | int | list[int] | None:
    if isinstance(value, Money):
        return [value.fen]
    return value.isoformat() if isinstance(value, date) else value
