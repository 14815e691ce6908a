"""The second factor at the pages: who must set one up first, and whether a code is right.

Password and code are counted together: whoever guesses either is locked out of both.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fisc.engines.organisation.second_factor import check_second_factor, is_required
from fisc.record import second_factor
from fisc.registers import factors, sign_ins
from fisc.registers.grants import day_of
from fisc.registers.people import PersonRecord
from fisc.registers.sign_ins import Lock

# What somebody who has to set up a second factor may open meanwhile.
WHILE_ENROLLING: Final = frozenset({"own-sign-in", "own-sign-in-step", "logout"})


def must_enrol(request: HttpRequest, person: PersonRecord, at: datetime) -> bool:
    """Say whether somebody has to set up a second factor before anything else."""
    if settings.MODE != "office":
        return False
    device, reach = request.session.get(factors.SESSION, ""), settings.SECOND_FACTOR
    return not check_second_factor(
        person.username, person.roles, day_of(at), has_one=bool(device), reach=reach
    )


def needed_by(person: PersonRecord, at: datetime) -> bool:
    """Say whether the roles of somebody need a second factor here."""
    return is_required(person.roles, day_of(at), settings.SECOND_FACTOR)


def address_of(request: HttpRequest) -> str:
    """Return whence a request comes, as the nearest trusted proxy saw it."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "")
    return sign_ins.whence(seen, forwarded, settings.PROXIES)


def note(request: HttpRequest, username: str, outcome: str, at: datetime) -> None:
    """Write down that somebody came in, or tried to."""
    sign_ins.note(username, outcome, at=at, address=address_of(request))


def locked(request: HttpRequest, username: str, at: datetime) -> str:
    """Say until when a name is locked, and write the try down; empty where it is not."""
    lock = Lock(settings.SIGN_IN_TRIES, timedelta(seconds=settings.SIGN_IN_LOCK_SECONDS))
    until = sign_ins.locked_until(username, lock, at=at)
    if until is None:
        return ""
    note(request, username, sign_ins.LOCKED, at)
    minutes = -(-(until - at) // timedelta(minutes=1))
    return _(
        "Too many wrong passwords were tried for this name. Wait %(minutes)s minutes and try"
        " again; if it was not you, tell the security administrator."
    ) % {"minutes": minutes}


def accepted(request: HttpRequest, username: str, code: str, at: datetime) -> str:
    """Return the device whose code this is; empty where it is wrong, which is written down."""
    device = second_factor.accept(username, code=code, steps=settings.CODE_STEPS, at=at)
    if not device:
        note(request, username, sign_ins.WRONG_CODE, at)
    return device


def wrong_code() -> str:
    """Say that a code was not right."""
    return _("The code is not right, or was used before. Wait for the next one and type that.")


def not_proven(request: HttpRequest, username: str, at: datetime) -> str:
    """Say why somebody who came in has not proven anew who they are; empty where they have.

    A demo has no passwords, so there the code alone is asked.
    """
    problem = locked(request, username, at)
    if problem:
        return problem
    if settings.MODE == "office":
        password = request.POST.get("password", "")
        if auth.authenticate(request, username=username, password=password) is None:
            note(request, username, sign_ins.WRONG, at)
            return _("The password is not right.")
    if not accepted(request, username, request.POST.get("code", ""), at):
        return wrong_code()
    return ""
