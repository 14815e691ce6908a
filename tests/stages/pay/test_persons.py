"""Nobody checks their own work: the same person is refused at every step, by name."""

from __future__ import annotations

import pytest

from fisc.registers import people
from fisc.registers.models import Grant
from fisc.stages.pay import commands, queries
from fisc.stages.pay.commands import Line, Message
from fisc.stages.pay.models import Payee, PaymentRequest
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money, UnitCode
from tests.stages.pay.cases import (
    AUDITOR,
    CLERK,
    FARM_CLERK,
    HEAD,
    RELEASER,
    REVIEWER,
    STATIONER,
    TREASURY,
    act,
    answer,
    approved,
    chambers,
    draft,
    key,
    reviewed,
    sent,
    state,
    submitted,
    typed,
)
from tests.stages.town import DAY, NOON, SCHOOL, TOWN, YEAR

pytestmark = pytest.mark.writes

# The step, how far the request has come, and who had a hand in it by then.
STEPS = (
    ("review_request", draft, (CLERK,), "UNIT_REVIEWER", {}),
    ("submit_request", reviewed, (CLERK, REVIEWER), "UNIT_HEAD", {}),
    (
        "audit_request",
        submitted,
        (CLERK, REVIEWER, HEAD),
        "FIN_PAYCENTER",
        {"passed": True, "reason": "fine"},
    ),
    (
        "audit_request",
        submitted,
        (CLERK, REVIEWER, HEAD),
        "FIN_PAYCENTER",
        {"passed": False, "reason": "wrong"},
    ),
    ("release_request", approved, (CLERK, REVIEWER, HEAD, AUDITOR), "FIN_PAYCENTER", {}),
    ("return_request", approved, (AUDITOR,), "FIN_PAYCENTER", {"reason": "wrong"}),
)
CASES = [(name, reach, who, role, more) for name, reach, all_, role, more in STEPS for who in all_]


def promote(username: str, role: str) -> None:
    """Give somebody another role, as an office does when people move; the person stays."""
    unit = SCHOOL if role.startswith("UNIT") else None
    people.add(people.PersonRecord(username, username, username, role, TOWN, unit))


@pytest.mark.parametrize(("name", "reach", "who", "role", "more"), CASES)
def test_the_same_person_is_refused_at_every_step(office, name, reach, who, role, more):
    number = reach(400)
    before, held = state(number), chambers(office)
    promote(who, role)

    receipt = act(name, number, who, **more)

    assert not receipt.done
    assert [control.id for control in receipt.refusals] in (["SOD01"], ["SOD02"])
    assert who in receipt.refusals[0].lines[0].en
    assert (state(number), chambers(office)) == (before, held)
    step = queries.trail(number)[-1]
    assert (step.actor, step.done, step.refusals) == (who, False, receipt.refusals)


@pytest.mark.parametrize(
    ("name", "reach", "who", "more"),
    [
        ("review_request", draft, HEAD, {}),
        ("submit_request", reviewed, AUDITOR, {}),
        ("audit_request", submitted, HEAD, {"passed": True}),
        ("release_request", approved, TREASURY, {}),
        ("withdraw", draft, REVIEWER, {"reason": "no"}),
        ("change_draft", draft, FARM_CLERK, {"typed": typed(1)}),
    ],
)
def test_a_step_asks_for_its_own_role_and_place(office, name, reach, who, more):
    number = reach(400)
    before = state(number)

    receipt = act(name, number, who, **more)

    assert [control.id for control in receipt.refusals] == ["ROLE"]
    assert state(number) == before


def test_a_clerk_of_another_unit_cannot_draft_for_this_one(office):
    receipt = commands.draft_request(
        unit=SCHOOL, year=YEAR, typed=typed(1), officer=FARM_CLERK, day=DAY, at=NOON, key=key()
    )

    assert [control.id for control in receipt.refusals] == ["ROLE"]
    assert not PaymentRequest.objects.exists()


def test_an_unknown_person_is_named(office):
    with pytest.raises(people.UnknownPerson, match="nobody"):
        act("review_request", draft(), "nobody")


@pytest.mark.parametrize(
    ("name", "reach", "who"),
    [
        ("review_request", draft, REVIEWER),
        ("submit_request", reviewed, HEAD),
        ("release_request", approved, RELEASER),
    ],
)
def test_who_keeps_a_payee_approves_no_payment_to_it(office, name, reach, who):
    number = reach(400)
    Payee.objects.filter(account=STATIONER).update(maintainer=who)

    receipt = act(name, number, who)

    assert [control.id for control in receipt.refusals] == ["SOD03"]


def test_payees_are_entered_by_the_treasury_only(office):
    receipt = commands.enter_payee(
        account="1", name="x", bank="y", kind="corporate", officer=CLERK, day=DAY, at=NOON, key="k"
    )

    assert [control.id for control in receipt.refusals] == ["ROLE"]
    assert not Payee.objects.filter(account="1").exists()


@pytest.mark.parametrize("who", [AUDITOR, RELEASER])
def test_who_paid_does_not_reconcile(office, who):
    number = sent(400)
    answer(Message("M1", number, ReceiptKind.PAID, Money(400), DAY))
    promote(who, "FIN_TREASURY")

    report = commands.reconcile_day(
        division=TOWN,
        bank_day=DAY,
        statement=[Line(number, ReceiptKind.PAID, Money(400))],
        officer=who,
        day=DAY,
        at=NOON,
        key=key(),
    )

    assert [control.id for control in report.refusals] == ["SOD05"]
    assert not report.agrees
    assert state(number) == "paid"


@pytest.mark.parametrize("who", [CLERK, REVIEWER, HEAD, AUDITOR, RELEASER])
def test_who_paid_decides_nothing_unknown_and_books_no_refund(office, who):
    paid, unknown = sent(400), sent(300)
    answer(Message("M1", paid, ReceiptKind.PAID, Money(400), DAY))
    promote(who, "FIN_TREASURY")

    back = act("refund", paid, who, amount=Money(1), message="R1", bank_day=DAY)
    told = act("resolve_unknown", unknown, who, paid=Money(300), bank_day=DAY, reason="asked")

    assert [c.id for c in back.refusals + told.refusals] == ["SOD05", "SOD05"]
    assert (state(paid), state(unknown)) == ("paid", "released")


def test_a_deputy_who_moved_units_is_out_of_place(office):
    number = draft()
    Grant.objects.filter(person=REVIEWER).update(unit_id=UnitCode("216001"))

    receipt = act("review_request", number, REVIEWER)

    assert [control.id for control in receipt.refusals] == ["ROLE"]
