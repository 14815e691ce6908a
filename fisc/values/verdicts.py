"""Answers that carry their working. A refusal is a result, not an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fisc.values.citations import Citation
from fisc.values.words import Words, in_language


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working, in the words that an official reads, in both languages.

    As text it is English with its source, for logs and tests.

    Example:
        >>> step = Step("Cap: ¥380.00.", "限额 ¥380.00。", Citation("Budget Law", "article 12"))
        >>> print(step)
        Cap: ¥380.00. [Budget Law, article 12]
        >>> print(step.said("zh-hans"))
        限额 ¥380.00。
    """

    en: str
    zh: str
    source: Citation | None = None

    def said(self, language: str) -> str:
        """Return the line in a language, without its source.

        Raises:
            ValueError: the language is neither English nor Chinese.
        """
        return in_language(language, self.en, self.zh)

    def __str__(self) -> str:
        return f"{self.en} [{self.source}]" if self.source else self.en


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something is allowed, under which rule, and why.

    Example:
        >>> rule = Words("reserve fund ratio", "预备费比例")
        >>> verdict = Verdict(False, rule, (Step("4 % is above 3 %.", "4 % 高于 3 %。"),))
        >>> bool(verdict), verdict.why, verdict.why_in("zh")
        (False, '4 % is above 3 %.', '4 % 高于 3 %。')
        >>> verdict.said("zh")
        '预备费比例：4 % 高于 3 %。'
    """

    allowed: bool
    rule: Words
    steps: Sequence[Step] = ()

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def why(self) -> str:
        """The working as one paragraph of English, with its sources."""
        return " ".join(str(step) for step in self.steps)

    def why_in(self, language: str) -> str:
        """Return the working as one paragraph in a language, without its sources.

        Raises:
            ValueError: the language is neither English nor Chinese.
        """
        gap = in_language(language, " ", "")
        return gap.join(step.said(language) for step in self.steps)

    def said(self, language: str) -> str:
        """Return the rule and its working in a language.

        Raises:
            ValueError: the language is neither English nor Chinese.
        """
        colon = in_language(language, ": ", "：")
        return f"{self.rule.said(language)}{colon}{self.why_in(language)}"
