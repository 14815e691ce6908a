"""The gate before every page: who asks, whether they may, and what the browser may load.

Each address is made by ``at``, which looks up the rule of the page; a page without a rule cannot be
given an address. Pages load nothing from outside and run no script but ours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from fisc.doors.web import clock, errors, factor
from fisc.doors.web.carrying import packed
from fisc.doors.web.headers import guarded
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import PUBLIC, RULES, opens
from fisc.registers import people
from fisc.registers.people import PersonRecord

SESSION_KEY: Final = "demo_person"
View = Callable[..., HttpResponse]


def who(request: HttpRequest) -> PersonRecord | None:
    """Return the person who asks: signed in, or chosen in a demo; None for nobody.

    Read anew for each request, so that a right that was taken away ends at once, and one that is
    over ends with its last day.
    """
    user = getattr(request, "user", AnonymousUser())
    username = user.get_username() if user.is_authenticated else ""
    if not username and settings.MODE == "demo":
        username = str(request.session.get(SESSION_KEY, ""))
    try:
        return people.person(username, clock.now()) if username else None
    except people.UnknownPerson:
        return None


def at(address: str, view: View, name: str) -> URLPattern:
    """Give a page an address, behind its rule.

    Raises:
        KeyError: the page has no right in ``rules.RIGHTS``.
    """
    rule = RULES[name]

    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        if rule is PUBLIC:
            return guarded(view(request, **parts))
        person = who(request)
        if person is None:
            return guarded(_to_login(request))
        page = Page(request, name, person)
        if page.confined and name not in factor.WHILE_ENROLLING:
            return guarded(_to_enrolment(request))
        if not opens(name, person.grants):
            return guarded(errors.no_right(request, page))
        return guarded(view(request, page, **parts))

    answer.rule = rule  # type: ignore[attr-defined]
    return path(address, answer, name=name)


def _to_enrolment(request: HttpRequest) -> HttpResponse:
    """Lead whoever has to set up a second factor there, whatever they asked for."""
    if "X-Fragment" in request.headers:
        return HttpResponse(status=403)
    return redirect(reverse("own-sign-in"))


def _to_login(request: HttpRequest) -> HttpResponse:
    if "X-Fragment" in request.headers:
        return HttpResponse(status=401)
    if request.method == "POST" and request.POST:
        from fisc.doors.web.entrance import login_page  # the entrance stands behind the gate

        return login_page(request, reverse("cockpit"), packed(request))
    back = request.get_full_path() if request.method == "GET" else reverse("cockpit")
    return redirect(f"{reverse('login')}?{urlencode({'next': back})}")
