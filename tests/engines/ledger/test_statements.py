"""A trial balance shows the chain, and finds the fen that is missing in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.ledger.statements import check_indicator, trial_balance
from fisc.law.chart import chart
from fisc.values import Book, Money

STAGES = [
    role.name for role in chart().roles.values() if role.side == 1 and role.number_class > "0"
]
SOURCES = [role.name for role in chart().roles.values() if role.side == -1 and role.guarded]


@given(
    stages=st.dictionaries(st.sampled_from(STAGES), st.integers(0, 10**15), min_size=1),
    source=st.sampled_from(SOURCES),
    off=st.sampled_from([-1, 0, 1]),
)
def test_the_chain_holds_exactly_when_stages_stand_on_sources(stages, source, off):
    whole = sum(stages.values())
    balances = {role: Money(fen) for role, fen in stages.items()} | {source: Money(whole + off)}

    shown = trial_balance(Book.GENERAL, balances)

    assert shown.verdict.allowed is (off == 0)
    assert shown.difference == Money(-off)


def test_ceilings_are_no_part_of_the_chain():
    shown = trial_balance(Book.GENERAL, {"ceiling_free": Money(5), "source_own": Money(0)})

    assert shown.lines == ()
    assert shown.verdict.allowed


def test_a_line_has_its_number_and_its_names():
    (line,) = trial_balance(Book.UNIT, {"carry_close": Money(5)}).lines

    assert (line.code, line.name_zh) == ("9601", "指标结转结余")


def test_an_unknown_role_is_misuse():
    with pytest.raises(KeyError, match="cash"):
        trial_balance(Book.GENERAL, {"cash": Money(5)})


@pytest.mark.parametrize(("paid", "whole"), [(10, True), (9, False), (11, False)])
def test_an_indicator_is_all_in_its_stages(paid, whole):
    verdict = check_indicator(
        indicator="IND-1",
        granted=Money(31),
        pending=Money(1),
        executable=Money(5),
        frozen=Money(6),
        applied=Money(4),
        paid=Money(paid),
        carried=Money(5),
    )

    assert verdict.allowed is whole
