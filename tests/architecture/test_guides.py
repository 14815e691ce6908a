"""The guides say what the product says, in both languages, and a small site is made of them."""

from __future__ import annotations

import dataclasses
import doctest
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer.main

from fisc.doors.cli.main import app
from fisc.doors.web.rules import RULES
from tools import documents
from tools.guides import __main__, checks, pages, quoted, sources
from tools.guides.sources import LANGUAGES, Guide, Picture, Step

ROOT = Path(__file__).resolve().parents[2]
FOUND = sources.guides()
TEXTS = [(guide.name, language) for guide in FOUND for language in LANGUAGES]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PRODUCT = {
    "targets": documents.targets(MAKEFILE),
    "variables": set(re.findall(r"^([A-Z]+) \?=", MAKEFILE, re.MULTILINE)),
    "fisc": typer.main.get_command(app),
    "settings": (ROOT / "fisc/config/settings.py").read_text(encoding="utf-8"),
}


def guide(zh: str = "# 支付\n\n看。\n", en: str = "# Pay\n\nLook.\n", **pictures: Picture) -> Guide:
    return Guide("pay", "guide", pictures, {"zh-hans": zh, "en": en})


def named(name: str) -> Guide:
    return next(one for one in FOUND if one.name == name)


def test_the_two_languages_of_every_guide_say_the_same_things():
    assert list(checks.unpaired(FOUND)) == []


@pytest.mark.parametrize("name", [one.name for one in FOUND])
def test_what_a_guide_quotes_is_what_the_pages_say(name):
    assert list(checks.misquoted(named(name))) == []


@pytest.mark.parametrize(("name", "language"), TEXTS)
def test_every_command_option_and_setting_in_a_guide_exists(name, language):
    assert list(checks.impossible(named(name).texts[language], **PRODUCT)) == []


@pytest.mark.parametrize("name", [one.name for one in FOUND])
def test_every_address_in_a_guide_is_a_page_that_its_person_may_open(name):
    assert list(checks.nowhere(named(name), RULES)) == []


@pytest.mark.parametrize("name", [one.name for one in FOUND])
def test_every_link_of_a_guide_leads_to_another_in_its_language(name):
    assert list(checks.astray(named(name), FOUND)) == []


def test_there_is_a_start_and_a_guide_for_each_of_six_desks():
    kinds = [one.kind for one in FOUND]

    assert kinds.count("start") == 1
    assert kinds.count("guide") >= 6
    assert kinds.count("card") >= 8


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.language = ""
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.tags.add(tag)
        self.addresses += [told[name] for name in ("href", "src") if name in told]
        if tag == "html":
            self.language = told["lang"]


def test_the_site_is_built_in_both_languages_without_a_script_and_hangs_together(tmp_path):
    count = pages.build(tmp_path, FOUND)

    made = sorted(tmp_path.rglob("*.html"))
    assert len(made) == count == len(LANGUAGES) * (1 + len(FOUND))
    pictures = {f"pictures/{one.name}-{picture}.png" for one in FOUND for picture in one.pictures}
    for path in made:
        text = path.read_text(encoding="utf-8")
        page = _Page(text)
        assert page.language == path.parent.name
        assert not page.tags & {"script", "style", "iframe"}
        assert "[[" not in text
        assert "<p>```" not in text
        for address in page.addresses:
            assert address in pictures or (path.parent / address).is_file(), (path, address)


def test_every_page_is_reached_from_the_index(tmp_path):
    for language in LANGUAGES:
        there = _Page(pages.index(FOUND, language)).addresses
        assert {f"{one.name}.html" for one in FOUND} <= set(there)


def test_a_word_of_the_product_is_said_in_the_language_of_the_page():
    one = guide(zh="# 支付\n\n点[[New request]]。\n", en="# Pay\n\nClick [[New request]].\n")

    assert '<b class="word">新建申请</b>' in pages.page(one, "zh-hans")
    assert '<b class="word">New request</b>' in pages.page(one, "en")


def test_a_picture_is_a_figure_with_its_caption():
    shown = "# Pay\n\n[[picture:form]] The [[Controls]] answer.\n"
    text = pages.page(guide(zh=shown, en=shown, form=Picture("form", "/payments/new")), "en")

    assert '<figure class="wide"><img src="pictures/pay-form.png" width="1012"' in text
    assert 'alt="The Controls answer."' in text
    assert '<figcaption>The <b class="word">Controls</b> answer.</figcaption></figure>' in text


