"""Compile the catalogues of translation: ``python -m tools.catalogues``.

A ``.po`` file is what people edit; Django reads the ``.mo`` file beside it. Both are committed, so
that nothing but Python is needed to run, and a test compiles anew and compares.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tools.translations import ROOT, read_catalogue

MAGIC: Final = 0x950412DE
HEAD: Final = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"


def compiled(text: str) -> bytes:
    r"""Return the compiled form of a catalogue; messages without a translation are left out.

    Raises:
        ValueError: the catalogue has plural forms, which the pages do without.

    Example:
        >>> import gettext, io
        >>> read = gettext.GNUTranslations(io.BytesIO(compiled('msgid "Pay"\nmsgstr "支付"\n')))
        >>> read.gettext("Pay"), read.gettext("Other")
        ('支付', 'Other')
    """
    told = {"": HEAD}
    for message in read_catalogue(text):
        if len(message.translations) != 1:
            raise ValueError(f"{message.original!r} has plural forms; say it without a plural.")
        if message.translations[0]:
            told[message.original] = message.translations[0]
    originals = [original.encode() for original in sorted(told)]
    answers = [told[original.decode()].encode() for original in originals]
    start = 28 + 16 * len(originals)
    table, data = b"", b""
    for words in (originals, answers):
        for word in words:
            table += struct.pack("<II", len(word), start + len(data))
            data += word + b"\0"
    head = (MAGIC, 0, len(originals), 28, 28 + 8 * len(originals), 0, 0)
    return struct.pack("<7I", *head) + table + data


def catalogues(root: Path = ROOT) -> Iterable[Path]:
    """Return every catalogue of the house."""
    return sorted((root / "fisc").rglob("locale/*/LC_MESSAGES/*.po"))


if __name__ == "__main__":
    for path in catalogues():
        path.with_suffix(".mo").write_bytes(compiled(path.read_text(encoding="utf-8")))
        print(path.relative_to(ROOT))
