"""The persons of a demo: one for each role at every place, and three for every unit that spends.

They are invented, and their names say so. At the story county they sign in under the bare name of
their role (``fin-budget``, ``unit-clerk``); elsewhere the place or the unit follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fisc.demo.offices import MARK_EN, MARK_ZH
from fisc.demo.plan import PlacePlan
from fisc.demo.scales import STORY_COUNTY
from fisc.law.kinds import Role
from fisc.law.tables import ROLES, read

PASSWORD: Final = "demo"  # noqa: S105 - in demo mode only, where every door is open
OF_UNITS: Final = ("UNIT_CLERK", "UNIT_REVIEWER", "UNIT_HEAD")
# Steps that follow each other in one office need two persons of the same role; so does a grant.
TWICE: Final = frozenset(
    {"FIN_BUSINESS", "FIN_BUDGET", "FIN_PAYCENTER", "FIN_TREASURY", "SEC_ADMIN"}
)
_FAMILY_NAMES: Final = (
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("周", "Zhou"),
    ("吴", "Wu"),
)


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the demo, as the register keeps them."""

    username: str
    name_zh: str
    name_en: str
    role: str
    division: str
    unit: str | None = None


def player(role: str, place: str, unit: str = "", *, second: bool = False) -> str:
    """Return the user name of the person who has a role at a place, or in a unit of it.

    ``unit`` is empty for the unit that stands for all at the place; see ``PlacePlan.featured``.

    Example:
        >>> player("FIN_BUDGET", "239901"), player("FIN_PAYCENTER", "231100", second=True)
        ('fin-budget', 'fin-paycenter-2.231100')
    """
    word = role.lower().replace("_", "-") + ("-2" if second else "")
    where = unit or ("" if place == STORY_COUNTY else place)
    return f"{word}.{where}" if where else word


def clerk_of(part: PlacePlan, role: str, unit: str) -> str:
    """Return the user name of a unit's clerk, reviewer or head."""
    return player(role, part.place.code, "" if unit == part.featured else unit)


def cast_of(part: PlacePlan) -> list[Player]:
    """Return everybody at a place: each role once or twice, and three persons for every unit.

    Source: law/organisation/roles.csv
    """
    found = list(_of_place(part))
    roles = {role.code: role for role in read(ROLES)}
    for unit in part.basic_units:
        for at, code in enumerate(OF_UNITS):
            name = clerk_of(part, code, unit.code)
            found.append(_named(name, roles[code], part, len(found) + at, unit.code))
    return found


def _of_place(part: PlacePlan) -> Iterator[Player]:
    place = part.place.code
    for at, role in enumerate(read(ROLES)):
        if role.code in OF_UNITS:
            continue
        unit = None
        if role.organisation == "department":
            unit = f"{place}{part.featured[6:9]}"
        yield _named(player(role.code, place), role, part, at, unit)
        if role.code in TWICE:
            yield _named(player(role.code, place, second=True), role, part, at + 5, unit)


def _named(username: str, role: Role, part: PlacePlan, at: int, unit: str | None) -> Player:
    zh, en = _FAMILY_NAMES[at % len(_FAMILY_NAMES)]
    return Player(
        username=username,
        name_zh=f"{zh}某·{role.name_zh}{MARK_ZH}",
        name_en=f"{en}, {role.name_en}{MARK_EN}",
        role=role.code,
        division=part.place.code,
        unit=unit,
    )
