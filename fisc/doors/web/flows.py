"""Flows of money between stages, checked before a browser draws them.

A drawing of flows cannot show a circle: some libraries hang on one. A node is a stage and a code
together, so that a budget that gives and takes stands once on either side and never in a circle by
accident. What cannot be drawn is not left out in silence: flows below zero are listed beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fisc.values import ZERO, Money


class Circle(ValueError):
    """Flows come back to where they began."""


@dataclass(frozen=True, slots=True)
class Node:
    """One end of a flow: ``code`` at a ``stage``, and what it is called."""

    stage: str
    code: str
    name: str

    @property
    def key(self) -> str:
        """What tells this node from every other, whatever it is called."""
        return f"{self.stage}:{self.code}"


@dataclass(frozen=True, slots=True)
class Flow:
    """What went from one node to another.

    Units: fen.
    """

    source: Node
    target: Node
    amount: Money


@dataclass(frozen=True, slots=True)
class Graph:
    """Flows that can be drawn, and those that are listed beside the drawing.

    Always: ``links`` are above zero, join each pair of nodes once and lead in no circle; ``links``
    and ``beside`` together add up to all that flowed.
    """

    nodes: tuple[Node, ...]
    links: tuple[Flow, ...]
    beside: tuple[Flow, ...]


def graph(flows: Iterable[Flow]) -> Graph:
    """Return what of the flows can be drawn, in the order in which they came.

    Flows between the same two nodes are added up first; those that come to zero are dropped and
    those below zero are set beside.

    Raises:
        Circle: the flows lead in a circle; the message names it.

    Example:
        >>> a, b = Node("in", "A", "Taxes"), Node("out", "A", "Taxes")
        >>> [link.amount.fen for link in graph([Flow(a, b, Money(5)), Flow(a, b, Money(2))]).links]
        [7]
    """
    sums: dict[tuple[str, str], Flow] = {}
    for flow in flows:
        ends = (flow.source.key, flow.target.key)
        amount = flow.amount + (sums[ends].amount if ends in sums else ZERO)
        sums[ends] = Flow(flow.source, flow.target, amount)
    links = tuple(flow for flow in sums.values() if flow.amount > ZERO)
    beside = tuple(flow for flow in sums.values() if flow.amount < ZERO)
    circle = _circle(links)
    if circle:
        raise Circle(f"Flows lead in a circle: {' → '.join(circle)}; split a node by its stage.")
    nodes = {node.key: node for flow in links for node in (flow.source, flow.target)}
    return Graph(tuple(nodes.values()), links, beside)


def _circle(links: Iterable[Flow]) -> list[str]:
    """Return the keys along one circle, its first key twice; nothing where there is none."""
    after: dict[str, list[str]] = {}
    for link in links:
        after.setdefault(link.source.key, []).append(link.target.key)
        after.setdefault(link.target.key, [])
    inward = dict.fromkeys(after, 0)
    for targets in after.values():
        for target in targets:
            inward[target] += 1
    free = [key for key, count in inward.items() if not count]
    while free:
        for target in after.pop(free.pop()):
            inward[target] -= 1
            if not inward[target]:
                free.append(target)
    return _walked(after)


def _walked(after: Mapping[str, list[str]]) -> list[str]:
    """Walk backwards among nodes that all have something before them, until one comes again."""
    if not after:
        return []
    before = {target: key for key, targets in after.items() for target in targets}
    way = [next(iter(after))]
    while before[way[-1]] not in way:
        way.append(before[way[-1]])
    first = before[way[-1]]
    return [first, *reversed(way[way.index(first) :])]
