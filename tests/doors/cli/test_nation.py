"""A nation is streamed into a folder, and nothing in it is overwritten."""

from __future__ import annotations

import json

import pytest
from pyarrow import parquet

from fisc.demo.places import places
from fisc.demo.plan import Plan
from fisc.doors.cli.exits import Exit


@pytest.fixture
def small(monkeypatch):
    """Let every province consist of one county with few payments."""
    county = places()["239901"]
    monkeypatch.setattr(Plan, "places", property(lambda self: [county]))
    monkeypatch.setattr(Plan, "targets", property(lambda self: {"239901": 60_000}))


def test_a_nation_is_written_into_its_folder(small, tmp_path, fisc):
    folder = tmp_path / "nation"
    words = ("demo", "--scale", "national", "--folder", str(folder), "--provinces", "2", "--json")

    first, second = fisc(*words), fisc(*words)

    told = json.loads(first.out)
    files = sorted(folder.iterdir())
    assert (first.code, told["written"]["files"]) == (Exit.DONE, 2)
    assert [file.name for file in files] == ["payments-01.parquet", "payments-02.parquet"]
    rows = sum(parquet.read_metadata(file).num_rows for file in files)
    assert told["written"]["rows"] == rows > 120_000
    assert second.code == Exit.REFUSED
    assert "payments-01.parquet" in second.out


def test_a_nation_needs_a_folder(fisc):
    asked = fisc("demo", "--scale", "national", "--json")

    assert asked.code == Exit.USAGE
    assert "--folder" in asked.out
