"""What lies before a document: the acts open to it, to whom it goes, how long that takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fisc.engines.organisation.flows import needed
from fisc.engines.organisation.paper_acts import open_acts, right_needed, target_name
from fisc.engines.organisation.papers import Paper
from fisc.engines.organisation.rights import Place, judge, right
from fisc.law.flow_kinds import FlowAct
from fisc.registers.people import PersonRecord
from fisc.values import Words

HANDS_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class OpenAct:
    """An act for which a document is ready, and the right it asks for.

    ``targets`` are whither a return can go, by name with its words.
    """

    name: str
    right: str
    targets: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next step on a document: its act, who could take it, how long it usually took.

    ``more`` are not listed; ``usual`` is the average over ``samples`` of the last 90 days, in whole
    seconds, None where there was none. ``checks`` are the controls of the handbook that run then.
    """

    act: str
    hands: tuple[PersonRecord, ...]
    more: int
    usual: int | None
    samples: int
    checks: tuple[str, ...] = ()


def acts_open(paper: Paper) -> tuple[OpenAct, ...]:
    """Return the acts for which a document is ready, whoever does them."""
    return tuple(_open(paper, row) for row in open_acts(paper))


def _open(paper: Paper, row: FlowAct) -> OpenAct:
    targets: tuple[tuple[str, Words], ...] = ()
    if row.kind == "return":
        targets = tuple((one.name, target_name(paper.flow, one.name)) for one in paper.targets)
    return OpenAct(row.act, right_needed(paper, row.act), targets)


def steps_ahead(
    paper: Paper,
    place: Place,
    persons: Sequence[PersonRecord],
    usual: Mapping[str, tuple[int, int]],
    apart: Collection[str],
) -> tuple[Ahead, ...]:
    """Return the steps before a document, the next one first.

    ``persons`` are those of its division, ``usual`` how long acts took there, by act: seconds in
    all, and how often. Whoever is in ``apart`` takes none of them. What was returned goes
    straight back once it is answered.

    Source: law/organisation/flows.csv
    """
    chosen = _from(paper, paper.state)
    if paper.returned is not None:
        chosen = [*chosen[:1], *_from(paper, paper.returned.state)]
    return tuple(_ahead(row, place, persons, usual, apart) for row in chosen)


def _from(paper: Paper, state: str) -> list[FlowAct]:
    """Return the steps that are taken from a state on."""
    chosen = [row for row in paper.flow.steps if needed(row, paper.amount, paper.limits)]
    while chosen and state not in chosen[0].from_states:
        chosen = chosen[1:]
    return chosen


def _ahead(
    row: FlowAct,
    place: Place,
    persons: Sequence[PersonRecord],
    usual: Mapping[str, tuple[int, int]],
    apart: Collection[str],
) -> Ahead:
    wanted = right(row.right)
    hands = [
        one
        for one in persons
        if one.username not in apart and judge(wanted, one.username, one.grants, place)
    ]
    seconds, samples = usual.get(row.act, (0, 0))
    return Ahead(
        row.act,
        tuple(hands[:HANDS_MAX]),
        max(len(hands) - HANDS_MAX, 0),
        seconds // samples if samples else None,
        samples,
        row.checks,
    )
