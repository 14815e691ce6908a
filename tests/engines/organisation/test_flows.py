"""The table of flows, and what may happen to one document: whoever walks it, the rules hold."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fisc.engines.organisation.flows import (
    AUTHOR,
    PREVIOUS,
    Flow,
    UnknownFlow,
    deadline,
    flow,
    needed,
    title,
)
from fisc.engines.organisation.paper_acts import (
    FOUR_EYES,
    REASON,
    RECALL,
    TARGET,
    TURN,
    VERSION,
    Wish,
    begun,
    judge,
    open_acts,
    right_needed,
    taken,
)
from fisc.engines.organisation.papers import Paper
from fisc.law.flow_kinds import FlowAct
from fisc.law.parameters import parameter
from fisc.law.tables import FLOWS, read
from fisc.values import Money
from tests.languages import assert_both, assert_verdict

DAY = date(2026, 3, 2)
PAY = flow("payment_request", DAY)
NAMES = sorted({row.flow for row in read(FLOWS)})
LIMIT = "organisation/flow_terms:countersign_above"
LIMITS = {LIMIT: Money(1_000)}
CHAIN = ("review", "submit", "audit", "release")
PEOPLE = ("maker", "reviewer", "head", "auditor", "second")


def paper(fen: int = 100, who: str = "maker") -> Paper:
    new = begun(PAY, who)
    return Paper(PAY, new.standing, new.entries, amount=Money(fen), limits=LIMITS)


def go(one: Paper, *acts: str | tuple[str, str], **more: object) -> Paper:
    """Do acts, each by the person of its step unless one is named; all must be allowed."""
    usual = {"submit": "head", "review": "reviewer", "audit": "auditor", "release": "second"}
    for act in acts:
        name, who = act if isinstance(act, tuple) else (act, usual.get(act, "maker"))
        wish = Wish(name, who, reason="because", **more)
        assert judge(one, wish), judge(one, wish).why
        one = taken(one, wish)
    return one


def refused(one: Paper, act: str, who: str, **more: object):
    verdict = judge(one, Wish(act, who, **more))
    assert not verdict
    assert_verdict(verdict)
    return verdict.rule


def test_a_payment_goes_from_hand_to_hand():
    states = [go(paper(), *CHAIN[:n]).state for n in range(5)]

    assert states == ["draft", "reviewed", "submitted", "approved", "released"]


@pytest.mark.parametrize(
    ("fen", "state"), [(999, "approved"), (1_000, "approved"), (1_001, "audited")]
)
def test_above_the_limit_a_payment_is_countersigned(fen, state):
    one = go(paper(fen), "review", "submit", "audit")

    assert one.state == state
    if state == "audited":
        assert refused(one, "release", "second") is TURN
        assert refused(one, "countersign", "auditor") is FOUR_EYES
        assert go(one, ("countersign", "director"), "release").state == "released"


@pytest.mark.parametrize(
    ("to", "state", "back"),
    [
        (AUTHOR, "returned", ("resubmit", "maker")),
        ("review", "draft", ("review", "reviewer")),
        ("submit", "reviewed", ("submit", "head")),
        ("audit", "submitted", ("audit", "auditor")),
        (PREVIOUS, "submitted", ("audit", "auditor")),
    ],
)
def test_a_return_has_three_shapes_and_the_answer_goes_straight_back(to, state, back):
    one = go(paper(), "review", "submit", "audit")

    sent = go(one, ("return", "second"), to=to)

    assert (sent.state, sent.returned.who, sent.returned.state) == (state, "second", "approved")
    answered = go(sent, back)
    assert answered.state == "approved"
    assert answered.returned is None
    assert go(answered, "release").state == "released"


@pytest.mark.parametrize("who", ["maker", "head", "auditor"])
def test_what_must_be_apart_is_apart_in_either_order(who):
    one = go(paper(), "review", "submit", "audit")
    one = go(one, ("return", "second"), to="review")

    assert refused(one, "review", who) is FOUR_EYES
    assert go(one, ("review", "deputy")).state == "approved"


def test_a_return_on_the_way_of_a_return_is_answered_first():
    one = go(paper(), "review", "submit", ("return", "auditor"), to="review")
    deeper = go(one, ("return", "reviewer"))

    assert [step.who for step in deeper.standing.returned] == ["auditor", "reviewer"]
    assert go(deeper, "resubmit").state == "draft"
    assert go(deeper, "resubmit", "review").state == "submitted"


def test_a_return_says_why_and_whither():
    one = go(paper(), "review")

    assert refused(one, "return", "head", reason=" ") is REASON
    assert refused(one, "return", "head", reason="x", to="release") is TARGET
    assert refused(one, "return", "head", reason="x", to="submit") is TARGET
    assert refused(one, "resubmit", "maker") is TURN


def test_one_takes_back_ones_own_act_until_the_next_person_has_acted():
    one = go(paper(), "review", "submit")

    assert refused(one, "recall", "reviewer") is RECALL
    assert right_needed(one, "recall") == "pay.submit"
    back = go(one, ("recall", "head"))
    assert (back.state, back.standing.signed.get("submit")) == ("reviewed", None)
    assert refused(back, "recall", "head") is TURN
    assert refused(go(one, "audit"), "recall", "head") is RECALL
    assert refused(paper(), "recall", "maker") is TURN


def test_a_recalled_answer_is_due_again():
    one = go(paper(), "review", "submit", ("return", "auditor"))
    sent = go(one, "resubmit")

    again = go(sent, ("recall", "maker"))

    assert (again.state, again.returned.who) == ("returned", "auditor")
    assert go(again, "resubmit").state == "submitted"


def test_nobody_decides_on_another_version_than_the_one_they_saw():
    one = go(paper(), "change")
    newer = Paper(PAY, one.standing, one.entries, version=2)

    assert refused(newer, "review", "reviewer", version=1) is VERSION
    assert judge(newer, Wish("review", "reviewer", version=2))
    assert judge(newer, Wish("review", "reviewer"))


def test_warnings_are_explained():
    one = go(paper(), "review", "submit")
    warned = Paper(PAY, one.standing, one.entries, warned=True)

    assert refused(warned, "audit", "auditor") is REASON
    assert judge(warned, Wish("audit", "auditor", reason="heating"))


def _step(act: str, start: str, end: str, **more: object) -> FlowAct:
    plain: dict[str, object] = {"kind": "step", "from_states": (start,), "to_states": (end,)}
    named = {"flow": "panel", "act": act, "title_zh": "表决", "title_en": act.capitalize()}
    return FlowAct(first_day=DAY, conf="C", **(named | plain | more))


def panel(**rule: object) -> Paper:
    acts = (
        _step("draft", "", "open", kind="begin", from_states=()),
        _step("decide", "open", "decided", apart=("draft",), **rule),
        _step("return", "open", "back", kind="return", reason="always"),
        _step("resubmit", "back", "open", kind="resubmit"),
    )
    return begun(Flow("panel", acts), "maker")


def test_a_step_that_several_sign_counts_when_all_have():
    one = go(panel(signatures=3), ("decide", "a"), ("decide", "b"))

    assert one.state == "open"
    assert refused(one, "decide", "a") is FOUR_EYES
    assert refused(one, "decide", "maker") is FOUR_EYES
    assert go(one, ("decide", "c")).state == "decided"


@pytest.mark.parametrize(
    ("voices", "state"),
    [
        ("+", "open"),
        ("++", "open"),
        ("+++", "decided"),
        ("++-", "decided"),
        ("+--", "back"),
        ("--+", "back"),
    ],
)
def test_a_quorum_decides_by_most_voices(voices, state):
    one = panel(quorum=3)
    for who, voice in zip("abc", voices, strict=False):
        wish = Wish("decide", who, against=voice == "-")
        assert judge(one, wish)
        one = taken(one, wish)

    assert one.state == state
    if state == "open":
        assert refused(one, "decide", "a", against=True) is FOUR_EYES


def test_a_voice_against_needs_a_quorum():
    assert not judge(panel(), Wish("decide", "a", against=True))


def test_a_step_that_waits_too_long_is_somebody_elses_affair():
    step = PAY.step_at("draft")
    due = deadline(step, date(2026, 3, 6), {step.term: 2})

    assert [due.passed(date(2026, 3, day)) for day in (9, 10, 11)] == [False, False, True]
    assert due.right == "pay.submit"
    assert deadline(step, date(2031, 1, 1), {step.term: 2}) is None  # no notice of holidays yet
    assert deadline(PAY.act("withdraw", "draft"), DAY, {}) is None


def test_a_flow_that_nobody_wrote_down_is_named():
    with pytest.raises(UnknownFlow, match="dream"):
        flow("dream", DAY)
    with pytest.raises(UnknownFlow, match="2001"):
        flow("payment_request", date(2001, 1, 1))


@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_a_flow_hangs_together(name):
    one = flow(name, DAY)
    names = {row.act for row in one.acts}
    waiting = {state for step in one.steps if step.right for state in step.from_states}
    for row in one.acts:
        assert set(row.apart) <= names, row.act
        assert row.kind == "begin" or row.from_states, row.act
        for state in row.from_states:
            same = [other for other in one.acts if other.act == row.act]
            assert sum(state in other.from_states for other in same) == 1, (row.act, state)
        for parameter_name in filter(None, (row.above, row.term)):
            assert parameter(parameter_name).on(DAY).value
        assert bool(row.term) == bool(row.escalates_to), row.act
        of_the_step = row.kind == "return" and set(row.from_states) <= waiting
        assert row.kind in {"outside", "recall"} or row.right or of_the_step, row.act
        if row.kind == "return":
            assert row.reason == "always"
            assert row.to_states[0] == one.author_state
    for state in one.states:
        steps = [row.act for row in one.steps if state in row.from_states]
        assert len(steps) <= 1 or name != "payment_request", (state, steps)


@pytest.mark.parametrize("name", NAMES)
def test_every_state_of_a_flow_is_reached_and_has_a_way_out(name):
    one = flow(name, DAY)
    reached, edge = {one.first_state}, {one.first_state}
    ways = [(row.from_states, row.to_states) for row in one.acts if row.kind != "recall"]
    while edge:
        edge = {s for start, end in ways if edge & set(start) for s in end} - reached
        reached |= edge
    assert reached == one.states
    ends = {state for state in one.states if not one.acts_from(state)}
    assert ends
    out = set(ends)
    while grown := {s for start, end in ways if out & set(end) for s in start} - out:
        out |= grown
    assert out == one.states


@st.composite
def walks(draw):
    """A walk: who wants what at each turn; most wishes are possible, some are not."""
    one = paper(draw(st.sampled_from([100, 5_000])))
    seen = [(one, None)]
    for _ in range(draw(st.integers(1, 25))):
        acts = sorted({row.act for row in PAY.acts if row.kind not in {"begin", "outside"}})
        targets = ["", PREVIOUS, *(target.name for target in one.targets)]
        every = [
            Wish(act, who, reason="r", to=to)
            for act in acts
            for who in (*PEOPLE, "director")
            for to in (targets if act == "return" else [""])
        ]
        possible = [wish for wish in every if judge(one, wish)]
        likely = draw(st.integers(0, 3)) and possible
        wish = draw(st.sampled_from(likely or every))
        if judge(one, wish):
            one = taken(one, wish)
            seen.append((one, wish))
        else:
            assert_verdict(judge(one, wish))
    return seen


@given(walks())
@settings(max_examples=150, deadline=None)
def test_whoever_walks_a_request_the_rules_hold(walk):
    end = walk[-1][0]
    assert [entry.act for entry in end.entries[1:]] == [wish.act for _, wish in walk[1:]]
    assert [entry.state for entry in end.entries] == [one.state for one, _ in walk]
    for at, ((before, _), (after, wish)) in enumerate(pairwise(walk)):
        signed = after.standing.signed
        for act, who in signed.items():
            row = PAY.named(act)
            for earlier in row.apart:
                assert not set(who) & set(signed.get(earlier, ())), (act, earlier)
        row = PAY.act(wish.act, before.state)
        if row.kind in {"step", "resubmit"} and before.returned:
            assert after.state == before.returned.state  # straight back
            assert len(after.standing.returned) == len(before.standing.returned) - 1
        if row.kind == "return":
            assert after.returned.who == wish.who
        if row.kind == "recall":
            assert before.last.who == wish.who
            assert after.state == walk[at - 1][0].state
        if PAY.acts_from(after.state):
            assert open_acts(after) or after.state == "released"  # a way out


@given(walks())
@settings(max_examples=50, deadline=None)
def test_what_the_trail_says_is_all_there_is(walk):
    end = walk[-1][0]
    empty = Paper(PAY, begun(PAY, "x").standing, amount=end.amount, limits=LIMITS)
    again = empty
    for entry in end.entries:
        again = again.then(entry)

    assert again.standing == end.standing
    assert again.recallable == end.recallable


def test_what_is_said_of_targets_and_needs_is_said_in_both_languages():
    for row in PAY.acts:
        assert_both(title(row))
    assert needed(PAY.act("audit", "submitted"), None, {})
