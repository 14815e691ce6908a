"""Look over the inside of a workbook before it is loaded: its extent, and cells without a value.

The loader keeps a rectangle as large as the farthest cell and returns nothing for errors and for
formulas that were never computed. So the extent is measured first, and such cells are found here.
Most sheets need only a search for patterns; a sheet that is unusual is read tag by tag.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final
from xml.parsers import expat

from fisc.exchange.limits import Limits
from fisc.exchange.sheets import Fault

_TAG_MAX: Final = 1 << 20
_FORBIDDEN: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODED: Final = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_CELL: Final = re.compile(rb"<c[\s/>]")
_PLAIN_CELL: Final = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"')
_FAR_CELL: Final = re.compile(rb'<c r="(?:([A-Z]{2,3})([0-9]+)|([A-Z])([0-9]{6,}))"')
# Looked for as plain bytes, which is ten times faster than one pattern for all of them.
_UNUSUAL: Final = tuple(
    [b"<f" + end for end in (b">", b" ", b"/", b"\n", b"\r", b"\t")]
    + [b't="e"', b"t='e'", b" t =", b":sheetData", b":row", b":c ", b":c>"]
)
_SHARED: Final = b't="s"'
_ROW: Final = b"<row"
_ITEM: Final = re.compile(rb"<(?:\w+:)?si[\s/>]")
_ADDRESS: Final = re.compile(r"([A-Z]+)([0-9]+)")


class ScanFault(Exception):
    """A part of a workbook breaks a rule; ``rule`` names it and ``value`` says where."""

    def __init__(self, rule: str, value: str = "") -> None:
        super().__init__(f"{rule}: {value}")
        self.rule = rule
        self.value = value


@dataclass(slots=True)
class Scan:
    """What was found in a sheet: cells without a value by row and column, counted from 0.

    ``rows`` is how far down it has been seen to reach.
    """

    rows: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


def checked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass on the pieces of a part, cut between tags, unless it declares what is not allowed.

    Raises:
        ScanFault: the part is not UTF-8, declares entities or has a tag without end.
    """
    waiting = b""
    first = True
    for chunk in chunks:
        if first:
            _check_start(chunk)
            first = False
        piece = waiting + chunk
        cut = piece.rfind(b"<")
        ready, waiting = (piece[:cut], piece[cut:]) if cut > 0 else (b"", piece)
        if len(waiting) > _TAG_MAX:
            raise ScanFault("forbidden-markup", "<…")
        if b"<!" in ready and _FORBIDDEN.search(ready):
            raise ScanFault("forbidden-markup", "DOCTYPE")
        yield ready
    if _FORBIDDEN.search(waiting):
        raise ScanFault("forbidden-markup", "DOCTYPE")
    yield waiting


def shared_lengths(chunks: Iterable[bytes]) -> array[int]:
    """Return the bytes that each shared text takes at most, in order.

    Raises:
        ScanFault: the part is not UTF-8 or declares entities.
    """
    starts = array("Q")
    done = 0
    for piece in checked(chunks):
        starts.extend(done + found.start() for found in _ITEM.finditer(piece))
        done += len(piece)
    starts.append(done)
    return array("Q", (after - before for before, after in pairwise(starts)))


def scan_sheet(
    chunks: Iterable[bytes],
    again: Iterable[bytes],
    lengths: array[int],
    limits: Limits,
    *,
    computed: bool = True,
) -> Scan:
    """Measure a sheet and find its cells without a value.

    ``again`` yields the same part once more, for a sheet that has to be read tag by tag. Where
    the workbook was not ``computed``, what it keeps as results of formulas is not believed.

    Raises:
        ScanFault: the sheet is too large or declares what is not allowed.
    """
    rows = _usual_rows(chunks, lengths, limits)
    if rows is not None:
        return Scan(rows)
    return _TagReader(lengths, limits, computed=computed).read(again)


def _check_start(chunk: bytes) -> None:
    if chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in chunk[:64]:
        raise ScanFault("forbidden-markup", "UTF-16")
    encoding = _ENCODED.match(chunk.removeprefix(b"\xef\xbb\xbf").lstrip())
    if encoding and encoding[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}:
        raise ScanFault("forbidden-markup", encoding[1].decode("ascii", "replace"))


def _usual_rows(chunks: Iterable[bytes], lengths: array[int], limits: Limits) -> int | None:
    """Return how many rows there are, if each cell states its place, none far out, all plain."""
    longest = max(lengths, default=0)
    shared = rows = 0
    usual = True
    for piece in checked(chunks):
        usual = usual and not any(token in piece for token in _UNUSUAL)
        usual = usual and len(_CELL.findall(piece)) == len(_PLAIN_CELL.findall(piece))
        usual = usual and not any(_is_far(found, limits) for found in _FAR_CELL.finditer(piece))
        shared += piece.count(_SHARED)
        rows += piece.count(_ROW)
        usual = usual and shared * longest <= limits.text_bytes_max
    return rows if usual else None


def _is_far(found: re.Match[bytes], limits: Limits) -> bool:
    letters, digits = found[1] or found[3], found[2] or found[4]
    row, column = int(digits), _column_number(letters.decode())
    return row > limits.rows_max + limits.heading_lines_max or column > limits.columns_max


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _TagReader:
    """Reads a sheet tag by tag, as the loader does, and keeps only what is out of the ordinary."""

    def __init__(self, lengths: array[int], limits: Limits, *, computed: bool) -> None:
        self._lengths = lengths
        self._computed = computed
        self._limits = limits
        self._scan = Scan()
        self._row = self._column = 0
        self._kind = ""
        self._has_formula = self._inside_value = False
        self._value = ""
        self._text_bytes = 0

    def read(self, chunks: Iterable[bytes]) -> Scan:
        parser = expat.ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            for piece in checked(chunks):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise ScanFault("workbook-broken", str(fault)) from fault
        self._scan.rows = self._row
        return self._scan

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self._row + 1
            self._column = 0
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._has_formula = True
        elif name in {"v", "t"}:
            self._inside_value = True

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        address = _ADDRESS.fullmatch(attributes.get("r", ""))
        if address:
            self._column, self._row = _column_number(address[1]), int(address[2])
        self._kind = attributes.get("t", "n")
        self._has_formula = self._inside_value = False
        self._value = ""

    def _text(self, text: str) -> None:
        if self._inside_value:
            self._value += text

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in {"v", "t"}:
            self._inside_value = False
        elif name == "c":
            self._finish_cell()

    def _finish_cell(self) -> None:
        value = self._value.strip()
        if self._kind == "e":
            self._note("error-value", value)
        elif self._has_formula and not (self._computed and (value or self._kind == "str")):
            self._note("formula-unsaved", "")
        elif not value and not self._has_formula:
            return
        if self._row > self._limits.rows_max + self._limits.heading_lines_max:
            raise ScanFault("too-many-rows", f"{self._limits.rows_max:,}")
        if self._column > self._limits.columns_max:
            raise ScanFault("too-many-columns", str(self._limits.columns_max))
        if self._kind == "s" and value.isdigit() and int(value) < len(self._lengths):
            self._text_bytes += self._lengths[int(value)]
            if self._text_bytes > self._limits.text_bytes_max:
                raise ScanFault("too-much-text", f"{self._limits.text_bytes_max:,}")

    def _note(self, rule: str, value: str) -> None:
        if len(self._scan.faults) >= self._limits.problems_max:
            raise ScanFault(rule, value)
        self._scan.faults[self._row - 1, self._column - 1] = Fault(rule, value)
