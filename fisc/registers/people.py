"""People: who signs in, in which role, for which division and unit."""

from __future__ import annotations

from dataclasses import dataclass

from fisc.law.kinds import Role
from fisc.law.tables import ROLES, UnknownRow, find
from fisc.registers.models import Division, Person, Unit
from fisc.values import DivisionCode, UnitCode


class UnknownPerson(LookupError):
    """Nobody signs in with this name."""


class MisplacedPerson(ValueError):
    """A person cannot have this role at this place."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as the register has them; ``role`` is a code of law/organisation/roles.csv."""

    username: str
    name_zh: str
    name_en: str
    role: str
    division: DivisionCode
    unit: UnitCode | None = None


def add(person: PersonRecord) -> None:
    """Enter a person, or change the one with this user name.

    Raises:
        MisplacedPerson: the role is unknown, the division or unit does not exist, the unit
            belongs to another division, or somebody of a unit names none.
    """
    belongs = _role(person).organisation in {"unit", "department"}
    if not Division.objects.filter(code=person.division).exists():
        raise MisplacedPerson(f"{person.username}: there is no division {person.division}.")
    if belongs and person.unit is None:
        raise MisplacedPerson(f"{person.username} is {person.role} and must name a unit.")
    if (
        person.unit is not None
        and not Unit.objects.filter(code=person.unit, division=person.division).exists()
    ):
        raise MisplacedPerson(
            f"{person.username}: division {person.division} has no unit {person.unit}."
        )
    Person.objects.update_or_create(
        username=person.username,
        defaults={
            "name_zh": person.name_zh,
            "name_en": person.name_en,
            "role_code": person.role,
            "division_id": person.division,
            "unit_id": person.unit,
        },
    )


def _role(person: PersonRecord) -> Role:
    try:
        return find(ROLES, person.role)
    except UnknownRow as unknown:
        raise MisplacedPerson(f"{person.username}: {unknown}") from unknown


def person(username: str) -> PersonRecord:
    """Return one person.

    Raises:
        UnknownPerson: nobody signs in with this name.
    """
    found = Person.objects.filter(username=username).first()
    if found is None:
        raise UnknownPerson(f"Nobody is registered as {username!r}.")
    return _record(found)


def everybody() -> tuple[PersonRecord, ...]:
    """Return all persons, in the order of their user names."""
    return tuple(_record(found) for found in Person.objects.all())


def of_division(division: str) -> tuple[PersonRecord, ...]:
    """Return the persons of a division and of its units, in the order of their user names."""
    return tuple(_record(found) for found in Person.objects.filter(division_id=division))


def _record(found: Person) -> PersonRecord:
    return PersonRecord(
        username=found.username,
        name_zh=found.name_zh,
        name_en=found.name_en,
        role=found.role_code,
        division=DivisionCode(found.division_id),
        unit=UnitCode(found.unit_id) if found.unit_id else None,
    )
