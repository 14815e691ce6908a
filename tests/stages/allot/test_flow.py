"""Indicators, changes and transfers go the way that the table of flows draws, and no other."""

from __future__ import annotations

import pytest

from fisc.engines.organisation.duties import WrongState
from fisc.engines.organisation.flows import flow
from fisc.stages.allot import commands
from fisc.stages.allot.models import ACTS, DONE, PROPOSED, RETURNED, STATES, TRANSFER_STATES
from fisc.stages.allot.steps import act_on
from fisc.stages.approve import models as approve


@pytest.mark.parametrize("state", STATES)
def test_an_indicator_takes_the_steps_of_its_state_and_no_others(state):
    indicator = flow("indicator")
    possible = {row.act for row in indicator.acts_from(state)}
    for row in indicator.acts:
        if row.act in possible:
            assert act_on(row.act, state) in indicator.acts_from(state)
        else:
            with pytest.raises(WrongState, match=f"cannot {row.act}"):
                act_on(row.act, state)


def test_the_table_and_the_stages_know_the_same_states_and_acts():
    change, transfer = flow("change_of_authority"), flow("transfer")
    ceiling, budget = flow("ceiling"), flow("budget")

    gone = {"DISCARDED"}

    assert flow("indicator").states - gone <= set(STATES)
    assert {row.act for row in change.steps} == set(ACTS)
    assert set(ACTS) <= set(commands.__all__)
    assert change.states - gone == {PROPOSED, RETURNED, DONE}
    assert transfer.states - gone <= set(TRANSFER_STATES)
    assert ceiling.states - gone == {approve.CEILING_DRAFTED, RETURNED, approve.CEILING_SET}
    assert budget.states - gone == {approve.DRAFTED, RETURNED, approve.APPROVED}


@pytest.mark.parametrize("act", ACTS)
def test_a_change_asks_for_the_right_of_its_act(act):
    assert flow("change_of_authority").act(act, PROPOSED).right == f"allot.{act}"
