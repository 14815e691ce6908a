"""What every page keeps to: two languages, no bare number, nothing from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import template
from django.conf import settings as own_settings
from django.template import base as engine
from django.test import Client

from fisc import cycle
from fisc.config import logs
from fisc.doors.web import errors, wording
from fisc.doors.web.headers import POLICY
from fisc.doors.web.steps import STATES, TOLD
from fisc.stages.pay.persons import ACTS
from fisc.stages.pay.states import State
from fisc.values import Money
from tests.doors.web.hands import FORM
from tests.doors.web.test_reading import READ
from tools import catalogues

WEB = Path(__file__).resolve().parents[3] / "fisc" / "doors" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
EVERY = (
    *(("auditor", address) for address in READ),
    ("school.clerk", "/payments/new"),
    ("school.clerk", "/payments/controls?" + "&".join(f"{k}={v}" for k, v in FORM.items())),
    ("school.clerk", "/payments/PAY-2026-203005-7/edit"),
    ("pay.auditor", "/payments/PAY-2026-203005-5"),
    ("expert", "/"),
    ("mayor", "/login"),
    ("mayor", "/nothing"),
    ("school.clerk", "/sign-in"),
    ("budget.officer", "/imports"),
    ("budget.officer", "/imports/new"),
    ("budget.officer", "/imports/batches/239900/indicators/1"),
    ("budget.officer", "/indicators/drafting"),
    ("budget.officer", "/indicators/drafting/codes?column=function&q=jy"),
)
KEYS = {"A", "Ctrl", "Esc", "G", "J", "K", "R", "S"}
KEYS |= {"Alt", "C", "D", "Delete", "Enter", "F", "Tab", "V", "Z"}  # those of the grid
GRID = ("grid.js", "grid-keys.js", "sums.js", "grid.css")
SAID_BY_BOTH = {"Fisc", "IND", "PAY", "English", "简体中文", "Dr", "Cr"} | KEYS


@pytest.mark.parametrize(("who", "address"), EVERY)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_prints_a_number_that_went_through_no_filter(
    come, monkeypatch, who, address, language
):
    browser = come(who, language)
    render = engine.render_value_in_context

    def _watched(value, context):
        assert isinstance(value, bool) or not isinstance(value, int | float | Money), (
            f"{address} prints {value!r} bare; send it through a filter of 'figures'."
        )
        return render(value, context)

    monkeypatch.setattr(engine, "render_value_in_context", _watched)

    assert browser.get(address).status_code in {200, 403, 404}


def test_a_bare_number_would_be_noticed(monkeypatch):
    found = []
    render = engine.render_value_in_context
    monkeypatch.setattr(
        engine, "render_value_in_context", lambda v, c: found.append(v) or render(v, c)
    )
    template.Template("{{ count }}").render(template.Context({"count": 5}))

    assert found == [5]


class Reader(HTMLParser):
    """Collects what a page shows, and what is odd in its marks."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: list[str] = []
        self.said: list[str] = []
        self.skip = 0

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.odd += [f"{tag} {name}" for name in named if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in named):
            self.odd.append(f"{tag} inside the page")
        for name in ("src", "href", "action"):
            value = named.get(name) or ""
            if re.match(r"(?:[a-z]+:)?//|javascript:|data:", value):
                self.odd.append(f"{tag} {name}={value}")
        if tag in {"script", "style"}:
            self.skip += 1
        self.said += [
            named[name] for name in ("title", "aria-label", "placeholder") if named.get(name)
        ]

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            self.skip -= 1

    def handle_data(self, data):
        if not self.skip and data.strip():
            self.said.append(data.strip())


