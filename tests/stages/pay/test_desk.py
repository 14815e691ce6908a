"""Desks: what waits for whom, what they sent and finished, how long it takes, what would happen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fisc.engines.organisation.rights import Grant
from fisc.engines.organisation.tasks import Light
from fisc.registers import people
from fisc.stages.pay import desk, keeping, work
from fisc.stages.pay.commands import Message
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money
from tests.languages import assert_both, assert_verdict
from tests.stages.pay.cases import (
    AUDITOR,
    CLERK,
    FARM_CLERK,
    HEAD,
    RELEASER,
    REVIEWER,
    act,
    answer,
    approved,
    draft,
    reviewed,
    sent,
    state,
    submitted,
)
from tests.stages.town import DAY, NOON, SCHOOL

pytestmark = pytest.mark.writes
LATER = DAY + timedelta(days=10)


def on_desk(who: str, *, day=DAY):
    person = people.person(who, NOON)
    grants = (Grant(person.role, person.division, person.unit or ""),)
    return desk.to_do(who, grants, day=day)


def numbers(tasks) -> list[str]:
    return [task.number for task in tasks]


def test_each_document_lies_on_the_desk_of_its_next_step(office):
    first, second, third, fourth = draft(10), reviewed(20), submitted(30), approved(40)

    assert numbers(on_desk(REVIEWER)) == [first]
    assert numbers(on_desk(HEAD)) == [second]
    assert numbers(on_desk(RELEASER)) == [fourth, third]  # a release is due sooner
    assert numbers(on_desk(AUDITOR)) == [third]  # who audited it does not release it
    assert on_desk(CLERK) == on_desk(FARM_CLERK) == on_desk("mayor") == ()
    task = on_desk(HEAD)[0]
    assert (task.act, task.amount, task.unit, task.version) == ("submit", Money(20), SCHOOL, 1)


def test_what_came_back_lies_on_the_desk_of_who_corrects_it_and_says_why(office):
    number = submitted(30)
    act("return_request", number, AUDITOR, reason="no invoice")

    (task,) = on_desk(CLERK)

    assert (task.number, task.act, task.note.en) == (
        number,
        "resubmit",
        "returned by pay.auditor: no invoice",
    )
    act("resubmit_request", number, CLERK)
    assert on_desk(CLERK) == ()
    (task,) = on_desk(AUDITOR)
    assert "straight back" in task.note.en
    assert_both(task.note)


@pytest.mark.parametrize("kind", [ReceiptKind.FAILED, ReceiptKind.RETURNED])
def test_what_the_bank_did_not_pay_or_gave_back_is_a_task_of_the_unit(office, kind):
    number = sent(30)
    if kind is ReceiptKind.RETURNED:
        answer(Message("M0", number, ReceiptKind.PAID, Money(30), DAY))
    answer(Message("M1", number, kind, Money(30), DAY))

    (task,) = on_desk(CLERK)

    assert (task.number, task.act) == (number, "")
    assert_both(task.note)


def test_what_waits_too_long_is_red_and_escalates(office):
    number = draft(10)

    (calm,), (late,) = on_desk(REVIEWER), on_desk(REVIEWER, day=LATER)

    assert (calm.light, late.light) == (Light.CALM, Light.LATE)
    assert on_desk(HEAD) == ()
    (task,) = on_desk(HEAD, day=LATER)
    assert (task.number, task.act) == (number, "")
    assert "escalates" in task.note.en


def test_what_one_had_a_hand_in_is_sent_until_it_is_finished(office):
    going, paid = submitted(10), sent(20)
    answer(Message("M1", paid, ReceiptKind.PAID, Money(20), DAY))

    assert numbers(desk.sent(HEAD, day=DAY)) == [going]
    assert numbers(desk.done(HEAD, day=DAY)) == [paid]
    assert numbers(desk.drafts(CLERK, day=DAY)) == []
    begun = draft(30)
    assert numbers(desk.drafts(CLERK, day=DAY)) == [begun]


def test_the_page_of_a_request_says_who_comes_next_and_how_long_it_takes(office):
    for minutes in (10, 20):
        number = draft(10)
        act("review_request", number, REVIEWER, at=NOON + timedelta(minutes=minutes))
    other = draft(20)

    sheet = work.sheet(other, day=DAY, now=NOON + timedelta(days=1))

    assert [one.act for one in sheet.ahead] == ["review", "submit", "audit", "release"]
    first = sheet.ahead[0]
    assert [one.username for one in first.hands] == [REVIEWER]
    assert (first.usual, first.samples) == (15 * 60, 2)
    assert [one.username for one in sheet.ahead[2].hands] == [AUDITOR, RELEASER]
    old = work.sheet(other, day=DAY, now=NOON + timedelta(days=200))
    assert old.ahead[0].usual is None


def test_what_would_happen_is_said_without_doing_it(office):
    fine, own, late = reviewed(10), draft(20), submitted(400_000)
    more = {"reason": "", "version": None, "day": DAY, "at": NOON}

    assert work.foresee(number=fine, act="submit", officer=HEAD, **more) == ()
    assert state(fine) == "reviewed"
    for number, step, who, wanted in (
        (own, "review", CLERK, "ROLE"),
        (late, "audit", AUDITOR, "FLOW"),
        (fine, "release", RELEASER, "FLOW"),
        (reviewed(2_000_000), "submit", HEAD, "K03"),
    ):
        against = work.foresee(number=number, act=step, officer=who, **more)
        assert wanted in {control.id for control in against}, (step, against)
        for control in against:
            assert_verdict(control.verdict)
    stale = more | {"version": 7}
    (control,) = work.foresee(number=fine, act="submit", officer=HEAD, **stale)
    assert control.id == "VERSION"


def test_a_form_is_kept_for_its_writer_and_nobody_else(office):
    fields = {"amount": "12", "purpose": "粉笔"}

    assert keeping.keep_form(owner=CLERK, key="k", fields=fields, at=NOON)
    assert keeping.keep_form(owner=CLERK, key="k", fields=fields | {"amount": "13"}, at=NOON)
    assert not keeping.keep_form(owner=CLERK, key="x", fields={"amount": "9" * 500}, at=NOON)

    (kept,) = keeping.kept_forms(CLERK)
    assert kept.fields["amount"] == "13"
    assert keeping.kept_form(FARM_CLERK, "k") is None
    for number in range(30):
        keeping.keep_form(owner=CLERK, key=str(number), fields=fields, at=NOON)
    assert len(keeping.kept_forms(CLERK)) == keeping.FORMS_MAX
    keeping.let_go(owner=CLERK, key="29")
    assert keeping.kept_form(CLERK, "29") is None


def test_the_reasons_one_gave_are_offered_again(office):
    for why in ("no invoice", "wrong code", "no invoice"):
        act("return_request", submitted(10), AUDITOR, reason=why)

    assert work.own_reasons(AUDITOR) == ("no invoice", "wrong code")
    assert work.own_reasons(RELEASER) == ()
