"""My work on the pages: the lists, a batch that says what it skips, a form that is not lost."""

from __future__ import annotations

import re

import pytest
from django.core import signing
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fisc.doors.api import clock as api_clock
from fisc.doors.web import carrying
from fisc.stages.allot import commands as allot
from fisc.stages.allot.commands import IndicatorDraft
from fisc.stages.pay import keeping, queries
from fisc.stages.pay.states import State
from fisc.values import Book as Budget
from fisc.values import Money
from tests.doors.api.callers import Program
from tests.doors.web import street
from tests.doors.web.drawn import on_page
from tests.doors.web.hands import FORM, once, step
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.stages.allot.indicators import OFFICER, propose
from tests.stages.pay import cases
from tests.stages.town import PEOPLE, SCHOOL_RUNNING, TOWN


def rows(answer) -> list[str]:
    return re.findall(r'name="row" value="([^"]+)"', answer.content.decode())


def key(answer) -> str:
    return re.search(r'name="once" value="(\w+)"', answer.content.decode())[1]


def send(browser, way: str, chosen, **more: str):
    page = browser.get("/work")
    typed = {"way": way, "row": chosen, "once": key(page), **more}
    return browser.post("/work-batch", typed)


def today(number: str, *steps: str) -> str:
    """Take a draft some steps on the day that the pages have, so that its time is not over."""
    who = {"review": cases.REVIEWER, "submit": cases.HEAD, "audit": cases.AUDITOR}
    for name in steps:
        more = {"passed": True, "reason": "fine"} if name == "audit" else {}
        moment = {"day": street.TODAY, "at": street.NOW}
        assert cases.act(f"{name}_request", number, who[name], **moment, **more).done
    return number


def test_the_first_page_of_the_menu_is_ones_own_work(come):
    page = come("school.reviewer", "en").get("/work")
    menu = re.findall(r"<nav class=\"menu\".*?</nav>", page.content.decode(), re.DOTALL)[0]

    assert re.findall(r'href="([^"]+)"', menu)[0] == "/work"
    assert rows(page) == ["payment_request/PAY-2026-203005-7/2026/1"]
    assert "饮用水" in words(page)


@pytest.mark.parametrize("name", ["todo", "sent", "done", "drafts"])
def test_every_list_says_why_it_is_empty(come, name):
    said = words(come("mayor", "en").get(f"/work?list={name}"))

    assert re.search("Nothing|You have no drafts", said)


def test_lists_are_filtered_by_words_and_kind(come):
    browser = come("school.clerk", "en")

    assert "PAY-2026-203005-7" in words(browser.get("/work?list=drafts&q=饮用水"))
    assert "Clear the filter" in words(browser.get("/work?list=drafts&q=nothing"))
    assert "PAY-2026-203005-7" in words(browser.get("/work?list=drafts&kind=payment_request"))


@pytest.mark.writes
def test_a_batch_is_shown_before_it_is_done(book, come):
    numbers = [cases.draft(100), cases.draft(200)]
    chosen = [f"payment_request/{number}/2026/1" for number in numbers]
    browser = come("school.reviewer", "en")

    before = send(browser, "approve", chosen)
    assert "2 will be approved" in words(before)
    assert {queries.request(number).state for number in numbers} == {State.DRAFT}
    after = send(browser, "approve", chosen, confirm="1")

    assert "2 done" in words(after)
    assert {queries.request(number).state for number in numbers} == {State.REVIEWED}


@pytest.mark.writes
def test_a_batch_says_which_it_skips_and_why(book, come):
    mine, changed, further = cases.draft(100), cases.draft(200), cases.submitted(300)
    cases.act("change_draft", changed, cases.CLERK, typed=cases.typed(999))
    chosen = [f"payment_request/{number}/2026/1" for number in (mine, changed, further)]
    nowhere = ["payment_request/PAY-2026-9-9/2026/1", "nonsense", "x/y/z/1"]
    browser = come("school.reviewer", "en")

    said = words(send(browser, "approve", [*chosen, *nowhere]))
    assert "1 will be approved" in said
    assert "3 will be skipped" in said
    for why in ("you saw version 1", "is for:", "moved on since you saw it"):
        assert why in said, said
    done = words(send(browser, "approve", [*chosen, *nowhere], confirm="1"))

    assert "1 done" in done
    assert queries.request(mine).state is State.REVIEWED
    assert queries.request(changed).state is State.DRAFT
    assert queries.request(further).state is State.WARNED


