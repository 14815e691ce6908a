"""Coming in and going out: as a demo person, or with a password; and the language of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fisc.doors.web import carrying, clock
from fisc.doors.web.gate import SESSION_KEY
from fisc.doors.web.pages import Page
from fisc.law.kinds import Role
from fisc.law.tables import ROLES, read
from fisc.registers import names, people, sign_ins
from fisc.registers.names import Name
from fisc.registers.people import PersonRecord
from fisc.registers.sign_ins import Lock

SHOWN_MAX = 4  # persons of one role offered by name; the others are typed


@dataclass(frozen=True, slots=True)
class Cast:
    """The demo persons of one role, each with their place; ``more`` are not listed.

    Somebody stands under the first role that they hold, and under none when they hold none.
    """

    role: Role
    people: tuple[tuple[PersonRecord, Name], ...]
    more: int


@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Come in. In a demo a person is chosen by name; an office asks for a password."""
    onward = _onward(request)
    carried = request.POST.get("carried", "")
    problem = ""
    if request.method == "POST":
        problem = _come_in(request)
        if not problem:
            form = carrying.unpacked(carried)
            return redirect(onward) if form is None else _carry_on(request, form)
    return login_page(request, onward, carried, problem)


def login_page(
    request: HttpRequest, onward: str, carried: str = "", problem: str = ""
) -> HttpResponse:
    """Show the entrance; ``carried`` is a form whose session had ended, to be sent afterwards."""
    context = {
        "demo": settings.MODE == "demo",
        "cast": _cast() if settings.MODE == "demo" else (),
        "onward": onward,
        "carried": carried,
        "problem": problem,
        "username": request.POST.get("username", "") if not carried or problem else "",
    }
    return render(request, "web/login.html", context, status=422 if problem else 200)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Sign in again in place, when a session has ended under a form; the page stays as it is."""
    problem = _come_in(request)
    context = {"problem": problem}
    return render(request, "web/again_said.html", context, status=422 if problem else 200)


def _carry_on(request: HttpRequest, form: carrying.Form) -> HttpResponse:
    """Offer to send what was typed before the session ended, with a token of the new one."""
    return render(request, "web/carry_on.html", {"address": form.address, "fields": form.fields})


@require_POST
def logout(request: HttpRequest, _page: Page) -> HttpResponse:
    """Go out; nothing of the session is kept."""
    auth.logout(request)
    return redirect(reverse("login"))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages and go back to where one was."""
    response = redirect(_onward(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _come_in(request: HttpRequest) -> str:
    """Sign somebody in, or return why not; the answer does not say which part was wrong."""
    username = request.POST.get("username", "").strip()
    if settings.MODE == "demo":
        try:
            people.person(username, clock.now())
        except people.UnknownPerson:
            return _("There is no demo person of this name.")
        request.session.flush()
        request.session[SESSION_KEY] = username
        return ""
    return _with_password(request, username)


def _with_password(request: HttpRequest, username: str) -> str:
    """Sign somebody in who knows the password, unless too many wrong ones were tried just now."""
    at, address = clock.now(), str(request.META.get("REMOTE_ADDR", ""))
    lock = Lock(settings.SIGN_IN_TRIES, timedelta(seconds=settings.SIGN_IN_LOCK_SECONDS))
    until = sign_ins.locked_until(username, lock, at=at)
    if until is not None:
        sign_ins.note(username, sign_ins.LOCKED, at=at, address=address)
        minutes = -(-(until - at) // timedelta(minutes=1))
        return _(
            "Too many wrong passwords were tried for this name. Wait %(minutes)s minutes and try"
            " again; if it was not you, tell the security administrator."
        ) % {"minutes": minutes}
    user = auth.authenticate(request, username=username, password=request.POST.get("password", ""))
    if user is None:
        sign_ins.note(username, sign_ins.WRONG, at=at, address=address)
        return _("The name or the password is not right.")
    sign_ins.note(username, sign_ins.CAME_IN, at=at, address=address)
    auth.login(request, user)
    return ""


def _onward(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if safe else reverse("cockpit")


def _cast() -> tuple[Cast, ...]:
    by_role: dict[str, list[PersonRecord]] = {}
    for person in people.everybody(clock.now()):
        by_role.setdefault(person.role, []).append(person)
    shown = [person for found in by_role.values() for person in found[:SHOWN_MAX]]
    places = names.divisions(person.division for person in shown)
    places |= names.units(person.unit for person in shown if person.unit)
    return tuple(
        Cast(
            role,
            tuple(
                (person, places[person.unit or person.division])
                for person in by_role[role.code][:SHOWN_MAX]
            ),
            max(len(by_role[role.code]) - SHOWN_MAX, 0),
        )
        for role in read(ROLES)
        if role.code in by_role
    )
