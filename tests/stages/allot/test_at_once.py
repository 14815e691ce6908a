"""Two officers at once give no more than one after the other would."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connections

from fisc.registers import projects
from fisc.values import Money
from tests.stages.allot.indicators import farm, register, reviewed
from tests.stages.ledgers import roles
from tests.stages.town import FARM, FARMLAND

pytestmark = pytest.mark.writes
MILLION = 10**8  # fen


def at_once(*acts):
    """Do some acts at the same time and return what became of them."""
    barrier, receipts = threading.Barrier(len(acts)), []

    def one(act):
        try:
            barrier.wait(10)
            receipts.append(act())
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return receipts


def test_two_officers_at_once_do_not_give_a_project_more_than_it_has(adopted):
    """Each of two indicators fits alone, together they are a fen too much."""
    first = reviewed(farm("IND-2026-239900-41", "25000000", unit=FARM))
    second = reviewed(farm("IND-2026-239900-42", "25000000", unit=FARM))
    found = projects.project(FARMLAND)
    projects.add(replace(found, total=Money.yuan("49999999.99")))
    receipts = at_once(lambda: register(first), lambda: register(second))

    assert sorted(receipt.done for receipt in receipts) == [False, True]
    (refused,) = [receipt.refusal for receipt in receipts if not receipt.done]
    assert refused.rule.en.startswith("K09")
    assert roles(adopted)["pending_issue"] == 25 * MILLION


def test_a_step_that_is_sent_twice_at_once_under_its_key_happens_once(adopted):
    numbers = reviewed(farm("IND-2026-239900-41", "25000000", unit=FARM))
    receipts = at_once(*(lambda: register(numbers, key="once") for _ in range(2)))

    assert [receipt.state for receipt in receipts] == ["PENDING_ISSUE"] * 2
    assert roles(adopted)["pending_issue"] == 25 * MILLION
