"""In a language that nobody speaks, whatever is still English or Chinese was never translated.

Every message becomes ⟦šómęthíng⟧, every name of the registers and the law ⟦name⟧. What then stands
on a page or in a file outside such brackets must be a number, a code, or what somebody typed.
"""

from __future__ import annotations

import copy
import html
import io
import json
import re
import sys
from functools import wraps
from html.parser import HTMLParser
from string import ascii_uppercase
from urllib.parse import unquote

import openpyxl
import pytest
from django import template
from django.db import connections
from django.template import engines
from django.utils.translation import trans_real

from fisc.doors.web.templatetags import figures
from fisc.exchange.official_tables import words as words_of_tables
from fisc.law.tables import STANDARDS, read
from fisc.record.second_factor import code_at
from fisc.registers import accounts, people
from fisc.values import Step, Words
from tests.doors.web import papers, street, walks
from tests.doors.web.factor_office import enrol, secret_on
from tests.doors.web.hands import FORM, once
from tests.doors.web.test_reading import words
from tests.stages.pay import cases

ACCENTS = str.maketrans("aceinosuyACEINOSUY", "áčęíñóšúýÁČĘÍÑÓŠÚÝ")
ODD = set("áčęíñóšúýÁČĘÍÑÓŠÚÝ")
PLACES = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]*>)")
CODES = re.compile(
    r"[A-Z]{2,4}-[\w-]+"  # numbers of documents
    r"|\b[0-9a-f]{4,}\b|[0-9a-f]{4}…[0-9a-f]{4}"  # hashes
    r"|\b\d[\w.]*\b"  # figures and codes
    r"|[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]{2,}"  # an amount in capitals, in both languages
)
GRID_KEYS = {"Enter", "Tab", "Delete", "Alt", "F2", "F7"}
# The name of the house, the languages by their own names, keys of the keyboard.
SAID_BY_ALL = {"Fisc", "English", "简体中文", "Ctrl", "Esc", *GRID_KEYS, *ascii_uppercase}
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-failed", "data-signed-out", "label")
SAYING = ("fisc.doors.web", "fisc.exchange.official_tables")
WHO = ("auditor", "school.clerk", "treasury.officer", "pay.auditor", "budget.head", "expert")
FILES = (
    ("budget.head", "/indicators", "indicators"),
    ("budget.head", "/", "book"),
    ("budget.head", "/", "function"),
    ("auditor", f"/indicators/{street.PAPER.indicator}", "history"),
    ("auditor", "/congress?year=2025&kind=final", "general-balance"),
    ("auditor", "/trial-balance", "general"),
    ("pay.auditor", "/payments?state=paid", "payments"),
)


def odd(message: str) -> str:
    """Return a message in the language that nobody speaks; its places stay."""
    parts = PLACES.split(str(message))
    return (
        "⟦"
        + "".join(part if at % 2 else part.translate(ACCENTS) for at, part in enumerate(parts))
        + "⟧"
    )


class Pseudo(trans_real.DjangoTranslation):
    """A catalogue that knows every message."""

    def gettext(self, message):
        return odd(message)

    def pgettext(self, context, message):
        return odd(message)

    def ngettext(self, one, many, number):
        return odd(one if number == 1 else many)

    def npgettext(self, context, one, many, number):
        return odd(one if number == 1 else many)


def marked(function):
    """Return a function whose answer is marked as data."""

    @wraps(function)
    def answer(*given):
        said = function(*given)
        return f"⟦{said}⟧" if said and "⟦" not in str(said) else said

    return answer


def _everywhere(monkeypatch, name, plain):
    """Mark what a function says, in every module that says things."""
    for path, module in sys.modules.copy().items():
        if path.startswith(SAYING) and getattr(module, name, None) is plain:
            monkeypatch.setattr(module, name, marked(plain))


@pytest.fixture
def pseudo(book, monkeypatch):
    """English becomes the language that nobody speaks, and every name is marked."""
    catalogue = copy.copy(trans_real.translation("en"))
    catalogue.__class__ = Pseudo
    monkeypatch.setitem(trans_real._translations, "en", catalogue)
    for cls in (Words, Step):
        monkeypatch.setattr(cls, "said", marked(cls.said))
    for name in ("called", "cited", "advice"):
        plain = getattr(figures, name)
        monkeypatch.setitem(figures.register.filters, name, marked(plain))
        _everywhere(monkeypatch, name, plain)
    _everywhere(monkeypatch, "called", words_of_tables.called)
    # A template that was read before keeps the filters of then.
    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    walks.rename(lambda _, name: f"⟦{name}⟧")
    yield
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


