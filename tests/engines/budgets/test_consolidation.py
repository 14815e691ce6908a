"""The budgets of an area as one: nothing is counted twice, and what is given is received."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fisc.demo.balances import balances
from fisc.demo.budgets import budget_lines, pools
from fisc.demo.places import places
from fisc.engines.budgets.balance import check_mirrors
from fisc.engines.budgets.consolidation import Entry, consolidate
from fisc.engines.budgets.lines import Line, names_of
from fisc.law.tables import MIRRORS, read
from fisc.values import ZERO, Book, Money

OUTSIDE = Path(__file__).resolve().parents[4] / "shared" / "domain" / "data"
HANDBOOK = OUTSIDE / "scenario_balance.csv"
BOOKS = {"GPB": Book.GENERAL, "GF": Book.FUNDS, "SC": Book.CAPITAL, "SI": Book.INSURANCE}
SIDES = {"R": "revenue", "E": "expenditure"}


def _entry(government, book, side, line, fen, counterpart=""):
    return Entry(government, Line(book=book, side=side, line=line, amount=Money(fen)), counterpart)


def _handbook(column: str) -> list[Entry]:
    with HANDBOOK.open(encoding="utf-8-sig", newline="") as file:
        return [
            _entry(
                "230000",
                BOOKS[row["budget"]],
                SIDES[row["side"]],
                row["line_no"],
                int(Fraction(row[column]) * 10**10),
            )
            for row in csv.DictReader(file)
            if row["side"] in SIDES
        ]


@pytest.mark.skipif(not HANDBOOK.exists(), reason="the outside data is not here")
@pytest.mark.parametrize(
    ("column", "sides", "eliminated"),
    [("budget_yi", ("5283", "1023", "21"), "18"), ("final_yi", ("5349.6", "1102.1", "21"), "19.2")],
)
def test_the_year_of_the_handbook_is_consolidated(column, sides, eliminated):
    whole = consolidate(_handbook(column))

    for book, total in zip((Book.GENERAL, Book.FUNDS, Book.CAPITAL), sides, strict=True):
        assert whole.side("revenue", book).fen == Fraction(total) * 10**10
        assert whole.side("expenditure", book).fen == Fraction(total) * 10**10
    assert whole.eliminated.fen == Fraction(eliminated) * 10**10
    assert whole.differences == []
    assert (
        whole.total("revenue").fen
        == sum(whole.side("revenue", book).fen for book in BOOKS.values())
        - Fraction(eliminated) * 10**10
    )


@pytest.fixture(scope="module")
def province() -> list[Entry]:
    """The four budgets of every government of the demo, line by line, the fictional ones too."""
    every = balances(1)
    entries = []
    for code, balance in every.items():
        place = places()[code]
        for one in budget_lines(place, balance, every):
            if one.side != "balance":
                line = Line(
                    book=one.book,
                    side=one.side,
                    line=one.line,
                    amount=Money(one.amount),
                    code=one.code,
                    fund=one.fund,
                    other=one.other,
                )
                entries.append(Entry(code, line, one.counterpart))
        entries += [
            _entry(code, pool.book, "expenditure", "01", pool.amount) for pool in pools(balance)
        ]
    return entries


def test_the_whole_province_is_one_budget_and_elimination_is_zero(province):
    whole = consolidate(province)
    governments = {entry.government for entry in province}

    assert len(governments) == 140
    assert whole.differences == []
    assert {one.mirror.between for one in whole.eliminations} == {"books", "down", "up"}
    for book in (Book.GENERAL, Book.FUNDS, Book.CAPITAL):
        assert whole.side("revenue", book) == whole.side("expenditure", book)
    alone = Money.total(
        consolidate([one for one in province if one.government == code]).total("revenue")
        for code in governments
    )
    between = Money.total(
        one.eliminated for one in whole.eliminations if one.mirror.between != "books"
    )
    assert whole.total("revenue") == alone - between


def test_one_fen_that_is_given_and_not_received_is_named(province):
    place = next(
        number
        for number, entry in enumerate(province)
        if entry.counterpart and (entry.line.side, entry.line.line) == ("expenditure", "02")
    )
    entry = province[place]
    off = Line(
        book=entry.line.book,
        side="expenditure",
        line="02",
        amount=entry.line.amount + Money(1),
    )
    changed = [*province]
    changed[place] = Entry(entry.government, off, entry.counterpart)

    (verdict,) = consolidate(changed).differences

    assert not verdict.allowed
    assert entry.counterpart in verdict.why
    assert "difference ¥0.01" in verdict.why
    assert "差额 ¥0.01" in verdict.why_in("zh")


amounts = some.integers(0, 10**13)


@given(some.lists(some.tuples(some.sampled_from(range(len(read(MIRRORS)))), amounts, amounts)))
def test_what_is_eliminated_is_what_both_sides_have(rows):
    entries = []
    for number, gives, receives in rows:
        mirror = read(MIRRORS)[number]
        ends = ("A", "A") if mirror.between == "books" else ("A", "B")
        given_line = (mirror.giving_book, "expenditure", mirror.giving_line, gives)
        received_line = (mirror.receiving_book, "revenue", mirror.receiving_line, receives)
        entries.append(_entry(ends[0], *given_line, "B" if ends[1] == "B" else ""))
        entries.append(_entry(ends[1], *received_line, "A" if ends[1] == "B" else ""))
    whole = consolidate(entries)
    assert whole.total("revenue").fen >= 0
    assert whole.total("expenditure").fen >= 0
    assert whole.eliminated == Money.total(
        min(one.given, one.received) for one in whole.eliminations
    )
    difference = whole.side("revenue") - whole.side("expenditure")
    assert difference == Money.total(one.received - one.given for one in whole.eliminations)


def test_a_government_outside_the_view_takes_nothing_out():
    entries = [
        _entry("A", Book.GENERAL, "expenditure", "02", 70, "B"),
        _entry("A", Book.GENERAL, "revenue", "02", 90, "Z"),
    ]
    assert consolidate(entries).eliminated == ZERO
    with_other = [*entries, _entry("B", Book.GENERAL, "revenue", "02", 70, "A")]
    assert consolidate(with_other).eliminated == Money(70)


def test_every_mirror_names_lines_that_exist_and_one_budget_is_judged_by_them():
    for mirror in read(MIRRORS):
        assert names_of(mirror.giving_book, "expenditure", mirror.giving_line).en
        assert names_of(mirror.receiving_book, "revenue", mirror.receiving_line).en
    lines = [
        Line(book=Book.CAPITAL, side="expenditure", line="03", amount=Money(6)),
        Line(book=Book.GENERAL, side="revenue", line="05", amount=Money(5)),
    ]
    (verdict,) = check_mirrors(lines)
    assert not verdict.allowed
