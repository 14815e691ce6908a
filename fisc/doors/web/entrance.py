"""Coming in and going out: as a demo person, or with a password; and the language of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fisc.doors.web import carrying, clock, factor
from fisc.doors.web.gate import SESSION_KEY
from fisc.doors.web.pages import Page
from fisc.law.kinds import Role
from fisc.law.tables import ROLES, read
from fisc.registers import factors, names, people, sign_ins
from fisc.registers.names import Name
from fisc.registers.people import PersonRecord

SHOWN_MAX = 4  # persons of one role offered by name; the others are typed
CODE_SECONDS_MAX: Final = 300  # for which a session waits for the code after the password
_WAITING: Final = "waits_for_code"


@dataclass(frozen=True, slots=True)
class Cast:
    """The demo persons of one role, each with their place; ``more`` are not listed.

    Somebody stands under the first role that they hold, and under none when they hold none.
    """

    role: Role
    people: tuple[tuple[PersonRecord, Name], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Came:
    """What became of a try to come in: a problem, a code that is asked yet, or neither."""

    problem: str = ""
    asks_code: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Come in. In a demo a person is chosen by name; an office asks for a password."""
    onward = _onward(request)
    carried = request.POST.get("carried", "")
    if request.method != "POST":
        return login_page(request, onward, carried)
    came = _come_in(request)
    if came.problem:
        return login_page(request, onward, carried, came.problem)
    return _code_page(request, onward, carried) if came.asks_code else _go_on(request, onward)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask whoever knew the password for the code of their device, or for a recovery code."""
    onward, carried = _onward(request), request.POST.get("carried", "")
    user = _waiting(request)
    if user is None:
        return redirect(f"{reverse('login')}?{urlencode({'next': onward})}")
    if request.method != "POST":
        return _code_page(request, onward, carried)
    problem = _with_code(request, user, request.POST.get("code", ""))
    if problem:
        return _code_page(request, onward, carried, problem)
    return _go_on(request, onward)


def _code_page(request: HttpRequest, onward: str, carried: str, problem: str = "") -> HttpResponse:
    context = {"onward": onward, "carried": carried, "problem": problem}
    return render(request, "web/login_code.html", context, status=422 if problem else 200)


def _go_on(request: HttpRequest, onward: str) -> HttpResponse:
    form = carrying.unpacked(request.POST.get("carried", ""))
    return redirect(onward) if form is None else _carry_on(request, form)


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
    """Sign in again in place, when a session has ended under a form; the page stays as it is.

    Whoever has a second factor sends its code together with the password.
    """
    came, typed = _come_in(request), request.POST.get("code", "")
    problem, user = came.problem, _waiting(request)
    if came.asks_code and user is not None:
        problem = _with_code(request, user, typed) if typed else _("Type the code as well.")
    context = {"problem": problem, "asks_code": came.asks_code}
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


def _come_in(request: HttpRequest) -> Came:
    """Sign somebody in, or return why not; the answer does not say which part was wrong."""
    username = request.POST.get("username", "").strip()
    if settings.MODE == "demo":
        try:
            people.person(username, clock.now())
        except people.UnknownPerson:
            return Came(_("There is no demo person of this name."))
        request.session.flush()
        request.session[SESSION_KEY] = username
        return Came()
    return _with_password(request, username)


def _with_password(request: HttpRequest, username: str) -> Came:
    """Sign somebody in who knows the password, unless too many wrong ones were tried just now.

    Who has a second factor is not in yet: the session only waits for the code, for a while.
    """
    at = clock.now()
    problem = factor.locked(request, username, at)
    if problem:
        return Came(problem)
    user = auth.authenticate(request, username=username, password=request.POST.get("password", ""))
    if user is None:
        factor.note(request, username, sign_ins.WRONG, at)
        return Came(_("The name or the password is not right."))
    if factors.device_of(username):
        request.session.flush()
        request.session[_WAITING] = [username, _fingerprint(user), int(at.timestamp())]
        return Came(asks_code=True)
    _enter(request, user, "", at)
    return Came()


def _with_code(request: HttpRequest, user: User, typed: str) -> str:
    """Sign in whoever knew the password and brings the code, or return why not."""
    username, at = user.get_username(), clock.now()
    problem = factor.locked(request, username, at)
    if problem:
        return problem
    device = factor.accepted(request, username, typed, at)
    if not device:
        return factor.wrong_code()
    _enter(request, user, device, at)
    return ""


def _enter(request: HttpRequest, user: User, device: str, at: datetime) -> None:
    factor.note(request, user.get_username(), sign_ins.CAME_IN, at)
    request.session.flush()
    auth.login(request, user)
    request.session[factors.SESSION] = device


def _waiting(request: HttpRequest) -> User | None:
    """Return who knew the password just now and owes the code; None after a while."""
    username, known, since = request.session.get(_WAITING, ("", "", 0))
    late = int(clock.now().timestamp()) - since > CODE_SECONDS_MAX
    found = None if late else User.objects.filter(username=username, is_active=True).first()
    return found if found is not None and _fingerprint(found) == known else None


def _fingerprint(user: User) -> str:
    """Return what changes with the password."""
    return user.get_session_auth_hash()


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
