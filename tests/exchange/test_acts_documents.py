"""Budgets, indicators and payments are imported as drafts of their stage, whole and once."""

from __future__ import annotations

import csv

import pytest

from fisc.exchange.amounts import Unit
from fisc.exchange.dryruns import Order, apply, dry_run
from fisc.exchange.intake.budgets import BudgetsAct
from fisc.exchange.intake.imports import Signature, trail, undo_import
from fisc.exchange.intake.indicators import IndicatorsAct
from fisc.exchange.intake.payments import PaymentsAct
from fisc.stages.allot import commands as allot
from fisc.stages.allot.models import Indicator
from fisc.stages.approve import commands as approve
from fisc.stages.approve import queries as budgets
from fisc.stages.approve.models import BudgetDraft
from fisc.stages.pay.models import PaymentRequest
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.pay import cases
from tests.stages.pay.conftest import office  # noqa: F401 - the fixture
from tests.stages.town import (
    CHECKER,
    DAY,
    FARM,
    FARMLAND,
    MAKER,
    NOON,
    SCHOOL,
    SCHOOL_RUNNING,
    TOWN,
    YEAR,
)

pytestmark = pytest.mark.writes
DRAFT = "BUD-2026-239900-7"
BUDGET_HEAD = ["side", "book", "line", "unit", "project", "function", "department_item"]
BUDGET_HEAD += ["government_item", "fund_type", "amount"]
SPENT = [SCHOOL, SCHOOL_RUNNING, "2050202", "30201", "50502", "111"]
BUDGET = [
    ["income", "general", "10101", SCHOOL, "", "", "", "", "111", "90000000"],
    ["expenditure", "general", "205", *SPENT, "30000000"],
    [
        "支出",
        "一般公共预算",
        "2130153",
        FARM,
        FARMLAND,
        "2130153",
        "31005",
        "50302",
        "111",
        "58000000",
    ],
    ["expenditure", "general", "227", FARM, "", "227", "", "", "111", "2000000"],
]
INDICATOR_HEAD = ["number", "document", "division", "unit", "project", "function"]
INDICATOR_HEAD += ["department_item", "government_item", "fund_type", "amount", "issue_day"]
INDICATORS = [
    [f"IND-2026-239900-{n}", "财预〔2026〕1号", TOWN, *SPENT, f"{n}000.5", "2026-02-09"]
    for n in (1, 2, 3)
]
PAYMENT_HEAD = ["number", "day", "unit", "indicator", "amount", "payee_name", "payee_account"]
PAYMENT_HEAD += ["purpose"]


def signed(actor):
    return Signature(division=TOWN, actor=actor, day=DAY, at=NOON)


