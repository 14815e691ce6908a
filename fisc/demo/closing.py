"""Reconcile the days of a place with its bank, and close its months, through the stages' acts.

A month is reconciled and closed in the next one, when its last applications have been answered.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from fisc.demo.adopt import RefusedInDemo, expect_done
from fisc.demo.cast import player
from fisc.demo.columns import Whole
from fisc.demo.days import MONTHS, workdays
from fisc.demo.months import Month, month_of
from fisc.demo.payments import Payments, Uses
from fisc.demo.postings import Accounts, moment, numbers_of
from fisc.demo.scales import DEMO_YEAR
from fisc.record.book import Book
from fisc.stages.close import commands as close
from fisc.stages.close.periods import closed_before
from fisc.stages.pay import commands as pay
from fisc.stages.pay.models import Signature
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money

CLOSED_ON: Final = 8  # the working day of the next month on which a month is closed
ANSWERED_AFTER: Final = 3  # working days after which the bank has answered whatever was sent


def month_end(month: int) -> date:
    """Return the first day after a month of the demo year."""
    return date(DEMO_YEAR + month // MONTHS, month % MONTHS + 1, 1)


def closing_day(month: int) -> date | None:
    """Return the day on which a month is closed; December is closed with the year."""
    if month == MONTHS:
        return None
    return date.fromordinal(int(workdays().of_month(month + 1)[CLOSED_ON - 1]))


def settle_days(uses: Uses, accounts: Accounts, seed: int, month: int, until: date) -> int:
    """Reconcile the days whose answers are all there once ``month`` is written.

    These are the days of the month before; and of the month itself, if it is the last one written,
    those on which everything sent has been answered. Returns how many days were reconciled now.
    """
    last = until.toordinal()
    chosen = [month - 1] if month > 1 else []
    if month in {until.month, MONTHS}:
        chosen.append(month)
    worked = workdays().days
    settled_until = last
    if until < date(DEMO_YEAR, MONTHS, 31):
        at = int(np.searchsorted(worked, last, side="right"))
        settled_until = int(worked[max(at - ANSWERED_AFTER, 0)]) - 1
    return sum(
        _settle(accounts, month_of(uses, seed, number, last), min(settled_until, last))
        for number in chosen
    )


def close_month_before(place: str, month: int, until: date) -> bool:
    """Close the month before the one that was just written, if its day has come.

    Where people have begun something of their own that is still open, the month stays open too.

    Raises:
        RefusedInDemo: it is refused for another reason.
    """
    day = closing_day(month - 1) if month > 1 else None
    if day is None or day > until:
        return False
    receipt = close.close_month(
        division=place,
        year=DEMO_YEAR,
        month=month - 1,
        officer=player("FIN_TREASURY", place),
        day=day,
        at=moment(day),
    )
    if receipt.open_items or _one_before_is_open(place, month - 1):
        return False
    expect_done(receipt)
    return True


def _one_before_is_open(place: str, month: int) -> bool:
    return closed_before(Book(), place, DEMO_YEAR) < date(DEMO_YEAR, month, 1)


def _settle(accounts: Accounts, month: Month, until: int) -> int:
    place = accounts.division
    done = set(
        Signature.objects.filter(
            act="reconcile", subject__startswith=f"{place}/", done=True
        ).values_list("subject", flat=True)
    )
    paid = month.answered.only(month.answered.paid > 0)
    days = np.union1d(paid.confirmed, month.back.refund_day)
    settled = 0
    for ordinal in days[days <= until].tolist():
        day = date.fromordinal(ordinal)
        if f"{place}/{day}" not in done:
            _reconcile(accounts, paid, month.back, day)
            settled += 1
    return settled


def _reconcile(accounts: Accounts, paid: Payments, back: Payments, day: date) -> None:
    """Put the bank's statement of a day beside the books; all three sums must be one."""
    place, ordinal = accounts.division, day.toordinal()
    statement = [
        *_lines(accounts, paid.only(paid.confirmed == ordinal), "paid", ReceiptKind.PAID),
        *_lines(accounts, back.only(back.refund_day == ordinal), "refund", ReceiptKind.RETURNED),
    ]
    evening: datetime = moment(day) + timedelta(hours=1)
    report = pay.reconcile_day(
        division=place,
        bank_day=day,
        statement=statement,
        officer=player("FIN_TREASURY", place),
        day=day,
        at=evening,
        key=f"demo/{place}/{day}",
    )
    if not report.agrees:
        raise RefusedInDemo(f"The books and the bank of {place} disagree on {day}: {report}")


def _lines(
    accounts: Accounts, payments: Payments, column: str, kind: ReceiptKind
) -> list[pay.Line]:
    amounts: Whole = getattr(payments, column)
    numbers = numbers_of(accounts, payments)
    return [
        pay.Line(number, kind, Money(fen))
        for number, fen in zip(numbers, amounts.tolist(), strict=True)
    ]
