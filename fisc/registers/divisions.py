"""Divisions: the province, its prefectures and counties, and the fictional ones for demos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from fisc.law.kinds import DivisionRow
from fisc.law.tables import DIVISIONS, read
from fisc.registers.hierarchy import path_to, subtree_of
from fisc.registers.models import Division
from fisc.values import DivisionCode

Relation = Literal["parent", "fiscal_parent"]
_RANKS: Final = {"province": 0, "prefecture": 1, "county": 2}
# Lists of GB/T 2260 carry these lines between a city and its districts; no place stands behind
# them. They are known by their names: 232701 ends like a placeholder and is the city of Mohe.
PLACEHOLDERS: Final = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class UnknownDivision(LookupError):
    """No division has this code."""


@dataclass(frozen=True, slots=True)
class DivisionRecord:
    """A division as the register has it."""

    code: DivisionCode
    name_zh: str
    name_en: str
    kind: str
    level: str
    parent: DivisionCode | None
    fiscal_parent: DivisionCode | None
    is_statutory: bool
    is_fictional: bool
    is_budget_level: bool
    fiscal_division_code: str


def seed(rows: Iterable[DivisionRow] | None = None) -> int:
    """Enter the divisions of the law, or bring those that are there up to date.

    Placeholders between a city and its districts are skipped. Seeding twice changes nothing.

    Returns: the number of divisions entered or brought up to date.
    Source: law/divisions/divisions.csv
    """
    places = [row for row in rows or read(DIVISIONS) if row.name_zh not in PLACEHOLDERS]
    places.sort(key=lambda row: (_RANKS[row.level], row.code))
    kept = (
        "name_zh",
        "name_en",
        "kind",
        "level",
        "is_statutory",
        "is_fictional",
        "is_budget_level",
        "fiscal_division_code",
    )
    Division.objects.bulk_create(
        [
            Division(
                code=row.code,
                parent_id=row.parent_code,
                fiscal_parent_id=row.fiscal_parent_code,
                **{name: getattr(row, name) for name in kept},
            )
            for row in places
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*kept, "parent", "fiscal_parent"],
    )
    return len(places)


def division(code: DivisionCode) -> DivisionRecord:
    """Return one division.

    Raises:
        UnknownDivision: there is none with this code.
    """
    found = Division.objects.filter(code=code).first()
    if found is None:
        raise UnknownDivision(f"No division has the code {code}; seed the divisions, or add it.")
    return _record(found)


def children(code: DivisionCode, *, by: Relation = "parent") -> tuple[DivisionRecord, ...]:
    """Return the divisions directly under one, in the order of their codes.

    ``by="fiscal_parent"`` follows the money, which may pass a city by and go from the province
    to its counties.
    """
    division(code)
    return tuple(_record(found) for found in Division.objects.filter(**{by: code}))


def subtree(code: DivisionCode, *, by: Relation = "parent") -> frozenset[DivisionCode]:
    """Return a division and everything under it.

    Raises:
        UnknownDivision: there is none with this code.
    """
    division(code)
    return subtree_of(code, _parents(by))


def path(code: DivisionCode, *, by: Relation = "parent") -> tuple[DivisionCode, ...]:
    """Return the way from the province down to a division, both included.

    Raises:
        UnknownDivision: there is none with this code.
    """
    division(code)
    return path_to(code, _parents(by))


def budget_divisions(*, fictional: bool = False) -> tuple[DivisionRecord, ...]:
    """Return the divisions that keep a budget: the province, then 13 prefectures, 121 counties.

    ``fictional=True`` returns the places made up for demos instead, so that the two never mix.
    Functional zones and forestry districts are not statutory and keep none.
    """
    wanted = Division.objects.filter(is_statutory=not fictional, is_fictional=fictional)
    return tuple(
        sorted((_record(found) for found in wanted), key=lambda one: (_RANKS[one.level], one.code))
    )


def _parents(by: Relation) -> dict[DivisionCode, DivisionCode | None]:
    pairs = Division.objects.values_list("code", f"{by}_id")
    return {DivisionCode(own): DivisionCode(up) if up else None for own, up in pairs}


def _record(found: Division) -> DivisionRecord:
    return DivisionRecord(
        code=DivisionCode(found.code),
        name_zh=found.name_zh,
        name_en=found.name_en,
        kind=found.kind,
        level=found.level,
        parent=DivisionCode(found.parent_id) if found.parent_id else None,
        fiscal_parent=DivisionCode(found.fiscal_parent_id) if found.fiscal_parent_id else None,
        is_statutory=found.is_statutory,
        is_fictional=found.is_fictional,
        is_budget_level=found.is_budget_level,
        fiscal_division_code=found.fiscal_division_code,
    )
