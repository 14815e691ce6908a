"""The four budgets in one view: whether they tie is the title, and every cell is explained."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from fisc.values import Money
from tests.doors.web.drawn import on_page
from tests.doors.web.province import BUDGET, CITY, OFF, PROVINCE, YEAR, build
from tests.doors.web.test_reading import words
from tests.golden.province import yi
from tests.stages.conftest import default_book

__all__ = ["default_book"]
HERE = f"place={PROVINCE}&year={YEAR}&unit=yuan"
BOOKS = ("general", "funds", "capital", "insurance")


@pytest.fixture
def officer(default_book, monkeypatch) -> Client:
    """The head of the budget division of the province, in English."""
    build(default_book, monkeypatch)
    client = Client()
    client.cookies["django_language"] = "en"
    assert client.post("/login", {"username": "budget.head"}).status_code == 302
    return client


def links(page, key: str) -> list[str]:
    """The addresses of the cells of a table."""
    table = page.content.decode().split(f'id="table-{key}"')[1].split("</table>")[0]
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', table)]


def total(page) -> Money:
    """The amount of a cell, as its page says it."""
    said = re.search(r"<b>(?:<span class=\"below\">)?(-?[\d,.]+)", page.content.decode())
    assert said
    return Money.yuan(said[1].replace(",", ""))


def test_the_page_says_whether_the_four_tie_and_every_cell_is_explained(officer):
    final = officer.get(f"/balance?{HERE}&measure=final")

    assert "The four budgets tie: all 8 checks hold" in words(final)
    rows = {row[0]: row[1:] for row in on_page(final, "four-budgets").rows}
    assert rows["Drawn from the stabilisation fund"][0] == "6,300,000,000.00"
    assert rows["From other budgets"] == [
        "1,920,000,000.00",
        "0.00",
        "",
        "70,000,000,000.00",
        "-71,920,000,000.00",
        "0.00",
    ]
    cells = links(final, "four-budgets")
    assert len(cells) > 60
    explained = 0
    for address in cells:
        page = officer.get(address)
        assert page.status_code == 200, address
        second = links_of_cell(page)
        if total(page) and "of=eliminated" not in address:
            assert second or "statement" in words(page) or "balance" in address, address
            explained += bool(second)
    assert explained > 30

    # A cell of the budget leads to the budget, one of the execution to the voucher.
    budget = officer.get(f"/balance/cell?{HERE}&measure=adjusted&row=spent&of=funds")
    assert f"/documents/budget/{YEAR}/{BUDGET}" in links_of_cell(budget)
    assert total(budget) == yi("97.1")
    spent = officer.get(f"/balance/cell?{HERE}&measure=final&row=spent&of=general")
    vouchers = [one for one in links_of_cell(spent) if one.startswith("/vouchers/")]
    assert len(vouchers) == 6
    assert officer.get(vouchers[0]).status_code == 200
    assert total(spent) == yi("1295")

    _funds_and_insurances(officer)
    _a_city_that_is_short(officer)
    _what_is_outside(officer)


def _funds_and_insurances(officer) -> None:
    # Fund by fund: the excess over 30 per cent has gone.
    funds = on_page(officer.get(f"/balance?{HERE}&measure=final&tab=funds"), "four-funds-parts")
    (fee,) = [row for row in funds.rows if row[0].startswith("1030156")]
    assert fee[-1] == "● ties"
    assert "300,000,000.00" in fee
    insured = officer.get(f"/balance?{HERE}&measure=final&tab=insurance")
    assert len(on_page(insured, "four-insurance-parts").rows) == 5


def _a_city_that_is_short(officer) -> None:
    # In the whole area the city's side is half short: it is named, and both sides are linked.
    area = officer.get(f"/balance?{HERE}&measure=adjusted&extent=area")
    assert "The four budgets do not tie: 1 of " in words(area)
    (fault,) = on_page(area, "four-faults").rows
    assert "Heilongjiang Province · General public budget · To other governments" in fault
    assert "Harbin City · General public budget · From other governments" in fault
    assert fault[-1] == f"+{yi(OFF).fen // 100:,}.00"
    broken = re.findall(r'<td class="n broken"', area.content.decode())
    assert len(broken) == 2
    giving, receiving = links(area, "four-faults")
    assert CITY in receiving
    assert total(officer.get(receiving)) == yi("2023.5")
    assert total(officer.get(giving)) == yi("3815.2")


def _what_is_outside(officer) -> None:
    # What does not exist, or is outside, is not there.
    assert officer.get(f"/balance/cell?{HERE}&row=nothing&of=general").status_code == 404
    assert officer.get(f"/balance/cell?{HERE}&row=own&of=general:110000").status_code == 404
    city = Client()
    city.cookies["django_language"] = "en"
    assert city.post("/login", {"username": "city.officer"}).status_code == 302
    assert "Harbin" in words(city.get("/balance"))
    outside = f"/balance/cell?year={YEAR}&row=own&of=general:{PROVINCE}"
    assert city.get(outside).status_code == 404


def links_of_cell(page) -> list[str]:
    found = []
    for key in ("cell-lines", "cell-entries", "cell-rows", "cell-books", "cell-pairs"):
        if f'id="table-{key}"' in page.content.decode():
            found += links(page, key)
    return found
