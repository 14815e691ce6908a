"""A nation is streamed into files: the same rows for the same seed, never all in memory."""

from __future__ import annotations

import csv
import gzip

import pytest
from pyarrow import parquet

from fisc.demo import stream
from fisc.demo.plan import Plan
from fisc.demo.scales import Scale


def test_rows_are_those_of_the_plan(tmp_path):
    written = stream.stream(tmp_path / "a", 7, scale=Scale.PREFECTURE, format_="csv.gz")
    plan = Plan(Scale.PREFECTURE, 7_000)
    rows = paid = 0
    for part in plan.parts():
        for month in range(1, 13):
            payments = part.payments(month)
            rows += len(payments)
            paid += int(payments.paid.sum())

    with gzip.open(tmp_path / "a" / "payments-01.csv.gz", "rt", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert len(found) == written.rows == rows
    assert sum(int(row["paid_fen"]) for row in found) == written.paid_fen == paid
    assert tuple(found[0]) == stream.COLUMNS
    assert {row["division"] for row in found} == {place.code for place in plan.places}
    assert all(row["unit"].startswith(row["division"]) for row in found)


def test_the_same_seed_gives_the_same_file(tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        stream.stream(tmp_path / name, seed, scale=Scale.COUNTY, format_="csv.gz")
    files = [(tmp_path / name / "payments-01.csv.gz").read_bytes() for name in "abc"]

    assert files[0] == files[1] != files[2]


def test_a_nation_has_a_file_for_each_province_and_progress_is_told(tmp_path, monkeypatch):
    heard = []
    monkeypatch.setattr(Plan, "places", property(lambda self: [_only_county()]))
    monkeypatch.setattr(Plan, "targets", property(lambda self: {"239901": 60_000}))

    written = stream.stream(
        tmp_path, 7, provinces=3, format_="csv.gz", progress=lambda *said: heard.append(said)
    )

    assert written.files == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"payments-0{n}.csv.gz" for n in (1, 2, 3)
    ]
    assert written.rows == 3 * (60_000 + 24)
    assert heard == [("stream", 1, 3), ("stream", 2, 3), ("stream", 3, 3)]


def test_nothing_is_overwritten(tmp_path):
    stream.stream(tmp_path, 7, scale=Scale.COUNTY, format_="csv.gz")
    with pytest.raises(FileExistsError, match="folder of its own"):
        stream.stream(tmp_path, 7, scale=Scale.COUNTY, format_="csv.gz")


def test_parquet_holds_the_same_rows(tmp_path):
    written = stream.stream(tmp_path, 7, scale=Scale.COUNTY)
    table = parquet.read_table(tmp_path / "payments-01.parquet")

    assert written.format == "parquet"
    assert table.num_rows == written.rows
    assert table.column_names == list(stream.COLUMNS)
    assert sum(table.column("paid_fen").to_pylist()) == written.paid_fen


def test_without_pyarrow_parquet_is_missed_by_name_and_csv_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "find_spec", lambda name: None)

    with pytest.raises(stream.ParquetMissing, match="pyarrow is not installed"):
        stream.stream(tmp_path, 7, scale=Scale.COUNTY, format_="parquet")
    assert stream.stream(tmp_path, 7, scale=Scale.COUNTY).format == "csv.gz"


def _only_county():
    from fisc.demo.places import places

    return places()["239901"]
