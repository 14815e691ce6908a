"""Pools of money: what is followed on is what would be folded anew, and every fen is somewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest

from fisc.datacentre import pools, sources
from fisc.datacentre.moments import Moment
from fisc.engines.budgets.sources import Pooling
from fisc.record.sealing import seal_waiting
from fisc.stages.approve.queries import revenue_lines
from fisc.stages.pay.commands import Message
from fisc.values import Money
from tests.stages.approve import budgets
from tests.stages.conftest import default_book, town  # noqa: F401 - fixtures
from tests.stages.pay import cases
from tests.stages.pay.conftest import office  # noqa: F401 - a fixture
from tests.stages.town import DAY, TOWN, YEAR

NOW = Moment(datetime(2027, 1, 1, tzinfo=UTC))


def read(book, pooling=Pooling.PROPORTION, when=NOW):
    seal_waiting(book)
    return sources.pools(book, TOWN, YEAR, pooling, when, partial(revenue_lines, TOWN, YEAR))


def said(found):
    shares = {
        key.hex(): [(one.source, one.amount.fen) for one in sources.payment(found, key).parts]
        for key in found.paid
    }
    return sources.lines(found), sources.uses(found), shares


def paid(fen: int) -> str:
    number = cases.sent(fen)
    cases.answer(Message(f"bank/{number}", number, "paid", Money(fen), DAY))
    return number


@pytest.fixture
def budgeted(office):  # noqa: F811
    """The town with an adopted budget, whose lines have codes of revenue."""
    pools.forget()
    budgets.draft()
    assert budgets.adopt().done
    return office


@pytest.mark.writes
@pytest.mark.parametrize("pooling", Pooling)
def test_what_is_followed_on_is_what_would_be_folded_anew(budgeted, pooling):
    paid(300_00)
    first = said(read(budgeted, pooling))
    number = paid(200_00)
    amount = {"amount": Money(50_00), "message": "R1", "bank_day": DAY}
    assert cases.act("refund", number, cases.TREASURY, **amount).done
    onward = said(read(budgeted, pooling))
    pools.forget()

    assert onward == said(read(budgeted, pooling))
    assert onward != first
    lines, uses, shares = onward
    assert all(line.came == line.paid + line.left for line in lines if line.code)
    assert sum(fen for parts in shares.values() for _, fen in parts) == 450_00
    assert Money.total(share.amount for share in uses) == Money(450_00)


def test_a_payment_names_the_codes_of_the_budget_and_what_came_back_is_taken_off(budgeted):
    number = paid(200_00)
    amount = {"amount": Money(50_00), "message": "R1", "bank_day": DAY}
    assert cases.act("refund", number, cases.TREASURY, **amount).done
    one = sources.payment(read(budgeted), sources.key_of(number))

    assert one.amount == Money(150_00)
    assert {part.source for part in one.parts} == {"10101", "1100202", "other"}
    assert {part.kind for part in one.parts} == {"tax", "general_transfer", "other"}
    with pytest.raises(sources.UnknownPayment):
        sources.payment(read(budgeted), sources.key_of("PAY-2026-203005-9999"))


def test_another_journal_is_not_read_from_what_was_kept(budgeted):
    kept = read(budgeted)
    kept.hash = bytes(32)

    assert read(budgeted) is not kept
    assert said(read(budgeted))[0]


def test_the_past_is_read_as_it_was(budgeted):
    paid(300_00)
    whole = read(budgeted)
    before = read(budgeted, when=replace(NOW, day=date(YEAR, 1, 15)))

    assert len(whole.paid) == 1
    assert not before.paid
    assert {line.code for line in sources.lines(before)} == {"other"}
    assert read(budgeted) is whole


def test_where_a_source_went_adds_up_to_what_was_paid_with_it(budgeted):
    paid(300_00)
    found = read(budgeted, Pooling.BOUND_FIRST)
    for line in sources.lines(found):
        went = sources.source(found, line.book, line.fund, line.code)
        assert went.line == line
        assert Money.total(one.amount for one in went.payments) == line.paid
        assert Money.total(fen for _, fen in went.units) == line.paid
        assert Money.total(one.amount for one in went.arrivals) == line.came
