"""Requests in order that pay: from the form to the bank, with payees, salaries and cash plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.doors.api.authority_samples import Sample
from tests.stages.pay import cases
from tests.stages.town import SCHOOL, TOWN, YEAR

DIVISION: Final = str(TOWN)
PAY: Final = "/payments/PAY-2026-203005-1"
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


PAYMENTS: Final[Mapping[str, Sample]] = {
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
