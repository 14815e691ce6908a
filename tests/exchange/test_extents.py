"""How far a check has to go is known before its last row, for every kind of file."""

from __future__ import annotations

import io

import openpyxl
import pytest

from fisc.exchange.extents import about_how_many, line_breaks
from fisc.exchange.reading import open_file

LINES = 300


def workbook(*, odd: bool = False) -> bytes:
    book = openpyxl.Workbook()
    for number in range(LINES):
        book.active.append([f"line {number}", number])
    if odd:
        book.active["C1"] = "=1/0"  # a sheet that is read tag by tag
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "\n".join(f"x,{n}" for n in range(LINES)).encode()),
        ("b.csv", "\r\n".join(f"x,{n}" for n in range(LINES)).encode("utf-16") + b"\r\0\n\0"),
        ("c.jsonl", "".join(f'{{"a": {n}}}\n' for n in range(LINES)).encode()),
        ("d.xlsx", workbook()),
        ("e.xlsx", workbook(odd=True)),
    ],
)
def test_the_rows_of_a_file_are_counted_before_they_are_read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    assert about_how_many(open_file(path)) == LINES


def test_an_empty_file_and_one_that_stays_shut_have_none(tmp_path):
    empty, shut = tmp_path / "a.csv", tmp_path / "b.xlsx"
    empty.write_bytes(b"")
    shut.write_bytes(workbook()[:100])

    assert line_breaks(empty, "utf-8") == 0
    assert about_how_many(open_file(shut)) == 0
