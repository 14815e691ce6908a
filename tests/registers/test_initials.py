"""A thing is found by what people remember of it."""

from __future__ import annotations

import pytest

from fisc.law.tables import HEADINGS, read
from fisc.registers.initials import fits


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", True),
        (" 30201 ", True),
        ("302", True),
        ("办公", True),
        ("bgf", True),
        ("BG", True),
        ("f", True),
        ("office", True),
        ("Office exp", True),
        ("bf", False),
        ("bgfx", False),
        ("30202", False),
        ("=", False),
    ],
)
def test_a_heading_is_found_by_code_name_or_initials(typed, found):
    assert fits(typed, "30201", "办公费", "Office expenses") is found


def test_a_sign_of_several_readings_is_found_by_each():
    assert fits("yh", "1", "银行")
    assert fits("yx", "1", "银行")
    assert not fits("yz", "1", "银行")


def test_marks_between_signs_are_not_typed():
    assert fits("gwyczjf", "1", "公务用车（租金）费")
    assert fits("a1", "1", "A-1 类")


def test_every_chinese_heading_of_the_law_has_initials():
    from fisc.registers.initials import _letters

    signs = {
        sign
        for table in HEADINGS
        for row in read(table)
        for sign in row.name_zh
        if "一" <= sign <= "鿿"
    }
    assert len(signs) > 500
    assert not {sign for sign in signs if not _letters(sign).isascii()}
