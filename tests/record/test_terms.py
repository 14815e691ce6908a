"""Reservations with a time limit are paid before it, and given back once after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fisc.engines.ledger.moves import BadVoucher
from fisc.record import terms
from fisc.record.postings import Fate
from tests.record.people import DAY, NOON, apply, confirm, funding, line
from tests.record.test_posting import balances, post

HOUR = timedelta(hours=1)


def reserve(book, pot, fen, key, hours):
    return terms.reserve(
        book, apply(pot, fen, key), actor="o", at=NOON, expires=NOON + hours * HOUR
    )


def later(book, voucher, hours):
    return book.post(voucher, actor="bank", at=NOON + hours * HOUR)


@pytest.mark.parametrize(
    ("hours", "fate"), [(1, Fate.ACCEPTED), (2, Fate.REFUSED), (3, Fate.REFUSED)]
)
def test_a_reservation_is_paid_before_its_limit_only(book, hours, fate):
    pot = line()
    post(book, *funding(pot, 1000))
    reserve(book, pot, 400, "PAY-2026-1-1", 2)

    assert later(book, confirm(pot, 400, 0, "PAY-2026-1-1"), hours).fate is fate


def test_what_has_expired_goes_back_once_and_what_was_paid_does_not(book):
    pot = line()
    post(book, *funding(pot, 1000))
    for number, hours in enumerate((1, 2, 9), 1):
        assert reserve(book, pot, 100, f"PAY-2026-1-{number}", hours).done
    later(book, confirm(pot, 100, 0, "PAY-2026-1-1"), 0)

    at = NOON + 3 * HOUR
    first = terms.give_back_expired(book, actor="clock", at=at, day=DAY)
    again = terms.give_back_expired(book, actor="clock", at=at, day=DAY)

    assert [receipt.fate for receipt in first] == [Fate.ACCEPTED]
    assert again == []
    assert balances(book, pot) == (800, 100, 100)


def test_an_expired_reservation_can_still_be_given_back_by_hand(book):
    pot = line()
    post(book, *funding(pot, 1000))
    reserve(book, pot, 100, "PAY-2026-1-1", 1)

    assert later(book, confirm(pot, 0, 100, "PAY-2026-1-1"), 5).fate is Fate.ACCEPTED
    assert balances(book, pot) == (1000, 0, 0)


def test_a_refused_reservation_leaves_no_term(book):
    pot = line()
    post(book, *funding(pot, 10))

    assert reserve(book, pot, 11, "PAY-2026-1-1", 1).fate is Fate.REFUSED
    assert terms.give_back_expired(book, actor="c", at=NOON + 9 * HOUR, day=DAY) == []


def test_only_an_application_has_a_limit_and_only_in_the_future(book):
    pot = line()
    with pytest.raises(BadVoucher, match="reserves nothing"):
        terms.reserve(book, funding(pot, 1)[0], actor="o", at=NOON, expires=NOON + HOUR)
    with pytest.raises(BadVoucher, match="not after"):
        reserve(book, pot, 1, "k", 0)
