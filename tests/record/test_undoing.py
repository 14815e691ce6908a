"""Batches are undone whole, dated today, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.record import movements
from fisc.record.balances import Selection, totals
from fisc.record.sealing import verify
from fisc.record.undoing import CannotUndo, undo
from tests.record.people import NOON, apply, funding, line

LATER = date(2026, 3, 9)


def post(book, vouchers):
    receipts = book.post_all(vouchers, actor="officer", at=NOON)
    assert all(receipt.done for receipt in receipts)
    return receipts[0].batch


def undone(book, *batches):
    with book.act():
        return undo(book, batches, day=LATER, actor="checker", at=NOON, reason="a wrong file")


def standing(book):
    return [(t.key, t.open.fen, t.held.fen, t.done.fen) for t in totals(book, Selection())]


def test_a_batch_of_several_vouchers_is_undone_in_the_opposite_order(book):
    batch = post(book, funding(line(), 500))
    written = undone(book, batch)

    assert len(written) == 1
    assert {tuple(amounts) for _, *amounts in standing(book)} == {(0, 0, 0)}
    assert verify(book).sound
    assert movements.compare(book) == []


def test_the_reversal_is_dated_the_day_that_was_handed_down(book):
    batch = post(book, funding(line(), 500))
    (written,) = undone(book, batch)

    with book.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT day FROM entry WHERE batch = %s", (written,))
        assert cursor.fetchall() == [(LATER.toordinal(),)]


def test_what_is_used_already_cannot_be_undone_and_nothing_remains(book):
    batch = post(book, funding(line(), 500))
    post(book, [apply(line(), 1, "a")])
    before = standing(book)

    with pytest.raises(CannotUndo, match=r"Available ¥4\.99, asked ¥5\.00"):
        undone(book, batch)
    assert standing(book) == before


def test_of_several_batches_either_all_are_undone_or_none(book):
    first = post(book, funding(line("IND-1"), 500, "one"))
    second = post(book, funding(line("IND-2"), 700, "two"))
    post(book, [apply(line("IND-1"), 1, "a")])
    before = standing(book)

    with pytest.raises(CannotUndo):
        undone(book, first, second)
    assert standing(book) == before


def test_batches_that_stand_on_each_other_are_undone_the_last_one_first(book):
    numbers = [post(book, [voucher]) for voucher in funding(line(), 500)]
    written = undone(book, *numbers)

    assert len(set(written)) == 3
    assert {tuple(amounts) for _, *amounts in standing(book)} == {(0, 0, 0)}


def test_a_batch_is_undone_at_most_once(book):
    batch = post(book, funding(line(), 500))
    undone(book, batch)

    with pytest.raises(CannotUndo, match="reversed before"):
        undone(book, batch)


def test_a_closed_day_keeps_a_batch_as_it_is(book):
    batch = post(book, funding(line(), 500))
    with book.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO period VALUES (%s, %s, %s)", ("239901", 2026, LATER.toordinal() + 1)
        )

    with pytest.raises(CannotUndo, match="closed period"):
        undone(book, batch)


def test_a_batch_that_does_not_exist_is_a_mistake(book):
    with pytest.raises(LookupError, match="no batch 7"):
        undone(book, 7)
