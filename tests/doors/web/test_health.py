"""The page of health says what the office stands on, as fisc doctor does."""

from __future__ import annotations

import pytest

from fisc.exchange import checkup
from tests.doors.web.test_reading import words


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_check_stands_on_the_page(come, language):
    said = words(come("finance.director", language).get("/health"))

    ending = "zh" if language == "zh-hans" else "en"
    for name, _look in checkup.CHECKS:
        assert name.said(ending) in said
    assert {"zh": "一切就绪", "en": "is in order"}[ending] in said


def test_what_is_bad_comes_first_and_is_counted(come, monkeypatch):
    def broken():
        raise OSError("the disk does not answer")

    checks = (*checkup.CHECKS[:-1], (checkup.CHECKS[-1][0], broken))
    monkeypatch.setattr(checkup, "CHECKS", checks)

    said = words(come("finance.director", "en").get("/health"))

    assert "1 checks of the surroundings are bad" in said
    assert said.index("the disk does not answer") < said.index("version ")
