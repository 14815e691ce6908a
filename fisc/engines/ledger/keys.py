"""Posting keys: sixteen bytes that let a thing happen once.

A key made from a document's number keeps the order of the numbers, so that the keys of a day's
payments lie together in the index; a key made from free text is a digest of it. The last byte, the
*turn*, tells the original from what later happens to it, and so makes "resolved once" and
"reversed once" a matter of one unique index.
"""

from __future__ import annotations

import hashlib
import re
from enum import IntEnum
from typing import Final

KEY_BYTES: Final = 16
FREE_TEXT: Final = 0xF0
KINDS: Final = {
    name: number
    for number, name in enumerate(
        ("PAY", "IND", "BUD", "ADJ", "TRF", "CLS", "REV", "CEI", "VIR", "RCL", "FRZ", "JRN"), 1
    )
}
_KIND_NAMES: Final = {number: name for name, number in KINDS.items()}
_DOCUMENT: Final = re.compile(r"([A-Z]{3})-(\d{4})-(\d{1,12})-(\d{1,16})")
UNIT_MAX: Final = 10**12
SERIAL_MAX: Final = 10**16


class Turn(IntEnum):
    """What a voucher does to the one whose identity it shares."""

    ORIGINAL = 0
    RESOLUTION = 1
    REVERSAL = 2


def posting_key(text: str) -> bytes:
    """Make the key of a document number such as ``PAY-2026-239901203005-0000017``, or of any text.

    Always: the same text gives the same key; document keys of one unit sort by serial.

    Raises:
        ValueError: the text is empty.

    Example:
        >>> posting_key("PAY-2026-239901-17") < posting_key("PAY-2026-239901-18")
        True
        >>> document_number(posting_key("PAY-2026-239901-17"))
        'PAY-2026-239901-17'
        >>> document_number(posting_key("anything else")) is None
        True
    """
    if not text:
        raise ValueError("A posting needs a key; an empty text cannot be one.")
    match = _DOCUMENT.fullmatch(text)
    if match and match[1] in KINDS and not _padded(match[3]) and not _padded(match[4]):
        return document_key(match[1], int(match[2]), int(match[3]), int(match[4]))
    digest = hashlib.sha256(text.encode()).digest()
    return bytes((FREE_TEXT,)) + digest[:14] + bytes((Turn.ORIGINAL,))


def document_key(kind: str, year: int, unit: int, serial: int) -> bytes:
    """Make the key of a numbered document: kind, year, unit and serial in that order."""
    if not (0 <= unit < UNIT_MAX and 0 <= serial < SERIAL_MAX):
        raise ValueError(f"Unit {unit} or serial {serial} is too large for a document number.")
    return (
        bytes((KINDS[kind],))
        + year.to_bytes(2, "big")
        + unit.to_bytes(5, "big")
        + serial.to_bytes(7, "big")
        + bytes((Turn.ORIGINAL,))
    )


def document_number(key: bytes) -> str | None:
    """Return the document number from which a key was made, or None where it was free text."""
    if key[0] == FREE_TEXT or key[0] not in _KIND_NAMES:
        return None
    year, unit, serial = (int.from_bytes(key[a:b], "big") for a, b in ((1, 3), (3, 8), (8, 15)))
    return f"{_KIND_NAMES[key[0]]}-{year}-{unit}-{serial}"


def turned(key: bytes, turn: Turn) -> bytes:
    """Return the key of what happens to the voucher that has ``key``."""
    return key[:-1] + bytes((turn,))


def turn_of(key: bytes) -> Turn:
    """Return which turn a key stands for."""
    return Turn(key[-1])


def _padded(digits: str) -> bool:
    # A number with leading zeros would not come back as it was written.
    return len(digits) > 1 and digits[0] == "0"
