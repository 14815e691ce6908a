"""Every control, met by a real request: what it refuses moves nothing and is on the record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from fisc.engines.controls.outcomes import Outcome
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.record import facts
from fisc.stages.pay import commands, queries, standing
from fisc.stages.pay.commands import Message
from fisc.stages.pay.models import Payee
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Book as Budget
from fisc.values import Money
from tests.stages.pay.cases import (
    CLERK,
    HEAD,
    OWN,
    PERSON,
    POT,
    REVIEWER,
    STATIONER,
    act,
    adopt,
    answer,
    chambers,
    draft,
    enter_payees,
    fund,
    indicator,
    key,
    kinds,
    reviewed,
    salaries,
    sent,
    state,
    submitted,
    typed,
)
from tests.stages.town import DAY, FARM, NOON, SCHOOL, SCHOOL_STAFF, TOWN, YEAR

pytestmark = pytest.mark.writes


def submit(fen: int = 400, **changes: object):
    return act("submit_request", reviewed(fen, **changes), HEAD)


def ids(receipt) -> list[str]:
    return [control.id for control in receipt.refusals]


@pytest.mark.parametrize(("fen", "done"), [(999_999, True), (1_000_000, True), (1_000_001, False)])
def test_an_indicator_is_used_to_its_last_fen_and_not_beyond(office, fen, done):
    receipt = submit(fen)

    assert receipt.done is done
    assert chambers(office) == ((1_000_000 - fen, fen, 0) if done else (1_000_000, 0, 0))
    if not done:
        assert ids(receipt) == ["K03"]
        assert state(receipt.subject) == "reviewed"
        (fact,) = facts.about(office, receipt.subject)
        assert fact.kind == "PaymentRefused"
        assert "¥0.01 too much" in fact.body["reasons"][0]["en"]
        assert "超出 ¥0.01" in fact.body["reasons"][0]["zh"]


CAP = Pot(TOWN, YEAR, Budget.GENERAL, "ceiling", counterpart="reception")
RECEPTION = indicator(9, department_item="30217")


def cap(book, fen: int) -> None:
    book.set_ceiling(RECEPTION, CAP)
    grant = Pot(TOWN, YEAR, Budget.GENERAL, "ceiling_grant")
    move = Move(
        "grant_ceiling",
        CAP.account("ceiling_free"),
        grant.account("ceiling_grant"),
        Money(fen),
    )
    voucher = Voucher(posting_key(key()), DAY, (move,))
    assert book.post(voucher, actor="budget.head", at=NOON).done


@pytest.mark.parametrize(("fen", "done"), [(199, True), (200, True), (201, False)])
def test_the_ceiling_of_a_public_item_holds_with_what_is_in_process(office, fen, done):
    cap(office, 600)
    fund(office, RECEPTION, 10_000)
    answer(Message("M1", sent(100, pot=RECEPTION), ReceiptKind.PAID, Money(100), DAY))
    submitted(300, pot=RECEPTION)

    receipt = submit(fen, pot=RECEPTION)

    assert receipt.done is done
    assert ids(receipt) == ([] if done else ["K13"])
    if not done:
        working = receipt.refusals[0].verdict.why
        assert "Ceiling reception: ¥6.00, less ¥1.00 paid and ¥3.00 in process" in working


@pytest.mark.parametrize(
    ("pot", "fen", "wanted"), [(POT, 1_000_001, "K03"), (RECEPTION, 601, "K13")]
)
def test_the_ledger_has_the_last_word_whatever_was_judged_before(
    office, monkeypatch, pot, fen, wanted
):
    cap(office, 600)
    fund(office, RECEPTION, 10_000)
    number = reviewed(fen, pot=pot)
    monkeypatch.setattr(standing, "control", lambda *_: ())

    receipt = act("submit_request", number, HEAD)

    assert ids(receipt) == [wanted]
    assert "¥0.01" in receipt.refusals[0].lines[-1].en
    assert "¥0.01" in receipt.refusals[0].lines[-1].zh
    assert (state(number), kinds(office, number)) == ("reviewed", ["PaymentRefused"])
    assert chambers(office, pot)[1:] == (0, 0)


def test_requests_of_one_set_share_the_ceiling(office):
    cap(office, 600)
    fund(office, RECEPTION, 10_000)
    numbers = [reviewed(fen, pot=RECEPTION) for fen in (400, 300, 200)]

    receipts = commands.submit_many(numbers=numbers, officer=HEAD, day=DAY, at=NOON, key=key())

    assert [ids(receipt) for receipt in receipts] == [[], ["K13"], []]
    assert chambers(office, RECEPTION) == (9_400, 600, 0)


def test_a_public_item_without_a_ceiling_is_looked_at(office):
    fund(office, RECEPTION, 10_000)

    receipt = submit(100, pot=RECEPTION)

    assert receipt.done
    assert "K13" in {control.id for control in receipt.warnings}
    assert state(receipt.subject) == "warned"


@pytest.mark.parametrize(
    ("elements", "wanted"),
    [
        ({"function": "20502"}, {"K11"}),
        ({"function": "2059998"}, {"K11"}),
        ({"function": "2120801"}, {"K11"}),
        ({"function": ""}, {"K11"}),
        ({"item": "50201"}, {"K12"}),
        ({"fund_type": "122"}, {"K10", "K18"}),
        ({"fund_type": "129"}, {"K10"}),
        ({"origin": YEAR - 2}, {"K25"}),
        ({"origin": YEAR - 1}, set()),
    ],
)
def test_an_indicator_that_is_out_of_order_pays_nothing(office, elements, wanted):
    pot = indicator(7, **elements)
    fund(office, pot, 10_000)

    receipt = submit(100, pot=pot)

    assert set(ids(receipt)) == wanted
    assert chambers(office, pot) == ((10_000, 0, 0) if wanted else (9_900, 100, 0))


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"account": "0000"}, "PAYEE"),
        ({"account": OWN}, "ACCOUNT"),
        ({"account": PERSON}, "ACCOUNT"),
        ({"procurement": True, "contract": "C-1"}, "K15"),
        ({"procurement": True, "purchase_plan": "P-1"}, "K15"),
        (
            {"invoice": "24-1", "invoice_seller": "9123", "invoice_amount": Money(399)},
            "INVOICE",
        ),
    ],
)
def test_what_the_clerk_typed_is_looked_at(office, changes, wanted):
    number = draft(400, **changes)
    act("review_request", number, REVIEWER)

    controls = queries.panel(number, day=DAY).controls

    assert wanted in {c.id for c in controls if c.outcome is Outcome.REFUSE}
    if state(number) == "reviewed":
        assert wanted in ids(act("submit_request", number, HEAD))
    assert chambers(office) == (1_000_000, 0, 0)


def test_persons_are_paid_under_items_that_pay_persons(office):
    staff = indicator(8, project=SCHOOL_STAFF, item="50501", department_item="30101")
    fund(office, staff, 10_000)
    salaries({PERSON: "1"})

    assert submit(100, pot=staff, account=PERSON).done


def test_a_payee_set_aside_after_submission_is_not_released(office):
    number = submitted(400)
    act("audit_request", number, "pay.auditor", passed=True)
    Payee.objects.filter(account=STATIONER).update(enabled=False)

    receipt = act("release_request", number, "pay.second")

    assert ids(receipt) == ["PAYEE"]
    assert commands.send_instructions(division=TOWN, day=DAY) == ()


@pytest.mark.parametrize(("later", "done"), [(29, False), (30, False), (31, True)])
def test_the_same_payment_comes_again_only_after_thirty_days(office, later, done):
    day = DAY + timedelta(days=later)
    submitted(400, purpose="chairs")

    number = reviewed(400, purpose="chairs")
    receipt = act("submit_request", number, HEAD, day=day)

    assert receipt.done is done
    assert ids(receipt) == ([] if done else ["DUPLICATE"])


def test_the_same_invoice_of_another_unit_is_refused_and_of_another_seller_is_not(office):
    one = {"invoice": "24-1", "invoice_amount": Money(9_999)}
    farm = indicator(5, unit=FARM, item="50201")
    fund(office, farm, 10_000)
    submitted(400, invoice_seller="9123", **one)
    number = commands.draft_request(
        unit=FARM,
        year=YEAR,
        typed=typed(500, pot=farm, invoice_seller="9123", **one),
        officer="farm.clerk",
        day=DAY,
        at=NOON,
        key=key(),
    ).subject
    act("review_request", number, "farm.reviewer")

    refused = act("submit_request", number, "farm.head")
    other = submit(600, invoice_seller="9124", **one)

    assert ids(refused) == ["INVOICE"]
    assert other.done


@pytest.mark.parametrize(
    ("day", "done"),
    [
        (date(YEAR, 3, 1), False),
        (DAY, True),
        (date(YEAR, 12, 31), True),
        (date(YEAR + 1, 1, 1), False),
    ],
)
def test_only_open_days_of_the_year_take_a_request(office, day, done):
    with office.connection.cursor() as cursor:
        cursor.execute("INSERT INTO period VALUES (%s, %s, %s)", (TOWN, YEAR, DAY.toordinal()))

    receipt = act("submit_request", reviewed(400), HEAD, day=day)

    assert receipt.done is done
    assert ids(receipt) == ([] if done else ["K22"])


def test_before_adoption_a_payment_beyond_last_years_pace_is_looked_at(town):
    fund(town, POT, 1_000_000)
    enter_payees()
    before = submit(400)
    adopt(town, day=DAY + timedelta(days=1))
    still = submit(300)
    later = act("submit_request", reviewed(200), HEAD, day=DAY + timedelta(days=1))

    assert [c.id for c in before.warnings] == ["K19"]
    assert [c.id for c in still.warnings] == ["K19"]
    assert later.warnings == ()


def test_bond_money_is_paid_for_its_own_project_only(office):
    bond = indicator(
        6,
        function="2120814",
        item="50601",
        department_item="31005",
        fund_type="122",
    )
    bond = Pot(
        TOWN,
        YEAR,
        Budget.FUNDS,
        "indicator",
        **{
            name: getattr(bond, name)
            for name in (
                "unit",
                "project",
                "function",
                "item",
                "department_item",
                "fund_type",
                "indicator",
            )
        },
    )
    fund(office, bond, 10_000)

    own = submit(100, pot=bond, bond_project=bond.project)
    other = submit(200, pot=bond, bond_project="23000026T000000000101")

    assert own.done, own.refusals
    assert ids(other) == ["K18"]


@pytest.mark.parametrize(
    "changes",
    [{"unit": FARM}, {"year": YEAR + 1}, {"division": "239901"}, {"family": "transfer_indicator"}],
)
def test_an_indicator_of_somebody_else_cannot_even_be_typed(office, changes):
    from dataclasses import replace

    with pytest.raises(commands.ImpossibleDraft, match="choose one of the unit's own"):
        draft(400, pot=replace(POT, **changes))


@pytest.mark.parametrize("fen", [0, -1])
def test_nothing_cannot_be_asked_for(office, fen):
    with pytest.raises(commands.ImpossibleDraft):
        draft(fen)


def test_the_panel_answers_from_the_first_letter_on_and_cheaply(office):
    empty = queries.preview(unit=SCHOOL, division=TOWN, year=YEAR, typed=commands.Typed(), day=DAY)
    assert {control.outcome for control in empty.controls} == {Outcome.UNKNOWN}
    assert empty.remaining is None

    with CaptureQueriesContext(office.connection) as asked:
        full = queries.preview(unit=SCHOOL, division=TOWN, year=YEAR, typed=typed(400), day=DAY)

    assert full.fine
    assert len(asked) <= 12
    assert not [q for q in asked.captured_queries if not q["sql"].startswith("SELECT")]


def test_what_is_typed_in_the_preview_leaves_no_trace(office):
    queries.preview(unit=SCHOOL, division=TOWN, year=YEAR, typed=typed(400), day=DAY)

    assert queries.queue(TOWN) == ()
    assert chambers(office) == (1_000_000, 0, 0)
    assert draft(1, account="") == f"PAY-{YEAR}-{SCHOOL}-1"
    assert kinds(office, f"PAY-{YEAR}-{SCHOOL}-1") == []
    assert queries.request(f"PAY-{YEAR}-{SCHOOL}-1").maker == CLERK
