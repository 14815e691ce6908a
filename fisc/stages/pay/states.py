"""The states of a payment request and the ways between them, as the handbook draws them.

``RETURNED`` and ``EXPIRED`` requests hold nothing any more and may be changed and sent again;
``UNKNOWN`` ones were sent and nobody knows what became of them, so their money stays reserved.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from fisc.values import Words


class State(StrEnum):
    """Where a payment request is."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    SUBMITTED = "submitted"
    WARNED = "warned"
    AUDITED = "audited"
    APPROVED = "approved"
    RELEASED = "released"
    UNKNOWN = "unknown"
    PAID = "paid"
    CLEARED = "cleared"
    REFUNDED = "refunded"
    FAILED = "failed"
    RETURNED = "returned"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Words:
        """What the state is called in a line of working."""
        return Words(self.value, _STATES_ZH[self])


class InstructionState(StrEnum):
    """Where an instruction to the bank is: written, sent, answered, or nobody knows."""

    WAITING = "waiting"
    SENT = "sent"
    ANSWERED = "answered"
    UNKNOWN = "unknown"


class ReceiptKind(StrEnum):
    """What the bank says of a payment: paid, not paid, or paid and come back."""

    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"

    @property
    def words(self) -> Words:
        """What the kind is called in a line of working."""
        return Words(self.value, _KINDS_ZH[self])


class ReceiptFate(StrEnum):
    """What became of a message of the bank."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    WAITING = "waiting"
    DISPUTED = "disputed"


class DifferenceKind(StrEnum):
    """In what way the bank and the books disagree about a payment on a day."""

    UNKNOWN_NUMBER = "unknown_number"
    AMOUNT_DIFFERS = "amount_differs"
    CONTRADICTION = "contradiction"
    NOT_ON_STATEMENT = "not_on_statement"
    UNANSWERED = "unanswered"
    REFUSED_BY_LEDGER = "refused_by_ledger"
    LEDGER_DIFFERS = "ledger_differs"
    MESSAGE_CHANGED = "message_changed"


class AccountKindName(StrEnum):
    """Whose account a payee has; see ``fisc.engines.controls.payees``."""

    CORPORATE = "corporate"
    PERSONAL = "personal"
    OWN = "own"


_STATES_ZH: Final[Mapping[State, str]] = {
    State.DRAFT: "草稿",
    State.REVIEWED: "已审核",
    State.SUBMITTED: "已送审",
    State.WARNED: "已送审（有预警）",
    State.AUDITED: "已审核，待会签",
    State.APPROVED: "已审核通过",
    State.RELEASED: "已发送",
    State.UNKNOWN: "已发送，结果未知",
    State.PAID: "已支付",
    State.CLEARED: "已入账",
    State.REFUNDED: "已退回资金",
    State.FAILED: "银行未支付",
    State.RETURNED: "已退回",
    State.EXPIRED: "已过期",
    State.WITHDRAWN: "已撤销",
}
_KINDS_ZH: Final[Mapping[ReceiptKind, str]] = {
    ReceiptKind.PAID: "已支付",
    ReceiptKind.FAILED: "未支付",
    ReceiptKind.RETURNED: "已退回",
}
EDITABLE: Final = frozenset({State.DRAFT, State.RETURNED, State.EXPIRED})
IN_PROCESS: Final = frozenset({State.SUBMITTED, State.WARNED, State.AUDITED, State.APPROVED})
SENT: Final = frozenset({State.RELEASED, State.UNKNOWN})
RESERVED: Final = IN_PROCESS | SENT
PAID: Final = frozenset({State.PAID, State.CLEARED})
LIVE: Final = RESERVED | PAID  # these use up an invoice, and have twins
