"""Places and units that do not exist, for tests."""

from __future__ import annotations

import pytest

from fisc.registers import divisions, units
from fisc.registers.units import UnitRecord
from fisc.values import DivisionCode, UnitCode

COUNTY = DivisionCode("239901")


def unit_record(code: str, **changes: object) -> UnitRecord:
    """Describe an education bureau of a fictional county, or something else."""
    given = {
        "code": UnitCode(code),
        "name_zh": f"示例单位{code}",
        "name_en": f"Demo unit {code}",
        "division": COUNTY,
        "parent": None,
        "department_code": "203",
        "level": 0,
        "kind": "1",
        "is_basic": False,
    }
    return UnitRecord(**(given | changes))


@pytest.fixture
def seeded(db: None) -> None:
    """Seed the divisions of the law."""
    divisions.seed()


@pytest.fixture
def bureau(seeded: None) -> UnitCode:
    """Enter a bureau with a school centre under it and two schools."""
    units.add(unit_record("203"))
    units.add(unit_record("203001", parent=UnitCode("203"), level=1, kind="3"))
    units.add(unit_record("203001001", parent=UnitCode("203001"), level=2, kind="3", is_basic=True))
    units.add(unit_record("203005", parent=UnitCode("203"), level=2, kind="4", is_basic=True))
    return UnitCode("203")
