"""Hostile input at the pages: forged requests, scripts in texts, SQL in filters, whatever is sent.

Addresses and their parameters are generated: what is added tomorrow is attacked tomorrow.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connections
from django.test import Client

from fisc.doors.web import urls
from fisc.doors.web.gate import SESSION_KEY
from fisc.doors.web.typed import FIELDS
from fisc.registers.models import Person, Project, Unit
from fisc.stages.pay.models import Payee, PaymentRequest
from tests.doors.web import street
from tests.doors.web.test_rights import ADDRESSES, POSTED

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    '" autofocus onfocus=alert(1) x="',
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "<!--><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<b onmouseover=alert(1)>",
    "<style>*{background:url(//evil.example)}</style>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
)
STATEMENTS = (
    "' OR '1'='1",
    "1; DROP TABLE entry; --",
    "') UNION SELECT password FROM auth_user --",
    "%' AND 1=CAST((SELECT 1) AS int) --",
    "239900' --",
    "\\'; SELECT pg_sleep(5); --",
    "0x31",
    "1e309",
    "-1",
    "99999999999999999999999999",
    "\x00",
    "%",
    "_",
    "\ud7ff\uffff",
    "../../etc/passwd",
    "${7*7}",
    "[]",
    "a" * 5000,
)
FINE = {200, 302, 403, 404, 409, 422}
# Every parameter that some page reads, found in the code of the pages themselves.
READ = re.compile(r'(?:GET\.get|asked\.get|data\.get|_remembered|POST\.get|typed\.get)\(\s*"(\w+)"')


PARAMETERS = sorted(
    {
        name
        for path in Path(urls.__file__).parent.rglob("*.py")
        for name in READ.findall(path.read_text("utf-8"))
    }
    | set(FIELDS)
)


class _Live(HTMLParser):
    """Collects what a browser would run: scripts with words in them, handlers, script addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag, attrs):
        """Note handlers and addresses that run."""
        self._in_script = tag == "script"
        if tag in {"iframe", "object", "embed", "base", "math", "style"}:
            self.found.append(tag)
        for name, value in attrs:
            runs = re.sub(r"\s", "", value or "").lower().startswith(("javascript:", "data:text"))
            if name.startswith("on") or (name in {"href", "src", "action", "formaction"} and runs):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data):
        """Note a script that stands in the page itself."""
        if self._in_script and data.strip():
            self.found.append(f"script {data[:40]}")

    def handle_endtag(self, tag):
        """Leave a script."""
        self._in_script = False


def live(answer) -> list[str]:
    if "text/html" not in answer.get("Content-Type", "text/html"):
        return []  # a file, which is saved and not shown
    reader = _Live()
    reader.feed(answer.content.decode())
    # Data for pictures stand in scripts of a type that no browser runs.
    return [one for one in reader.found if '{"' not in one]


def test_the_reader_of_pages_finds_what_would_run():
    class Answer(dict):
        content = b"<p onclick='x()'>a</p><script>alert(1)</script><a href=' java\nscript:x'>b</a>"

    assert len(live(Answer())) == 3


def test_the_parameters_of_the_pages_are_found():
    assert {"q", "unit", "day", "place", "state", "after", "book", "function"} <= set(PARAMETERS)


# Forged requests.


@pytest.mark.parametrize("name", sorted(ADDRESSES))
@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_REFERER": "https://evil.example/form", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
        {"HTTP_HX_REQUEST": "true", "CONTENT_TYPE": "text/plain"},
    ],
    ids=["no-token", "other-origin", "other-referer", "plain-text"],
)
def test_no_address_takes_a_form_from_elsewhere(book, name, forged):
    browser = Client(enforce_csrf_checks=True)
    session = browser.session
    session[SESSION_KEY] = "school.clerk"
    session.save()
    before = _everything()

    answer = browser.post(ADDRESSES[name], {"username": "mayor", "language": "en"}, **forged)

    assert answer.status_code in {403, 405}, answer.status_code
    assert browser.session.get(SESSION_KEY) == "school.clerk"
    assert _everything() == before


