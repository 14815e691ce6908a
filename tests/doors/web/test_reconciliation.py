"""Bank and books on one page: the days, the differences, and who decides what nobody knows."""

from __future__ import annotations

import re

import pytest

from fisc.stages.pay import queries
from fisc.stages.pay.states import State
from fisc.values import Money
from tests.doors.web import street
from tests.doors.web.test_reading import words
from tests.stages.pay import cases


@pytest.fixture
def reconciled(book):
    """The street after the treasury reconciled two days."""
    street.reconcile()


def test_before_anything_was_reconciled_the_page_says_who_does_it(come):
    said = words(come("auditor", "en").get("/reconciliation"))

    assert "No day was reconciled yet" in said
    assert "The treasury office puts the bank's statement of each day" in said


def test_the_page_counts_what_differs(reconciled, come):
    said = words(come("auditor", "en").get("/reconciliation?unit=yuan"))

    assert "Bank and books differ in 2 places" in said
    assert "Paid, but not on the statement" in said
    assert "The bank says" not in said


def test_what_nobody_knows_is_decided_on_the_page_once_and_with_its_reason(reconciled, come):
    (unknown,) = queries.requests_in(street.TOWN, State.UNKNOWN, limit=5)
    treasury = come("treasury.second", "en")
    page = treasury.get("/reconciliation").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    address = f"/reconciliation/{unknown.number}/resolve"
    form = {"said": "whole", "bank_day": str(street.LATE), "once": once}

    without = treasury.post(address, form)
    wrong = treasury.post(address, form | {"bank_day": "soon", "reason": "called the bank"})
    done = treasury.post(address, form | {"reason": "called the bank", "once": "second"})
    again = treasury.post(address, form | {"reason": "called the bank", "once": "another"})

    assert (without.status_code, wrong.status_code) == (409, 422)
    assert "A decision needs its reason" in words(without)
    assert 'value="called the bank"' in wrong.content.decode()
    assert done.status_code == 302, words(done)
    assert again.status_code == 409
    now = queries.request(unknown.number)
    assert now.state is State.PAID
    assert queries.request(unknown.number).amount == Money(40_000_00)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Say how much"), ("1e3", "1e3"), ("99999999", "does not fit"), ("12.34", None)],
)
def test_a_payment_in_part_names_its_amount(reconciled, come, typed, said):
    (unknown,) = queries.requests_in(street.TOWN, State.UNKNOWN, limit=5)
    form = {
        "said": "part",
        "paid": typed,
        "bank_day": str(street.LATE),
        "reason": "bank's letter",
        "once": cases.key(),
    }

    answer = come("treasury.second", "en").post(f"/reconciliation/{unknown.number}/resolve", form)

    if said is None:
        assert answer.status_code == 302
        return
    assert answer.status_code in {409, 422}
    assert said in words(answer)
    assert queries.request(unknown.number).state is State.UNKNOWN
