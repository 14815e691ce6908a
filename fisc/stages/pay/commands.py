"""What people and the bank may do with payments, in the order of a payment's life.

The acts stand in modules by who acts; everybody outside this stage imports them from here. Each
is keyword-only, takes the day and the instant from its door, happens once under its key, answers
with a receipt, and refuses by name whoever would check their own work.
"""

from __future__ import annotations

from fisc.stages.pay.bank import ImpossibleMessage, Message, Taken, receive_bank_receipt
from fisc.stages.pay.day_reports import DayReport, Line
from fisc.stages.pay.monthly import (
    ImpossiblePaper,
    UnknownPaper,
    approve_cash_plan,
    confirm_salary_file,
    enter_cash_plan,
    enter_salary_file,
)
from fisc.stages.pay.onward import (
    recall_request,
    resubmit_request,
    review_request,
    submit_request,
)
from fisc.stages.pay.outbox import Instruction, repeat_instructions, send_instructions
from fisc.stages.pay.payees import enter_payee
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.reconcile import OtherStatement, reconcile_day
from fisc.stages.pay.release import (
    audit_request,
    countersign_request,
    expire_request,
    expire_requests,
    expiring,
    release_request,
    return_request,
)
from fisc.stages.pay.requests import (
    ImpossibleDraft,
    Typed,
    change_draft,
    draft_request,
    withdraw,
)
from fisc.stages.pay.sets import confirm_many, submit_many
from fisc.stages.pay.signing import KeyReused, OutOfTurn, UnknownRequest
from fisc.stages.pay.treasury import refund, resolve_unknown
from fisc.stages.pay.vouchers import LedgerDisagrees

__all__ = [
    "DayReport",
    "ImpossibleDraft",
    "ImpossibleMessage",
    "ImpossiblePaper",
    "Instruction",
    "KeyReused",
    "LedgerDisagrees",
    "Line",
    "Message",
    "OtherStatement",
    "OutOfTurn",
    "Receipt",
    "Taken",
    "Typed",
    "UnknownPaper",
    "UnknownRequest",
    "approve_cash_plan",
    "audit_request",
    "change_draft",
    "confirm_many",
    "confirm_salary_file",
    "countersign_request",
    "draft_request",
    "enter_cash_plan",
    "enter_payee",
    "enter_salary_file",
    "expire_request",
    "expire_requests",
    "expiring",
    "recall_request",
    "receive_bank_receipt",
    "reconcile_day",
    "refund",
    "release_request",
    "repeat_instructions",
    "resolve_unknown",
    "resubmit_request",
    "return_request",
    "review_request",
    "send_instructions",
    "submit_many",
    "submit_request",
    "withdraw",
]