@pytest.mark.parametrize("name", sorted(POSTED))
def test_what_changes_something_cannot_be_asked_for(come, name):
    before = _everything()

    for method in ("get", "put", "delete", "options"):
        answer = getattr(come("pay.auditor"), method)(ADDRESSES[name])
        assert answer.status_code in {403, 404, 405}

    assert _everything() == before


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_no_page_can_be_framed_or_loads_from_elsewhere(come, name):
    answer = come("auditor").get(ADDRESSES[name])
    policy = answer["Content-Security-Policy"]

    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "*" not in policy


# Scripts in texts.


@pytest.mark.parametrize("payload", SCRIPTS)
def test_a_script_in_any_text_is_text_on_every_page(book, come, payload):
    Unit.objects.update(name_zh=payload[:60], name_en=payload[:60])
    Project.objects.update(name_zh=payload[:60], name_en=payload[:60])
    Person.objects.update(name_zh=payload[:60], name_en=payload[:60])
    Payee.objects.update(name=payload[:60])
    PaymentRequest.objects.update(purpose=payload[:60], payee=payload[:60])
    shown = 0
    for who in ("auditor", "school.clerk", "budget.head"):
        browser = come(who)
        for name, address in ADDRESSES.items():
            if name in POSTED:
                continue
            answer = browser.get(address)
            assert answer.status_code < 500, address
            assert not live(answer), f"{address}: {live(answer)}"
            if not answer.streaming:
                shown += escape(payload[:60]) in answer.content.decode()
    assert shown > 5


@pytest.mark.parametrize("payload", SCRIPTS)
def test_a_script_in_any_field_comes_back_as_text(come, payload):
    browser = come("school.clerk")
    form = {name: payload for name in PARAMETERS if name not in {"act", "of_year", "once"}}

    for address in ("/payments/new", "/payments/PAY-2026-203005-7/edit"):
        answer = browser.post(address, form | {"act": "save", "once": address}, follow=True)
        assert answer.status_code < 500
        assert not live(answer)
        assert escape(payload) in answer.content.decode()
    for name in sorted(ADDRESSES):
        answer = browser.get(f"{ADDRESSES[name]}?{urlencode(form)}")
        assert answer.status_code < 500, name
        if "text/html" in answer["Content-Type"]:
            assert not live(answer), name


# SQL, and everything else, in every filter.


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_in_every_filter_is_a_word_that_finds_nothing(come, statement):
    before = _everything()
    query = urlencode({name: statement for name in PARAMETERS if name != "as"}, errors="replace")
    for who in ("auditor", "school.clerk"):
        browser = come(who)
        for name in sorted(set(ADDRESSES) - POSTED):
            answer = browser.get(f"{ADDRESSES[name]}?{query}")
            assert answer.status_code in FINE, f"{name}: {answer.status_code}"
    assert _everything() == before


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - POSTED))
def test_a_statement_in_one_filter_alone_finds_nothing(come, name):
    browser = come("auditor")
    for parameter in PARAMETERS:
        answer = browser.get(f"{ADDRESSES[name]}?{urlencode({parameter: STATEMENTS[0]})}")
        assert answer.status_code in FINE, f"{parameter}: {answer.status_code}"


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_in_any_part_of_an_address_is_a_thing_that_is_not_there(come, statement):
    browser = come("auditor")
    part = quote(statement, safe="")
    for address in (
        f"/indicators/{part}",
        f"/vouchers/{part}",
        f"/payments/{part}",
        f"/payments/{part}/edit",
    ):
        assert browser.get(address).status_code in {403, 404}, address


def test_a_search_for_a_wildcard_finds_the_letter_and_not_everything(come):
    page = come("budget.head", "en").get("/indicators?q=%25").content.decode()

    assert street.PAPER.indicator not in page


def _everything() -> list[tuple[str, int]]:
    """Return how many rows every table has, except those in which visits leave traces."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        names = [
            name
            for name in connection.introspection.table_names(cursor)
            if name != "django_session"
        ]
        found = []
        for name in sorted(names):
            cursor.execute(f'SELECT COUNT(*) FROM "{name}"')
            found.append((name, cursor.fetchone()[0]))
    return found
