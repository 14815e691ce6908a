"""The sandbox bank does the same in every run, and its own books are true."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from fisc.stages.pay.commands import Instruction
from fisc.stages.pay.sandbox import Habits, SandboxBank
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money

DAY = date(2026, 3, 2)
ONE, HALF = Fraction(1), Fraction(1, 2)
ALL = Habits(**dict.fromkeys(Habits.__slots__, Fraction(1, 4)))


def papers(count: int, attempts: int = 1) -> list[Instruction]:
    return [
        Instruction(f"PAY-2026-1-{n}", Money(100 + n), "1", "x", "", attempts, attempts > 1)
        for n in range(count)
    ]


def week(bank: SandboxBank, count: int = 200):
    bank.take(papers(count), DAY)
    days = [DAY + timedelta(days=ahead) for ahead in range(7)]
    return [(bank.answers(day), bank.statement(day)) for day in days]


def test_one_seed_is_one_fate_and_another_seed_another():
    first, again, other = (week(SandboxBank(seed, ALL)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_a_payment_told_twice_is_paid_once_and_answered_again():
    bank = SandboxBank(1)
    bank.take(papers(1), DAY)
    bank.take(papers(1, attempts=2), DAY + timedelta(days=1))

    assert [len(bank.statement(DAY + timedelta(days=n))) for n in (0, 1)] == [1, 0]
    answers = [bank.answers(DAY + timedelta(days=n)) for n in (0, 1)]
    assert answers[0] == answers[1]
    assert len(answers[0]) == 1


def test_a_number_is_never_told_for_something_else():
    bank = SandboxBank(1)
    bank.take(papers(1), DAY)
    (paper,) = papers(1)
    other = Instruction(paper.end_to_end, Money(1), *("1", "x", ""), 2, possible_duplicate=True)

    with pytest.raises(ValueError, match="told before"):
        bank.take([other], DAY)


@pytest.mark.parametrize(
    ("habit", "expected"),
    [
        ("lose_instruction", ([], [])),
        ("lose_receipt", ([], ["paid"])),
        ("fail", (["failed"], [])),
        ("repeat", (["paid"] * 3, ["paid"])),
    ],
)
def test_a_habit_that_always_shows_does_what_it_says(habit, expected):
    bank = SandboxBank(1, Habits(**{habit: ONE}))
    bank.take(papers(1), DAY)

    answered = [str(message.kind) for message in bank.answers(DAY)]
    stated = [str(line.kind) for line in bank.statement(DAY)]

    assert (answered, stated) == expected


def test_delay_part_return_and_order_show_in_what_arrives():
    late, part = SandboxBank(1, Habits(delay=ONE)), SandboxBank(1, Habits(part=ONE))
    back, mixed = SandboxBank(1, Habits(give_back=ONE)), SandboxBank(1, Habits(reorder=HALF))

    told = {
        name: week(bank)
        for name, bank in (("late", late), ("part", part), ("back", back), ("mixed", mixed))
    }

    assert not told["late"][0][0]
    assert sum(len(answers) for answers, _ in told["late"]) == 200
    assert all(
        line.amount < Money(100 + n)
        for n, line in enumerate(
            sorted(told["part"][0][1], key=lambda one: int(one.end_to_end[11:]))
        )
    )
    kinds = Counter(line.kind for _, lines in told["back"] for line in lines)
    assert kinds == {ReceiptKind.PAID: 200, ReceiptKind.RETURNED: 200}
    arrived = [message.end_to_end for message in told["mixed"][0][0]]
    assert arrived != sorted(arrived, key=lambda number: int(number[11:]))
    assert len(arrived) == 200


def test_habits_show_about_as_often_as_they_say():
    bank = SandboxBank(3, Habits(fail=Fraction(1, 10)))
    bank.take(papers(2_000), DAY)

    failed = sum(message.kind is ReceiptKind.FAILED for message in bank.answers(DAY))

    assert 150 < failed < 250
