"""Requests in order that move authority: indicators, transfers, changes of it.

A file of its own because these are many; ``samples`` has them among all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.stages.pay import cases
from tests.stages.town import CHECKER, COUNTY, FARM, FARMLAND, MAKER, TOWN, YEAR

DIVISION: Final = str(TOWN)
INDICATOR: Final = "/indicators/IND-2026-239900-9"


@dataclass(frozen=True)
class Sample:
    """A request in order; ``key`` where the key is a number."""

    person: str
    path: str
    body: Mapping[str, Any]
    key: str = ""
    method: str = "POST"


AUTHORITY: Final[Mapping[str, Sample]] = {
    "indicators-draft": Sample(
        MAKER,
        "/indicators",
        {
            "unit": "yuan",
            "number": "IND-2026-239900-9",
            "division": DIVISION,
            "year": YEAR,
            "book": "general",
            "function": "2130153",
            "amount": "100.00",
            "budget_unit": str(FARM),
            "project": str(FARMLAND),
            "item": "50302",
            "department_item": "31005",
            "fund_type": "111",
            "document": "财预〔2026〕1号",
            "source": "1",
            "direct_fund": False,
            "origin": 0,
        },
        "IND-2026-239900-9",
    ),
    "indicators-review": Sample("business.head", f"{INDICATOR}/review", {"year": YEAR}),
    "indicators-register": Sample(MAKER, f"{INDICATOR}/registration", {"year": YEAR}),
    "indicators-allocate": Sample(
        "business.officer",
        f"{INDICATOR}/allocation",
        {
            "unit": "yuan",
            "year": YEAR,
            "parts": [
                {
                    "number": "IND-2026-239900-91",
                    "budget_unit": str(FARM),
                    "function": "2130153",
                    "amount": "60.00",
                    "item": "50302",
                    "department_item": "31005",
                }
            ],
        },
    ),
    "indicators-issue": Sample(CHECKER, f"{INDICATOR}/issue", {"year": YEAR}),
    "transfers-draft": Sample(
        MAKER,
        "/transfers",
        {
            "unit": "yuan",
            "number": "TRF-2026-239900-1",
            "division": DIVISION,
            "year": YEAR,
            "receiver": str(COUNTY),
            "function": "2300202",
            "amount": "100.00",
            "book": "general",
            "document": "财预〔2026〕9号",
            "project": "",
            "fund_type": "",
            "direct_fund": False,
            "origin": 0,
            "matching": "0.00",
            "shared": False,
        },
        "TRF-2026-239900-1",
    ),
    "transfers-issue": Sample(
        CHECKER, "/transfers/TRF-2026-239900-1/issue", {"year": YEAR}, "TRF-2026-239900-1"
    ),
    "changes-propose": Sample(
        MAKER,
        "/changes",
        {
            "unit": "yuan",
            "number": "CUT-2026-239900-1",
            "act": "cut",
            "division": DIVISION,
            "year": YEAR,
            "amount": "1.00",
            "reason": "as the document says",
            "book": "general",
            "indicator": cases.POT.indicator,
            "target": "",
            "source_line": {"function": "2130153", "budget_unit": str(FARM), "origin": 0},
            "target_line": None,
            "decision": "SC 2026-4",
            "ground": "",
            "code": "",
            "receiving": None,
            "fund": "",
        },
        "CUT-2026-239900-1",
    ),
    "changes-carry-out": Sample(
        CHECKER,
        "/changes/CUT-2026-239900-1/carrying-out",
        {"act": "cut"},
        "CUT-2026-239900-1",
    ),
    "sweeps-propose": Sample(
        MAKER,
        "/sweeps",
        {
            "number": "SWP-2026-239900-1",
            "division": DIVISION,
            "year": YEAR,
            "reason": "UNSPENT",
            "evidence": "示例财〔2026〕9号",
            "indicators": ["IND-2026-239900-2"],
        },
        "SWP-2026-239900-1",
    ),
    "sweeps-carry-out": Sample(
        CHECKER, "/sweeps/SWP-2026-239900-1/carrying-out", {}, "SWP-2026-239900-1"
    ),
    "sweeps-reverse": Sample(
        CHECKER,
        "/sweeps/SWP-2026-239900-1/reversal",
        {"reason": "there was a contract"},
        "SWP-2026-239900-1",
    ),
}
