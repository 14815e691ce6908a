"""Nobody can forge a line of the log."""

from __future__ import annotations

import doctest
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.config import logs


def written(message: str, *, error: BaseException | None = None) -> str:
    thrown = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("fisc", logging.ERROR, __file__, 1, message, None, thrown)
    return logs.OneLine("{levelname} {message}", style="{").format(record)


@given(st.text())
def test_whatever_is_logged_stays_on_one_line(text):
    assert len(written(text).splitlines()) == 1


@pytest.mark.parametrize("sign", ["\r", "\n", "\x00", "\x1b", "\x85", "\u2028", "\u202e", "\u200b"])
def test_a_sign_that_ends_or_disguises_a_line_is_shown_as_an_escape(sign):
    assert sign not in written(f"paid{sign}ERROR forged")


def test_a_traceback_stays_on_its_line_and_can_be_read():
    try:
        raise ValueError("fen\nERROR forged")
    except ValueError as error:
        line = written("failed", error=error)

    assert len(line.splitlines()) == 1
    assert "ValueError: fen\\nERROR forged" in line


def test_chinese_is_left_as_it_is():
    assert written("龙江县财政局 支付 ¥1.00") == "ERROR 龙江县财政局 支付 ¥1.00"


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(logs) == (0, 2)


def test_django_does_not_write_around_the_formatter():
    chosen = logging.getLogger("django").handlers + logging.getLogger("django.server").handlers

    assert chosen == []
    assert any(isinstance(h.formatter, logs.OneLine) for h in logging.getLogger().handlers)
