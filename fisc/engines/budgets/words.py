"""A line of working in both languages, as officials of either read it."""

from __future__ import annotations

from fisc.values import Citation, Step


def both(english: str, chinese: str, source: Citation | None = None) -> Step:
    """Return one step that says the same in English and Chinese.

    Example:
        >>> print(both("It fits.", "符合规定。"))
        It fits. 符合规定。
    """
    return Step(f"{english} {chinese}", source)
