"""Returns in three shapes, straight back, recall, countersignature: a request on its flow."""

from __future__ import annotations

import pytest

from fisc.engines.organisation.flows import flow
from fisc.law.parameters import parameter
from fisc.law.tables import RIGHTS, read
from fisc.stages.pay import commands, queries
from fisc.stages.pay.models import PaymentRequest
from fisc.stages.pay.states import State
from fisc.values import Money
from tests.stages.pay import cases
from tests.stages.pay.cases import (
    AUDITOR,
    CLERK,
    HEAD,
    POT,
    RELEASER,
    REVIEWER,
    TREASURY,
    act,
    approved,
    chambers,
    draft,
    fund,
    kinds,
    released,
    reviewed,
    state,
    submitted,
    typed,
)
from tests.stages.town import DAY

pytestmark = pytest.mark.writes
DIRECTOR = "finance.director"


def back(number: str, officer: str, **more: object):
    receipt = act("return_request", number, officer, reason="look again", **more)
    assert receipt.done, receipt
    return receipt


def correct(number: str, fen: int = 400):
    assert act("change_draft", number, CLERK, typed=typed(fen, purpose="corrected")).done


@pytest.mark.parametrize(
    ("to", "there", "held", "who", "step"),
    [
        ("author", "returned", 0, CLERK, "resubmit_request"),
        ("review", "draft", 0, REVIEWER, "review_request"),
        ("submit", "reviewed", 0, HEAD, "submit_request"),
        ("audit", "submitted", 400, AUDITOR, "audit_request"),
        ("previous", "submitted", 400, AUDITOR, "audit_request"),
    ],
)
def test_what_is_returned_comes_straight_back_to_who_returned_it(
    office, to, there, held, who, step
):
    number = approved(400)

    back(number, RELEASER, to=to)

    assert (state(number), chambers(office)[1]) == (there, held)
    more = {"passed": True} if step == "audit_request" else {}
    assert act(step, number, who, **more).done
    assert (state(number), chambers(office)) == ("approved", (999_600, 400, 0))
    assert act("release_request", number, RELEASER).done
    found = queries.request(number)
    assert (found.reviewer, found.head, found.auditor) == (REVIEWER, HEAD, AUDITOR)


def test_a_correction_of_words_goes_straight_back_and_one_of_money_begins_anew(office):
    words, money = submitted(400), submitted(300)
    for number in (words, money):
        back(number, AUDITOR)
    correct(words)
    correct(money, fen=301)

    assert [state(words), state(money)] == ["returned", "draft"]
    assert act("resubmit_request", words, CLERK).done
    assert (state(words), queries.request(words).purpose) == ("submitted", "corrected")
    with pytest.raises(commands.OutOfTurn):
        act("resubmit_request", money, CLERK)
    assert act("review_request", money, REVIEWER).done
    assert state(money) == "reviewed"
    assert kinds(office, words) == ["PaymentRequested", "PaymentReturned", "PaymentRequested"]


def test_the_unit_returns_to_its_clerk_and_gets_it_back(office):
    number = draft(400)
    back(number, REVIEWER)
    assert (state(number), chambers(office)[1]) == ("returned", 0)
    correct(number)
    assert act("resubmit_request", number, CLERK).done
    assert state(number) == "draft"
    assert act("review_request", number, REVIEWER).done
    back(number, HEAD, to="previous")
    assert state(number) == "draft"
    assert act("review_request", number, REVIEWER).done
    assert state(number) == "reviewed"


def test_a_half_typed_draft_can_be_returned(office):
    number = commands.draft_request(
        unit=queries.request(draft()).unit,
        year=2026,
        typed=commands.Typed(),
        officer=CLERK,
        day=DAY,
        at=cases.NOON,
        key=cases.key(),
    ).subject
    back(number, REVIEWER)

    refused = act("resubmit_request", number, CLERK)

    assert not refused.done
    assert state(number) == "returned"


def test_a_return_to_nowhere_is_refused_with_what_is_possible(office):
    number = submitted(400)

    receipt = act("return_request", number, AUDITOR, reason="x", to="release")

    assert [control.id for control in receipt.refusals] == ["RETURN"]
    assert "单位审核" not in receipt.refusals[0].lines[0].zh
    assert "录入人、审核、送审" in receipt.refusals[0].lines[0].zh
    assert (state(number), chambers(office)[1]) == ("submitted", 400)


@pytest.mark.parametrize(
    ("reach", "who", "there", "held"),
    [
        (reviewed, REVIEWER, "draft", 0),
        (submitted, HEAD, "reviewed", 0),
        (approved, AUDITOR, "submitted", 400),
    ],
)
def test_ones_own_last_step_is_recalled_until_the_next_person_acts(office, reach, who, there, held):
    number = reach(400)
    steps = {"submitted": ("audit_request", AUDITOR), "reviewed": ("submit_request", HEAD)}

    assert act("recall_request", number, who).done

    assert (state(number), chambers(office)[1]) == (there, held)
    with pytest.raises(commands.OutOfTurn):
        act("recall_request", number, who)
    name, officer = steps.get(there, ("review_request", REVIEWER))
    more = {"passed": True} if name == "audit_request" else {}
    assert act(name, number, officer, **more).done
    assert queries.trail(number)[-2].act == "recall"