@pytest.mark.parametrize(("who", "address"), EVERY)
def test_a_page_brings_nothing_from_outside_and_nothing_that_runs_in_it(come, who, address):
    answer = come(who).get(address)
    reader = Reader()
    reader.feed(answer.content.decode())

    assert not reader.odd
    assert answer["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_files_of_a_page_are_small_and_ours():
    files = sorted((WEB / "static").rglob("*.*"))

    sizes = {file.name: file.stat().st_size for file in files}
    assert sum(sizes.pop(name) for name in GRID) < 30_000  # only the page of the grid loads them
    assert sum(sizes.values()) < 75_000  # no page has all of them
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), file
        assert not re.search(r"\beval\W", text)
        assert "innerHTML" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_past_the_translation(path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    reader = Reader()
    reader.feed(text)
    said = {word for part in reader.said for word in re.findall(r"[^\W\d_]+", part)}

    assert said <= SAID_BY_BOTH, f"{path.name} says {said - SAID_BY_BOTH}; translate it."


@pytest.mark.parametrize("address", READ)
def test_an_english_page_shows_chinese_only_where_somebody_typed_it(come, address):
    page = come("auditor", "en").get(address).content.decode()
    reader = Reader()
    reader.feed(page)
    typed = {"某文具有限公司", "教学用纸", "维修费", "印刷费", "简体中文"}
    chinese = [part for part in reader.said if re.search(r"[\u3400-\u9fff]", part)]
    capitals = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+")

    rest = [part for part in chinese if not any(word in part for word in typed)]
    assert not [part for part in rest if not capitals.fullmatch(part)]


@pytest.mark.parametrize("address", READ)
def test_a_chinese_page_shows_english_only_in_codes_and_names(come, address):
    page = come("auditor", "zh-hans").get(address).content.decode()
    reader = Reader()
    reader.feed(page)
    said = " ".join(reader.said)
    said = re.sub(r"[A-Z]{3}-[\d-]+|[0-9a-f]{16,}|[0-9a-f]{4}…[0-9a-f]{4}|\w+\.\w+", " ", said)
    found = set(re.findall(r"[A-Za-z]{2,}", said.replace("looked at", "")))

    known = {"Fisc", "English", "Excel", "CSV", "Ctrl", "Esc"}  # and names of keys
    assert found <= known, found


def test_every_catalogue_is_compiled_as_it_stands():
    found = list(catalogues.catalogues())

    assert found
    for path in found:
        compiled = catalogues.compiled(path.read_text(encoding="utf-8"))
        assert path.with_suffix(".mo").read_bytes() == compiled, (
            f"{path.name} was changed; run 'python -m tools.catalogues'."
        )


def test_a_catalogue_with_plurals_is_refused():
    with pytest.raises(ValueError, match="plural"):
        catalogues.compiled('msgid "day"\nmsgid_plural "days"\nmsgstr[0] "天"\nmsgstr[1] "天"\n')


def test_everything_that_may_happen_has_a_word():
    assert set(wording.FACTS) == set(cycle.author_of())
    assert set(STATES) == set(State)
    assert set(ACTS) - {"payee"} <= set(TOLD)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "该地址没有内容"), ("en", "There is nothing at this address")],
)
def test_what_is_not_there_is_said_in_both_languages(book, language, said):
    browser = Client()
    browser.cookies["django_language"] = language
    answer = browser.get("/nothing")

    assert answer.status_code == 404
    assert said in answer.content.decode()


def test_a_fault_of_ours_says_so_under_a_number_and_shows_nothing_inside(come, monkeypatch, caplog):
    browser = come("mayor", "en")
    browser.raise_request_exception = False

    def _break(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("fisc.doors.web.cockpit.execution.overview", _break)
    answer = browser.get("/")
    page = answer.content.decode()

    assert answer.status_code == 500
    assert "Something broke on our side" in page
    assert re.search(r"<dd>[0-9A-F]{8}</dd>", page)
    assert "secret detail" not in page
    number = re.search(r"<dd>([0-9A-F]{8})</dd>", page)[1]
    (logged,) = [one for one in caplog.records if one.name == "fisc.doors.web.errors"]
    assert f"Fault {number}: GET / failed" in logged.message
    assert "secret detail" in logs.OneLine("{message}", style="{").format(logged)
    assert answer["Content-Security-Policy"] == POLICY


def test_the_page_for_a_fault_needs_neither_session_nor_database(rf):
    answer = errors.our_fault(rf.get("/"))

    assert answer.status_code == 500
    assert errors.stale_form(rf.post("/")).status_code == 403


def test_static_files_are_found_by_the_office(book):
    answer = Client().get("/static/web/fisc.css")

    assert answer.status_code == 200
    assert own_settings.STATIC_URL == "/static/"
