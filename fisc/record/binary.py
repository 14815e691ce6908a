"""Columns of whole numbers and keys in PostgreSQL's binary form, in and out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format

from fisc.engines.ledger.sets import Whole

COPY: Final = (
    "COPY entry (batch, line, key, leg, event, debit, credit, amount_fen, day)"
    " FROM STDIN (FORMAT BINARY)"
)
_ELEMENT: Final = np.dtype([("size", ">i4"), ("value", ">i8")])
_KEY_ELEMENT: Final = np.dtype([("size", ">i4"), ("value", "V16")])
COPY_ROW: Final = np.dtype(
    [
        ("fields", ">i2"),
        ("n1", ">i4"),
        ("batch", ">i8"),
        ("n2", ">i4"),
        ("line", ">i4"),
        ("n3", ">i4"),
        ("key", "V16"),
        ("n4", ">i4"),
        ("leg", ">i2"),
        ("n5", ">i4"),
        ("event", ">i2"),
        ("n6", ">i4"),
        ("debit", ">i8"),
        ("n7", ">i4"),
        ("credit", ">i8"),
        ("n8", ">i4"),
        ("amount", ">i8"),
        ("n9", ">i4"),
        ("day", ">i4"),
    ]
)
COPY_SIZES: Final = {
    "n1": 8,
    "n2": 4,
    "n3": 16,
    "n4": 2,
    "n5": 2,
    "n6": 8,
    "n7": 8,
    "n8": 8,
    "n9": 4,
    "fields": 9,
}
COPY_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END: Final = b"\xff\xff"


class WholeArrayDumper(Dumper):
    """Hand a NumPy column of 64-bit whole numbers to PostgreSQL as a binary ``bigint[]``."""

    format = Format.BINARY
    oid = 1016

    def dump(self, obj: Any) -> bytes:
        """Return the array in PostgreSQL's binary form."""
        body = np.empty(obj.size, dtype=_ELEMENT)
        body["size"] = 8
        body["value"] = obj
        head = np.array([1, 0, 20, obj.size, 1], dtype=">i4")
        return head.tobytes() + body.tobytes()


class KeyArray:
    """Keys on their way to PostgreSQL; a class of their own, because all columns are arrays."""

    def __init__(self, keys: NDArray[np.void]) -> None:
        self.keys = keys


class KeyArrayDumper(Dumper):
    """Hand keys to PostgreSQL as a binary ``uuid[]``."""

    format = Format.BINARY
    oid = 2951

    def dump(self, obj: Any) -> bytes:
        """Return the array in PostgreSQL's binary form."""
        body = np.empty(obj.keys.size, dtype=_KEY_ELEMENT)
        body["size"] = 16
        body["value"] = obj.keys
        head = np.array([1, 0, 2950, obj.keys.size, 1], dtype=">i4")
        return head.tobytes() + body.tobytes()


def whole(cursor: psycopg.Cursor[Any], column: int) -> int:
    """Return a whole number of the first row; nothing is zero."""
    raw = cursor.pgresult.get_value(0, column) if cursor.pgresult else None
    return 0 if raw is None else int.from_bytes(raw, "big", signed=True)


def wholes(cursor: psycopg.Cursor[Any], column: int) -> Whole:
    """Return an array of the first row as a column; nothing is an empty one."""
    raw = cursor.pgresult.get_value(0, column) if cursor.pgresult else None
    if raw is None:
        return np.zeros(0, dtype=np.int64)
    return np.frombuffer(raw, dtype=_ELEMENT, offset=20)["value"].astype(np.int64)


def keys(cursor: psycopg.Cursor[Any], column: int) -> NDArray[np.void]:
    """Return an array of keys of the first row; nothing is an empty one."""
    raw = cursor.pgresult.get_value(0, column) if cursor.pgresult else None
    if raw is None:
        return np.zeros(0, dtype="V16")
    return np.ascontiguousarray(np.frombuffer(raw, dtype=_KEY_ELEMENT, offset=20)["value"])
