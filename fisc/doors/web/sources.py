"""Follow this yuan: from which money a payment was made, and where the money of a source went.

The page is about the money of the chosen government itself; each government below has its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.datacentre import sources
from fisc.datacentre.sources import Pools, SourceLine
from fisc.doors.web import downloads
from fisc.doors.web.choices import Choice
from fisc.doors.web.flows import Flow, Node, graph
from fisc.doors.web.overviews import Drawn, drawn
from fisc.doors.web.pages import Page
from fisc.doors.web.pictures import Kind, Picture
from fisc.doors.web.rules import opens
from fisc.doors.web.tables.sources import (
    book_said,
    followup_tables,
    function_said,
    kind_said,
    payment_table,
    rule_said,
    source_said,
    source_table,
)
from fisc.doors.web.templatetags.figures import called
from fisc.doors.web.wording import elements_of
from fisc.engines.budgets.sources import UNSOURCED, Pooling
from fisc.engines.ledger.keys import Turn, turned
from fisc.exchange.amounts import shown as amount_said
from fisc.registers import names
from fisc.stages.approve.queries import revenue_lines
from fisc.stages.pay.queries import RequestView
from fisc.values import Money

PAYMENTS_MAX: Final = 50  # on the page; a file has all of them
RULE: Final = "rule"
USES_MAX: Final = 10  # more than that the picture cannot name
NONE: Final = "none"  # in an address: what no source could pay


@require_safe
def followed(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the sources of a place, or one payment, or one source."""
    pooling = _pooling(request.GET.get(RULE, ""))
    place = page.place.code
    found = sources.pools(
        page.book, place, page.year, pooling, page.when, partial(revenue_lines, place, page.year)
    )
    context: dict[str, Any] = {
        "page": page,
        "pooling": pooling,
        "said": rule_said(pooling),
        "rules": _rules(page, pooling),
        "typed": request.GET.get("payment", "").strip(),
        "whole": page.address(payment=None, source=None, book=None, fund=None),
        "definition": _definition(pooling),
        "seal": found.seal,
    }
    if context["typed"]:
        return _payment(request, page, found, context)
    if request.GET.get("source"):
        return _source(request, page, found, context)
    lines = sources.lines(found)
    table = source_table(page, lines, context["definition"])
    if downloads.wanted(page):
        return downloads.answer(page, _("Follow this yuan"), (table,))
    context |= {"lines": lines, "table": table, "pictures": _pictures(page, found, lines)}
    return render(request, "web/sources.html", context)


def _payment(
    request: HttpRequest, page: Page, found: Pools, context: dict[str, Any]
) -> HttpResponse:
    try:
        one = sources.payment(found, sources.key_of(context["typed"]))
    except sources.UnknownPayment:
        return render(request, "web/sources.html", context | {"unknown": True}, status=404)
    table = payment_table(page, one, context["definition"])
    if downloads.wanted(page):
        return downloads.answer(page, table.title, (table,))
    labels = names.units_and_projects({one.pot.unit}, {one.pot.project})
    context |= {
        "payment": one,
        "number": one.document or one.key.hex(),
        "elements": elements_of(one.pot, labels, page.division_name(one.pot.division)),
        "table": table,
        "pictures": [],
    }
    return render(request, "web/sources.html", context)


def _source(
    request: HttpRequest, page: Page, found: Pools, context: dict[str, Any]
) -> HttpResponse:
    asked = request.GET
    code = asked["source"] if asked["source"] != NONE else UNSOURCED
    try:
        one = sources.source(found, asked.get("book", ""), asked.get("fund", ""), code)
    except sources.UnknownSource as unknown:
        raise Http404(str(unknown)) from unknown
    whole_file = downloads.wanted(page)
    shown = one.payments if whole_file else one.payments[:PAYMENTS_MAX]
    units = names.units({code for code, _fen in one.units} | {paid.pot.unit for paid in shown})
    tables = followup_tables(page, one, shown, units, context["definition"])
    name = source_said(one.line.code, one.line.kind)
    if whole_file:
        return downloads.answer(page, name, tables)
    more = len(one.payments) - len(shown)
    context |= {"line": one.line, "name": name, "tables": tables, "more": more}
    context |= {"kind": kind_said(one.line.kind), "pool": book_said(one.line.book, one.line.fund)}
    return render(request, "web/sources.html", context)


def follow(page: Page, found: RequestView, vouchers: Sequence[bytes]) -> str:
    """Return where a payment is followed to its sources; nothing while it is not paid."""
    if not (found.paid and vouchers and opens("sources", page.person.grants)):
        return ""
    key = turned(vouchers[-1], Turn.RESOLUTION).hex()
    asked = {"place": found.division, "year": str(found.year), "payment": key}
    return f"{reverse('sources')}?{urlencode(asked)}"


def _pooling(text: str) -> Pooling:
    return next((one for one in Pooling if one.value == text), Pooling.PROPORTION)


def _rules(page: Page, pooling: Pooling) -> list[Choice]:
    return [
        Choice(called(one.words), page.address(**{RULE: one.value}), one is pooling)
        for one in Pooling
    ]


def _definition(pooling: Pooling) -> str:
    return _(
        "came in = taken up by the budget; paid = confirmed, less what came back; left = came in"
        " − paid; the pool is read %(rule)s"
    ) % {"rule": called(pooling.words)}


def _pictures(page: Page, found: Pools, lines: tuple[SourceLine, ...]) -> list[Drawn]:
    """Return the flows from kinds of money over books to classes of function and what is left."""
    if not lines:
        return []
    paid, came = (Money.total(getattr(line, name) for line in lines) for name in ("paid", "came"))
    unsourced = Money.total(line.paid for line in lines if not line.code)
    title = _("%(paid)s of %(came)s is paid (%(unit)s); %(left)s had no source that could pay") % {
        "paid": amount_said(paid, page.unit),
        "came": amount_said(came, page.unit),
        "left": amount_said(unsourced, page.unit),
        "unit": page.unit_label,
    }
    picture = Picture(
        kind=Kind.FLOWS,
        title=title,
        definition=_definition(found.pooling),
        unit=page.unit,
        unit_label=str(page.unit_label),
        heading="",
        flows=graph(_flows(found, lines)),
    )
    return [drawn(picture)]


def _flows(found: Pools, lines: tuple[SourceLine, ...]) -> Iterator[Flow]:
    left = Node("use", "left", _("Left"))
    for line in lines:
        book = Node("book", line.book, book_said(line.book, ""))
        kind = Node("kind", line.kind, kind_said(line.kind))
        yield Flow(kind, book, line.came if line.code else line.paid)
        yield Flow(book, left, line.left)
    large = sources.largest_uses(found, USES_MAX)
    rest = Node("use", "rest", _("Other functions"))
    for share in sources.uses(found):
        book = Node("book", share.book, book_said(share.book, ""))
        own = Node("use", share.code, function_said(share.code))
        yield Flow(book, own if share.code in large else rest, share.amount)
