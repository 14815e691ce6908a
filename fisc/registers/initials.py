"""The first letters of how a Chinese name is read, which is how many people type names."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

REMEMBERED: Final = 50_000


@lru_cache(maxsize=REMEMBERED)
def initials(text: str) -> str:
    """Return the first letters of the syllables of a text, in small letters, without its signs.

    What is read in several ways is read as in the word around it. Letters and digits stay.

    Example:
        >>> initials("小学教育"), initials("银行"), initials("行政运行"), initials("A类（2026）")
        ('xxjy', 'yh', 'xzyx', 'al2026')
    """
    # Its tables take a moment to read and are wanted only where somebody searches.
    from pypinyin import Style, lazy_pinyin

    read = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
    return "".join(sign for sign in read if sign.isalnum())
