"""What governments, funds and lines are called where a rule speaks of them.

A file of its own because rules, plans and conflicts all name places, in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fisc.law.folder import forget_with, law_folder
from fisc.law.rows import UnknownRow
from fisc.law.tables import DIVISIONS, HEADINGS, find, read
from fisc.values import Words


def about(government: str, part: Words | None = None) -> Words:
    """Return the name of a government, and of a part of its budgets.

    Example:
        >>> about("239901").en, about("no division").zh
        ('Demo County Jia (fictional)', 'no division')
    """
    try:
        row = find(DIVISIONS, government)
        name = Words(row.name_en, row.name_zh)
    except UnknownRow:
        name = Words(government or "-", government or "-")
    if part is None:
        return name
    return Words(f"{name.en}, {part.en}", f"{name.zh}，{part.zh}")


def heading(code: str) -> Words:
    """Return a code with its name, as far as the classification knows it.

    Example:
        >>> heading("227").en, heading("nothing").zh
        ('227 Reserve fund', 'nothing')
    """
    return _headings(law_folder()).get(code, Words(code, code))


def fund_words(fund: str) -> Words:
    """Return the name of a government fund, which is named after the revenue that feeds it."""
    if not fund:
        return Words("no fund named", "未列基金")
    return heading(fund)


@cache
def _headings(_: Path) -> Mapping[str, Words]:
    return {
        str(row.code): Words(f"{row.code} {row.name_en}", f"{row.code} {row.name_zh}")
        for table in HEADINGS
        for row in read(table)
    }


forget_with(_headings.cache_clear)
