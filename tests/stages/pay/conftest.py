"""An office that pays: a town with an adopted budget, one funded indicator and three payees."""

from __future__ import annotations

import pytest

from tests.stages.pay import cases


@pytest.fixture
def office(town):
    """The book of the town; the school's indicator holds 1,000,000 fen."""
    cases.adopt(town)
    cases.fund(town, cases.POT, 1_000_000)
    cases.enter_payees()
    return town
