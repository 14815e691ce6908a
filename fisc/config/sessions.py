"""Sessions end: after a time without a question, and after a working day at the latest.

It holds for pages and operations alike, so it stands before both. A session also holds only for the
second factor with which it was opened: a device that was set up, replaced or reset ends the others.
A demo has no passwords and its sessions end with the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse

from fisc.registers import factors

BEGAN: Final = "session_began"
ASKED: Final = "session_asked"
NOTED_EVERY: Final = 30  # seconds; a session is not written anew with every question


def now() -> int:
    """Return the time in whole seconds; tests put their own in its place."""
    return int(datetime.now(UTC).timestamp())


def ending_sessions(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """End a session that was idle or is a working day old, before anybody looks at it."""

    def _answer(request: HttpRequest) -> HttpResponse:
        if settings.MODE == "office" and request.user.is_authenticated:
            _keep_or_end(request)
        return answer(request)

    return _answer


def _keep_or_end(request: HttpRequest) -> None:
    moment, session = now(), request.session
    began, asked = session.get(BEGAN, moment), session.get(ASKED, moment)
    other = session.get(factors.SESSION, "") != factors.device_of(request.user.get_username())
    idle = moment - asked > settings.SESSION_IDLE_SECONDS
    if other or idle or moment - began > settings.SESSION_COOKIE_AGE:
        auth.logout(request)
        return
    if ASKED not in session or moment - asked >= NOTED_EVERY:
        session[BEGAN], session[ASKED] = began, moment
