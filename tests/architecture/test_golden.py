"""A golden test fails when a year comes out differently, and says what to do."""

from __future__ import annotations

import pytest

from tests.conftest import compare_or_bless


def test_a_year_that_comes_out_as_expected_passes(tmp_path):
    (tmp_path / "expected.txt").write_text("paid ¥1.00\n", encoding="utf-8")

    compare_or_bless(tmp_path / "expected.txt", "paid ¥1.00\n", bless=False)


@pytest.mark.parametrize("text", ["paid ¥1.01\n", "paid ¥1.00\nmore\n", ""])
def test_a_year_that_comes_out_differently_fails_with_its_remedy(tmp_path, text):
    (tmp_path / "expected.txt").write_text("paid ¥1.00\n", encoding="utf-8")

    with pytest.raises(AssertionError, match="run 'make golden'"):
        compare_or_bless(tmp_path / "expected.txt", text, bless=False)


def test_a_year_without_an_expectation_fails(tmp_path):
    with pytest.raises(AssertionError, match=r"expected\.txt comes out differently"):
        compare_or_bless(tmp_path / "expected.txt", "paid ¥1.00\n", bless=False)


def test_blessing_makes_what_came_out_the_expectation(tmp_path):
    compare_or_bless(tmp_path / "year/expected.txt", "paid ¥1.01\n", bless=True)

    compare_or_bless(tmp_path / "year/expected.txt", "paid ¥1.01\n", bless=False)
