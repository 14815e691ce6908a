"""``fisc resources``: what can be used now, and sweeps by two people who are named."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.doors.cli import clock
from fisc.stages.allot.models import Indicator
from tests.stages.allot.conftest import adopted  # noqa: F401 - the fixture
from tests.stages.allot.indicators import issued, school
from tests.stages.town import CHECKER, DAY, MAKER, NOON, TOWN, YEAR

pytestmark = pytest.mark.writes
PLACE = ("--division", TOWN, "--year", YEAR)
NUMBER = "IND-2026-239900-2"


@pytest.fixture
def idle(adopted, monkeypatch):  # noqa: F811
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: DAY)
    issued(school())
    Indicator.objects.update(issued_on=date(2025, 3, 1))
    return adopted


def test_idle_money_is_listed_swept_by_two_and_given_back(fisc, idle):
    (row,) = fisc("resources", "list", *PLACE, "--idle", "--json").document["rows"]
    assert (row["code"], row["reasons"]) == (NUMBER, ["UNSPENT"])

    asked = ("resources", "sweep", NUMBER, *PLACE, "--evidence", "财〔2026〕9号")
    wrong = fisc(*asked, "--reason", "TWO_YEARS", "--officer", MAKER)
    assert (wrong.code, "not idle as" in wrong.out) == (1, True)
    done = fisc(*asked, "--reason", "UNSPENT", "--officer", MAKER, "--json")
    sweep = done.document["number"]

    alone = fisc("resources", "carry-out", sweep, "--officer", MAKER)
    assert alone.code == 1
    assert fisc("resources", "carry-out", sweep, "--officer", CHECKER).code == 0
    assert fisc("resources", "list", *PLACE, "--idle", "--json").document["rows"] == []
    back = fisc("resources", "give-back", sweep, "--officer", CHECKER, "--reason", "too early")
    assert "REVERSED" in back.out
    again = fisc("resources", "list", *PLACE, "--idle", "--json").document["rows"]
    assert again == [row]


def test_the_list_and_the_ages_are_shown_as_tables(fisc, idle):
    shown = fisc("resources", "list", *PLACE)
    assert NUMBER in shown.out
    assert "interest lost" in shown.out

    (age,) = fisc("resources", "ages", *PLACE, "--json").document["ages"]
    assert (age["origin"], age["age"], age["balance_from"]) == (2026, "current", "2028-01-01")
    assert "2026" in fisc("resources", "ages", *PLACE, lang="zh").out


def test_a_sweep_that_nobody_knows_is_told(fisc, idle):
    assert fisc("resources", "carry-out", "NONE", "--officer", CHECKER).code == 2
    words = ("resources", "sweep", "NONE", *PLACE, "--officer", MAKER, "--reason", "UNSPENT")
    assert fisc(*words, "--evidence", "x").code == 2
