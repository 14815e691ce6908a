"""A town with two security administrators, in which roles are given and taken away."""

from __future__ import annotations

from datetime import date
from itertools import count

from fisc.record import granting
from fisc.registers import people
from fisc.registers.people import PersonRecord
from tests.stages.town import COUNTY, DAY, NOON, SCHOOL, TOWN

FIRST, SECOND, SYSTEM, LOGS = "sec.first", "sec.second", "sys.admin", "log.auditor"
ABROAD = "sec.county"
LI, SCHOOL_LI = "li.new", "li.school"
_serial = count(1)


def staff() -> None:
    """Enter the administrators, and two persons without a role: of the town, of the school."""
    for username, role, division in (
        (FIRST, "SEC_ADMIN", TOWN),
        (SECOND, "SEC_ADMIN", TOWN),
        (SYSTEM, "SYS_ADMIN", TOWN),
        (LOGS, "AUDIT_ADMIN", TOWN),
        (ABROAD, "SEC_ADMIN", COUNTY),
    ):
        people.add(PersonRecord(username, "某", "One", role, division))
    people.add(PersonRecord(LI, "李新", "Li Xin", "", TOWN))
    people.add(PersonRecord(SCHOOL_LI, "李校", "Li Xiao", "", TOWN, SCHOOL))


def wanted(role, person=LI, first_day=DAY, last_day=None, reason="needed", **place):
    division, unit = place.get("division", TOWN), place.get("unit", "")
    return granting.Wanted(person, role, division, unit, first_day, last_day, reason)


def propose(role, person=LI, officer=FIRST, at=NOON, key="", **more):
    key = key or f"key-{next(_serial)}"
    return granting.propose(wanted(role, person, **more), officer=officer, at=at, key=key)


def confirm(number, officer=SECOND, at=NOON):
    return granting.confirm(number=number, officer=officer, at=at)


def end(number, officer=FIRST, at=NOON, why="no longer"):
    return granting.end(number=number, officer=officer, why=why, at=at)


def give(role, person=LI, at=NOON, **more) -> int:
    """Give a role by two persons; return the number of the grant."""
    asked = propose(role, person, at=at, **more)
    assert asked.done, asked.refusal
    done = confirm(asked.number, at=at)
    assert done.done, done.refusal
    return done.number


def lend(number, to, officer, last_day=date(2026, 3, 20), first_day=DAY, at=NOON, key=""):
    key = key or f"key-{next(_serial)}"
    return granting.delegate(
        number=number,
        to=to,
        first_day=first_day,
        last_day=last_day,
        reason="away",
        officer=officer,
        at=at,
        key=key,
    )


def roles(username, at=NOON):
    return people.person(username, at).roles
