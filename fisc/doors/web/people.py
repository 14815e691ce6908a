"""People and their roles: who there is, one person with the history, the trail, and the acts.

The page offers a step to whoever has the right of it; the act decides, and says why not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads, factor
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.people import grants_table, people_table
from fisc.doors.web.tables.sign_ins import factor_acts_table
from fisc.doors.web.typed_grants import day_typed, last_day_typed, later_than, number_typed
from fisc.engines.organisation.rights import open_to, roles_of
from fisc.exchange.official import Table
from fisc.law.tables import ROLES, read
from fisc.record import granting, second_factor
from fisc.record.granting import Granted, Wanted
from fisc.registers import factors, grants, people
from fisc.registers.divisions import UnknownDivision
from fisc.registers.factors import FactorActRecord
from fisc.registers.grants import ENDED, PROPOSED, GrantRecord
from fisc.registers.hierarchy import subtree_of
from fisc.registers.people import Asked, PersonRecord
from fisc.registers.units import UnknownUnit
from fisc.values import DivisionCode, UnitCode, Verdict

ROWS_MAX: Final = 100
MISTAKES: Final = (
    people.MisplacedPerson,
    people.UnknownPerson,
    grants.UnknownGrant,
    granting.WrongGrant,
    granting.GrantKeyReused,
    UnknownDivision,
    UnknownUnit,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One act as a page offers it: what it does, what is said then, and the right of it."""

    take: Callable[[Page, Mapping[str, str]], Granted]
    said: Any
    right: str


@require_safe
def people_list(request: HttpRequest, page: Page) -> HttpResponse:
    """Show who is registered at the chosen place and below, and what waits for a second person."""
    asked = _asked(page)
    count = people.count(asked, page.now)
    if downloads.wanted(page):
        table = people_table(page, _everybody(page, asked), count)
        return downloads.answer(page, table.title, (table,))
    return render(request, "web/people.html", _list_context(page, asked, count))


@require_safe
def person(request: HttpRequest, page: Page, username: str) -> HttpResponse:
    """Show one person: what they hold, what they ever held, and what may be done."""
    found = _found(page, username)
    rows = (*grants.grants_of(username), *grants.in_place_of(username))
    if downloads.wanted(page):
        tables = [_history(page, rows), *_factor_tables(page, factors.acts_of(username))]
        return downloads.answer(page, tables[0].title, tables)
    return render(request, "web/person.html", _person_context(page, found, rows))


@require_safe
def trail(request: HttpRequest, page: Page) -> HttpResponse:
    """Show every grant that was ever asked for at the chosen place and below, latest first."""
    divisions = _below(page)
    count = grants.count(divisions)
    if downloads.wanted(page):
        table = grants_table(page, "trail", _("Trail of grants"), _all(divisions), count)
        tables, acts = [table], factors.count(divisions)
        if acts:
            tables.append(factor_acts_table(page, "factors", _all_acts(divisions), acts))
        return downloads.answer(page, table.title, tables)
    before = later_than(request.GET.get("after", ""))
    rows = grants.trail(divisions, before=before, limit=ROWS_MAX + 1)
    shown = rows[:ROWS_MAX]
    context = {
        "page": page,
        "table": grants_table(page, "trail", _("Trail of grants"), [shown], count),
        "rows": bool(shown),
        "later": page.address(after=str(shown[-1].number)) if len(rows) > ROWS_MAX else "",
        "acts": _latest_acts(page, divisions),
    }
    return render(request, "web/people_trail.html", context)


