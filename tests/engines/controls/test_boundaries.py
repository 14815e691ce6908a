"""Every threshold at its edge: one under, exactly, one over."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.controls.caps import CapBase, Ceiling, cap_control, check_cap, check_ceiling
from fisc.engines.controls.codes import CodeStanding, PairStanding, codes_control, pair_control
from fisc.engines.controls.indicators import (
    Balance,
    age_control,
    balance_control,
    period_control,
    purity_control,
)
from fisc.engines.controls.outcomes import Outcome, Words
from fisc.engines.controls.payees import (
    AccountKind,
    PayeeStanding,
    account_control,
    payee_control,
)
from fisc.engines.controls.purposes import BondStanding, bond_control, purchase_control
from fisc.engines.controls.repeats import Twin, duplicate_control, invoice_control
from fisc.engines.controls.timing import ApprovalStanding, approval_control, progress_control
from fisc.values import ZERO, Book, Citation, Cited, FiscalYear, Money

LAW = Citation("Any law", "any article")
PASS, WARN, REFUSE, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.REFUSE, Outcome.UNKNOWN
DAY = date(2026, 3, 2)
fen = st.integers(min_value=1, max_value=10**14).map(Money)


def holding(available: int, reserved: int = 0, paid: int = 0) -> Balance:
    return Balance(Money(available), Money(reserved), Money(paid), 1, 1)


@pytest.mark.parametrize(
    ("asked", "outcome"), [(-1, REFUSE), (0, REFUSE), (1, PASS), (999, PASS), (1000, PASS)]
)
def test_an_indicator_is_paid_from_to_its_last_fen(asked, outcome):
    assert balance_control(Money(asked), holding(1000, 10, 20)).outcome is outcome


def test_one_fen_over_the_indicator_is_refused_with_what_is_too_much():
    control = balance_control(Money(1001), holding(1000, 61, 39))

    assert control.outcome is REFUSE
    assert control.lines[0].en.startswith("Approved ¥11.00, less ¥0.61 reserved (1)")
    assert control.lines[1].en == "This request ¥10.01: ¥0.01 too much."
    assert control.lines[1].zh == "本笔 ¥10.01，超出 ¥0.01。"
    assert "virement" in control.advice.en
    assert "调剂" in control.advice.zh


@given(available=fen, asked=fen)
def test_an_amount_passes_exactly_when_it_is_there(available, asked):
    control = balance_control(asked, Balance(available, ZERO, ZERO, 0, 0))

    assert control.allows is (asked <= available)
    assert bool(control.verdict) is control.allows


@pytest.mark.parametrize(
    ("asked", "allowed"), [(7_999_999, True), (8_000_000, True), (8_000_001, False)]
)
def test_a_cap_holds_to_the_fen(asked, allowed):
    less = Cited(Fraction(-1, 20), LAW)

    verdict = check_cap(
        ask=Money(asked),
        used=Money.yuan("300000"),
        base=Money.yuan("400000"),
        growth_max=less,
    )

    assert verdict.allowed is allowed
    assert str(verdict.steps[0]) == (
        "Cap: ¥400,000.00 last year, changed by -1/20: ¥380,000.00. [Any law, any article]"
    )


@given(ask=fen, used=fen, base=fen, percent=st.integers(-100, 100))
def test_what_a_cap_allows_never_passes_it(ask, used, base, percent):
    growth = Cited(Fraction(percent, 100), LAW)

    verdict = check_cap(ask=ask, used=used, base=base, growth_max=growth)

    assert verdict.allowed is ((ask + used).fen * 100 <= base.fen * (100 + percent))


@pytest.mark.parametrize(("asked", "allowed"), [(499, True), (500, True), (501, False)])
def test_a_ceiling_counts_what_is_in_process(asked, allowed):
    ceiling = Ceiling("three_public", free=Money(500), held=Money(300), used=Money(200))

    fits, lines = check_ceiling(ask=Money(asked), ceiling=ceiling)

    assert fits is allowed
    assert lines[0].en.startswith("Ceiling three_public: ¥10.00, less ¥2.00 paid and ¥3.00")


@pytest.mark.parametrize(
    ("asked", "outcome"), [(499, PASS), (500, PASS), (501, REFUSE), (2000, REFUSE)]
)
def test_the_tightest_of_several_ceilings_decides(asked, outcome):
    wide = Ceiling("department", Money(1000), ZERO, ZERO)
    tight = Ceiling("reception", Money(500), ZERO, ZERO)

    control = cap_control(
        ask=Money(asked), item=Words("receptions", "公务接待"), ceilings=(wide, tight)
    )

    assert control.outcome is outcome


@pytest.mark.parametrize(("asked", "outcome"), [(49, PASS), (50, PASS), (51, REFUSE)])
def test_last_years_budget_caps_where_it_is_known(asked, outcome):
    base = CapBase(Money(100), Money(50), Cited(Fraction(0), LAW))

    control = cap_control(ask=Money(asked), item=None, ceilings=(), base=base)

    assert control.outcome is outcome


def test_a_public_item_without_a_ceiling_is_looked_at():
    item = Words("receptions", "公务接待")

    assert cap_control(ask=Money(1), item=item, ceilings=()).outcome is WARN
    assert cap_control(ask=Money(1), item=None, ceilings=()).outcome is PASS
    assert cap_control(ask=Money(1), item=item, ceilings=None).outcome is UNKNOWN


@pytest.mark.parametrize(
    ("origin", "outcome"), [(2023, REFUSE), (2024, REFUSE), (2025, PASS), (0, PASS)]
)
def test_authority_of_two_years_ago_is_no_longer_paid_from(origin, outcome):
    control = age_control(origin, FiscalYear(2026), Cited(2, LAW))

    assert control.outcome is outcome


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (date(2026, 2, 28), REFUSE),
        (date(2026, 3, 1), PASS),
        (date(2026, 3, 2), PASS),
        (date(2026, 12, 31), PASS),
        (date(2027, 1, 1), REFUSE),
    ],
)
def test_only_open_days_of_the_year_take_a_request(day, outcome):
    assert period_control(day, date(2026, 3, 1), FiscalYear(2026)).outcome is outcome


@pytest.mark.parametrize(
    ("fund_book", "outcome"), [(Book.GENERAL, PASS), (Book.FUNDS, REFUSE), (None, REFUSE)]
)
def test_money_of_another_fund_is_refused(fund_book, outcome):
    assert purity_control(Book.GENERAL, "111", fund_book).outcome is outcome


NOUN = Words("Function", "支出功能")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (CodeStanding("2050202", NOUN), PASS),
        (CodeStanding("", NOUN), REFUSE),
        (CodeStanding("2059999", NOUN, exists=False), REFUSE),
        (CodeStanding("20502", NOUN, leaf=False), REFUSE),
        (CodeStanding("2120801", NOUN, in_book=False), REFUSE),
        (CodeStanding("2050202", NOUN, in_year=False), REFUSE),
    ],
)
def test_only_valid_leaves_of_the_right_budget_pass(code, outcome):
    good = CodeStanding("30201", Words("Item", "科目"))

    control = codes_control((good, code))

    assert control.outcome is outcome
    assert len(control.lines) == 2


@pytest.mark.parametrize(
    ("given", "wanted", "outcome"),
    [("50201", "50201", PASS), ("50502", "50201", REFUSE), ("50501", "", REFUSE)],
)
def test_the_two_economic_codes_must_be_a_pair(given, wanted, outcome):
    assert pair_control(PairStanding("30201", given, wanted)).outcome is outcome


@pytest.mark.parametrize(
    ("payee", "outcome"),
    [
        (PayeeStanding("Stationer"), PASS),
        (PayeeStanding(known=False), REFUSE),
        (PayeeStanding("Stationer", enabled=False), REFUSE),
        (None, UNKNOWN),
    ],
)
def test_only_registered_payees_are_paid(payee, outcome):
    assert payee_control(payee).outcome is outcome


@pytest.mark.parametrize(
    ("kind", "persons_paid", "outcome"),
    [
        (AccountKind.CORPORATE, False, PASS),
        (AccountKind.PERSONAL, True, PASS),
        (AccountKind.PERSONAL, False, REFUSE),
        (AccountKind.PERSONAL, None, UNKNOWN),
        (AccountKind.OWN, True, REFUSE),
    ],
)
def test_the_kind_of_account_fits_the_item(kind, persons_paid, outcome):
    payee = PayeeStanding("Somebody", kind)

    assert account_control(payee, persons_paid=persons_paid).outcome is outcome


@pytest.mark.parametrize(
    ("days_ago", "outcome"), [(29, REFUSE), (30, REFUSE), (31, PASS), (-30, REFUSE), (-31, PASS)]
)
def test_the_same_payment_within_thirty_days_is_a_duplicate(days_ago, outcome):
    twin = Twin("PAY-2026-1-1", DAY - timedelta(days=days_ago), "INV-1", "paper")

    control = duplicate_control(
        (twin,), day=DAY, invoice="INV-1", purpose="paper", days=Cited(30, LAW)
    )

    assert control.outcome is outcome


@pytest.mark.parametrize(
    ("invoice", "purpose", "outcome"),
    [
        ("INV-1", "anything", REFUSE),
        ("INV-2", "paper", WARN),
        ("", "paper", REFUSE),
        ("", "rent of March", WARN),
    ],
)
def test_a_payment_for_something_else_is_looked_at_not_refused(invoice, purpose, outcome):
    twin = Twin("PAY-2026-1-1", DAY, "INV-1", "paper")

    control = duplicate_control(
        (twin,), day=DAY, invoice=invoice, purpose=purpose, days=Cited(30, LAW)
    )

    assert control.outcome is outcome


@pytest.mark.parametrize(("asked", "outcome"), [(99, PASS), (100, PASS), (101, REFUSE)])
def test_no_more_is_paid_than_the_invoice_says(asked, outcome):
    control = invoice_control(
        invoice="INV-1", amount=Money(asked), invoice_amount=Money(100), uses=()
    )

    assert control.outcome is outcome


def test_an_invoice_is_used_once():
    control = invoice_control(
        invoice="INV-1", amount=Money(1), invoice_amount=None, uses=("PAY-2026-1-9",)
    )

    assert control.outcome is REFUSE
    assert "PAY-2026-1-9" in control.lines[0].en


# On 14 March 73 of 365 days are gone, one fifth of the year; a tenth more may be used.
@pytest.mark.parametrize(("asked", "outcome"), [(249, PASS), (250, PASS), (251, WARN)])
def test_the_pace_is_pointed_out_beyond_its_tolerance(asked, outcome):
    control = progress_control(
        day=date(2026, 3, 14),
        amount=Money(asked),
        balance=holding(950, 30, 20),
        gap_max=Cited(Fraction(1, 10), LAW),
    )

    assert control.outcome is outcome


@pytest.mark.parametrize(("asked", "outcome"), [(49, PASS), (50, PASS), (51, WARN)])
def test_before_adoption_last_years_pace_is_the_mark(asked, outcome):
    approval = ApprovalStanding(adopted=False, spent=Money(50), spent_last_year=Money(100))

    control = approval_control(amount=Money(asked), carried=False, approval=approval)

    assert control.outcome is outcome
    carried = approval_control(amount=Money(asked), carried=True, approval=approval)
    assert carried.outcome is PASS


@pytest.mark.parametrize(
    ("plan", "contract", "outcome"),
    [("P-1", "C-1", PASS), ("P-1", "", REFUSE), ("", "C-1", REFUSE)],
)
def test_procurement_needs_its_plan_and_its_contract(plan, contract, outcome):
    control = purchase_control(procurement=True, purchase_plan=plan, contract=contract)

    assert control.outcome is outcome


@pytest.mark.parametrize(
    ("bond", "outcome"),
    [
        (BondStanding(is_bond=False), PASS),
        (BondStanding(is_bond=True, bond_project="A"), PASS),
        (BondStanding(is_bond=True, bond_project="B"), REFUSE),
        (BondStanding(is_bond=True), REFUSE),
        (BondStanding(is_bond=True, bond_project="A", function_fits=False), REFUSE),
        (BondStanding(is_bond=True, bond_project="A", item_fits=False), REFUSE),
    ],
)
def test_bond_money_stays_with_its_project(bond, outcome):
    assert bond_control(project="A", bond=bond).outcome is outcome
