"""Coming in and going out, in a demo and in an office."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client


def test_a_demo_lists_its_persons_by_role_in_both_languages(book):
    browser = Client()
    zh = browser.get("/login", headers={"accept-language": "zh"}).content.decode()
    en = browser.get("/login", headers={"accept-language": "en"}).content.decode()

    assert "示例数据" in zh
    assert "单位经办" in zh
    assert "Demo data" in en
    assert "Zhang Xiaoyu" in en
    assert 'value="school.clerk"' in en


def test_a_person_comes_in_where_they_were_going(book):
    answer = Client().post("/login", {"username": "mayor", "next": "/trial-balance"})

    assert answer.status_code == 302
    assert answer["Location"] == "/trial-balance"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:x"])
def test_nobody_is_sent_to_another_site(book, elsewhere):
    assert Client().post("/login", {"username": "mayor", "next": elsewhere})["Location"] == "/"
    changed = Client().post("/language", {"language": "en", "next": elsewhere})
    assert changed["Location"] == "/"


def test_an_unknown_name_is_said_to_be_unknown_and_kept(book):
    answer = Client().post("/login", {"username": "nobody"}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "There is no demo person of this name." in answer.content.decode()


def test_who_goes_out_is_out(come):
    browser = come("mayor")
    assert browser.get("/").status_code == 200
    assert browser.post("/logout").status_code == 302

    assert browser.get("/").status_code == 302


def test_coming_in_gives_a_new_session(book):
    browser = Client()
    browser.post("/login", {"username": "mayor"})
    first = browser.cookies["sessionid"].value
    browser.post("/login", {"username": "auditor"})

    assert browser.cookies["sessionid"].value != first


def test_a_form_from_elsewhere_is_refused(book):
    browser = Client(enforce_csrf_checks=True)

    assert browser.post("/login", {"username": "mayor"}).status_code == 403


def test_the_language_is_changed_by_a_form_and_kept(come):
    browser = come("mayor")
    assert "试算平衡" in browser.get("/").content.decode()
    browser.post("/language", {"language": "en", "next": "/"})
    english = browser.get("/").content.decode()

    assert "Trial balance" in english
    assert browser.post("/language", {"language": "xx", "next": "/"}).status_code == 302
    assert "Trial balance" in browser.get("/").content.decode()


def test_an_office_asks_for_a_password_and_takes_no_name_alone(book, settings):
    settings.MODE = "office"
    phrase = "correct horse staple"
    get_user_model().objects.create_user("mayor", password=phrase)
    browser = Client()
    page = browser.get("/login", headers={"accept-language": "en"}).content.decode()
    assert 'type="password"' in page
    assert "Zheng Yang" not in page

    wrong = browser.post("/login", {"username": "mayor", "password": "guess"})
    assert wrong.status_code == 422
    assert browser.post("/login", {"username": "auditor"}).status_code == 422
    assert browser.get("/").status_code == 302
    right = browser.post("/login", {"username": "mayor", "password": phrase})
    assert right.status_code == 302
    assert browser.get("/").status_code == 200


def test_who_was_a_demo_person_is_nobody_in_an_office(come, settings):
    browser = come("mayor")
    settings.MODE = "office"

    assert browser.get("/").status_code == 302
