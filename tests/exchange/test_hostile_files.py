"""Hostile and odd files are refused at the door, quickly, and with a way out."""

from __future__ import annotations

import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from fisc.exchange.archives import open_archive
from fisc.exchange.limits import Limits
from fisc.exchange.reading import open_file
from tests.exchange.samples import SHARED, SHEET, measured, raw_workbook, sheet_xml, workbook

MIB = 1024 * 1024


def _found(path, **options):
    return [problem.rule for problem in open_file(path, **options).problems]


def _deflated_zeros(size: int) -> tuple[bytes, int]:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block, packed, checksum = b"\0" * MIB, [], 0
    for _ in range(size // MIB):
        packed.append(packer.compress(block))
        checksum = zlib.crc32(block, checksum)
    packed.append(packer.flush())
    return b"".join(packed), checksum


def _bomb(path: Path, size: int, *, stated: int | None = None) -> Path:
    """Write a workbook whose sheet unpacks to ``size`` bytes, and states whatever it likes."""
    raw_workbook(path, {})
    packed, checksum = _deflated_zeros(size)
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
        archive.writestr(entry, b"")
    content = bytearray(path.read_bytes())
    # The last entry is empty and stored; put the packed bytes in and mend header and directory.
    directory = content.rfind(b"PK\x01\x02")
    first_directory = content.find(b"PK\x01\x02")
    local = struct.unpack_from("<I", content, directory + 42)[0]
    claim = size if stated is None else stated
    for at in (local + 6, directory + 8):
        struct.pack_into("<HH", content, at, 0, zipfile.ZIP_DEFLATED)
    for at in (local + 14, directory + 16):
        struct.pack_into("<III", content, at, checksum, len(packed), claim)
    content[first_directory:first_directory] = packed
    end = content.rfind(b"PK\x05\x06")
    struct.pack_into("<I", content, end + 16, first_directory + len(packed))
    path.write_bytes(bytes(content))
    return path


@pytest.mark.parametrize(
    ("size", "rule"), [(640 * MIB, "unpacks-too-large"), (64 * MIB, "ratio-too-high")]
)
def test_a_zip_bomb_is_refused_within_a_second_and_without_memory(tmp_path, size, rule):
    path = _bomb(tmp_path / "bomb.xlsx", size)

    tracemalloc.start()
    began = time.process_time()
    found = _found(path)
    passed = time.process_time() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == [rule]
    assert passed < 1
    assert peak < 8 * MIB


def test_a_bomb_that_states_a_small_size_is_stopped_at_that_size(tmp_path):
    path = _bomb(tmp_path / "liar.xlsx", 512 * MIB, stated=1000)

    began = time.process_time()

    assert _found(path) == ["archive-lies"]
    assert time.process_time() - began < 1


def test_a_damaged_part_is_refused(tmp_path):
    path = raw_workbook(tmp_path / "x.xlsx", {SHEET: sheet_xml("<row/>" * 50)})
    content = bytearray(path.read_bytes())
    at = content.find(SHEET.encode()) + len(SHEET) + 20
    content[at] ^= 0xFF
    path.write_bytes(bytes(content))

    assert _found(path) == ["archive-lies"]


def test_a_part_that_claims_to_go_on_after_the_end_of_the_file_is_refused(tmp_path):
    path = raw_workbook(tmp_path / "x.xlsx", {})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("docProps/app.xml", f"<x>{'a' * 100}</x>")
    content = bytearray(path.read_bytes())
    struct.pack_into("<II", content, content.rfind(b"PK\x01\x02") + 20, 90_000, 90_000)
    path.write_bytes(bytes(content))

    assert _found(path) == ["archive-lies"]


@pytest.mark.parametrize("size", [MIB - 1, MIB, MIB + 1, 3 * MIB, 3 * MIB + 7])
def test_parts_around_the_size_of_a_piece_are_unpacked_whole(tmp_path, size):
    text = bytes(random.Random(size).choices(b"0123456789abcdef", k=size))
    path = raw_workbook(
        tmp_path / "x.xlsx", {"xl/media/noise.txt": text, "xl/zero.txt": b"0" * size}
    )
    archive = open_archive(path, Limits(ratio_max=10_000))

    assert archive.content("xl/media/noise.txt") == text
    assert archive.content("xl/zero.txt") == b"0" * size


def test_too_many_parts_are_refused(tmp_path):
    path = raw_workbook(tmp_path / "x.xlsx", {f"xl/media/{n}.txt": "x" for n in range(2_000)})

    assert _found(path) == ["too-many-entries"]


def test_a_directory_with_half_a_million_entries_is_not_even_read(tmp_path):
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *[0] * 16)
    directory = entry * 400_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 4, 0)
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04" + directory + end)

    began = time.process_time()

    assert _found(path) == ["too-many-entries"]
    assert time.process_time() - began < 0.5


