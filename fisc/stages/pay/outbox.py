"""Instructions to the bank: sent once, repeated under the same number, never under a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fisc.record.book import Book
from fisc.stages.pay.models import BankInstruction
from fisc.stages.pay.states import InstructionState
from fisc.values import Money


@dataclass(frozen=True, slots=True)
class Instruction:
    """What the bank is told: pay this amount to this account, under this number.

    ``possible_duplicate`` marks a repetition: the bank may have it already and must pay once.
    """

    end_to_end: str
    amount: Money
    account: str
    payee: str
    purpose: str
    attempts: int
    possible_duplicate: bool


def send_instructions(*, division: str, day: date, limit: int = 10_000) -> tuple[Instruction, ...]:
    """Take the instructions that wait and mark them as sent on ``day``, oldest first.

    They are marked before they leave: what is lost on the way is found by the day's
    reconciliation and repeated under the same number, marked as a possible duplicate.
    """
    return _send(division, day, limit, again=False)


def repeat_instructions(
    *, division: str, day: date, limit: int = 10_000
) -> tuple[Instruction, ...]:
    """Send again, under their own numbers, the instructions of earlier days without an answer."""
    return _send(division, day, limit, again=True)


def _send(division: str, day: date, limit: int, *, again: bool) -> tuple[Instruction, ...]:
    with Book().act():
        waiting = BankInstruction.objects.select_for_update().filter(division=division)
        if again:
            open_states = (InstructionState.SENT, InstructionState.UNKNOWN)
            waiting = waiting.filter(state__in=open_states, sent_day__lt=day)
        else:
            waiting = waiting.filter(state=InstructionState.WAITING)
        chosen = list(waiting.order_by("end_to_end")[:limit])
        for one in chosen:
            one.attempts += 1
            one.possible_duplicate = one.attempts > 1
            one.sent_day = day
            if not again:
                one.state = InstructionState.SENT
        BankInstruction.objects.bulk_update(
            chosen, ["attempts", "possible_duplicate", "sent_day", "state"], batch_size=500
        )
    return tuple(instruction_of(one) for one in chosen)


def instruction_of(row: BankInstruction) -> Instruction:
    """Return an instruction as a value."""
    return Instruction(
        row.end_to_end,
        Money(row.amount_fen),
        row.account,
        row.payee,
        row.purpose,
        row.attempts,
        row.possible_duplicate,
    )