def test_nobody_recalls_another_persons_step_or_one_that_was_followed(office):
    number = submitted(400)

    foreign = act("recall_request", number, REVIEWER)
    act("audit_request", number, AUDITOR, passed=True)
    late = act("recall_request", number, HEAD)

    assert [control.id for control in foreign.refusals] == ["ROLE"]
    assert not late.done
    assert state(number) == "approved"
    with pytest.raises(commands.OutOfTurn):
        act("recall_request", released(300), RELEASER)


def test_nobody_decides_on_another_version_than_the_one_they_saw(office):
    number = draft(400)
    seen = queries.request(number).version
    correct(number, fen=40_000)

    stale = act("review_request", number, REVIEWER, version=seen)

    assert [control.id for control in stale.refusals] == ["VERSION"]
    assert state(number) == "draft"
    assert act("review_request", number, REVIEWER, version=seen + 1).done
    assert [step.version for step in queries.trail(number)] == [1, 2, 2, 2]


def test_a_large_payment_is_countersigned_before_it_is_released(office):
    limit = parameter("organisation/flow_terms:countersign_above").on(DAY).value.fen
    fund(office, POT, 3 * limit)
    just, above = approved(limit), submitted(limit + 1)
    assert act("audit_request", above, AUDITOR, passed=True, reason="x").done
    assert [state(just), state(above)] == ["approved", "audited"]
    with pytest.raises(commands.OutOfTurn):
        act("release_request", above, RELEASER)
    wrong = act("countersign_request", above, RELEASER)
    assert [control.id for control in wrong.refusals] == ["ROLE"]

    assert act("countersign_request", above, DIRECTOR).done
    assert act("release_request", above, RELEASER).done
    assert queries.request(above).countersigner == DIRECTOR


def test_a_new_warning_on_the_way_back_needs_the_audit_anew(office):
    number = approved(400)
    back(number, RELEASER)
    fund_much = submitted(500_000)
    assert state(fund_much) == "warned"  # the indicator is far ahead of the year now

    assert act("resubmit_request", number, CLERK).done

    assert state(number) == "warned"
    assert queries.request(number).auditor == ""
    assert act("audit_request", number, AUDITOR, passed=True, reason="spring term").done


def test_every_act_of_the_table_is_taken_by_the_stage_and_none_beside_it():
    """The table is what the stage asks, in both directions."""
    pay = flow("payment_request", DAY)
    taken = {
        "draft": "draft_request",
        "change": "change_draft",
        "resubmit": "resubmit_request",
        "review": "review_request",
        "submit": "submit_request",
        "audit": "audit_request",
        "countersign": "countersign_request",
        "release": "release_request",
        "return": "return_request",
        "recall": "recall_request",
        "withdraw": "withdraw",
        "expire": "expire_request",
        "answer": "receive_bank_receipt",
        "lose": "reconcile_day",
        "reconcile": "reconcile_day",
        "resolve": "resolve_unknown",
        "refund": "refund",
    }
    papers = {"enter_payee", "enter_salary_file", "confirm_salary_file", "enter_cash_plan"}
    clock = {"expire_requests", "expiring"}  # the same act, on all that are due
    bank = {"send_instructions", "repeat_instructions", "submit_many", "confirm_many"}
    acts = {name for name in commands.__all__ if name[0].islower()}

    assert set(taken) == {row.act for row in pay.acts}
    assert set(taken.values()) == acts - papers - bank - clock - {"approve_cash_plan"}
    assert pay.states == {str(one) for one in State}
    assert {row.right for row in pay.acts if row.right} <= {row.right for row in read(RIGHTS)}


@pytest.mark.parametrize("name", [str(one) for one in State])
def test_a_state_lets_be_done_what_the_table_says_and_nothing_else(office, name):
    number = reviewed(400)
    PaymentRequest.objects.filter(number=number).update(state=name)
    pay = flow("payment_request", DAY)
    steps = {
        "submit": ("submit_request", HEAD, {}),
        "audit": ("audit_request", AUDITOR, {"passed": True, "reason": "x"}),
        "countersign": ("countersign_request", DIRECTOR, {}),
        "release": ("release_request", RELEASER, {}),
        "withdraw": ("withdraw", CLERK, {"reason": "x"}),
        "return": ("return_request", AUDITOR, {"reason": "x", "to": "nobody"}),
        "refund": ("refund", TREASURY, {"amount": Money(1), "message": "M", "bank_day": DAY}),
        "resolve": (
            "resolve_unknown",
            TREASURY,
            {"paid": Money(1), "bank_day": DAY, "reason": "x"},
        ),
    }
    for step, (verb, who, more) in steps.items():
        if pay.act(step, name) is None:
            with pytest.raises(commands.OutOfTurn, match=f"is {name}"):
                act(verb, number, who, **more)
        elif step == "return":
            assert not act(verb, number, who, **more).done  # taken up, and refused by its target
