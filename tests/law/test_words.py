"""The words of the house: each once, in both languages, with a meaning and a source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fisc.cycle import CYCLE
from fisc.law.strict_yaml import entries, items, load, text
from fisc.values import Book

PATH = Path(__file__).resolve().parents[2] / "docs" / "words.yaml"
FISC = Path(__file__).resolve().parents[2] / "fisc"
WORD = re.compile(r"[a-z][a-z0-9_]*")
WORDS = entries(load(PATH), PATH, names=WORD)
ROOMS = ("engine", "stage", "register", "book", "ledger", "role", "fact", "term")
LEDGER = [
    "pot",
    "chamber",
    "voucher",
    "entry",
    "move",
    "batch",
    "seal",
    "hold",
    "ceiling",
    "checkpoint",
    "witness",
    "indicator",
    "reservation",
    "virement",
    "adjustment",
    "recall",
    "carry_over",
    "lapse",
    "refund",
    "freeze",
    "finding",
    "refusal",
    "verdict",
    "fact",
    "cap",
]


def _own(word: str) -> dict[str, object]:
    return dict(
        entries(
            WORDS[word], PATH, required=("room", "zh", "definition", "source"), allowed=("not",)
        )
    )


def _in_room(room: str) -> set[str]:
    return {word for word in WORDS if text(_own(word)["room"], PATH) == room}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_explained_in_one_sentence_and_named_in_chinese(word):
    own = _own(word)
    definition = text(own["definition"], PATH)

    assert text(own["room"], PATH, among=ROOMS)
    assert any("一" <= character <= "鿿" for character in text(own["zh"], PATH))
    assert definition.endswith(".")
    assert definition.count(". ") == 0
    assert text(own["source"], PATH)


def test_no_word_is_refused_by_another():
    refused = [
        text(item, PATH)
        for word in WORDS
        if "not" in _own(word)
        for item in items(_own(word)["not"], PATH)
    ]

    assert len(refused) == len(set(refused))
    assert set(refused).isdisjoint(WORDS)


@pytest.mark.parametrize(("room", "folder"), [("engine", "engines"), ("stage", "stages")])
def test_every_engine_and_every_stage_is_a_word(room, folder):
    rooms = {path.parent.name for path in (FISC / folder).glob("*/__init__.py")}

    assert _in_room(room) == rooms


def test_every_fact_of_the_cycle_is_a_word():
    facts = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", fact).lower() for stage in CYCLE for fact in stage.authored
    }

    assert _in_room("fact") == facts


def test_every_book_register_and_word_of_the_ledger_is_there():
    assert _in_room("book") == set(Book)
    assert _in_room("register") == {
        "divisions",
        "units",
        "classification",
        "projects",
        "bonds",
        "people",
    }
    assert _in_room("ledger") == set(LEDGER)
