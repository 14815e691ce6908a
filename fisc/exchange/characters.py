"""Characters that mislead: hidden ones, full-width ones, and text that a spreadsheet would run.

A text that begins like a formula is written with one leading apostrophe, and reading removes
exactly that apostrophe again. A text that itself looks marked gets one more, so that no two texts
are written alike.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

APOSTROPHE: Final = "'"
ERROR_VALUES: Final = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
# What a program would run, what the reader takes for an error or for «none».
_TAKEN: Final = (
    "(?:[=+\\-@\t\r\x00＝＋－＠—]|(?:" + "|".join(sorted(map(re.escape, ERROR_VALUES))) + r")\Z)"
)
_LIVE: Final = re.compile(f"'*{_TAKEN}")
_MARKED: Final = re.compile(f"'+{_TAKEN}")
_NUL: Final = re.compile("\x00")
_HIDDEN: Final = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"  # of no width
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turning the direction of reading
    "\u2028\u2029\ud800-\udfff\ufffe\uffff]"  # separators, halves and no characters at all
)
_PLAIN: Final = re.compile("[\t\n\r -~\u3001-\u301b\u4e00-\u9fa5\uff01-\uff5e]*")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_WIDE_FORMS: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xFFE5: "¥",
}
_WIDE: Final = re.compile("[\uff01-\uff5e\u3000\uffe5]")


def mark(text: str) -> str:
    """Return a text as it is written into a cell, so that no program takes it for a formula.

    Example:
        >>> mark("=1+1"), mark("办公费"), mark("'=1+1"), mark("'quoted'")
        ("'=1+1", '办公费', "''=1+1", "'quoted'")
    """
    return APOSTROPHE + text if _LIVE.match(text) else text


def unmark(text: str) -> str:
    """Remove the apostrophe that ``mark`` has set, and no other.

    Always: ``unmark(mark(text)) == text``.

    Example:
        >>> unmark("'=1+1"), unmark("'quoted'"), unmark("''=1+1")
        ('=1+1', "'quoted'", "'=1+1")
    """
    return text[1:] if _MARKED.match(text) else text


def misleading(text: str) -> str:
    r"""Return the rule that a text breaks by characters that cannot be seen, or ''.

    Example:
        >>> [misleading(text) for text in ("张三", "a\u202eb", "a\x00", "a\ufffd")]
        ['', 'hidden-character', 'nul', 'replacement-character']
    """
    if _PLAIN.fullmatch(text):
        return ""
    if _NUL.search(text):
        return "nul"
    if "\ufffd" in text:
        return "replacement-character"
    return "hidden-character" if _HIDDEN.search(text) else ""


def hidden_characters(text: str) -> str:
    r"""Name the hidden characters of a text by their numbers.

    Example:
        >>> hidden_characters("a\u200bb\u200bc\u202e")
        'U+200B U+202E'
    """
    found = dict.fromkeys(_HIDDEN.findall(text))
    return " ".join(f"U+{ord(character):04X}" for character in found)


def holds_private_glyph(text: str) -> bool:
    """Whether a text has characters that each machine may draw in its own way."""
    return _PRIVATE.search(text) is not None


def narrowed(text: str) -> str:
    """Bring full-width digits, letters and signs to their ordinary forms.

    Example:
        >>> narrowed("１，２３４．５０"), narrowed("２０５ａ")
        ('1,234.50', '205a')
    """
    return text.translate(_WIDE_FORMS) if _WIDE.search(text) else text


def composed(text: str) -> str:
    r"""Bring a text to its standard composed form (NFC).

    Example:
        >>> composed("e\u0301") == "\u00e9"
        True
    """
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
