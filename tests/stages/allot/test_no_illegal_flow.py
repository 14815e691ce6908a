"""No act lets money cross between budgets, or funds, where no rule opens the way.

Random budgets, adjustments, transfers out, virements and recalls are tried, legal and not; whatever
the acts answer, the ledger never holds money in one budget that another has not given.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from fisc.engines.ledger.closing import fund_of
from fisc.engines.ledger.moves import ELEMENTS, Pot
from fisc.law.chart import chart
from fisc.record import balances
from fisc.stages.allot import commands as allot
from fisc.stages.allot.commands import BudgetKey, WrongChange
from fisc.stages.approve import commands as approve
from fisc.stages.approve.commands import BadLine
from fisc.values import Book, Money
from tests.stages.allot.test_settlements import BOOKS, FUND, OTHER_FUND
from tests.stages.approve.budgets import income, line
from tests.stages.town import CHECKER, MAKER, NOON, SCHOOL, TOWN

pytestmark = pytest.mark.writes
G, F, C, I = Book.GENERAL, Book.FUNDS, Book.CAPITAL, Book.INSURANCE  # noqa: E741
YEARS, ADJUSTMENTS, CHANGES = 14, 4, 10
DAY = date(2026, 3, 2)
SPENT = {FUND: "2120803", OTHER_FUND: "21213"}


def _flow(chance: random.Random, yuan: str) -> tuple[str, list]:
    """Return lines that take money somewhere and balance each book; few ways are open."""
    ways = _ways(yuan)
    name = chance.choice(sorted(ways))
    return name, ways[name]


def _ways(yuan: str) -> dict[str, list]:
    spend = line("2130153", yuan)
    no_more = replace(line("2120803", yuan, book=F, fund=FUND), amount=-Money.yuan(yuan))
    other = replace(line("21213", yuan, book=F, fund=OTHER_FUND), amount=-Money.yuan(yuan))
    less = replace(line("2230105", yuan, book=C), amount=-Money.yuan(yuan))
    general = replace(line("2130153", yuan), amount=-Money.yuan(yuan))
    gives = line("2300802", yuan, book=F, fund=FUND, other=G)
    return {
        "open: a fund gives": [no_more, gives, income("110090102", yuan, other=F), spend],
        "open: capital gives": [
            less,
            line("2300803", yuan, book=C, other=G),
            income("110090103", yuan, other=C),
            spend,
        ],
        "closed: from nowhere": [income("110090102", yuan, other=F), spend],
        "closed: from insurance": [income("110090199", yuan, other=I), spend],
        "closed: from capital, as a fund's": [
            less,
            line("2300803", yuan, book=C, other=G),
            income("110090102", yuan, other=F),
            spend,
        ],
        "closed: capital to a fund": [
            less,
            line("2300803", yuan, book=C, other=F),
            income("1100902", yuan, book=F, fund=FUND, other=C),
            line("2120803", yuan, book=F, fund=FUND),
        ],
        "closed: under another line": [income("110090102", yuan, line="01"), spend],
        "closed: fund to fund": [
            other,
            line("2120803", yuan, book=F, fund=FUND),
        ],
        "closed: a fund takes unasked": [
            income("1100902", yuan, book=F, fund=FUND, other=G),
            line("2120803", yuan, book=F, fund=FUND),
        ],
        "closed: a fund's, as other money": [
            no_more,
            gives,
            income("110090199", yuan, other=F),
            spend,
        ],
        "closed: insurance takes part": [
            general,
            line("2300801", yuan, other=I),
        ],
    }


def _joined(lines: list) -> list:
    """Add up lines of one key, as a budget that is drafted at once has them."""
    sums: dict = {}
    for one in lines:
        key = replace(one, amount=Money(0))
        sums[key] = sums.get(key, Money(0)) + one.amount
    return [replace(key, amount=amount) for key, amount in sums.items() if amount]


def _adopt(year: int, lines: list):
    number = f"BUD-{year}-239900-1"
    approve.draft_budget(number=number, division=TOWN, year=year, lines=lines, maker=MAKER, at=NOON)
    return approve.adopt_budget(
        number=number,
        resolution="NPC 7",
        resolved_on=date(2026, 1, 18),
        checker=CHECKER,
        day=DAY,
        at=NOON,
    )


def _adjust(year: int, lines: list, place: int):
    number = f"BUD-{year}-239900-{place + 2}"
    approve.draft_budget(
        number=number,
        division=TOWN,
        year=year,
        lines=lines,
        maker=MAKER,
        at=NOON,
        kind="adjustment",
    )
    planned = approve.approve_plan(
        number=number,
        resolution="SC 3",
        resolved_on=date(2026, 2, 3),
        checker=CHECKER,
        day=DAY,
        at=NOON,
    )
    if not planned.done:
        return planned
    return approve.adjust_budget(
        plan=number, number=f"ADJ-{year}-239900-{place + 1}", officer=CHECKER, day=DAY, at=NOON
    )


def _change(chance: random.Random, year: int, place: int):
    """Propose and carry out a transfer out or a virement between lines, mostly across a border."""
    yuan = str(chance.choice([1, 40, 90, 200, 350]))
    lines = [
        (F, BudgetKey(function="2300802", counterpart=FUND)),
        (C, BudgetKey(function="2300803")),
        (G, BudgetKey(function="2300801")),
        (F, BudgetKey(function=SPENT[FUND], counterpart=FUND)),
        (F, BudgetKey(function=SPENT[OTHER_FUND], counterpart=OTHER_FUND)),
        (G, BudgetKey(function="2130153")),
    ]
    book, source = chance.choice(lines)
    if chance.random() < 0.5:
        act = "make_transfer_out"
        more = {
            "receiving": chance.choice([G, F, C, I]),
            "fund": chance.choice(["", FUND, OTHER_FUND]),
            "decision": chance.choice(["", "GOV-5"]),
        }
    else:
        act = "vire"
        lines = [*lines[3:], (G, BudgetKey(function="2050202", unit=SCHOOL))]
        book, source = chance.choice(lines)
        others = [key for own, key in lines if own is book and key is not source]
        more = {"target_line": chance.choice(others)}
    number = f"CHG-{year}-{place + 1}"
    proposed = allot.propose_change(
        number=number,
        act=act,
        division=TOWN,
        year=year,
        amount=Money.yuan(yuan),
        reason="tried",
        maker=MAKER,
        at=NOON,
        book=book,
        source_line=source,
        **more,
    )
    if not proposed.done:
        return proposed
    return getattr(allot, act)(number=number, checker=CHECKER, day=DAY, at=NOON)


def _pots(book, year: int) -> Iterator[tuple[Pot, str, int]]:
    """Yield every chamber of the year's pots, with its role and what it holds."""
    chosen = balances.Selection(division=(TOWN,), year=(year,))
    roles = {(role.family, role.place): name for name, role in chart().roles.items()}
    for total in balances.totals(book, chosen, by=("book", "family", *ELEMENTS, "origin")):
        own, family, *values, origin = total.key
        pot = Pot(TOWN, year, Book(own), family, *values, origin)
        for place, amount in enumerate((total.open, total.held, total.done)):
            if amount:
                yield pot, roles[family, place], amount.fen


