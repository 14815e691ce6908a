"""Budget units: departments and the units under them. Only basic units spend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fisc.law.kinds import UnitKind
from fisc.registers.hierarchy import path_to, subtree_of
from fisc.registers.models import Division, Unit
from fisc.values import DivisionCode, UnitCode


class UnknownUnit(LookupError):
    """No unit has this code."""


class MisplacedUnit(ValueError):
    """A unit cannot stand where it was put."""


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit as the register has it; ``kind`` is a code of the set UNIT_TYPE."""

    code: UnitCode
    name_zh: str
    name_en: str
    division: DivisionCode
    parent: UnitCode | None
    department_code: str
    level: int
    kind: UnitKind
    is_basic: bool


def add(unit: UnitRecord) -> None:
    """Enter a unit, or change the one with its code.

    Raises:
        MisplacedUnit: the division or the parent does not exist, the parent belongs to another
            division or department, is not of a higher level, or is a basic unit itself.
    """
    if not Division.objects.filter(code=unit.division).exists():
        raise MisplacedUnit(f"{unit.code}: there is no division {unit.division}.")
    if unit.parent is not None:
        _check_place(unit, Unit.objects.filter(code=unit.parent).first())
    Unit.objects.update_or_create(
        code=unit.code,
        defaults={
            "name_zh": unit.name_zh,
            "name_en": unit.name_en,
            "division_id": unit.division,
            "parent_id": unit.parent,
            "department_code": unit.department_code,
            "level": unit.level,
            "kind": unit.kind,
            "is_basic": unit.is_basic,
        },
    )


def _check_place(unit: UnitRecord, above: Unit | None) -> None:
    if above is None:
        raise MisplacedUnit(f"{unit.code}: there is no unit {unit.parent} to stand under.")
    if above.division_id != unit.division or above.department_code != unit.department_code:
        raise MisplacedUnit(
            f"{unit.code} is of division {unit.division}, department {unit.department_code}; "
            f"{above.code} above it is of {above.division_id}, {above.department_code}."
        )
    if above.level >= unit.level or above.is_basic:
        raise MisplacedUnit(f"{unit.code} of level {unit.level} cannot stand under {above.code}.")


def unit(code: UnitCode) -> UnitRecord:
    """Return one unit.

    Raises:
        UnknownUnit: there is none with this code.
    """
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise UnknownUnit(f"No unit has the code {code}.")
    return _record(found)


def units_of(division: DivisionCode) -> tuple[UnitRecord, ...]:
    """Return the units of one division itself, without those of the divisions under it."""
    return tuple(_record(found) for found in Unit.objects.filter(division=division))


def departments_of(divisions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the codes of the departments that divisions have, in their order."""
    pairs = (
        Unit.objects.filter(division__in=list(divisions))
        .order_by("division_id", "department_code")
        .values_list("division_id", "department_code")
        .distinct()
    )
    found: dict[str, tuple[str, ...]] = {}
    for division, department in pairs:
        found[division] = (*found.get(division, ()), department)
    return found


def children(code: UnitCode) -> tuple[UnitRecord, ...]:
    """Return the units directly under one, in the order of their codes."""
    unit(code)
    return tuple(_record(found) for found in Unit.objects.filter(parent=code))


def subtree(code: UnitCode) -> frozenset[UnitCode]:
    """Return a unit and everything under it.

    Raises:
        UnknownUnit: there is none with this code.
    """
    return subtree_of(code, _parents(unit(code).division))


def path(code: UnitCode) -> tuple[UnitCode, ...]:
    """Return the way from the department down to a unit, both included.

    Raises:
        UnknownUnit: there is none with this code.
    """
    return path_to(code, _parents(unit(code).division))


def _parents(division: DivisionCode) -> dict[UnitCode, UnitCode | None]:
    pairs = Unit.objects.filter(division=division).values_list("code", "parent_id")
    return {UnitCode(own): UnitCode(up) if up else None for own, up in pairs}


def _record(found: Unit) -> UnitRecord:
    return UnitRecord(
        code=UnitCode(found.code),
        name_zh=found.name_zh,
        name_en=found.name_en,
        division=DivisionCode(found.division_id),
        parent=UnitCode(found.parent_id) if found.parent_id else None,
        department_code=found.department_code,
        level=found.level,
        kind=found.kind,  # type: ignore[arg-type]  # held to the known kinds by a constraint
        is_basic=found.is_basic,
    )
