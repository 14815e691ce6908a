"""What the address of a page carries, so that it shows the same to whoever opens it; saved views.

A view that somebody saves holds the page and those of its parameters that say what is shown, never
a position in a list, a file or anything else. Whether its page may be opened is asked each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web.menu import MENU
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.registers import saved_views
from fisc.registers.models import SAVED_VIEWS_MAX
from fisc.registers.saved_views import NAME_LENGTH, QUERY_LENGTH, View

# What every page takes, and what is asked of some pages besides.
EVERYWHERE: Final = ("place", "year", "day", "unit")
PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "work": ("list", "kind", "q"),
        "cockpit": (),
        "budgets": ("class",),
        "coordination": ("draft", "stabilisation"),
        "congress": ("kind", "shown"),
        "indicators": ("by", "book", "of_unit", "function", "q"),
        "payments": ("indicator", "part", "state"),
        "exceptions": ("kind", "light", "q"),
        "reconciliation": (),
        "trial-balance": (),
        "closing": (),
        "final-accounts": (),
        "people": ("role", "q"),
        "jobs": ("state",),
    }
)
_LONGEST: Final = 100  # of one value; longer ones are no filter of ours
_DIGITS: Final = 18  # of the number of a view


@dataclass(frozen=True, slots=True)
class Shelf:
    """The saved views of one page, each with its address."""

    label: Any
    views: tuple[tuple[View, str], ...]


def address_of(page: Page) -> str:
    """Return the whole address of a page: its own parameters, and what is remembered besides."""
    return page.address(**_remembered(page))


def query_shown(page: Page) -> str:
    """Return what a view of this page would hold now.

    Raises:
        KeyError: there are no views of this page.
    """
    shown = page.request.GET.copy()
    for name, value in _remembered(page).items():
        shown[name] = value
    return query_of(page.name, shown)


def _remembered(page: Page) -> dict[str, str]:
    return {
        "place": page.place.code,
        "year": str(page.year),
        "day": page.day.isoformat() if page.day else "",
        "unit": page.unit.value,
    }


def query_of(name: str, asked: QueryDict) -> str:
    """Return what a view of this page may hold of a query: the page's own parameters, each once.

    Raises:
        KeyError: there are no views of this page.

    Example:
        >>> query_of("jobs", QueryDict("state=done&next=//elsewhere&unit=wan&after=7"))
        'unit=wan&state=done'
    """
    found = {one: str(asked[one]) for one in (*EVERYWHERE, *PARAMETERS[name]) if one in asked}
    return urlencode(
        {
            one: value
            for one, value in found.items()
            if value.isprintable() and len(value) <= _LONGEST
        }
    )


@require_safe
def listing(request: HttpRequest, page: Page) -> HttpResponse:
    """Show one's saved views, and offer to save the one that somebody comes from.

    A script asks for those of one page alone, and shows them there.
    """
    about = request.GET.get("of_page", "")
    if about not in _open_to(page):
        about = ""
    shelves = _shelves(page)
    context = {
        "page": page,
        "about": about,
        "label": _labels()[about] if about else "",
        "query": query_of(about, QueryDict(request.GET.get("query", ""))) if about else "",
        "shelves": [shelves[name] for name in _labels() if name in shelves],
    }
    if "X-Fragment" not in request.headers:
        return render(request, "web/saved_views.html", context)
    context["shelves"] = [shelves[about]] if about in shelves else []
    return render(request, "web/saved_views_part.html", context)


def _labels() -> dict[str, Any]:
    words = {name: word for _section, entries in MENU for name, word in entries}
    return {name: word for name, word in words.items() if name in PARAMETERS}


def _open_to(page: Page) -> frozenset[str]:
    return frozenset(name for name in PARAMETERS if opens(name, page.person.grants))


def _shelves(page: Page) -> dict[str, Shelf]:
    labels, found = _labels(), saved_views.of(page.person.username)
    return {
        name: Shelf(
            labels[name],
            tuple((one, f"{reverse(name)}?{one.query}") for one in found if one.page == name),
        )
        for name in _open_to(page) & {one.page for one in found}
    }


@require_POST
def step(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Save the view that somebody looks at, or delete one of theirs."""
    if name not in {"save", "delete"}:
        raise Http404(name)
    return _save(request, page) if name == "save" else _delete(request, page)


def _save(request: HttpRequest, page: Page) -> HttpResponse:
    about = request.POST.get("of_page", "")
    if about not in _open_to(page):
        raise Http404(about)
    query = query_of(about, QueryDict(request.POST.get("query", "")))
    called = " ".join(request.POST.get("called", "").split())
    problem = _problem(called, query)
    if not problem and not _kept(page, about, called, query):
        problem = _("You have %(most)s saved views, and there is no room for more. Delete one.") % {
            "most": SAVED_VIEWS_MAX
        }
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, _("The view is saved: %(name)s") % {"name": called})
    return redirect(f"{reverse(about)}?{query}")


def _kept(page: Page, about: str, called: str, query: str) -> bool:
    """Save a view; where there is no room, those go that the person may not open any more."""
    username = page.person.username
    if saved_views.save(username, page=about, name=called, query=query):
        return True
    saved_views.make_room(username, _open_to(page))
    return saved_views.save(username, page=about, name=called, query=query)


def _problem(called: str, query: str) -> str:
    if not called or len(called) > NAME_LENGTH or not called.isprintable():
        return _("Give the view a name of at most %(longest)s characters.") % {
            "longest": NAME_LENGTH
        }
    return _("These filters are too long to be saved.") if len(query) > QUERY_LENGTH else ""


def _delete(request: HttpRequest, page: Page) -> HttpResponse:
    typed = request.POST.get("view", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _DIGITS else 0
    about = saved_views.delete(page.person.username, number) if number else ""
    if not about:
        messages.error(request, _("There is no such view of yours."))
    else:
        messages.success(request, _("The view is deleted."))
    return redirect(about if about in _open_to(page) else "saved-views")
