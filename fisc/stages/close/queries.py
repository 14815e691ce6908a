"""Questions about closing: periods, open items, trial balance, final accounts, carry-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fisc.engines.budgets.lines import UnknownLine, line_for, names_of
from fisc.engines.ledger.closing import came_from
from fisc.engines.ledger.statements import TrialBalance, trial_balance
from fisc.law.chart import chart
from fisc.law.parameters import parameter
from fisc.record import balances, facts
from fisc.record.book import Book
from fisc.stages.close import periods
from fisc.stages.close.models import MonthReopening
from fisc.stages.close.periods import OpenItem
from fisc.stages.close.readings import carried_pots, spent_by_function
from fisc.values import Book as Budget
from fisc.values import Money, Words

_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, closed or open, and who closed it last."""

    month: int
    closed: bool
    closed_by: str
    reopened: int


@dataclass(frozen=True, slots=True)
class Reopening:
    """A request to reopen a month and what came of it."""

    number: str
    year: int
    month: int
    reason: str
    state: str
    maker: str
    checker: str


@dataclass(frozen=True, slots=True)
class FinalRow:
    """One line and code of the final accounts: budget, adjusted budget, and what was spent.

    ``final`` is None on the revenue side: the ledger keeps authority, not collections.
    """

    book: Budget
    side: str
    line: str
    code: str
    name_zh: str
    name_en: str
    budget: Money
    adjusted: Money
    final: Money | None


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """Carried authority: where it stood, what it was for, and the year it came from.

    ``due`` says that it is too old to be restored in the year after.
    """

    book: Budget
    origin: int
    role: str
    role_zh: str
    role_en: str
    unit: str
    project: str
    function: str
    indicator: str
    amount: Money
    due: bool


def months(division: str, year: int) -> tuple[Month, ...]:
    """Return the twelve months of a year."""
    book = Book()
    first_open = periods.closed_before(book, division, year)
    made = []
    for month in _MONTHS:
        told = facts.about(book, f"{division}/{year}-{month:02d}")
        closings = [fact for fact in told if fact.kind == "MonthClosed"]
        closed = periods.month_end(year, month) <= first_open
        year_end = facts.find(book, f"closed/{division}/{year}") if month == _MONTHS[-1] else None
        closer = year_end or (closings[-1] if closings else None)
        by = closer.actor if closed and closer else ""
        made.append(Month(month, closed, by, sum(f.kind == "MonthReopened" for f in told)))
    return tuple(made)


def reopenings(division: str, year: int) -> tuple[Reopening, ...]:
    """Return the requests to reopen months of a year, in the order of their numbers."""
    return tuple(
        Reopening(row.number, row.year, row.month, row.reason, row.state, row.maker, row.checker)
        for row in MonthReopening.objects.filter(division=division, year=year)
    )


def open_items(division: str, year: int, *, end: date) -> tuple[OpenItem, ...]:
    """Return what must be settled before the days before ``end`` can be closed."""
    return periods.open_items(Book(), division, year, end=end)


def trial_balances(division: str, year: int) -> tuple[TrialBalance, ...]:
    """Return the trial balance of each book as it stands now, with the chain identity (K07).

    Shape: books in their order, only those that hold something.
    """
    chosen = balances.Selection(division=(division,), year=(year,))
    lines = balances.trial_balance(balances.totals(Book(), chosen, by=("book", "family")))
    shown = []
    for budget in Budget:
        own = {line.role: line.balance for line in lines if line.book == budget}
        if own:
            shown.append(trial_balance(budget, own))
    return tuple(shown)


def final_accounts(division: str, year: int) -> tuple[FinalRow, ...]:
    """Return the final accounts: budget, adjusted budget and final, by line and code.

    What was spent is read from the close of the year, or from the ledger while it is open. A line
    that was given money by the reserve or a virement has no budget of its own, only a final.

    Shape: by book, revenue before expenditure, line and code.
    """
    book = Book()
    adopted = _amounts(book, "BudgetAdopted", division, year)
    adjusted = _amounts(book, "BudgetAdjusted", division, year)
    closed = facts.find(book, f"closed/{division}/{year}")
    spent: dict[tuple[str, str, str, str], int] = {}
    for row in closed.body["spent"] if closed else spent_by_function(book, division, year):
        key = (row["book"], "expenditure", _line(row["book"], row["function"]), row["function"])
        spent[key] = spent.get(key, 0) + row["fen"]
    rows = []
    for key in sorted(
        adopted.keys() | adjusted.keys() | spent.keys(),
        key=lambda key: (list(Budget).index(Budget(key[0])), key[1] != "revenue", key),
    ):
        first = adopted.get(key, 0)
        final = None if key[1] == "revenue" else Money(spent.get(key, 0))
        rows.append(_row(key, Money(first), Money(first + adjusted.get(key, 0)), final))
    return tuple(rows)


def carry_over(division: str, year: int) -> tuple[CarriedRow, ...]:
    """Return what the close of a year carried over, with the year each amount came from.

    Shape: the oldest first, then by book, role, function and indicator.

    Source: law/budgets/carry.yaml
    """
    years_max = parameter("budgets/carry:years_max").on(date(year + 1, 1, 1)).value
    rows = []
    for pot, amount in carried_pots(Book(), division, year).items():
        name, _ = came_from(pot)
        role = chart().roles[name]
        rows.append(
            CarriedRow(
                pot.book,
                pot.origin,
                name,
                role.name_zh,
                role.name_en,
                pot.unit,
                pot.project,
                pot.function,
                pot.indicator,
                amount,
                pot.origin <= year + 1 - years_max,
            )
        )
    return tuple(
        sorted(rows, key=lambda r: (r.origin, r.book, r.role, r.function, r.indicator, r.unit))
    )


def _amounts(
    book: Book, kind: str, division: str, year: int
) -> dict[tuple[str, str, str, str], int]:
    sums: dict[tuple[str, str, str, str], int] = {}
    for fact in facts.of_kind(book, kind, division, year):
        for row in fact.body["lines"]:
            if row["side"] != "balance":
                key = (row["book"], row["side"], row["line"], row["code"])
                sums[key] = sums.get(key, 0) + row["amount_fen"]
    return sums


def _line(book: str, function: str) -> str:
    try:
        return line_for(Budget(book), "expenditure", function) if function else ""
    except UnknownLine:
        return ""


def _row(
    key: tuple[str, str, str, str], budget: Money, adjusted: Money, final: Money | None
) -> FinalRow:
    book, side, line, code = key
    name = (
        names_of(Budget(book), side, line)  # type: ignore[arg-type]  # from facts of approve
        if line
        else Words("Not in the budget", "未列预算")
    )
    return FinalRow(Budget(book), side, line, code, name.zh, name.en, budget, adjusted, final)


def totals(
    rows: tuple[FinalRow, ...], book: Budget, side: str
) -> tuple[Money, Money, Money | None]:
    """Return budget, adjusted and final of one side of a book; the final is None for revenue."""
    own = [row for row in rows if (row.book, row.side) == (book, side)]
    finals = [row.final for row in own if row.final is not None]
    return (
        Money.total(row.budget for row in own),
        Money.total(row.adjusted for row in own),
        Money.total(finals) if finals or side != "revenue" else None,
    )
