"""Money that lies idle in the street: an indicator of the winter, accounts and an asset."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fisc.registers import resources
from fisc.registers.resources import ResourceRecord
from fisc.stages.allot import commands as allot
from fisc.stages.allot import sweeps
from fisc.stages.allot.commands import BudgetKey, IndicatorDraft
from fisc.values import Book, Money, Step, Verdict, Words
from tests.stages.town import CHECKER, FARM, FARMLAND, MAKER, SCHOOL, TOWN

NUMBER = "IND-2026-239900-77"
DRAFTER, REVIEWER = "business.officer", "business.head"
WINTER = date(2025, 12, 1)
REPORTED = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
ISSUED = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def lie() -> str:
    """Let money lie in the street; return the number of an indicator of which nothing is used."""
    _receive()
    draft = IndicatorDraft(
        number=NUMBER,
        book=Book.GENERAL,
        function="2130153",
        amount=Money.yuan("120000"),
        unit=FARM,
        project=FARMLAND,
        item="50302",
        department_item="31005",
        fund_type="111",
    )
    one = {"numbers": [NUMBER], "year": 2026, "at": ISSUED}
    for receipt in (
        allot.draft_indicators(drafts=[draft], division=TOWN, year=2026, maker=DRAFTER, at=ISSUED),
        allot.review_indicator(reviewer=REVIEWER, **one),
        allot.issue_directly(issuer=CHECKER, day=date(2026, 1, 5), **one),
    ):
        assert receipt.done, receipt.refusal
    return NUMBER


def be_swept() -> None:
    """Sweep the indicator, and give a part of it to the school out of the pool."""
    number, day = lie(), date(2026, 6, 30)
    idle = Verdict(True, Words("idle", "闲置"), (Step("Nothing is used.", "未支用。"),))
    line = sweeps.LineDraft(indicator=number, amount=Money.yuan("120000"), verdict=idle)
    receipt = sweeps.propose_sweep(
        number="SWP-2026-239900-1",
        division=TOWN,
        year=2026,
        reason="UNSPENT",
        evidence="示例财〔2026〕9号",
        lines=[line],
        maker=MAKER,
        day=day,
        at=REPORTED,
    )
    assert receipt.done, receipt.refusal
    one = {"checker": CHECKER, "day": day, "at": REPORTED}
    assert sweeps.carry_out_sweep(number="SWP-2026-239900-1", **one).done
    allot.propose_change(
        number="VIR-2026-239900-77",
        act="vire",
        division=TOWN,
        year=2026,
        amount=Money.yuan("70000.01"),
        reason="急需 needed at once",
        maker=MAKER,
        at=REPORTED,
        target_line=BudgetKey(
            function="2050202", unit=SCHOOL, department_item="30201", fund_type="111"
        ),
    )
    receipt = allot.vire(number="VIR-2026-239900-77", **one)
    assert receipt.done, receipt.refusal


def enter_sources() -> None:
    """Enter what accounts and assets of the street hold."""
    for record in _sources():
        resources.enter(record, by=MAKER, at=REPORTED)


def _receive() -> None:
    """Let money come from above to the line of the budget from which the indicator is given."""
    line = BudgetKey(
        function="2130153",
        unit=FARM,
        project=FARMLAND,
        item="50302",
        department_item="31005",
        fund_type="111",
    )
    receipt = allot.propose_change(
        number="ADD-2026-239900-77",
        act="receive_from_above",
        division=TOWN,
        year=2026,
        amount=Money.yuan("120000"),
        reason="补助 a transfer",
        maker=MAKER,
        at=ISSUED,
        target_line=line,
        code="1100202",
    )
    assert receipt.done, receipt.refusal
    receipt = allot.receive_from_above(
        number="ADD-2026-239900-77", checker=CHECKER, day=date(2026, 1, 5), at=ISSUED
    )
    assert receipt.done, receipt.refusal


def _sources():
    plain = {"division": TOWN, "day": date(2026, 5, 31)}
    yield ResourceRecord(
        code="ACC-OUTSIDE",
        kind="special_account",
        name="专户",
        bank="示例银行",
        since=WINTER,
        amount=Money.yuan("3600000"),
        **plain,
    )
    yield ResourceRecord(
        code="ACC-UNIT",
        kind="unit_account",
        name="基本户",
        unit=FARM,
        amount=Money.yuan("900"),
        planned=Money.yuan("500"),
        **plain,
    )
    yield ResourceRecord(
        code="ASSET-1",
        kind="state_asset",
        name="旧办公楼",
        since=date(2024, 1, 1),
        amount=Money.yuan("5000000"),
        **plain,
    )
