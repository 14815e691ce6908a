"""Maintenance: while it lasts everything is read and nothing entered, by pages or operations.

Whoever began it takes the file away (``maintained``). No database is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse

from fisc.doors.web import errors
from fisc.doors.web.maintained import until

RETRY_SECONDS: Final = "600"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LET_THROUGH: Final = ("/login", "/logout", "/language")  # whoever reads must come in


def reading_only(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Turn away whatever would write while the office is under maintenance."""

    def _answer(request: HttpRequest) -> HttpResponse:
        end = None if request.method in _READING else until()
        if end is None or request.path.startswith(_LET_THROUGH):
            return answer(request)
        response = _problem(end) if request.path.startswith("/api/") else errors.maintenance(end)
        response.headers["Retry-After"] = RETRY_SECONDS
        return response

    return _answer


def _problem(end: str) -> HttpResponse:
    ends = end or "?"
    return JsonResponse(
        {
            "type": "about:blank",
            "title": "Under maintenance · 系统维护中",
            "status": 503,
            "detail": f"Nothing was changed. It ends: {ends} · 未作任何更改，预计结束：{ends}",
        },
        status=503,
        content_type="application/problem+json",
    )