PARTS = {
    "macros": {"xl/vbaProject.bin": b"\xd0\xcf"},
    "old macros": {"xl/macrosheets/sheet1.xml": "<x/>"},
    "controls": {"xl/activeX/activeX1.xml": "<x/>"},
    "links": {"xl/externalLinks/externalLink1.xml": "<x/>"},
    "connections": {"xl/connections.xml": "<x/>"},
    "queries": {"xl/queryTables/queryTable1.xml": "<x/>"},
    "embedded": {"xl/embeddings/oleObject1.bin": b"\xd0\xcf"},
    "archive by name": {"xl/media/inner.zip": b"x"},
    "archive by content": {"xl/media/picture.png": b"PK\x03\x04rest"},
    "macro type": {"[Content_Types].xml": "<Types>application/…macroEnabled.main+xml</Types>"},
    "no workbook": {"xl/workbook.xml": ""},
    "entity": {SHEET: sheet_xml("", before='<!DOCTYPE x [<!ENTITY a "b">]>')},
    "late entity": {SHARED: '<sst><si><t>a</t></si><!DOCTYPE x [<!ENTITY a "b">]></sst>'},
    "entity in styles": {"xl/styles.xml": '<!DOCTYPE x SYSTEM "file:///etc/hosts"><x/>'},
    "another encoding": {SHEET: sheet_xml("").encode("utf-16")},
    "stated encoding": {SHEET: sheet_xml("", before='<?xml version="1.0" encoding="GBK"?>')},
    "endless tag": {SHEET: sheet_xml("<row " + "x" * 3_000_000 + "/>")},
    "missing sheet": {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
    "not XML": {"xl/workbook.xml": "<workbook><sheets></workbook>"},
}
RULES = {
    "macros": "macros",
    "old macros": "macros",
    "controls": "macros",
    "links": "external-links",
    "connections": "external-links",
    "queries": "external-links",
    "embedded": "nested-archive",
    "archive by name": "nested-archive",
    "archive by content": "nested-archive",
    "macro type": "macros",
    "no workbook": "workbook-broken",
    "entity": "forbidden-markup",
    "late entity": "forbidden-markup",
    "entity in styles": "forbidden-markup",
    "another encoding": "forbidden-markup",
    "stated encoding": "forbidden-markup",
    "endless tag": "forbidden-markup",
    "missing sheet": "workbook-broken",
    "not XML": "workbook-broken",
}


@pytest.mark.parametrize("kind", PARTS)
def test_a_workbook_that_is_more_than_tables_is_refused(tmp_path, kind):
    path = raw_workbook(tmp_path / "x.xlsx", PARTS[kind])

    # The endless tag packs too well; its ratio is not what is tried here.
    assert _found(path, limits=Limits(ratio_max=10_000)) == [RULES[kind]]


CONTENTS = {
    "a web page called xlsx": ("x.xlsx", b"<html><table><tr><td>1</td></tr></table></html>"),
    "an old workbook called xlsx": ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "text called xlsx": ("x.xlsx", "单位,金额\n".encode()),
    "a workbook called csv": ("x.csv", b"PK\x03\x04" + b"\0" * 60),
    "a web page called csv": ("x.csv", b"\xef\xbb\xbf  <!DOCTYPE html><p>"),
    "a PDF called csv": ("x.csv", b"%PDF-1.7"),
    "a program called csv": ("x.csv", b"MZ\x90\0"),
    "a database called jsonl": ("x.jsonl", b"SQLite format 3\0"),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_file_whose_content_does_not_match_its_name_is_refused(tmp_path, kind):
    name, content = CONTENTS[kind]
    (tmp_path / name).write_bytes(content)

    assert _found(tmp_path / name) == ["content-differs"]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("x.xls", "old-workbook"),
        ("X.ET", "old-workbook"),
        ("x.ods", "old-workbook"),
        ("x.xlsm", "macros"),
        ("x.pdf", "name-unknown"),
        ("x", "name-unknown"),
        ("../../x.xlsx.exe", "name-unknown"),
    ],
)
def test_a_name_alone_may_be_enough_to_refuse(tmp_path, name, rule):
    (tmp_path / "upload").write_bytes(b"anything")

    assert _found(tmp_path / "upload", name=name) == [rule]


