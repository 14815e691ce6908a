"""Money between governments: transfers issued and remitted, remittances, debt and transfers out.

Transfers go through the acts of ``allot``. What no stage carries out yet (remittances to above,
principal, on-lending, transfers to another budget) is posted as vouchers of the book.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from fisc.demo.adopt import expect_done
from fisc.demo.budgets import BudgetLine
from fisc.demo.cast import player
from fisc.demo.days import REPLIED
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.scales import DEMO_YEAR
from fisc.demo.shares import shared
from fisc.engines.budgets.lines import event_of
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.law.calendar import next_workday
from fisc.law.chart import chart
from fisc.record.book import Book
from fisc.stages.allot import commands
from fisc.stages.allot.transfers import TransferDraft
from fisc.values import Book as Budget
from fisc.values import Money

# Which event carries out what a line of the budget arranged, and in which month.
_CARRIED_OUT: Final = {
    "arrange_remittance": ("pay_remittance", 11),
    "arrange_principal": ("pay_principal", 9),
    "arrange_onlending": ("onlend", 6),
    "arrange_transfer_out": ("make_transfer_out", 10),
}
_REMITTED_IN: Final = (1, 4, 7, 10)
_TREASURY_DAY: Final = 20
_PARTS: Final = 100  # remittances of one transfer are numbered within so many
_FIRST_PART: Final = 1_000_000


def issue_transfers(part: PlacePlan) -> int:
    """Issue what the place hands down out of its general and state capital budgets.

    A transfer of a government fund draws on a line that names the fund, which a transfer cannot,
    so those are left. Returns how many transfers there are.
    """
    transfers = _transfers(part)
    place = part.place.code
    for number, line in transfers:
        expect_done(
            commands.draft_transfer(
                draft=TransferDraft(
                    number=number,
                    receiver=line.counterpart,
                    function=line.code,
                    amount=Money(line.amount),
                    book=line.book,
                    document=f"示例财预〔{DEMO_YEAR}〕{place}号",
                ),
                division=place,
                year=DEMO_YEAR,
                maker=player("FIN_BUDGET", place),
                at=moment(REPLIED),
            )
        )
        expect_done(
            commands.issue_transfer(
                number=number,
                year=DEMO_YEAR,
                issuer=player("FIN_BUDGET_HEAD", place),
                day=REPLIED,
                at=moment(REPLIED),
            )
        )
    return len(transfers)


def move_money(book: Book, part: PlacePlan, month: int, until: date) -> None:
    """Remit a quarter of each transfer, and carry out what falls in this month."""
    day = next_workday(date(DEMO_YEAR, month, _TREASURY_DAY))
    if day > until:
        return
    if month in _REMITTED_IN:
        _remit(part, _REMITTED_IN.index(month), day)
    _carry_out(book, part, month, day)


def _transfers(part: PlacePlan) -> list[tuple[str, BudgetLine]]:
    lines = [
        line
        for line in part.lines
        if line.side == "expenditure"
        and line.line == "02"
        and line.book in {Budget.GENERAL, Budget.CAPITAL}
    ]
    return [(f"TRF-{DEMO_YEAR}-{part.place.code}-{at}", line) for at, line in enumerate(lines, 1)]


def _remit(part: PlacePlan, quarter: int, day: date) -> None:
    place = part.place.code
    even = np.ones(len(_REMITTED_IN), dtype=np.int64)
    for at, (transfer, line) in enumerate(_transfers(part), 1):
        number = f"TRF-{DEMO_YEAR}-{place}-{_FIRST_PART + at * _PARTS + quarter}"
        expect_done(
            commands.apply_transfer(
                number=number,
                transfer=transfer,
                year=DEMO_YEAR,
                amount=Money(int(shared(line.amount, even)[quarter])),
                maker=player("FIN_TREASURY", place),
                day=day,
                at=moment(day),
            )
        )
        expect_done(
            commands.pay_transfer(
                number=number,
                payer=player("FIN_TREASURY", place, second=True),
                day=day,
                at=moment(day),
            )
        )


def _carry_out(book: Book, part: PlacePlan, month: int, day: date) -> None:
    vouchers = [
        voucher
        for at, line in enumerate(part.lines)
        if (voucher := _voucher(part, line, at, month, day)) is not None
    ]
    if not vouchers or _is_posted(book, vouchers[-1]):
        return
    for receipt in book.post_all(
        vouchers,
        actor=player("FIN_TREASURY", part.place.code),
        at=moment(day),
        reason="政府间资金和调出资金 Money between governments and budgets",
    ):
        expect_done(receipt)


def _is_posted(book: Book, voucher: Voucher) -> bool:
    key = np.frombuffer(voucher.key, dtype="V16")
    return book.store().first_legs(key).key.size > 0


def _voucher(part: PlacePlan, line: BudgetLine, at: int, month: int, day: date) -> Voucher | None:
    if line.side != "expenditure" or line.book is Budget.INSURANCE:
        return None
    arranged = event_of(line.book, "expenditure", line.line, line.code)
    event, due = _CARRIED_OUT.get(arranged.name if arranged else "", ("", 0))
    if due != month or arranged is None:
        return None
    (role,) = arranged.debit_roles
    (done,) = chart().events[event].debit_roles
    pot = Pot(
        part.place.code,
        DEMO_YEAR,
        line.book,
        chart().roles[role].family,
        function=line.code,
        counterpart=line.fund or line.counterpart,
    )
    move = Move(event, pot.account(done), pot.account(role), Money(line.amount))
    return Voucher(posting_key(f"demo/{event}/{part.place.code}/{at}"), day, (move,), event)
