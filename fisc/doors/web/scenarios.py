"""What if: freeze a share of general spending, let own revenue be short, and see what moves.

Scenarios are kept, compared, adopted as one freeze, undone, or dropped; whatever is shown before
somebody adopts changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.scenarios import (
    compared_table,
    coverage_table,
    definition,
    effect_tables,
    scenario_table,
)
from fisc.engines.budgets.scenarios import WHOLE, Parameters
from fisc.engines.organisation.rights import open_to, roles_of
from fisc.exchange.official import Table
from fisc.registers import names
from fisc.stages.allot import kept_scenarios, scenarios
from fisc.stages.allot.acts import Receipt
from fisc.stages.allot.kept_scenarios import ScenarioView
from fisc.values import ZERO, Money

UNITS_MAX: Final = 50
_SHARE: Final = re.compile(r"(\d{1,3})(?:[.](\d{1,2}))?")
_FIELDS: Final = (
    ("freeze", gettext_lazy("Freeze of general spending, per cent")),
    ("short", gettext_lazy("Own revenue short by, per cent")),
    ("stabilisation", gettext_lazy("From the stabilisation fund, yuan")),
)
_YUAN: Final = re.compile(r"\d{1,12}(?:[.]\d{2})?")


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a scenario: how it is taken, what is said then, who may."""

    take: Callable[[Page, Mapping[str, str]], Receipt]
    said: Any
    right: str


@require_safe
def scenario_list(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the effects of what is typed, and the scenarios that were kept."""
    return _page(request, page, {})


def _page(
    request: HttpRequest, page: Page, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    asked = _parameters(request.GET)
    kept = kept_scenarios.scenarios(page.place.code, page.year)
    whole_file = downloads.wanted(page)
    tables = [*_effects(page, asked, None if whole_file else UNITS_MAX)]
    listed = scenario_table(page, kept, names.people({one.maker for one in kept}))
    compared = _compared(page, kept)
    if whole_file:
        every = [*tables, *([listed] if kept else []), *([compared] if compared else [])]
        return downloads.answer(page, _("What if"), every)
    held = page.person.grants
    context = {
        "page": page,
        "asked": asked,
        "fields": [(name, label, request.GET.get(name, "")) for name, label in _FIELDS],
        "tables": [table for table in tables if table.count],
        "effects": bool(tables),
        "kept": kept,
        "listed": listed,
        "compared": compared,
        "left": request.GET.get("one", ""),
        "right": request.GET.get("other", ""),
        "number": f"SCE-{page.year}-{page.place.code}-{len(kept) + 1}",
        "may": {name for name, step in STEPS.items() if open_to(roles_of(step.right), held)},
        "definition": definition(),
        **more,
    }
    return render(request, "web/scenarios.html", context, status=status)


def _effects(page: Page, asked: Parameters | None, shown: int | None) -> tuple[Table, ...]:
    if asked is None:
        return ()
    place, year, reached = page.place.code, page.year, page.selection
    found = scenarios.effects(page.book, place, year, asked, reached)
    ranked = sorted(found.units, key=lambda code: (-found.units[code].frozen.fen, code))
    units = names.units(set(ranked[:shown]))
    tables = effect_tables(page, found, units, shown)
    return (*tables, coverage_table(page, found.coverage)) if found.coverage else tables


def _compared(page: Page, kept: tuple[ScenarioView, ...]) -> Table | None:
    known = {one.number: one for one in kept}
    pair = [known.get(page.request.GET.get(name, "")) for name in ("one", "other")]
    left, right = pair
    return compared_table(page, left, right) if left and right else None


@require_POST
def act(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Take a step on a scenario; a refusal answers 409 with its working."""
    step = STEPS.get(name)
    if step is None:
        raise Http404(name)
    try:
        receipt = step.take(page, request.POST)
    except (scenarios.WrongScenario, scenarios.UnknownScenario) as wrong:
        messages.error(request, str(wrong))
        return redirect("scenarios")
    if receipt.done:
        messages.success(request, step.said)
        return redirect("scenarios")
    return _page(request, page, {"receipt": receipt}, status=409)


def _keep(page: Page, typed: Mapping[str, str]) -> Receipt:
    asked = _parameters(typed)
    if asked is None:
        raise scenarios.WrongScenario(_("Type which share is frozen, or which share is short."))
    return scenarios.keep_scenario(
        number=typed.get("number", ""),
        title=typed.get("title", "").strip()[:200],
        division=page.place.code,
        year=page.year,
        asked=asked,
        maker=page.person.username,
        at=page.now,
    )


def _drop(page: Page, typed: Mapping[str, str]) -> Receipt:
    return scenarios.drop_scenario(
        number=typed.get("number", ""), officer=page.person.username, at=page.now
    )


def _adopt(page: Page, typed: Mapping[str, str]) -> Receipt:
    return scenarios.adopt_scenario(
        number=typed.get("number", ""),
        checker=page.person.username,
        day=page.today,
        at=page.now,
    )


def _undo(page: Page, typed: Mapping[str, str]) -> Receipt:
    return scenarios.undo_scenario(
        number=typed.get("number", ""),
        checker=page.person.username,
        day=page.today,
        at=page.now,
    )


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "keep": Step(_keep, gettext_lazy("The scenario is kept."), "allot.propose_scenario"),
        "drop": Step(_drop, gettext_lazy("The scenario is dropped."), "allot.propose_scenario"),
        "adopt": Step(
            _adopt, gettext_lazy("Adopted: the indicators are frozen."), "allot.adopt_scenario"
        ),
        "undo": Step(
            _undo, gettext_lazy("Undone: every balance is as before."), "allot.adopt_scenario"
        ),
    }
)


def _parameters(typed: Mapping[str, str]) -> Parameters | None:
    """Return what is asked; None where nothing is, or what is typed is no share."""
    freeze, short = (_share(typed.get(name, "")) for name in ("freeze", "short"))
    text = typed.get("stabilisation", "").strip().replace(",", "")
    fund = Money.yuan(text) if _YUAN.fullmatch(text) else ZERO
    if freeze is None or short is None or not (freeze or short):
        return None
    return Parameters(freeze, short, fund)


def _share(text: str) -> int | None:
    """Return a percentage as hundredths of a per cent; 0 for nothing, None for what is none.

    Example:
        >>> _share("5"), _share("2.5"), _share(""), _share("101"), _share("x")
        (500, 250, 0, None, None)
    """
    if not text.strip():
        return 0
    match = _SHARE.fullmatch(text.strip())
    if match is None:
        return None
    share = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    return share if share <= WHOLE else None
