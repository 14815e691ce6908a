"""Wages within the salary file, payments within the cash plan: one fen under, exactly, over."""

from __future__ import annotations

import pytest

from fisc.engines.controls.monthly import (
    PayrollStanding,
    PlanStanding,
    payroll_control,
    plan_control,
)
from fisc.engines.controls.outcomes import Outcome
from fisc.values import Citation, Cited, Money

LAW = Citation("Default of this project", "no official figure is known")
OFF, ON = Cited(0, LAW), Cited(1, LAW)


def wages(files=1, listed=True, total=100, used=40):
    return PayrollStanding(
        is_payroll=True,
        month="2026-03",
        files=files,
        listed=listed,
        total=Money(total),
        used=Money(used),
    )


@pytest.mark.parametrize(("fen", "fits"), [(59, True), (60, True), (61, False)])
def test_wages_stay_within_the_total_of_the_file(fen, fits):
    control = payroll_control(Money(fen), wages())

    assert control.allows is fits
    assert control.id == "K16"
    assert "¥0.60" in control.verdict.why
    assert "剩余" in control.verdict.why_in("zh")


@pytest.mark.parametrize(
    ("standing", "fen", "outcome"),
    [
        (None, 1, Outcome.UNKNOWN),
        (PayrollStanding(is_payroll=False), None, Outcome.PASS),
        (wages(files=0), None, Outcome.REFUSE),
        (wages(listed=None), 1, Outcome.UNKNOWN),
        (wages(listed=False), 1, Outcome.REFUSE),
        (wages(), None, Outcome.UNKNOWN),
        (wages(), 1, Outcome.PASS),
    ],
)
def test_wages_go_to_persons_of_a_file_and_nothing_is_guessed(standing, fen, outcome):
    amount = None if fen is None else Money(fen)

    assert payroll_control(amount, standing).outcome is outcome


@pytest.mark.parametrize(("fen", "fits"), [(59, True), (60, True), (61, False)])
def test_payments_stay_within_the_plan_where_one_is_kept(fen, fits):
    plan = PlanStanding("2026-03", 1, Money(100), Money(40))

    assert plan_control(Money(fen), plan, ON).allows is fits
    assert plan_control(Money(fen), plan, OFF).allows


@pytest.mark.parametrize(
    ("plan", "fen", "in_use", "outcome"),
    [
        (None, 1, ON, Outcome.UNKNOWN),
        (PlanStanding(), None, OFF, Outcome.PASS),
        (PlanStanding("2026-03"), 1, ON, Outcome.REFUSE),
        (PlanStanding("2026-03", 1, Money(9)), None, ON, Outcome.UNKNOWN),
    ],
)
def test_a_plan_is_asked_only_where_it_is_kept(plan, fen, in_use, outcome):
    control = plan_control(None if fen is None else Money(fen), plan, in_use)

    assert (control.id, control.outcome) == ("K26", outcome)
