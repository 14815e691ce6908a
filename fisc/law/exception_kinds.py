"""What a row of the table of exceptions is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fisc.values import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionKind:
    """A kind of thing that is not as it should be.

    ``light`` is how loud it is; ``sees`` is the right of those who are told, ``next_roles``
    are who is next, none where the document itself says who.
    """

    kind: str
    title_zh: str
    title_en: str
    light: Literal["alarm", "notice"]
    sees: str
    conf: Confidence
    next_roles: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRow:
    """Something on the cockpit that needs somebody, and the roles that are next."""

    concern: str
    next_roles: tuple[str, ...]
    conf: Confidence
    note: str = ""
