"""The congress tables tie up, and one wrong figure in any of them is named by row and column."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fisc.engines.budgets.congress import DIFFERENCES, FIGURES, Figure, congress_set
from fisc.engines.budgets.congress_checks import Cell, checks, put
from fisc.law.congress import congress_checks, congress_tables
from fisc.values import Book, Money
from tests.engines.budgets.congress_cases import figures, ledger

YEAR = 2026
KINDS = tuple(FIGURES)
TABLES = tuple(table.key for table in congress_tables(YEAR))
NO_LIMITS = {"F37", "F38"}  # the record has no limits and balances of debt


@cache
def printed(kind):
    return congress_set(figures(), YEAR, kind)


def judged(tables):
    return checks(put(tables, YEAR, ledger()))


def cells_of(kind):
    """Return every cell that is printed in a set and has a figure."""
    columns = (*FIGURES[kind], *(name for name, _more, _less in DIFFERENCES[kind]))
    return [
        Cell(table.key, line.key, column)
        for table in printed(kind)
        for line in table.lines
        for column in columns
        if line.amounts[column] is not None
    ]


def planted(kind, *faults):
    """Return a set in which figures were changed by some fen after everything was added up."""
    tables = []
    for table in printed(kind):
        lines = []
        for line in table.lines:
            amounts = dict(line.amounts)
            for cell, fen in faults:
                if (cell.table, cell.row) == (table.key, line.key):
                    amounts[cell.column] += Money(fen)
            lines.append(replace(line, amounts=amounts))
        tables.append(replace(table, lines=tuple(lines)))
    return tables


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_sound_set_every_formula_holds_everywhere(kind):
    found = judged(printed(kind))

    assert [(one.formula.code, one.table) for one in found if one.passed is False] == []
    unsaid = {one.formula.code for one in found if one.passed is None}
    assert unsaid == NO_LIMITS | ({"E06"} if kind == "adjusted" else set())
    assert {one.table for one in found if one.passed} == set(TABLES)


def test_every_formula_of_the_law_is_put_and_holds_in_some_set():
    held = {one.formula.code for kind in KINDS for one in judged(printed(kind)) if one.passed}

    assert {one.code for one in congress_checks(YEAR)} - held == NO_LIMITS


def test_every_formula_is_put_in_each_of_its_tables():
    found = {
        (one.formula.code, one.at.table)
        for kind in KINDS
        for one in put(printed(kind), YEAR, ledger())
    }

    named = {(one.code, table) for one in congress_checks(YEAR) for table in one.tables}
    assert sorted(named - found) == sorted(found - named) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("table", TABLES)
def test_one_planted_error_is_named_by_table_row_and_column(table, kind):
    """In every table of every kind one figure is a fen too much, each time in another place."""
    own = [cell for cell in cells_of(kind) if cell.table == table]
    cell = own[(7 * TABLES.index(table) + 3) % len(own)]
    wrong = [one for one in judged(planted(kind, (cell, 1))) if one.passed is False]

    assert wrong, cell
    assert all(cell in one.suspects for one in wrong if one.formula.relation == "="), cell
    assert any(one.table == table and one.suspects == (cell,) for one in wrong), (cell, wrong)
    named = next(one for one in wrong if one.suspects == (cell,))
    assert abs(named.difference.fen) == 1


@settings(max_examples=40)
@given(some.data())
def test_any_figure_changed_by_one_fen_is_found(data):
    kind = data.draw(some.sampled_from(KINDS))
    cell = data.draw(some.sampled_from(cells_of(kind)))
    fen = data.draw(some.sampled_from((1, -1)))

    wrong = [one for one in judged(planted(kind, (cell, fen))) if one.passed is False]
    assert any(one.suspects == (cell,) for one in wrong)


@settings(max_examples=40)
@given(some.data())
def test_two_errors_that_cancel_each_other_out_are_found(data):
    kind = data.draw(some.sampled_from(KINDS))
    first, second = (data.draw(some.sampled_from(cells_of(kind))) for _ in range(2))
    if first != second:
        wrong = [
            one
            for one in judged(planted(kind, (first, 100), (second, -100)))
            if one.passed is False
        ]
        named = {cell for one in wrong for cell in one.suspects}
        assert {first, second} <= named


def test_what_the_record_cannot_say_is_no_nil():
    unknown = Figure(
        book=Book.INSURANCE, side="revenue", line="01", code="1020101", column="final", amount=None
    )
    known = replace(unknown, line="05", code="1020199", amount=Money(5))
    tables = {one.key: one for one in congress_set((unknown, known), YEAR, "final")}

    lines = {line.key: line.amounts["final"] for line in tables["insurance-balance"].lines}
    assert (lines["revenue-01"], lines["revenue-05"], lines["revenue"]) == (None, Money(5), None)


def test_what_a_code_has_beside_the_codes_under_it_gets_a_row():
    one = Figure(
        book=Book.GENERAL,
        side="expenditure",
        line="01",
        code="20502",
        column="budget",
        amount=Money(7),
    )
    tables = congress_set((one, replace(one, code="2050202")), YEAR, "budget")
    lines = next(table for table in tables if table.key == "general-expenditure").lines

    assert [(line.key, line.amounts["budget"].fen) for line in lines] == [
        ("205", 14),
        ("20502", 14),
        ("20502/rest", 7),
        ("2050202", 7),
        ("total", 14),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_figure_of_a_book_is_lost_in_its_tables(kind):
    """What the tables print in their totals is what the figures add up to, added up here."""
    for column in FIGURES[kind]:
        own = sum(
            one.amount.fen
            for one in figures()
            if (one.book, one.side, one.line, one.column)
            == (Book.GENERAL, "expenditure", "01", column)
        )
        for key in ("general-expenditure", "general-economic"):
            table = next(one for one in printed(kind) if one.key == key)
            assert table.lines[-1].amounts[column].fen == own
