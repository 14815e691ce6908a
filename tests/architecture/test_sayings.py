"""Whatever is said with a step, a name or a refusal is said in both languages."""

from __future__ import annotations

import doctest

import pytest

from tools import sayings
from tools.sayings import faults, gather

GOOD = """
Step(f"Available {a}.", f"可用 {a}。")
Words("the amount", "金额")
Words("", "")
Words("Python", "Python")
Words(f"{number} {name.en}", f"{number} {name.zh}")
refuse(control("K22"), "The day is closed.", "期间已关闭。")
Step(english, chinese)
"""


def test_nothing_that_is_said_lacks_one_of_its_languages():
    found = list(gather())

    assert not found, "\n".join(found)


def test_what_is_said_in_both_languages_is_left_alone():
    assert list(faults(GOOD)) == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('Step("Too much.", "")', "not said in Chinese"),
        ('Step(f"{a} too much.", f"{a} too much, too.")', "not said in Chinese"),
        ('Step("", "超出。")', "not said in English"),
        ('Step("Too much 超出.", "超出。")', "Chinese inside its English"),
        ("Step(f\"Too {'多' if a else 'much'}.\", \"超出。\")", "Chinese inside its English"),
        ('values.Words("the amount", zh="amount")', "not said in Chinese"),
        ('Words(zh="the amount", en="金额")', "Chinese inside its English"),
        ('Title("ROLE", "Role", "role of it")', "not said in Chinese"),
        ('refuse(rule, "The day is closed.", "closed")', "not said in Chinese"),
        ('refuse(rule, english="Closed.", chinese="")', "not said in Chinese"),
        ('wrong("body", "It is no code.", "no code")', "not said in Chinese"),
        ('rule = "K22 period lock"', "use control('K22')"),
        ('rule = "K22 期间锁定"', "use control('K22')"),
        ('"""K22 period lock."""', None),
    ],
)
def test_a_half_that_is_missing_or_mixed_is_found(said, fault):
    found = [sentence for _, sentence in faults(said)]

    assert bool(found) == (fault is not None), found
    assert fault is None or fault in found[0]


def test_a_fault_is_named_with_its_file_and_line(tmp_path):
    (tmp_path / "fisc").mkdir()
    (tmp_path / "fisc/one.py").write_text('x = 1\ny = Words("a name", "")\n', encoding="utf-8")

    assert list(gather(tmp_path)) == ["fisc/one.py:2: 'a name' is not said in Chinese."]


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(sayings).failed == 0
