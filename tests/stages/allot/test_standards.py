"""A draft may say by which standard it was worked out; above it, it needs an exception."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.registers import standards
from fisc.registers.standards import OwnRecord
from fisc.stages.allot import commands
from fisc.stages.allot.lines import DraftJudge, Edit, edit_indicators
from fisc.stages.allot.models import Indicator
from fisc.values import Money
from tests.stages.allot.indicators import OFFICER, school
from tests.stages.town import MAKER, NOON, TOWN, YEAR

pytestmark = pytest.mark.writes
ONE = "IND-2026-239900-11"


def drafted(yuan, **more):
    given = {"standard": "ST045", "quantity": 3} | more
    return commands.draft_indicators(
        drafts=(school(ONE, yuan, **given),), division=TOWN, year=YEAR, maker=OFFICER, at=NOON
    )


@pytest.mark.parametrize(
    ("yuan", "more", "done"),
    [
        ("90000", {}, True),
        ("90000.01", {}, False),
        ("90000.01", {"exception": "EX-7"}, True),
        ("90000", {"quantity": 0}, False),
        ("90000", {"standard": "ST999"}, False),
        ("90000", {"standard": "ST004"}, False),
        ("90000.01", {"standard": "", "quantity": 0}, True),
    ],
)
def test_a_draft_is_within_its_standard_or_explained(adopted, yuan, more, done):
    receipt = drafted(yuan, **more)

    assert receipt.done is done
    assert done or receipt.refusal.rule.en == "spending standard"
    assert Indicator.objects.filter(number=ONE).exists() is done


def test_a_stricter_standard_of_the_place_is_meant_by_its_own_code(adopted):
    record = OwnRecord(
        division=TOWN,
        code="JIA-1",
        item="car_running",
        name="own",
        measure="car_year",
        amount=Money.yuan("20000"),
        first_day=date(2025, 1, 1),
    )
    standards.enter(record, by=MAKER, at=NOON)

    assert not drafted("60000.01", standard="JIA-1").done
    assert drafted("60000", standard="JIA-1").done


def test_an_edit_of_the_amount_meets_the_standard_too(adopted):
    assert drafted("90000").done
    edit = Edit(ONE, {"amount_fen": (9_000_000, 9_000_001)})

    receipt = edit_indicators(edits=(edit,), year=YEAR, maker=OFFICER, at=NOON)

    assert "¥0.01 above the standard" in receipt.refusal.why
    explained = Edit(ONE, {"amount_fen": (9_000_000, 9_000_001), "exception": ("", "EX-7")})
    assert edit_indicators(edits=(explained,), year=YEAR, maker=OFFICER, at=NOON).done


def test_a_fault_is_told_at_the_standard(adopted):
    judge = DraftJudge(TOWN, YEAR)
    draft = school(ONE, "90000.01", standard="ST045", quantity=3)

    assert [name for name, _ in judge.faults_of(draft)] == ["standard"]
