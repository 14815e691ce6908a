"""The shape of an entry of the catalogue: what happened, and what to do."""

from __future__ import annotations

from typing import Final

from fisc.values import Words

Saying = tuple[Words, Words]
NO_ACTION: Final = Words("Nothing needs to be done.", "无需处理。")


def rule(zh: str, zh_do: str, en: str, en_do: str) -> Saying:
    """Make the entry of a problem, which says what to do about it."""
    return Words(en, zh), Words(en_do, zh_do)


def notice(zh: str, en: str) -> Saying:
    """Make the entry of something that was accepted and is only told."""
    return Words(en, zh), NO_ACTION
