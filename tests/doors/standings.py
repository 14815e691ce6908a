"""Where a person may stand towards a thing of the school in the town, and who may do what there.

The oracle reads the table of rights as a lawyer would, line by line, and shares no code with the
house.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from fisc.law.folder import law_folder
from fisc.registers import people, units
from fisc.registers.people import PersonRecord
from fisc.values import DivisionCode, UnitCode
from tests.stages.town import COUNTY, FARM, SCHOOL, TOWN

PROVINCE: Final = DivisionCode("230000")
DEPARTMENT: Final = UnitCode("203")  # of which the school is a child
AWAY: Final = UnitCode("301001")  # a unit of the county
# Standing: division, unit, whether a thing of the school is seen from there, and acted on.
OF_A_UNIT: Final = {
    "own": (TOWN, SCHOOL, True, True),
    "above": (TOWN, DEPARTMENT, True, False),
    "sibling": (TOWN, FARM, False, False),
    "foreign": (COUNTY, AWAY, False, False),
}
OF_A_DIVISION: Final = {
    "own": (TOWN, None, True, True),
    "above": (PROVINCE, None, True, False),
    "foreign": (COUNTY, None, False, False),
}


@cache
def _lines(file: str) -> list[dict[str, str]]:
    text = Path(law_folder(), "organisation", file).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


ROLES: Final = sorted(line["code"] for line in _lines("roles.csv"))


def may(role: str, rights: Iterable[str]) -> bool:
    """Say whether a signed-in person of a role has one of the rights."""
    wanted = [line for line in _lines("rights.csv") if line["right"] in set(rights)]
    assert wanted, rights
    return any(line["audience"] != "roles" or role in line["roles"].split("|") for line in wanted)


def reaches_down(role: str, rights: Iterable[str]) -> bool:
    """Say whether a role has one of the rights over everything below its place."""
    wanted = [line for line in _lines("rights.csv") if line["right"] in set(rights)]
    return any(line["scope"] == "subtree" and role in line["roles"].split("|") for line in wanted)


def standings(role: str) -> dict[str, tuple[DivisionCode, UnitCode | None, bool, bool]]:
    """Return where somebody of a role can stand."""
    (line,) = [line for line in _lines("roles.csv") if line["code"] == role]
    return OF_A_UNIT if line["organisation"] in {"unit", "department"} else OF_A_DIVISION


def stand(role: str, standing: str) -> str:
    """Register somebody of a role at a standing; return the user name."""
    division, unit, _, _ = standings(role)[standing]
    username = f"{standing}.{role.lower()}"
    if unit == AWAY:
        _away()
    people.add(PersonRecord(username, "某", "One", role, division, unit))
    return username


def _away() -> None:
    above = UnitCode(AWAY[:3])
    for code, parent, level in ((above, None, 0), (AWAY, above, 2)):
        units.add(
            units.UnitRecord(
                code=code,
                name_zh="示例单位",
                name_en="Demo unit",
                division=COUNTY,
                parent=parent,
                department_code=str(above),
                level=level,
                kind="1",
                is_basic=level > 0,
            )
        )
