"""Who asks: tokens for programs, and what a person may see."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from django.conf import settings
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from fisc.doors.api import clock, tokens
from fisc.doors.api.fields import Asked
from fisc.doors.api.gate import Desk, absent, caller
from fisc.registers import people

desk: Final = Desk("Sessions · 会话")
DEMO_HOURS: Final = 8
Hours = Annotated[int, Field(strict=True, ge=1, le=tokens.HOURS_MAX)]


class DemoPerson(Asked):
    """Which demo person to be."""

    person: str = Field(min_length=1, max_length=60, examples=["school.clerk"])


class Lasting(Asked):
    """How long a token is to last."""

    hours: Hours = 8


class TokenMade(Schema):
    """A token; send it as ``Authorization: Bearer …`` until it ends."""

    token: str
    person: str
    until: datetime


class Me(Schema):
    """Who asks, and what lies in their scope; ``budget_units`` is null where all units do.

    ``roles`` are those that they hold today; ``role`` is the first of them, or empty.
    """

    person: str
    name_zh: str
    name_en: str
    role: str
    roles: list[str]
    division: str
    budget_unit: str | None
    divisions: list[str]
    budget_units: list[str] | None


@desk.post("/demo-token", "demo-token", TokenMade)
def demo_token(request: HttpRequest, asked: DemoPerson) -> TokenMade:  # noqa: ARG001
    """Return a token of eight hours for a demo person. An office has no such operation."""
    if settings.MODE != "demo":
        raise absent("demo")
    try:
        person = people.person(asked.person, clock.now())
    except people.UnknownPerson as unknown:
        raise absent(asked.person) from unknown
    return _made(person.username, DEMO_HOURS, "")


@desk.post("/tokens", "token", TokenMade)
def token(request: HttpRequest, asked: Lasting) -> TokenMade:
    """Return a token for yourself, for a program of yours; it lasts at most a day.

    Ask with the session of the pages, or with a token that still holds. Nothing is written down:
    two tokens are two texts, and each ends by itself.
    """
    asking = caller(request)
    return _made(asking.username, asked.hours, asking.device)


@desk.get("/me", "me", Me)
def me(request: HttpRequest) -> Me:
    """Return who you are here, and which divisions and units you may see."""
    asking = caller(request)
    person = asking.person
    return Me(
        person=person.username,
        name_zh=person.name_zh,
        name_en=person.name_en,
        role=person.role,
        roles=list(person.roles),
        division=str(person.division),
        budget_unit=None if person.unit is None else str(person.unit),
        divisions=sorted(asking.divisions),
        budget_units=None if asking.units is None else sorted(asking.units),
    )


def _made(username: str, hours: int, device: str) -> TokenMade:
    made, until = tokens.issue(username, at=clock.now(), hours=hours, device=device)
    return TokenMade(token=made, person=username, until=until)