def test_the_builder_runs_without_pictures(tmp_path, capsys):
    assert __main__.main([str(tmp_path), "--no-pictures"]) == 0
    assert f"{len(LANGUAGES) * (1 + len(FOUND))} pages" in capsys.readouterr().out
    assert (tmp_path / "zh-hans" / "index.html").exists()


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (guide(en=""), "pay is not written in en."),
        (guide(en="# Pay\n\n## More\n"), "other headings"),
        (guide(en="# Pay\n\n[[Payments]]\n"), "other words of the product"),
        (guide(en="# Pay\n\n`fisc doctor`\n"), "other code"),
        (guide(zh="支付\n", en="Pay\n"), "does not begin with a title"),
        (guide(form=Picture("form", "/payments")), "does not show each picture"),
    ],
)
def test_a_gap_between_the_languages_is_found(tmp_path, one, found):
    faults = list(checks.unpaired([one], tmp_path))

    assert len(faults) == 1
    assert found in faults[0]


def test_a_text_that_is_not_in_the_list_is_found(tmp_path):
    (tmp_path / "lost.en.md").write_text("# Lost\n", encoding="utf-8")

    assert list(checks.unpaired([], tmp_path)) == [
        "lost.en.md is not in guides.yaml; add it there or remove it."
    ]


@pytest.mark.parametrize("mark", ["Pay now", "role:KING", "control:K99", "%(count)s in process"])
def test_a_quotation_that_the_product_does_not_say_is_found(mark):
    faults = list(checks.misquoted(guide(zh=f"# 支付\n\n[[{mark}]]\n")))

    assert len(faults) == 1
    assert mark in faults[0]


def test_a_step_of_a_picture_is_a_quotation_too():
    picture = Picture("form", "/payments", steps=(Step("press", "Pay now"),))

    assert "Pay now" in next(checks.misquoted(guide(form=picture)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`make coffee`", "'make coffee' has no target"),
        ("`make demo CUPS=2`", "no variable CUPS"),
        ("`fisc brew`", "'fisc brew' is no command"),
        ("`fisc ledger verify --loudly`", "no option --loudly"),
        ("Set `FISC_COFFEE` to `yes`.", "no setting FISC_COFFEE"),
    ],
)
def test_a_command_that_does_not_exist_is_found(text, found):
    faults = list(checks.impossible(text, **PRODUCT))

    assert len(faults) == 1
    assert found in faults[0]


def test_a_command_with_its_options_and_files_is_not_a_fault():
    text = (
        "`make demo SCALE=prefecture`\n\n```sh\nfisc import journal a.xlsx --division 2300\n```\n"
    )

    assert list(checks.impossible(text, **PRODUCT)) == []


def test_an_address_without_a_page_is_found():
    faults = list(checks.nowhere(guide(en="# Pay\n\nOpen `/coffee`.\n"), RULES))

    assert faults == ["pay: no page has the address /coffee."]


def test_a_picture_that_its_person_may_not_take_is_found():
    picture = Picture("form", "/payments/new", person="GOV_LEADER")

    assert list(checks.nowhere(guide(form=picture), RULES)) == [
        "pay: GOV_LEADER may not open /payments/new."
    ]


def test_a_picture_of_a_place_that_nobody_knows_is_found():
    picture = Picture("form", "/payments/{lost}")

    assert "names {lost}" in next(checks.nowhere(guide(form=picture), RULES))


@pytest.mark.parametrize("link", ["gone.en.md", "start.zh-hans.md", "../../README.md"])
def test_a_link_that_leads_out_of_the_guides_is_found(link):
    faults = list(checks.astray(guide(en=f"# Pay\n\n[there]({link})\n"), FOUND))

    assert len(faults) == 1
    assert link in faults[0]


def test_a_file_that_is_not_there_is_found():
    faults = list(checks.astray(guide(en="# Pay\n\n`law/coffee.yaml`\n"), FOUND))

    assert faults == ["pay.en.md names law/coffee.yaml, which is not there."]


def test_a_list_that_says_something_unknown_is_refused(tmp_path):
    (tmp_path / sources.LIST).write_text("pay: {kind: card, colour: red}\n", encoding="utf-8")

    with pytest.raises(ValueError, match="colour is not understood"):
        sources.guides(tmp_path)


def test_a_quoted_word_that_vanishes_from_the_catalogue_is_noticed(monkeypatch):
    without = {key: said for key, said in quoted.catalogue().items() if key != "Cockpit"}
    monkeypatch.setattr(quoted, "catalogue", lambda: without)

    assert any("Cockpit" in fault for fault in checks.misquoted(named("start")))


def test_a_guide_is_a_frozen_value():
    with pytest.raises(dataclasses.FrozenInstanceError):
        named("start").kind = "card"


@pytest.mark.parametrize("module", [quoted, pages])
def test_the_examples_of_the_builder_hold(module):
    assert doctest.testmod(module).failed == 0
