"""The plan nearest to the drafts: it keeps every condition, nothing better exists, or why not."""

from __future__ import annotations

import os
import random
from fractions import Fraction
from itertools import product

import pytest

from fisc.engines.budgets.coordinating.nearest import Cell, Condition, Conflict, Plan, nearest
from fisc.values import Money, Words

DRAFTS = int(os.environ.get("FISC_DRAFTS", "200"))
ONE = Fraction(1)


def _words(text: str) -> Words:
    return Words(text, text)


def _cell(name, draft, floor, ceiling, rises=1, falls=1, *, firm=False) -> Cell:
    return Cell(
        name=_words(name),
        draft=Money(draft),
        floor=Money(floor),
        ceiling=Money(ceiling),
        rises=rises,
        falls=falls,
        firm=firm,
    )


def _condition(name, terms, right=0, *, equal=False, firm=True) -> Condition:
    return Condition(
        name=_words(name),
        terms={place: Fraction(factor) for place, factor in terms.items()},
        right=Money(right),
        equal=equal,
        firm=firm,
    )


def _book(chance: random.Random) -> tuple[list[Cell], list[Condition]]:
    """A small draft: resources, uses, a reserve within its share, and a share of one to another."""
    size = chance.choice([9, 50, 10_000, 10**12])
    cells = [
        _cell(f"resource {n}", draft := chance.randint(0, size), 0, draft, 1, 2) for n in range(3)
    ]
    for n in range(chance.randint(2, 4)):
        draft = chance.randint(0, size)
        floor = draft if chance.random() < 0.3 else draft // 2
        order = chance.choice([1, 2, 3])
        cells.append(_cell(f"use {n}", draft, floor, draft * 2, order, order))
    uses = list(range(3, len(cells)))
    cells.append(_cell("reserve", chance.randint(0, size // 5), 0, size, 2, 3))
    reserve = len(cells) - 1
    cells.append(_cell("carried forward", chance.randint(0, size // 9), 0, size // 3, 3, 3))
    balance = {0: 1, 1: 1, 2: 1, len(cells) - 1: -1, reserve: -1} | dict.fromkeys(uses, -1)
    share = Fraction(chance.randint(1, 3), 20)
    return cells, [
        _condition("balance", balance, equal=True),
        _condition("reserve least", dict.fromkeys(uses, share) | {reserve: share - 1}),
        _condition("carried at most", {len(cells) - 1: ONE, 0: -Fraction(1, 3)}),
        _condition("ceiling", {uses[0]: 1, uses[1]: 1}, chance.randint(0, 2 * size), firm=False),
    ]


def _keeps(amounts, cells, conditions) -> bool:
    for cell, amount in zip(cells, amounts, strict=True):
        if not cell.floor.fen <= amount <= cell.ceiling.fen:
            return False
    for condition in conditions:
        left = sum(factor * amounts[place] for place, factor in condition.terms.items())
        if not (left == condition.right.fen if condition.equal else left <= condition.right.fen):
            return False
    return True


def _costs(amounts, cells) -> list[int]:
    costs = [0, 0, 0]
    for cell, amount in zip(cells, amounts, strict=True):
        away = amount - cell.draft.fen
        costs[(cell.rises if away > 0 else cell.falls) - 1] += abs(away)
    return costs


def test_random_drafts_are_planned_and_no_random_plan_is_better():
    """Every plan keeps every condition; plans found at random cost no less, order by order."""
    chance = random.Random(20_261)
    plans = conflicts = compared = 0
    for _ in range(DRAFTS):
        cells, conditions = _book(chance)
        answer = nearest(cells, conditions)
        if isinstance(answer, Conflict):
            conflicts += 1
            continue
        plans += 1
        amounts = [amount.fen for amount in answer.amounts]
        assert _keeps(amounts, cells, conditions)
        ours = _costs(amounts, cells)
        assert [one.amount.fen for one in answer.moved] == ours
        assert all(one.bound <= one.amount.fen for one in answer.moved)
        for other in _others(chance, cells, conditions):
            compared += 1
            assert _costs(other, cells) >= ours
    assert plans > DRAFTS // 3
    assert conflicts > DRAFTS // 20
    assert compared > plans


def _others(chance, cells, conditions):
    """Plans that keep everything, found by asking for another draft within the same ends."""
    for _ in range(3):
        elsewhere = [
            _cell(
                cell.name.en,
                chance.randint(cell.floor.fen, cell.ceiling.fen),
                cell.floor.fen,
                cell.ceiling.fen,
            )
            for cell in cells
        ]
        answer = nearest(elsewhere, conditions)
        assert isinstance(answer, Plan)
        yield [amount.fen for amount in answer.amounts]


def test_tiny_drafts_equal_trying_everything():
    """With a few fen everything can be tried: the plan is the best there is, or there is none."""
    chance = random.Random(7)
    plans = 0
    for _ in range(120):
        cells = [
            _cell(
                str(n),
                chance.randint(0, 6),
                chance.randint(0, 2),
                chance.randint(3, 6),
                chance.randint(1, 3),
                chance.randint(1, 3),
            )
            for n in range(4)
        ]
        conditions = [
            _condition(
                "a", {n: chance.choice([1, -1, 2]) for n in range(3)}, chance.randint(-1, 5)
            ),
            _condition("b", {0: 1, 1: 1, 2: -1, 3: -1}, chance.randint(-3, 3), equal=True),
        ]
        every = [
            (_costs(amounts, cells), amounts)
            for amounts in product(range(7), repeat=4)
            if _keeps(amounts, cells, conditions)
        ]
        answer = nearest(cells, conditions)
        assert isinstance(answer, Plan) == bool(every)
        if isinstance(answer, Plan):
            plans += 1
            ours = [one.amount.fen for one in answer.moved]
            assert ours == min(every)[0][: len(ours)]
    assert plans > 40


def test_a_conflict_is_minimal_and_its_change_frees_the_draft():
    """Without any one member the others can be met; with the change made, a plan exists."""
    chance = random.Random(11)
    seen = freed = 0
    while seen < 40:
        cells, conditions = _book(chance)
        answer = nearest(cells, conditions)
        if isinstance(answer, Plan):
            continue
        seen += 1
        named = {name.en for name in answer.members}
        assert isinstance(nearest(*_without(cells, conditions, named - {""}, keep=True)), Conflict)
        for member in named:
            less = _without(cells, conditions, named - {member}, keep=True)
            assert isinstance(nearest(*less), Plan), (member, named)
        if answer.changes is not None:
            freed += 1
            changed = _changed(cells, conditions, {c.name.en: c.amount.fen for c in answer.changes})
            assert isinstance(nearest(*changed), Plan)
    assert freed


def _without(cells, conditions, named, *, keep):
    """The same draft with only the named conditions and ends."""
    far = 10**14
    loose = [
        _cell(
            cell.name.en,
            cell.draft.fen,
            cell.floor.fen if f"{cell.name.en}: floor" in named else -far,
            cell.ceiling.fen if f"{cell.name.en}: ceiling" in named else far,
        )
        for cell in cells
    ]
    return loose, [one for one in conditions if (one.name.en in named) is keep]


def _changed(cells, conditions, changes):
    moved = [
        _cell(
            cell.name.en,
            cell.draft.fen,
            cell.floor.fen - changes.get(f"{cell.name.en}: floor", 0),
            cell.ceiling.fen + changes.get(f"{cell.name.en}: ceiling", 0),
            cell.rises,
            cell.falls,
        )
        for cell in cells
    ]
    given = [
        Condition(
            name=one.name,
            terms=one.terms,
            right=Money(one.right.fen + changes.get(one.name.en, 0)),
            equal=one.equal,
        )
        for one in conditions
    ]
    return moved, given


def test_a_draft_that_keeps_everything_stays_as_it_is():
    cells = [_cell("in", 1_000, 0, 2_000), _cell("out", 1_000, 0, 2_000)]
    answer = nearest(cells, [_condition("balance", {0: 1, 1: -1}, equal=True)])
    assert isinstance(answer, Plan)
    assert [amount.fen for amount in answer.amounts] == [1_000, 1_000]
    assert [one.gap for one in answer.moved] == [0]


def test_what_is_firm_is_never_proposed_for_a_change():
    cells = [_cell("revenue", 100, 0, 100, firm=True), _cell("wages", 120, 120, 120)]
    answer = nearest(cells, [_condition("balance", {0: 1, 1: -1}, equal=True)])
    assert isinstance(answer, Conflict)
    assert {name.en for name in answer.members} == {"balance", "revenue: ceiling", "wages: floor"}
    assert answer.changes is not None
    assert [(one.name.en, one.amount.fen) for one in answer.changes] == [("wages: floor", 20)]


def test_where_all_is_firm_no_change_is_proposed():
    cells = [_cell("a", 1, 1, 1, firm=True), _cell("b", 2, 2, 2, firm=True)]
    answer = nearest(cells, [_condition("equal", {0: 1, 1: -1}, equal=True)])
    assert isinstance(answer, Conflict)
    assert answer.changes is None


def test_ends_that_cross_are_refused():
    with pytest.raises(ValueError, match="above its ceiling"):
        nearest([_cell("a", 1, 3, 2)], [])
