"""Play the handbook's balance of a year through the stages: adopt, adjust, spend, collect, close.

Each line of ``examples/four_budgets/lines.csv`` says what was adopted, what the plans of July and
December changed, and what became of it. What no stage carries out yet (principal, on-lending, the
transfer of a government fund) is posted as vouchers, as the demo does.
"""

from __future__ import annotations

import csv
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.law.chart import chart
from fisc.record.book import Book
from fisc.stages.allot import commands as allot
from fisc.stages.allot.commands import BudgetKey
from fisc.stages.approve import commands as approve
from fisc.stages.approve.commands import DraftLine
from fisc.stages.close import commands as close
from fisc.stages.close.collections import Collected
from fisc.values import Book as Budget
from fisc.values import Money
from tests.conftest import EXAMPLES
from tests.golden.places import noon, settle
from tests.golden.player import Player, pay_payment, submit_payment
from tests.golden.province_place import (
    ACCOUNT,
    HEAD,
    MAKER,
    PROVINCE,
    SECOND,
    TREASURY,
    YEAR,
    place_of,
    project_of,
)

FOLDER: Final = EXAMPLES / "four_budgets"
BUDGET: Final = f"BUD-{YEAR}-{PROVINCE}-1"
_YI: Final = 10**10  # a hundred million yuan, in fen
_BOND_MONEY: Final = "122"
_RESERVE: Final = ("RES-2026-230000-1", "8", "示政发〔2026〕31号")
_FLOOD: Final = {
    "book": "general",
    "code": "22407",
    "fund": "",
    "unit": "216001",
    "item": "50299",
    "department_item": "30299",
    "fund_type": "111",
    "became": _RESERVE[1],
}
_LAST: Final = date(YEAR, 12, 31)
_POSTED: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("general", "07"): ("pay_principal",),
    ("general", "08"): ("onlend",),
    ("funds", "02"): ("issue_transfer", "apply_transfer", "pay_transfer"),
    ("funds", "05"): ("pay_principal",),
    ("funds", "06"): ("onlend",),
}
Row = Mapping[str, str]


def yi(text: str) -> Money:
    """Read an amount in hundred million yuan."""
    return Money(int(Decimal(text or "0") * _YI))