def written(path, head, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def tried(path, act):
    order = Order(path=path, name=path.name, template=act.template, unit=Unit.YUAN)
    return dry_run(order, act)


def taken(path, act):
    found = tried(path, act)
    assert found.ready, [problem.said("en") for problem in found.problems]
    return apply(found, act).receipt


def undone(act, batch):
    key, signature = act.template.key, act.signature
    return undo_import(act.book, key, signature, batch, take_back=act.take_back)


def budget_act(actor=MAKER, number=DRAFT):
    return BudgetsAct(signed(actor), number=number, year=YEAR, file="b.csv")


def payment_rows(*amounts, first=1):
    payee = ("某文具有限公司", cases.STATIONER)
    return [
        [f"P-{n}", "2026-03-02", SCHOOL, cases.POT.indicator, amount, *payee, f"paper {n}"]
        for n, amount in enumerate(amounts, first)
    ]


def test_a_budget_becomes_one_draft_that_another_can_adopt(town, tmp_path):  # noqa: F811
    receipt = taken(written(tmp_path / "b.csv", BUDGET_HEAD, BUDGET), budget_act())
    draft = budgets.draft(DRAFT)
    adopted = approve.adopt_budget(
        number=DRAFT, resolution="R", resolved_on=DAY, checker=CHECKER, day=DAY, at=NOON
    )

    assert receipt.batches == (1,)
    assert (draft.maker, len(draft.lines)) == (MAKER, 4)
    assert [row.line.code for row in draft.lines] == ["10101", "2050202", "2130153", "227"]
    assert adopted.done, adopted.refusal


def test_a_line_that_no_budget_gathers_is_named_at_its_cell(town, tmp_path):  # noqa: F811
    rows = [*BUDGET, ["income", "general", "9999", "555555", "", "", "", "", "111", "0"]]
    found = tried(written(tmp_path / "b.csv", BUDGET_HEAD, rows), budget_act())

    assert {(p.rule, p.row, p.column) for p in found.problems} == {
        ("line-unknown", 6, "C"),
        ("unit-unknown", 6, "D"),
        ("amount-not-above-zero", 6, "J"),
    }


def test_who_may_not_draft_a_budget_does_not_import_one(town, tmp_path):  # noqa: F811
    path = written(tmp_path / "b.csv", BUDGET_HEAD, BUDGET)
    receipt = taken(path, budget_act("school.clerk"))
    stranger = taken(path, budget_act("nobody"))

    assert not receipt.done
    assert "登记人员" in stranger.refusal.rule.zh
    assert not BudgetDraft.objects.exists()
    assert trail(budget_act().book, "budgets", TOWN) == []


def test_a_budget_is_undone_before_it_is_adopted_and_never_after(town, tmp_path):  # noqa: F811
    path = written(tmp_path / "b.csv", BUDGET_HEAD, BUDGET)
    taken(path, budget_act())
    gone = undone(budget_act(), 1)
    assert gone.done
    assert not BudgetDraft.objects.exists()

    again = taken(path, budget_act())
    approve.adopt_budget(
        number=DRAFT, resolution="R", resolved_on=DAY, checker=CHECKER, day=DAY, at=NOON
    )
    kept = undone(budget_act(), again.batches[0])

    assert again.batches == (2,)
    assert "adjust the budget instead" in kept.refusal.why
    assert BudgetDraft.objects.get().state == "NPC_APPROVED"


def test_a_draft_is_taken_back_only_by_who_made_it(town, tmp_path):  # noqa: F811
    taken(written(tmp_path / "b.csv", BUDGET_HEAD, BUDGET), budget_act())
    refused = undone(budget_act(CHECKER), 1)

    assert "only they discard it" in refused.refusal.why
    assert BudgetDraft.objects.count() == 1


def test_indicators_become_drafts_and_the_same_file_changes_nothing(town, tmp_path):  # noqa: F811
    path = written(tmp_path / "i.csv", INDICATOR_HEAD, INDICATORS)
    first = taken(path, IndicatorsAct(signed(MAKER)))
    second = taken(path, IndicatorsAct(signed(MAKER)))
    found = Indicator.objects.order_by("number")

    assert first.written == 3
    assert second.repeated
    assert [(i.state, i.amount_fen, i.maker) for i in found] == [
        ("DRAFT", fen, MAKER) for fen in (100_050, 200_050, 300_050)
    ]


def test_indicators_of_which_one_cannot_be_drafted_are_all_refused(town, tmp_path):  # noqa: F811
    taken(written(tmp_path / "a.csv", INDICATOR_HEAD, INDICATORS[:1]), IndicatorsAct(signed(MAKER)))
    other = [*INDICATORS[1:], [*INDICATORS[0][:9], "7", "2026-02-09"]]
    receipt = taken(
        written(tmp_path / "b.csv", INDICATOR_HEAD, other), IndicatorsAct(signed(MAKER))
    )

    assert "another indicator already" in receipt.refusal.why
    assert Indicator.objects.count() == 1


def test_indicators_are_named_where_place_unit_or_money_are_wrong(town, tmp_path):  # noqa: F811
    rows = [
        ["IND-1", "d", "239901", *SPENT, "1", "2026-02-09"],
        ["IND-2", "d", TOWN, "999999", *SPENT[1:], "1", "2026-02-09"],
        ["IND-3", "d", TOWN, *SPENT[:-1], "1", "1", "2026-02-09"],
    ]
    path = written(tmp_path / "i.csv", INDICATOR_HEAD, rows)
    found = tried(path, IndicatorsAct(signed(MAKER)))

    assert [(p.rule, p.row, p.column) for p in found.problems] == [
        ("division-other", 2, "C"),
        ("unit-unknown", 3, "D"),
        ("fund-type-unknown", 4, "I"),
    ]


def test_indicators_are_undone_until_one_of_them_is_reviewed(town, tmp_path):  # noqa: F811
    path = written(tmp_path / "i.csv", INDICATOR_HEAD, INDICATORS)
    taken(path, IndicatorsAct(signed(MAKER)))
    assert undone(IndicatorsAct(signed(MAKER)), 1).written == 3
    assert not Indicator.objects.exists()

    taken(path, IndicatorsAct(signed(MAKER)))
    allot.review_indicator(
        numbers=["IND-2026-239900-2"], year=YEAR, reviewer="business.head", at=NOON
    )
    kept = undone(IndicatorsAct(signed(MAKER)), 2)

    assert "IND-2026-239900-2 is REVIEWED" in kept.refusal.why
    assert Indicator.objects.count() == 3


def test_payments_become_drafts_of_requests_by_the_clerk(office, tmp_path):  # noqa: F811
    path = written(tmp_path / "p.csv", PAYMENT_HEAD, payment_rows("12.5", "7"))
    receipt = taken(path, PaymentsAct(signed(cases.CLERK)))
    found = PaymentRequest.objects.order_by("number")

    assert receipt.written == 2
    assert [(r.state, r.amount_fen, r.account, r.maker) for r in found] == [
        ("draft", 1250, cases.STATIONER, cases.CLERK),
        ("draft", 700, cases.STATIONER, cases.CLERK),
    ]


def test_a_payment_is_drafted_once_whatever_file_it_is_in(office, tmp_path):  # noqa: F811
    act = PaymentsAct(signed(cases.CLERK))
    taken(written(tmp_path / "a.csv", PAYMENT_HEAD, payment_rows("1", "2")), act)
    path = written(tmp_path / "b.csv", PAYMENT_HEAD, payment_rows("1", "2", "3"))
    second = taken(path, PaymentsAct(signed(cases.CLERK)))

    assert second.written == 1
    assert PaymentRequest.objects.count() == 3


def test_a_payment_number_with_another_amount_refuses_the_file(office, tmp_path):  # noqa: F811
    act = PaymentsAct(signed(cases.CLERK))
    taken(written(tmp_path / "a.csv", PAYMENT_HEAD, payment_rows("1")), act)
    path = written(
        tmp_path / "b.csv", PAYMENT_HEAD, [*payment_rows("5"), *payment_rows("6", first=2)]
    )
    receipt = taken(path, PaymentsAct(signed(cases.CLERK)))

    assert not receipt.done
    assert PaymentRequest.objects.count() == 1


def test_payments_are_named_where_indicator_payee_or_name_are_wrong(office, tmp_path):  # noqa: F811
    (good,) = payment_rows("1")
    rows = [
        [*good[:3], "IND-NONE", *good[4:]],
        ["P-2", good[1], FARM, *good[3:]],
        ["P-3", *good[1:5], "某文具店", *good[6:]],
        ["P-4", *good[1:6], "000", good[7]],
        ["P-5", "2025-03-02", *good[2:]],
    ]
    path = written(tmp_path / "p.csv", PAYMENT_HEAD, rows)
    found = tried(path, PaymentsAct(signed(cases.CLERK)))

    assert [(p.rule, p.row, p.column) for p in found.problems] == [
        ("indicator-unknown", 2, "D"),
        ("indicator-of-another-unit", 3, "D"),
        ("payee-unknown", 4, "G"),
        ("payee-unknown", 5, "G"),
        ("indicator-unknown", 6, "D"),
    ]


def test_somebody_of_another_unit_imports_no_payments(office, tmp_path):  # noqa: F811
    path = written(tmp_path / "p.csv", PAYMENT_HEAD, payment_rows("1", "2"))
    receipt = taken(path, PaymentsAct(signed("farm.clerk")))

    assert not receipt.done
    assert not PaymentRequest.objects.exists()


def test_payments_are_withdrawn_and_may_be_imported_anew(office, tmp_path):  # noqa: F811
    path = written(tmp_path / "p.csv", PAYMENT_HEAD, payment_rows("1", "2"))
    for batch in (1, 2):
        act = PaymentsAct(signed(cases.CLERK))
        receipt = taken(path, act)
        assert (receipt.batches, receipt.written) == ((batch,), 2)
        assert undone(act, batch).written == 2
    states = list(PaymentRequest.objects.values_list("state", flat=True))

    assert states == ["withdrawn"] * 4
