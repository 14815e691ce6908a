"""One's own sign-in: a second factor set up, replaced, renewed and reset, and shown."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fisc.registers import factors
from tests.doors.web.factor_office import (
    CLERK,
    DIRECTOR,
    KEEPER,
    KEY,
    PHRASE,
    WRONG,
    browser_in,
    come_in,
    enrol,
    give_code,
    hands,
    office,
    secret_on,
)
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.doors.web.test_rights import ADDRESSES, POSTED

__all__ = ["hands", "office"]


def test_whose_role_needs_one_gets_to_no_other_page_until_it_is_set_up(office, hands):
    browser, answer = come_in(DIRECTOR)
    assert answer.status_code == 302
    for name, address in ADDRESSES.items():
        if name in {"login", "again", "login-code", "language", "logout"}:
            continue
        if name in {"own-sign-in", "own-sign-in-step"}:
            continue
        answer = (browser.post if name in POSTED else browser.get)(address)
        assert (answer.status_code, answer.get("Location")) == (302, "/sign-in"), name
    assert browser.get("/payments/controls", headers={"x-fragment": "1"}).status_code == 403
    refused = browser.get("/api/me")
    assert refused.status_code == 403
    assert "needs a second factor" in refused.content.decode()

    page = browser.get("/sign-in")
    assert "Your role needs a second factor" in words(page)
    assert 'data-key="w"' not in page.content.decode(), "no menu that leads nowhere"
    browser.post("/sign-in/begin")
    key = secret_on(browser.get("/sign-in"))
    wrong = browser.post("/sign-in/confirm", {"code": hands.code(KEY)})
    assert wrong.status_code == 422
    assert browser.get("/").status_code == 302

    codes = browser.post("/sign-in/confirm", {"code": hands.code(key)})
    assert len(set(re.findall(r"<code>(\w{5}-\w{5})</code>", codes.content.decode()))) == 10
    assert browser.get("/").status_code == 200
    assert browser.get("/api/me").status_code == 200
    assert secret_on_is_gone(browser)


def secret_on_is_gone(browser) -> bool:
    page = browser.get("/sign-in").content.decode()
    return 'class="secret"' not in page and not re.findall(r"<code>\w{5}-\w{5}</code>", page)


def test_recovery_codes_are_shown_once_and_the_text_holds_the_same(office, hands):
    browser, _ = come_in(CLERK)
    browser.post("/sign-in/begin")
    key = secret_on(browser.get("/sign-in"))
    page = browser.post("/sign-in/confirm", {"code": hands.code(key)}).content.decode()
    shown = re.findall(r"<code>(\w{5}-\w{5})</code>", page)
    text = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]+)" download', page)[1])

    assert len(shown) == 10
    assert [line for line in text.split("\r\n") if "-" in line and len(line) == 11] == shown
    assert not set(shown) & set(
        re.findall(r"\w{5}-\w{5}", browser.get("/sign-in").content.decode())
    )


def test_the_secret_is_drawn_without_a_script_or_a_style(office, hands):
    browser, _ = come_in(CLERK)
    browser.post("/sign-in/begin")
    page = browser.get("/sign-in").content.decode()

    assert '<path fill="#fff"' in page
    assert "style=" not in page
    assert "otpauth" not in page
    browser.post("/sign-in/give-up")
    assert "<svg xmlns" not in browser.get("/sign-in").content.decode()


def test_each_begin_draws_another_secret(office, hands):
    browser, _ = come_in(CLERK)
    browser.post("/sign-in/begin")
    first = secret_on(browser.get("/sign-in"))
    browser.post("/sign-in/begin")

    assert secret_on(browser.get("/sign-in")) != first
    assert browser.post("/sign-in/confirm", {"code": hands.code(first)}).status_code == 422


@pytest.mark.parametrize("name", ["begin", "codes"])
def test_to_replace_or_renew_password_and_code_are_asked_again(office, hands, name):
    browser, _ = come_in("mayor")
    give_code(browser, hands.code())
    hands.wait()
    for typed in ({}, {"password": WRONG, "code": hands.code()}, {"password": PHRASE, "code": "1"}):
        assert browser.post(f"/sign-in/{name}", typed).status_code == 422, typed
    assert factors.codes_left("mayor") == 1

    done = browser.post(f"/sign-in/{name}", {"password": PHRASE, "code": hands.code()})
    assert done.status_code == (302 if name == "begin" else 200)
    assert factors.codes_left("mayor") == (1 if name == "begin" else 10)


def test_guessing_from_within_locks_the_name_too(office, hands):
    browser, _ = come_in("mayor")
    give_code(browser, hands.code())
    hands.wait()
    for _ in range(office.SIGN_IN_TRIES):
        browser.post("/sign-in/codes", {"password": WRONG, "code": "1"})
    hands.wait()
    proof = {"password": PHRASE, "code": hands.code()}

    assert "Too many wrong passwords" in words(browser.post("/sign-in/codes", proof))


def test_a_new_device_ends_every_other_session_and_token(office, hands):
    first, _ = come_in("mayor")
    give_code(first, hands.code())
    hands.wait()
    other, _ = come_in("mayor")
    give_code(other, hands.code())
    made = other.post("/api/tokens", {"hours": 1}, content_type="application/json")
    token = {"Authorization": f"Bearer {made.json()['token']}"}
    assert Client().get("/api/me", headers=token).status_code == 200
    hands.wait()

    first.post("/sign-in/begin", {"password": PHRASE, "code": hands.code()})
    key = secret_on(first.get("/sign-in"))
    assert first.post("/sign-in/confirm", {"code": hands.code(key)}).status_code == 200
    assert first.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert Client().get("/api/me", headers=token).status_code == 401


def test_a_session_opened_before_a_device_was_set_up_elsewhere_has_ended(office, hands):
    browser, _ = come_in(CLERK)
    assert browser.get("/").status_code == 200
    enrol(CLERK, hands.now)

    assert browser.get("/").status_code == 302


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "second factor reset"), ("zh", "重置双因素认证")],
)
def test_a_lost_device_is_reset_by_a_security_administrator_and_everybody_sees_it(
    office, hands, come, language, said
):
    mayor, _ = come_in("mayor")
    give_code(mayor, hands.code())
    keeper, _ = come_in(KEEPER, browser=browser_in(language))
    give_code(keeper, hands.code())
    assert keeper.get("/people/persons/mayor").status_code == 200

    typed = {"person": "mayor", "reason": "telephone lost"}
    assert keeper.post("/people/steps/reset", {"person": "mayor"}).status_code == 302
    assert factors.device_of("mayor")
    assert keeper.post("/people/steps/reset", typed).status_code == 302
    assert factors.device_of("mayor") == ""
    assert mayor.get("/").status_code == 302, "the session ended"
    own, answer = come_in("mayor", browser=browser_in(language))
    assert answer.status_code == 302, "the password is enough again"
    office.MODE = "demo"
    for browser, address in (
        (own, "/sign-in"),
        (keeper, "/people/persons/mayor"),
        (come("logs", "zh-hans" if language == "zh" else "en"), "/people/trail"),
    ):
        office.MODE = "demo" if address == "/people/trail" else "office"
        page = words(browser.get(address))
        assert said in page, address
        assert "telephone lost" in page, address


def test_only_who_may_reset_gets_it_done(office, hands):
    for username in (CLERK, DIRECTOR):
        browser, _ = come_in(username)
        browser.post("/people/steps/reset", {"person": "mayor", "reason": "x"})
    keeper, _ = come_in(KEEPER)
    give_code(keeper, hands.code())
    own = keeper.post("/people/steps/reset", {"person": KEEPER, "reason": "x"})

    assert own.status_code == 409
    assert "another security administrator does" in words(own)
    assert factors.device_of("mayor")
    assert factors.device_of(KEEPER)


def test_an_office_may_ask_everybody_or_nobody(office, hands):
    office.SECOND_FACTOR = "everybody"
    browser, _ = come_in(CLERK)
    assert browser.get("/")["Location"] == "/sign-in"

    office.SECOND_FACTOR = "nobody"
    assert browser.get("/").status_code == 200
    assert come_in(DIRECTOR)[0].get("/").status_code == 200
    assert "one-time-code" in come_in("mayor")[1].content.decode(), "who has one is asked"


def test_a_demo_asks_nobody_but_shows_how_it_is_set_up(book, come, hands):
    browser = come("mayor", "en")
    browser.post("/sign-in/begin")
    key = secret_on(browser.get("/sign-in"))
    assert browser.post("/sign-in/confirm", {"code": hands.code(key)}).status_code == 200
    assert "A demo asks nobody for it." in words(browser.get("/sign-in"))
    hands.wait()
    renewed = browser.post("/sign-in/codes", {"code": hands.code(key)})
    assert renewed.status_code == 200

    assert come("mayor").get("/").status_code == 200


def test_the_page_asks_the_database_no_more_than_any_other(office, hands):
    browser, _ = come_in("mayor")
    give_code(browser, hands.code())
    browser.get("/sign-in")
    with CaptureQueriesContext(connections["default"]) as asked:
        assert browser.get("/sign-in").status_code == 200
    assert len(asked) <= QUERIES_MAX, [one["sql"] for one in asked]
