"""Write CSV that spreadsheets open in the right encoding, and JSON lines for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from fisc.exchange.amounts import Unit, written
from fisc.exchange.characters import mark
from fisc.exchange.exports import About, Content, Exported, Record, label
from fisc.exchange.jsonlines import MARKS_KEY
from fisc.exchange.templates import Column, Kind, Template, Value
from fisc.values import Language, Money


@dataclass(frozen=True, slots=True)
class CsvExporter:
    """UTF-8 with its mark, so that spreadsheets do not take it for another encoding.

    Text that begins like a formula gets an apostrophe; amounts are plain digits with the unit in
    the head, so negative ones stay numbers.
    """

    ending: str = ".csv"

    def write(
        self, target: BinaryIO, template: Template, records: Iterable[Record], about: About
    ) -> Exported:
        """Write the records of a template, and say what was written."""
        content = Content(template)
        text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
        try:
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(c.head(about.language, about.unit) for c in template.columns)
            for values in content.over(records):
                writer.writerow(
                    _cell(column, value, about.language, about.unit)
                    for column, value in zip(template.columns, values, strict=True)
                )
        finally:
            text.detach()
        return content.exported


@dataclass(frozen=True, slots=True)
class JsonLinesExporter:
    """One object per row, by the keys of the columns; amounts are strings, never floats.

    The first line says which template, version and unit the file has. Language does not matter:
    choices are written by their values.
    """

    ending: str = ".jsonl"

    def write(
        self, target: BinaryIO, template: Template, records: Iterable[Record], about: About
    ) -> Exported:
        """Write the records of a template, and say what was written."""
        content = Content(template)
        _write_line(target, {MARKS_KEY: about.marks_of(template)})
        for values in content.over(records):
            _write_line(
                target,
                {
                    column.key: _plain(value, about.unit)
                    for column, value in zip(template.columns, values, strict=True)
                },
            )
        return content.exported


def _write_line(target: BinaryIO, found: dict[str, object]) -> None:
    target.write(json.dumps(found, ensure_ascii=False).encode("utf-8") + b"\n")


def _plain(value: Value, unit: Unit) -> str | int | None:
    if isinstance(value, Money):
        return written(value, unit)
    return value.isoformat() if isinstance(value, date) else value


def _cell(column: Column, value: Value, language: Language, unit: Unit) -> str:
    if value is None:
        return ""
    if column.kind is Kind.CHOICE:
        return mark(label(column, str(value), language))
    if isinstance(value, str):
        return mark(value)
    return str(_plain(value, unit))
