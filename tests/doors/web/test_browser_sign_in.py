"""In a browser: a second factor is set up, asked for and asked again, for every eye and hand."""

from __future__ import annotations

import pytest

from fisc.record.second_factor import code_at
from fisc.registers import accounts
from tests.doors.web import street, walks
from tests.doors.web.factor_office import FAST, PHRASE, Hands, enrol
from tests.doors.web.test_accessible import axe, come, faults
from tests.doors.web.test_browser import chromium
from tests.doors.web.test_keyboard import walked

__all__ = ["axe", "chromium", "come"]
pytestmark = pytest.mark.browser
CLERK = "school.clerk"


@pytest.fixture
def hands(book, monkeypatch, settings, django_db_blocker):
    settings.PASSWORD_HASHERS = FAST
    with django_db_blocker.unblock():
        assert accounts.set_password(CLERK, PHRASE).allowed
    return Hands(monkeypatch)


def unsound(page, axe, language) -> list[str]:
    # The order of the keyboard does not depend on the language.
    return faults(page, axe) + (walked(page) if language == "en" else [])


@pytest.mark.parametrize("language", walks.LANGUAGES)
def test_a_device_is_set_up_and_its_codes_are_kept(hands, come, axe, language):
    page = come(CLERK, language)
    page.goto("/sign-in")
    page.locator("form[action='/sign-in/begin'] button").click()
    page.wait_for_selector(".secret")
    assert not unsound(page, axe, language)
    square = page.locator(".square svg").bounding_box()
    assert square["width"] == square["height"] > 150
    typed = page.locator(".secret code").inner_text().replace(" ", "")

    page.fill("#code", code_at(factors_key(typed), hands.now))
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    assert not unsound(page, axe, language)
    shown = page.locator(".codes code").all_inner_texts()
    with page.expect_download() as download:
        page.locator("a[download]").click()
    text = download.value.path().read_text("utf-8-sig")
    assert [one for one in shown if one in text] == shown
    assert download.value.suggested_filename == "recovery-codes.txt"
    page.goto("/sign-in")
    assert not unsound(page, axe, language)


def factors_key(typed: str) -> str:
    from base64 import b32decode

    return b32decode(typed).hex()


def test_the_code_is_asked_after_the_password_and_again_where_a_session_ended(
    hands, come, axe, settings, django_db_blocker
):
    with django_db_blocker.unblock():
        enrol(CLERK, street.NOW)
    settings.MODE = "office"
    page = come(CLERK, "en")
    page.goto("/login?next=/payments/new")
    page.fill("#username", CLERK)
    page.fill("#password", PHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    assert page.evaluate("document.activeElement.id") == "code"
    assert not faults(page, axe)
    page.fill("#code", hands.wait().code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/payments/new")

    page.fill("#purpose", "Chalk for the school")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#purpose").press("Tab")
    page.wait_for_selector("#again[open]")
    page.fill("#again-password", PHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#again-code")
    assert not faults(page, axe)
    page.fill("#again-code", hands.wait().code())
    page.keyboard.press("Enter")
    page.wait_for_selector("#again:not([open])", state="attached")
    assert page.input_value("#purpose") == "Chalk for the school"
