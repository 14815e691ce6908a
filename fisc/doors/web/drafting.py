"""Drafted indicators of one's own in a grid: typed or pasted, and judged at the cell."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import grids
from fisc.doors.web.import_kinds import KINDS, home_of
from fisc.doors.web.pages import Page
from fisc.doors.web.paging import first_of, paging
from fisc.exchange.grids import ROWS_MAX
from fisc.exchange.intake.indicator_lines import record_of
from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.stages.allot import lines as stage

COLUMNS: Final = (
    "number",
    "unit",
    "project",
    "function",
    "government_item",
    "department_item",
    "fund_type",
    "amount",
    "document",
    "purpose",
    "action",
)
_DRAFT: Final = "DRAFT"


@require_safe
def drafting(request: HttpRequest, page: Page) -> HttpResponse:
    """Show a page of the person's own drafts, with the total of all pages."""
    division, maker = home_of(page), page.person.username
    first = first_of(request)
    found = stage.lines(
        division, page.year, state=_DRAFT, maker=maker, first=first - 1, most=grids.PAGE_ROWS
    )
    count, total = stage.totals(division, page.year, state=_DRAFT, maker=maker)
    context = {
        "page": page,
        "heads": grids.heads(INDICATOR_LINES, COLUMNS),
        "lines": grids.lines(INDICATOR_LINES, COLUMNS, map(record_of, found)),
        "total": total,
        "rows_max": ROWS_MAX,
        **paging(page, first, count, grids.PAGE_ROWS),
    }
    return render(request, "web/drafting.html", context)


@require_POST
def save(request: HttpRequest, page: Page) -> HttpResponse:
    """Judge what was typed; save it as one batch where that is asked and nothing is wrong."""
    kind = KINDS[INDICATOR_LINES.key]
    try:
        typed = grids.sent(request, INDICATOR_LINES)
    except grids.WrongGrid as wrong:
        return JsonResponse({"said": str(wrong)}, status=400)
    outcome = grids.judged(page, kind, typed)
    told = outcome.told()
    if typed.save and outcome.sound:
        if outcome.batch is None:
            messages.success(request, _("Everything stands there already; nothing was changed."))
        else:
            messages.success(request, _("Taken over as one batch."))
        return JsonResponse({**told, "to": reverse("indicator-drafting")})
    return JsonResponse(told, status=200 if outcome.sound or not typed.save else 422)
