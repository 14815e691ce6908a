"""Words with which the tests of payments speak to the pages."""

from __future__ import annotations

import re

from tests.doors.web import street
from tests.doors.web.test_reading import words
from tests.stages.pay import cases

FORM = {
    "of_year": "2026",
    "indicator": street.PAPER.indicator,
    "amount": "1,234.5",
    "account": cases.STATIONER,
    "purpose": "粉笔",
    "no_invoice": "1",
    "procurement": "no",
    "act": "send",
}


def once(page) -> str:
    return re.search(r'name="once" value="(\w+)"', page.content.decode())[1]


def send(browser, **changes):
    """Open the form, fill it in and send it."""
    key = once(browser.get("/payments/new"))
    return browser.post("/payments/new", {**FORM, "once": key, **changes})


def begun(browser, **changes) -> str:
    answer = send(browser, **changes)
    assert answer.status_code == 302, words(answer)
    return answer["Location"].rpartition("/")[2]


def step(browser, number: str, name: str, **typed):
    page = browser.get(f"/payments/{number}")
    key = re.search(r'name="once" value="(\w+)"', page.content.decode())
    return browser.post(f"/payments/{number}/{name}", {"once": key[1] if key else "none", **typed})


def part(answer, place: str) -> str:
    """Return what one part of the live answer says."""
    page = answer.content.decode()
    inner = re.search(rf'data-into="{place}">(.*?)(?=<div data-into=|$)', page, re.DOTALL)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inner)).strip()
