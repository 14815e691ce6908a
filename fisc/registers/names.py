"""Names of many codes at once, in Chinese and English, for pages and exports.

A code that the register does not have is left out of the answer: whoever shows it shows the code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import models

from fisc.registers.models import Division, Person, Project, Unit


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A unit's name and where it stands."""

    name: Name
    parent: str | None
    division: str


@dataclass(frozen=True, slots=True)
class DivisionPlace:
    """A division's name and the one above it."""

    name: Name
    parent: str | None


# Who does what the office does by itself; no user name has a colon, so nobody can be called so.
OFFICE: Final = Name("fisc:office", "系统自动", "the system")


def divisions(codes: Iterable[str]) -> dict[str, Name]:
    """Return the names of divisions by their codes."""
    return _named(Division, "code", codes)


def units(codes: Iterable[str]) -> dict[str, Name]:
    """Return the names of units by their codes."""
    return _named(Unit, "code", codes)


def projects(codes: Iterable[str]) -> dict[str, Name]:
    """Return the names of projects by their codes."""
    return _named(Project, "code", codes)


def units_and_projects(units: Iterable[str], projects: Iterable[str]) -> dict[str, Name]:
    """Return the names of units and of projects together, by code, in one question."""
    own = Unit.objects.filter(code__in=sorted({str(code) for code in units if code}))
    theirs = Project.objects.filter(code__in=sorted({str(code) for code in projects if code}))
    fields = ("code", "name_zh", "name_en")
    rows = (
        own.order_by().values_list(*fields).union(theirs.order_by().values_list(*fields), all=True)
    )
    return {code: Name(code, zh, en) for code, zh, en in rows}


def people(usernames: Iterable[str]) -> dict[str, Name]:
    """Return the names of persons by their user names, and of what the office does by itself."""
    wanted = set(usernames)
    own = {OFFICE.code: OFFICE} if OFFICE.code in wanted else {}
    return _named(Person, "username", wanted - own.keys()) | own


def division_places() -> dict[str, DivisionPlace]:
    """Return name and place of every division, by code."""
    rows = Division.objects.values_list("code", "name_zh", "name_en", "parent_id")
    return {code: DivisionPlace(Name(code, zh, en), parent) for code, zh, en, parent in rows}


def unit_places(divisions: Iterable[str]) -> dict[str, UnitPlace]:
    """Return name and place of every unit of some divisions, by the codes of the units."""
    rows = Unit.objects.filter(division__in=sorted(set(divisions))).values_list(
        "code", "name_zh", "name_en", "parent_id", "division_id"
    )
    return {
        code: UnitPlace(Name(code, zh, en), parent, division)
        for code, zh, en, parent, division in rows
    }


def top_units(divisions: Iterable[str]) -> int:
    """Return how many units of some divisions stand under no other unit."""
    return Unit.objects.filter(division__in=sorted(set(divisions)), parent=None).count()


def _named(model: type[models.Model], field: str, codes: Iterable[str]) -> dict[str, Name]:
    wanted = sorted({str(code) for code in codes if code})
    if not wanted:
        return {}
    found = model._default_manager.filter(**{f"{field}__in": wanted})  # noqa: SLF001
    rows = found.values_list(field, "name_zh", "name_en")
    return {code: Name(code, zh, en) for code, zh, en in rows}
