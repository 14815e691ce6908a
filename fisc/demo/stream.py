"""A nation's payments streamed into files, place by place and month by month, for measuring.

Thirty-one provinces like ours, each drawn from a seed of its own, are too many for one database
and too many for memory. They are written as Parquet where pyarrow is installed, which it need not
be, and as compressed CSV otherwise. Only one month of one place is in memory at a time.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import numpy as np

from fisc.demo.days import MONTHS
from fisc.demo.payments import Payments
from fisc.demo.plan import PlacePlan, Plan
from fisc.demo.scales import SIZES, Scale

Format = Literal["parquet", "csv.gz"]
Progress = Callable[[str, int, int], None]
COLUMNS: Final = (
    "province",
    "division",
    "unit",
    "indicator",
    "serial",
    "day",
    "amount_fen",
    "refused",
    "confirmed",
    "paid_fen",
    "refund_day",
    "refund_fen",
)
_OF_PAYMENTS: Final = {
    "serial": "serial",
    "day": "day",
    "amount_fen": "amount",
    "refused": "refused",
    "confirmed": "confirmed",
    "paid_fen": "paid",
    "refund_day": "refund_day",
    "refund_fen": "refund",
}
_SEEDS: Final = 1_000  # the seeds of the provinces of one nation lie within so many


class ParquetMissing(RuntimeError):
    """Parquet was asked for and the library that writes it is not installed."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What was written. Units: ``paid_fen`` in fen."""

    folder: Path
    format: Format
    files: int
    rows: int
    paid_fen: int


class Sheet(Protocol):
    """A file that takes one month of one place after another."""

    def add(self, columns: dict[str, Any]) -> None: ...
    def close(self) -> None: ...


def stream(
    folder: Path,
    seed: int,
    *,
    scale: Scale = Scale.NATIONAL,
    provinces: int | None = None,
    format_: Format | None = None,
    progress: Progress | None = None,
) -> Streamed:
    """Write the payments of a scale into ``folder``, one file for each province.

    ``provinces`` writes fewer of them than the scale has. Days are ordinals, 0 for what never
    happens.

    Always: the same scale and seed give the same rows.

    Raises:
        ParquetMissing: Parquet was asked for and pyarrow is not installed.
        FileExistsError: a file of the same name is there; nothing is overwritten.
    """
    chosen: Format = format_ or ("parquet" if _pyarrow() else "csv.gz")
    if chosen == "parquet" and not _pyarrow():
        raise ParquetMissing(
            "pyarrow is not installed, so Parquet cannot be written. Install it beside fisc, or "
            "ask for 'csv.gz'."
        )
    folder.mkdir(parents=True, exist_ok=True)
    copies = min(provinces or SIZES[scale].copies, SIZES[scale].copies)
    rows = paid = 0
    for copy in range(copies):
        plan = Plan(scale, seed * _SEEDS + copy)
        path = folder / f"payments-{copy + 1:02}.{chosen}"
        sheet = _new_sheet(path, chosen)
        try:
            for at, place in enumerate(plan.places, 1):
                for payments, columns in _months(plan.of(place), copy + 1):
                    sheet.add(columns)
                    rows += len(payments)
                    paid += int(payments.paid.sum())
                if progress:
                    done = copy * len(plan.places) + at
                    progress("stream", done, copies * len(plan.places))
        finally:
            sheet.close()
    return Streamed(folder, chosen, copies, rows, paid)


def _months(part: PlacePlan, province: int) -> Iterator[tuple[Payments, dict[str, Any]]]:
    """Yield each month of a place with its columns by name, in the order of ``COLUMNS``."""
    units = np.array([int(unit.code) for unit in part.basic_units], dtype=np.int64)
    for month in range(1, MONTHS + 1):
        payments = part.payments(month)
        size = len(payments)
        columns = {
            "province": np.full(size, province, dtype=np.int64),
            "division": np.full(size, part.place.number, dtype=np.int64),
            "unit": units[payments.unit],
            "indicator": payments.indicator + 1,
        }
        columns |= {
            name: getattr(payments, field).astype(np.int64) for name, field in _OF_PAYMENTS.items()
        }
        yield payments, columns


def _pyarrow() -> bool:
    return find_spec("pyarrow") is not None


def _new_sheet(path: Path, format_: Format) -> Sheet:
    if path.exists():
        raise FileExistsError(f"{path.name} is there already; give the stream a folder of its own.")
    return ParquetSheet(path) if format_ == "parquet" else CsvSheet(path)


class CsvSheet:
    """Compressed CSV in UTF-8, with a head."""

    def __init__(self, path: Path) -> None:
        # Without a time in its head the file is the same whenever it is written.
        self._raw = path.open("xb")
        self._packed = gzip.GzipFile(fileobj=self._raw, mode="wb", compresslevel=1, mtime=0)
        self._text = TextIOWrapper(self._packed, encoding="utf-8", newline="")
        self._rows = csv.writer(self._text, lineterminator="\n")
        self._rows.writerow(COLUMNS)

    def add(self, columns: dict[str, Any]) -> None:
        """Append one month of one place."""
        self._rows.writerows(zip(*(columns[name].tolist() for name in COLUMNS), strict=True))

    def close(self) -> None:
        """Finish the file."""
        self._text.close()
        self._packed.close()
        self._raw.close()


class ParquetSheet:
    """Parquet with one row group for each month of a place."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self._arrow = pa
        schema = pa.schema([(name, pa.int64()) for name in COLUMNS])
        self._writer = parquet.ParquetWriter(path, schema, compression="zstd")

    def add(self, columns: dict[str, Any]) -> None:
        """Append one month of one place."""
        self._writer.write_table(self._arrow.table({name: columns[name] for name in COLUMNS}))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
