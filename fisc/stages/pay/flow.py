"""The flow of a payment request: the table's, and one request on it by its trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from fisc.engines.organisation import flows
from fisc.engines.organisation.flows import Flow
from fisc.engines.organisation.papers import Entry, Paper, Standing, replayed
from fisc.law.parameters import parameter
from fisc.stages.pay.models import PaymentRequest, Signature
from fisc.stages.pay.receipts import heard
from fisc.stages.pay.states import State
from fisc.values import Money

FLOW: Final = "payment_request"
# Who signs which step stands on the request as well, where the database can compare the persons.
COLUMNS: Final[Mapping[str, str]] = {
    "draft": "maker",
    "review": "reviewer",
    "submit": "head",
    "audit": "auditor",
    "countersign": "countersigner",
    "release": "releaser",
}


def rules(day: date) -> Flow:
    """Return the flow of payment requests as it holds on a day.

    Source: law/organisation/flows.csv
    """
    return flows.flow(FLOW, day)


def limits(day: date) -> dict[str, Money]:
    """Return the amounts above which a step is needed, by the parameter that names each."""
    names = {row.above for row in rules(day).acts if row.above}
    return {name: parameter(name).on(day).value for name in names}


def terms(day: date) -> dict[str, int]:
    """Return the working days that a step may wait, by the parameter that names each."""
    names = {row.term for row in rules(day).acts if row.term}
    return {name: parameter(name).on(day).value for name in names}


def signed(request: PaymentRequest) -> dict[str, tuple[str, ...]]:
    """Return who signed which step of a request in this round."""
    found = {act: getattr(request, column) for act, column in COLUMNS.items()}
    return {act: (name,) for act, name in found.items() if name}


def paper_of(request: PaymentRequest, day: date, trail: Iterable[Signature] | None = None) -> Paper:
    """Return a request with its trail, which is read where it is not given.

    What was brought in without a trail, or moved on by the bank, stands where the request says.
    """
    if trail is None:
        trail = Signature.objects.filter(subject=request.number, done=True).order_by("id")
    empty = Paper(
        rules(day),
        Standing(""),
        amount=None if request.amount_fen is None else Money(request.amount_fen),
        warned=request.state == State.WARNED,
        limits=limits(day),
    )
    paper = replayed(empty, entries_of(trail))
    standing, before = paper.standing, paper.before
    if standing.state != request.state:
        standing, before = Standing(request.state, signed(request)), None
    return Paper(
        paper.flow,
        standing,
        paper.entries,
        before,
        paper.amount,
        request.version,
        warned=paper.warned,
        limits=paper.limits,
    )


def papers_of(requests: Collection[PaymentRequest], day: date) -> dict[str, Paper]:
    """Return several requests with their trails, by number, with one question for all trails."""
    trails: dict[str, list[Signature]] = {request.number: [] for request in requests}
    rows = Signature.objects.filter(subject__in=list(trails), done=True).order_by("id")
    for row in rows:
        trails[row.subject].append(row)
    return {request.number: paper_of(request, day, trails[request.number]) for request in requests}


def entries_of(trail: Iterable[Signature]) -> list[Entry]:
    """Return signatures of acts that were done as entries of a trail."""
    return [
        Entry(
            row.act,
            row.actor,
            heard(row.answer).state,
            row.at,
            row.reason,
            row.version or 1,
        )
        for row in trail
    ]
