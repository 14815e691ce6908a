"""What a person reads, in English and in Chinese side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One name or sentence in both languages.

    Example:
        >>> unit = Words("Unit", "单位")
        >>> str(unit), unit.said("zh-hans")
        ('Unit', '单位')
    """

    en: str
    zh: str

    def said(self, language: str) -> str:
        """Return the words in a language: ``en``, ``zh``, or one that begins so.

        Raises:
            ValueError: the language is neither English nor Chinese.
        """
        return in_language(language, self.en, self.zh)

    def filled(self, **facts: object) -> Words:
        """Return the words with facts put into their places.

        Example:
            >>> Words("At most {limit} rows", "限 {limit} 行").filled(limit=5).zh
            '限 5 行'
        """
        return Words(self.en.format_map(facts), self.zh.format_map(facts))

    @property
    def both(self) -> str:
        """One text that keeps both languages, for a reason that is stored as it is.

        Example:
            >>> Words("year closed", "年度结账").both
            '年度结账 year closed'
        """
        return f"{self.zh} {self.en}"

    def __str__(self) -> str:
        return self.en


def in_language(language: str, en: str, zh: str) -> str:
    """Return the one of two texts that is in a language such as ``en`` or ``zh-hans``.

    Raises:
        ValueError: the language is neither English nor Chinese.
    """
    if language.startswith("zh"):
        return zh
    if language.startswith("en"):
        return en
    raise ValueError(f"{language!r} is neither English nor Chinese; use 'en' or 'zh'.")
