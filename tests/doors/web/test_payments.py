"""A payment from hand to hand: the steps that pages offer, and what the acts make of them."""

from __future__ import annotations

import re

import pytest

from fisc.stages.pay import queries
from fisc.stages.pay.states import State
from tests.doors.web import street
from tests.doors.web.hands import begun, once, send, step
from tests.doors.web.test_reading import words
from tests.languages import CHINESE, SENTENCE, TYPED
from tests.stages.pay import cases


@pytest.mark.writes
def test_a_request_goes_its_way_from_hand_to_hand(book, come):
    number = begun(come("school.clerk"))
    for who, name, typed, state in (
        ("school.reviewer", "review", {}, State.REVIEWED),
        ("school.head", "submit", {}, State.WARNED),
        ("pay.auditor", "audit", {"reason": "教学急需"}, State.APPROVED),
        ("pay.second", "release", {}, State.RELEASED),
    ):
        before = cases.chambers(book)
        answer = step(come(who), number, name, **typed)
        assert answer.status_code == 302, words(answer)
        assert queries.request(number).state is state
        moved = 123_450 if name == "submit" else 0
        assert cases.chambers(book) == (before[0] - moved, before[1] + moved, before[2])
    said = words(come("auditor", "en").get(f"/payments/{number}"))

    assert "Released" in said
    assert "Reservation in the ledger" in said
    for name in ("Zhang Xiaoyu", "Li Wen", "Wang Fang", "Qian Cheng"):
        assert name in said


def test_a_step_is_offered_only_to_the_role_that_takes_it(come):
    number = begun(come("school.clerk"))
    offered = {
        who: re.findall(
            rf"/payments/{number}/(\w+)", come(who).get(f"/payments/{number}").content.decode()
        )
        for who in ("school.clerk", "school.reviewer", "school.head", "pay.auditor", "auditor")
    }

    assert offered == {
        "school.clerk": ["withdraw", "edit"],
        "school.reviewer": ["review", "return"],
        "school.head": [],
        "pay.auditor": [],
        "auditor": [],
    }


def test_who_is_not_to_take_a_step_is_refused_by_name_and_it_is_on_record(come):
    number = begun(come("school.clerk"))
    answer = step(come("school.clerk", "en"), number, "review")

    assert answer.status_code == 409
    assert "Role for this step" in words(answer)
    assert queries.request(number).state is State.DRAFT
    assert [one.done for one in queries.trail(number)] == [True, False]


def test_one_person_of_the_pay_centre_does_not_both_approve_and_release(come):
    number = begun(come("school.clerk"))
    step(come("school.reviewer"), number, "review")
    step(come("school.head"), number, "submit")
    step(come("pay.auditor"), number, "audit", reason="looked at")
    answer = step(come("pay.auditor", "en"), number, "release")

    assert answer.status_code == 409
    assert "Maker and checker differ" in words(answer)
    assert queries.request(number).state is State.APPROVED


def test_warnings_need_a_reason(come):
    number = begun(come("school.clerk"))
    step(come("school.reviewer"), number, "review")
    step(come("school.head"), number, "submit")
    answer = step(come("pay.auditor", "en"), number, "audit")

    assert answer.status_code == 409
    assert "Give a reason." in words(answer)


def test_what_is_returned_gives_its_reservation_back_and_may_be_changed(book, come):
    before = cases.chambers(book)
    answer = step(come("pay.auditor"), "PAY-2026-203005-5", "return", reason="用途不清")

    assert answer.status_code == 302
    assert cases.chambers(book) == (before[0] + 650_000, before[1] - 650_000, before[2])
    page = come("school.clerk", "en").get("/payments/PAY-2026-203005-5")
    assert "Returned" in words(page)
    assert "/payments/PAY-2026-203005-5/edit" in page.content.decode()


