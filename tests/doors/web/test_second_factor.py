"""The second factor at the entrance: asked after the password, once, counted and locked."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from fisc.doors.web.entrance import CODE_SECONDS_MAX
from fisc.registers import accounts, sign_ins
from tests.doors.web.factor_office import (
    PHRASE,
    SPARE,
    WRONG,
    browser_in,
    come_in,
    give_code,
    hands,
    office,
)
from tests.doors.web.test_reading import words

__all__ = ["hands", "office"]


@pytest.mark.parametrize(
    ("language", "asked"),
    [("en", "Code that your device shows now"), ("zh", "设备当前显示的验证码")],
)
def test_the_code_is_asked_after_the_password_and_nothing_opens_before(
    office, hands, language, asked
):
    browser, answer = come_in("mayor", browser=browser_in(language), next="/trial-balance")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert asked in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert browser.get("/").status_code == 302
    assert browser.get("/api/me").status_code == 401

    answer = give_code(browser, hands.code(), next="/trial-balance")
    assert (answer.status_code, answer["Location"]) == (302, "/trial-balance")
    assert browser.get("/").status_code == 200
    assert browser.get("/api/me").status_code == 200


def test_the_page_of_the_code_can_be_loaded_again_and_leads_back_without_a_password(office):
    browser, _ = come_in("mayor")
    assert "one-time-code" in browser.get("/login/code").content.decode()

    stranger = browser_in()
    assert stranger.get("/login/code").status_code == 302
    assert give_code(stranger, "123456").status_code == 302
    assert stranger.get("/").status_code == 302


def test_a_wrong_password_never_reaches_the_code(office, hands):
    browser, answer = come_in("mayor", WRONG)

    assert answer.status_code == 422
    assert "one-time-code" not in answer.content.decode()
    assert give_code(browser, hands.code())["Location"].startswith("/login?")


def test_passwords_and_codes_are_counted_together(office, hands):
    browser, _ = come_in("mayor")
    for _ in range(office.SIGN_IN_TRIES - 4):
        assert "not right, or was used before" in words(give_code(browser, "000000"))
    for _ in range(4):
        come_in("mayor", WRONG)

    locked = give_code(browser, hands.code())
    assert locked.status_code == 422
    assert "Too many wrong passwords" in words(locked)
    assert "Too many wrong passwords" in words(come_in("mayor")[1])
    hands.wait(office.SIGN_IN_LOCK_SECONDS)
    assert give_code(come_in("mayor")[0], hands.code()).status_code == 302


def test_the_right_password_alone_does_not_forget_wrong_codes(office, hands):
    for _ in range(office.SIGN_IN_TRIES):
        browser, _ = come_in("mayor")
        give_code(browser, "000000")

    assert "Too many wrong passwords" in words(come_in("mayor")[1])


def test_a_code_that_was_used_is_refused(office, hands):
    code = hands.code()
    assert give_code(come_in("mayor")[0], code).status_code == 302

    assert give_code(come_in("mayor")[0], code).status_code == 422
    assert give_code(come_in("mayor")[0], hands.wait().code()).status_code == 302


def test_a_recovery_code_lets_in_once(office):
    assert give_code(come_in("mayor")[0], SPARE.lower()).status_code == 302
    assert give_code(come_in("mayor")[0], SPARE).status_code == 422


def test_the_session_waits_for_the_code_for_a_while_only(office, hands):
    browser, _ = come_in("mayor")
    hands.wait(CODE_SECONDS_MAX + 1)

    assert give_code(browser, hands.code())["Location"].startswith("/login?")
    assert browser.get("/").status_code == 302


def test_a_new_password_ends_the_wait_for_the_code(office, hands):
    browser, _ = come_in("mayor")
    assert accounts.set_password("mayor", "another long phrase").allowed

    assert give_code(browser, hands.code())["Location"].startswith("/login?")


def test_what_was_typed_is_carried_over_both_pages(office, hands):
    lost = browser_in().post("/people/steps/enter", {"person": "new.one"})
    carried = re.search(r'name="carried" value="([^"]+)"', lost.content.decode())[1]
    browser, answer = come_in("mayor", carried=carried)
    assert carried in answer.content.decode()

    sent = give_code(browser, hands.code(), carried=carried).content.decode()
    assert 'name="person" value="new.one"' in sent


def test_signing_in_again_in_place_asks_the_code_together_with_the_password(office, hands):
    browser, typed = browser_in(), {"username": "mayor", "password": PHRASE}
    asked = browser.post("/login/again", typed)
    assert asked.status_code == 422
    assert "data-asks-code" in asked.content.decode()
    assert browser.post("/login/again", typed | {"code": "000000"}).status_code == 422
    assert browser.get("/").status_code == 302

    assert browser.post("/login/again", typed | {"code": hands.code()}).status_code == 200
    assert browser.get("/").status_code == 200


def test_a_wrong_code_behind_a_right_password_is_told_to_its_owner(office, hands):
    give_code(come_in("mayor", browser=browser_in(REMOTE_ADDR="10.9.8.7"))[0], "000000")
    assert sign_ins.of("mayor")[0].outcome == sign_ins.WRONG_CODE
    browser, _ = come_in("mayor")
    give_code(browser, hands.wait().code())

    page = words(browser.get("/sign-in"))
    assert "right password, wrong code" in page
    assert "10.9.8.7" in page
    assert "1 tries failed before you came in this time" in page


def test_the_address_is_the_one_that_the_trusted_proxy_saw(office, hands):
    office.PROXIES = 1
    browser = browser_in(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.9.8.7")
    come_in("mayor", WRONG, browser)

    assert sign_ins.of("mayor")[0].address == "10.9.8.7"


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "\x00", "9" * 5000, "１２"]
)
def test_hostile_codes_are_refused_and_not_shown(office, typed):
    browser, _ = come_in("mayor")
    answer = give_code(browser, typed)

    assert answer.status_code == 422
    assert typed not in answer.content.decode()


def test_codes_from_another_site_are_refused(office):
    browser = Client(enforce_csrf_checks=True)
    for address in ("/login/code", "/sign-in/begin", "/sign-in/confirm", "/people/steps/reset"):
        assert browser.post(address, {"code": "1"}).status_code == 403


def test_nobody_is_sent_to_another_site_after_the_code(office, hands):
    browser, _ = come_in("mayor")

    assert give_code(browser, hands.code(), next="https://example.com/")["Location"] == "/"
