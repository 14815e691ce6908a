"""Every rule speaks both languages, is used, and can be filled."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from fisc.exchange.problems import Place, column_letter, report, shown
from fisc.exchange.sayings import CATALOGUE, saying
from fisc.exchange.sayings.notices import NOTICES
from fisc.values import Words

ROOM = Path(__file__).resolve().parents[2] / "fisc" / "exchange"
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(ROOM.rglob("*.py"))
    if path.parent.name != "sayings"
)
FACTS = {
    fact: f"<{fact}>"
    for words in CATALOGUE.values()
    for word in words
    for text in (word.zh, word.en)
    for _, fact, _, _ in string.Formatter().parse(text)
    if fact
}
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("rule", CATALOGUE)
def test_every_rule_says_what_happened_and_what_to_do_in_both_languages(rule):
    for words in saying(rule):
        filled = words.filled(**FACTS)
        assert CHINESE.search(filled.zh)
        assert filled.en[0].isupper() or filled.en[0] in "“<"
        assert filled.zh.endswith("。")
        assert filled.en.endswith(".")


@pytest.mark.parametrize("rule", CATALOGUE)
def test_every_rule_is_used_somewhere(rule):
    assert f'"{rule}"' in CODE


@pytest.mark.parametrize("rule", sorted(set(CATALOGUE) - set(NOTICES)))
def test_every_problem_says_what_to_do(rule):
    assert saying(rule)[1] != saying("trimmed")[1]


def test_an_unknown_rule_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="'no-such-rule' is not in the catalogue"):
        report("no-such-rule")


def test_an_unknown_language_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="'fr' is neither English nor Chinese"):
        Words("a", "甲").said("fr")


def test_a_column_before_the_first_does_not_exist():
    with pytest.raises(ValueError, match="Column -1"):
        column_letter(-1)


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (Place(), ""),
        (Place("S"), "S"),
        (Place("S", 7), "S!7"),
        (Place("S", 7, "C"), "S!C7"),
        (Place("S", 0, "C"), "S!C"),
    ],
)
def test_places_are_named_as_a_spreadsheet_names_them(place, address):
    assert str(place) == address


def test_hidden_characters_are_shown_when_a_value_is_repeated():
    assert shown("a\u202eb\nc") == "a\\u202eb\\nc"
    assert shown("单位　名称") == "单位　名称"
