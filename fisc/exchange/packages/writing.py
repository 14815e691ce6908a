"""Write a package of version 1.0: a zip of a descriptor and one CSV file for each table.

Amounts stand in yuan as plain digits, exact to the fen. Amounts side by side are told apart by
``normalize``; the currency is an extra field with a constant. Each file has its fingerprint in the
descriptor, so that a changed one is found out. The same tables at the same instant give the same
bytes.

Source: https://specs.frictionlessdata.io/fiscal-data-package/
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, BinaryIO, Final

from fisc.exchange.amounts import Unit, written
from fisc.exchange.characters import mark
from fisc.exchange.packages.columns import OWN_TYPES, TAXONOMY, Written
from fisc.exchange.packages.descriptors import CURRENCY, PHASE
from fisc.exchange.packages.reading import DESCRIPTOR
from fisc.exchange.packages.shapes import VALUE
from fisc.values import FiscalYear, Money, Words

Cell = str | int | Money
_FIRST_OF_ZIP: Final = 1980  # no older instant can stand in a zip file


@dataclass(frozen=True, slots=True)
class Table:
    """One file of a package, its columns, and its rows with a value for each of them."""

    name: str
    words: Words
    columns: tuple[Written, ...]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a package says of itself; the instant is handed down by a door."""

    name: str
    words: Words
    division: str
    year: int
    exported_at: datetime
    remarks: Words


def write_package(target: BinaryIO, tables: Iterable[Table], about: About) -> None:
    """Write a package into a file."""
    parts: dict[str, bytes] = {}
    resources = []
    for table in tables:
        path = f"data/{table.name}.csv"
        parts[path] = _csv(table)
        resources.append(_resource(table, path, parts[path]))
    descriptor = json.dumps(_descriptor(about, resources), ensure_ascii=False, indent=2)
    stamp = about.exported_at.timetuple()[:6]
    if stamp[0] < _FIRST_OF_ZIP:
        raise ValueError(f"{about.exported_at} is before {_FIRST_OF_ZIP}.")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in {DESCRIPTOR: descriptor.encode() + b"\n", **parts}.items():
            entry = zipfile.ZipInfo(path, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        writer.writerow(_cell(value) for value in row)
    return text.getvalue().encode()


def _cell(value: Cell) -> str:
    if isinstance(value, Money):
        return written(value, Unit.YUAN)
    return mark(value) if isinstance(value, str) else str(value)


def _descriptor(about: About, resources: list[dict[str, Any]]) -> dict[str, Any]:
    year = FiscalYear(about.year)
    return {
        "profile": "fiscal-data-package",
        "name": about.name,
        "title": about.words.both,
        "description": about.remarks.both,
        "countryCode": "CN",
        "regionCode": about.division,
        "fiscalPeriod": {
            "start": year.first_day.isoformat(),
            "end": (year.end - timedelta(days=1)).isoformat(),
        },
        "granularity": "aggregated",
        "created": about.exported_at.isoformat(),
        "columnTypes": [TAXONOMY, *OWN_TYPES],
        "resources": resources,
    }


def _resource(table: Table, path: str, content: bytes) -> dict[str, Any]:
    extra: list[dict[str, Any]] = [
        {"name": "phase", "type": "string", "columnType": PHASE},
        {"name": "amount", "type": "number", "columnType": VALUE, "normalizationTarget": True},
        {"name": "currency", "type": "string", "columnType": CURRENCY, "constant": "CNY"},
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.words.both,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": {"fields": [_field(one) for one in table.columns], "extraFields": extra},
    }


def _field(column: Written) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "title": column.words.both,
        "type": column.kind,
    }
    if column.phase:
        return found | {"normalize": {"phase": column.phase}}
    return found | {"columnType": column.concept}
