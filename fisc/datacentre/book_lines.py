"""The lines of four budgets as the record knows them: adopted, adjusted, and what became of them.

What was adopted and adjusted is in the facts, line by line, with the government on the other side.
What became of it stands in the ledger, where a role of a book is a line of its balance: sources as
they are booked, uses as far as they are carried out. Own revenue is what was collected; social
insurance, which the ledger does not hold, is what its statements report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from fisc.datacentre.moments import Moment, executed
from fisc.engines.budgets.consolidation import BELOW, Entry
from fisc.engines.budgets.four_books import FOUR
from fisc.engines.budgets.lines import LINE_EVENTS, Line, UnknownLine, line_for
from fisc.law.chart import chart
from fisc.law.folder import forget_with, law_folder
from fisc.law.tables import DIVISIONS, MIRRORS, read
from fisc.record import facts
from fisc.record.balances import Selection, Total
from fisc.record.book import Book
from fisc.record.facts import Fact
from fisc.values import ZERO, Money
from fisc.values import Book as Budget

ADOPTED: Final = "BudgetAdopted"
ADJUSTED: Final = "BudgetAdjusted"
COLLECTED: Final = "RevenueCollected"
REPORTED: Final = "InsuranceReported"
KINDS: Final = (ADOPTED, ADJUSTED, COLLECTED, REPORTED)
OWN_SOURCE: Final = "source_own"
DONE: Final = 2  # the chamber of what is carried out
IN_LEDGER: Final = (Budget.GENERAL, Budget.FUNDS, Budget.CAPITAL)
SPENT: Final = "indicator"
HANDED_DOWN: Final = "transfer_indicator"
_FEW: Final = ("division", "book", "family", "function")
_ACROSS: Final = (HANDED_DOWN, "onlending", "remittance", "transfer_out", "stabilisation")
_OUTSIDE: Final = "0"  # the class of ceilings and of journals kept elsewhere
_CURRENT, _ACCUMULATED = "01", "02"
_SIGNS: Final = {"revenue": 1, "expenditure": -1, "balance": 0}


@dataclass(frozen=True, slots=True)
class Booked:
    """A line as a fact tells it: the entry, and the document by which it was decided or entered."""

    entry: Entry
    fact: Fact

    @property
    def document(self) -> str:
        """The number of the budget, of the plan of an adjustment, or of a statement."""
        body = self.fact.body
        return str(body.get("plan") or body.get("draft") or self.fact.subject)


def told(book: Book, divisions: Sequence[str], year: int, when: Moment) -> list[Fact]:
    """Return the facts of budgets, collections and insurance of a year, as known at a moment."""
    day = {} if when.day is None else {"day": when.day}
    return facts.of_divisions(book, KINDS, divisions, year, known=when.known, **day)


def booked(found: Iterable[Fact], kinds: Collection[str]) -> list[Booked]:
    """Return the lines that facts of some kinds tell of the four budgets, one by one."""
    return [
        Booked(_entry(fact, row), fact)
        for fact in found
        if fact.kind in kinds
        for row in fact.body["lines"]
        if row["book"] in _names()
    ]


def added(entries: Iterable[Entry]) -> list[Entry]:
    """Add up entries of the same government, line, code, fund and counterpart."""
    sums: dict[tuple[Any, ...], int] = {}
    for one in entries:
        line = one.line
        key = (one.government, line.book, line.side, line.line, line.code, line.fund)
        sums[*key, one.counterpart] = sums.get((*key, one.counterpart), 0) + line.amount.fen
    return [
        Entry(
            government,
            Line(book=book, side=side, line=line, code=code, fund=fund, amount=Money(fen)),
            counterpart,
        )
        for (government, book, side, line, code, fund, counterpart), fen in sums.items()
    ]


def sums(
    book: Book,
    divisions: Sequence[str],
    year: int,
    when: Moment,
    budgets: Sequence[Budget] = IN_LEDGER,
) -> list[Entry]:
    """Return what the ledger holds of the lines of three budgets: sources booked, uses carried out.

    Own revenue is not among them, because the ledger keeps its authority and not its cash; what is
    left of each book, or fund, stands in the line of what is carried forward.

    Units: fen. Shape: grouped by government, line, function or counterpart.
    """
    if not divisions or not budgets:
        return []
    place = Selection(division=list(divisions), year=[year])
    families = sorted({role.family for role in chart().roles.values()})
    across = [one for one in families if one in _ACROSS or one.startswith("source_")]
    within = [one for one in families if one not in across and "ceiling" not in one]
    two = [str(one) for one in budgets if one is not Budget.FUNDS]
    funds = [str(one) for one in budgets if one is Budget.FUNDS]
    few, many = _FEW, (*_FEW, "counterpart")
    # Of one government everything is one question; of an area, only what needs the counterpart is
    # asked for by it, so that the many pots of indicators are summed as every page sums them.
    asked = (
        ((replace(place, book=[*two, *funds], family=[*within, *across]), many),)
        if len(divisions) == 1
        else (
            (replace(place, book=two, family=within), few),
            (replace(place, book=two, family=across), many),
            (replace(place, book=funds, family=[*within, *across]), many),
        )
    )
    entries: list[Entry] = []
    for selection, by in (one for one in asked if one[0].book):
        for total in executed(book, selection, by, when):
            entries += _of_total(total)
    return added(entry for entry in entries if entry.line.amount)


def carried_line(budget: Budget) -> str:
    """Return the line of a budget for what is carried forward, which has no event.

    Example:
        >>> carried_line(Budget.GENERAL), carried_line(Budget.FUNDS)
        ('10', '07')
    """
    return next(
        row.line
        for row in read(LINE_EVENTS)
        if row.book is budget and row.side == "expenditure" and not row.event
    )


def source_line(budget: Budget, family: str, code: str) -> str:
    """Return the line of revenue for which a family of sources stands in a budget.

    Example:
        >>> source_line(Budget.GENERAL, "source_transfer_in", "110090103")
        '05'
        >>> source_line(Budget.FUNDS, "source_debt", "1101102")
        '07'
    """
    return _line_among(budget, "revenue", _lines_of(law_folder())[budget, "revenue", family], code)


def use_line(budget: Budget, family: str, function: str) -> str:
    """Return the line of expenditure for which a family of carried-out authority stands.

    Example:
        >>> use_line(Budget.GENERAL, "indicator", "2050202")
        '01'
        >>> use_line(Budget.GENERAL, "transfer_indicator", "2300202")
        '02'
    """
    lines = _lines_of(law_folder())[budget, "expenditure", family]
    return _line_among(budget, "expenditure", lines, function)


def families_of(budget: Budget, side: str, line: str) -> list[str]:
    """Return the families of the ledger in which a line of a budget is booked or carried out."""
    return [
        family
        for (own, where, family), lines in _lines_of(law_folder()).items()
        if own is budget and where == side and line in lines
    ]


def named_others(entries: Iterable[Entry], budgeted: Iterable[Entry]) -> list[Entry]:
    """Return entries with the government on the other side, where only the budget names it.

    A line of the ledger that names a fund has no room for a government. If the budget of the same
    line names one government, it is that one; if it names several, they are those below.
    """
    known: dict[tuple[Any, ...], set[str]] = {}
    for one in budgeted:
        if one.counterpart:
            known.setdefault(_place(one), set()).add(one.counterpart)
    between = {
        (book, side, line)
        for mirror in read(MIRRORS)
        if mirror.between != "books"
        for book, side, line in (
            (mirror.giving_book, "expenditure", mirror.giving_line),
            (mirror.receiving_book, "revenue", mirror.receiving_line),
        )
    }
    made = []
    for one in entries:
        others = known.get(_place(one), set())
        if one.counterpart or not others or _place(one)[1:] not in between:
            made.append(one)
        else:
            other = next(iter(others)) if len(others) == 1 else BELOW
            made.append(Entry(one.government, one.line, other))
    return made


def insurance_balances(entries: Iterable[Entry], openings: Mapping[str, Money]) -> list[Entry]:
    """Return the current and the accumulated balance of social insurance of each government."""
    current: dict[str, Money] = {}
    for one in entries:
        if one.line.book is Budget.INSURANCE:
            change = Money(_SIGNS[one.line.side] * one.line.amount.fen)
            current[one.government] = current.get(one.government, ZERO) + change
    made = []
    for government, amount in current.items():
        accumulated = openings.get(government, ZERO) + amount
        for line, stated in ((_CURRENT, amount), (_ACCUMULATED, accumulated)):
            own = Line(book=Budget.INSURANCE, side="balance", line=line, amount=stated)
            made.append(Entry(government, own))
    return made


def _place(entry: Entry) -> tuple[str, Budget, str, str]:
    return (entry.government, entry.line.book, entry.line.side, entry.line.line)


def _entry(fact: Fact, row: Mapping[str, Any]) -> Entry:
    budget, side = Budget(row["book"]), row.get("side", "revenue")
    line = row.get("line") or line_for(budget, side, row["code"])
    return Entry(
        fact.division,
        Line(
            book=budget,
            side=side,
            line=line,
            amount=Money(row["amount_fen"]),
            code=row["code"],
            fund=row["fund"],
        ),
        row.get("counterpart", ""),
    )


def _of_total(total: Total) -> Iterable[Entry]:
    government, name, family, function, *rest = total.key
    budget, counterpart = Budget(name), rest[0] if rest else ""
    other = counterpart if counterpart in _governments(law_folder()) else ""
    fund = counterpart if budget is Budget.FUNDS and not other else ""
    if family.startswith("source_"):
        if family != OWN_SOURCE and (budget, "revenue", family) in _lines_of(law_folder()):
            line = source_line(budget, family, counterpart)
            yield _made(government, budget, "revenue", line, total.open, fund, other)
        return
    if total.done and (budget, "expenditure", family) in _lines_of(law_folder()):
        line = use_line(budget, family, function)
        own = _made(government, budget, "expenditure", line, total.done, fund, other, function)
        yield own
    left = Money.total(
        total.of(place)
        for place in range(DONE)
        if (role := chart().role_at.get((family, place))) and role.number_class != _OUTSIDE
    )
    if left and family not in {"written_off", "carry_close"}:
        yield _made(government, budget, "expenditure", carried_line(budget), left, fund, "")


def _made(
    government: str,
    budget: Budget,
    side: str,
    line: str,
    amount: Money,
    fund: str,
    other: str,
    code: str = "",
) -> Entry:
    own = Line(book=budget, side=side, line=line, amount=amount, code=code, fund=fund)  # type: ignore[arg-type]
    return Entry(government, own, other)


def _line_among(budget: Budget, side: str, lines: Collection[str], code: str) -> str:
    """Return which of several lines a code stands under; the first where it says nothing."""
    if len(lines) > 1 and code:
        try:
            named = line_for(budget, side, code)  # type: ignore[arg-type]
        except UnknownLine:
            named = ""
        if named in lines:
            return named
    return min(lines)


@cache
def _lines_of(_: Path) -> Mapping[tuple[Budget, str, str], frozenset[str]]:
    """Return the lines for which a family stands, by book and side."""
    found: dict[tuple[Budget, str, str], set[str]] = {}
    for row in read(LINE_EVENTS):
        if row.book not in IN_LEDGER or not row.event:
            continue
        event = chart().events[row.event]
        (role,) = event.credit_roles if row.side == "revenue" else event.debit_roles
        family = {"expenditure": SPENT, "transfers": HANDED_DOWN}.get(
            chart().roles[role].family, chart().roles[role].family
        )
        found.setdefault((row.book, row.side, family), set()).add(row.line)
    return {key: frozenset(lines) for key, lines in found.items()}


@cache
def _governments(_: Path) -> frozenset[str]:
    return frozenset(str(row.code) for row in read(DIVISIONS))


@cache
def _names() -> frozenset[str]:
    return frozenset(map(str, FOUR))


forget_with(_lines_of.cache_clear)
forget_with(_governments.cache_clear)
