"""Set ``ledger-budget-execution``: a budget by months and the payments made against it.

Each line has its authority issued month by month; actuals are applied for and confirmed as
payments, so a year cannot be overspent. The report is read back from the entries by valid day. OUT
is one file; besides each month it has the time from the first month to each later one
(``2024-01/2024-03``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from fisc.datacentre.execution import Execution
from fisc.exchange.amounts import Unit, written
from fisc.exchange.templates import Column, Entry, Kind, Template
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.record.daily import changes
from fisc.values import ZERO, Money, Rounding, Words
from tools.oracle import Tell
from tools.oracle.lines import applied, granted, line, refunded, resolved
from tools.oracle.tables import entries, write

DIVISION: Final = "239901"
ACTOR: Final = "oracle"
TOTAL: Final = "TOTAL"
HEAD: Final = ("period", "line", "actual", "budget", "over_under", "percent_rounded")
_LINE = Column(key="line", name=Words("Line", "项目"), required=True)
BUDGET: Final = Template(
    key="monthly_budget",
    version=1,
    name=Words("Monthly budget", "月度预算"),
    purpose=Words("What each line may spend each month.", "每个项目每月的预算。"),
    columns=(
        _LINE,
        Column(
            key="monthly_budget",
            name=Words("Monthly budget", "月度预算"),
            kind=Kind.MONEY,
            required=True,
        ),
    ),
    unique=("line",),
)
ACTUALS: Final = Template(
    key="actuals",
    version=1,
    name=Words("Actuals", "实际支出"),
    purpose=Words("Every payment made.", "每笔实际支出。"),
    columns=(
        Column(key="date", name=Words("Date", "日期"), kind=Kind.DATE, required=True),
        _LINE,
        Column(key="amount", name=Words("Amount", "金额"), kind=Kind.MONEY, required=True),
    ),
)


def play(folder: Path, out: Path, tell: Tell) -> None:
    """Grant the budget, pay the actuals, and report the execution."""
    book, at = Book(), datetime.now(UTC)
    actuals = sorted(entries(folder / "actuals.csv", ACTUALS, tell), key=_day)
    budgets = entries(folder / "monthly_budget.csv", BUDGET, tell)
    if not actuals:
        tell("actuals.csv: there is no payment, so there is no month to report.")
        write(out, HEAD, ())
        return
    months = list(_months(_day(actuals[0]), _day(actuals[-1])))
    for year in sorted({month.year for month in months}):
        _grant(book, budgets, year, at, tell)
    for number, entry in enumerate(actuals, 1):
        _pay(book, entry, number, at, tell)
    found = _executions(book, months)
    write(out, HEAD, _report(found, months))


def _grant(book: Book, budgets: Sequence[Entry], year: int, at: datetime, tell: Tell) -> None:
    for entry in budgets:
        name, amount = str(entry["line"]), _money(entry["monthly_budget"])
        if amount <= ZERO:
            tell(f"left out: the budget of {name} is {amount}; authority is above zero.")
            continue
        vouchers = [
            granted(
                line(DIVISION, year, name),
                amount,
                key=f"budget/{year}/{month}/{name}",
                day=date(year, month, 1),
            )
            for month in range(1, 13)
        ]
        for receipt in book.post_all(vouchers, actor=ACTOR, at=at):
            if not receipt.done:
                tell(f"left out: the budget of {name}: {receipt.refusal}")


def _pay(book: Book, entry: Entry, number: int, at: datetime, tell: Tell) -> None:
    day, amount = _day(entry), _money(entry["amount"])
    pot, key = line(DIVISION, day.year, str(entry["line"])), f"actual/{number}"
    if amount > ZERO:
        vouchers = [
            applied(pot, amount, key=key, day=day),
            resolved(pot, paid=amount, back=ZERO, key=key, day=day),
        ]
    else:
        vouchers = [refunded(pot, -amount, key=key, day=day)] if amount else []
    for voucher in vouchers:
        receipt = book.post(voucher, actor=ACTOR, at=at)
        if receipt.refusal is not None:
            tell(f"left out: {amount} for {entry['line']} on {day}: {receipt.refusal.why}")
            return


def _executions(book: Book, months: Sequence[date]) -> dict[tuple[str, str], Execution]:
    """Return the execution of each month and line, read from the entries of the months."""
    found: dict[tuple[str, str], Execution] = defaultdict(Execution)
    selection = Selection(division=(DIVISION,), family=("indicator",))
    end = _next(months[-1])
    for change in changes(book, selection, ("indicator",), first=months[0], end=end):
        gained = change.open + change.held + change.done
        key = f"{change.day:%Y-%m}", str(change.key[0])
        found[key] += Execution(budget=gained, paid=change.done)
    return found


def _report(
    found: Mapping[tuple[str, str], Execution], months: Sequence[date]
) -> Iterator[dict[str, str]]:
    lines = sorted({name for _, name in found})
    so_far = dict.fromkeys(lines, Execution())
    first = f"{months[0]:%Y-%m}"
    for month in months:
        period = f"{month:%Y-%m}"
        of_month = {name: found.get((period, name), Execution()) for name in lines}
        so_far = {name: so_far[name] + of_month[name] for name in lines}
        yield from _rows(period, of_month)
        if period != first:
            yield from _rows(f"{first}/{period}", so_far)


def _rows(period: str, executions: Mapping[str, Execution]) -> Iterator[dict[str, str]]:
    whole = sum(executions.values(), Execution())
    for name, execution in {**executions, TOTAL: whole}.items():
        paid, budget = execution.paid, execution.budget
        yield {
            "period": period,
            "line": name,
            "actual": written(paid, Unit.YUAN),
            "budget": written(budget, Unit.YUAN),
            "over_under": written(paid - budget, Unit.YUAN),
            "percent_rounded": _percent(execution),
        }


def _percent(execution: Execution) -> str:
    # To a hundredth, so that whoever rounds further may choose how.
    if execution.rate is None:
        return ""
    hundredths = Money(100 * 100).times(execution.rate, Rounding.HALF_UP)
    return written(hundredths, Unit.YUAN)


def _day(entry: Entry) -> date:
    day = entry["date"]
    assert isinstance(day, date)  # noqa: S101 - the column is required
    return day


def _money(value: object) -> Money:
    assert isinstance(value, Money)  # noqa: S101 - the column is required
    return value


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
