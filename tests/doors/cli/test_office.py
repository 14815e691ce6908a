"""What an office needs before it opens: its files are collected, the doctor names what lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from fisc.exchange import checkup, office
from fisc.registers import people
from fisc.registers.people import PersonRecord
from tests.stages.town import NOON, TOWN

KEY = "".join(chr(33 + at) for at in range(60))


def test_files_are_collected_once_and_changed_ones_again(fisc, tmp_path):
    first = fisc("static", tmp_path / "files", "--json").document
    assert first["files"] == first["written"] > 0
    style = tmp_path / "files" / "web" / "fisc.css"
    assert style.read_bytes() == Path("fisc/doors/web/static/web/fisc.css").read_bytes()

    assert fisc("static", tmp_path / "files", "--json").document["written"] == 0
    style.write_text("old", encoding="utf-8")
    (tmp_path / "files" / "own.txt").write_text("kept", encoding="utf-8")
    assert "1 of them new or changed" in fisc("static", tmp_path / "files").out
    assert "old" not in style.read_text(encoding="utf-8")
    assert (tmp_path / "files" / "own.txt").exists()


def test_a_folder_that_cannot_be_written_is_named(fisc, tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")

    done = fisc("static", tmp_path / "taken", lang="zh")
    assert done.code == 3
    assert "无法写入" in done.err


@pytest.fixture
def opened(fisc, town, settings, tmp_path):
    """An office that lacks nothing."""
    settings.MODE, settings.SECRET_KEY = "office", KEY
    settings.ALLOWED_HOSTS = ["fisc.example.gov.cn"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://fisc.example.gov.cn"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECOND_FACTOR = "law"
    settings.STATIC_ROOT = tmp_path / "static"
    assert fisc("static").code == 0
    return fisc


def found(fisc) -> dict[str, tuple[str, str]]:
    checks = fisc("doctor", "--json").document["checks"]
    return {one["name"]["en"]: (one["finding"], one["said"]["en"]) for one in checks}


NAMES = [name.en for name, _look in office.checks(NOON)]


def test_an_office_that_lacks_nothing_is_told_so(opened):
    said = found(opened)

    assert {name: said[name][0] for name in NAMES if name != "Second factors"} == dict.fromkeys(
        [name for name in NAMES if name != "Second factors"], "good"
    ), said
    assert len(said) == len(checkup.CHECKS) + len(NAMES) + 1  # and long work


@pytest.mark.parametrize(
    ("setting", "value", "name", "finding", "word"),
    [
        ("SECRET_KEY", "x" * 60, "Signing key", "bad", "FISC_SECRET"),
        ("SECRET_KEY", "short", "Security checks", "bad", "W009"),
        ("ALLOWED_HOSTS", ["*"], "Names", "bad", "FISC_HOSTS"),
        ("ALLOWED_HOSTS", ["localhost"], "Names", "note", "FISC_HOSTS"),
        (
            "CSRF_TRUSTED_ORIGINS",
            ["http://fisc.example"],
            "Origins of forms",
            "bad",
            "FISC_ORIGINS",
        ),
        ("SESSION_COOKIE_SECURE", False, "Cookies", "bad", "unencrypted"),
        ("CSRF_COOKIE_SECURE", False, "Cookies", "bad", "unencrypted"),
        ("SECURE_HSTS_SECONDS", 0, "Security checks", "bad", "W004"),
        ("STATIC_ROOT", "/nowhere", "Static files", "bad", "fisc static"),
        ("SECOND_FACTOR", "nobody", "Second factors", "note", "FISC_FACTOR"),
    ],
)
def test_what_an_office_lacks_is_named(opened, settings, setting, value, name, finding, word):
    setattr(settings, setting, value)

    said = found(opened)[name]
    assert said[0] == finding, said
    assert word in said[1]


def test_a_proxy_without_origins_is_a_thing_to_know(opened, settings):
    settings.PROXIES, settings.CSRF_TRUSTED_ORIGINS = 1, []

    assert found(opened)["Origins of forms"][0] == "note"


def test_who_still_needs_a_second_factor_is_named(opened):
    people.add(PersonRecord("li.keeper", "李", "Li", "SEC_ADMIN", TOWN))

    finding, said = found(opened)["Second factors"]
    assert finding == "note"
    assert "li.keeper" in said or "persons who need one" in said


def test_a_demo_is_asked_none_of_it(fisc):
    assert not set(NAMES) & set(found(fisc))


@pytest.mark.parametrize(("origins", "status"), [([], 403), (["https://fisc.example"], 422)])
def test_a_form_is_taken_from_a_named_origin_only(fisc, settings, tmp_path, origins, status):
    settings.STATIC_ROOT = tmp_path
    settings.CSRF_TRUSTED_ORIGINS, settings.MODE = origins, "office"
    browser = Client(enforce_csrf_checks=True)
    browser.get("/login")
    typed = {"username": "x", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}

    answer = browser.post("/login", typed, HTTP_ORIGIN="https://fisc.example")
    assert answer.status_code == status
