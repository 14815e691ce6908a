"""An office: passwords with rules, names that lock, sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from fisc.config import sessions
from fisc.doors.web import clock
from fisc.registers import accounts, sign_ins
from fisc.registers.models import SignIn
from tests.doors.web import street
from tests.doors.web.test_reading import words

PHRASE, OTHER, WRONG = "correct horse staple", "another long phrase", "guess"


@pytest.fixture
def office(book, settings):
    """The street as an office: the mayor and the auditor have a password."""
    settings.MODE = "office"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a fast one
    for username in ("mayor", "auditor"):
        assert accounts.set_password(username, PHRASE).allowed
    return settings


def try_in(username="mayor", password=PHRASE, browser=None):
    browser = browser or Client(headers={"accept-language": "en"})
    return browser, browser.post("/login", {"username": username, "password": password})


def test_a_name_is_locked_after_ten_wrong_tries_and_opens_again_by_itself(office, monkeypatch):
    for _ in range(office.SIGN_IN_TRIES):
        assert try_in(password=WRONG)[1].status_code == 422

    _, locked = try_in()
    assert locked.status_code == 422
    assert "Too many wrong passwords were tried for this name. Wait 15 minutes" in words(locked)
    assert try_in("auditor")[1].status_code == 302
    assert sign_ins.of("mayor")[0].outcome == sign_ins.LOCKED

    later = street.NOW + timedelta(seconds=office.SIGN_IN_LOCK_SECONDS)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert try_in()[1].status_code == 302


def test_a_right_password_forgets_the_wrong_ones_before_it(office, monkeypatch):
    moments = iter(street.NOW + timedelta(seconds=n) for n in range(1000))
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    for _ in range(3):
        for _ in range(office.SIGN_IN_TRIES - 1):
            try_in(password=WRONG)
        assert try_in()[1].status_code == 302


def test_trying_while_locked_does_not_lock_for_longer(office, monkeypatch):
    for _ in range(office.SIGN_IN_TRIES):
        try_in(password=WRONG)
    monkeypatch.setattr(clock, "now", lambda: street.NOW + timedelta(minutes=14))
    try_in(password=WRONG)
    monkeypatch.setattr(clock, "now", lambda: street.NOW + timedelta(minutes=15))

    assert try_in()[1].status_code == 302


def test_an_unknown_name_is_answered_and_locked_like_a_known_one(office):
    answers = []
    for username in ("mayor", "nobody.at.all"):
        said = [words(try_in(username, WRONG)[1]) for _ in range(office.SIGN_IN_TRIES + 1)]
        answers.append([one.replace(username, "") for one in said])

    assert answers[0] == answers[1]


@pytest.mark.parametrize("address", ["/", "/api/me"])
def test_a_session_ends_when_nobody_asks_for_a_while(office, monkeypatch, address):
    browser, _ = try_in()
    started = sessions.now()
    assert browser.get(address).status_code == 200

    monkeypatch.setattr(sessions, "now", lambda: started + office.SESSION_IDLE_SECONDS - 60)
    assert browser.get(address).status_code == 200
    monkeypatch.setattr(sessions, "now", lambda: started + 2 * office.SESSION_IDLE_SECONDS - 61)
    assert browser.get(address).status_code == 200
    monkeypatch.setattr(sessions, "now", lambda: started + 3 * office.SESSION_IDLE_SECONDS)
    assert browser.get(address).status_code in {302, 401}
    monkeypatch.setattr(sessions, "now", lambda: started)
    assert browser.get(address).status_code in {302, 401}


def test_a_session_ends_with_the_working_day_however_busy_it_is(office, monkeypatch):
    browser, _ = try_in()
    started = sessions.now()
    for minutes in range(0, 8 * 60, 10):
        monkeypatch.setattr(sessions, "now", lambda at=started + minutes * 60: at)
        assert browser.get("/").status_code == 200

    monkeypatch.setattr(sessions, "now", lambda: started + office.SESSION_COOKIE_AGE + 1)
    assert browser.get("/").status_code == 302


def test_a_new_password_ends_the_sessions_under_the_old_one(office):
    browser, _ = try_in()
    assert browser.get("/").status_code == 200

    assert accounts.set_password("mayor", OTHER).allowed

    assert browser.get("/").status_code == 302
    assert try_in()[1].status_code == 422
    assert try_in(password=OTHER)[1].status_code == 302


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "密码至少 12 个字符"),
        ("administrator", "此密码过于常见"),
        ("Zheng Yang Zheng", "过于相似"),
    ],
)
def test_a_password_keeps_the_rules_or_is_refused_in_words(office, password, said):
    verdict = accounts.set_password("mayor", password)

    assert not verdict.allowed
    assert said in verdict.why_in("zh")
    assert "password" in verdict.why
    assert get_user_model().objects.get(username="mayor").check_password(PHRASE)


def test_who_is_not_registered_gets_no_account(office):
    verdict = accounts.set_password("nobody.at.all", PHRASE)

    assert not verdict.allowed
    assert not get_user_model().objects.filter(username="nobody.at.all").exists()


def test_every_sign_in_is_written_down_with_its_address(office):
    browser = Client(REMOTE_ADDR="10.1.2.3")
    try_in(browser=browser)

    (row,) = SignIn.objects.all()
    assert (row.username, row.address, row.outcome) == ("mayor", "10.1.2.3", sign_ins.CAME_IN)
