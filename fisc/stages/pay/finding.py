"""What a form of a request offers to choose from, what was used last first; and who uses what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Case, Count, F, Q, Sum, Value, When

from fisc.registers.initials import fits
from fisc.stages.pay.models import Payee, PaymentRequest
from fisc.stages.pay.queries import PAGE, PayeeView, RequestView, view_of
from fisc.stages.pay.states import PAID, RESERVED
from fisc.values import Money

READ_MAX: Final = 5_000  # names through which initials are sought


def last_used(unit: str, year: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the indicators and the accounts of a unit's last requests, the last ones first."""
    rows = list(
        PaymentRequest.objects.filter(unit=unit, year=year)
        .order_by("-id")
        .values_list("indicator", "account")[:PAGE]
    )
    indicators = dict.fromkeys(indicator for indicator, _ in rows if indicator)
    accounts = dict.fromkeys(account for _, account in rows if account)
    return tuple(indicators), tuple(accounts)


def payees_to_offer(
    typed: str, *, used: Sequence[str] = (), limit: int = PAGE
) -> tuple[PayeeView, ...]:
    """Return payees by a part of the name, the beginning of the account, or initials of the name.

    ``used`` are accounts that were paid to, the last one first; they come first. Payees that are
    not enabled are not offered.
    """
    wanted = typed.strip()
    known = Payee.objects.filter(enabled=True)
    place = {account: at for at, account in enumerate(used)}
    last = Case(
        *(When(account=account, then=Value(at)) for account, at in place.items()),
        default=Value(len(place)),
    )
    fitting = known.filter(Q(name__icontains=wanted) | Q(account__startswith=wanted))
    chosen = list(fitting.order_by(last, "name", "account")[:limit])
    if not chosen and wanted.isascii() and wanted.isalpha():
        every = known.order_by("name", "account")[:READ_MAX]
        chosen = [row for row in every if fits(wanted, row.account, row.name)][:limit]
    return tuple(
        PayeeView(row.account, row.name, row.bank, row.kind, row.enabled) for row in chosen
    )


@dataclass(frozen=True, slots=True)
class Uses:
    """The requests that use an indicator in one way; each ``amount`` is what it uses of it.

    Always: ``total`` is what the ledger has reserved, or paid, of the indicator.
    """

    rows: tuple[RequestView, ...]
    count: int
    total: Money


def reserving(indicator: str, year: int, *, limit: int = PAGE) -> Uses:
    """Return the requests that reserve of an indicator, in the order in which they were begun."""
    return _uses(indicator, year, RESERVED, F("amount_fen"), limit)


def paid_from(indicator: str, year: int, *, limit: int = PAGE) -> Uses:
    """Return the requests that were paid from an indicator; what came back is taken off."""
    return _uses(indicator, year, PAID, F("paid_fen") - F("refunded_fen"), limit)


def _uses(indicator: str, year: int, states: Collection[str], used: Any, limit: int) -> Uses:
    chosen = PaymentRequest.objects.filter(
        indicator=indicator, year=year, state__in=tuple(states)
    ).annotate(used_fen=used)
    whole = chosen.aggregate(rows=Count("id"), fen=Sum("used_fen"))
    rows = tuple(
        replace(view_of(row), amount=Money(row.used_fen)) for row in chosen.order_by("id")[:limit]
    )
    return Uses(rows, whole["rows"], Money(int(whole["fen"] or 0)))
