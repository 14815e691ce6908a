"""The province of the handbook's balance: its people, units, projects and payee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

PROVINCE: Final = "230000"
YEAR: Final = 2026
ACCOUNT: Final = "6222000000000101"
_SCHOOL: Final = "203005"
MAKER, HEAD, TREASURY, SECOND = (
    "budget.officer",
    "budget.head",
    "treasury.officer",
    "treasury.second",
)
_OFFICERS: Final = {
    MAKER: "FIN_BUDGET",
    HEAD: "FIN_BUDGET_HEAD",
    "business.officer": "FIN_BUSINESS",
    "business.head": "FIN_BUSINESS_HEAD",
    TREASURY: "FIN_TREASURY",
    SECOND: "FIN_TREASURY",
    "pay.auditor": "FIN_PAYCENTER",
    "pay.second": "FIN_PAYCENTER",
    "finance.director": "FIN_DIRECTOR",
    "governor": "GOV_LEADER",
    "congress.reviewer": "NPC_REVIEWER",
    "agent.bank": "AGENT_BANK",
}


def place_of(lines: list[dict[str, str]]) -> dict[str, Any]:
    """Return the people, units, projects and payees that stand before the first day."""
    spending = [row for row in lines if row["unit"]]
    units = sorted({row["unit"] for row in spending})
    people = {
        name: {"role": role, "name_zh": f"示例{role}", "name_en": f"Demo {role}"}
        for name, role in _OFFICERS.items()
    }
    for unit in units:
        for post, role in (
            ("clerk", "UNIT_CLERK"),
            ("reviewer", "UNIT_REVIEWER"),
            ("head", "UNIT_HEAD"),
        ):
            named = {"name_zh": f"示例{unit}", "name_en": f"Demo {post} {unit}"}
            people[f"{unit}.{post}"] = {"role": role, "unit": unit, **named}
    return {
        "division": PROVINCE,
        "year": YEAR,
        "people": people,
        "units": [
            one for unit in units for one in (_unit(unit[:3], 0), _unit(unit, 2, under=unit[:3]))
        ],
        "projects": [
            {
                "code": project_of(row),
                "unit": row["unit"],
                "function": row["code"],
                "yuan": "100000000000",
                "name_zh": f"示例项目{row['code']}",
                "name_en": f"Demo project {row['code']}",
            }
            for row in spending
        ],
        "payees": [
            {
                "account": ACCOUNT,
                "name": "示例收款单位",
                "bank": "示例银行",
                "kind": "corporate",
            }
        ],
    }


def _unit(code: str, level: int, **more: str) -> dict[str, Any]:
    return {
        "code": code,
        "level": level,
        "kind": "3" if code == _SCHOOL else "1",
        "department": code[:3],
        "name_zh": f"示例单位{code}",
        "name_en": f"Demo unit {code}",
        **more,
    }


def project_of(row: Mapping[str, str]) -> str:
    """Return the project of a line: one for each code of spending, of other kind."""
    return f"23000026T{int(row['code']):012d}"
