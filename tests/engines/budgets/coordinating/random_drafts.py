"""Random drafts of a city and its counties, and what must be true of every plan and conflict.

A file of its own because the tests play some hundreds and the soak ten thousand. Feasibility is
judged by the checks of the adoption and the consolidation, which know nothing of the solver.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from fisc.engines.budgets.balance import judge
from fisc.engines.budgets.consolidation import Entry, consolidate
from fisc.engines.budgets.coordinating.between import Standing
from fisc.engines.budgets.coordinating.coordination import (
    Coordinated,
    Problem,
    Unfree,
    broken,
    coordinate,
)
from fisc.engines.budgets.coordinating.nearest import Conflict, Plan, nearest
from fisc.engines.budgets.lines import Line
from fisc.law.limits import limits_on
from fisc.values import Book, Money

DAY = date(2026, 1, 20)
LIMITS = limits_on(DAY)
CITY, COUNTIES = "239900", ("239901", "239902")
LAND, WORKS, BONDS = "103014801", "1030156", "1101102"
FAR = 10**15
FEW = 20  # fen
G, F, C, I = Book.GENERAL, Book.FUNDS, Book.CAPITAL, Book.INSURANCE  # noqa: E741


def random_drafts(chance: random.Random) -> tuple[list[Entry], dict[str, Standing]]:
    """Return the drafts of one to three governments, mostly a little out of balance."""
    counties = COUNTIES[: chance.choice([0, 0, 1, 2])]
    size = chance.choice([10_000, 10**7, 10**10, 10**12])
    given = {county: chance.randint(size // 9, size // 2) for county in counties}
    remitted = {county: chance.randint(0, size // 20) for county in counties}
    entries = []
    for government in (CITY, *counties):
        entries += _general(chance, government, size, given, remitted)
        entries += _funds(chance, government, size // 2)
        entries += _capital(chance, government, size // 9)
        if chance.random() < 0.5:
            entries += _insurance(chance, government, size)
    standing = {
        government: Standing(Money(chance.randint(0, size // 5)), None)
        for government in (CITY, *counties)
        if chance.random() < 0.6
    }
    return [entry for entry in entries if entry.line.amount], standing


def _entry(government, book, side, line, fen, code="", fund="", counterpart="", other=None):
    amount = Money(int(fen))
    made = Line(book=book, side=side, line=line, amount=amount, code=code, fund=fund, other=other)
    return Entry(government, made, counterpart)


def _general(chance, government, size, given, remitted) -> Iterator[Entry]:
    def line(side, number, fen, code="", counterpart="", other=None):
        return _entry(government, G, side, number, fen, code, counterpart=counterpart, other=other)

    own = chance.randint(size // 2, size)
    resources = own
    yield line("revenue", "01", own // 2, "10101")
    yield line("revenue", "01", own - own // 2, "10109")
    above = given.get(government, chance.randint(0, size))
    entered = above * chance.choice([100, 100, 100, 101, 97]) // 100
    yield line("revenue", "02", entered, "1100202", CITY if government in given else "UPPER-1")
    moved = chance.randint(0, size // 50)
    yield line("revenue", "04", moved, "110090102", other=F)
    yield line("revenue", "07", chance.choice([0, size // 60]), "11015")
    yield line("revenue", "08", size // 90, "1100802")
    resources += entered + moved + size // 90
    if chance.random() < 0.02:
        yield line("revenue", "06", size // 99, "110090199", other=I)
    if government == CITY:
        for county in given:
            yield line("expenditure", "02", given[county], "2300202", county)
            yield line("revenue", "03", remitted[county], "1100601", county)
            resources += remitted[county] - given[county]
    elif chance.random() < 0.9:
        yield line("expenditure", "03", remitted[government], "2300601", CITY)
        resources -= remitted[government]
    wanted = max(0, resources) * chance.choice([95, 100, 101, 102, 104, 108, 130]) // 100
    for code, share in (
        ("2050202", 30),
        ("20808", 20),
        ("21001", 9),
        ("2130153", 16),
        ("2010101", 14),
        ("23203", 4),
        ("227", chance.choice([0, 1, 2, 4])),
        ("22902", 2),
    ):
        yield line("expenditure", "01", wanted * share // 100, code)
    if chance.random() < 0.3:
        yield line("expenditure", "06", wanted // chance.choice([50, 200]), "23016")
    if chance.random() < 0.3:
        yield line("expenditure", "10", wanted // chance.choice([8, 30]), "23009")


def _funds(chance, government, size) -> Iterator[Entry]:
    def line(side, number, fen, code, fund, other=None):
        return _entry(government, F, side, number, fen, code, fund, other=other)

    for fund in (LAND, WORKS):
        revenue = chance.randint(size // 9, size)
        carried = chance.randint(0, revenue // 2)
        yield line("revenue", "01", revenue, fund, fund)
        yield line("expenditure", "07", carried, "2300902", fund)
        uses = (revenue - carried) * chance.choice([90, 95, 100, 103, 110, 110, 140]) // 100
        yield line("expenditure", "01", uses, "21208", fund)
    if chance.random() < 0.4:
        proceeds = chance.randint(0, size)
        yield line("revenue", "07", proceeds, "1101102", BONDS)
        yield line("expenditure", "01", proceeds, "21208", BONDS)
    if chance.random() < 0.4:
        yield line("expenditure", "05", size // 20, "23104", LAND)


def _capital(chance, government, size) -> Iterator[Entry]:
    def line(side, number, fen, code, other=None):
        return _entry(government, C, side, number, fen, code, other=other)

    profits = chance.randint(size // 5, size)
    handed = profits * chance.choice([10, 25, 30, 40]) // 100
    yield line("revenue", "01", profits, "103060198")
    yield line("expenditure", "03", handed, "2300803", G)
    yield line("expenditure", "01", (profits - handed) * chance.choice([9, 10, 12]) // 10, "22301")


def _insurance(chance, government, size) -> Iterator[Entry]:
    def line(side, number, fen, code=""):
        return _entry(government, I, side, number, fen, code)

    income = chance.randint(size // 9, size)
    paid = income * chance.choice([*[95, 98, 100] * 4, 101]) // 100
    yield line("revenue", "01", income, "1021001")
    yield line("expenditure", "01", paid, "2091001")
    if chance.random() < 0.5:
        yield line("balance", "01", income - paid + chance.choice([0, 0, 5]))
        yield line("balance", "02", income + size)


def play(chance: random.Random, number: int) -> Counter[str]:
    """Coordinate one random draft and hold the answer against everything that must be true."""
    entries, standing = random_drafts(chance)
    answer = coordinate(entries, limits=LIMITS, standing=standing)
    if isinstance(answer, Coordinated):
        _plan_is_sound(answer, number)
        compared = _nothing_at_random_is_better(chance, answer)
        return Counter(plans=1, compared=compared, moved=int(any(m.amount for m in answer.moved)))
    _conflict_is_minimal(answer, number)
    return Counter(conflicts=1, freed=int(answer.freed is not None))


def planned_entries(answer: Coordinated) -> list[Entry]:
    """Return the plan as the drafts it proposes."""
    problem = answer.problem
    kept = [
        replace(entry, line=replace(entry.line, amount=amount))
        for entry, amount in zip(problem.entries, answer.amounts, strict=True)
        if amount
    ]
    return [*kept, *answer.opened]


def _plan_is_sound(answer: Coordinated, number: int) -> None:
    assert not broken(answer.problem, answer.sums), number
    entries = planned_entries(answer)
    for government in {entry.government for entry in entries}:
        judgement = judge(
            [entry.line for entry in entries if entry.government == government],
            reserve_min=LIMITS.reserve_min,
            reserve_max=LIMITS.reserve_max,
            hand_over_min=LIMITS.hand_over_min,
        )
        assert judgement.allowed, (number, judgement.refusal)
        assert not judgement.alerts, (number, judgement.alerts)
    whole = consolidate(entries)
    assert not whole.differences, number
    costs = _costs(answer.problem, [answer_of(answer, n) for n in range(len(answer.problem.cells))])
    assert costs == [one.amount.fen for one in answer.moved], number
    for one in answer.moved:
        assert one.bound <= one.amount.fen, number
        # A bound speaks of parts of a fen too; whole fen may cost some more in a small budget.
        assert one.gap <= Fraction(1, 1000) or one.amount.fen - one.bound < FEW, (number, one)
    lows = [least for heap in answer.problem.heaps for _, least in heap.items.values()]
    parts = [answer.amounts[n] for heap in answer.problem.heaps for n in heap.items]
    closed = [cell.floor for cell in answer.problem.cells]
    assert all(part >= min(low, *closed) for part, low in zip(parts, lows, strict=True)), number


def answer_of(answer: Coordinated, number: int) -> int:
    """Return what the plan says of one cell, in fen."""
    heap = answer.problem.heaps[number]
    if heap.items:
        return sum(answer.amounts[item].fen for item in heap.items)
    place = heap.place
    return sum(
        one.line.amount.fen
        for one in answer.opened
        if (one.government, one.line.book, one.line.side, one.line.line, one.line.fund)
        == (place.government, place.book, place.side, place.line, place.fund)
        and (not place.code or one.line.code == place.code)
    )


def _costs(problem: Problem, amounts: list[int]) -> list[int]:
    cells = problem.cells
    costs = [0] * max(max(cell.rises, cell.falls) for cell in cells)
    for cell, amount in zip(cells, amounts, strict=True):
        away = amount - cell.draft.fen
        costs[(cell.rises if away > 0 else cell.falls) - 1] += abs(away)
    return costs


def _nothing_at_random_is_better(chance: random.Random, answer: Coordinated) -> int:
    """Walk at random among plans that keep everything; none costs less, order by order."""
    problem = answer.problem
    ours = [one.amount.fen for one in answer.moved]
    compared = 0
    for start in (
        [answer_of(answer, n) for n in range(len(problem.cells))],
        _elsewhere(chance, problem),
    ):
        amounts = start
        for _ in range(60):
            other = _stepped(chance, problem, amounts)
            if not _keeps(problem, other):
                continue
            compared += 1
            assert _costs(problem, other) >= ours
            amounts = other
    return compared


def _elsewhere(chance: random.Random, problem: Problem) -> list[int]:
    """Return another plan: the nearest to other drafts within the same ends."""
    drafts = [
        replace(
            cell, draft=Money(chance.randint(cell.floor.fen, cell.ceiling.fen)), rises=1, falls=1
        )
        for cell in problem.cells
    ]
    plan = nearest(drafts, problem.conditions)
    assert isinstance(plan, Plan)
    amounts = [amount.fen for amount in plan.amounts]
    assert _keeps(problem, amounts)
    return amounts


def _stepped(chance: random.Random, problem: Problem, amounts: list[int]) -> list[int]:
    """Shift one amount by something and let one, two or three others of its sums make up for it."""
    other = list(amounts)
    equations = [one for one in problem.conditions if one.equal and len(one.terms) > 1]
    step = chance.choice([1, 7, max(1, max(map(abs, amounts)) // chance.choice([50, 1000, 10**5]))])
    first = chance.choice(equations)
    for condition in (first, *chance.sample(equations, min(2, len(equations)))):
        left = sum(int(factor) * other[place] for place, factor in condition.terms.items())
        off = left - condition.right.fen or (step if condition is first else 0)
        if off:
            place = chance.choice(list(condition.terms))
            other[place] -= off * int(condition.terms[place])
            if left == condition.right.fen:
                place = chance.choice(list(condition.terms))
                other[place] += off * int(condition.terms[place])
    return other


def _keeps(problem: Problem, amounts: list[int]) -> bool:
    for cell, amount in zip(problem.cells, amounts, strict=True):
        if not cell.floor.fen <= amount <= cell.ceiling.fen:
            return False
    for one in problem.conditions:
        left = sum(factor * amounts[place] for place, factor in one.terms.items())
        if not (left == one.right.fen if one.equal else left <= one.right.fen):
            return False
    return True


def _conflict_is_minimal(answer: Unfree, number: int) -> None:
    members = {name.en for name in answer.conflict.members}
    assert len(members) == len(answer.conflict.members), number
    assert isinstance(nearest(*_only(answer.problem, members)), Conflict), number
    for member in members:
        assert isinstance(nearest(*_only(answer.problem, members - {member})), Plan), (
            number,
            member,
        )
    if answer.conflict.changes is not None:
        assert answer.freed is not None, number
        firm = {cell.name.en for cell in answer.problem.cells if cell.firm}
        firm |= {one.name.en for one in answer.problem.conditions if one.firm}
        for change in answer.conflict.changes:
            named = change.name.en.removesuffix(": floor").removesuffix(": ceiling")
            assert named not in firm, (number, named)


def _only(problem: Problem, members: set[str]):
    """Return the problem with nothing but the named conditions and ends."""
    cells = [
        replace(
            cell,
            floor=cell.floor if f"{cell.name.en}: floor" in members else Money(-FAR),
            ceiling=cell.ceiling if f"{cell.name.en}: ceiling" in members else Money(FAR),
        )
        for cell in problem.cells
    ]
    return cells, [one for one in problem.conditions if one.name.en in members]
