"""One voucher at a time: what is accepted, refused, repeated and resolved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connections, transaction

from fisc.engines.ledger.moves import BadVoucher, Pot
from fisc.law.names import control
from fisc.record.book import PostingInsideTransaction
from fisc.record.postings import Fate
from tests.record.people import DAY, GENERAL, NOON, apply, confirm, funding, line, move, voucher


def post(book, *vouchers):
    return [book.post(v, actor="officer", at=NOON) for v in vouchers]


def balances(book, pot):
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT open_fen, held_fen, done_fen FROM balance WHERE pot = %s", (pot.number,)
        )
        return cursor.fetchone()


def test_authority_flows_from_approval_to_payment(book):
    pot = line()
    receipts = post(book, *funding(pot, 1000), apply(pot, 400, "PAY-2026-1-1"))
    receipts += post(book, confirm(pot, 350, 50, "PAY-2026-1-1"))

    assert [r.fate for r in receipts] == [Fate.ACCEPTED] * 5
    assert balances(book, pot) == (650, 0, 350)


@pytest.mark.parametrize(("asked", "fate"), [(999, 0), (1000, 0), (1001, 3)])
def test_an_indicator_pays_to_its_last_fen_and_not_beyond(book, asked, fate):
    pot = line()
    post(book, *funding(pot, 1000))

    (receipt,) = post(book, apply(pot, asked, "PAY-2026-1-1"))

    assert receipt.fate == fate
    assert balances(book, pot) == ((1000 - asked, asked, 0) if fate == 0 else (1000, 0, 0))


def test_a_refusal_names_the_pot_what_it_had_and_by_how_much_it_was_exceeded(book):
    pot = line()
    post(book, *funding(pot, 1000))

    (receipt,) = post(book, apply(pot, 1300, "PAY-2026-1-1"))

    assert receipt.refusal.rule == control("K03")
    assert "IND-1" in receipt.refusal.why
    assert "Available ¥10.00, asked ¥13.00: ¥3.00 too much." in receipt.refusal.why


def test_the_same_key_counts_once_and_other_content_under_it_is_told_apart(book):
    pot = line()
    post(book, *funding(pot, 1000))

    first, again, other = post(
        book, apply(pot, 100, "k"), apply(pot, 100, "k"), apply(pot, 101, "k")
    )

    assert [first.fate, again.fate, other.fate] == [Fate.ACCEPTED, Fate.REPEATED, Fate.REUSED]
    assert again.batch == first.batch
    assert balances(book, pot) == (900, 100, 0)


def test_a_refused_key_may_be_used_again_once_there_is_money(book):
    pot = line()
    post(book, *funding(pot, 100))
    (refused,) = post(book, apply(pot, 150, "k"))
    post(book, *funding(pot, 100, "more"))
    (accepted,) = post(book, apply(pot, 150, "k"))

    assert (refused.fate, accepted.fate) == (Fate.REFUSED, Fate.ACCEPTED)


def test_a_hold_is_resolved_once_and_wholly(book):
    pot = line()
    post(
        book, *funding(pot, 1000), apply(pot, 400, "PAY-2026-1-1"), apply(pot, 300, "PAY-2026-1-2")
    )

    (short,) = post(book, confirm(pot, 350, 0, "PAY-2026-1-1"))
    (over,) = post(book, confirm(pot, 450, 0, "PAY-2026-1-1"))
    (unknown,) = post(book, confirm(pot, 1, 0, "PAY-2026-1-9"))
    (right,) = post(book, confirm(pot, 400, 0, "PAY-2026-1-1"))
    (twice,) = post(book, confirm(pot, 399, 1, "PAY-2026-1-1"))

    assert [r.fate for r in (short, over, unknown)] == [Fate.REFUSED] * 3
    assert (right.fate, twice.fate) == (Fate.ACCEPTED, Fate.REUSED)
    assert balances(book, pot) == (300, 300, 400)


def test_reversing_an_application_is_its_one_resolution(book):
    pot = line()
    application = apply(pot, 400, "PAY-2026-1-1")
    post(book, *funding(pot, 1000), application)

    (undone,) = post(book, application.reversal(DAY, "entered by mistake"))
    (paid,) = post(book, confirm(pot, 400, 0, "PAY-2026-1-1"))

    assert (undone.fate, paid.fate) == (Fate.ACCEPTED, Fate.REUSED)
    assert balances(book, pot) == (1000, 0, 0)


def test_a_voucher_is_reversed_once_by_its_mirror_only(book):
    pot = line()
    vouchers = funding(pot, 1000)
    post(book, *vouchers)
    reversal = vouchers[2].reversal(DAY, "wrong unit")
    skewed = replace(
        reversal,
        moves=(
            replace(
                reversal.moves[0],
                amount=reversal.moves[0].amount - type(reversal.moves[0].amount)(1),
            ),
        ),
    )

    (wrong,) = post(book, skewed)
    right, again = post(book, reversal, reversal)

    assert [wrong.fate, right.fate, again.fate] == [Fate.REFUSED, Fate.ACCEPTED, Fate.REPEATED]
    assert balances(book, pot) == (0, 0, 0)


def test_a_ceiling_over_two_pots_stops_the_second(book):
    first, second = line("IND-1"), line("IND-2")
    cap = Pot("239901", 2026, GENERAL, "ceiling", counterpart="three_public")
    grant = Pot("239901", 2026, GENERAL, "ceiling_grant")
    for pot in (first, second):
        book.set_ceiling(pot, cap)
    post(book, *funding(first, 1000), *funding(second, 1000, "two"))
    post(
        book,
        voucher(
            "cap",
            move("grant_ceiling", cap.account("ceiling_free"), grant.account("ceiling_grant"), 500),
        ),
    )

    within, beyond = post(book, apply(first, 400, "a"), apply(second, 101, "b"))

    assert (within.fate, beyond.fate) == (Fate.ACCEPTED, Fate.REFUSED)
    assert beyond.refusal.rule == control("K13")
    assert balances(book, cap) == (100, 400, 0)
    post(book, confirm(first, 350, 50, "a"))
    assert balances(book, cap) == (150, 0, 350)


def test_a_ceiling_is_set_before_the_first_application(book):
    pot, cap = line(), Pot("239901", 2026, GENERAL, "ceiling", counterpart="late")
    post(book, *funding(pot, 1000), apply(pot, 1, "a"))

    with pytest.raises(BadVoucher, match="used already"):
        book.set_ceiling(pot, cap)


def test_no_posting_inside_a_longer_transaction_but_in_an_act(book):
    pot = line()
    post(book, *funding(pot, 1000))

    with transaction.atomic(using=book.using), pytest.raises(PostingInsideTransaction):
        post(book, apply(pot, 1, "a"))
    with book.act():
        (receipt,) = post(book, apply(pot, 1, "a"))
    assert receipt.fate is Fate.ACCEPTED

    def half_an_act():
        with book.act():
            post(book, apply(pot, 5, "b"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_an_act()
    assert balances(book, pot) == (999, 1, 0)


def test_nothing_is_posted_into_a_closed_period(book):
    pot = line()
    post(book, *funding(pot, 1000))
    with book.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO period VALUES (%s, %s, %s)",
            ("239901", 2026, date(2026, 3, 1).toordinal()),
        )

    before, after = post(
        book, apply(pot, 1, "a", date(2026, 2, 28)), apply(pot, 1, "b", date(2026, 3, 1))
    )

    assert (before.fate, after.fate) == (Fate.CLOSED, Fate.ACCEPTED)


@pytest.mark.parametrize("table", ["entry", "batch", "pot"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_what_was_written_cannot_be_changed(book, table, statement):
    post(book, *funding(line(), 1000))
    column = {"entry": "amount_fen", "batch": "actor", "pot": "unit"}[table]

    with (
        pytest.raises(connections[book.using].Database.Error, match="append-only"),
        connections[book.using].cursor() as cursor,
    ):
        cursor.connection.execute(statement.format(table, column))
