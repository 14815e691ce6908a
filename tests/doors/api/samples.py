"""One request in order for each writing operation: who asks, where, and with what."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from tests.doors.api.authority_samples import AUTHORITY, Sample
from tests.doors.api.payment_samples import PAYMENTS
from tests.doors.web import papers
from tests.stages.pay import cases
from tests.stages.town import CHECKER, FARM, FARMLAND, MAKER, SCHOOL, TOWN, YEAR

DIVISION: Final = str(TOWN)
LINE: Final = {
    "book": "general",
    "side": "expenditure",
    "amount": "100.00",
    "code": "2130153",
    "line": "",
    "fund": "",
    "other": None,
    "budget_unit": str(FARM),
    "project": str(FARMLAND),
    "item": "50302",
    "department_item": "31005",
    "fund_type": "111",
    "counterpart": "",
}
RESOLUTION: Final = {"resolution": "NPC 2026-7", "resolved_on": "2026-01-18"}
DOCUMENT: Final = "/documents/budget/2026/BUD-2026-239900-1"
BUDGET: Final = "/budget-drafts/BUD-2026-239900-1"


FILE_CONTENT: Final = papers.text(papers.row(11), papers.row(12, "0.01"))
FINGERPRINT: Final = hashlib.sha256(FILE_CONTENT).hexdigest()
TOKEN: Final = "0" * 32


SAMPLES: Final[Mapping[str, Sample]] = {
    "demo-token": Sample("", "/demo-token", {"person": cases.CLERK}),
    "token": Sample(cases.CLERK, "/tokens", {"hours": 8}),
    "journal-entry": Sample(
        MAKER,
        "/ledger/journal-entries",
        {
            "division": DIVISION,
            "day": "2026-03-02",
            "number": "17",
            "lines": [
                {"account": "1001", "amount": "10.00"},
                {"account": "6001", "amount": "-10.00"},
            ],
        },
        "2026-03-02/17",
    ),
    "budget-drafts-draft": Sample(
        MAKER,
        "/budget-drafts",
        {
            "unit": "yuan",
            "number": "BUD-2026-239900-9",
            "division": DIVISION,
            "year": YEAR,
            "kind": "initial",
            "title_zh": "草案",
            "title_en": "Draft",
            "lines": [LINE, LINE | {"side": "revenue", "code": "10101", "book": "general"}],
        },
        "BUD-2026-239900-9",
    ),
    "coordination-take": Sample(
        MAKER,
        f"{BUDGET}/coordination",
        {"unit": "yuan", "mark": "0" * 16, "stabilisation": None},
    ),
    "budget-drafts-adopt": Sample(CHECKER, f"{BUDGET}/adoption", RESOLUTION, BUDGET[15:]),
    "budget-drafts-approve": Sample(CHECKER, f"{BUDGET}/approval", RESOLUTION, BUDGET[15:]),
    "budget-adjust": Sample(
        CHECKER,
        "/budget-adjustments",
        {"number": "ADJ-2026-239900-1", "plan": BUDGET[15:]},
        "ADJ-2026-239900-1",
    ),
    "ceilings-draft": Sample(
        MAKER,
        "/ceilings",
        {
            "unit": "yuan",
            "number": "CEI-2026-239900-1",
            "division": DIVISION,
            "year": YEAR,
            "book": "general",
            "code": "RECEPTION",
            "amount": "500.00",
            "members": {"department_item": ["30217"], "budget_unit": [str(SCHOOL)]},
            "title_zh": "接待费",
            "title_en": "Reception",
        },
        "CEI-2026-239900-1",
    ),
    "ceilings-set": Sample(CHECKER, "/ceilings/CEI-2026-239900-1/setting", {}, "CEI-2026-239900-1"),
    **AUTHORITY,
    **PAYMENTS,
    "revenue-statements-enter": Sample(
        cases.TREASURY,
        "/revenue-statements",
        {
            "unit": "yuan",
            "number": "REV-2026-239900-1",
            "division": DIVISION,
            "year": YEAR,
            "day": "2026-03-01",
            "lines": [{"book": "general", "code": "1010101", "amount": "100.00", "fund": ""}],
        },
        "REV-2026-239900-1",
    ),
    "revenue-statements-confirm": Sample(
        cases.KEEPER, "/revenue-statements/REV-2026-239900-1/confirmation", {}, "REV-2026-239900-1"
    ),
    "stabilisation-orders-write": Sample(
        MAKER,
        "/stabilisation-orders",
        {
            "unit": "yuan",
            "number": "STA-2026-239900-1",
            "division": DIVISION,
            "year": YEAR,
            "kind": "surplus_to_stabilisation",
            "amount": "1.00",
            "reason": "year end",
        },
        "STA-2026-239900-1",
    ),
    "stabilisation-orders-carry-out": Sample(
        CHECKER,
        "/stabilisation-orders/STA-2026-239900-1/carrying-out",
        {},
        "STA-2026-239900-1",
    ),
    "scenarios-keep": Sample(
        MAKER,
        "/scenarios",
        {
            "unit": "yuan",
            "number": "SCE-2026-239900-1",
            "title": "five per cent",
            "division": DIVISION,
            "year": YEAR,
            "freeze": 500,
            "short": 0,
            "stabilisation": "0.00",
        },
        "SCE-2026-239900-1",
    ),
    **{
        f"scenarios-{act}": Sample(
            who, f"/scenarios/SCE-2026-239900-1/{path}", {}, "SCE-2026-239900-1"
        )
        for act, path, who in (
            ("drop", "dropping", MAKER),
            ("adopt", "adoption", CHECKER),
            ("undo", "undoing", CHECKER),
        )
    },
    "people-enter": Sample(
        "sys.admin",
        "/people",
        {
            "person": "li.new",
            "name_zh": "李新",
            "name_en": "Li Xin",
            "division": DIVISION,
            "budget_unit": str(SCHOOL),
        },
        "li.new",
    ),
    "grants-propose": Sample(
        "sec.first",
        "/grants",
        {
            "person": cases.CLERK,
            "role": "UNIT_REVIEWER",
            "division": DIVISION,
            "budget_unit": str(SCHOOL),
            "first_day": "2026-03-02",
            "last_day": "2026-12-31",
            "reason": "the reviewer retires",
        },
    ),
    "person-factor-reset": Sample(
        "sec.first", f"/people/{cases.CLERK}/factor/reset", {"reason": "telephone lost"}
    ),
    "grants-confirm": Sample("sec.second", "/grants/1/confirmation", {}, "1"),
    "grants-end": Sample("sec.first", "/grants/1/ending", {"reason": "moved away"}, "1"),
    "grants-delegate": Sample(
        cases.CLERK,
        "/grants/13/delegations",
        {
            "to": cases.REVIEWER,
            "first_day": "2026-03-02",
            "last_day": "2026-03-20",
            "reason": "on leave",
        },
    ),
    "jobs-cancel": Sample(cases.CLERK, "/jobs/1/cancellation", {}, "1"),
    "jobs-again": Sample(
        cases.CLERK,
        "/jobs/1/retry",
        {"ended_at": "2026-03-02T04:00:00Z"},
        "1/2026-03-02T04:00:00Z",
    ),
    "documents-return": Sample(
        CHECKER, f"{DOCUMENT}/return", {"reason": "which plan?", "to": "author"}
    ),
    "documents-resubmit": Sample(MAKER, f"{DOCUMENT}/resubmission", {}),
    "documents-recall": Sample(MAKER, f"{DOCUMENT}/recall", {}),
    "documents-withdraw": Sample(MAKER, f"{DOCUMENT}/withdrawal", {}),
    "imports-try": Sample(
        MAKER,
        "/imports/runs",
        {
            "table": "indicators",
            "name": "indicators.csv",
            "content": base64.b64encode(FILE_CONTENT).decode(),
            "year": YEAR,
            "unit": "",
            "encoding": "",
            "number": "",
        },
    ),
    "imports-take-over": Sample(
        MAKER,
        f"/imports/runs/{TOKEN}/taking-over",
        {"table": "indicators", "fingerprint": FINGERPRINT},
        FINGERPRINT,
    ),
    "imports-give-up": Sample(MAKER, f"/imports/runs/{TOKEN}/giving-up", {}),
    "imports-undo": Sample(MAKER, "/imports/batches/indicators/1/undoing", {}, "1"),
    "months-close": Sample(
        cases.TREASURY,
        "/months/closing",
        {"division": DIVISION, "year": YEAR, "month": 1},
        f"{DIVISION}/{YEAR}-01",
    ),
    "years-close": Sample(
        cases.TREASURY,
        "/years/closing",
        {"division": DIVISION, "year": YEAR - 1},
        f"{DIVISION}/{YEAR - 1}",
    ),
    "changes-rule": Sample(
        MAKER,
        "/changes/ruling",
        {
            "unit": "yuan",
            "pieces": [
                {"book": "general", "amount": "5.00", "function": "2050202", "department": ""}
            ],
        },
    ),
    "calendar-enter": Sample(
        MAKER,
        "/calendar/records",
        {
            "division": DIVISION,
            "year": YEAR,
            "step": "session",
            "part": "",
            "done_on": "2026-01-18",
            "document": "NPC 2026-1",
        },
        f"{DIVISION}/{YEAR}/session",
    ),
    "calendar-take-back": Sample(
        MAKER,
        "/calendar/withdrawals",
        {
            "division": DIVISION,
            "year": YEAR,
            "step": "session",
            "part": "",
            "reason": "another day was set",
        },
        f"{DIVISION}/{YEAR}/session",
    ),
    "reopenings-ask": Sample(
        cases.TREASURY,
        "/reopenings",
        {
            "number": "REO-2026-239900-1",
            "division": DIVISION,
            "year": YEAR,
            "month": 1,
            "reason": "a payment was dated wrongly",
        },
        "REO-2026-239900-1",
    ),
    "reopenings-grant": Sample(
        cases.KEEPER, "/reopenings/REO-2026-239900-1/granting", {}, "REO-2026-239900-1"
    ),
}
