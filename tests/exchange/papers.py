"""Read papers back: the text of each page, its size, its fonts."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pypdf

SOFT = "\u200b"  # where a long word may be broken; not part of what is said


@dataclass
class Sheet:
    """One page: its size in points, its text, and its fonts by whether they are embedded."""

    size: tuple[int, int]
    text: str
    fonts: dict[str, bool]


def read(data: bytes) -> list[Sheet]:
    """Read the pages of a paper."""
    return [
        Sheet(
            (round(page.mediabox.width), round(page.mediabox.height)),
            page.extract_text().replace(SOFT, ""),
            _fonts(page),
        )
        for page in pypdf.PdfReader(io.BytesIO(data)).pages
    ]


def said(data: bytes) -> str:
    """Return all that a paper says, without blanks: where a line is broken is of no matter."""
    return re.sub(r"\s+", "", "".join(sheet.text for sheet in read(data)))


def in_order(wanted: list[str], text: str) -> str | None:
    """Return the first of some texts that does not follow the ones before it, if any."""
    at = 0
    for one in wanted:
        bare = re.sub(r"\s+", "", one)
        found = text.find(bare, at)
        if found < 0:
            return one
        at = found + len(bare)
    return None


def _fonts(page: pypdf.PageObject) -> dict[str, bool]:
    found = {}
    for one in (page["/Resources"].get("/Font") or {}).values():
        font = one.get_object()
        parts = font.get("/DescendantFonts")
        descriptor = (parts[0].get_object() if parts else font)["/FontDescriptor"]
        kept = {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.get_object())
        found[str(font["/BaseFont"])] = bool(kept)
    return found
