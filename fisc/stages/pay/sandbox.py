"""A bank to play with: it pays once, and its post office loses, repeats, delays and turns around.

Everything it does follows from its seed and the payment's number, so that the same payments meet
the same fate in every run. It keeps its own books, and its statement of a day is always true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fisc.stages.pay.bank import Message
from fisc.stages.pay.day_reports import Line
from fisc.stages.pay.outbox import Instruction
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money

_SPAN: Final = 2**64
NEVER: Final = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How often things go wrong, each as a share of all payments between 0 and 1.

    ``lose_instruction``: it never arrives. ``lose_receipt``: the answer never arrives.
    ``repeat``: the answer arrives several times. ``delay``: it arrives one to three days late.
    ``reorder``: it arrives before others sent earlier. ``fail``: the bank does not pay.
    ``part``: it pays less. ``give_back``: it pays, and one to three days later the money comes
    back, half the time all of it.
    """

    lose_instruction: Fraction = NEVER
    lose_receipt: Fraction = NEVER
    repeat: Fraction = NEVER
    delay: Fraction = NEVER
    reorder: Fraction = NEVER
    fail: Fraction = NEVER
    part: Fraction = NEVER
    give_back: Fraction = NEVER


@dataclass(frozen=True, slots=True)
class _Deed:
    """What the bank did with one payment, in its own books."""

    kind: ReceiptKind
    amount: Money
    bank_day: date


@dataclass(slots=True)
class SandboxBank:
    """A bank that keeps its word and a post office that does not.

    Example:
        >>> bank = SandboxBank(seed=1)
        >>> paper = Instruction("PAY-2026-1-1", Money(500), "622", "Stationer", "paper", 1, False)
        >>> bank.take([paper, paper], date(2026, 3, 2))
        >>> [(line.end_to_end, line.amount) for line in bank.statement(date(2026, 3, 2))]
        [('PAY-2026-1-1', Money(fen=500))]
        >>> [message.message for message in bank.answers(date(2026, 3, 2))]  # told twice
        ['BANK-PAY-2026-1-1-0', 'BANK-PAY-2026-1-1-0']
    """

    seed: int
    habits: Habits = field(default_factory=Habits)
    _books: dict[str, list[_Deed]] = field(default_factory=dict)
    _post: list[tuple[date, int, Message]] = field(default_factory=list)
    _told: dict[str, Instruction] = field(default_factory=dict)

    def take(self, instructions: Iterable[Instruction], day: date) -> None:
        """Carry out instructions on a day, each number once; a repetition is answered again.

        Raises:
            ValueError: a known number comes with another amount or account.
        """
        for told in instructions:
            number = told.end_to_end
            if self._happens(self.habits.lose_instruction, number, "out", told.attempts):
                continue
            known = self._told.setdefault(number, told)
            if (known.amount, known.account) != (told.amount, told.account):
                raise ValueError(f"{number} was told before with another amount or account.")
            if number not in self._books:
                self._carry_out(told, day)
            for place, deed in enumerate(self._books[number]):
                if deed.bank_day <= day:
                    self._send(number, place, deed, day, told.attempts)

    def answers(self, day: date) -> tuple[Message, ...]:
        """Return the messages that arrive on a day, in the order in which they arrive."""
        for number, deeds in self._books.items():
            for place, deed in enumerate(deeds[1:], 1):
                if deed.bank_day == day:
                    self._send(number, place, deed, day, 1)
        here = sorted((one for one in self._post if one[0] <= day), key=lambda one: one[:2])
        self._post = [one for one in self._post if one[0] > day]
        return tuple(message for _, _, message in here)

    def statement(self, day: date) -> tuple[Line, ...]:
        """Return what the bank paid and gave back on a day, by number: always all of it."""
        return tuple(
            Line(number, deed.kind, deed.amount)
            for number in sorted(self._books)
            for deed in self._books[number]
            if deed.bank_day == day and deed.kind is not ReceiptKind.FAILED
        )

    def _carry_out(self, told: Instruction, day: date) -> None:
        number, amount = told.end_to_end, told.amount
        if self._happens(self.habits.fail, number, "fail"):
            self._books[number] = [_Deed(ReceiptKind.FAILED, amount, day)]
            return
        if amount.fen > 1 and self._happens(self.habits.part, number, "part"):
            amount = Money(1 + self._draw(number, "part size") % (amount.fen - 1))
        self._books[number] = [_Deed(ReceiptKind.PAID, amount, day)]
        if self._happens(self.habits.give_back, number, "back"):
            later = day + timedelta(days=1 + self._draw(number, "back day") % 3)
            whole = self._draw(number, "back whole") % 2
            back = amount if whole else Money(1 + self._draw(number, "back size") % amount.fen)
            self._books[number].append(_Deed(ReceiptKind.RETURNED, back, later))

    def _send(self, number: str, place: int, deed: _Deed, day: date, attempt: int) -> None:
        """Hand an answer to the post office."""
        what = f"{place} {attempt}"
        if self._happens(self.habits.lose_receipt, number, "in", what):
            return
        message = Message(f"BANK-{number}-{place}", number, deed.kind, deed.amount, deed.bank_day)
        copies = 3 if self._happens(self.habits.repeat, number, "repeat", what) else 1
        for copy in range(copies):
            arrives = day
            if self._happens(self.habits.delay, number, "delay", what, copy):
                arrives += timedelta(days=1 + self._draw(number, "days", what, copy) % 3)
            order = len(self._post)
            if self._happens(self.habits.reorder, number, "order", what, copy):
                order = -self._draw(number, "place", what, copy)
            self._post.append((arrives, order, message))

    def _happens(self, rate: Fraction, *what: object) -> bool:
        return self._draw(*what) * rate.denominator < rate.numerator * _SPAN

    def _draw(self, *what: object) -> int:
        text = "\x1f".join(map(str, (self.seed, *what)))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
