"""The four budgets balance to the fen, each by itself, and no check is off by one."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.budgets.balance import (
    check_book,
    check_funds,
    check_insurance_stays_apart,
    check_mirrors,
    check_reserve,
    hand_over,
    judge,
)
from fisc.engines.budgets.lines import (
    LINE_EVENTS,
    Line,
    UnknownLine,
    event_of,
    line_for,
    names_of,
    read,
)
from fisc.law.chart import chart
from fisc.law.tables import BALANCE_LINES
from fisc.values import ZERO, Book, Citation, Cited, Money

OUTSIDE = Path(__file__).resolve().parents[4] / "shared" / "domain" / "data"
HANDBOOK = OUTSIDE / "scenario_balance.csv"
BOOKS = {"GPB": Book.GENERAL, "GF": Book.FUNDS, "SC": Book.CAPITAL, "SI": Book.INSURANCE}
SIDES = {"R": "revenue", "E": "expenditure", "B": "balance"}

fen = st.integers(min_value=1, max_value=10**15).map(Money)
books = st.sampled_from([Book.GENERAL, Book.FUNDS, Book.CAPITAL])


def cited(ratio: str) -> Cited[Fraction]:
    return Cited(Fraction(ratio), Citation("any law", "any article"), "illustrative")


RATIOS = {
    "reserve_min": cited("1/100"),
    "reserve_max": cited("3/100"),
    "hand_over_min": cited("30/100"),
}


def line(book, side, number, amount, **more):
    amount = amount if isinstance(amount, Money) else Money(amount)
    return Line(book=book, side=side, line=number, amount=amount, **more)


def handbook(column: str) -> list[Line]:
    with HANDBOOK.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    out = []
    for row in rows:
        yi = Fraction(row[column])
        if yi:
            amount = Money(int(yi * 10**10))
            out.append(line(BOOKS[row["budget"]], SIDES[row["side"]], row["line_no"], amount))
    return out


@given(book=books, parts=st.lists(fen, min_size=1, max_size=8))
def test_a_book_whose_uses_are_its_resources_balances(book, parts):
    lines = [line(book, "revenue", "01", part) for part in parts]
    lines.append(line(book, "expenditure", "01", Money.total(parts)))

    assert check_book(book, lines).allowed


@pytest.mark.parametrize("book", [Book.GENERAL, Book.FUNDS, Book.CAPITAL])
@pytest.mark.parametrize(("off", "allowed"), [(-1, False), (0, True), (1, False)])
def test_one_fen_under_or_over_is_no_balance(book, off, allowed):
    lines = [line(book, "revenue", "01", 1000), line(book, "expenditure", "01", 1000 + off)]

    verdict = check_book(book, lines)

    assert verdict.allowed is allowed
    assert f"difference {Money(-off)}." in verdict.why


def test_the_working_names_every_line_in_both_languages():
    lines = [
        line(Book.GENERAL, "revenue", "02", 700),
        line(Book.GENERAL, "revenue", "02", 300),
        line(Book.GENERAL, "expenditure", "01", 1000),
    ]

    verdict = check_book(Book.GENERAL, lines)

    assert "02 Rebates and transfers from above: ¥10.00." in verdict.why
    assert "01 Own-level GPB expenditure including reserve: ¥10.00." in verdict.why
    assert "收入 02 上级税收返还和转移支付：¥10.00。" in verdict.why_in("zh")
    assert "支出 01 本级一般公共预算支出(含预备费)：¥10.00。" in verdict.why_in("zh")


@given(amounts=st.lists(fen, min_size=2, max_size=2, unique=True))
def test_a_fund_may_not_live_off_another(amounts):
    first, second = amounts
    lines = [
        line(Book.FUNDS, "revenue", "01", first, fund="1030148"),
        line(Book.FUNDS, "revenue", "01", second, fund="1030178"),
        line(Book.FUNDS, "expenditure", "01", second, fund="1030148"),
        line(Book.FUNDS, "expenditure", "01", first, fund="1030178"),
    ]

    assert check_book(Book.FUNDS, lines).allowed
    assert [verdict.allowed for verdict in check_funds(lines)] == [False, False]


@pytest.mark.parametrize(
    ("reserve", "allowed"), [(99, False), (100, True), (300, True), (301, False)]
)
def test_the_reserve_keeps_to_its_bounds_to_the_fen(reserve, allowed):
    lines = [
        line(Book.GENERAL, "expenditure", "01", 10_000 - reserve, code="2050202"),
        line(Book.GENERAL, "expenditure", "01", reserve, code="227"),
    ]

    verdict = check_reserve(lines, ratio_min=RATIOS["reserve_min"], ratio_max=RATIOS["reserve_max"])

    assert verdict.allowed is allowed
    assert "[any law, any article]" in verdict.why


@given(expenditure=st.integers(1, 10**14), reserve=st.integers(0, 10**12))
def test_the_reserve_fits_exactly_when_its_exact_share_does(expenditure, reserve):
    lines = [
        line(Book.GENERAL, "expenditure", "01", expenditure, code="2050202"),
        line(Book.GENERAL, "expenditure", "01", reserve, code="227"),
    ]
    share = Fraction(reserve, expenditure + reserve)

    verdict = check_reserve(lines, ratio_min=RATIOS["reserve_min"], ratio_max=RATIOS["reserve_max"])

    assert verdict.allowed == (Fraction(1, 100) <= share <= Fraction(3, 100))


def test_transfers_to_below_do_not_count_as_own_expenditure():
    lines = [
        line(Book.GENERAL, "expenditure", "01", 9_900, code="2050202"),
        line(Book.GENERAL, "expenditure", "01", 100, code="227"),
        line(Book.GENERAL, "expenditure", "02", 10**9, code="2300202"),
    ]

    assert check_reserve(
        lines, ratio_min=RATIOS["reserve_min"], ratio_max=RATIOS["reserve_max"]
    ).allowed


@pytest.mark.parametrize(("handed", "reached"), [(299, False), (300, True), (301, True)])
def test_the_share_of_state_capital_is_counted_without_transfers_and_balances(handed, reached):
    lines = [
        line(Book.CAPITAL, "revenue", "01", 600),
        line(Book.CAPITAL, "revenue", "02", 400),
        line(Book.CAPITAL, "revenue", "06", 5000),
        line(Book.CAPITAL, "revenue", "07", 5000),
        line(Book.CAPITAL, "expenditure", "03", handed),
    ]

    verdict = hand_over(lines, ratio_min=RATIOS["hand_over_min"])

    assert verdict.allowed is reached
    assert f"{Money(handed)}, {Fraction(handed, 1000)}." in verdict.why


def test_a_low_hand_over_warns_and_does_not_bar():
    lines = [
        line(Book.CAPITAL, "revenue", "01", 1000),
        line(Book.CAPITAL, "expenditure", "01", 1000),
    ]

    judgement = judge(lines, **RATIOS)

    assert judgement.allowed
    assert [alert.rule.en[:4] for alert in judgement.alerts] == ["IB03"]


def test_social_insurance_money_balances_no_other_budget():
    taking = [line(Book.GENERAL, "revenue", "06", 5, other=Book.INSURANCE)]
    giving = [line(Book.INSURANCE, "expenditure", "03", 5, other=Book.GENERAL)]
    apart = [line(Book.INSURANCE, "revenue", "02", 5, other=Book.GENERAL)]

    assert not check_insurance_stays_apart(taking).allowed
    assert not check_insurance_stays_apart(giving).allowed
    assert check_insurance_stays_apart(apart).allowed


@pytest.mark.parametrize(
    ("benefits", "stated", "allowed"),
    [(90, 10, True), (90, 9, False), (100, 0, True), (101, None, False), (99, None, True)],
)
def test_social_insurance_may_save_but_not_lose(benefits, stated, allowed):
    lines = [
        line(Book.INSURANCE, "revenue", "01", 100),
        line(Book.INSURANCE, "expenditure", "01", benefits),
    ]
    if stated is not None:
        lines.append(line(Book.INSURANCE, "balance", "01", stated))

    assert check_book(Book.INSURANCE, lines).allowed is allowed


@pytest.mark.parametrize(("gave", "allowed"), [(11, False), (12, True), (13, False)])
def test_what_a_budget_receives_another_gives(gave, allowed):
    lines = [
        line(Book.GENERAL, "revenue", "04", 12),
        line(Book.FUNDS, "expenditure", "04", gave),
    ]

    (verdict,) = check_mirrors(lines)

    assert verdict.allowed is allowed


def test_a_budget_alone_has_nobody_to_mirror_it():
    assert check_mirrors([line(Book.GENERAL, "revenue", "04", 12)]) == []


@pytest.mark.skipif(not HANDBOOK.exists(), reason="the handbook is not here")
@pytest.mark.parametrize("column", ["budget_yi", "final_yi"])
def test_the_handbooks_own_budget_balances_in_all_four_books(column):
    lines = handbook(column)

    verdicts = [check_book(book, lines) for book in BOOKS.values()]

    assert [verdict.allowed for verdict in verdicts] == [True] * 4
    assert "¥528,300,000,000.00" in verdicts[0].why or column == "final_yi"
    assert all(verdict.allowed for verdict in check_mirrors(lines))
    assert hand_over(lines, ratio_min=RATIOS["hand_over_min"]).allowed


@pytest.mark.skipif(not HANDBOOK.exists(), reason="the handbook is not here")
def test_any_line_of_the_handbooks_budget_that_is_one_fen_more_is_found():
    lines = handbook("budget_yi")
    for place, own in enumerate(lines):
        changed = [*lines]
        changed[place] = replace(own, amount=own.amount + Money(1))
        verdict = check_book(own.book, changed)
        stays = own.book is Book.INSURANCE and own.line == "02" and own.side == "balance"
        assert verdict.allowed is stays, own


def test_every_line_of_a_budget_in_the_ledger_has_an_event_that_exists():
    for row in read(BALANCE_LINES):
        if row.book is Book.INSURANCE:
            continue
        event = event_of(row.book, row.side, row.line)
        assert event is None or event.kind == "move"
    assert {row.event for row in read(LINE_EVENTS) if row.event} <= chart().events.keys()


def test_every_code_that_a_line_gathers_leads_back_to_it():
    for row in read(BALANCE_LINES):
        for code in row.codes:
            assert line_for(row.book, row.side, str(code)) == row.line


def test_unknown_lines_and_codes_are_misuse():
    with pytest.raises(UnknownLine, match="line 99"):
        names_of(Book.GENERAL, "revenue", "99")
    with pytest.raises(UnknownLine, match="230"):
        line_for(Book.GENERAL, "expenditure", "230")
    with pytest.raises(UnknownLine, match=r"line_events\.csv"):
        event_of(Book.INSURANCE, "revenue", "01")


def test_an_empty_budget_balances_with_nothing():
    verdict = check_book(Book.GENERAL, [])

    assert verdict.allowed
    assert str(ZERO) in verdict.why
