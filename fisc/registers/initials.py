"""What somebody types to find a thing by its code, its name, or the initials of its name in pinyin.

A sign with several readings is found by each of them, so nobody has to know which one was meant.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Final

_TYPED: Final = re.compile(r"[a-z0-9]+")
_SKIPPED: Final = re.compile(r"\W+")


def fits(typed: str, code: str, *names: str) -> bool:
    """Say whether what was typed is part of a code or name, or the initials of part of a name.

    Always: nothing typed fits everything.

    Example:
        >>> fits("30201", "30201", "办公费"), fits("公", "30201", "办公费")
        (True, True)
        >>> fits("bgf", "30201", "办公费"), fits("GF", "30201", "办公费"), fits("bf", "1", "办公费")
        (True, True, False)
        >>> fits("yh", "1", "银行手续费"), fits("office", "1", "办公费", "Office supplies")
        (True, True)
    """
    wanted = typed.strip().casefold()
    if wanted in code.casefold() or any(wanted in name.casefold() for name in names):
        return True
    return _TYPED.fullmatch(wanted) is not None and any(_spelled(wanted, name) for name in names)


def _spelled(wanted: str, name: str) -> bool:
    signs = _SKIPPED.sub("", name)
    return any(
        all(letter in _letters(sign) for letter, sign in zip(wanted, signs[at:], strict=False))
        for at in range(len(signs) - len(wanted) + 1)
    )


@cache
def _letters(sign: str) -> str:
    """Return the letters with which the readings of a sign begin; the sign itself if it has none.

    Only readings of single signs are loaded: the words that the library knows besides them would
    take five times the room, and all readings of a sign are asked for here anyway.
    """
    if sign.isascii():
        return sign.casefold()
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    return "".join({*pinyin(sign, style=Style.FIRST_LETTER, heteronym=True)[0]})
