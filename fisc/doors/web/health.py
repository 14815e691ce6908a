"""How the office runs: what it stands on, and whether the record is sealed and witnessed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fisc.datacentre import trials
from fisc.doors.web.pages import Page
from fisc.exchange.checkup import Finding, examined


@require_safe
def health(request: HttpRequest, page: Page) -> HttpResponse:
    """Show every check of the surroundings as they are now; what is wrong comes first."""
    checks = sorted(
        examined(page.now), key=lambda one: list(Finding).index(one.finding), reverse=True
    )
    context = {
        "page": page,
        "checks": [(one, one.finding.name.lower()) for one in checks],
        "bad": sum(one.finding is Finding.BAD for one in checks),
        "found": trials.sealing(page.book),
    }
    return render(request, "web/health.html", context)
