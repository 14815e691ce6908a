"""Authority that ends: remitted to who is above, given to another budget, or cut.

Each carries out a proposal of another person. A file of its own because these acts end authority
where the changes beside them move it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from fisc.engines.budgets.directions import (
    NoSuchDirection,
    check_direction,
    check_in_budget,
    check_taken_up,
    giving_line,
    receiving_line,
    unmet,
)
from fisc.engines.budgets.gates import check_guarantee
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.law.chart import chart
from fisc.law.names import control
from fisc.record import facts
from fisc.registers import divisions
from fisc.stages.allot.acts import Receipt, all_or_nothing, demand, refuse
from fisc.stages.allot.documents import account_of, spending_of
from fisc.stages.allot.proposals import Doing, WrongChange, carried_out
from fisc.stages.allot.sources import BudgetLines
from fisc.values import ZERO, DivisionCode, Money
from fisc.values import Book as Budget

PAIR_LOCK: Final = 102  # the record itself uses small numbers for its locks


def pay_remittance(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Settle a remittance with the government above, out of the budget arranged for it (E17).

    The proposal names the line of the budget. Budget proposes and treasury pays.

    Raises:
        UnknownChange: there is no such proposal to pay a remittance.
        WrongChange: it does not name the line.
    """

    def act(doing: Doing) -> None:
        line = _line(doing, "remittance_budget")
        doing.post(
            "pay_remittance", line.account("remittance_paid"), line.account("remittance_budget")
        )
        above = divisions.path(DivisionCode(doing.change.division), by="fiscal_parent")
        receiver = str(above[-2]) if len(above) > 1 else ""
        doing.tell("RemittanceSettled", None, _said(line) | {"receiver": receiver})

    return carried_out(number, "pay_remittance", checker, day, at, act)


