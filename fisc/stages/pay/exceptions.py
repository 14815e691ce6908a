"""Payment requests and bank differences that are not as they should be.

A file of its own because one question gathers all states that may be exceptions; what is one, the
engine says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Q

from fisc.engines.organisation.exceptions import Exceptional, Terms, of_request
from fisc.engines.organisation.tasks import due_of
from fisc.stages.pay.flow import rules, terms
from fisc.stages.pay.models import BankDifference, PaymentRequest
from fisc.stages.pay.states import IN_PROCESS, DifferenceKind, State
from fisc.values import Money, Words

# Drafts that nobody sent on are nobody's exception; what is sent waits for the bank.
_MAY_BE: Final = IN_PROCESS | {
    State.REVIEWED,
    State.RETURNED,
    State.EXPIRED,
    State.UNKNOWN,
    State.FAILED,
    State.REFUNDED,
}
_MAY_BE_FROZEN: Final = IN_PROCESS | {State.REVIEWED}


def exceptional_requests(
    divisions: Collection[str],
    units: Collection[str] | None,
    *,
    frozen: Collection[str],
    day: date,
    above: Terms,
    limit: int,
) -> tuple[Exceptional, ...]:
    """Return the requests of some divisions, or units of them, that are exceptions on a day.

    ``frozen`` are the numbers of indicators of which something is frozen. Units: at most ``limit``
    requests are looked at, those that came into their state first.

    Source: law/organisation/exceptions.csv
    """
    chosen = Q(division__in=sorted(divisions), state__in=sorted(_MAY_BE))
    if units is not None:
        chosen &= Q(unit__in=sorted(units))
    rows = PaymentRequest.objects.filter(chosen).order_by("-moved_at", "-id")[:limit]
    return tuple(_exceptional(rows, frozenset(frozen), day, above))


def open_differences(divisions: Collection[str], *, limit: int) -> tuple[Exceptional, ...]:
    """Return the differences between bank and books that nobody has settled, the oldest first."""
    rows = BankDifference.objects.filter(division__in=sorted(divisions), settled_at=None)
    return tuple(
        Exceptional(
            kind="bank_difference",
            number=row.end_to_end or DifferenceKind(row.kind).value,
            division=row.division,
            about=Words(row.said_en, row.said_zh),
            amount=Money(abs(row.gap_fen)),
            since=row.bank_day,
        )
        for row in rows.order_by("bank_day", "id")[:limit]
    )


def _exceptional(
    rows: Any, frozen: frozenset[str], day: date, above: Terms
) -> Iterator[Exceptional]:
    flow, waits = rules(day), terms(day)
    for row in rows:
        since = row.moved_at.date() if row.moved_at else row.day
        kind = of_request(
            row.state,
            since=since,
            expires_on=row.expires_on,
            due=due_of(flow, row.state, since, waits),
            frozen=row.state in _MAY_BE_FROZEN and row.indicator in frozen,
            day=day,
            terms=above,
        )
        if not kind:
            continue
        step = flow.waiting_act(row.state)
        about = " · ".join(part for part in (row.payee, row.purpose) if part)
        yield Exceptional(
            kind=kind,
            number=row.number,
            division=row.division,
            unit=row.unit,
            about=Words(about, about),
            amount=None if row.amount_fen is None else Money(row.amount_fen),
            since=since,
            next_right=step.right if step and kind in _BY_STEP else "",
        )


_BY_STEP: Final = frozenset({"payment_late", "payment_expiring"})
