"""The form of a payment request and the controls beside it, while somebody types."""

from __future__ import annotations

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.stages.pay import queries
from fisc.stages.pay.states import State
from tests.doors.web import street
from tests.doors.web.hands import FORM, begun, once, part, send
from tests.doors.web.test_reading import words
from tests.stages.pay import cases

QUERIES_MAX = 12


@pytest.mark.parametrize(
    ("typed", "understood", "capitals"),
    [
        ("1,234.5", "understood as 1,234.50 yuan", "壹仟贰佰叁拾肆元伍角整"),
        ("１２３４", "understood as 1,234.00 yuan", "壹仟贰佰叁拾肆元整"),
        ("1.2万", "understood as 12,000.00 yuan", "壹万贰仟元整"),
        ("￥5", "understood as 5.00 yuan", "伍元整"),
        ("5.00", "", "伍元整"),
        ("1e6", "scientific notation, which is not guessed at. Write all the digits.", ""),
        ("12,34", "not grouped by three digits", ""),
        ("1.005", "parts smaller than a fen", ""),
        ("(5)", "Write -5.", ""),
        ("-5", "An amount to pay is more than zero.", ""),
        ("0", "An amount to pay is more than zero.", ""),
        ("五元", "is not an amount", ""),
        ("", "", ""),
    ],
)
def test_an_amount_is_understood_or_refused_and_never_guessed(come, typed, understood, capitals):
    browser = come("school.clerk", "en")
    answer = browser.get("/payments/controls", {**FORM, "amount": typed})

    assert understood in part(answer, "amount-hint")
    assert bool(understood) == bool(part(answer, "amount-hint"))
    assert part(answer, "capitals") == capitals


def test_the_panel_shows_each_term_of_what_remains(come):
    answer = come("school.clerk", "en").get("/payments/controls", FORM)
    said = part(answer, "panel")

    for line in (
        "Granted 500,000.00",
        "− Reserved 61,500.00 3 in process",
        "− Paid 340,000.00 1 confirmed",
        "= Available 98,500.00",
        "− This request 1,234.50",
        "= Remaining 97,265.50",
    ):
        assert line in said


def test_a_control_turns_while_one_types(come):
    browser = come("school.clerk", "en")

    def _outcome(amount: str) -> str:
        page = browser.get("/payments/controls", {**FORM, "amount": amount}).content.decode()
        return re.search(r'class="control-(\w+)" id="control-K03"', page)[1]

    assert _outcome("") == "unknown"
    assert _outcome("98,500.00") == "pass"
    assert _outcome("98,500.01") == "refuse"
    assert _outcome("9.85万") == "pass"


def test_the_panel_says_by_how_much_and_what_to_do(come):
    browser = come("school.clerk", "zh-hans")
    said = part(browser.get("/payments/controls", {**FORM, "amount": "12万"}), "panel")

    assert "= 余额 -21,500.00" in said
    assert "本笔 ¥120,000.00，超出 ¥21,500.00。 减少金额，或先申请调剂、调整。" in said


def test_the_panel_asks_few_questions(come):
    browser = come("school.clerk")
    browser.get("/payments/controls", FORM)
    with CaptureQueriesContext(connections["default"]) as asked:
        answer = browser.get("/payments/controls", FORM)

    assert answer.status_code == 200
    assert 0 < len(asked) <= QUERIES_MAX


def test_the_panel_keeps_nothing(come):
    browser = come("school.clerk")
    before = len(queries.requests_of(street.SCHOOL, 2026))
    browser.get("/payments/controls", FORM)

    assert len(queries.requests_of(street.SCHOOL, 2026)) == before


def test_who_looked_at_the_past_asks_for_money_of_today(come):
    browser = come("school.clerk", "en")
    assert "as of 2026-02-01" in words(browser.get("/?day=2026-02-01"))
    form = browser.get("/payments/new")

    assert re.search(r"98,500\.00 [^|]*2050202 · 30201 · IND-2026-239900-1 ", words(form))
    assert "as of 2026-02-01" not in words(form)
    assert "Data as of 2026-06-30" in words(form)


def test_payees_are_offered_by_the_name_that_was_begun(come):
    browser = come("school.clerk")
    page = browser.get("/payments/controls", {**FORM, "account": "文具"}).content.decode()

    assert f'name="account_picked" value="{cases.STATIONER}"' in page
    assert cases.PERSON not in page


