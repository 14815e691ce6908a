"""The states of a payment request and the ways between them, as the handbook draws them.

``RETURNED`` and ``EXPIRED`` requests hold nothing any more and may be changed and sent again;
``UNKNOWN`` ones were sent and nobody knows what became of them, so their money stays reserved.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a payment request is."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    SUBMITTED = "submitted"
    WARNED = "warned"
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


EDITABLE: Final = frozenset({State.DRAFT, State.RETURNED, State.EXPIRED})
IN_PROCESS: Final = frozenset({State.SUBMITTED, State.WARNED, State.APPROVED})
SENT: Final = frozenset({State.RELEASED, State.UNKNOWN})
RESERVED: Final = IN_PROCESS | SENT
PAID: Final = frozenset({State.PAID, State.CLEARED})
LIVE: Final = RESERVED | PAID  # these use up an invoice, and have twins