def test_a_step_taken_twice_is_taken_once(book, come):
    number = begun(come("school.clerk"))
    step(come("school.reviewer"), number, "review")
    head = come("school.head")
    key = once(head.get(f"/payments/{number}"))
    before = cases.chambers(book)
    answers = [head.post(f"/payments/{number}/submit", {"once": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert cases.chambers(book) == (before[0] - 123_450, before[1] + 123_450, before[2])


def test_a_step_out_of_turn_changes_nothing(come):
    number = begun(come("school.clerk"))
    answer = step(come("pay.second", "en"), number, "release")

    assert answer.status_code == 409
    assert "This form is no longer new: the request has moved on." in words(answer)


def test_a_step_that_does_not_exist_is_not_found(come):
    browser = come("pay.second")

    assert browser.post("/payments/PAY-2026-203005-5/steal", {"once": "x"}).status_code == 404
    assert browser.get("/payments/PAY-2026-203005-5/review").status_code == 405


def test_the_queue_opens_where_work_waits_for_the_role(come):
    assert "PAY-2026-203005-5" in words(come("pay.auditor").get("/payments"))
    assert "PAY-2026-203005-6" in words(come("school.head").get("/payments"))
    assert "PAY-2026-203005-7" in words(come("school.reviewer").get("/payments"))


def test_a_queue_shows_its_states_and_says_why_it_is_empty(come):
    browser = come("pay.auditor", "en")
    said = words(browser.get("/payments?state=cleared"))

    assert "Draft 1" in said
    assert "Paid 2" in said
    assert "No request is in the state “Cleared”." in said
    assert "PAY-2026-203005-1" in words(browser.get("/payments?state=paid"))
    assert browser.get("/payments?after=PAY-1").status_code == 404


def test_a_long_queue_has_pages(come):
    for _ in range(51):
        cases.draft()
    browser = come("school.reviewer")
    page = browser.get("/payments").content.decode()
    onward = re.search(r'<a href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    first = set(re.findall(r"PAY-2026-203005-\d+", page))
    second = set(re.findall(r"PAY-2026-203005-\d+", browser.get(onward).content.decode()))

    assert len(first) == 50
    assert len(second - first) == 2


@pytest.mark.parametrize(("language", "other"), [("en", CHINESE), ("zh-hans", SENTENCE)])
def test_a_refusal_is_shown_only_in_the_language_of_the_page(come, language, other):
    answer = send(come("school.clerk", language), amount="999999999")
    page = answer.content.decode()
    said = re.search(r'<div class="said no".*?</div>', page, re.DOTALL)[0]
    said += " ".join(re.findall(r'<li class="control-.*?</li>', page, re.DOTALL))
    shown = re.sub(r"<[^>]+>", " ", said).replace(TYPED, "")  # as it was typed

    assert answer.status_code == 422
    assert "control-K03" in page
    assert shown.strip()
    assert not other.search(shown), shown


@pytest.mark.parametrize(
    ("part", "sum_of", "count"), [("reserved", "61,500.00", 3), ("paid", "340,000.00", 1)]
)
def test_a_term_of_the_panel_leads_to_the_requests_that_make_it(come, part, sum_of, count):
    browser = come("school.clerk", "en")
    form = browser.get(f"/payments/new?indicator={street.PAPER.indicator}").content.decode()
    address = f"/payments?indicator={street.PAPER.indicator}&amp;part={part}"
    assert f'href="{address}"' in form
    assert f'href="/indicators/{street.PAPER.indicator}"' in form
    page = browser.get(address.replace("&amp;", "&"))
    html = page.content.decode()

    assert len(set(re.findall(r'href="/payments/(PAY-[\d-]+)"', html))) == count
    assert f"Total of all pages {sum_of}" in re.sub(r"\s+", " ", words(page))
    file = browser.get(address.replace("&amp;", "&") + "&as=csv&table=payments")
    assert sum_of.replace(",", "") in b"".join(file).decode("utf-8-sig").replace(",", "")


def test_the_requests_of_another_units_indicator_are_not_shown(come):
    address = f"/payments?indicator={street.PAPER.indicator}&part=paid"

    assert come("farm.clerk").get(address).status_code == 404
    assert come("school.clerk").get("/payments?indicator=IND-2026-239900-77").status_code == 404
    assert come("pay.auditor").get(address).status_code == 200