def test_an_older_workbook_is_told_how_to_become_a_new_one(tmp_path):
    (tmp_path / "x.et").write_bytes(b"x")
    (problem,) = open_file(tmp_path / "x.et").problems

    assert "另存为" in problem.what_to_do.zh
    assert ".xlsx" in problem.what_to_do.en


def test_a_workbook_with_a_password_is_told_apart_from_an_old_one(tmp_path):
    stream = "EncryptedPackage".encode("utf-16-le")
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + stream
    (tmp_path / "x.xlsx").write_bytes(content)

    assert _found(tmp_path / "x.xlsx") == ["encrypted"]


def test_an_encrypted_part_is_refused(tmp_path):
    path = raw_workbook(tmp_path / "x.xlsx", {})
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))

    assert _found(path) == ["encrypted"]


def test_an_empty_file_and_a_large_one_are_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"")
    (tmp_path / "y.csv").write_bytes(b"a,b\n" * 10)

    assert _found(tmp_path / "x.csv") == ["file-empty"]
    assert _found(tmp_path / "y.csv", limits=Limits(file_bytes_max=39)) == ["file-too-large"]
    assert _found(tmp_path / "y.csv", limits=Limits(file_bytes_max=40)) == []


def test_a_workbook_that_the_loader_cannot_read_is_a_problem_and_no_crash(tmp_path):
    rows = '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'
    path = raw_workbook(tmp_path / "x.xlsx", {SHEET: sheet_xml(rows)})
    (row,) = open_file(path).sheets[0].lines

    assert row.problem.rule == "workbook-broken"


@pytest.mark.parametrize("seed", range(60))
def test_a_workbook_with_flipped_bytes_never_crashes(tmp_path, seed):
    chance = random.Random(seed)
    content = bytearray(
        workbook(tmp_path / "a.xlsx", {"S": [["a", "b"], ["x", 1.5], ["y", 2]]}).read_bytes()
    )
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    (tmp_path / "b.xlsx").write_bytes(bytes(content))

    reading = open_file(tmp_path / "b.xlsx")
    rows = [row for sheet in reading.sheets for row in sheet.lines]

    assert reading.problems or reading.sheets or rows == []


GROWTH = """
import json, sys
from fisc.exchange.reading import open_file

before = peak_mib()
rule = open_file(Path(sys.argv[1])).problems[0].rule
print(json.dumps([rule, peak_mib() - before]))
"""


def test_a_bomb_does_not_raise_the_memory_of_the_process(tmp_path):
    path = _bomb(tmp_path / "bomb.xlsx", 640 * MIB)
    rule, grown_mib = measured(GROWTH, path)

    assert rule == "unpacks-too-large"
    assert grown_mib < 50
