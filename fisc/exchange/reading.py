"""Open a file of any kind that the exchange reads; the first thing that every import does."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fisc.exchange.encodings import Encoding, detect, named
from fisc.exchange.guard import kind_of
from fisc.exchange.jsonlines import read_json_lines
from fisc.exchange.limits import Limits
from fisc.exchange.problems import Notices, Place, Problem, report
from fisc.exchange.separated import read_separated
from fisc.exchange.sheets import Reading
from fisc.exchange.workbooks import read_workbook


def open_file(
    path: Path,
    *,
    name: str | None = None,
    limits: Limits | None = None,
    encoding: str | None = None,
) -> Reading:
    """Judge a file and open it, or say why it stays shut.

    ``name`` is what the person calls the file; ``encoding`` is named by a person when the file
    itself does not settle it.

    Raises:
        ValueError: ``encoding`` is not one that is read.
    """
    limits = limits or Limits()
    name = name or path.name
    kind = kind_of(path, name, limits)
    if isinstance(kind, Problem):
        return Reading(fingerprint_of(path), problems=(kind,))
    if kind == "xlsx":
        return read_workbook(path, fingerprint_of(path), limits)
    found = named(path, encoding) if encoding else detect(path)
    if isinstance(found, Problem):
        return Reading(fingerprint_of(path), problems=(found,))
    read = read_separated if kind == "csv" else read_json_lines
    reading = read(path, Path(name).stem, fingerprint_of(path), found.name, limits)
    return _with_doubts(reading, found, limits)


def fingerprint_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _with_doubts(reading: Reading, encoding: Encoding, limits: Limits) -> Reading:
    notices = Notices(cells_max=limits.notice_cells_max)
    if not encoding.name.startswith("utf-8"):
        notices.add("read-as", Place(), encoding.name.upper())
    problems = reading.problems
    if not encoding.certain:
        problems = (*problems, report("encoding-unsure", value=encoding.name.upper()))
    return Reading(
        reading.fingerprint,
        reading.sheets,
        problems,
        reading.notices + notices.listed,
        reading.marks,
    )
