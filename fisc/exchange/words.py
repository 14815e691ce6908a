"""Everything a person reads, in Chinese and in English side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence or name in both languages.

    Example:
        >>> unit = Words("单位", "Unit")
        >>> unit.said("en"), str(unit)
        ('Unit', '单位')
        >>> Words("限 {limit} 行", "At most {limit} rows").filled(limit=5).en
        'At most 5 rows'
    """

    zh: str
    en: str

    def said(self, language: Language) -> str:
        """Return the words in one language.

        Raises:
            ValueError: the language is neither ``zh`` nor ``en``.
        """
        if language not in {"zh", "en"}:
            raise ValueError(f"{language!r} is not a language of the exchange; use 'zh' or 'en'.")
        return self.zh if language == "zh" else self.en

    def filled(self, **facts: object) -> Words:
        """Return the words with the facts put into their places."""
        return Words(self.zh.format_map(facts), self.en.format_map(facts))

    def __str__(self) -> str:
        return self.zh