def typed() -> set[str]:
    """Return what persons typed or are called, as the database has it."""
    connection = connections["default"]
    found = {FORM["purpose"], "looked at", "示例银行", papers.FILE, "GB18030"} | {
        one.username for one in people.everybody(street.NOW)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose FROM pay_paymentrequest")
        found |= {text for (text,) in cursor.fetchall() if text}
        cursor.execute("SELECT document, purpose FROM allot_indicator")
        found |= {text for row in cursor.fetchall() for text in row if text}
        cursor.execute("SELECT title_zh, title_en FROM approve_budgetdraft")
        found |= {text for row in cursor.fetchall() for text in row if text}
        cursor.execute("SELECT code, name FROM registers_resource")
        found |= {text for row in cursor.fetchall() for text in row}
        found |= {text for row in read(STANDARDS) for text in (row.code, row.document) if text}
        cursor.execute("SELECT name FROM pay_payee")
        found |= {text for (text,) in cursor.fetchall()}
    return found


def untranslated(texts, known: set[str]) -> list[str]:
    """Return the texts in which something is neither translated nor data."""
    wrong = []
    for text in texts:
        left = html.unescape(text)
        while True:
            less = re.sub(r"⟦[^⟦⟧]*⟧", " ", left)
            if less == left:
                break
            left = less
        for one in sorted(known, key=len, reverse=True):
            left = left.replace(one, " ")
        left = CODES.sub(" ", left)
        if set(re.findall(r"[^\W\d_]+", left)) - SAID_BY_ALL:
            wrong.append(text.strip())
    return wrong


class Reader(HTMLParser):
    """Collects everything that a page says to eye or ear."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        named = {name: value or "" for name, value in attrs}
        self.silent += tag in {"script", "style"}
        self.said += [named[name] for name in SHOWN if named.get(name)]
        if "data-picture" in named:
            self.said += list(_texts(json.loads(named["data-picture"])))
        if tag == "input" and named.get("type") in {"submit", "button"}:
            self.said.append(named.get("value", ""))

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.said.append(data)


def _texts(node):
    if isinstance(node, dict):
        yield from (
            text
            for name in node
            if name not in {"kind", "key", "source", "target"}
            for text in _texts(node[name])
        )
    elif isinstance(node, list):
        for inner in node:
            yield from _texts(inner)
    elif isinstance(node, str):
        yield node


def said_by(answer) -> list[str]:
    reader = Reader()
    reader.feed(answer.content.decode())
    assert reader.said
    return reader.said


@pytest.mark.parametrize("who", WHO)
def test_no_page_says_anything_untranslated(come, pseudo, who):
    browser = come(who, "en")
    known, wrong = typed(), []
    for address in walks.addresses(fragments=True):
        answer = browser.get(address)
        wrong += [f"{address}: {text}" for text in untranslated(said_by(answer), known)]

    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize(("who", "address", "key"), FILES)
def test_no_file_says_anything_untranslated(come, pseudo, who, address, key):
    browser = come(who, "en")
    known = typed()
    query = "&" if "?" in address else "?"
    workbook = browser.get(f"{address}{query}as=xlsx&table={key}")
    text = browser.get(f"{address}{query}as=csv&table={key}")
    sheets = openpyxl.load_workbook(io.BytesIO(workbook.getvalue())).worksheets
    cells = [
        str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None
    ]
    names = [unquote(answer["Content-Disposition"].split("''")[-1]) for answer in (workbook, text)]
    lines = text.getvalue().decode("utf-8-sig").splitlines()

    assert cells
    assert not untranslated([*cells, *lines], known)
    for name in names:
        assert set(name.partition("_")[0]) & ODD, f"{name} is not translated."


def test_what_acts_answer_is_translated_too(come, pseudo):
    clerk = come("school.clerk", "en")
    answers = []
    for changes in ({"amount": "abc"}, {"amount": "99999999"}, {"account": "", "purpose": ""}):
        key = once(clerk.get("/payments/new"))
        answers.append(clerk.post("/payments/new", {**FORM, "once": key, **changes}))
    key = once(clerk.get("/payments/new"))
    answers.append(clerk.post("/payments/new", {**FORM, "once": key}, follow=True))
    auditor = come("pay.auditor", "en")
    number = cases.submitted(50)
    for name in ("audit", "return", "release"):
        page = auditor.get(f"/payments/{number}")
        held = re.search(r'name="once" value="(\w+)"', page.content.decode())
        told = {"once": held[1] if held else "none", "reason": ""}
        answers.append(auditor.post(f"/payments/{number}/{name}", told, follow=True))
    answers.append(come("auditor", "en").post("/verify"))
    treasury = come("treasury.officer", "en")
    answers.append(treasury.post("/closing/month", {"month": "1"}, follow=True))
    answers.append(treasury.post("/closing/year", follow=True))
    known, wrong = typed(), []
    for answer in answers:
        wrong += untranslated(said_by(answer), known)

    assert not wrong, "\n".join(sorted(set(wrong)))


def test_what_sets_up_a_second_factor_is_translated_too(come, pseudo):
    browser = come("school.clerk", "en")
    browser.post("/sign-in/begin")
    begun = browser.get("/sign-in")
    key = secret_on(begun)
    wrong = browser.post("/sign-in/confirm", {"code": "0"})
    codes = browser.post("/sign-in/confirm", {"code": code_at(key, street.NOW)})
    used = browser.get("/sign-in")

    for answer in (begun, wrong, codes, used):
        shown = set(re.findall(r"<code>([^<]+)</code>", answer.content.decode()))
        assert not untranslated(said_by(answer), typed() | shown), words(answer)


def test_a_page_of_an_office_and_of_faults_is_translated_too(come, pseudo, rf, settings):
    from django.utils import translation

    from fisc.doors.web import errors

    browser = come("mayor", "en")
    settings.MODE = "office"
    login = browser.get("/login")
    failed = browser.post("/login", {"username": "nobody", "password": "wrong"})
    with translation.override("en"):
        faults = [
            errors.our_fault(rf.get("/")),
            errors.stale_form(rf.post("/")),
            errors.bad_request(rf.get("/"), ValueError()),
            errors.refused(rf.get("/"), ValueError()),
        ]

    assert accounts.set_password("mayor", "correct horse staple").allowed
    enrol("mayor", street.NOW)
    asked = browser.post("/login", {"username": "mayor", "password": "correct horse staple"})
    wrong = browser.post("/login/code", {"code": "0"})
    for answer in (login, failed, asked, wrong, *faults):
        numbers = set(re.findall(r"\b[0-9A-F]{8}\b", words(answer)))  # of an error
        assert not untranslated(said_by(answer), {"nobody", *numbers}), words(answer)


PLANTED = {
    "a word": "<p>Paid</p>",
    "a title": '<p title="Paid">⟦x⟧</p>',
    "a label": '<nav aria-label="Pages">1</nav>',
    "a placeholder": '<input placeholder="Reason">1',
    "an option": "<select><option>All books</option></select>",
    "a word beside a figure": "<p>12.50 yuan</p>",
    "a Chinese word": "<p>⟦x⟧ 已支付</p>",
    "a word of a picture": """<p data-picture='{"series": [{"name": "Paid"}]}'>1</p>""",
    "a word inside a sentence": "<p>⟦Ŕead⟧ batches ⟦in⟧ 5</p>",
}


@pytest.mark.parametrize("page", PLANTED.values(), ids=PLANTED)
def test_what_is_not_translated_is_found(page):
    reader = Reader()
    reader.feed(page)

    assert untranslated(reader.said, {"张某"})


def test_what_is_translated_or_data_is_let_through():
    said = ["⟦Paid ⟦School⟧⟧ 12.50", "PAY-2026-203005-1", "8f3a…c21e", "2026-06-30", "张某 · ●"]

    assert not untranslated(said, {"张某"})


def test_the_language_that_nobody_speaks_reaches_templates_and_programs(pseudo):
    from django.utils import translation

    with translation.override("en"):
        page = template.Template("{% load i18n %}{% translate 'Paid' %}").render(template.Context())
        assert page == "⟦Páíd⟧"
        assert translation.gettext("%(count)s of many") == "⟦%(count)s óf máñý⟧"
