"""As much as there is, and not a fen more, however many ask at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from fisc.record.balances import standing
from fisc.record.headroom import NotInAnAct, headroom
from fisc.values import ZERO, Money
from tests.record.people import NOON, apply, funding, line


def asked(book, most, keep=0, *pots):
    with book.act():
        return headroom(book, {pot: Money(keep) for pot in pots or [line()]}, most=Money(most))


@pytest.fixture
def funded(book):
    book.post_all(funding(line(), 500), actor="officer", at=NOON)
    return book


@pytest.mark.parametrize(
    ("most", "keep", "given"),
    [(499, 0, 499), (500, 0, 500), (501, 0, 500), (500, 1, 499), (500, 500, 0), (500, 501, 0)],
)
def test_it_is_what_is_open_less_what_must_stay(funded, most, keep, given):
    assert asked(funded, most, keep) == Money(given)


def test_what_is_reserved_is_not_open(funded):
    funded.post(apply(line(), 200, "a"), actor="officer", at=NOON)

    assert asked(funded, 10**12) == Money(300)


def test_of_several_pots_the_one_with_least_decides(funded):
    funded.post_all(funding(line("IND-2"), 70, "two"), actor="officer", at=NOON)

    assert asked(funded, 10**12, 0, line(), line("IND-2")) == Money(70)


def test_a_pot_that_was_never_opened_gives_nothing(funded):
    assert asked(funded, 10, 0, line("IND-9")) == ZERO


def test_outside_an_act_it_is_not_told(funded):
    with pytest.raises(NotInAnAct, match=r"inside Book.act"):
        headroom(funded, {line(): ZERO}, most=Money(1))


def test_eight_who_take_what_there_is_take_it_once(funded):
    taken = []

    def take(number):
        try:
            with funded.act():
                amount = headroom(funded, {line(): ZERO}, most=Money(90))
                if amount:
                    voucher = apply(line(), amount.fen, f"take/{number}")
                    receipt = funded.post(voucher, actor="officer", at=NOON)
                    taken.append((amount.fen, receipt.done))
        finally:
            connections[funded.using].close()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [(50, True)] + [(90, True)] * 5
    assert standing(funded, line()).open == ZERO
