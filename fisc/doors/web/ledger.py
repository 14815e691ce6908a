"""The ledger as a whole: its trial balance, and whether it is as it was written."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.datacentre import trials
from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.exchange.official_tables.ledger import trial_definition, trial_tables
from fisc.exchange.official_tables.words import BOOKS
from fisc.record import sealing as seals

# A page answers within seconds; a larger record is verified from the command line.
ENTRIES_MAX: Final = 200_000
FAULTS_MAX: Final = 100


@require_safe
def trial_balance(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the balances of every role by book, with both sides."""
    found = trial_tables(page)
    if downloads.wanted(page):
        return downloads.answer(page, _("Trial balance"), [table for _trial, table in found])
    context = {
        "page": page,
        "trials": [(str(BOOKS[trial.book]), trial, table) for trial, table in found],
        "definition": trial_definition(),
    }
    return render(request, "web/trial_balance.html", context)


@require_safe
def sealing(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the last checkpoint and offer a verification to those whose office it is."""
    return render(request, "web/sealing.html", _context(page))


@require_POST
def verify(request: HttpRequest, page: Page) -> HttpResponse:
    """Read the whole record and show what in it is not as it was written."""
    context = _context(page)
    if not context["too_large"]:
        report = seals.verify(page.book)
        context |= {
            "report": report,
            "faults": report.faults[:FAULTS_MAX],
            "more": max(len(report.faults) - FAULTS_MAX, 0),
        }
    return render(request, "web/sealing.html", context)


def _context(page: Page) -> dict[str, Any]:
    found = trials.sealing(page.book)
    return {
        "page": page,
        "found": found,
        "may_verify": opens("verify", page.person.grants),
        "too_large": found.entries > ENTRIES_MAX,
    }
