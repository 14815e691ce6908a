"""The shape of an entry of the catalogue: what happened, and what to do."""

from __future__ import annotations

from typing import Final

from fisc.exchange.words import Words

Saying = tuple[Words, Words]
NO_ACTION: Final = Words("无需处理。", "Nothing needs to be done.")


def rule(zh: str, zh_do: str, en: str, en_do: str) -> Saying:
    """Make the entry of a problem, which says what to do about it."""
    return Words(zh, en), Words(zh_do, en_do)


def notice(zh: str, en: str) -> Saying:
    """Make the entry of something that was accepted and is only told."""
    return Words(zh, en), NO_ACTION
