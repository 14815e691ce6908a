"""Giving roles and taking them away: acts on the register of people, each whole or not at all.

A system administrator enters persons and gives them nothing. A security administrator proposes a
grant and another one confirms it. Whoever holds a role may hand it to a colleague for a time. An
audit administrator reads the trail, which is the register of grants itself: nothing is deleted.

A room of the record, because registers open no transaction and no stage of the year grants roles.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.organisation import granting, rights
from fisc.engines.organisation.granting import Tenure
from fisc.engines.organisation.rights import Place
from fisc.law.parameters import parameter
from fisc.record.acting import acting, demand, refuse, whole_or_nothing
from fisc.record.book import Book
from fisc.registers import divisions, grants, people, units
from fisc.registers.grants import ENDED, HELD, PROPOSED, GrantRecord
from fisc.registers.models import Grant, Person
from fisc.registers.people import PersonRecord
from fisc.values import DivisionCode, UnitCode, Verdict, Words

HOME: Final = Words("place of the person", "人员所属范围")
FROM_NOW: Final = Words("from today on", "自当日起")
OWN_ROLE: Final = Words("own role", "本人岗位")
NAME_MAX: Final = 60
REASON_MAX: Final = 400
_USERNAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z@._-]{0,59}")
NOT_OPEN: Final = Words("grant in force", "授权状态")


class WrongGrant(ValueError):
    """A grant cannot be asked for so; the message says what is wrong."""


class GrantKeyReused(ValueError):
    """The key of a grant was used before for another one."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What became of an act: the number of the grant and its state; ``refusal`` says why not."""

    number: int
    state: str
    refusal: Verdict | None = None

    @property
    def done(self) -> bool:
        """Whether the act was carried out, now or before."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role that is to be given: to whom, where, from when until when (included), and why."""

    person: str
    role: str
    division: str
    unit: str
    first_day: date
    last_day: date | None
    reason: str

    def tenure(self, behalf: str = "") -> Tenure:
        """Return it as a stretch of time."""
        return Tenure(self.role, self.division, self.unit, self.first_day, self.last_day, behalf)


def enter_person(person: PersonRecord, *, officer: str, at: datetime) -> Granted:
    """Enter somebody who holds no role yet, or change what they are called or where they belong.

    Who holds a role stays where they are until it is ended.

    Raises:
        MisplacedPerson: the division or the unit does not exist.
        UnknownPerson: nobody is registered as ``officer``.
        WrongGrant: the record names a role; that is given by ``propose``.
    """
    if person.role or not _USERNAME.fullmatch(person.username):
        raise WrongGrant(
            f"{person.username[:60]!r}: a user name has up to 60 letters, digits and . _ @ -, "
            "and the person no role yet."
        )
    if not 0 < len(person.name_zh.strip()) <= NAME_MAX or len(person.name_en) > NAME_MAX:
        raise WrongGrant(f"{person.username}: a name has up to {NAME_MAX} signs.")

    def act(_: Book) -> Granted:
        home = (str(person.division), str(person.unit or ""))
        demand_right(officer, at, "people.add", *home, person.username)
        found = Person.objects.select_for_update().filter(username=person.username).first()
        if found and (found.division_id, found.unit_id or "") != home:
            demand_right(
                officer, at, "people.add", found.division_id, found.unit_id or "", found.username
            )
            if any(one.state != ENDED for one in grants.grants_of(found.username)):
                place = found.unit_id or found.division_id
                refuse(
                    HOME,
                    f"{found.username} holds roles at {place}; end them first.",
                    f"{found.username} 在 {place} 仍有岗位，请先终止。",
                )
        people.put(person)
        return Granted(0, "entered")

    return _attempt(act)


def propose(wanted: Wanted, *, officer: str, at: datetime, key: str) -> Granted:
    """Propose a grant; it gives nothing until another person confirms it.

    Always: asked again with the same key, the answer is the same and nothing more happens.

    Raises:
        UnknownPerson: nobody is registered under one of the names.
        MisplacedPerson: there is no such role or unit, or the role is for a unit and names none.
        WrongGrant: it ends before it starts, or no reason is given.
        GrantKeyReused: the key belongs to another grant.
    """

    def act(_: Book) -> Granted:
        home = _held(wanted.person)
        if earlier := _earlier(key, wanted, officer):
            return earlier
        _demand_shape(wanted)
        there = (home.division_id, home.unit_id or "")
        demand_right(officer, at, "people.grant", *there, home.username)
        demand_right(officer, at, "people.grant", wanted.division, wanted.unit, wanted.person)
        demand(granting.check_hands(wanted.person, officer))
        _demand_home(home, wanted)
        _demand_from_now(wanted.first_day, at)
        demand(granting.check_tenure(wanted.person, wanted.tenure(), _tenures(wanted.person)))
        return _write(wanted, PROPOSED, officer, at, key)

    return _attempt(act)


