"""Flows are drawn only where they lead in no circle, and nothing that flowed is lost."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fisc.doors.web.flows import Circle, Flow, Node, graph
from fisc.values import Money

CODES = ("general", "funds", "capital", "insurance")


def node(stage: str, code: str) -> Node:
    return Node(stage, code, code.title())


nodes = some.builds(node, some.sampled_from("abc"), some.sampled_from(CODES))
amounts = some.integers(-1_000, 10**15).map(Money)
any_flows = some.lists(some.builds(Flow, nodes, nodes, amounts), max_size=12)


def forward(stages: tuple[int, int], codes: tuple[str, str], amount: Money) -> Flow:
    first, last = sorted(stages)
    return Flow(node(str(first), codes[0]), node(str(last + 1), codes[1]), amount)


forward_flows = some.lists(
    some.builds(
        forward,
        some.tuples(some.integers(0, 4), some.integers(0, 4)),
        some.tuples(some.sampled_from(CODES), some.sampled_from(CODES)),
        amounts,
    ),
    max_size=20,
)


def total(flows) -> Money:
    return Money.total(flow.amount for flow in flows)


@given(forward_flows)
def test_flows_from_stage_to_later_stage_are_always_drawn_and_add_up(flows):
    found = graph(flows)

    assert total(found.links) + total(found.beside) == total(flows)
    assert all(flow.amount > Money(0) for flow in found.links)
    assert all(flow.amount < Money(0) for flow in found.beside)
    assert len({(flow.source.key, flow.target.key) for flow in found.links}) == len(found.links)
    ends = {one.key for flow in found.links for one in (flow.source, flow.target)}
    assert ends == {one.key for one in found.nodes}


@given(any_flows)
def test_what_is_drawn_leads_in_no_circle_and_what_is_refused_leads_in_one(flows):
    try:
        found = graph(flows)
    except Circle as fault:
        way = str(fault).removeprefix("Flows lead in a circle: ").split(";")[0].split(" → ")
        ends = {(flow.source.key, flow.target.key) for flow in flows}
        assert way[0] == way[-1]
        assert len(way) > 1
        assert all(step in ends for step in itertools.pairwise(way))
        return
    after = {one.key: [] for one in found.nodes}
    for flow in found.links:
        after[flow.source.key].append(flow.target.key)
    for start, targets in after.items():
        seen, waiting = set(), list(targets)
        while waiting:
            key = waiting.pop()
            assert key != start
            waiting += [] if key in seen else after[key]
            seen.add(key)


def test_two_budgets_that_transfer_to_each_other_are_no_circle_when_keyed_by_stage():
    there = Flow(node("in", "general"), node("out", "funds"), Money(5))
    back = Flow(node("in", "funds"), node("out", "general"), Money(7))

    assert len(graph([there, back]).links) == 2


def test_a_circle_is_named():
    one, two = node("x", "general"), node("x", "funds")
    with pytest.raises(Circle, match=r"x:\w+ → x:\w+ → x:\w+; split a node by its stage"):
        graph([Flow(one, two, Money(1)), Flow(two, one, Money(1))])
    with pytest.raises(Circle, match="x:general → x:general"):
        graph([Flow(one, one, Money(1))])


def test_zero_is_dropped_and_below_zero_is_set_beside():
    one, two, three = node("x", "general"), node("y", "funds"), node("y", "capital")
    found = graph(
        [
            Flow(one, two, Money(5)),
            Flow(one, two, Money(-5)),
            Flow(one, three, Money(-2)),
        ]
    )

    assert (found.links, found.nodes) == ((), ())
    assert [flow.amount for flow in found.beside] == [Money(-2)]
