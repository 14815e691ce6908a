"""One word per thing, in the language of the office, in Chinese and in English."""

from __future__ import annotations

import doctest

import pytest

from tools import words

LIST = words.read()


@pytest.mark.parametrize(("room", "names"), words.needed().items())
def test_everything_in_the_house_has_a_word(room, names):
    assert names
    found = list(words.missing(LIST, {room: names}))

    assert not found, "\n".join(found)


def test_every_word_has_its_chinese_its_definition_and_its_source():
    found = list(words.incomplete(LIST))

    assert not found, "\n".join(found)


def test_no_name_in_the_code_has_a_better_one():
    aside = words.set_aside(LIST)
    found = [
        fault
        for path in sorted((words.ROOT / "fisc").rglob("*.py"))
        for fault in words.wrong_names(
            str(path.relative_to(words.ROOT)), path.read_text(encoding="utf-8"), aside
        )
    ]

    assert not found, "\n".join(found)


def test_a_thing_without_a_word_is_found():
    short = {name: word for name, word in LIST.items() if name not in {"pay", "payment_refused"}}
    found = set(words.missing(short, words.needed())) - set(words.missing(LIST, words.needed()))

    assert {fault.partition(" has no word;")[0] for fault in found} == {
        "The stage pay",
        "The fact payment_refused",
    }


GOOD = {"room": "term", "zh": "指标", "definition": "Spending authority.", "source": "05"}


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        (GOOD | {"zh": "indicator"}, "has no Chinese"),
        (GOOD | {"definition": ""}, "has no definition"),
        (GOOD | {"source": None}, "has no source"),
    ],
)
def test_an_incomplete_word_is_found(word, fault):
    assert any(fault in found for found in words.incomplete({"indicator": word}))
    assert not list(words.incomplete({"indicator": GOOD}))


@pytest.mark.parametrize(
    "line",
    [
        "def zhibiao(): ...",
        "def f(zhibiao_fen): ...",
        "class YearZhibiao: ...",
        "self.zhibiao = 1",
        "for zhibiao in rows: ...",
    ],
)
def test_pinyin_is_found_wherever_a_name_is_given(line):
    found = list(words.wrong_names("x.py", line, words.set_aside({})))

    assert len(found) == 1
    assert "the house says 'indicator'" in found[0]


def test_a_word_that_the_list_sets_aside_is_found():
    aside = words.set_aside({"carry_over": GOOD | {"not": ["roll_over"]}})

    assert list(words.wrong_names("x.py", "roll_over_fen = 1", aside))
    assert not list(words.wrong_names("x.py", "roll = over = carry_over_fen = 1", aside))


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(words).failed == 0
