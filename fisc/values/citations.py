"""Where a figure comes from, and how far it may be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Value = TypeVar("Value", covariant=True)  # noqa: PLC0105 - Cited reads best with a plain name

Standing = Literal["enacted", "draft", "illustrative"]
Confidence = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument and a place in it.

    Example:
        >>> print(Citation("Budget Law", "article 40"))
        Budget Law, article 40
    """

    instrument: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.instrument}, {self.place}" if self.place else self.instrument


@dataclass(frozen=True, slots=True)
class Cited(Generic[Value]):
    """A value together with its source and standing.

    ``confidence`` follows the handbook: A found or certain, B recalled, C an assumption that is
    shown to people as "default, not official".
    """

    value: Value
    source: Citation
    standing: Standing = "illustrative"
    confidence: Confidence = "C"

    @property
    def official(self) -> bool:
        """Whether the value may be shown without the sign of a default."""
        return self.standing == "enacted" and self.confidence != "C"
