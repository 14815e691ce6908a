"""The pages that read: cockpit, indicators, vouchers, trial balance, seals."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.datacentre import execution, indicators
from fisc.datacentre.moments import Moment
from fisc.doors.web import pages
from fisc.doors.web.indicators import ROWS_MAX
from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.record import balances, facts
from fisc.record.balances import Selection
from fisc.registers import names
from fisc.registers import people as register
from fisc.stages.close import commands as close
from fisc.values import FiscalYear, Money
from tests.doors.web import street
from tests.record import people
from tests.stages import town
from tests.stages.pay import cases

QUERIES_MAX = 12
WITH_PANEL_MAX = 20  # a page with the control panel asks what every control needs
BYTES_MAX = 100_000
NOW = Moment(known=datetime(2026, 6, 30, 3, 0, tzinfo=UTC))
ALL = Selection(division=[street.TOWN], year=[2026])


def words(answer) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def paid_voucher() -> str:
    return turned(posting_key("PAY-2026-203005-1"), Turn.RESOLUTION).hex()


READ = (
    "/",
    "/?day=2026-03-01",
    "/indicators",
    "/indicators?by=function&book=general",
    "/indicators?day=2026-03-02",
    "/indicators?q=239900",
    "/indicators/IND-2026-239900-1",
    "/indicators/IND-2026-239900-1?day=2026-02-01",
    f"/vouchers/{paid_voucher()}",
    "/balance?year=2025",
    "/balance?year=2025&measure=final&extent=area",
    "/balance/cell?year=2025&measure=final&row=spent&of=general",
    "/budgets?year=2025",
    "/cash",
    "/scenarios?freeze=5&short=10",
    "/sources",
    "/sources?rule=bound_first&payment=PAY-2026-203005-1",
    "/trial-balance",
    "/trial-balance?day=2026-03-01",
    "/sealing",
    "/closing",
    "/reconciliation",
    "/final-accounts",
    "/payments",
    "/exceptions",
    "/exceptions?kind=nothing",
    "/work",
    "/work?list=sent",
    "/work?list=done",
    "/work?list=drafts",
    "/payments/PAY-2026-203005-1",
    "/payments/PAY-2026-203005-5",
)


@pytest.mark.parametrize("address", READ)
@pytest.mark.parametrize("who", ["auditor", "school.clerk"])
def test_a_page_asks_few_questions_and_is_light(come, who, address):
    browser = come(who)
    browser.get(address)  # what the address says is now remembered in the session
    with CaptureQueriesContext(connections["default"]) as asked:
        answer = browser.get(address)

    if answer.status_code == 403:
        assert who == "school.clerk"
        return
    assert answer.status_code == 200
    most = WITH_PANEL_MAX if address.startswith("/payments/") else QUERIES_MAX
    assert len(asked) <= most, "\n".join(one["sql"][:150] for one in asked)
    assert len(answer.content) < BYTES_MAX


@pytest.mark.writes
def test_the_cockpit_shows_what_the_ledger_holds(book, come):
    found = execution.overview(book, ALL, NOW)
    held = balances.totals(
        book, Selection(division=[street.TOWN], year=[2026], family=["indicator"]), ()
    )[0]
    said = words(come("mayor", "en").get("/?unit=yuan"))

    assert found.whole.paid == held.done == Money(4_440_000_00)
    assert found.whole.applied == held.held == Money(61_500_00)
    assert found.whole.budget == Money.total(Money(fen) for _, fen in street.GRANTS)
    assert "4,440,000.00" in said
    assert "61,500.00" in said
    assert "8.4% of the budget is paid, 41.2 points behind the year" in said


def test_every_breakdown_of_the_execution_adds_up_to_the_whole(book):
    found = execution.overview(book, ALL, NOW)

    for parts in (found.books, found.divisions, found.functions):
        sums = sum((part.execution for part in parts), execution.Execution())
        assert sums == found.whole
    assert [part.key for part in found.books] == ["general", "funds"]
    assert [part.key for part in found.functions] == ["205", "21208", "213"]


@pytest.mark.parametrize(
    ("unit", "paid"), [("yuan", "4,440,000.00"), ("wan", "444.00"), ("yi", "0.04")]
)
def test_the_unit_changes_every_figure_and_is_remembered(come, unit, paid):
    browser = come("mayor", "en")
    assert paid in words(browser.get(f"/?unit={unit}"))

    assert paid in words(browser.get("/"))
    trial = words(browser.get("/trial-balance"))
    assert paid in trial
    assert "Debit" in trial


def test_a_table_that_rounds_apart_says_so(book, come):
    for pot in (street.STAFF, street.FIELD):
        cases.fund(book, pot, 490_000_00)
    browser = come("mayor", "en")
    remark = "Because of rounding"

    assert remark not in words(browser.get("/?unit=yuan"))
    assert remark in words(browser.get("/?unit=yi"))


def test_a_unit_that_does_not_exist_changes_nothing(come):
    browser = come("mayor", "en")

    assert "4,440,000.00" in words(browser.get("/?unit=dollar&place=230000&year=1&day=never"))


def test_the_past_is_shown_as_it_was(come):
    browser = come("mayor", "en")
    before = words(browser.get("/?day=2026-03-01&unit=yuan"))

    assert "as of 2026-03-01" in before
    assert "0.0% of the budget is paid, 16.4 points behind the year" in before
    assert "4,440,000.00" not in before
    assert "as of 2026-03-01" in words(browser.get("/trial-balance"))
    assert "4,440,000.00" in words(browser.get("/?day="))


def test_a_year_without_figures_says_why_it_is_empty(come):
    said = words(come("stranger.officer", "en").get("/"))

    assert "The ledger holds nothing for Demo County Jia (fictional) in 2026." in said
    assert "Figures appear when the budget office has adopted a budget" in said


@pytest.mark.writes
def test_a_closed_year_shows_how_far_it_had_got_and_the_ledger_that_it_is_closed(
    book, come, monkeypatch
):
    """The close empties every pot; whoever asks about the execution means the year before it."""
    paid = cases.indicator(1, unit="", project="", indicator="IND-2025-1")
    paid = replace(paid, division=town.COUNTY, year=2025)
    cases.fund(book, paid, 1_000_000, day=date(2025, 1, 5))
    for voucher in (
        people.apply(paid, 400_000, "county/1", day=date(2025, 3, 2)),
        people.confirm(paid, 400_000, 0, "county/1", day=date(2025, 3, 3)),
    ):
        assert book.post(voucher, actor="x", at=town.NOON).done
    with book.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO period (division, year, closed_before) VALUES (%s, 2025, %s)",
            [town.COUNTY, date(2025, 12, 1).toordinal()],
        )
    with book.act():
        facts.append(
            book,
            division=town.COUNTY,
            kind="DayReconciled",
            key="reconciled/county",
            day=date(2025, 3, 3),
            actor="x",
            at=town.NOON,
            subject=f"{town.COUNTY}/2025-03-03",
            body={},
        )
    register.add(register.PersonRecord("closer", "某", "Somebody", "FIN_TREASURY", town.COUNTY))
    at = town.NOON + timedelta(days=1)
    closed = close.close_year(
        division=town.COUNTY, year=2025, officer="closer", day=date(2026, 1, 8), at=at
    )
    assert closed.done, closed
    browser = come("stranger.officer", "en")

    for address in ("/?year=2025&unit=yuan", "/?year=2025&day=2025-12-31&unit=yuan"):
        assert "40.0% of the budget is paid" in words(browser.get(address))
    browser.get("/?day=")
    assert "Total of all pages 10,000.00 0.00 4,000.00 6,000.00" in words(
        browser.get("/indicators?year=2025")
    )
    assert "Issued 10,000.00 yuan − Frozen" in words(browser.get("/indicators/IND-2025-1"))
    assert "Total 6,000.00 6,000.00" in words(browser.get("/trial-balance"))


def test_time_goes_by_evenly_over_the_year():
    year = FiscalYear(2026)

    assert execution.time_progress(year, date(2026, 6, 30)) == Fraction(181, 365)
    assert execution.time_progress(year, date(2027, 3, 1)) == 1
    assert execution.time_progress(year, date(2025, 12, 31)) == 0


def test_the_pace_is_judged_at_the_threshold_exactly(come, monkeypatch):
    gone = Fraction(444, 100) / Fraction(526956789, 10_000_000)
    for progress, judged in (
        (gone + Fraction(1, 10), "in step"),
        (gone + Fraction(1, 10) + Fraction(1, 10**9), "behind"),
        (gone - Fraction(1, 10), "in step"),
        (gone - Fraction(1, 10) - Fraction(1, 10**9), "ahead"),
    ):
        monkeypatch.setattr(pages.execution, "time_progress", lambda *_, p=progress: p)
        said = words(come("mayor", "en").get("/"))
        assert judged in said.split("By book")[0], progress


def test_the_list_of_indicators_has_every_indicator_and_the_total_of_all(come):
    said = words(come("budget.head", "en").get("/indicators?unit=yuan"))

    assert "Indicators: 5" in said
    assert re.findall(r"IND-2026-239900-\d", said) == [
        f"IND-2026-239900-{number}" for number in (1, 2, 3, 5, 4)
    ]
    assert "Total of all pages 52,695,678.90 61,500.00 4,440,000.00 48,194,178.90 8.4%" in said


@pytest.mark.writes
def test_the_list_is_narrowed_by_the_address_and_the_total_follows(come):
    browser = come("budget.head", "en")

    by_book = words(browser.get("/indicators?book=funds&unit=yuan"))
    assert "Indicators: 1" in by_book
    assert "Total of all pages 30,000,000.00" in by_book
    by_unit = words(browser.get("/indicators?of_unit=216&by=unit"))
    assert "Total of all pages 9,850,000.00" in by_unit
    by_function = words(browser.get("/indicators?function=21301&by=function"))
    assert "Indicators: 2" in by_function
    assert "Total of all pages 9,850,000.00" in by_function
    both = words(browser.get("/indicators?function=205&of_unit=203005&book=general"))
    assert "Total of all pages 12,845,678.90" in both
    searched = words(browser.get("/indicators?q=T000000000101"))
    assert "Total of all pages 9,850,000.00" in searched


@pytest.mark.parametrize("search", ["%", "_", "100%", "\\", "'", '"><script>alert(1)</script>'])
def test_a_search_is_taken_letter_by_letter(come, search):
    answer = come("budget.head", "en").get("/indicators", {"q": search})

    assert answer.status_code == 200
    assert "Nothing fits the filter; without it there are 5." in words(answer)
    assert "<script>alert" not in answer.content.decode()


def test_an_empty_list_keeps_the_filter_and_offers_to_clear_it(come):
    page = come("budget.head", "en").get("/indicators?q=nothing&book=funds").content.decode()

    assert 'value="nothing"' in page
    assert '<option value="funds" selected>' in page
    assert "Clear the filter" in page


def test_a_tree_counts_what_stands_under_each_node(book):
    tree = indicators.tree_by_unit(book, ALL, NOW, names.unit_places([street.TOWN]))

    assert [(node.depth, node.name.en) for node in tree.nodes] == [
        (0, "Demo Education Bureau"),
        (1, "Demo Primary School"),
        (0, "Demo Farm Station"),
        (1, "Demo Farm Station"),
    ]
    assert tree.at("203") == tree.at("203005")
    assert tree.whole == indicators.whole(book, ALL, NOW)
    functions = indicators.tree_by_function(book, ALL, NOW)
    assert functions.whole == tree.whole
    assert functions.at("213").issued == Money(9_850_000_00)
    assert functions.at("2130122").issued == Money(1_250_000_00)


def test_a_tree_is_cut_where_it_would_be_too_long(book):
    tree = indicators.tree_by_unit(book, ALL, NOW, names.unit_places([street.TOWN]))

    assert len(tree.cut(4)) == 4
    assert [node.depth for node in tree.cut(3)] == [0, 0]


def test_pages_of_a_long_list_join_without_a_gap_and_share_their_total(book, come):
    for number in range(100, 100 + ROWS_MAX + 5):
        cases.fund(book, cases.indicator(number), 100)
    browser = come("budget.head", "en")
    first = words(browser.get("/indicators?unit=yuan"))
    second = words(browser.get(f"/indicators?from={ROWS_MAX + 1}"))
    third = words(browser.get("/indicators?from=5000"))

    numbers = [re.findall(r"IND-2026-239900-\d+", said) for said in (first, second)]
    assert [len(found) for found in numbers] == [ROWS_MAX, 10]
    assert len(set(numbers[0]) | set(numbers[1])) == ROWS_MAX + 10
    assert "1–50 of 60" in first
    assert "51–60 of 60" in second
    for said in (first, second):
        assert "Total of all pages 52,695,733.90" in said
    assert "No indicators were issued" in third


def test_one_indicator_shows_what_it_holds_and_everything_that_happened(come):
    said = words(come("school.clerk", "en").get("/indicators/IND-2026-239900-1?unit=yuan"))

    for figure in ("500,000.00", "61,500.00", "340,000.00", "98,500.00"):
        assert figure in said
    assert "Entries: 6, newest first" in said
    assert "Payment confirmed by bank receipt" in said
    assert "Office supplies 30201" in said


@pytest.mark.writes
def test_the_history_ends_at_the_day_that_was_asked_for(come):
    said = words(come("school.clerk", "en").get("/indicators/IND-2026-239900-1?day=2026-02-01"))

    assert "Entries: 1, newest first" in said
    assert "Reply and release in one step" in said
    before = words(come("school.clerk", "en").get("/indicators/IND-2026-239900-1?day=2026-01-01"))
    assert "Nothing had happened to this indicator yet" in before


@pytest.mark.writes
def test_a_voucher_shows_both_sides_who_when_and_its_seal(book, come):
    said = words(come("auditor", "en").get(f"/vouchers/{paid_voucher()}"))

    assert "Dr Paid 8101" in said
    assert "Cr Payment application in process 7101" in said
    assert "Total 340,000.00 340,000.00" in said
    assert "2026-03-02 12:00:00" in said
    assert "Resolution of the reservation" in said
    assert "Payment requested" in said
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM seal WHERE number = 18 AND division = '239900'")
        assert bytes(cursor.fetchone()[0]).hex() in said


def test_a_voucher_leads_to_what_it_resolves_and_back(come):
    browser = come("auditor")
    original = posting_key("PAY-2026-203005-1").hex()

    assert f"/vouchers/{original}" in browser.get(f"/vouchers/{paid_voucher()}").content.decode()
    assert f"/vouchers/{paid_voucher()}" in browser.get(f"/vouchers/{original}").content.decode()


@pytest.mark.parametrize("key", ["00" * 16, "ff", "zz", "é", "00" * 400])
def test_a_voucher_that_is_not_there_is_not_found(come, key):
    assert come("auditor").get(f"/vouchers/{key}").status_code == 404
