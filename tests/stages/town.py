"""A town with offices, units, projects and named persons, for the tests of every stage.

Everything happens in the fictional division 239900. ``MAKER`` drafts, ``CHECKER`` decides, and
``STRANGER`` holds the checker's role in another division, so nothing here is theirs to decide.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from fisc.registers import divisions, people, projects, units
from fisc.values import DivisionCode, FunctionCode, Money, ProjectCode, UnitCode

TOWN: Final = DivisionCode("239900")
COUNTY: Final = DivisionCode("239901")
YEAR: Final = 2026
DAY: Final = date(2026, 3, 2)
NOON: Final = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

SCHOOL: Final = UnitCode("203005")
FARM: Final = UnitCode("216001")
SCHOOL_RUNNING: Final = ProjectCode("23000026Y000000000201")
SCHOOL_STAFF: Final = ProjectCode("23000026R000000000301")
FARMLAND: Final = ProjectCode("23000026T000000000101")

MAKER: Final = "budget.officer"
CHECKER: Final = "budget.head"
STRANGER: Final = "stranger.head"

# User name, role, division, unit. One person for each role that an act of the stages needs.
PEOPLE: Final = (
    (MAKER, "FIN_BUDGET", TOWN, None),
    (CHECKER, "FIN_BUDGET_HEAD", TOWN, None),
    ("business.officer", "FIN_BUSINESS", TOWN, None),
    ("business.head", "FIN_BUSINESS_HEAD", TOWN, None),
    ("treasury.officer", "FIN_TREASURY", TOWN, None),
    ("treasury.second", "FIN_TREASURY", TOWN, None),
    ("pay.auditor", "FIN_PAYCENTER", TOWN, None),
    ("pay.second", "FIN_PAYCENTER", TOWN, None),
    ("finance.director", "FIN_DIRECTOR", TOWN, None),
    ("mayor", "GOV_LEADER", TOWN, None),
    ("congress.reviewer", "NPC_REVIEWER", TOWN, None),
    ("agent.bank", "AGENT_BANK", TOWN, None),
    ("school.clerk", "UNIT_CLERK", TOWN, SCHOOL),
    ("school.reviewer", "UNIT_REVIEWER", TOWN, SCHOOL),
    ("school.head", "UNIT_HEAD", TOWN, SCHOOL),
    ("farm.clerk", "UNIT_CLERK", TOWN, FARM),
    ("farm.reviewer", "UNIT_REVIEWER", TOWN, FARM),
    ("farm.head", "UNIT_HEAD", TOWN, FARM),
    (STRANGER, "FIN_BUDGET_HEAD", COUNTY, None),
    ("stranger.officer", "FIN_BUDGET", COUNTY, None),
)


def settle() -> None:
    """Enter the town's registers in the database to which "default" leads."""
    divisions.seed()
    for code, department, name_zh, name_en in (
        (SCHOOL, "203", "示例实验小学", "Demo Primary School"),
        (FARM, "216", "示例农业站", "Demo Farm Station"),
    ):
        above = UnitCode(department)
        for unit, parent, level in ((above, None, 0), (code, above, 2)):
            units.add(
                units.UnitRecord(
                    code=unit,
                    name_zh=name_zh,
                    name_en=name_en,
                    division=TOWN,
                    parent=parent,
                    department_code=department,
                    level=level,
                    kind="3" if unit == SCHOOL else "1",
                    is_basic=level > 0,
                )
            )
    for code, unit, function, yuan in (
        (SCHOOL_RUNNING, SCHOOL, "2050202", "30000000"),
        (SCHOOL_STAFF, SCHOOL, "2050202", "20000000"),
        (FARMLAND, FARM, "2130153", "60000000"),
    ):
        projects.add(
            projects.ProjectRecord(
                code=code,
                name_zh="示例项目",
                name_en="Demo project",
                unit=unit,
                function=FunctionCode(function),
                total=Money.yuan(yuan),
                is_stored=True,
            )
        )
    for username, role, division, unit in PEOPLE:
        people.add(people.PersonRecord(username, username, username, role, division, unit))