@pytest.mark.writes
def test_what_is_warned_of_is_approved_with_a_reason_only(book, come):
    number = today(cases.draft(100), "review", "submit")
    chosen = [f"payment_request/{number}/2026/1"]
    browser = come("pay.auditor", "en")

    assert "needs a reason" in words(send(browser, "approve", chosen))
    assert send(browser, "approve", chosen, reason="heating", confirm="1").status_code == 200
    assert queries.request(number).state is State.APPROVED


def test_a_return_of_several_needs_a_reason(book, come):
    number = cases.submitted(100)
    chosen = [f"payment_request/{number}/2026/1"]
    browser = come("pay.auditor", "en")

    without = send(browser, "return", chosen, confirm="1")
    assert without.status_code == 409
    assert "REASON" in words(without)
    assert send(browser, "return", chosen, reason="no contract", confirm="1").status_code == 200

    assert queries.request(number).state is State.RETURNED
    assert 'value="no contract"' in browser.get("/work").content.decode()
    came = words(come("school.clerk", "en").get("/work"))
    assert "returned by pay.auditor: no contract" in came


def test_the_same_batch_sent_twice_is_done_once(book, come):
    number = cases.draft(100)
    browser = come("school.reviewer", "en")
    typed = {
        "way": "approve",
        "row": [f"payment_request/{number}/2026/1"],
        "once": key(browser.get("/work")),
        "confirm": "1",
    }
    first, second = browser.post("/work-batch", typed), browser.post("/work-batch", typed)

    assert first.status_code == 200
    assert second.status_code == 409
    assert [one.act for one in queries.trail(number)] == ["draft", "review"]


def test_a_batch_foresees_that_the_time_of_a_request_is_over(book, come):
    number = cases.submitted(100)  # in March, and it is June
    browser = come("pay.auditor", "en")
    said = send(browser, "approve", [f"payment_request/{number}/2026/1"], reason="fine")

    assert "was open until" in words(said)
    assert "0 will be approved" in words(said)


def test_a_batch_of_nothing_is_said(come):
    browser = come("school.reviewer", "en")
    answer = browser.post("/work-batch", {"way": "approve"}, follow=True)

    assert "Tick at least one row" in words(answer)


@pytest.mark.writes
def test_a_request_is_returned_to_a_step_and_recalled_on_its_page(book, come):
    number = today(cases.draft(100), "review", "submit", "audit")
    page = come("pay.second", "en").get(f"/payments/{number}")
    targets = page.content.decode().partition('name="to"')[2]
    assert re.findall(r'<option value="(\w+)">', targets)[:4] == [
        "author",
        "review",
        "submit",
        "audit",
    ]
    assert step(come("pay.second"), number, "return", reason="x", to="audit").status_code == 302
    assert queries.request(number).state is State.WARNED
    assert step(come("pay.auditor"), number, "audit", reason="fine").status_code == 302
    assert step(come("pay.auditor"), number, "recall").status_code == 302
    said = words(come("auditor", "en").get(f"/payments/{number}"))

    assert queries.request(number).state is State.WARNED
    assert "Recall" in said
    assert "To whom it goes" in said
    assert "Qian Cheng" in said


def test_a_stale_version_is_refused_with_its_words(book, come):
    number = cases.draft(100)
    browser = come("school.reviewer", "en")
    seen = key(browser.get(f"/payments/{number}"))
    cases.act("change_draft", number, cases.CLERK, typed=cases.typed(200))
    answer = browser.post(f"/payments/{number}/review", {"once": seen, "version": "1"})

    assert answer.status_code == 409
    assert "you saw version 1" in words(answer)
    assert queries.request(number).state is State.DRAFT


def test_what_is_typed_is_kept_and_found_again(come):
    browser = come("school.clerk", "en")
    page = browser.get("/payments/new").content.decode()
    kept = re.search(r'name="kept" value="(\w+)"', page)[1]
    half = {**FORM, "kept": kept, "amount": "12,", "purpose": "半句"}
    before = len(queries.requests_of(queries.request("PAY-2026-203005-7").unit, 2026))

    assert browser.post("/payments/keep", half).status_code == 204
    again = browser.get(f"/payments/new?kept={kept}").content.decode()
    assert 'value="半句"' in again
    assert 'value="12,"' in again
    assert "半句" not in come("school.reviewer").get(f"/payments/new?kept={kept}").content.decode()
    assert len(queries.requests_of(queries.request("PAY-2026-203005-7").unit, 2026)) == before
    assert "半句" in words(browser.get("/work?list=drafts"))
    answer = browser.post("/payments/new", {**FORM, "kept": kept, "once": once_of(again)})
    assert answer.status_code == 302
    assert keeping.kept_forms("school.clerk") == ()


