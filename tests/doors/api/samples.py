"""One request in order for each writing operation: who asks, where, and with what."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from tests.doors.api.authority_samples import AUTHORITY, Sample
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
TYPED: Final = {
    "unit": "yuan",
    "indicator": cases.POT.indicator,
    "amount": "1.00",
    "account": cases.STATIONER,
    "purpose": "paper",
    "invoice": "INV-1",
    "invoice_seller": "91230000A",
    "invoice_amount": "1.00",
    "contract": "C-1",
    "purchase_plan": "",
    "procurement": False,
    "bond_project": "",
}
REQUEST: Final = TYPED | {"budget_unit": str(SCHOOL), "year": YEAR}
RECEIPT: Final = {
    "unit": "yuan",
    "division": DIVISION,
    "message": "BANK-1",
    "end_to_end": "PAY-2026-203005-1",
    "kind": "paid",
    "amount": "1.00",
    "bank_day": str(cases.DAY),
}
RESOLUTION: Final = {"resolution": "NPC 2026-7", "resolved_on": "2026-01-18"}
PAY: Final = "/payments/PAY-2026-203005-1"
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
    "payments-preview": Sample(cases.CLERK, "/payments/preview", REQUEST),
    "payments-draft": Sample(cases.CLERK, "/payments", REQUEST),
    "payments-change": Sample(cases.CLERK, PAY, TYPED, method="PUT"),
    "payments-review": Sample(cases.REVIEWER, f"{PAY}/review", {}),
    "payments-submit": Sample(cases.HEAD, f"{PAY}/submission", {}),
    "payments-submit-many": Sample(
        cases.HEAD, "/payments/submit-many", {"numbers": [PAY[10:]]}, "set-2d2775099cbb218b"
    ),
    "payments-withdraw": Sample(cases.CLERK, f"{PAY}/withdrawal", {"reason": "no longer"}),
    "payments-audit": Sample(cases.AUDITOR, f"{PAY}/audit", {"passed": True, "reason": "seen"}),
    "payments-return": Sample(
        cases.AUDITOR, f"{PAY}/return", {"reason": "wrong payee", "to": "author"}
    ),
    "payments-resubmit": Sample(cases.CLERK, f"{PAY}/resubmission", {}),
    "payments-recall": Sample(cases.HEAD, f"{PAY}/recall", {}),
    "payments-countersign": Sample("finance.director", f"{PAY}/countersignature", {}),
    "payments-release": Sample(cases.RELEASER, f"{PAY}/release", {}),
    "payments-refund": Sample(
        cases.TREASURY,
        f"{PAY}/refund",
        {"amount": "0.50", "message": "B-1", "bank_day": "2026-03-02", "reason": ""},
    ),
    "payments-resolve": Sample(
        cases.TREASURY,
        f"{PAY}/resolution",
        {"paid": "0.00", "bank_day": "2026-03-02", "reason": "the bank said so"},
    ),
    "payees-enter": Sample(
        cases.KEEPER,
        "/payees",
        {
            "account": "6222000000000099",
            "name": "某公司",
            "bank": "某银行",
            "kind": "corporate",
            "enabled": True,
        },
    ),
    "salary-files-enter": Sample(
        cases.CLERK,
        "/salary-files",
        {
            "unit": "yuan",
            "number": "SAL-2026-203005-3",
            "budget_unit": str(SCHOOL),
            "year": YEAR,
            "month": 3,
            "persons": [{"account": cases.PERSON, "amount": "5000.00"}],
        },
    ),
    "salary-files-confirm": Sample(
        cases.AUDITOR, "/salary-files/SAL-2026-203005-3/confirmation", {}
    ),
    "cash-plans-enter": Sample(
        cases.CLERK,
        "/cash-plans",
        {
            "unit": "yuan",
            "number": "PLA-2026-203005-3",
            "budget_unit": str(SCHOOL),
            "year": YEAR,
            "month": 3,
            "amount": "90000.00",
        },
    ),
    "cash-plans-approve": Sample(cases.TREASURY, "/cash-plans/PLA-2026-203005-3/approval", {}),
    "bank-receipt": Sample(cases.BANK, "/bank/receipts", RECEIPT, "BANK-1"),
    "bank-statement": Sample(
        cases.TREASURY,
        "/bank/statements",
        {
            "unit": "yuan",
            "division": DIVISION,
            "bank_day": "2026-03-02",
            "lines": [{"end_to_end": PAY[10:], "kind": "paid", "amount": "1.00"}],
        },
    ),
}
