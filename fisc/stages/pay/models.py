"""The documents of this stage. Thin; what must never be is refused by the database as well.

A request names its indicator by the elements of the pot and by the pot's number. Columns are
plain and indexes few, so that millions of rows can be brought in at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from django.db import models
from django.db.models import F, Q

from fisc.stages.pay import kept_forms, unit_papers  # noqa: F401 - their documents are ours too
from fisc.stages.pay.states import (
    LIVE,
    AccountKindName,
    DifferenceKind,
    InstructionState,
    ReceiptFate,
    ReceiptKind,
    State,
)

NUMBER_LENGTH: Final = 48
NAME_LENGTH: Final = 60


def values(states: Iterable[StrEnum]) -> tuple[str, ...]:
    """Return the plain words of states, so that a migration does not hang on the classes."""
    return tuple(state.value for state in states)


_DRAFTED: Final = values((State.DRAFT, State.RETURNED, State.WITHDRAWN))


class Payee(models.Model):
    """Somebody who may be paid, known by the account; kept by a person who approves nothing."""

    account = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=120)
    bank = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    enabled = models.BooleanField(default=True)
    maintainer = models.CharField(max_length=NAME_LENGTH)

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.CheckConstraint(
                name="payee_kind_is_known", condition=Q(kind__in=values(AccountKindName))
            ),
            models.CheckConstraint(
                name="payee_has_name_and_account", condition=~Q(name="") & ~Q(account="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.account}"


class UnitSerial(models.Model):
    """The last serial number of a unit in a year; whoever submits for the unit holds this row."""

    unit = models.CharField(max_length=21)
    year = models.PositiveSmallIntegerField()
    last = models.BigIntegerField(default=0)

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint(fields=("unit", "year"), name="unit_serial_is_one_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.last}"


class PaymentRequest(models.Model):
    """One request for payment out of one indicator, to one account.

    ``turn`` counts how often it reserved authority, ``version`` how often it was typed;
    ``warnings`` are the controls for which a reason is due; ``moved_at`` is when it came into its
    state. Null means not yet typed; an empty invoice number means that there is none.
    """

    number = models.CharField(max_length=NUMBER_LENGTH)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=21)
    pot = models.BigIntegerField(default=0)
    book = models.CharField(max_length=10, default="")
    project = models.CharField(max_length=21, default="")
    function = models.CharField(max_length=9, default="")
    item = models.CharField(max_length=5, default="")
    department_item = models.CharField(max_length=5, default="")
    fund_type = models.CharField(max_length=3, default="")
    indicator = models.CharField(max_length=38, default="")
    counterpart = models.CharField(max_length=38, default="")
    origin = models.PositiveSmallIntegerField(default=0)
    amount_fen = models.BigIntegerField(null=True)
    account = models.CharField(max_length=40, default="")
    payee = models.CharField(max_length=120, default="")
    purpose = models.CharField(max_length=200, default="")
    invoice = models.CharField(max_length=40, null=True)  # noqa: DJ001 - not typed is not none
    invoice_seller = models.CharField(max_length=40, default="")
    invoice_fen = models.BigIntegerField(null=True)
    contract = models.CharField(max_length=40, default="")
    purchase_plan = models.CharField(max_length=40, default="")
    procurement = models.BooleanField(null=True)
    bond_project = models.CharField(max_length=21, default="")
    state = models.CharField(max_length=10, default=State.DRAFT.value)
    turn = models.PositiveSmallIntegerField(default=1)
    warnings = models.CharField(max_length=120, default="")
    day = models.DateField()
    expires_on = models.DateField(null=True)
    paid_day = models.DateField(null=True)
    paid_fen = models.BigIntegerField(default=0)
    refunded_fen = models.BigIntegerField(default=0)
    maker = models.CharField(max_length=NAME_LENGTH)
    version = models.PositiveIntegerField(default=1)
    moved_at = models.DateTimeField(null=True)
    reviewer = models.CharField(max_length=NAME_LENGTH, default="")
    head = models.CharField(max_length=NAME_LENGTH, default="")
    auditor = models.CharField(max_length=NAME_LENGTH, default="")
    countersigner = models.CharField(max_length=NAME_LENGTH, default="")
    releaser = models.CharField(max_length=NAME_LENGTH, default="")

    class Meta:
        """What the database itself refuses, and the few ways in which requests are found."""

        constraints = (
            models.UniqueConstraint(fields=("number",), name="request_number_is_used_once"),
            models.UniqueConstraint(
                fields=("invoice", "invoice_seller"),
                condition=Q(invoice__gt="") & Q(state__in=values(sorted(LIVE))),
                name="invoice_is_used_once",
            ),
            models.CheckConstraint(
                name="request_state_is_known", condition=Q(state__in=values(State))
            ),
            models.CheckConstraint(
                name="request_amount_is_positive",
                # Said in full: a comparison with null would let a null pass.
                condition=Q(amount_fen__isnull=False, amount_fen__gt=0)
                | Q(amount_fen=None, state__in=_DRAFTED),
            ),
            models.CheckConstraint(
                name="request_beyond_draft_has_a_pot", condition=~Q(pot=0) | Q(state__in=_DRAFTED)
            ),
            models.CheckConstraint(
                name="request_pays_no_more_than_asked",
                condition=Q(paid_fen=0, refunded_fen=0)
                | Q(
                    paid_fen__gt=0,
                    paid_fen__lte=F("amount_fen"),
                    refunded_fen__gte=0,
                    refunded_fen__lte=F("paid_fen"),
                ),
            ),
            models.CheckConstraint(
                name="request_is_checked_by_others",
                condition=(Q(reviewer="") | ~Q(reviewer=F("maker")))
                & (Q(head="") | ~Q(head=F("maker")) & ~Q(head=F("reviewer")))
                & (Q(releaser="") | ~Q(releaser=F("auditor")) & ~Q(releaser=F("maker")))
                & (Q(countersigner="") | ~Q(countersigner=F("auditor"))),
            ),
        )
        indexes = (
            models.Index(fields=("pot", "state"), name="request_pot"),
            models.Index(fields=("unit", "account", "amount_fen"), name="request_unit"),
            models.Index(fields=("division", "paid_day"), name="request_paid_day"),
            models.Index(
                fields=("division", "state"),
                name="request_queue",
                condition=~Q(state__in=values((State.CLEARED, State.PAID))),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Signature(models.Model):
    """What somebody did to a document, once under each key, and what they were told."""

    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=NUMBER_LENGTH)
    act = models.CharField(max_length=20)
    actor = models.CharField(max_length=NAME_LENGTH)
    day = models.DateField()
    at = models.DateTimeField()
    done = models.BooleanField()
    reason = models.CharField(max_length=200, default="")
    version = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64)
    answer = models.TextField()

    class Meta:
        """What the database itself refuses."""

        constraints = (models.UniqueConstraint(fields=("key",), name="signature_key_is_used_once"),)
        indexes = (
            models.Index(fields=("subject",), name="signature_subject"),
            models.Index(fields=("actor", "id"), name="signature_actor"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.subject} by {self.actor}"


class BankInstruction(models.Model):
    """What the bank is told to pay: the outbox. One number per payment, for ever.

    The number is the request's own. A repetition carries the same number and is marked as a
    possible duplicate; nothing is ever sent again under a new number.
    """

    end_to_end = models.CharField(max_length=NUMBER_LENGTH)
    division = models.CharField(max_length=6)
    amount_fen = models.BigIntegerField()
    account = models.CharField(max_length=40)
    payee = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=10, default=InstructionState.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    possible_duplicate = models.BooleanField(default=False)
    released_day = models.DateField()
    sent_day = models.DateField(null=True)
    auditor = models.CharField(max_length=NAME_LENGTH)
    releaser = models.CharField(max_length=NAME_LENGTH)

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint(fields=("end_to_end",), name="end_to_end_number_is_used_once"),
            models.CheckConstraint(
                name="instruction_amount_is_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="instruction_state_is_known", condition=Q(state__in=values(InstructionState))
            ),
            models.CheckConstraint(
                name="instruction_repeated_is_marked",
                condition=Q(attempts__lte=1) | Q(possible_duplicate=True),
            ),
        )
        indexes = (
            models.Index(
                fields=("division", "state"),
                name="instruction_open",
                condition=~Q(state=InstructionState.ANSWERED.value),
            ),
            models.Index(fields=("division", "released_day"), name="instruction_day"),
        )

    def __str__(self) -> str:
        return self.end_to_end


class BankReceipt(models.Model):
    """What the bank answered: the inbox. A message is taken once, whatever the network repeats."""

    message = models.CharField(max_length=80)
    division = models.CharField(max_length=6)
    end_to_end = models.CharField(max_length=NUMBER_LENGTH)
    kind = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    bank_day = models.DateField()
    fate = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint(fields=("message",), name="bank_message_is_taken_once"),
            models.CheckConstraint(
                name="receipt_kind_is_known", condition=Q(kind__in=values(ReceiptKind))
            ),
            models.CheckConstraint(
                name="receipt_fate_is_known", condition=Q(fate__in=values(ReceiptFate))
            ),
            models.CheckConstraint(
                name="receipt_amount_is_not_negative", condition=Q(amount_fen__gte=0)
            ),
        )
        indexes = (models.Index(fields=("end_to_end",), name="receipt_number"),)

    def __str__(self) -> str:
        return f"{self.message}: {self.end_to_end} {self.kind}"


class Refund(models.Model):
    """Money of a payment that came back; with authority in the same year, without it later."""

    number = models.CharField(max_length=NUMBER_LENGTH)
    division = models.CharField(max_length=6)
    message = models.CharField(max_length=80)
    amount_fen = models.BigIntegerField()
    bank_day = models.DateField()
    same_year = models.BooleanField()

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint(fields=("number", "message"), name="refund_is_booked_once"),
            models.CheckConstraint(name="refund_is_positive", condition=Q(amount_fen__gt=0)),
        )
        indexes = (models.Index(fields=("division", "bank_day"), name="refund_day"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.amount_fen} fen back on {self.bank_day}"


class StatementLine(models.Model):
    """One line of the bank's statement of a day, as it came."""

    division = models.CharField(max_length=6)
    bank_day = models.DateField()
    line = models.PositiveIntegerField()
    end_to_end = models.CharField(max_length=NUMBER_LENGTH)
    kind = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint(
                fields=("division", "bank_day", "line"), name="statement_line_stands_once"
            ),
            models.CheckConstraint(
                name="statement_kind_is_known",
                condition=Q(kind__in=values((ReceiptKind.PAID, ReceiptKind.RETURNED))),
            ),
            models.CheckConstraint(
                name="statement_amount_is_positive", condition=Q(amount_fen__gt=0)
            ),
        )
        indexes = (models.Index(fields=("end_to_end",), name="statement_number"),)

    def __str__(self) -> str:
        return f"{self.bank_day} {self.line}: {self.end_to_end} {self.kind}"


class BankDifference(models.Model):
    """Where bank and books disagree, until a statement or a person settles it.

    ``gap_fen`` is what the books have more than the bank on ``bank_day``; it may be negative, and
    is 0 where the disagreement changes no sum.
    """

    division = models.CharField(max_length=6)
    kind = models.CharField(max_length=20)
    end_to_end = models.CharField(max_length=80)
    bank_day = models.DateField()
    gap_fen = models.BigIntegerField()
    said_en = models.CharField(max_length=300)
    said_zh = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=NAME_LENGTH, default="")
    settlement_en = models.CharField(max_length=200, default="")
    settlement_zh = models.CharField(max_length=200, default="")

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint(
                fields=("division", "kind", "end_to_end", "bank_day"),
                name="difference_is_opened_once",
            ),
            models.CheckConstraint(
                name="difference_kind_is_known", condition=Q(kind__in=values(DifferenceKind))
            ),
            models.CheckConstraint(
                name="difference_settled_names_somebody",
                condition=Q(settled_at=None) | ~Q(settled_by=""),
            ),
        )
        indexes = (models.Index(fields=("division", "settled_at"), name="difference_open"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.end_to_end} on {self.bank_day}"
