"""The four budgets of a government, or of a whole area, in one view: budget, execution, final.

Read from the facts of budgets and from the balances of the record at any moment; nothing is kept
here. What follows from the lines, the engine says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from fisc.datacentre.book_lines import (
    ADJUSTED,
    ADOPTED,
    COLLECTED,
    IN_LEDGER,
    REPORTED,
    added,
    booked,
    carried_line,
    insurance_balances,
    named_others,
    sums,
    told,
)
from fisc.datacentre.moments import Moment
from fisc.engines.budgets.consolidation import Entry
from fisc.engines.budgets.four_books import FOUR, OWN, Matrix, matrix, opening, row_of
from fisc.engines.budgets.ties import Tie, ties
from fisc.record.book import Book
from fisc.record.facts import Fact
from fisc.values import ZERO, Money
from fisc.values import Book as Budget

_OWN: Final = "revenue"


class Measure(StrEnum):
    """Which figures stand in the table."""

    BUDGET = "budget"
    ADJUSTED = "adjusted"
    EXECUTION = "execution"
    FINAL = "final"

    @property
    def complete(self) -> bool:
        """Whether resources must equal uses: not in a year under way."""
        return self is not Measure.EXECUTION


@dataclass(frozen=True, slots=True)
class FourBudgets:
    """The lines of four budgets, their table and their checks, and the facts they were read from.

    ``closed`` says whether every year of the view is: of an open one the final accounts are as they
    stand, and nothing need be equal yet.
    ``unknown`` are the books of which some government of the view entered no revenue; ``silent``
    which governments these are, by book.
    """

    measure: Measure
    entries: Sequence[Entry]
    matrix: Matrix
    ties: Sequence[Tie]
    silent: Mapping[Budget, Sequence[str]]
    facts: Sequence[Fact] = ()
    closed: bool = True

    @property
    def complete(self) -> bool:
        """Whether everything must be equal: not while a year is under way."""
        return self.measure.complete and (self.closed or self.measure is not Measure.FINAL)

    @property
    def unknown(self) -> Collection[Budget]:
        """The books of which not everything is known."""
        return self.silent.keys()

    @property
    def governments(self) -> Sequence[str]:
        """The governments that have lines, by code."""
        return sorted({one.government for one in self.entries})


def four_budgets(
    book: Book,
    divisions: Sequence[str],
    year: int,
    measure: Measure,
    when: Moment,
    budgets: Sequence[Budget] = FOUR,
) -> FourBudgets:
    """Return the four budgets of governments as one view, at a moment.

    ``divisions`` is one government for its own level, or all of an area. Who looks into one of the
    budgets alone names it; then nothing is known of the others, nor of what ties them.

    Units: fen.
    Source: law/budgets/balance_rows.csv, law/budgets/line_events.csv
    """
    known = told(book, divisions, year, when)
    kinds = (ADOPTED,) if measure is Measure.BUDGET else (ADOPTED, ADJUSTED)
    budgeted = added(one.entry for one in booked(known, kinds) if one.entry.line.book in budgets)
    silent: dict[Budget, list[str]] = {}
    if measure in {Measure.BUDGET, Measure.ADJUSTED}:
        entries = budgeted
    else:
        entries, silent = _became(book, divisions, year, measure, when, known, budgeted, budgets)
    table = matrix(entries, unknown=silent.keys(), complete=measure.complete)
    closed = all((one, year) in when.closed for one in divisions)
    found = FourBudgets(measure, tuple(entries), table, (), silent, known, closed)
    checks = ties(entries, table, unknown=silent.keys(), complete=found.complete)
    return replace(found, ties=checks)


def _became(
    book: Book,
    divisions: Sequence[str],
    year: int,
    measure: Measure,
    when: Moment,
    known: Sequence[Fact],
    budgeted: Sequence[Entry],
    budgets: Sequence[Budget],
) -> tuple[list[Entry], dict[Budget, list[str]]]:
    """Return what became of budgets, and of which books some government told nothing."""
    in_ledger = [one for one in IN_LEDGER if one in budgets]
    entries = named_others(sums(book, divisions, year, when, in_ledger), budgeted)
    if measure is Measure.EXECUTION:
        entries = [one for one in entries if not _is_carried(one)]
    told_of = [one.entry for one in booked(known, (COLLECTED, REPORTED))]
    entries += added(one for one in told_of if one.line.book in in_ledger)
    reported = added(one for one in told_of if one.line.book is Budget.INSURANCE)
    reported = reported if Budget.INSURANCE in budgets else []
    entries += reported
    entries += insurance_balances(reported, _openings(budgeted))
    return entries, _silent(entries, budgeted)


def _is_carried(entry: Entry) -> bool:
    line = entry.line
    return (
        line.side == "expenditure"
        and line.book in IN_LEDGER
        and line.line == carried_line(line.book)
    )


def _openings(budgeted: Iterable[Entry]) -> dict[str, Money]:
    """Return the accumulated balance of social insurance before the year, by government."""
    stated: dict[str, dict[str, Money]] = {}
    for one in budgeted:
        if one.line.book is Budget.INSURANCE and one.line.side == "balance":
            lines = stated.setdefault(one.government, {})
            lines[one.line.line] = lines.get(one.line.line, ZERO) + one.line.amount
    return {government: opening(lines) for government, lines in stated.items()}


def _silent(entries: Iterable[Entry], budgeted: Iterable[Entry]) -> dict[Budget, list[str]]:
    """Return the governments that budgeted own revenue of a book and entered none of it."""
    own = _own_revenue(budgeted)
    entered = _own_revenue(entries)
    silent: dict[Budget, list[str]] = {}
    for budget, government in sorted(
        own - entered, key=lambda one: (list(Budget).index(one[0]), one[1])
    ):
        silent.setdefault(budget, []).append(government)
    return silent


def _own_revenue(entries: Iterable[Entry]) -> set[tuple[Budget, str]]:
    return {
        (one.line.book, one.government)
        for one in entries
        if one.line.side == _OWN and row_of(one.line.book, _OWN, one.line.line) == OWN
    }
