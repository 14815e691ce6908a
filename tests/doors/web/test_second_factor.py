"""The second factor at the pages: set up, asked after the password, locked, replaced, reset."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fisc.doors.web import clock
from fisc.doors.web.entrance import CODE_SECONDS_MAX
from fisc.record import second_factor
from fisc.record.second_factor import code_at
from fisc.registers import accounts, factors, people, sign_ins
from fisc.registers.people import PersonRecord
from tests.doors.web import street
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.doors.web.test_rights import ADDRESSES, POSTED

PHRASE, WRONG = "correct horse staple", "guess"
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the usual one is slow on purpose
KEY, SPARE = "11" * 20, "AAAAA-BBBBB"
DIRECTOR, CLERK, KEEPER = "director", "school.clerk", "keeper"


class Hands:
    """Somebody at a browser, at a time that they can let pass."""

    def __init__(self, monkeypatch):
        self.now = street.NOW
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def wait(self, seconds=30):
        self.now += timedelta(seconds=seconds)
        return self

    def code(self, key=KEY):
        return code_at(key, self.now)


def browser_in(language="en", **more):
    browser = Client(headers={"accept-language": language}, **more)
    browser.cookies["django_language"] = "zh-hans" if language == "zh" else language
    return browser


def come_in(username, password=PHRASE, browser=None, **more):
    browser = browser or browser_in()
    answer = browser.post("/login", {"username": username, "password": password, **more})
    return browser, answer


def give_code(browser, code, **more):
    return browser.post("/login/code", {"code": code, **more})


@pytest.fixture
def hands(monkeypatch):
    return Hands(monkeypatch)


@pytest.fixture
def office(book, settings, hands):
    """The street as an office in which the mayor chose to have a second factor."""
    settings.MODE, settings.SECOND_FACTOR = "office", "law"
    settings.PASSWORD_HASHERS = FAST
    people.add(PersonRecord(DIRECTOR, "赵强", "Zhao Qiang", "FIN_DIRECTOR", street.TOWN))
    people.add(PersonRecord(KEEPER, "安全", "Keeper", "SEC_ADMIN", street.TOWN))
    for username in ("mayor", DIRECTOR, CLERK, KEEPER):
        assert accounts.set_password(username, PHRASE).allowed
    enrol("mayor", hands.now - timedelta(minutes=5))
    enrol(KEEPER, hands.now - timedelta(minutes=5))
    return settings


def enrol(username, at, key=KEY):
    done = second_factor.enrol(
        username, key=key, code=code_at(key, at), recovery=[SPARE], steps=1, at=at
    )
    assert done.refusal is None


def secret_on(answer) -> str:
    shown = re.search(r'class="secret"><code>([A-Z2-7 ]+)</code>', answer.content.decode())
    return base64.b32decode(shown[1].replace(" ", "")).hex()


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


def test_the_page_asks_the_database_no_more_than_any_other(office, hands):
    browser, _ = come_in("mayor")
    give_code(browser, hands.code())
    browser.get("/sign-in")
    with CaptureQueriesContext(connections["default"]) as asked:
        assert browser.get("/sign-in").status_code == 200
    assert len(asked) <= QUERIES_MAX, [one["sql"] for one in asked]
