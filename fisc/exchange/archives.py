"""Look into a zip file without unpacking it, and unpack its parts under a ceiling.

The directory at the end of the file is measured before it is read, its sizes are judged before
anything is unpacked, and every part that is read later must unpack to exactly the size that the
directory promised.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from fisc.exchange.limits import MIB, Limits
from fisc.exchange.problems import Problem, report

CHUNK: Final = 1 << 20
_DIRECTORY_BYTES_MAX: Final = 2 * MIB
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_END_64: Final = b"PK\x06\x06"
_LOCATOR_64: Final = b"PK\x06\x07"
_COMMENT_MAX: Final = 65_535
_RATIO_FREE_BYTES: Final = MIB
_ENCRYPTED_FLAG: Final = 0x1
_LOCAL_HEADER_SIZE: Final = 30
_ARCHIVE_NAME: Final = re.compile(
    r"\.(zip|xlsx|xlsm|xlsb|xls|docx|docm|doc|pptx|ppt|rar|7z|gz|bz2|xz|tar|jar|et|wps)$",
    re.IGNORECASE,
)
_ARCHIVE_START: Final = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08")


class ArchiveFault(Exception):
    """A part of an archive does not unpack to what its directory promised."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The directory of a zip file whose sizes have been judged."""

    path: Path
    entries: dict[str, zipfile.ZipInfo]

    def has(self, name: str) -> bool:
        """Whether a part of this name is there."""
        return name in self.entries

    def unpack(self, name: str, *, bytes_max: int | None = None) -> Iterator[bytes]:
        """Yield a part piece by piece; with ``bytes_max`` only its beginning.

        Raises:
            ArchiveFault: the part is damaged or larger than the directory says.
        """
        entry = self.entries[name]
        with self.path.open("rb") as file:
            file.seek(_start_of_content(file, entry))
            yield from _inflated(file, entry, bytes_max)

    def content(self, name: str) -> bytes:
        """Return the whole of a small part.

        Raises:
            ArchiveFault: the part is damaged or larger than the directory says.
        """
        return b"".join(self.unpack(name))


def open_archive(path: Path, limits: Limits) -> Archive | Problem:
    """Judge the directory of a zip file, or say why the file is not unpacked."""
    size, count = _directory_size(path)
    if count > limits.entries_max or size > _DIRECTORY_BYTES_MAX:
        return report("too-many-entries", value=f"{count:,}", limit=f"{limits.entries_max:,}")
    try:
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as fault:
        return report("workbook-broken", value=fault)
    return _judge_sizes(listed, path, limits) or _judge_parts(listed, path)


def _judge_sizes(listed: list[zipfile.ZipInfo], path: Path, limits: Limits) -> Problem | None:
    if len(listed) > limits.entries_max:
        count = f"{len(listed):,}"
        return report("too-many-entries", value=count, limit=f"{limits.entries_max:,}")
    unpacked = sum(entry.file_size for entry in listed)
    if unpacked > limits.unpacked_bytes_max:
        limit = f"{limits.unpacked_bytes_max:,}"
        return report("unpacks-too-large", value=f"{unpacked:,}", limit=limit)
    ratio = unpacked // max(path.stat().st_size, 1)
    if ratio > limits.ratio_max and unpacked > _RATIO_FREE_BYTES:
        return report("ratio-too-high", value=ratio, limit=limits.ratio_max)
    return None


def _judge_parts(listed: list[zipfile.ZipInfo], path: Path) -> Archive | Problem:
    archive = Archive(path, {entry.filename: entry for entry in listed})
    if len(archive.entries) != len(listed):
        return report("archive-lies", value="the same name twice")
    found = (_judge_part(archive, entry) for entry in listed)
    return next((problem for problem in found if problem), archive)


def _judge_part(archive: Archive, entry: zipfile.ZipInfo) -> Problem | None:
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return report("encrypted")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return report("archive-lies", value=f"compression {entry.compress_type}")
    try:
        start = b"".join(archive.unpack(entry.filename, bytes_max=4))
    except ArchiveFault as fault:
        return report("archive-lies", value=fault)
    if _ARCHIVE_NAME.search(entry.filename) or start.startswith(_ARCHIVE_START):
        return report("nested-archive", value=entry.filename)
    return None


def _directory_size(path: Path) -> tuple[int, int]:
    """Return the bytes and the entries of the directory as the end of the file states them."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _COMMENT_MAX - _END_SIZE))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_SIZE:
            return 0, 0
        count, directory = struct.unpack_from("<HI", tail, at + 10)
        if tail[max(0, at - 20) : at].startswith(_LOCATOR_64):
            file.seek(min(size, struct.unpack_from("<Q", tail, at - 20 + 8)[0]))
            record = file.read(56)
            if record.startswith(_END_64) and len(record) == 56:  # noqa: PLR2004 - its fixed size
                count, directory = struct.unpack_from("<QQ", record, 32)
    return directory, count


def _start_of_content(file: BinaryIO, entry: zipfile.ZipInfo) -> int:
    if entry.header_offset < 0:
        raise ArchiveFault(entry.filename)
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER_SIZE)
    if len(header) < _LOCAL_HEADER_SIZE or not header.startswith(b"PK\x03\x04"):
        raise ArchiveFault(entry.filename)
    name, extra = struct.unpack_from("<HH", header, 26)
    return int(entry.header_offset + _LOCAL_HEADER_SIZE + name + extra)


def _inflated(file: BinaryIO, entry: zipfile.ZipInfo, bytes_max: int | None) -> Iterator[bytes]:
    """Yield what is unpacked; never a byte more than the directory promised."""
    checksum = done = 0
    for piece in _pieces(file, entry):
        done += len(piece)
        if done > entry.file_size:
            raise ArchiveFault(f"{entry.filename}: more than {entry.file_size:,} bytes")
        if bytes_max is not None and done >= bytes_max:
            yield piece[: len(piece) - (done - bytes_max)]
            return
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if done != entry.file_size or checksum != entry.CRC:
        raise ArchiveFault(f"{entry.filename}: {done:,} bytes, not {entry.file_size:,}")


def _pieces(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what the packed bytes hold, at most a chunk at a time."""
    stored = entry.compress_type == zipfile.ZIP_STORED
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    left = entry.compress_size
    while left > 0 and not unpacker.eof:
        packed = file.read(min(CHUNK, left))
        if not packed:
            raise ArchiveFault(f"{entry.filename}: cut off")
        left -= len(packed)
        if stored:
            yield packed
            continue
        piece = b""
        # A full piece may leave more behind, even where every packed byte has been taken in.
        while not unpacker.eof and (packed or len(piece) == CHUNK):
            try:
                piece = unpacker.decompress(packed, CHUNK)
            except zlib.error as fault:
                raise ArchiveFault(f"{entry.filename}: {fault}") from fault
            packed = unpacker.unconsumed_tail
            yield piece
