"""Answers that carry their working. A refusal is a result, not an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fisc.values.citations import Citation


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working, in the words that an official reads.

    Example:
        >>> print(Step("Cap: ¥380,000.00.", Citation("Budget Law", "article 12")))
        Cap: ¥380,000.00. [Budget Law, article 12]
    """

    text: str
    source: Citation | None = None

    def __str__(self) -> str:
        return f"{self.text} [{self.source}]" if self.source else self.text


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something is allowed, under which rule, and why.

    Example:
        >>> verdict = Verdict(False, "reserve fund ratio", (Step("4 % is above 3 %."),))
        >>> bool(verdict), verdict.why
        (False, '4 % is above 3 %.')
    """

    allowed: bool
    rule: str
    steps: Sequence[Step] = ()

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def why(self) -> str:
        """The working as one paragraph."""
        return " ".join(str(step) for step in self.steps)
