"""What is an exception and what is not: one day or one fen before, exactly, and after."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from fisc.engines.organisation.exceptions import (
    Exceptional,
    in_order,
    kinds,
    months_due,
    of_indicator,
    of_request,
    seen_by,
    terms_on,
)
from fisc.engines.organisation.flows import Due
from fisc.engines.organisation.rights import Grant, Place
from fisc.law.names import role
from fisc.values import Money

DAY = date(2026, 6, 30)
TERMS = terms_on(DAY)


def request(state: str = "approved", **more) -> str:
    usual = {"since": DAY, "expires_on": None, "due": None, "frozen": False, "day": DAY}
    return of_request(state, **usual | more, terms=TERMS)


@pytest.mark.parametrize("state", ["failed", "refunded"])
@pytest.mark.parametrize(("days", "listed"), [(-1, True), (0, True), (1, False)])
def test_what_the_bank_did_not_pay_is_an_exception_while_it_is_news(state, days, listed):
    since = DAY - timedelta(days=TERMS.news_days + days)

    assert request(state, since=since) == (f"payment_{state}" if listed else "")


@pytest.mark.parametrize("state", ["unknown", "expired"])
def test_what_nobody_settles_stays_an_exception(state):
    assert request(state, since=date(2020, 1, 1)) == f"payment_{state}"


@pytest.mark.parametrize(("days", "listed"), [(-1, True), (0, True), (1, False)])
def test_a_request_is_announced_some_days_before_it_expires(days, listed):
    expires = DAY + timedelta(days=TERMS.expiring_days + days)

    assert request(expires_on=expires) == ("payment_expiring" if listed else "")


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (1, False)])
def test_a_step_is_late_the_day_after_its_term(days, late):
    due = Due(DAY + timedelta(days=days), "pay.submit")

    assert request(due=due) == ("payment_late" if late else "")


def test_a_returned_request_is_late_rather_than_returned_once_its_term_is_over():
    assert request("returned") == "payment_returned"
    assert request("returned", due=Due(DAY - timedelta(days=1), "x")) == "payment_late"


@pytest.mark.parametrize(
    ("used", "kind"),
    [
        (8_999, ""),
        (9_000, "indicator_nearly_used"),
        (9_999, "indicator_nearly_used"),
        (10_000, "indicator_used_up"),
    ],
)
def test_an_indicator_is_nearly_used_from_its_share_on(used, kind):
    assert of_indicator(Money(10_000), Money(used), Fraction(1, 2), TERMS) == kind


@pytest.mark.parametrize(("gone", "listed"), [(8_999, True), (9_000, True), (9_001, False)])
def test_an_indicator_used_no_faster_than_the_year_is_no_exception(gone, listed):
    progress = Fraction(gone, 10_000)

    assert bool(of_indicator(Money(10_000), Money(9_500), progress, TERMS)) == listed


def test_a_month_is_due_when_its_days_of_grace_are_over():
    end = date(2026, 6, 1) + timedelta(days=TERMS.month_close_days)
    first_open = date(2026, 5, 1)

    assert months_due(first_open, 2026, end - timedelta(days=1), TERMS) == ()
    assert months_due(first_open, 2026, end, TERMS) == (5,)
    assert months_due(date(2027, 1, 1), 2026, date(2030, 1, 1), TERMS) == ()


def test_everybody_sees_by_the_right_of_each_kind_and_as_far_as_it_reaches():
    found = [
        Exceptional(kind="payment_failed", number="1", division="239900", unit="203"),
        Exceptional(kind="payment_failed", number="2", division="239900", unit="216"),
        Exceptional(kind="bank_difference", number="3", division="239900"),
        Exceptional(kind="record_unguarded", number="4"),
    ]

    def _seen(role: str, unit: str = "") -> list[str]:
        grants = [Grant(role, "239900", unit)]
        return [one.number for one in seen_by(found, "li", grants, Place)]

    assert _seen("UNIT_CLERK", "203") == ["1"]
    assert _seen("FIN_TREASURY") == ["1", "2", "3"]
    assert _seen("FIN_PAYCENTER") == ["1", "2"]
    assert _seen("SYS_ADMIN") == ["4"]
    assert _seen("EXPERT") == []


def test_alarms_come_before_notices_and_old_before_new_whatever_the_order():
    made = [
        Exceptional(kind="payment_returned", number="1", since=date(2026, 1, 1)),
        Exceptional(kind="payment_failed", number="2", since=date(2026, 3, 1)),
        Exceptional(kind="payment_failed", number="3", since=date(2026, 2, 1)),
        Exceptional(kind="payment_failed", number="4"),
    ]

    assert [one.number for one in in_order(made)] == ["3", "2", "4", "1"]
    assert in_order(made) == in_order(reversed(made))


def test_every_kind_says_who_is_next_or_its_document_does():
    open_ended = {row.kind for row in kinds() if not row.next_roles}

    assert open_ended == {"payment_late", "payment_expiring"}
    late = Exceptional(kind="payment_late", number="1", next_right="pay.audit")
    assert late.next.zh == role("FIN_PAYCENTER").zh
