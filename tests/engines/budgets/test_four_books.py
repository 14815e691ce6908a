"""The four budgets in one table: nothing twice in the total; what does not tie has two sides."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fisc.engines.budgets.consolidation import BELOW, Entry
from fisc.engines.budgets.four_books import FOUR, insurance_of, matrix, parts, row_of
from fisc.engines.budgets.lines import Line
from fisc.engines.budgets.streams import streams
from fisc.engines.budgets.ties import broken_cells, held, part_states, ties
from fisc.law.tables import BALANCE_LINES, BALANCE_ROWS, read
from fisc.values import ZERO, Book, Money

SUBSIDY = "2082602"
LAND, FEE = "1030148", "1030156"


def entry(book, side, line, fen, government="A", other="", code="", fund=""):
    own = Line(book=book, side=side, line=line, amount=Money(fen), code=code, fund=fund)
    return Entry(government, own, other)


def sound(government="A") -> list[Entry]:
    """The budgets of a government that tie: 100 own, 12 from a fund, 30 to the insured."""
    books = (
        (Book.GENERAL, "revenue", "01", 100),
        (Book.GENERAL, "revenue", "04", 12),
        (Book.GENERAL, "expenditure", "01", 82),
        (Book.FUNDS, "revenue", "01", 60, LAND),
        (Book.FUNDS, "expenditure", "04", 12, LAND),
        (Book.FUNDS, "expenditure", "07", 48, LAND),
        (Book.CAPITAL, "revenue", "01", 5),
        (Book.CAPITAL, "expenditure", "05", 5),
        (Book.INSURANCE, "revenue", "01", 70),
        (Book.INSURANCE, "revenue", "02", 30),
        (Book.INSURANCE, "expenditure", "01", 90),
        (Book.INSURANCE, "balance", "01", 10),
        (Book.INSURANCE, "balance", "02", 210),
    )
    lines = [
        entry(book, side, line, fen, government, fund=fund[0] if fund else "")
        for book, side, line, fen, *fund in books
    ]
    return [*lines, entry(Book.GENERAL, "expenditure", "01", 30, government, code=SUBSIDY)]


def without(entries, *place):
    return [one for one in entries if (one.line.book, one.line.side, one.line.line) != place]


def wrong(entries, **more):
    found = matrix(entries, **{k: v for k, v in more.items() if k in {"unknown", "complete"}})
    return {one.key: one for one in ties(entries, found, **more) if one.state != "even"}


def test_every_line_of_the_law_stands_in_one_row():
    places = [(place, row.side == "revenue") for row in read(BALANCE_ROWS) for place in row.lines]
    assert len(places) == len(set(places))
    for line in read(BALANCE_LINES):
        if line.side != "balance":
            assert row_of(line.book, line.side, line.line), line


def test_budgets_that_tie_leave_nothing_twice_in_the_total():
    found = matrix(sound())
    available, used, balance = (found.row(name) for name in ("available", "used", "balance"))

    assert held(ties(sound(), found)) == (7, 7)
    assert found.row("books_in").total == found.row("books_out").total == ZERO
    assert available.total == Money(100 + 60 + 5 + 200 + 70)
    assert available.total - used.total == balance.total == Money(48 + 5 + 210)
    assert found.row("brought_forward").amounts[Book.INSURANCE] == Money(200)


@pytest.mark.parametrize("off", [-1, 1])
def test_one_fen_given_and_not_received_is_named_with_both_sides(off):
    entries = without(sound(), Book.GENERAL, "revenue", "04")
    entries.append(entry(Book.GENERAL, "revenue", "04", 12 + off))

    found = wrong(entries)

    assert set(found) == {"book-general", "books-funds-04-general"}
    (fault,) = found["books-funds-04-general"].faults
    giving, receiving = fault.sides
    assert (giving.row, giving.book, giving.amount) == ("books_out", Book.FUNDS, Money(12))
    assert (receiving.row, receiving.book) == ("books_in", Book.GENERAL)
    assert fault.difference == Money(-off)
    assert ("books_in", Book.GENERAL) in broken_cells(found.values())


def test_a_fund_that_lives_off_another_is_found_although_the_book_balances():
    entries = without(sound(), Book.FUNDS, "expenditure", "07")
    entries += [
        entry(Book.FUNDS, "expenditure", "07", 47, fund=LAND),
        entry(Book.FUNDS, "expenditure", "07", 1, fund=FEE),
    ]

    assert set(wrong(entries)) == {"funds"}
    assert part_states(entries, Book.FUNDS) == {LAND: "wrong", FEE: "wrong"}
    assert set(parts(entries, Book.FUNDS)) == {LAND, FEE}


def test_a_subsidy_that_no_budget_shows_is_not_taken_out_and_not_counted_as_held():
    entries = [one for one in sound() if one.line.code != SUBSIDY]
    entries.append(entry(Book.GENERAL, "expenditure", "01", 30))

    found = matrix(entries)
    (tie,) = wrong(entries).values()

    assert (tie.key, tie.state, len(tie.faults)) == ("subsidy", "none", 1)
    assert found.row("books_in").eliminated == Money(12)
    assert wrong([*entries, entry(Book.GENERAL, "expenditure", "09", 1)])  # the book breaks


def test_social_insurance_that_spends_more_than_it_takes_in_is_named():
    entries = [*sound(), entry(Book.INSURANCE, "expenditure", "01", 20)]
    assert set(wrong(entries)) == {"book-insurance"}
    # In a year under way the accumulated balance may carry it.
    assert "book-insurance" not in wrong(entries, complete=False)


def test_between_levels_both_sides_leave_the_total_of_an_area():
    above = [*sound("A"), entry(Book.GENERAL, "revenue", "02", 40)]
    above.append(entry(Book.GENERAL, "expenditure", "02", 40, other="B"))
    below = [*sound("B"), entry(Book.GENERAL, "revenue", "02", 40, "B", "A")]
    below.append(entry(Book.GENERAL, "expenditure", "01", 40, "B"))

    alone, area = matrix(above), matrix([*above, *below])

    assert alone.row("governments_out").total == Money(40)
    assert area.row("governments_out").total == ZERO
    assert area.row("governments_in").total == Money(40)  # from outside the area
    assert not wrong([*above, *below])
    # A giver that names no receiver is held against all of those below it.
    vague = without(above, Book.GENERAL, "expenditure", "02")
    vague.append(entry(Book.GENERAL, "expenditure", "02", 40, other=BELOW))
    assert not wrong([*vague, *below])
    assert matrix([*vague, *below]).row("governments_out").total == ZERO


def test_money_on_its_way_is_no_fault_in_a_year_under_way_and_not_counted_twice():
    above = [entry(Book.GENERAL, "revenue", "02", 40)]
    above.append(entry(Book.GENERAL, "expenditure", "02", 10, other="B"))
    below = [entry(Book.GENERAL, "revenue", "02", 40, "B", "A")]
    entries = [*above, *below]

    found = matrix(entries, complete=False)

    assert not wrong(entries, complete=False)
    assert "down-general-02-general" in wrong(entries)
    assert found.row("available").total == Money(40)
    assert found.row("balance").total == Money(40)


def test_what_nobody_entered_is_unknown_and_so_is_what_follows_from_it():
    found = matrix(sound(), unknown={Book.FUNDS, Book.INSURANCE})

    assert found.row("own").amounts[Book.FUNDS] is None
    assert found.row("available").amounts[Book.FUNDS] is None
    assert found.row("available").total is None
    assert found.row("spent").amounts[Book.INSURANCE] is None
    assert found.row("spent").amounts[Book.GENERAL] == Money(112)
    states = {key: one.state for key, one in wrong(sound(), unknown={Book.FUNDS}).items()}
    assert states == {"book-funds": "none"}


def test_insurances_are_told_apart_by_the_table_of_the_law():
    assert insurance_of("1020102") == insurance_of("2090101")
    assert insurance_of("") is None


amounts = some.integers(0, 10**13)
lines = some.sampled_from([one for one in read(BALANCE_LINES) if one.side != "balance"])


@given(some.lists(some.tuples(lines, amounts, some.sampled_from("AB"))))
def test_whatever_the_budgets_the_streams_lead_one_way_and_nothing_is_lost(rows):
    entries = [
        entry(one.book, one.side, one.line, fen, who, "AB".replace(who, ""), fund="F")
        for one, fen, who in rows
    ]
    found = matrix(entries, complete=False)
    made = streams(found)
    order = ("source", "intake", "available", "use")

    assert all(order.index(one.target.stage) == order.index(one.source.stage) + 1 for one in made)
    balances = [row.amounts[book] for row in found.rows for book in FOUR if row.row == "balance"]
    flowing = [
        Money.total(one.amount for one in made if one.source.stage == stage) for stage in order[:3]
    ]
    # Every stage hands on what it got, but for what a giver gave beside what a taker took up.
    gap = found.row("available").eliminated - found.row("used").eliminated
    assert len(balances) == len(FOUR)
    assert all(first == second for first, second in pairwise(flowing[:2]))
    if not gap:
        assert flowing[1] == flowing[2]