@pytest.mark.writes
def test_a_request_that_no_control_stops_is_saved_for_the_reviewer(come):
    browser = come("school.clerk", "en")
    number = begun(browser)
    found = queries.request(number)
    page = words(browser.get(f"/payments/{number}"))

    assert found.state is State.DRAFT
    assert found.amount.fen == 123_450
    assert found.maker == "school.clerk"
    assert "Saved for review by a second person of your unit." in page
    assert "壹仟贰佰叁拾肆元伍角整" in page


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount": "98,500.01"}, "¥0.01 too much. Lower the amount, or ask for a virement"),
        ({"account": "0000"}, "The account is not registered."),
        ({"account": cases.OWN}, "the unit's own real account"),
        ({"indicator": ""}, "Not yet known: the indicator."),
        ({"procurement": "yes"}, "Purchase plan missing, contract missing."),
    ],
)
def test_a_request_that_is_refused_keeps_what_was_typed(come, changes, why):
    browser = come("school.clerk", "en")
    before = len(queries.requests_of(street.SCHOOL, 2026))
    answer = send(browser, **changes)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Not accepted. Nothing you typed is lost." in page
    assert why.replace("'", "&#x27;") in re.sub(r"<[^>]+>", "", page)
    assert len(queries.requests_of(street.SCHOOL, 2026)) == before
    typed = {**FORM, **changes}
    assert f'name="amount" value="{typed["amount"]}"' in page
    assert f'name="account" value="{typed["account"]}"' in page
    assert f'name="purpose" value="{typed["purpose"]}"' in page
    assert 'name="no_invoice" value="1" checked' in page
    assert f'value="{typed["procurement"]}" checked' in page
    if typed["indicator"]:
        assert f'name="indicator" value="{typed["indicator"]}"' in page


def test_an_amount_that_cannot_be_read_stays_in_its_field(come):
    answer = send(come("school.clerk", "en"), amount="1e6", act="draft")

    assert answer.status_code == 422
    assert 'name="amount" value="1e6"' in answer.content.decode()
    assert "scientific notation" in words(answer)


def test_what_is_too_long_is_said_at_its_field(come):
    answer = send(come("school.clerk", "en"), purpose="x" * 201)

    assert answer.status_code == 422
    assert "At most 200 characters." in words(answer)


def test_a_draft_may_be_half_typed_and_is_found_again_as_it_was(come):
    browser = come("school.clerk", "en")
    number = begun(browser, amount="12万", purpose="", procurement="", act="draft")
    page = browser.get(f"/payments/{number}/edit").content.decode()

    assert 'name="amount" value="120,000.00"' in page
    assert 'name="no_invoice" value="1" checked' in page
    assert 'name="procurement" value="no" checked' not in page
    assert f'name="indicator" value="{street.PAPER.indicator}"' in page


def test_a_draft_is_changed_and_then_in_order(come):
    browser = come("school.clerk", "en")
    number = begun(browser, amount="12万", act="draft")
    key = once(browser.get(f"/payments/{number}/edit"))
    answer = browser.post(f"/payments/{number}/edit", {**FORM, "amount": "8.5万", "once": key})

    assert answer.status_code == 302
    assert queries.request(number).amount.fen == 8_500_000


def test_another_units_indicator_is_not_taken(come):
    answer = send(come("farm.clerk", "en"))

    assert answer.status_code == 422
    assert "Your unit has no indicator of this number, code or name in this year." in words(answer)


@pytest.mark.writes
def test_a_double_click_asks_once(come):
    browser = come("school.clerk")
    before = len(queries.requests_of(street.SCHOOL, 2026))
    key = once(browser.get("/payments/new"))
    first = browser.post("/payments/new", {**FORM, "once": key})
    second = browser.post("/payments/new", {**FORM, "once": key})

    assert first["Location"] == second["Location"]
    assert len(queries.requests_of(street.SCHOOL, 2026)) == before + 1


def test_an_old_form_with_other_content_is_not_taken_and_keeps_it(come):
    browser = come("school.clerk", "en")
    key = once(browser.get("/payments/new"))
    browser.post("/payments/new", {**FORM, "once": key})
    answer = browser.post("/payments/new", {**FORM, "once": key, "amount": "77"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "This form is no longer new" in page
    assert 'name="amount" value="77"' in page
    assert once(answer) != key


def test_a_form_without_its_key_is_not_taken(come):
    browser = come("school.clerk")

    assert browser.post("/payments/new", FORM).status_code == 409
    number = begun(browser)
    assert come("school.reviewer").post(f"/payments/{number}/review").status_code == 409
