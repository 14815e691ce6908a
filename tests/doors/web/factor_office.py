"""An office with second factors: who comes in with what, at a time that the test lets pass."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from django.test import Client

from fisc.doors.web import clock
from fisc.record import second_factor
from fisc.record.second_factor import code_at
from fisc.registers import accounts, people
from fisc.registers.people import PersonRecord
from tests.doors.web import street

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
