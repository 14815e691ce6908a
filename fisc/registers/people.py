"""People: who signs in, where they belong, and which roles they hold on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from fisc.engines.organisation.rights import Grant
from fisc.law.kinds import Role
from fisc.law.tables import ROLES, UnknownRow, find
from fisc.registers import models
from fisc.registers.grants import BEGINNING, ENDED, HELD, day_of, holding
from fisc.registers.models import Division, Person, Unit
from fisc.values import DivisionCode, UnitCode

REGISTER: Final = "register"  # who ends what was entered with the register and is entered anew
OF_UNITS: Final = frozenset({"unit", "department"})  # organisations whose roles are for a unit


class UnknownPerson(LookupError):
    """Nobody signs in with this name."""


class MisplacedPerson(ValueError):
    """A person cannot have this role at this place."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as the register has them; roles are codes of law/organisation/roles.csv.

    ``division`` and ``unit`` say where they belong. ``role`` is the one by which they are
    introduced, the first that they hold; what they may do is judged over all their ``grants``.
    """

    username: str
    name_zh: str
    name_en: str
    role: str
    division: DivisionCode
    unit: UnitCode | None = None
    grants: tuple[Grant, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that they hold, each once, in the order in which they were given."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants))


def add(person: PersonRecord) -> None:
    """Enter a person with a first role, or change the one with this user name.

    For loading a register: nobody confirms it. A person in office is given roles by
    ``fisc.record.granting``. An empty role enters somebody who holds none yet. Entering somebody
    again replaces the role that was entered before, and touches none that was granted since.

    Raises:
        MisplacedPerson: the role is unknown, the division or unit does not exist, the unit
            belongs to another division, or somebody of a unit names none.
    """
    if person.role:
        check_place(person.username, person.role, person.division, person.unit)
    put(person)
    entered = models.Grant.objects.filter(person=person.username, state=HELD, given_by="")
    same = {"role_code": person.role, "division": person.division, "unit": person.unit}
    entered.exclude(**same).update(state=ENDED, ended_by=REGISTER)
    if person.role and not entered.filter(**same).exists():
        models.Grant.objects.create(
            person_id=person.username,
            role_code=person.role,
            division_id=person.division,
            unit_id=person.unit,
            first_day=BEGINNING,
            state=HELD,
        )


def put(person: PersonRecord) -> None:
    """Write who somebody is and where they belong; no role is given or taken.

    Raises:
        MisplacedPerson: the division or unit does not exist.
    """
    check_home(person.username, person.division, person.unit)
    Person.objects.update_or_create(
        username=person.username,
        defaults={
            "name_zh": person.name_zh,
            "name_en": person.name_en,
            "division_id": person.division,
            "unit_id": person.unit,
        },
    )


def check_home(username: str, division: str, unit: str | None) -> None:
    """Demand that a division exists, and that a unit belongs to it.

    Raises:
        MisplacedPerson: one of them is not so.
    """
    if not Division.objects.filter(code=division).exists():
        raise MisplacedPerson(f"{username}: there is no division {division}.")
    if unit is not None and not Unit.objects.filter(code=unit, division=division).exists():
        raise MisplacedPerson(f"{username}: division {division} has no unit {unit}.")


def check_place(username: str, role: str, division: str, unit: str | None) -> None:
    """Demand that a role exists and names a unit where it is one of a unit.

    Raises:
        MisplacedPerson: one of them is not so.
    """
    if _role(username, role).organisation in OF_UNITS and unit is None:
        check_home(username, division, unit)
        raise MisplacedPerson(f"{username} is {role} and must name a unit.")


def _role(username: str, role: str) -> Role:
    try:
        return find(ROLES, role)
    except UnknownRow as unknown:
        raise MisplacedPerson(f"{username}: {unknown}") from unknown


def person(username: str, at: datetime) -> PersonRecord:
    """Return one person with the grants that they hold at an instant; one question as a rule.

    Raises:
        UnknownPerson: nobody signs in with this name.
    """
    rows = models.Grant.objects.filter(holding(day_of(at)), person=username)
    held = list(rows.select_related("person", "source"))
    found = held[0].person if held else Person.objects.filter(username=username).first()
    if found is None:
        raise UnknownPerson(f"Nobody is registered as {username!r}.")
    return _record(found, held)


def everybody(at: datetime) -> tuple[PersonRecord, ...]:
    """Return all persons with what they hold at an instant, in the order of their user names."""
    held: dict[str, list[models.Grant]] = {}
    for one in models.Grant.objects.filter(holding(day_of(at))).select_related("source"):
        held.setdefault(one.person_id, []).append(one)
    return tuple(_record(found, held.get(found.username, [])) for found in Person.objects.all())


def of_division(division: str, at: datetime) -> tuple[PersonRecord, ...]:
    """Return who holds something at a division or in a unit of it, by their user names."""
    held: dict[Person, list[models.Grant]] = {}
    rows = models.Grant.objects.filter(holding(day_of(at)), division=division)
    for one in rows.select_related("person", "source"):
        held.setdefault(one.person, []).append(one)
    every = sorted(held, key=lambda person: person.username)
    return tuple(_record(person, held[person]) for person in every)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which persons are looked for: within some divisions or units, of a role, by a name."""

    divisions: Collection[str] | None = None
    units: Collection[str] | None = None
    role: str = ""
    text: str = ""


def found(
    asked: Asked, at: datetime, *, after: str = "", limit: int = 100
) -> tuple[PersonRecord, ...]:
    """Return persons in the order of their user names, those after one, at most so many.

    ``role`` finds those who hold it at the instant; ``text`` is part of a user name or a name.
    Two questions to the database, however many there are.
    """
    rows = _matching(asked, at)
    chosen = list((rows.filter(username__gt=after) if after else rows)[:limit])
    held: dict[str, list[models.Grant]] = {}
    holds = models.Grant.objects.filter(holding(day_of(at)))
    names = [one.username for one in chosen]
    for one in holds.filter(person__in=names).select_related("source"):
        held.setdefault(one.person_id, []).append(one)
    return tuple(_record(one, held.get(one.username, [])) for one in chosen)


def count(asked: Asked, at: datetime) -> int:
    """Return how many persons are found in all."""
    return _matching(asked, at).count()


def _matching(asked: Asked, at: datetime) -> QuerySet[Person]:
    rows = Person.objects.all()
    if asked.divisions is not None:
        rows = rows.filter(division__in=sorted(asked.divisions))
    if asked.units is not None:
        rows = rows.filter(unit__in=sorted(asked.units))
    if asked.text:
        named = Q(username__icontains=asked.text) | Q(name_zh__icontains=asked.text)
        rows = rows.filter(named | Q(name_en__icontains=asked.text))
    if asked.role:
        holds = models.Grant.objects.filter(holding(day_of(at)), role_code=asked.role)
        rows = rows.filter(username__in=holds.values("person"))
    return rows


def _record(found: Person, held: list[models.Grant]) -> PersonRecord:
    own_first = sorted(held, key=lambda one: (one.source_id is not None, one.pk))
    grants = tuple(
        Grant(
            one.role_code,
            one.division_id,
            one.unit_id or "",
            one.source.person_id if one.source else "",
        )
        for one in own_first
    )
    return PersonRecord(
        username=found.username,
        name_zh=found.name_zh,
        name_en=found.name_en,
        role=grants[0].role if grants else "",
        division=DivisionCode(found.division_id),
        unit=UnitCode(found.unit_id) if found.unit_id else None,
        grants=grants,
    )
