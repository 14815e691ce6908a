"""Which encoding a text file has: its mark, strict UTF-8, strict GB18030, or a question.

Nothing is guessed from frequencies alone. Where two readings are possible the answer is marked as
unsure, and a person names the encoding after looking at the preview.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fisc.exchange.problems import Problem, report

CHUNK: Final = 1 << 16
MARKS: Final = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
KNOWN: Final = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "big5": "big5",
}
# Above this share of characters outside GB 2312 a text that decodes as GB18030 may be another one.
_RARE_PERCENT: Final = 25
# More NUL bytes than one in so many are not slips in a cell but two-byte units without a mark.
_NUL_SHARE: Final = 8
_ODD: Final = re.compile("[\x80-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_WIDE: Final = re.compile("[\u0800-\U0010ffff]")
_ASCII: Final = re.compile("[\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding in which a file is read, and whether another one is possible."""

    name: str
    certain: bool = True


def detect(path: Path) -> Encoding | Problem:
    """Find the encoding of a text file, or say why it cannot be found.

    Always: a file that is read is read without one replaced character; memory does not grow
    with the file.
    """
    with path.open("rb") as file:
        head = file.read(CHUNK)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None)
    if marked is not None:
        return _marked(path, marked)
    if head.count(0) * _NUL_SHARE > len(head):
        return report("encoding-unknown", value="UTF-16?")
    wide = _strict(path, "utf-8")
    if wide is not None:
        # Text with only two-byte characters (no Chinese) may be Chinese text in GB18030.
        unsure = wide.beyond_ascii and not wide.beyond_two_bytes and decodes(path, "gb18030")
        return Encoding("utf-8", certain=not unsure)
    return _without_utf_8(path)


def named(path: Path, name: str) -> Encoding | Problem:
    """Take the encoding that a person has named, if the file can be read in it.

    Raises:
        ValueError: the name is not one of the encodings that are read.
    """
    known = KNOWN.get(name.strip().lower().replace("_", "-"))
    if known is None:
        raise ValueError(f"{name!r} is not an encoding that is read; use one of {sorted(KNOWN)}.")
    return Encoding(known) if decodes(path, known) else report("encoding-wrong", value=name)


def decodes(path: Path, name: str) -> bool:
    """Whether the whole file can be read strictly in this encoding."""
    try:
        for _ in _decoded(path, name, "strict"):
            pass
    except UnicodeError:  # UTF-16 without its mark is one without being a decode error
        return False
    return True


def _marked(path: Path, name: str) -> Encoding | Problem:
    if not name:
        return report("encoding-unknown", value="UTF-32")
    return Encoding(name) if decodes(path, name) else report("encoding-wrong", value=name)


def _without_utf_8(path: Path) -> Encoding | Problem:
    kept, lost = _damage(path)
    if kept >= lost:
        return report("encoding-damaged", value=lost)
    chinese = _strict(path, "gb18030")
    if chinese is None:
        return report("encoding-unknown", value=_first_bytes(path))
    usual = chinese.rare * 100 <= _RARE_PERCENT * chinese.beyond_ascii and not chinese.odd
    return Encoding("gb18030", certain=usual)


@dataclass(slots=True)
class _Seen:
    beyond_ascii: int = 0
    beyond_two_bytes: bool = False
    rare: int = 0
    odd: bool = False


def _decoded(path: Path, name: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(name)(errors)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _strict(path: Path, name: str) -> _Seen | None:
    seen = _Seen()
    try:
        for text in _decoded(path, name, "strict"):
            beyond = _ASCII.sub("", text)
            seen.beyond_ascii += len(beyond)
            seen.beyond_two_bytes |= _WIDE.search(beyond) is not None
            if name == "gb18030" and beyond:
                seen.odd |= _ODD.search(beyond) is not None
                usual = beyond.encode("gb2312", "ignore").decode("gb2312")
                seen.rare += len(beyond) - len(usual)
    except UnicodeError:
        return None
    return seen


def _damage(path: Path) -> tuple[int, int]:
    """Count the characters of three and more bytes that UTF-8 explains, and what it does not."""
    kept = lost = 0
    for text in _decoded(path, "utf-8", "replace"):
        wide = len(_WIDE.findall(text))
        bad = text.count("\ufffd")
        kept += wide - bad
        lost += bad
    return kept, lost


def _first_bytes(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(8).hex(" ")
