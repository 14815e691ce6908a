"""What the browser may load and keep: nothing from outside, no script but ours, no copy."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def guarded(response: HttpResponse) -> HttpResponse:
    """Say what the browser may load, and that figures are kept in no cache."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    return response
