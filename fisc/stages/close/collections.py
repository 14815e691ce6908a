"""Own revenue as it was collected: entered by one person of the treasury, confirmed by another.

Social insurance, which no indicator of the ledger executes, is reported the same way: its revenue
and its benefits, in statements of their own. It changes no authority. A file of its own because
these acts leave facts and post nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.budgets.final_accounts import check_own_revenue
from fisc.law.chart import chart
from fisc.law.names import control
from fisc.law.tables import SOCIAL_INSURANCE, UnknownRow, find
from fisc.record import facts
from fisc.record.book import Book
from fisc.registers import classification
from fisc.stages.close.acts import Receipt, Refused, acting, attempt, demand_duty, refuse
from fisc.stages.close.models import CONFIRMED, RevenueStatement
from fisc.stages.close.periods import closed_before, hold_alone
from fisc.stages.close.readings import append
from fisc.values import Book as Budget
from fisc.values import Code, FiscalYear, FunctionCode, Money, RevenueCode

_EVENT: Final = "collect_revenue"


class BadStatement(ValueError):
    """A revenue statement cannot be entered so; the message says what is wrong."""


class UnknownStatement(LookupError):
    """Nobody entered a revenue statement with that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Own revenue of one code; in the fund book ``fund`` names the fund, as the budget does.

    Of social insurance also benefits; which side a code stands on, the classification says.

    Units: ``amount`` in fen, not zero; below zero where more was given back than came in.
    """

    book: Budget
    code: str
    amount: Money
    fund: str = ""


def enter_collections(
    *,
    number: str,
    division: str,
    year: int,
    day: date,
    lines: Sequence[Collected],
    maker: str,
    at: datetime,
) -> Receipt:
    """Enter what came in on a day; nothing counts until another person confirms it.

    A mistake is corrected by a further statement with the difference. Entering the same once more
    changes nothing.

    Raises:
        BadStatement: it has no lines, a line of zero or without its fund, a day of another year,
            social insurance beside another book, or the number of another statement.
    """
    if not lines or day.year != year:
        raise BadStatement(f"{number}: a statement has lines, and a day of {year}, not {day}.")
    if bad := [one.code for one in lines if not one.amount or _misses_fund(one)]:
        raise BadStatement(f"{number}: {bad[0]} needs an amount, and its fund in the fund book.")
    if len({one.book is Budget.INSURANCE for one in lines}) > 1:
        raise BadStatement(f"{number}: social insurance is reported in a statement of its own.")
    columns = {
        "division": division,
        "year": year,
        "day": day,
        "lines": [_said(one) for one in lines],
        "maker": maker,
    }

    def act(_: Book) -> Receipt:
        demand_duty(acting(maker, at), division, "close.collect", number)
        for one in lines:
            _demand_code(one, year)
        found, _new = RevenueStatement.objects.get_or_create(number=number, defaults=columns)
        if any(getattr(found, name) != value for name, value in columns.items()):
            raise BadStatement(f"{number} is another statement already; give this one its own.")
        return Receipt(number)

    return attempt(number, act)


def confirm_collections(*, number: str, checker: str, at: datetime) -> Receipt:
    """Confirm a statement against the treasury's own; from then on it counts.

    Its day must be open: what came in is part of the month that is closed with it (K22).

    Raises:
        UnknownStatement: nobody entered it.
    """

    def act(book: Book) -> Receipt:
        row = RevenueStatement.objects.select_for_update().filter(number=number).first()
        if row is None:
            raise UnknownStatement(f"There is no revenue statement {number}.")
        if row.state == CONFIRMED:
            earlier = facts.find(book, f"collected/{number}")
            return Receipt(number, (earlier.number,) if earlier else ())
        demand_duty(acting(checker, at), row.division, "close.collect", number, (row.maker,))
        hold_alone(book, row.division, row.year)
        if row.day < closed_before(book, row.division, row.year):
            refuse(
                control("K22"),
                f"{row.day} lies in a closed period; enter the difference on an open day.",
                f"{row.day} 属于已关闭期间，请以开放期间的日期录入差额。",
            )
        row.state, row.checker = CONFIRMED, checker
        row.save()
        kind, body = _told(row)
        key = f"collected/{number}"
        fact = append(book, row.division, kind, key, row.day, checker, at, number, body)
        return Receipt(number, (fact,))

    return attempt(number, act)


def _told(row: RevenueStatement) -> tuple[str, dict[str, Any]]:
    """Return the kind and the body of the fact that a confirmed statement leaves."""
    body = {"year": row.year, "entered_by": row.maker}
    if row.lines[0]["book"] == Budget.INSURANCE:
        sided = [{**line, "side": _side(line["code"])} for line in row.lines]
        return "InsuranceReported", body | {"lines": sided}
    event = chart().events[_EVENT]
    return "RevenueCollected", body | {"event": event.name, "lines": row.lines}


def _side(code: str) -> str:
    """Return the side of a code of social insurance.

    Raises:
        UnknownRow: it is no code of social insurance.
    """
    return str(find(SOCIAL_INSURANCE, code).side)


def _misses_fund(line: Collected) -> bool:
    return line.book is Budget.FUNDS and not line.fund


def _demand_code(line: Collected, year: int) -> None:
    try:
        benefit = line.book is Budget.INSURANCE and _side(line.code) == "expenditure"
        code: Code = (FunctionCode if benefit else RevenueCode)(line.code)
        allowed = classification.allowed_for(line.book, code, year=FiscalYear(year))
        leaf = classification.leaf(code)
    except (ValueError, UnknownRow, classification.UnknownCode) as unknown:
        refuse(control("K11"), str(unknown), f"代码 {line.code} 无效。")
    if not leaf:
        refuse(
            control("K11"),
            f"{line.code} has items under it; book on one of them.",
            f"{line.code} 不是末级科目。",
        )
    own = allowed if line.book is Budget.INSURANCE else check_own_revenue(line.book, line.code)
    for verdict in (allowed, own):
        if not verdict.allowed:
            raise Refused(verdict)


def _said(line: Collected) -> dict[str, Any]:
    body = asdict(line)
    return body | {"book": str(line.book), "amount_fen": body.pop("amount")["fen"]}
