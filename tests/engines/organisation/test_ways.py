"""The way of every kind of document: each act has a right, and whoever goes it, the rules hold."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.engines.organisation.flows import AUTHOR, Flow, flow
from fisc.engines.organisation.paper_acts import Wish, begun, judge, open_acts, right_needed, taken
from fisc.engines.organisation.papers import Paper, Standing
from fisc.engines.organisation.rights import roles_of
from fisc.law.tables import FLOWS, read

DAY = date(2026, 3, 2)
NAMES = sorted({row.flow for row in read(FLOWS)})


def _ways() -> list[Flow]:
    """Every flow as one document goes it: a change of authority has one step, whichever it is."""
    found = [flow(name, DAY) for name in NAMES if name != "change_of_authority"]
    changes = flow("change_of_authority", DAY)
    return found + [changes.only({step.act}) for step in changes.steps]


WAYS = {f"{one.name}/{one.steps[0].act}": one for one in _ways()}


@pytest.mark.parametrize("name", sorted(WAYS))
def test_every_act_has_a_right_and_every_document_that_waits_an_addressee(name):
    one = WAYS[name]
    for state in one.states:
        standing = Paper(one, Standing(state))
        for row in one.acts_from(state):
            if row.kind not in {"recall", "outside"}:
                assert roles_of(right_needed(standing, row.act)), (state, row.act)
        waits = one.waiting_act(state)
        if waits is not None:
            assert roles_of(waits.right)
            if waits.kind == "step" and name != "payment_request/review":
                assert waits.term, (state, waits.act)
            assert not waits.term or roles_of(waits.escalates_to)


@pytest.mark.parametrize("name", sorted(WAYS))
def test_whoever_goes_a_way_of_the_budget_the_rules_hold(name):
    """All that four people can do in five acts, from a new document on."""
    edge = [begun(WAYS[name], "a")]
    seen = 0
    for _ in range(4):
        edge = [after for before in edge for after in _next(before)]
        for before, wish, after in edge:
            seen += 1
            row = before.flow.act(wish.act, before.state)
            if row.kind in {"step", "resubmit"} and before.returned and row.kind == "resubmit":
                assert after.state == before.returned.state
            if row.kind == "return":
                assert after.returned.who == wish.who
                assert wish.who not in before.standing.signed.get("draft", ())
            if row.kind == "recall":
                assert before.last.who == wish.who
                assert after.standing == before.before
            for act, who in after.standing.signed.items():
                for earlier in before.flow.named(act).apart:
                    assert not set(who) & set(after.standing.signed.get(earlier, ()))
        unique = {(after.standing.state, repr(after.standing)): after for _, _, after in edge}
        edge = list(unique.values())
    assert seen > 5


def _next(before: Paper) -> list[tuple[Paper, Wish, Paper]]:
    """Return every act that somebody may do next, with what becomes of the document."""
    found = []
    for row in open_acts(before):
        targets = [target.name for target in before.targets] if row.kind == "return" else [""]
        for who in "abcd":
            for to in targets:
                wish = Wish(row.act, who, "because", to=to)
                if judge(before, wish):
                    found.append((before, wish, taken(before, wish)))
    return found


def test_a_return_without_a_right_asks_for_that_of_the_step_that_waits():
    freeze = WAYS["change_of_authority/freeze"]
    reserve = WAYS["change_of_authority/use_reserve"]

    rights = [right_needed(begun(one, "a"), "return") for one in (freeze, reserve)]
    assert rights == ["allot.freeze", "allot.use_reserve"]


def test_an_act_of_the_same_name_is_not_taken_for_the_recall_of_one():
    recall = WAYS["change_of_authority/recall"]
    one = begun(recall, "a")

    assert one.recallable is None
    returned = taken(one, Wish("return", "b", "why", to=AUTHOR))
    again = taken(returned, Wish("resubmit", "a"))
    assert again.recallable.act == "resubmit"
    assert right_needed(again, "take_back") == "allot.propose"
    assert taken(again, Wish("recall", "b")).state == "DONE"
    assert taken(again, Wish("take_back", "a")).state == "RETURNED"