def _demand_sound(book, year: int) -> None:
    """Nothing is received that was not given; every fund stands on sources of its own."""
    given: Counter = Counter()
    taken: Counter = Counter()
    funds: Counter = Counter()
    for pot, role, fen in _pots(book, year):
        assert pot.book is not Book.INSURANCE
        if role in {"transfer_out_budget", "transfer_out_done"}:
            given[pot.book] += fen
        if role == "source_transfer_in":
            taken[pot.book, pot.counterpart] += fen
        if pot.book is Book.FUNDS:
            side = -1 if role.startswith("source_") else 1
            funds[fund_of(pot)] += side * fen
    assert taken[G, "110090102"] <= given[F]
    assert taken[G, "110090103"] <= given[C]
    assert sum(fen for (own, _), fen in taken.items() if own is F) <= given[G]
    assert {own for own, _ in taken} <= {G, F}
    assert {code for own, code in taken if own is G} <= {"110090102", "110090103", "110090199"}
    assert not any(funds.values()), funds


def test_no_act_lets_money_cross_a_border_that_no_rule_opens(town):
    """Adoptions, adjustments, transfers out and virements, random and many of them illegal."""
    chance = random.Random(47)
    done: Counter = Counter()
    for year in range(2026, 2026 + 2 * YEARS, 2):
        name, more = _flow(chance, str(chance.choice([1, 30, 90])))
        if _try(done, f"adopt {name}", lambda y=year, m=more: _adopt(y, _joined([*BOOKS, *m]))):
            _demand_sound(town, year)
        elif not _try(done, "adopt", lambda y=year: _adopt_plain(y)):
            raise AssertionError("The plain budget was refused.")
        for place in range(ADJUSTMENTS):
            name, lines = _flow(chance, str(chance.choice([1, 10, 60])))
            _try(done, f"adjust {name}", lambda y=year, m=lines, p=place: _adjust(y, m, p))
            _demand_sound(town, year)
        for place in range(CHANGES):
            _try(done, "change", lambda y=year, p=place: _change(chance, y, p))
            _demand_sound(town, year)
    for (name, was_done), count in sorted(done.items()):
        assert count
        if ": " in name:
            assert was_done is ("open:" in name), name
    assert {name for name, was_done in done if was_done} >= {"change", "adopt"}
    assert ("change", False) in done
    assert sum(was_done and "adjust open" in name for name, was_done in done)


def _adopt_plain(year: int):
    """Adopt the plain budget, in the place of the draft that was refused."""
    number = f"BUD-{year}-239900-1"
    try:
        approve.change_draft(number=number, lines=list(BOOKS), maker=MAKER, at=NOON)
    except approve.UnknownDraft:
        return _adopt(year, list(BOOKS))
    return approve.adopt_budget(
        number=number,
        resolution="NPC 7",
        resolved_on=date(2026, 1, 18),
        checker=CHECKER,
        day=DAY,
        at=NOON,
    )


def _try(done: Counter, name: str, act) -> bool:
    try:
        receipt = act()
    except (BadLine, WrongChange):
        done[name, False] += 1
        return False
    if not receipt.done:
        assert receipt.refusal.steps
    done[name, receipt.done] += 1
    return receipt.done
