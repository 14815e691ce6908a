"""How often one may ask: so many requests a minute by each caller, and from each address.

A short burst up to a minute's worth is let through; after it, requests come no faster than the
limit. What is remembered is one number for each caller and address, in this process only: nothing
is written for a request that is refused, and no database is asked. An office with four processes
therefore lets in up to four times as many, spread as the server spreads them.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from fisc.doors.api import clock
from fisc.doors.api.problems import TOO_OFTEN, Stop
from fisc.registers.sign_ins import whence

MINUTE: Final = 60_000_000  # microseconds
REMEMBERED_MAX: Final = 50_000


class Pace:
    """Remembers for each name until when it has used up what it may ask.

    Always: at most ``limit`` requests of one name are let in at once, and no more than ``limit``
    a minute after that.

    Example:
        >>> pace = Pace()
        >>> [pace.wait("a", 2, now=0), pace.wait("a", 2, now=0), pace.wait("a", 2, now=0)]
        [0, 0, 30]
        >>> pace.wait("a", 2, now=30_000_000), pace.wait("b", 2, now=0)
        (0, 0)
    """

    def __init__(self) -> None:
        self._until: dict[str, int] = {}
        self._lock = Lock()

    def wait(self, name: str, limit: int, *, now: int) -> int:
        """Let a request in and return 0, or return after how many seconds to ask again.

        Units: ``limit`` in requests a minute, ``now`` in microseconds that only grow.
        """
        with self._lock:
            until = max(self._until.get(name, now), now) + MINUTE // limit
            if until - now > MINUTE:
                return -(-(until - now - MINUTE) // 1_000_000)
            if len(self._until) >= REMEMBERED_MAX and name not in self._until:
                self._forget(now)
            self._until[name] = until
            return 0

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._until.clear()

    def _forget(self, now: int) -> None:
        """Forget whoever may ask freely again; where everybody is at it, the longest quiet half."""
        late = sorted(self._until.values())[len(self._until) // 2]
        self._until = {one: at for one, at in self._until.items() if at > max(now, late)}


callers: Final = Pace()
addresses: Final = Pace()


def demand_pace_of(username: str) -> None:
    """Stop the request where this person asks more often than is allowed.

    Raises:
        Stop: they do; it says when to ask again.
    """
    _demand(callers, username, settings.API_CALLS_BY_CALLER)


def demand_pace_from(request: HttpRequest) -> None:
    """Stop the request where its address asks more often than is allowed.

    Raises:
        Stop: it does; it says when to ask again.
    """
    _demand(addresses, address_of(request), settings.API_CALLS_BY_ADDRESS)


def address_of(request: HttpRequest) -> str:
    """Return whence a request comes, as the nearest proxy that we trust has seen it."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    return whence(seen, request.headers.get("X-Forwarded-For", ""), settings.PROXIES)


def _demand(pace: Pace, name: str, limit: int) -> None:
    wait = pace.wait(name, limit, now=clock.ticks()) if limit else 0
    if wait:
        raise Stop(TOO_OFTEN, retry_after=wait)
