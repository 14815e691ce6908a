"""People and grants: who holds which role, and the acts by which roles are given and ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys, paging
from fisc.doors.api.fields import Asked, Day, Division, Nothing, UnitText, text
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import stopped_by
from fisc.record import granting, second_factor
from fisc.record.granting import Granted
from fisc.registers import grants as register
from fisc.registers import people
from fisc.registers.grants import GrantRecord
from fisc.registers.people import PersonRecord
from fisc.values import DivisionCode, UnitCode

desk: Final = Desk("People · 人员")
GRANTS_MAX: Final = 10**9
DIGITS_MAX: Final = 15  # of a number in a cursor, few enough for any database
Username = Annotated[
    str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z@._-]{0,59}$", examples=["school.clerk"])
]
RoleCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z_]{1,29}$")]
GrantNumber = Annotated[int, Path(ge=1, le=GRANTS_MAX)]
Why = text(400, empty=False)


class HeldShown(Schema):
    """A role that somebody holds now; ``in_place_of`` is whose it is, where it is not theirs."""

    role: str
    division: str
    budget_unit: str | None
    in_place_of: str | None


class PersonShown(Schema):
    """A person, where they belong, and what they hold now."""

    person: str
    name_zh: str
    name_en: str
    division: str
    budget_unit: str | None
    grants: list[HeldShown]


class GrantShown(Schema):
    """A grant with its trail; ``given_by`` is null for what was entered with the register."""

    number: int
    person: str
    role: str
    division: str
    budget_unit: str | None
    first_day: date
    last_day: date | None
    in_place_of: str | None
    state: str
    given_by: str | None
    given_at: datetime | None
    reason: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None
    ended_why: str


class People(Schema):
    """Persons in the order of their user names."""

    rows: list[PersonShown]
    next: str | None


class Grants(Schema):
    """Grants, the latest first."""

    rows: list[GrantShown]
    next: str | None


class PersonHistory(PersonShown):
    """A person with every grant they were ever given, and those others hold in their place."""

    history: list[GrantShown]
    delegations: list[GrantShown]


class NewPersonAsked(Asked):
    """Somebody to be entered, who holds no role yet."""

    person: Username
    name_zh: text(60, empty=False)  # type: ignore[valid-type]
    name_en: text(80, empty=False)  # type: ignore[valid-type]
    division: Division
    budget_unit: UnitText | None = None


class GrantAsked(Asked):
    """A role to be given; the first day is today if none is named, the last one is included."""

    person: Username
    role: RoleCode
    division: Division
    budget_unit: UnitText | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    reason: Why  # type: ignore[valid-type]


class DelegationAsked(Asked):
    """Whom one's role is handed to, and until when; the last day is included."""

    to: Username
    first_day: Day | None = None
    last_day: Day
    reason: Why  # type: ignore[valid-type]


class Ending(Asked):
    """Why a grant is ended, or a second factor reset."""

    reason: Why  # type: ignore[valid-type]


class FactorReset(Schema):
    """Whose second factor was reset."""

    person: str
    state: str


class Entered(Schema):
    """Who was entered."""

    person: str


class GrantAct(Schema):
    """What became of an act on a grant."""

    number: int
    state: str