@require_POST
def step(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Take a step; a refusal answers 409 with its working, beside the person it is about."""
    chosen = STEPS.get(name)
    if chosen is None:
        raise Http404(name)
    username = request.POST.get("person", "")
    try:
        done = chosen.take(page, request.POST)
    except MISTAKES as wrong:
        messages.error(request, _("This cannot be done so: %(what)s") % {"what": wrong})
        return _back(page, username)
    if done.refusal is None:
        messages.success(request, chosen.said)
        return _back(page, username)
    return _refused(request, page, username, done.refusal)


def _back(page: Page, username: str) -> HttpResponse:
    return redirect("people-person", username) if _seen(page, username) else redirect("people")


def _refused(request: HttpRequest, page: Page, username: str, refusal: Verdict) -> HttpResponse:
    found = _seen(page, username)
    if found is None:
        asked = _asked(page)
        context = _list_context(page, asked, people.count(asked, page.now))
        template = "web/people.html"
    else:
        rows = (*grants.grants_of(username), *grants.in_place_of(username))
        context, template = _person_context(page, found, rows), "web/person.html"
    context |= {"refusal": refusal, "typed": request.POST}
    return render(request, template, context, status=409)


def _enter(page: Page, typed: Mapping[str, str]) -> Granted:
    unit = typed.get("unit", "").strip()
    record = PersonRecord(
        username=typed.get("person", "").strip(),
        name_zh=typed.get("name_zh", "").strip(),
        name_en=typed.get("name_en", "").strip() or typed.get("name_zh", "").strip(),
        role="",
        division=DivisionCode(typed.get("division", "").strip()),
        unit=UnitCode(unit) if unit else None,
    )
    return granting.enter_person(record, officer=page.person.username, at=page.now)


def _propose(page: Page, typed: Mapping[str, str]) -> Granted:
    wanted = Wanted(
        person=typed.get("person", ""),
        role=typed.get("role", ""),
        division=typed.get("division", "").strip(),
        unit=typed.get("unit", "").strip(),
        first_day=day_typed(typed.get("first_day", ""), page.today),
        last_day=last_day_typed(typed.get("last_day", "")),
        reason=typed.get("reason", ""),
    )
    key = f"web/{page.person.username}/{typed.get('once', '')[:32]}"
    return granting.propose(wanted, officer=page.person.username, at=page.now, key=key)


def _confirm(page: Page, typed: Mapping[str, str]) -> Granted:
    number = number_typed(typed.get("grant", ""))
    return granting.confirm(number=number, officer=page.person.username, at=page.now)


def _end(page: Page, typed: Mapping[str, str]) -> Granted:
    number, officer = number_typed(typed.get("grant", "")), page.person.username
    return granting.end(number=number, officer=officer, why=typed.get("reason", ""), at=page.now)


def _reset(page: Page, typed: Mapping[str, str]) -> Granted:
    username, officer, why = typed.get("person", ""), page.person.username, typed.get("reason", "")
    return second_factor.reset(username, officer=officer, why=why, at=page.now)


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "enter": Step(_enter, gettext_lazy("The person is entered."), "people.add"),
        "propose": Step(
            _propose, gettext_lazy("Proposed; another person confirms."), "people.grant"
        ),
        "confirm": Step(_confirm, gettext_lazy("Confirmed; the role is held."), "people.confirm"),
        "end": Step(_end, gettext_lazy("Ended; the next request is without it."), "people.end"),
        "reset": Step(
            _reset,
            gettext_lazy("The second factor is reset; its sessions have ended."),
            "people.reset_factor",
        ),
    }
)


def _may(page: Page) -> set[str]:
    held = page.person.grants
    return {name for name, one in STEPS.items() if open_to(roles_of(one.right), held)}


def _below(page: Page) -> frozenset[str]:
    return subtree_of(page.place.code, page.above) & page.scope


def _asked(page: Page) -> Asked:
    role = page.request.GET.get("role", "")
    return Asked(
        divisions=_below(page),
        units=page.scope_units,
        role=role if role in {one.code for one in read(ROLES)} else "",
        text=page.request.GET.get("q", "").strip()[:60],
    )


def _everybody(page: Page, asked: Asked) -> Iterator[Sequence[PersonRecord]]:
    found = people.found(asked, page.now, limit=downloads.PART)
    while found:
        yield found
        last = found[-1].username
        found = people.found(asked, page.now, after=last, limit=downloads.PART)


def _all(divisions: frozenset[str]) -> Iterator[Sequence[GrantRecord]]:
    found = grants.trail(divisions, limit=downloads.PART)
    while found:
        yield found
        found = grants.trail(divisions, before=found[-1].number, limit=downloads.PART)


def _all_acts(divisions: frozenset[str]) -> Iterator[Sequence[FactorActRecord]]:
    found = factors.trail(divisions, limit=downloads.PART)
    while found:
        yield found
        found = factors.trail(divisions, before=found[-1].number, limit=downloads.PART)


def _latest_acts(page: Page, divisions: frozenset[str]) -> Table | None:
    """Return the latest acts on second factors; whoever wants all of them takes the file."""
    found = factors.trail(divisions, limit=ROWS_MAX)
    count = len(found) if len(found) < ROWS_MAX else factors.count(divisions)
    return factor_acts_table(page, "factors", [found], count) if found else None


def _factor_tables(page: Page, acts: Sequence[FactorActRecord]) -> list[Table]:
    return [factor_acts_table(page, "factor", [acts], len(acts))] if acts else []


def _seen(page: Page, username: str) -> PersonRecord | None:
    try:
        found = people.person(username, page.now)
    except people.UnknownPerson:
        return None
    return found if page.sees(str(found.division), str(found.unit or "")) else None


def _found(page: Page, username: str) -> PersonRecord:
    found = _seen(page, username)
    if found is None:
        raise Http404(username)
    return found


def _history(page: Page, rows: Sequence[GrantRecord]) -> Any:
    return grants_table(page, "grants", _("Roles"), [rows], len(rows))


def _list_context(page: Page, asked: Asked, count: int) -> dict[str, Any]:
    found = people.found(
        asked, page.now, after=page.request.GET.get("after", "")[:60], limit=ROWS_MAX + 1
    )
    shown = found[:ROWS_MAX]
    return {
        "page": page,
        "table": people_table(page, [shown], count),
        "rows": bool(shown),
        "asked": asked,
        "roles": read(ROLES),
        "waiting": grants.proposed(_below(page)),
        "later": page.address(after=shown[-1].username) if len(found) > ROWS_MAX else "",
        "may": _may(page),
    }


def _person_context(page: Page, found: PersonRecord, rows: Sequence[GrantRecord]) -> dict[str, Any]:
    return {
        "page": page,
        "found": found,
        "table": _history(page, rows),
        "rows": bool(rows),
        "device": factors.device_of(found.username),
        "needed": factor.needed_by(found, page.now),
        "acts": _factor_tables(page, factors.acts_of(found.username)),
        "open": [one for one in rows if one.state != ENDED and one.person == found.username],
        "proposed": PROPOSED,
        "roles": read(ROLES),
        "may": _may(page),
        "once": uuid4().hex,
    }
