"""Day by day, pots gain what their entries say."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from fisc.record.balances import Selection, UnknownElement, totals
from fisc.record.daily import changes
from fisc.record.entries import lines_of_pots
from fisc.values import Money
from tests.record.people import DAY, NOON, apply, confirm, funding, line, move, voucher

FIRST, END = date(2026, 1, 1), date(2027, 1, 1)
INDICATORS = Selection(family=("indicator",))


@pytest.fixture
def paid(book):
    book.post_all(funding(line(), 500), actor="officer", at=NOON)
    for key, day, fen in (("a", 3, 100), ("b", 3, 20), ("c", 5, 30)):
        on = date(2026, 3, day)
        book.post(apply(line(), fen, key, on), actor="officer", at=NOON)
    book.post(confirm(line(), 90, 10, "a", date(2026, 3, 5)), actor="officer", at=NOON)
    return book


def test_a_day_gathers_all_that_was_valid_on_it(paid):
    found = [
        (change.day.day, change.open.fen, change.held.fen, change.done.fen)
        for change in changes(paid, INDICATORS, ("indicator",), first=FIRST, end=END)
    ]

    assert found == [(2, 500, 0, 0), (3, -120, 120, 0), (5, -20, -70, 90)]


def test_all_days_together_are_the_balance(paid):
    sums = Counter()
    for change in changes(paid, Selection(), ("family",), first=FIRST, end=END):
        sums[change.key] += change.open.fen
    now = {total.key: total.open.fen for total in totals(paid, Selection())}

    assert {key: fen for key, fen in sums.items() if fen} == {k: f for k, f in now.items() if f}


def test_the_end_of_the_time_is_left_out(paid):
    found = changes(paid, INDICATORS, (), first=DAY, end=date(2026, 3, 3))

    assert [(change.day, change.open) for change in found] == [(DAY, Money(500))]


def test_grouping_by_something_that_is_no_element_is_a_mistake(paid):
    with pytest.raises(UnknownElement, match="'colour'"):
        list(changes(paid, INDICATORS, ("colour",), first=FIRST, end=END))


def test_what_mirrors_a_move_in_a_ceiling_is_not_a_line_of_its_own(book):
    ceiling = line("C13", "ceiling")
    grant = move(
        "grant_ceiling", ceiling.account("ceiling_free"), ceiling.account("ceiling_grant"), 300
    )
    book.set_ceiling(line(), ceiling)
    book.post_all([*funding(line(), 500), voucher("grant", grant)], actor="officer", at=NOON)
    assert book.post(apply(line(), 200, "a"), actor="officer", at=NOON).done

    found = [(found.debit.family, found.fen) for found in lines_of_pots(book, Selection())]
    assert sorted(found) == sorted(
        [("resources", 500), ("expenditure", 500), ("indicator", 500), ("ceiling", 300),
         ("indicator", 200)]
    )  # fmt: skip


def test_entries_name_the_pots_on_both_sides(paid):
    lines = list(lines_of_pots(paid, INDICATORS))

    assert sum(found.fen for found in lines) == 500 + 150 + 100
    assert {found.debit for found in lines} == {line()}
    assert {found.credit.family for found in lines} == {"indicator", "expenditure"}
