"""A month is closed when nothing in it is open, and reopened by two people with a reason."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connections

from fisc.record import facts
from fisc.record.book import Book
from fisc.record.postings import Fate
from fisc.stages.close import commands, queries
from fisc.stages.close.commands import BadMonth, UnknownReopening
from fisc.stages.close.models import MonthReopening
from fisc.stages.close.periods import hold_alone, set_closed_before
from tests.stages.close.years import (
    DIRECTOR,
    SECOND,
    TREASURY,
    YEAR_END,
    applied,
    close_month,
    close_months,
    paid,
    reconciled,
    reopen,
    resolved,
)
from tests.stages.town import CHECKER, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
SCHOOL_IND = "IND-2026-239900-2"
MARCH = date(2026, 3, 5)


def test_nothing_is_posted_before_the_first_open_day(running):
    assert close_month(1).done
    assert close_month(2).done

    before = applied(running, SCHOOL_IND, 1, "a", date(2026, 2, 28))
    after = applied(running, SCHOOL_IND, 1, "b", date(2026, 3, 1))

    assert (before.fate, after.fate) == (Fate.CLOSED, Fate.ACCEPTED)


def test_closing_is_told_with_the_trial_balance(running):
    receipt = close_month(1)

    (fact,) = facts.of_kind(running, "MonthClosed", TOWN, YEAR)
    assert receipt.facts == (fact.number,)
    assert (fact.body["month"], fact.body["closed_before"]) == (1, "2026-02-01")
    assert fact.body["trial_balance"]["general"]["source_own"] == 80 * 10**8
    january, february, *_ = queries.months(TOWN, YEAR)
    assert (january.closed, january.closed_by, february.closed) == (True, TREASURY, False)


def test_closing_twice_closes_once(running):
    first = close_month(1)
    close_month(2)

    assert close_month(1).facts == first.facts
    assert len(facts.of_kind(running, "MonthClosed", TOWN, YEAR)) == 2


@pytest.mark.parametrize(
    ("month", "day", "rule"),
    [
        (2, date(2026, 12, 31), "months in order"),
        (1, date(2026, 1, 31), "month over"),
        (12, date(2027, 1, 5), "December"),
    ],
)
def test_months_are_closed_in_order_and_when_they_are_over(running, month, day, rule):
    assert close_month(month, day=day).refusal.rule.en.startswith(rule)
    assert close_month(1, day=date(2026, 2, 1)).done


def test_an_open_application_keeps_its_month_open_and_not_the_month_before(running):
    applied(running, SCHOOL_IND, 500, "PAY-2026-1-1", MARCH)
    close_months(2)

    receipt = close_month(3)

    assert receipt.refusal.rule.en == "open items"
    (item,) = receipt.open_items
    assert (item.kind, item.subject, item.day, item.amount.fen) == (
        "application",
        "PAY-2026-1-1",
        MARCH,
        500,
    )
    assert "未了结的支付申请" in receipt.refusal.why_in("zh")
    resolved(running, SCHOOL_IND, 500, "PAY-2026-1-1", MARCH, paid=False)
    assert close_month(3).done


def test_an_application_that_was_resolved_does_not_hide_another(running):
    applied(running, SCHOOL_IND, 500, "PAY-2026-1-1", MARCH)
    applied(running, SCHOOL_IND, 500, "PAY-2026-1-2", MARCH)
    resolved(running, SCHOOL_IND, 500, "PAY-2026-1-1", MARCH, paid=False)
    close_months(2)

    assert [item.subject for item in close_month(3).open_items] == ["PAY-2026-1-2"]


def test_a_day_of_payments_that_was_not_reconciled_keeps_its_month_open(running):
    applied(running, SCHOOL_IND, 500, "PAY-2026-1-1", MARCH)
    resolved(running, SCHOOL_IND, 500, "PAY-2026-1-1", MARCH)
    close_months(2)

    (item,) = close_month(3).open_items

    assert (item.kind, item.day, item.title_zh) == ("day", MARCH, "未对账的支付日")
    reconciled(running, MARCH)
    assert close_month(3).done
    assert queries.open_items(TOWN, YEAR, end=date(2027, 1, 1)) == ()


@pytest.mark.parametrize(
    ("officer", "rule"), [(CHECKER, "role"), (STRANGER, "own division"), (DIRECTOR, "role")]
)
def test_the_treasury_of_the_place_closes(running, officer, rule):
    assert close_month(1, officer=officer).refusal.rule.en.startswith(rule)
    assert applied(running, SCHOOL_IND, 1, "a", date(2026, 1, 5)).done


def test_a_month_is_reopened_by_two_people_and_their_trail_stays(running):
    close_months(4)

    assert reopen(3).done

    (fact,) = facts.of_kind(running, "MonthReopened", TOWN, YEAR)
    assert fact.body["reason"] == "the bank found a mistake"
    assert (fact.body["asked_by"], fact.body["granted_by"]) == (TREASURY, DIRECTOR)
    assert (fact.body["closed_before"], fact.body["was_closed_before"]) == (
        "2026-03-01",
        "2026-05-01",
    )
    paid(running, SCHOOL_IND, 500, "PAY-2026-1-1", MARCH)
    assert [month.closed for month in queries.months(TOWN, YEAR)[:4]] == [True, True, False, False]
    assert close_month(3).done
    assert queries.months(TOWN, YEAR)[2].reopened == 1
    (asked,) = queries.reopenings(TOWN, YEAR)
    assert (asked.state, asked.maker, asked.checker) == ("REOPENED", TREASURY, DIRECTOR)
    kinds = [f.kind for f in facts.about(running, f"{TOWN}/2026-03")]
    assert kinds == ["MonthClosed", "MonthReopened", "MonthClosed"]


@pytest.mark.parametrize(
    ("checker", "rule"), [(TREASURY, "four eyes"), (STRANGER, "own"), (CHECKER, "role")]
)
def test_who_asks_does_not_grant(running, checker, rule):
    close_months(3)

    assert reopen(3, checker=checker).refusal.rule.en.startswith(rule)
    assert applied(running, SCHOOL_IND, 1, "a", MARCH).fate is Fate.CLOSED
    assert reopen(3, checker=SECOND).done


def test_the_database_itself_refuses_one_person_for_both(running):
    close_months(3)
    reopen(3, checker=STRANGER)

    with pytest.raises(IntegrityError, match="reopening_is_granted_by_another"):
        MonthReopening.objects.update(state="REOPENED", checker=TREASURY)


def test_an_open_month_is_not_reopened_and_one_request_opens_once(running):
    assert reopen(3).refusal.rule.en.startswith("month closed")
    close_months(3)
    first = reopen(3)
    close_month(3)
    assert reopen(3).done
    assert applied(running, SCHOOL_IND, 1, "a", MARCH).fate is Fate.CLOSED
    assert len(facts.of_kind(running, "MonthReopened", TOWN, YEAR)) == 1
    assert first.done


def test_misuse_is_named(running):
    with pytest.raises(BadMonth, match="13 is no month"):
        close_month(13)
    with pytest.raises(BadMonth, match="say why"):
        reopen(3, reason="  ")
    with pytest.raises(UnknownReopening, match="REO-9"):
        commands.reopen_month(number="REO-9", checker=DIRECTOR, day=MARCH, at=YEAR_END)
    reopen(3)
    with pytest.raises(BadMonth, match="something else"):
        reopen(4)


def test_a_posting_waits_for_the_close_and_then_finds_the_month_closed(running):
    """On PostgreSQL the posting waits for the lock; on SQLite for the only writer."""
    close_month(1)
    started, fates = threading.Event(), []

    def post():
        started.set()
        try:
            fates.append(applied(Book(), SCHOOL_IND, 1, "a", date(2026, 2, 5)).fate)
        finally:
            connections["default"].close()

    other = threading.Thread(target=post)
    with running.act():
        hold_alone(running, TOWN, YEAR)
        other.start()
        started.wait(5)
        other.join(0.5)
        assert fates == []
        set_closed_before(running, TOWN, YEAR, date(2026, 3, 1))
    other.join(20)

    assert fates == [Fate.CLOSED]
