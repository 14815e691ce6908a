"""Resources and sweeps, as programs ask for them."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.registers import resources
from fisc.registers.resources import ResourceRecord
from fisc.stages.allot.models import Indicator
from fisc.values import Money
from tests.doors.api.samples import SAMPLES
from tests.stages.allot.conftest import adopted  # noqa: F401 - the fixture
from tests.stages.allot.indicators import issued, school
from tests.stages.town import CHECKER, DAY, MAKER, NOON, TOWN

PLACE = {"division": "239900", "year": 2026}


@pytest.fixture
def idle(adopted, program):  # noqa: F811
    issued(school())
    Indicator.objects.update(issued_on=date(2025, 3, 1))
    record = ResourceRecord(
        code="ACC-1",
        division=TOWN,
        kind="special_account",
        name="account",
        day=DAY,
        amount=Money.yuan("900.50"),
    )
    resources.enter(record, by=MAKER, at=NOON)
    return program


def test_what_can_be_used_is_listed_with_its_reasons(idle):
    said = idle(MAKER).get("/resources", **PLACE, idle=True).body

    assert [row["code"] for row in said["rows"]] == ["IND-2026-239900-2", "ACC-1"]
    assert [one["kind"] for one in said["rows"][1]["reasons"]] == ["OUTSIDE_TREASURY"]
    assert said["ages"][-1]["age"] == "current"
    only = idle(MAKER).get("/resources", **PLACE, kind="special_account", limit=1).body
    assert (only["count"], only["next"], only["rows"][0]["amount"]) == (1, None, "900.50")


def test_a_source_is_seen_by_whoever_sees_its_place(idle):
    said = idle(MAKER).get("/resources/ACC-1").body
    assert said["reports"][0]["amount"] == "900.50"
    assert idle(MAKER).get("/resources/NONE").status == 404
    assert idle("stranger.head").get("/resources/ACC-1").status == 404


def test_a_sweep_is_told_with_its_lines(idle):
    for name in ("sweeps-propose", "sweeps-carry-out"):
        one = SAMPLES[name]
        answer = idle(one.person).post(one.path, one.body, key=one.key)
        assert answer.status == 200, answer.raw.decode()
    (sweep,) = idle(CHECKER).get("/sweeps", **PLACE).body["rows"]

    assert (sweep["state"], sweep["amount"]) == ("DONE", "30000000.00")
    assert sweep["lines"][0]["indicator"] == "IND-2026-239900-2"


def test_what_is_not_idle_is_refused_and_nothing_is_invalid(idle):
    one = SAMPLES["sweeps-propose"]
    wrong = idle(MAKER).post(one.path, {**one.body, "reason": "TWO_YEARS"}, key=one.key)
    assert wrong.status == 409
    none = idle(MAKER).post(one.path, {**one.body, "indicators": ["NONE"]}, key=one.key)
    assert none.status == 404
