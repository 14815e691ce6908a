"""What of payments needs somebody: what waits too long, and where bank and books disagree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Sum

from fisc.engines.organisation.flows import Due
from fisc.engines.organisation.rights import roles_of
from fisc.engines.organisation.tasks import due_of
from fisc.stages.pay.flow import rules, terms
from fisc.stages.pay.models import BankDifference, PaymentRequest
from fisc.stages.pay.states import IN_PROCESS, State
from fisc.values import Money


@dataclass(frozen=True, slots=True)
class Overdue:
    """Requests in one state of which the oldest waits longer than its term.

    ``count`` and ``amount`` are of all that wait there, ``since`` is the day of the oldest,
    ``roles`` are those who can take the step.
    """

    state: State
    count: int
    amount: Money
    since: date
    due: Due
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Open differences between bank and books: how many, and since which bank day."""

    count: int
    since: date


def overdue(
    divisions: Collection[str], units: Collection[str] | None, year: int, day: date
) -> tuple[Overdue, ...]:
    """Return in which states requests of a year wait longer than they should, the oldest first.

    Source: law/organisation/flow_terms.yaml
    """
    chosen = PaymentRequest.objects.filter(
        division__in=tuple(divisions), year=year, state__in=tuple(IN_PROCESS)
    )
    if units is not None:
        chosen = chosen.filter(unit__in=tuple(units))
    flow, lengths = rules(day), terms(day)
    found = []
    for row in chosen.values("state").annotate(
        rows=Count("id"), fen=Sum("amount_fen"), first=Min("moved_at")
    ):
        state, first = State(row["state"]), row["first"]
        since = first.date() if first else None
        due = due_of(flow, state, since, lengths)
        act = flow.waiting_act(state)
        if since is None or due is None or act is None or not due.passed(day):
            continue
        amount = Money(int(row["fen"] or 0))
        found.append(Overdue(state, row["rows"], amount, since, due, roles_of(act.right)))
    return tuple(sorted(found, key=lambda one: (one.since, one.state)))


def disagreement(divisions: Collection[str]) -> Disagreement | None:
    """Return what is open between bank and books of some divisions, None where nothing is."""
    rows = BankDifference.objects.filter(division__in=tuple(divisions), settled_at__isnull=True)
    found = rows.aggregate(count=Count("id"), since=Min("bank_day"))
    return Disagreement(found["count"], found["since"]) if found["count"] else None