def rows(name: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    """Read a table of the example."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Year:
    """The year as it is played, act by act."""

    book: Book

    @cached_property
    def lines(self) -> list[dict[str, str]]:
        """What was planned and what became of it, line by line."""
        return rows("lines.csv")

    def play(self) -> Iterator[str]:
        """Play the year, and stop where one may look: adopted, spent, closed."""
        settle(place_of(self.lines))
        self._adopt()
        yield "budget"
        self._adjust("july", 8, date(YEAR, 7, 28))
        self._use_reserve(date(YEAR, 8, 5))
        self._adjust("december", 9, date(YEAR, 12, 9))
        self._spend(date(YEAR, 12, 10))
        self._carry_out(date(YEAR, 12, 28))
        self._collect()
        yield "spent"
        for month in range(1, 12):
            _do(
                close.close_month,
                _LAST,
                division=PROVINCE,
                year=YEAR,
                month=month,
                officer=TREASURY,
            )
        _do(close.close_year, _LAST, division=PROVINCE, year=YEAR, officer=TREASURY)
        yield "final"

    def _adopt(self) -> None:
        day = date(YEAR, 1, 20)
        self._draft(BUDGET, "budget", day)
        _do(
            approve.adopt_budget,
            day,
            number=BUDGET,
            resolution="示人决〔2026〕1号",
            resolved_on=day,
            checker="congress.reviewer",
        )

    def _adjust(self, column: str, serial: int, day: date) -> None:
        plan = f"BUD-{YEAR}-{PROVINCE}-{serial}"
        self._draft(plan, column, day, kind="adjustment")
        _do(
            approve.approve_plan,
            day,
            number=plan,
            resolution=f"示人常决〔2026〕{serial}号",
            resolved_on=day,
            checker="congress.reviewer",
        )
        _do(
            approve.adjust_budget,
            day,
            plan=plan,
            number=f"ADJ-{YEAR}-{PROVINCE}-{serial}",
            officer=HEAD,
        )

    def _draft(self, number: str, column: str, day: date, **more: str) -> None:
        lines = [_draft_line(row, yi(row[column])) for row in self.lines if row[column]]
        _do(
            approve.draft_budget,
            day,
            number=number,
            division=PROVINCE,
            year=YEAR,
            lines=lines,
            maker=MAKER,
            **more,
        )

    def _use_reserve(self, day: date) -> None:
        number, amount, decision = _RESERVE
        line = BudgetKey(function=_FLOOD["code"])
        more = {"decision": decision, "ground": "emergency", "target_line": line}
        _change("use_reserve", number, amount, day, "governor", **more)

    def _spend(self, day: date) -> None:
        """Issue every line that a unit spends, and pay what became of it, one a day."""
        player = Player(PROVINCE, YEAR)
        spending = [row for row in self.lines if row["unit"]]
        for serial, row in enumerate([*spending, _FLOOD], 1):
            number = f"IND-{YEAR}-{PROVINCE}-{serial}"
            _issue(number, row, day)
            given = {
                "payment": f"P{serial}",
                "indicator": number,
                "yuan": str(Decimal(row["became"]) * 100_000_000),
            }
            submit_payment(
                player,
                day,
                by=row["unit"],
                account=ACCOUNT,
                purpose="年度支出(合并)",
                procurement=False,
                bond_project=project_of(row) if row["fund_type"] == _BOND_MONEY else "",
                **given,
            )
            paid = {name: given[name] for name in ("payment", "yuan")}
            pay_payment(player, day + timedelta(days=serial), **paid)

    def _carry_out(self, day: date) -> None:
        for serial, row in enumerate(self.lines, 1):
            place = (row["book"], row["line"])
            if row["side"] != "expenditure" or row["unit"] or not row["became"]:
                continue
            if place in _POSTED:
                self._post(row, serial, day)
            elif place in _CARRIED_OUT:
                _CARRIED_OUT[place](row, serial, day)

    def _post(self, row: Row, serial: int, day: date) -> None:
        """Post what no stage carries out yet."""
        elements = {"function": row["code"], "counterpart": row["fund"] or row["counterpart"]}
        for name in _POSTED[row["book"], row["line"]]:
            event = chart().events[name]
            into, out = (
                Pot(
                    PROVINCE, YEAR, Budget(row["book"]), chart().roles[role].family, **elements
                ).account(role)
                for role in (*event.debit_roles, *event.credit_roles)
            )
            move = Move(name, into, out, yi(row["became"]))
            key = posting_key(f"{name.replace('pay_transfer', 'apply_transfer')}/{serial}")
            if name == "pay_transfer":  # pays what was applied for
                key = turned(key, Turn.RESOLUTION)
            voucher = Voucher(key, day, (move,), name)
            receipt = self.book.post(voucher, actor=TREASURY, at=noon(day))
            assert receipt.done, receipt.refusal

    def _collect(self) -> None:
        """Enter and confirm what was collected, and what social insurance took in and paid."""
        known = [row for row in self.lines if row["became"]]
        own = [row for row in known if (row["book"], row["side"]) != ("insurance", row["side"])]
        collected = [row for row in own if row["side"] == "revenue"]
        reported = [row for row in known if row["book"] == "insurance"]
        for serial, lines in enumerate((collected, reported), 1):
            number = f"COL-{YEAR}-{PROVINCE}-{serial}"
            _do(
                close.enter_collections,
                _LAST,
                number=number,
                division=PROVINCE,
                year=YEAR,
                lines=[_collected(row) for row in lines],
                maker=TREASURY,
            )
            _do(close.confirm_collections, _LAST, number=number, checker=SECOND)


def _transfer(row: Row, serial: int, day: date) -> None:
    number, paid = (f"TRF-{YEAR}-{PROVINCE}-{serial + more}" for more in (0, 100))
    draft = allot.TransferDraft(
        number=number,
        receiver=row["counterpart"],
        function=row["code"],
        amount=yi(row["became"]),
        book=Budget(row["book"]),
        document=f"示财预〔2026〕{serial}号",
    )
    _do(allot.draft_transfer, day, draft=draft, division=PROVINCE, year=YEAR, maker=MAKER)
    _do(allot.issue_transfer, day, number=number, year=YEAR, issuer=HEAD)
    _do(
        allot.apply_transfer,
        day,
        number=paid,
        transfer=number,
        year=YEAR,
        amount=yi(row["became"]),
        maker=TREASURY,
    )
    _do(allot.pay_transfer, day, number=paid, payer=SECOND)


def _remit(row: Row, serial: int, day: date) -> None:
    number, line = f"REM-{YEAR}-{PROVINCE}-{serial}", BudgetKey(function=row["code"])
    _change("pay_remittance", number, row["became"], day, TREASURY, source_line=line)


def _give(row: Row, serial: int, day: date) -> None:
    more = {
        "book": Budget(row["book"]),
        "receiving": Budget.GENERAL,
        "source_line": BudgetKey(function=row["code"], counterpart=row["fund"]),
        "decision": "示政函〔2026〕9号",
    }
    number = f"OUT-{YEAR}-{PROVINCE}-{serial}"
    _change("make_transfer_out", number, row["became"], day, HEAD, **more)


def _top_up(row: Row, serial: int, day: date) -> None:
    number = f"STA-{YEAR}-{PROVINCE}-{serial}"
    _do(
        close.order_stabilisation,
        day,
        number=number,
        division=PROVINCE,
        year=YEAR,
        kind="top_up_stabilisation",
        amount=yi(row["became"]),
        reason="年终补充预算稳定调节基金",
        maker=TREASURY,
    )
    _do(close.replenish_stabilisation, day, number=number, checker=HEAD)


_CARRIED_OUT: Final[Mapping[tuple[str, str], Callable[[Row, int, date], None]]] = {
    ("general", "02"): _transfer,
    ("capital", "02"): _transfer,
    ("general", "03"): _remit,
    ("funds", "04"): _give,
    ("capital", "03"): _give,
    ("general", "05"): _top_up,
}


def _do(act: Callable[..., Any], day: date, /, **given: Any) -> Any:
    """Carry out an act at noon of a day and insist that it was done."""
    if "day" in inspect.signature(act).parameters:
        given["day"] = day
    receipt = act(**given, at=noon(day))
    assert receipt.done, receipt.refusal
    return receipt


def _change(act: str, number: str, amount: str, day: date, checker: str, **more: Any) -> None:
    _do(
        allot.propose_change,
        day,
        number=number,
        act=act,
        division=PROVINCE,
        year=YEAR,
        amount=yi(amount),
        reason="年度执行",
        maker=MAKER,
        **more,
    )
    _do(getattr(allot, act), day, number=number, checker=checker)


def _issue(number: str, row: Row, day: date) -> None:
    flood = row is _FLOOD
    draft = allot.IndicatorDraft(
        number=number,
        book=Budget(row["book"]),
        amount=_authority(row),
        document=f"{number} 示财〔2026〕",
        unit=row["unit"],
        project="" if flood else project_of(row),
        function=row["code"],
        item=row["item"],
        department_item=row["department_item"],
        fund_type=row["fund_type"],
        counterpart=row["fund"],
        decision=_RESERVE[2] if flood else "",
        source="3" if flood else "1",
        business_division="02",
        indicator_division="02",
    )
    maker = "business.officer"
    _do(allot.draft_indicator, day, draft=draft, division=PROVINCE, year=YEAR, maker=maker)
    _do(allot.review_indicator, day, numbers=number, year=YEAR, reviewer="business.head")
    _do(allot.issue_directly, day, numbers=number, year=YEAR, issuer=HEAD)


def _authority(row: Row) -> Money:
    """Return what a line has after every adjustment."""
    if row is _FLOOD:
        return yi(row["became"])
    return Money.total(yi(row[column]) for column in ("budget", "july", "december"))


def _draft_line(row: Row, amount: Money) -> DraftLine:
    spent = bool(row["unit"])
    return DraftLine(
        book=Budget(row["book"]),
        side=row["side"],  # type: ignore[arg-type]  # one of the sides of the table
        amount=amount,
        code=row["code"],
        line=row["line"],
        fund=row["fund"],
        other=Budget(row["other"]) if row["other"] else None,
        unit=row["unit"],
        project=project_of(row) if spent else "",
        item=row["item"],
        department_item=row["department_item"],
        fund_type=row["fund_type"],
        counterpart=row["counterpart"],
    )


def _collected(row: Row) -> Collected:
    return Collected(
        book=Budget(row["book"]), code=row["code"], amount=yi(row["became"]), fund=row["fund"]
    )
