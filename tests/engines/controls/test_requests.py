"""A request is judged as it is typed: nothing is guessed, nothing changes by asking again."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.controls.codes import CodeStanding, PairStanding
from fisc.engines.controls.indicators import Balance
from fisc.engines.controls.monthly import PayrollStanding, PlanStanding
from fisc.engines.controls.outcomes import Outcome, Words
from fisc.engines.controls.payees import PayeeStanding
from fisc.engines.controls.purposes import BondStanding
from fisc.engines.controls.requests import (
    Draft,
    Limits,
    Standing,
    check_request,
    stopping,
    warning,
)
from fisc.engines.controls.timing import ApprovalStanding
from fisc.values import ZERO, Book, Citation, Cited, FiscalYear, Money

LAW = Citation("Any law", "any article")
LIMITS = Limits(
    duplicate_days=Cited(30, LAW),
    progress_gap_max=Cited(Fraction(1, 10), LAW),
    carry_years_max=Cited(2, LAW),
    cash_plan_in_use=Cited(0, LAW),
)
TYPED = Draft(
    day=date(2026, 6, 30),
    amount=Money(100),
    year=FiscalYear(2026),
    book=Book.GENERAL,
    fund_type="111",
    project="23000026Y000000000201",
    origin=0,
    invoice="INV-1",
    invoice_amount=Money(100),
    procurement=False,
    purpose="paper",
)
KNOWN = Standing(
    balance=Balance(Money(1000), ZERO, ZERO, 0, 0),
    fund_book=Book.GENERAL,
    codes=(CodeStanding("2050202", Words("Function", "支出功能")),),
    pair=PairStanding("30201", "50502", "50502"),
    payee=PayeeStanding("Stationer"),
    persons_paid=False,
    twins=(),
    invoice_uses=(),
    ceilings=(),
    bond=BondStanding(is_bond=False),
    approval=ApprovalStanding(adopted=True),
    payroll=PayrollStanding(is_payroll=False),
    plan=PlanStanding(),
    open_from=date(2026, 1, 1),
)


def test_a_complete_request_in_order_passes_every_control():
    controls = check_request(TYPED, KNOWN, LIMITS)

    assert {control.outcome for control in controls} == {Outcome.PASS}
    assert not stopping(controls)
    assert not warning(controls)
    assert [control.id for control in controls] == [
        *("K03", "K11", "K12", "K10", "PAYEE", "ACCOUNT", "DUPLICATE", "INVOICE", "K13"),
        *("K15", "K16", "K18", "K25", "K22", "PROGRESS", "K19", "K26"),
    ]


def test_an_empty_draft_passes_nothing_and_refuses_nothing():
    controls = check_request(Draft(day=date(2026, 6, 30)), Standing(), LIMITS)

    assert {control.outcome for control in controls} == {Outcome.UNKNOWN}
    assert stopping(controls) == controls
    assert all(control.advice.zh and control.advice.en for control in controls)


@given(st.sets(st.sampled_from([f.name for f in fields(Standing)])))
def test_what_is_not_known_never_turns_a_refusal_into_a_pass(hidden):
    refusing = replace(
        KNOWN,
        balance=Balance(Money(99), ZERO, ZERO, 0, 0),
        payee=PayeeStanding(known=False),
        invoice_uses=("PAY-2026-1-1",),
        fund_book=Book.FUNDS,
    )
    some = replace(refusing, **dict.fromkeys(hidden))

    for control, other in zip(
        check_request(TYPED, refusing, LIMITS), check_request(TYPED, some, LIMITS), strict=True
    ):
        if control.outcome is Outcome.REFUSE:
            assert not other.allows


@given(
    amount=st.none() | st.integers(1, 2000).map(Money),
    invoice=st.sampled_from([None, "", "INV-1"]),
    hidden=st.sets(st.sampled_from([f.name for f in fields(Standing)])),
)
def test_asking_again_changes_nothing_and_everything_is_said_in_both_languages(
    amount, invoice, hidden
):
    draft = replace(TYPED, amount=amount, invoice=invoice)
    standing = replace(KNOWN, **dict.fromkeys(hidden))

    first, second = (check_request(draft, standing, LIMITS) for _ in range(2))

    assert first == second
    for control in first:
        assert control.lines
        assert control.title.zh
        assert control.title.en
        for line in control.lines:
            assert line.en.isascii() or "¥" in line.en
            assert any("\u4e00" <= letter <= "\u9fff" for letter in line.zh)
        if not control.allows:
            assert control.advice.zh
            assert control.advice.en
        assert control.verdict.steps == control.lines
