"""What is not as it should be: of which kind something is, how loud, who sees it, who is next.

The kinds are a table of the law. Here is judged from what a document, an indicator or a month says
of itself; nothing is done about it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from fisc.engines.organisation.flows import Due
from fisc.engines.organisation.rights import Grant, Place, carrying, right, roles_of
from fisc.law.exception_kinds import ExceptionKind
from fisc.law.names import role
from fisc.law.parameters import parameter
from fisc.law.tables import EXCEPTIONS, find, read
from fisc.values import ZERO, Money, Words

MONTHS: Final = range(1, 13)
_NOTHING: Final = Words("", "")
# A state that is an exception by itself, and whether it is one only while it is news.
_BY_STATE: Final = {
    "unknown": ("payment_unknown", False),
    "failed": ("payment_failed", True),
    "refunded": ("payment_refunded", True),
    "expired": ("payment_expired", False),
}


class Light(StrEnum):
    """How loud an exception is."""

    ALARM = "alarm"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """From when on something is an exception. Units: days, minutes, and shares."""

    expiring_days: int
    news_days: int
    nearly_used_min: Fraction
    used_ahead_min: Fraction
    month_close_days: int
    seal_minutes: int
    checkpoint_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """One thing that is not as it should be.

    ``number`` names it where it is found; ``about`` says in its own words what it is about.
    ``next_right`` is the right of the step for which a document waits. Units: ``amount`` in fen,
    None for none.
    """

    kind: str
    number: str
    division: str = ""
    unit: str = ""
    about: Words = _NOTHING
    amount: Money | None = None
    since: date | None = None
    next_right: str = ""

    @property
    def row(self) -> ExceptionKind:
        """Its kind in the table of the law."""
        return find(EXCEPTIONS, self.kind)

    @property
    def light(self) -> Light:
        """How loud it is."""
        return Light(self.row.light)

    @property
    def next(self) -> Words:
        """Who is next, by their roles: those of the step, or else those of the kind.

        Example:
            >>> Exceptional(kind="bank_difference", number="x").next.en
            'Treasury officer'
        """
        step = sorted(roles_of(self.next_right)) if self.next_right else ()
        roles = [role(code) for code in step or self.row.next_roles]
        return Words(", ".join(one.en for one in roles), "、".join(one.zh for one in roles))


def kinds() -> tuple[ExceptionKind, ...]:
    """Return every kind of exception, in the order of the table.

    Source: law/organisation/exceptions.csv
    """
    return tuple(read(EXCEPTIONS))


def terms_on(day: date) -> Terms:
    """Return from when on something is an exception, as it holds on a day.

    Source: law/organisation/exception_terms.yaml
    """
    return Terms(
        **{
            name: parameter(f"organisation/exception_terms:{name}").on(day).value
            for name in Terms.__slots__
        }
    )


def of_request(
    state: str,
    *,
    since: date,
    expires_on: date | None,
    due: Due | None,
    frozen: bool,
    day: date,
    terms: Terms,
) -> str:
    """Return of which kind a payment request is an exception, empty for none.

    ``since`` is when it came into its state, ``due`` until when it should leave it; ``frozen``
    says that something of its indicator is frozen while it waits.

    Example:
        >>> terms = terms_on(date(2026, 3, 2))
        >>> def kind(state, **more):
        ...     usual = {"since": date(2026, 3, 1), "expires_on": None, "due": None}
        ...     usual |= {"frozen": False, "day": date(2026, 3, 2)}
        ...     return of_request(state, **usual | more, terms=terms)
        >>> kind("failed"), kind("failed", since=date(2026, 1, 1)), kind("approved")
        ('payment_failed', '', '')
        >>> kind("approved", expires_on=date(2026, 3, 5)), kind("approved", frozen=True)
        ('payment_expiring', 'frozen_waiting')
    """
    if state in _BY_STATE:
        kind, only_news = _BY_STATE[state]
        old = only_news and (day - since).days > terms.news_days
        return "" if old else kind
    if frozen:
        return "frozen_waiting"
    if due is not None and due.passed(day):
        return "payment_late"
    if state == "returned":
        return "payment_returned"
    if expires_on is not None and (expires_on - day).days <= terms.expiring_days:
        return "payment_expiring"
    return ""


def of_indicator(issued: Money, used: Money, progress: Fraction, terms: Terms) -> str:
    """Return of which kind an indicator is an exception, empty for none.

    It is used up before its time when its use is ahead of the year by more than usual.

    Units: ``issued`` and ``used`` in fen; ``progress`` is the share of the year that is gone.

    Example:
        >>> half, terms = Fraction(1, 2), terms_on(date(2026, 6, 30))
        >>> [of_indicator(Money(100), Money(used), half, terms) for used in (89, 90, 100)]
        ['', 'indicator_nearly_used', 'indicator_used_up']
        >>> of_indicator(Money(100), Money(100), Fraction(1), terms)
        ''
    """
    if issued <= ZERO or used.fen < issued.fen * terms.nearly_used_min:
        return ""
    if used.fen < issued.fen * (progress + terms.used_ahead_min):
        return ""
    return "indicator_used_up" if used >= issued else "indicator_nearly_used"


def months_due(first_open: date, year: int, day: date, terms: Terms) -> tuple[int, ...]:
    """Return the months of a year that should be closed on a day and are not.

    Example:
        >>> terms = terms_on(date(2026, 6, 30))
        >>> months_due(date(2026, 3, 1), 2026, date(2026, 5, 11), terms)
        (3, 4)
        >>> months_due(date(2026, 3, 1), 2026, date(2026, 5, 10), terms)
        (3,)
    """
    grace = timedelta(days=terms.month_close_days)
    ends = {month: date(year + month // 12, month % 12 + 1, 1) for month in MONTHS}
    return tuple(month for month, end in ends.items() if first_open < end and end + grace <= day)


def seen_by(
    found: Iterable[Exceptional],
    who: str,
    grants: Collection[Grant],
    place_of: Callable[[str, str], Place],
) -> tuple[Exceptional, ...]:
    """Return those of some exceptions that somebody's grants let them see, each by its own right.

    ``place_of`` returns where a unit of a division stands.
    """
    return tuple(
        one
        for one in found
        if carrying(right(one.row.sees), who, grants, place_of(one.division, one.unit))
    )


def in_order(found: Iterable[Exceptional]) -> tuple[Exceptional, ...]:
    """Return exceptions with the loud ones first, then the oldest.

    Always: the order does not depend on the order of what comes in.
    """
    loudness = {Light.ALARM: 0, Light.NOTICE: 1}
    return tuple(
        sorted(
            found,
            key=lambda one: (
                loudness[one.light],
                one.since or date.max,
                one.kind,
                one.division,
                one.number,
            ),
        )
    )