def make_transfer_out(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Give money of one budget to another: both books or neither, under one pair number (E18, E04).

    The giving book executes what it arranged. The receiving book takes the same amount up as
    transfer in, as far as its own budget has not entered it already: what was adopted on both
    sides is not counted twice. What is new to the receiving budget needs an approval (K20).

    Always: what is given is never more than what the receiving book holds as transfer in.

    Raises:
        UnknownChange: there is no such proposal of a transfer out.
        WrongChange: it does not name the line, the receiving budget, or the fund that receives, or
            names a fund where none receives.

    Source: law/budgets/inter_budget_rules.csv
    """

    def act(doing: Doing) -> None:
        content = doing.content
        giving, receiving = Budget(content["book"]), content.get("receiving")
        if not receiving or (receiving == Budget.FUNDS and not content.get("fund")):
            raise WrongChange(f"{number} does not say which budget, or which fund, receives.")
        demand(check_direction(giving, Budget(receiving), decision=content["decision"]))
        if receiving != Budget.FUNDS and content.get("fund"):
            raise WrongChange(f"{number} names a fund, but the {receiving} budget has none.")
        _hold_pairs(doing)
        line = _line(doing, "transfer_out_budget")
        new = _new_to(doing, giving, Budget(receiving))
        _post_pair(doing, line, _transfer_in(doing, giving, Budget(receiving), new))
        body = {"pair": number, "receiving": receiving, "fund": content.get("fund", "")}
        doing.tell("TransferOutExecuted", None, _said(line) | body | {"entered_fen": new.fen})

    return carried_out(number, "make_transfer_out", checker, day, at, act)


def cut(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Cut a part of an executable indicator and cancel it: nobody spends it any more (E47).

    At the close of the year it is matched by a reduction of source. What serves one of the three
    guarantees stays (K14); the approval of the adjustment must be named (K20).

    Raises:
        UnknownChange: there is no such proposal to cut.
        UnknownIndicator: the indicator does not exist.
    """

    def act(doing: Doing) -> None:
        (row,) = doing.indicators("indicator")
        demand(check_guarantee(spending_of(row)))
        if not doing.content["decision"]:
            refuse(
                control("K20"),
                f"{number} names no approval; a cut lowers the budget.",
                f"{number} 未列批准文号；核减属于预算调整。",
            )
        doing.post("cut", account_of(row, "written_off"), account_of(row, "executable"))
        row.granted_fen -= doing.amount.fen
        if not row.granted_fen:
            row.state = "RECOVERED"
        doing.tell("IndicatorCancelled", row, {"decision": doing.content["decision"]})

    return carried_out(number, "cut", checker, day, at, act)


def _line(doing: Doing, role: str) -> Pot:
    """Return the line of the budget that the proposal names, in the family of a role.

    Raises:
        Refused: the budget has no such line.
        WrongChange: the proposal names none.
    """
    change, named = doing.change, doing.content["source_line"]
    budget, family = Budget(doing.content["book"]), chart().roles[role].family
    if not named or (budget is Budget.FUNDS and not named["counterpart"]):
        raise WrongChange(f"{change.number} does not say from which line, or fund, of the budget.")
    wanted = Pot(change.division, change.year, budget, family, **named)
    lines = BudgetLines(doing.book, change.division, change.year, budget, family)
    return lines.draw(wanted, doing.amount.fen)


def _new_to(doing: Doing, giving: Budget, receiving: Budget) -> Money:
    """Return how much of the amount the receiving budget has not entered yet.

    Raises:
        Refused: something is new to it, and no approval is named.
    """
    entered = _entered(doing, giving, receiving)
    mirrored = _mirrored(doing, giving, receiving)
    demand(
        check_in_budget(
            entered=entered,
            mirrored=mirrored,
            asked=doing.amount,
            decision=doing.content["decision"],
        )
    )
    new = max(ZERO, doing.amount - unmet(entered=entered, mirrored=mirrored))
    if new:
        line = giving_line(giving, receiving)
        demand(
            check_taken_up(
                arranged=_in_line(doing, str(giving), "expenditure", line),
                taken=_taken(doing, giving, receiving),
                new=new,
            )
        )
    return new


def _taken(doing: Doing, giving: Budget, receiving: Budget) -> Money:
    """Return what the receiving budget holds from the giving one in all, whatever the fund."""
    line = _receiving(doing, giving, receiving)[0]
    change = doing.change
    later = sum(
        fact.body["entered_fen"]
        for fact in facts.of_kind(doing.book, "TransferOutExecuted", change.division, change.year)
        if (fact.body["book"], fact.body["receiving"]) == (str(giving), str(receiving))
    )
    return _in_line(doing, str(receiving), "revenue", line) + Money(later)


def _in_line(doing: Doing, *place: str, fund: str | None = None) -> Money:
    """Return what was adopted and adjusted in a line of a budget, of one fund or of all."""
    return Money(
        sum(
            row["amount_fen"]
            for kind in ("BudgetAdopted", "BudgetAdjusted")
            for fact in facts.of_kind(doing.book, kind, doing.change.division, doing.change.year)
            for row in fact.body["lines"]
            if (row["book"], row["side"], row["line"]) == place and fund in {None, row["fund"]}
        )
    )


def _entered(doing: Doing, giving: Budget, receiving: Budget) -> Money:
    """Return what the receiving budget adopted and adjusted as transfer in from the giving one."""
    line = _receiving(doing, giving, receiving)[0]
    fund = doing.content.get("fund", "")
    return _in_line(doing, str(receiving), "revenue", line, fund=fund)


def _mirrored(doing: Doing, giving: Budget, receiving: Budget) -> Money:
    """Return what earlier transfers out have met of what the receiving budget entered."""
    pair = (str(giving), str(receiving), doing.content.get("fund", ""))
    change = doing.change
    return Money(
        sum(
            fact.body["amount_fen"] - fact.body["entered_fen"]
            for fact in facts.of_kind(
                doing.book, "TransferOutExecuted", change.division, change.year
            )
            if (fact.body["book"], fact.body["receiving"], fact.body["fund"]) == pair
        )
    )


def _transfer_in(doing: Doing, giving: Budget, receiving: Budget, new: Money) -> list[Move]:
    """Return the move that takes what is new up in the receiving book, or none."""
    if not new:
        return []
    change, fund = doing.change, doing.content.get("fund", "")
    place = (change.division, change.year, receiving)
    source = fund or _receiving(doing, giving, receiving)[1]
    return [
        Move(
            "approve_transfer_in",
            Pot(*place, "resources", counterpart=fund).account("revenue_budget"),
            Pot(*place, "source_transfer_in", counterpart=source).account("source_transfer_in"),
            new,
        )
    ]


def _post_pair(doing: Doing, line: Pot, received: list[Move]) -> None:
    """Post the giving and the receiving voucher as one set, all or nothing."""
    number, words = doing.change.number, f"{doing.change.number} {doing.change.reason}"
    given = doing.move(
        "make_transfer_out",
        line.account("transfer_out_done"),
        line.account("transfer_out_budget"),
    )
    vouchers = [Voucher(posting_key(number), doing.day, (given,), words)]
    if received:
        vouchers.append(Voucher(posting_key(f"{number}/in"), doing.day, tuple(received), words))
    all_or_nothing(doing.book.post_all(vouchers, actor=doing.who.name, at=doing.at, reason=words))


def _receiving(doing: Doing, giving: Budget, receiving: Budget) -> tuple[str, str]:
    try:
        return receiving_line(giving, receiving)
    except NoSuchDirection as no:
        raise WrongChange(f"{doing.change.number}: {no}") from no


def _hold_pairs(doing: Doing) -> None:
    """Let no other transfer out of this division count what is entered until the act ends.

    On SQLite an act is the only writer from its beginning.
    """
    if doing.book.connection.vendor == "postgresql":
        with doing.book.connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))",
                (PAIR_LOCK, f"{doing.change.division}{doing.change.year}"),
            )


def _said(line: Pot) -> dict[str, Any]:
    return {"function": line.function, "counterpart": line.counterpart, "origin": line.origin}
