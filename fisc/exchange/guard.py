"""Who is at the door: a file is judged by its name and its first bytes before anything opens it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal

from fisc.exchange.archives import Archive, ArchiveFault, open_archive
from fisc.exchange.limits import Limits
from fisc.exchange.problems import Problem, report

Kind = Literal["xlsx", "csv", "jsonl"]

KINDS: Final[dict[str, Kind]] = {
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
OLDER: Final = frozenset({".xls", ".et", ".ett", ".xlt", ".xlsb", ".ods", ".xlw", ".dif", ".slk"})
MACRO_NAMES: Final = frozenset({".xlsm", ".xltm", ".xlam", ".xla"})

_ZIP: Final = b"PK"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PEEK: Final = 4096
_MARKUP: Final = re.compile(
    rb"\s*(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|table|style|meta|head)", re.IGNORECASE
)
_FOREIGN: Final = (
    (b"%PDF", "PDF", "a PDF"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b\x08", "gzip 压缩包", "a gzip archive"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"MZ", "程序", "a program"),
    (b"\x7fELF", "程序", "a program"),
    (b"SQLite format 3", "数据库", "a database"),
    (b"PAR1", "Parquet 文件", "a Parquet file"),
)
_MACRO_PARTS: Final = re.compile(
    r"vbaProject|xl/macrosheets/|xl/dialogsheets/|activeX|ctrlProps/", re.IGNORECASE
)
_OUTSIDE_PARTS: Final = re.compile(
    r"xl/externalLinks/|xl/connections\.xml|xl/queryTables/|xl/webextensions/", re.IGNORECASE
)
_EMBEDDED_PARTS: Final = re.compile(r"xl/embeddings/", re.IGNORECASE)


def kind_of(path: Path, name: str, limits: Limits) -> Kind | Problem:
    """Judge a file by its size, its name and its first bytes.

    ``name`` is what the person calls the file; the path may be any temporary one.
    """
    size = path.stat().st_size
    if size == 0:
        return report("file-empty")
    if size > limits.file_bytes_max:
        return report("file-too-large", size=f"{size:,}", limit=f"{limits.file_bytes_max:,}")
    ending = Path(name.lower()).suffix
    if ending in OLDER:
        return report("old-workbook", value=name)
    if ending in MACRO_NAMES:
        return report("macros", value=name)
    kind = KINDS.get(ending)
    if kind is None:
        return report("name-unknown", value=name)
    return _content_problem(path, name, kind) or kind


def open_workbook(path: Path, limits: Limits) -> Archive | Problem:
    """Open the directory of a workbook that holds nothing but tables, or say what else it holds."""
    archive = open_archive(path, limits)
    if isinstance(archive, Problem):
        return archive
    for rule, pattern in (
        ("macros", _MACRO_PARTS),
        ("external-links", _OUTSIDE_PARTS),
        ("nested-archive", _EMBEDDED_PARTS),
    ):
        part = next((name for name in archive.entries if pattern.search(name)), None)
        if part:
            return report(rule, value=part)
    return _type_problem(archive) or archive


def _type_problem(archive: Archive) -> Problem | None:
    if not archive.has("[Content_Types].xml") or not archive.has("xl/workbook.xml"):
        found = next(iter(archive.entries), "-")
        return report("workbook-broken", value=f"zip: {found}")
    try:
        types = archive.content("[Content_Types].xml")
    except ArchiveFault as fault:
        return report("archive-lies", value=fault)
    if b"macroEnabled" in types:
        return report("macros", value="[Content_Types].xml")
    return None


def _content_problem(path: Path, name: str, kind: Kind) -> Problem | None:
    with path.open("rb") as file:
        head = file.read(_PEEK)
    found = _foreign(head)
    if head.startswith(_COMPOUND):
        if kind == "xlsx" and _holds(path, "EncryptedPackage".encode("utf-16-le")):
            return report("encrypted")
        found = ("旧格式工作簿或文档", "a workbook or document of an older format")
    elif head.startswith((_ZIP + b"\x03\x04", _ZIP + b"\x05\x06")):
        found = None if kind == "xlsx" else ("压缩包或工作簿", "an archive or a workbook")
    elif kind == "xlsx" and found is None:
        found = ("文字", "plain text")
    if found:
        return report("content-differs", value=name, found=found[0], found_en=found[1])
    return None


def _foreign(head: bytes) -> tuple[str, str] | None:
    for start, zh, en in _FOREIGN:
        if head.startswith(start):
            return zh, en
    return ("网页", "a web page") if _MARKUP.match(head) else None


def _holds(path: Path, wanted: bytes) -> bool:
    """Whether a file holds these bytes, read piece by piece."""
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if wanted in before + chunk:
                return True
            before = chunk[-len(wanted) :]
    return False