def once_of(page: str) -> str:
    return re.search(r'name="once" value="(\w+)"', page)[1]


@pytest.mark.writes
def test_without_a_script_the_entrance_carries_the_form_on(book, come):
    browser = come("school.clerk", "en")
    typed = {**FORM, "once": once(browser.get("/payments/new")), "purpose": "粉笔<b>"}
    browser.cookies.pop("sessionid")
    entrance = browser.post("/payments/new", typed)
    carried = re.search(r'name="carried" value="([^"]+)"', entrance.content.decode())[1]
    assert "carried on" in words(entrance)

    onward = browser.post("/login", {"username": "school.clerk", "carried": carried})
    page = onward.content.decode()
    assert 'action="/payments/new"' in page
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    assert fields["purpose"] == "粉笔&lt;b&gt;"
    fields["purpose"] = "粉笔"
    answer = browser.post("/payments/new", fields)

    assert answer.status_code == 302
    assert queries.request(answer["Location"].rpartition("/")[2]).purpose == "粉笔"


def test_a_carried_form_is_nobody_elses_invention(come):
    assert carrying.unpacked("") is None
    assert carrying.unpacked("nonsense") is None
    foreign = signing.dumps(["https://elsewhere.example/", []], salt=carrying.SALT)
    assert carrying.unpacked(foreign) is None
    answer = Client().post("/login", {"username": "mayor", "carried": "nonsense"})
    assert answer.status_code == 302


def test_a_session_is_taken_up_again_in_place(come):
    browser = come("school.clerk", "en")
    browser.cookies.pop("sessionid")

    assert browser.post("/login/again", {"username": "nobody"}).status_code == 422
    answer = browser.post("/login/again", {"username": "school.clerk"})

    assert answer.status_code == 200
    assert "csrfmiddlewaretoken" in answer.content.decode()
    assert browser.get("/payments/new").status_code == 200


@pytest.mark.writes
def test_a_change_of_authority_is_carried_out_from_the_desk(book, come):
    propose("freeze", "FRZ-9", "10", indicator=street.PAPER.indicator)
    issued = IndicatorDraft(
        number="IND-2026-239900-9",
        book=Budget.GENERAL,
        amount=Money.yuan("10"),
        unit=street.SCHOOL,
        project=str(SCHOOL_RUNNING),
        function="2050202",
        item="50502",
        department_item="30201",
        fund_type="111",
    )
    assert allot.draft_indicator(
        draft=issued, division=TOWN, year=2026, maker=OFFICER, at=street.NOW
    ).done
    browser = come("business.head", "en")
    chosen = ["indicator/IND-2026-239900-9/2026/1"]
    assert chosen[0] in rows(browser.get("/work"))

    assert "1 will be returned" in words(send(browser, "return", chosen, reason="x"))
    assert "reason given" in words(send(browser, "return", chosen, confirm="1"))
    assert "1 will be approved" in words(send(browser, "approve", chosen))
    assert "1 done" in words(send(browser, "approve", chosen, confirm="1"))
    assert chosen[0] not in rows(browser.get("/work"))
    head = come("budget.head", "en")
    chosen = rows(head.get("/work?kind=change_of_authority"))
    assert chosen == ["change_of_authority/FRZ-9/2026/1"]
    refused = send(head, "approve", chosen, confirm="1")
    # The indicator of the street was posted without its document, so the stage does not know it.
    assert refused.status_code == 409
    assert "moved on" in words(refused)


def test_a_desk_of_all_kinds_asks_few_questions(come):
    for who in ("budget.head", "business.head", "treasury.officer"):
        browser = come(who)
        browser.get("/work")
        with CaptureQueriesContext(connections["default"]) as asked:
            browser.get("/work")
        assert 0 < len(asked) <= QUERIES_MAX, who


@pytest.mark.parametrize("name", ["todo", "sent", "done"])
def test_a_program_is_told_the_same_list_as_the_page_in_the_same_order(come, monkeypatch, name):
    monkeypatch.setattr(api_clock, "now", lambda: street.NOW)
    monkeypatch.setattr(api_clock, "today", lambda: street.TODAY)
    lengths = {}
    for who, *_ in PEOPLE:
        page = come(who, "en").get("/work", {"list": name})
        listed = (
            [row[0] for row in on_page(page, "work").rows]
            if "<tbody" in page.content.decode()
            else []
        )
        told = Program(who, at=street.NOW).get("/work", list=name)
        assert [row["number"] for row in told.body["rows"]] == listed, who
        lengths[who] = len(listed)

    assert sum(map(bool, lengths.values())) > 1, lengths