@desk.get("/people", "people", People)
def list_people(
    request: HttpRequest,
    division: Annotated[Division | None, Query()] = None,
    role: Annotated[RoleCode | None, Query()] = None,
    search: Annotated[str, Query(max_length=60)] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> People:
    """Return the persons of the divisions in your scope, or of one, with what they hold now."""
    asking = caller(request)
    if division is not None:
        asking.demand(division)
    asked = people.Asked(
        divisions=asking.divisions if division is None else [division],
        units=asking.units,
        role=role or "",
        text=search,
    )
    after = paging.read(cursor, "people", 1)
    found = people.found(asked, clock.now(), after=after[0] if after else "", limit=limit + 1)
    rows = found[:limit]
    more = paging.written("people", rows[-1].username) if len(found) > limit else None
    return People(rows=[_shown(one) for one in rows], next=more)


@desk.get("/people/{username}", "person", PersonHistory)
def show_person(request: HttpRequest, username: Annotated[Username, Path()]) -> PersonHistory:
    """Return one person with the history of every role; who lies outside your scope is absent."""
    asking = caller(request)
    try:
        found = people.person(username, clock.now())
    except people.UnknownPerson as unknown:
        raise absent(username) from unknown
    asking.demand_seen(username, str(found.division), str(found.unit or ""))
    return PersonHistory(
        **_shown(found).model_dump(),
        history=[_told(one) for one in register.grants_of(username)],
        delegations=[_told(one) for one in register.in_place_of(username)],
    )


@desk.post("/people", "people-enter", Entered)
def enter_person(request: HttpRequest, asked: NewPersonAsked, key: Key) -> Entered:
    """Enter a person without a role, or change name and place. The key is the user name."""
    asking = caller(request)
    asking.demand(asked.division, asked.budget_unit or "")
    keys.demand_number(key, asked.person)
    record = PersonRecord(
        username=asked.person,
        name_zh=asked.name_zh,
        name_en=asked.name_en,
        role="",
        division=DivisionCode(asked.division),
        unit=UnitCode(asked.budget_unit) if asked.budget_unit else None,
    )
    _done(granting.enter_person(record, officer=asking.username, at=clock.now()))
    return Entered(person=asked.person)


@desk.post("/people/{username}/factor/reset", "person-factor-reset", FactorReset)
def reset_factor(
    request: HttpRequest, username: Annotated[Username, Path()], asked: Ending, key: Key
) -> FactorReset:
    """Take away the device and the recovery codes of somebody who lost them; never your own.

    Their sessions and tokens end. Who lies outside your scope is absent.
    """
    asking = caller(request)
    try:
        found = people.person(username, clock.now())
    except people.UnknownPerson as unknown:
        raise absent(username) from unknown
    asking.demand_seen(username, str(found.division), str(found.unit or ""))
    done = second_factor.reset(
        username,
        officer=asking.username,
        why=asked.reason,
        at=clock.now(),
        key=keys.own(asking, key),
    )
    if done.refusal is not None:
        raise stopped_by([done.refusal])
    return FactorReset(person=username, state=done.state)


@desk.get("/grants", "grants", Grants)
def list_grants(
    request: HttpRequest,
    division: Annotated[Division | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Grants:
    """Return every grant that was ever asked for in your scope, the latest first."""
    asking = caller(request)
    if division is not None:
        asking.demand(division)
    after = paging.read(cursor, "grants", 1)
    fits = after is not None and after[0].isdecimal() and len(after[0]) <= DIGITS_MAX
    before = int(after[0]) if after and fits else None
    within = asking.divisions if division is None else [division]
    found = register.trail(within, before=before, limit=limit + 1)
    rows = found[:limit]
    more = paging.written("grants", rows[-1].number) if len(found) > limit else None
    return Grants(rows=[_told(one) for one in rows], next=more)


@desk.post("/grants", "grants-propose", GrantAct)
def propose(request: HttpRequest, asked: GrantAsked, key: Key) -> GrantAct:
    """Propose a grant; it gives nothing until another person confirms it."""
    asking = caller(request)
    asking.demand(asked.division, asked.budget_unit or "")
    wanted = granting.Wanted(
        person=asked.person,
        role=asked.role,
        division=asked.division,
        unit=asked.budget_unit or "",
        first_day=asked.first_day or clock.today(),
        last_day=asked.last_day,
        reason=asked.reason,
    )
    return _done(
        granting.propose(wanted, officer=asking.username, at=clock.now(), key=keys.own(asking, key))
    )


@desk.post("/grants/{number}/confirmation", "grants-confirm", GrantAct)
def confirm(
    request: HttpRequest,
    number: GrantNumber,
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> GrantAct:
    """Confirm a grant that another person proposed. The key is its number."""
    asking = caller(request)
    _demand_seen(asking, number)
    keys.demand_number(key, str(number))
    return _done(granting.confirm(number=number, officer=asking.username, at=clock.now()))


@desk.post("/grants/{number}/ending", "grants-end", GrantAct)
def end(request: HttpRequest, number: GrantNumber, asked: Ending, key: Key) -> GrantAct:
    """End a grant from this instant. The key is its number.

    A security administrator may; and where a role is held in somebody's place, both of the two.
    """
    asking = caller(request)
    _demand_seen(asking, number)
    keys.demand_number(key, str(number))
    officer = asking.username
    return _done(granting.end(number=number, officer=officer, why=asked.reason, at=clock.now()))


@desk.post("/grants/{number}/delegations", "grants-delegate", GrantAct)
def delegate(
    request: HttpRequest, number: GrantNumber, asked: DelegationAsked, key: Key
) -> GrantAct:
    """Hand a role that you hold to a colleague of the same unit or division for a time."""
    asking = caller(request)
    if _grant(number).person != asking.username:
        raise absent(f"grant {number}")
    return _done(
        granting.delegate(
            number=number,
            to=asked.to,
            first_day=asked.first_day or clock.today(),
            last_day=asked.last_day,
            reason=asked.reason,
            officer=asking.username,
            at=clock.now(),
            key=keys.own(asking, key),
        )
    )


def _grant(number: int) -> GrantRecord:
    try:
        return register.grant(number)
    except register.UnknownGrant as unknown:
        raise absent(f"grant {number}") from unknown


def _demand_seen(asking: Caller, number: int) -> None:
    found = _grant(number)
    if asking.username not in {found.person, found.behalf}:
        asking.demand_seen(f"grant {number}", found.division, found.unit)


def _done(done: Granted) -> GrantAct:
    if done.refusal is not None:
        raise stopped_by([done.refusal])
    return GrantAct(number=done.number, state=done.state)


def _shown(one: PersonRecord) -> PersonShown:
    return PersonShown(
        person=one.username,
        name_zh=one.name_zh,
        name_en=one.name_en,
        division=str(one.division),
        budget_unit=str(one.unit) if one.unit else None,
        grants=[
            HeldShown(
                role=held.role,
                division=held.division,
                budget_unit=held.unit or None,
                in_place_of=held.behalf or None,
            )
            for held in one.grants
        ],
    )


def _told(one: GrantRecord) -> GrantShown:
    return GrantShown(
        number=one.number,
        person=one.person,
        role=one.role,
        division=one.division,
        budget_unit=one.unit or None,
        first_day=one.first_day,
        last_day=one.last_day,
        in_place_of=one.behalf or None,
        state=one.state,
        given_by=one.given_by or None,
        given_at=one.given_at,
        reason=one.reason,
        confirmed_by=one.confirmed_by or None,
        confirmed_at=one.confirmed_at,
        ended_by=one.ended_by or None,
        ended_at=one.ended_at,
        ended_why=one.ended_why,
    )