def confirm(*, number: int, officer: str, at: datetime) -> Granted:
    """Confirm a proposed grant; from now on it holds on its days.

    Raises:
        UnknownGrant: there is none with this number.
        UnknownPerson: nobody is registered as ``officer``.
    """

    def act(_: Book) -> Granted:
        found = _locked(number)
        if found.state == HELD and found.confirmed_by == officer:
            return Granted(number, HELD)
        demand_right(officer, at, "people.confirm", found.division, found.unit, found.person)
        if found.state != PROPOSED:
            _refuse_state(found)
        demand(granting.check_hands(found.person, found.given_by, officer))
        others = _tenures(found.person, but=number)
        demand(granting.check_tenure(found.person, found.tenure, others))
        Grant.objects.filter(pk=number).update(state=HELD, confirmed_by=officer, confirmed_at=at)
        return Granted(number, HELD)

    return _attempt(act)


def end(*, number: int, officer: str, why: str, at: datetime) -> Granted:
    """End a grant, or drop one that is proposed; what others hold by it ends with it.

    A security administrator may, and with a role that is held in somebody's place also the two
    whom it concerns.

    Raises:
        UnknownGrant: there is none with this number.
        UnknownPerson: nobody is registered as ``officer``.
        WrongGrant: no reason is given.
    """
    _demand_said(why, f"grant {number} is ended")

    def act(_: Book) -> Granted:
        found = _locked(number)
        if found.state == ENDED and found.ended_by == officer:
            return Granted(number, ENDED)
        people.person(officer, at)
        if not found.behalf or officer not in {found.behalf, found.person}:
            demand_right(officer, at, "people.end", found.division, found.unit, found.person)
        if found.state == ENDED:
            _refuse_state(found)
        Grant.objects.filter(pk=number).update(
            state=ENDED, ended_by=officer, ended_at=at, ended_why=why
        )
        return Granted(number, ENDED)

    return _attempt(act)


def delegate(
    *,
    number: int,
    to: str,
    first_day: date,
    last_day: date,
    reason: str,
    officer: str,
    at: datetime,
    key: str,
) -> Granted:
    """Hand one's role to a colleague for a time; it ends on its last day, or with the role.

    Both hold it meanwhile, but who stands in for somebody never checks what that person did.

    Raises:
        UnknownGrant: there is none with this number.
        UnknownPerson: nobody is registered under one of the names.
        WrongGrant: it ends before it starts, or no reason is given.
        GrantKeyReused: the key belongs to another grant.

    Source: law/organisation/delegation.yaml
    """

    def act(_: Book) -> Granted:
        home = _held(to)
        own = grants.grant(number)
        wanted = Wanted(to, own.role, own.division, own.unit, first_day, last_day, reason)
        if earlier := _earlier(key, wanted, officer):
            return earlier
        _demand_shape(wanted)
        who = acting(officer, at)
        if own.person != officer or own.held not in who.grants:
            refuse(
                OWN_ROLE,
                f"{officer} does not hold grant {number}; a role is handed on by its holder.",
                f"{officer} 并非第 {number} 号授权的现任持有人，岗位只能由本人委托。",
            )
        place = Place(own.division, own.unit, owner=officer)
        demand(rights.judge(rights.right("people.delegate"), officer, who.grants, place))
        demand(granting.check_hands(to, officer))
        _demand_from_now(first_day, at)
        days_max = parameter("organisation/delegation:days_max").on(grants.day_of(at))
        belongs = str(home.unit_id or home.division_id)
        tenure = wanted.tenure(officer)
        demand(granting.check_delegation(own.tenure, tenure, belongs, days_max))
        demand(granting.check_tenure(to, tenure, _tenures(to)))
        return _write(wanted, HELD, officer, at, key, source=number)

    return _attempt(act)


