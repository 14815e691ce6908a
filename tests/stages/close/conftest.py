"""An adopted budget with a school and a farm to pay from."""

from __future__ import annotations

import pytest

from tests.stages.allot.indicators import (
    allocate,
    farm,
    issue,
    issued,
    part,
    register,
    reviewed,
    school,
)
from tests.stages.approve.budgets import adopt, draft


@pytest.fixture
def running(town):
    draft()
    assert adopt().done
    issued(school())
    register(reviewed(farm()))
    allocate(part())
    assert issue("IND-2026-239900-11").done
    return town
