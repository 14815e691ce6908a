"""Pages that say why there is no page: not found, no right, a stale form, a fault of ours.

The page for a fault of ours needs neither the database nor the session.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.timezone import localtime

from fisc.doors.web.headers import guarded
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import RULES, admits
from fisc.law.tables import ROLES, read
from fisc.registers import people

NEAR_MAX: Final = 5

logger: Final = logging.getLogger(__name__)


def no_right(request: HttpRequest, page: Page) -> HttpResponse:
    """Say which roles can open the page, who near this person holds one, and what they can open.

    Near are those of the same unit, and those who hold a role for the whole division.
    """
    roles = [role for role in read(ROLES) if admits(page.name, role.code)]
    unit = str(page.person.unit or "")
    near = [
        one
        for one in people.of_division(page.home, page.now)
        if any(grant.unit in {"", unit} and admits(page.name, grant.role) for grant in one.grants)
    ]
    own = sorted(near, key=lambda one: (str(one.unit or "") != unit, one.username))
    context = {"page": page, "roles": roles, "known": page.name in RULES, "near": own[:NEAR_MAX]}
    return render(request, "web/no_right.html", context, status=403)


def not_found(_: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Say that there is nothing here; what somebody may not see answers the same way."""
    return _plain("web/not_found.html", 404)


def bad_request(_: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Say that the request makes no sense."""
    return _plain("web/bad_request.html", 400)


def refused(_: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Say that the page cannot be had, without a person to explain it to."""
    return _plain("web/refused.html", 403)


def stale_form(_: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Say that a form was too old to be taken, or came from elsewhere."""
    return _plain("web/stale_form.html", 403)


def our_fault(request: HttpRequest) -> HttpResponse:
    """Say that something broke here, under a number that is easy to read out and in the log."""
    number = uuid4().hex[:8].upper()
    fault = sys.exc_info()  # Django calls this while it handles what broke
    logger.error("Fault %s: %s %s failed", number, request.method, request.path, exc_info=fault)
    return _plain("web/our_fault.html", 500, number=number)


def maintenance(end: str) -> HttpResponse:
    """Say that nothing is taken until maintenance ends, and that nothing is lost."""
    return _plain("web/maintenance.html", 503, words=end)


def _plain(name: str, status: int, **more: Any) -> HttpResponse:
    text = loader.render_to_string(name, {"at": localtime(), **more}, request=None)
    return guarded(HttpResponse(text, status=status))
