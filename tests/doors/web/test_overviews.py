"""The pictures of the cockpit: a map where divisions stand below, months, and light pages."""

from __future__ import annotations

import gzip
import html
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.datacentre import execution
from fisc.datacentre import months as months_of
from fisc.datacentre.months import months
from fisc.doors.web.headers import POLICY
from fisc.record import summaries
from fisc.values import FiscalYear, Money
from tests.doors.web import street
from tests.doors.web.test_reading import ALL, NOW, QUERIES_MAX, words
from tests.record import people
from tests.stages import town
from tests.stages.pay import cases

STATIC = Path(__file__).resolve().parents[3] / "fisc/doors/web/static"
FIRST_VISIT_MAX = 300 * 1024  # compressed, without charts
OTHER = "239902"
YEAR = FiscalYear(2026)


def fund_counties(book) -> None:
    """Give two counties a budget; the first has paid four tenths of it, in February."""
    pot = cases.indicator(1, unit="", project="", indicator="IND-2026-239901-1")
    paid = replace(pot, division=town.COUNTY)
    cases.fund(book, paid, 1_000_000)
    for voucher in (
        people.apply(paid, 400_000, "county/1", day=date(2026, 2, 2)),
        people.confirm(paid, 400_000, 0, "county/1", day=date(2026, 2, 3)),
    ):
        assert book.post(voucher, actor="x", at=town.NOON).done
    cases.fund(book, replace(pot, division=OTHER, indicator="IND-2026-239902-1"), 3_000_000)


def picture(answer) -> dict:
    found = re.search(r'data-picture="([^"]*)"', answer.content.decode())
    return json.loads(html.unescape(found[1]))


@pytest.mark.writes
def test_the_months_add_up_to_what_is_paid_and_the_pace_to_the_budget(book):
    whole = execution.overview(book, ALL, NOW).whole
    found = months(book, ALL, YEAR, whole.budget, NOW, street.TODAY)
    year = months(book, ALL, YEAR, whole.budget, NOW, date(2026, 12, 31))

    assert [month.first_day.month for month in found] == [1, 2, 3, 4, 5, 6]
    assert Money.total(month.total for month in found) == whole.paid
    assert Money.total(month.total for month in year) == whole.paid
    assert Money.total(month.pace for month in year) == whole.budget


@pytest.mark.writes
def test_the_months_of_a_past_day_are_those_of_its_execution(book):
    for day in (date(2026, 1, 31), town.DAY, date(2026, 5, 1)):
        past = replace(NOW, day=day)
        whole = execution.overview(book, ALL, past).whole
        found = months(book, ALL, YEAR, whole.budget, past, day)

        assert Money.total(month.total for month in found) == whole.paid


def test_a_place_with_too_many_pots_says_so_instead_of_the_months(book, come, monkeypatch):
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pot WHERE division = %s AND year = 2026", [town.TOWN])
        pots = cursor.fetchone()[0]
    monkeypatch.setattr(summaries, "gains", lambda *_, **__: None)  # the days are not summed yet
    for most, shown in ((pots - 1, False), (pots, True), (pots + 1, True)):
        monkeypatch.setattr(months_of, "POTS_MAX", most)
        answer = come("mayor", "en").get("/")
        assert ("data-picture" in answer.content.decode()) is shown
        assert ("too many accounts" in words(answer)) is not shown


def test_a_place_with_divisions_below_shows_the_map_with_names_figures_and_links(book, come):
    fund_counties(book)
    page = come("mayor", "en").get("/?unit=yuan").content.decode()
    squares = re.findall(r'<a class="tile tile-(\d)[^>]*href="([^"]*)" aria-label="([^"]*)"', page)

    assert squares == [
        ("2", "/?place=239901", "Demo County Jia (fictional): 40.0% paid"),
        ("1", "/?place=239902", "Demo County Yi (fictional): 0.0% paid"),
    ]
    said = words(come("mayor", "en").get("/?unit=yuan"))
    assert (
        "Counties: 1 of 2 are behind the year; the lowest is Demo County Yi (fictional) with 0.0%"
        in said
    )
    assert "Demo County Jia (fictional) 40.0% 10,000.00 4,000.00" in said
    assert "not a statutory division" in said


def test_the_picture_of_the_months_shows_what_its_table_shows(book, come):
    answer = come("mayor", "en").get("/?unit=yuan")
    said = picture(answer)

    assert said["kind"] == "months"
    assert said["labels"][0] == "2026-01"
    assert len(said["labels"]) == 6
    drawn = sum(int(fen) for one in said["series"] if not one["line"] for fen in one["fen"])
    assert Money(drawn) == execution.overview(book, ALL, NOW).whole.paid
    table = words(answer).split("Unit: yuan")[1].split("paid = confirmed")[0]
    for at, label in enumerate(said["labels"]):
        row = [
            f"{int(one['fen'][at]) // 100:,}.{int(one['fen'][at]) % 100:02d}"
            for one in said["series"]
        ]
        assert f"{label} {' '.join(row)}" in table


def test_a_county_keeps_its_bars_and_loads_no_charts(book, come):
    fund_counties(book)
    answer = come("stranger.officer", "en").get("/")
    page = answer.content.decode()

    assert "40.0% of the budget is paid" in page
    assert 'svg class="bullet"' in page
    assert 'svg class="tiles"' not in page
    assert "echarts" not in page


@pytest.mark.parametrize(
    "address", ["/login", "/indicators", "/trial-balance", "/sealing", "/payments", "/nothing"]
)
def test_no_page_loads_charts_that_has_none(come, address):
    page = come("auditor").get(address).content.decode()

    assert "echarts" not in page
    assert "pictures." not in page


def test_a_page_with_pictures_asks_few_questions_and_keeps_the_policy(book, come):
    fund_counties(book)
    browser = come("mayor")
    for address in ("/", "/?day=2026-03-01"):
        browser.get(address)
        with CaptureQueriesContext(connections["default"]) as asked:
            answer = browser.get(address)

        assert 'data-picture="' in answer.content.decode()
        assert len(asked) <= QUERIES_MAX, [one["sql"][:90] for one in asked]
        assert answer["Content-Security-Policy"] == POLICY
        assert "unsafe" not in POLICY


def test_a_first_visit_without_charts_is_light(come, record_property):
    answer = come("mayor").get("/indicators")
    sent = [answer.content, *(path.read_bytes() for path in (STATIC / "web").iterdir())]
    weight = sum(len(gzip.compress(one)) for one in sent)
    record_property("first_visit_bytes", weight)

    assert weight <= FIRST_VISIT_MAX