def _attempt(act: Callable[[Book], Granted]) -> Granted:
    return whole_or_nothing(act, lambda stopped: Granted(0, "", stopped.verdict))


def _held(username: str) -> Person:
    """Return a person and hold them, so that two roles are not given past each other."""
    found = Person.objects.select_for_update().filter(username=username).first()
    if found is None:
        raise people.UnknownPerson(f"Nobody is registered as {username!r}.")
    return found


def _locked(number: int) -> GrantRecord:
    _held(grants.grant(number).person)
    return grants.grant(number)


def demand_right(
    officer: str, at: datetime, right: str, division: str, unit: str, whom: str
) -> None:
    """Stop the act unless a right of the officer reaches the place of the person it is about.

    Raises:
        Refused: it does not.
        UnknownPerson: nobody is registered as ``officer``.
    """
    who = acting(officer, at)
    above = frozenset(map(str, divisions.path(DivisionCode(division))[:-1]))
    units_above = frozenset(map(str, units.path(UnitCode(unit))[:-1])) if unit else frozenset()
    place = Place(division, unit, divisions_above=above, units_above=units_above)
    wanted = rights.right(right)
    about = Words(f"{wanted.title_en}: {whom}", f"{wanted.title_zh}（{whom}）")
    demand(rights.judge(wanted, officer, who.grants, place, about))


def _demand_shape(wanted: Wanted) -> None:
    people.check_place(wanted.person, wanted.role, wanted.division, wanted.unit or None)
    people.check_home(wanted.person, wanted.division, wanted.unit or None)
    if wanted.last_day is not None and wanted.last_day < wanted.first_day:
        raise WrongGrant(f"It would end on {wanted.last_day}, before {wanted.first_day}.")
    _demand_said(wanted.reason, f"{wanted.person} is to be {wanted.role}")


def _demand_said(reason: str, what: str) -> None:
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise WrongGrant(f"Say in up to {REASON_MAX} signs why {what}.")


def _demand_home(home: Person, wanted: Wanted) -> None:
    if home.unit_id:
        fits = bool(wanted.unit) and wanted.division == home.division_id
    else:
        fits = DivisionCode(wanted.division) in divisions.subtree(DivisionCode(home.division_id))
    if not fits:
        belongs, place = home.unit_id or home.division_id, wanted.unit or wanted.division
        refuse(
            HOME,
            f"{home.username} belongs to {belongs}; a role at {place} lies outside of it.",
            f"{home.username} 属于 {belongs}，{place} 的岗位不在其范围内。",
        )


def _demand_from_now(first_day: date, at: datetime) -> None:
    if first_day < grants.day_of(at):
        refuse(
            FROM_NOW,
            f"A role is given from today on, not from {first_day}.",
            f"授权自当日起生效，不得追溯至 {first_day}。",
        )


def _refuse_state(found: GrantRecord) -> None:
    state = {PROPOSED: "待确认", HELD: "有效", ENDED: "已终止"}[found.state]
    refuse(
        NOT_OPEN,
        f"Grant {found.number} is {found.state} already.",
        f"第 {found.number} 号授权当前状态为{state}。",
    )


def _tenures(username: str, *, but: int = 0) -> list[Tenure]:
    return [one.tenure for one in grants.grants_of(username) if one.counts and one.number != but]


def _earlier(key: str, wanted: Wanted, officer: str) -> Granted | None:
    found = Grant.objects.filter(key=key).first()
    if found is None:
        return None
    same: dict[str, Any] = _columns(wanted) | {"given_by": officer}
    if any(getattr(found, name) != value for name, value in same.items()):
        raise GrantKeyReused(f"The key {key!r} belongs to grant {found.pk}; give this its own.")
    return Granted(found.pk, found.state)


def _columns(wanted: Wanted) -> dict[str, Any]:
    return {
        "person_id": wanted.person,
        "role_code": wanted.role,
        "division_id": wanted.division,
        "unit_id": wanted.unit or None,
        "first_day": wanted.first_day,
        "last_day": wanted.last_day,
        "reason": wanted.reason,
    }


def _write(
    wanted: Wanted, state: str, officer: str, at: datetime, key: str, source: int | None = None
) -> Granted:
    made = Grant.objects.create(
        **_columns(wanted), state=state, given_by=officer, given_at=at, key=key, source_id=source
    )
    return Granted(made.pk, state)
