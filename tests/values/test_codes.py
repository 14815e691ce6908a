"""Codes are types: a form for each kind, text that keeps its zeros."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.values import (
    Code,
    DepartmentItemCode,
    DivisionCode,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    IndicatorCode,
    ProjectCode,
    RevenueCode,
    UnitCode,
)

KINDS = (
    DepartmentItemCode,
    DivisionCode,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    IndicatorCode,
    ProjectCode,
    RevenueCode,
    UnitCode,
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_of_each_kind_is_one_of_its_codes(kind):
    assert kind(kind.sample) == kind.sample


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=25))
def test_a_code_is_kept_as_written_or_refused_with_a_sample(kind, text):
    if kind.pattern.fullmatch(text):
        assert str(kind(text)) == text
    else:
        with pytest.raises(ValueError, match="is not a") as refused:
            kind(text)
        assert kind.sample in str(refused.value)


def test_leading_zeros_count():
    assert UnitCode("007001") != UnitCode("7001")


def test_a_project_code_of_21_characters_shows_its_class_as_in_tv042():
    code = ProjectCode("23000026T000000000101")

    assert (len(code), code.kind) == (21, "T")


@pytest.mark.parametrize(
    "text",
    [
        "23000026X000000000101",
        "23000026t000000000101",
        "23000026T00000000010",
        "23000026T0000000001012",
    ],
)
def test_a_project_code_with_another_letter_or_length_is_refused_as_in_tv043(text):
    with pytest.raises(ValueError, match="is not a project code"):
        ProjectCode(text)


def test_codes_of_different_kinds_say_which_they_are():
    assert repr(DivisionCode("239901")) == "DivisionCode('239901')"
    assert repr(Code("A-1")) == "Code('A-1')"
