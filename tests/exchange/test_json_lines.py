"""JSON lines: one object per line, numbers exact, and nothing nested."""

from __future__ import annotations

import json

import pytest

from fisc.exchange.dryruns import entries_of
from fisc.exchange.limits import Limits
from fisc.exchange.tables import TEMPLATES
from fisc.values import Money
from tests.exchange.samples import EVERY_KIND, rules, tried

SOUND = {"date": "2026-10-31", "entry": "记-1", "account": "1001", "amount(yuan)": "12.30"}


def _tried(path, *lines, template=TEMPLATES["journal"], **options):
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return tried(path, template, **options)


def test_amounts_are_exact_whether_they_are_text_or_numbers(tmp_path):
    numbers = '{"date": "2026-10-31", "entry": "1", "account": "1", "amount(yuan)": 0.07}'
    run = _tried(tmp_path / "x.jsonl", SOUND, "", numbers)

    assert rules(run) == []
    assert [(entry.row, entry["amount"]) for entry in entries_of(run)] == [
        (1, Money(1230)),
        (3, Money(7)),
    ]


def test_the_first_line_may_say_what_the_file_is(tmp_path):
    marks = {"_meta": {"template": "journal", "version": 1, "amounts_in": "wan"}}
    plain = {**SOUND, "amount": SOUND["amount(yuan)"]}
    del plain["amount(yuan)"]
    (entry,) = entries_of(_tried(tmp_path / "x.jsonl", marks, plain))

    assert entry["amount"] == Money(12_300_000)


def _broken(**changes):
    return json.dumps({**SOUND, **changes})


BROKEN = {
    "not JSON": ("{oops}", "json-broken", ""),
    "a list": ("[1, 2]", "json-broken", ""),
    "the same key twice": (_broken()[:-1] + ', "entry": "2"}', "json-broken", ""),
    "NaN": (_broken().replace('"12.30"', "NaN"), "json-broken", ""),
    "infinity": (_broken().replace('"12.30"', "-Infinity"), "json-broken", ""),
    "ten thousand brackets": ("[" * 10_000, "json-broken", ""),
    "five thousand digits": (_broken().replace('"12.30"', "9" * 5_000), "json-broken", ""),
    "1e400": (_broken().replace('"12.30"', "1e400"), "amount-exponent", "D"),
    "an exponent": (_broken().replace('"12.30"', "1.5e3"), "amount-exponent", "D"),
    "an inner object": (_broken(entry={"a": 1}), "nested-value", "B"),
    "an inner list": (_broken(entry=[1]), "nested-value", "B"),
    "true": (_broken(entry=True), "logical-value", "B"),
    "half a character": (_broken(entry="\ud800"), "hidden-character", "B"),
    "an unknown key": (_broken(more=1), "key-unknown", ""),
    "a missing amount": (_broken(**{"amount(yuan)": None}), "required", "D"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_line_is_reported_by_its_number_and_the_others_are_read(tmp_path, kind):
    line, rule, column = BROKEN[kind]
    run = _tried(tmp_path / "x.jsonl", SOUND, line, SOUND)

    assert rules(run) == [(f"x!{column}2", rule)]
    assert (run.counts.new, run.counts.problem) == (2, 1)


def test_more_lines_than_the_limit_are_reported(tmp_path):
    limits = Limits(rows_max=5, heading_lines_max=10)
    run = _tried(tmp_path / "x.jsonl", *[SOUND] * 20, limits=limits)

    assert rules(run) == [("x!16", "too-many-rows")]


def test_a_dash_in_json_is_text_and_null_is_nothing(tmp_path):
    lines = [{"text": "—", "amount(yuan)": None}, {"text": "-", "amount(yuan)": "5"}]
    first, second = entries_of(_tried(tmp_path / "x.jsonl", *lines, template=EVERY_KIND))

    assert (first["text"], first["amount"], first.cleared) == ("—", None, frozenset())
    assert (second["text"], second["amount"]) == ("-", Money(500))
