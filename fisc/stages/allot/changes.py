"""Changes of authority: freeze, recall, move, use the reserve, receive more from above.

Each carries out a proposal of another person: it checks the gates, posts, and leaves its fact. A
file of its own because these are acts on authority, not steps in an indicator's life.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from fisc.engines.budgets.gates import check_guarantee, check_own_fund, check_reserve_use
from fisc.engines.ledger.closing import fund_of, pool
from fisc.engines.ledger.moves import Account, Move, Pot
from fisc.record import balances
from fisc.stages.allot.acts import Receipt, demand, refuse
from fisc.stages.allot.documents import account_of, pot_of, spending_of
from fisc.stages.allot.models import STATES_ZH, Indicator
from fisc.stages.allot.proposals import Doing, WrongChange, carried_out
from fisc.stages.allot.virements import purpose_of, vire_indicators, vire_lines
from fisc.values import Book as Budget
from fisc.values import Words

STAGE_ROLES: Final = {
    "PENDING_ALLOC": "pending_allocation",
    "PENDING_ISSUE": "pending_issue",
    "EXECUTABLE": "executable",
}


def freeze(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Stop a part of an executable indicator; what was applied for already goes on.

    Raises:
        UnknownChange: there is no such proposal to freeze.
    """

    def act(doing: Doing) -> None:
        (row,) = doing.indicators("indicator")
        doing.post("freeze", account_of(row, "frozen"), account_of(row, "executable"))
        if not balances.balance(doing.book, account_of(row, "executable")):
            row.state = "FROZEN"
        doing.tell("IndicatorFrozen", row)

    return carried_out(number, "freeze", checker, day, at, act)


def unfreeze(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Release a part of what was frozen.

    Raises:
        UnknownChange: there is no such proposal to unfreeze.
    """

    def act(doing: Doing) -> None:
        (row,) = doing.indicators("indicator")
        doing.post("unfreeze", account_of(row, "executable"), account_of(row, "frozen"))
        row.state = "EXECUTABLE"
        doing.tell("IndicatorUnfrozen", row)

    return carried_out(number, "unfreeze", checker, day, at, act)


def recall(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Take unused authority back, to the pool of its book and fund, or to a line of the budget.

    What serves one of the three guarantees stays (K14); carried authority keeps its age.

    Raises:
        UnknownChange: there is no such proposal to recall.
    """

    def act(doing: Doing) -> None:
        (row,) = doing.indicators("indicator")
        demand(check_guarantee(spending_of(row)))
        if row.state not in STAGE_ROLES:
            refuse(
                Words("indicator in use", "指标状态"),
                f"{row.number} is {row.state}; only what is pending or executable is recalled.",
                f"{row.number} 状态为{STATES_ZH[row.state]}，仅待分配、待下达和可执行指标可收回。",
            )
        line = doing.line("target_line", row.origin)
        if line is not None:
            demand(check_own_fund(spending_of(row), purpose_of(line)))
        fund = fund_of(pot_of(row))
        home = line or pool(row.division, row.year, Budget(row.book), row.origin, fund=fund)
        taken = account_of(row, STAGE_ROLES[row.state])
        doing.post("recall", home.account("expenditure_budget"), taken)
        row.granted_fen -= doing.amount.fen
        if not row.granted_fen:
            row.state = "RECOVERED"
        doing.tell("IndicatorRecalled", row, {"to": "line" if line else "pool"})

    return carried_out(number, "recall", checker, day, at, act)


def vire(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Move authority to another purpose of the same book; the total does not change (K21).

    Between two indicators, or between two lines of the budget. Between functional classes the
    finance department must carry it out; a department does so only among its own units. Carried
    authority moves only to authority of the same year.

    Raises:
        UnknownChange: there is no such proposal of a virement.
        UnknownIndicator: one of the indicators does not exist.
        WrongChange: the proposal names neither two indicators nor two lines.
    """

    def act(doing: Doing) -> None:
        if doing.content["indicator"] and doing.content["target"]:
            vire_indicators(doing)
        elif doing.content["target_line"]:
            vire_lines(doing)
        else:
            raise WrongChange(f"{number} names neither two indicators nor two budget lines.")

    return carried_out(number, "vire", checker, day, at, act)


def use_reserve(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Use the reserve for a line of the budget, by a decision of the government (K27).

    Raises:
        UnknownChange: there is no such proposal to use the reserve.
        WrongChange: it does not name the line.
    """

    def act(doing: Doing) -> None:
        content = doing.content
        demand(check_reserve_use(decision=content["decision"], ground=content["ground"]))
        _give_to_line(doing, "use_reserve", "reserve", "reserve_budget")

    return carried_out(number, "use_reserve", checker, day, at, act)


def use_held_back(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Give money held back at the beginning of the year to a line of the budget.

    Raises:
        UnknownChange: there is no such proposal to use money held back.
        WrongChange: it does not name the line.
    """

    def act(doing: Doing) -> None:
        _give_to_line(doing, "use_held_back", "held_back", "held_back_budget")

    return carried_out(number, "use_held_back", checker, day, at, act)


def receive_from_above(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Take up an additional transfer from above; with a line of the budget, arrange it at once.

    With a reviewed indicator without a unit as ``target``, the arranged money is held for its
    allocation.

    Raises:
        UnknownChange: there is no such proposal.
        WrongChange: it names an indicator and no line.
    """

    def act(doing: Doing) -> None:
        change, content = doing.change, doing.content
        budget = Budget(content["book"])
        resources = Pot(change.division, change.year, budget, "resources")
        named = content["decision"] or content["code"] or change.number
        source = Pot(change.division, change.year, budget, "source_above", counterpart=named)
        money = resources.account("revenue_budget")
        moves = [doing.move("receive_from_above", money, source.account("source_above"))]
        line = doing.line("target_line", 0)
        if line is not None:
            given = line.account("expenditure_budget")
            moves.append(doing.move("arrange_expenditure", given, money))
            if content["target"]:
                (row,) = doing.indicators("target")
                _hold(doing, row, moves, given)
        elif content["target"]:
            raise WrongChange(f"{number} names an indicator and no line of the budget.")
        doing.post_moves(moves)
        place = {"line": content["target_line"], "target": content["target"]}
        doing.tell("TransferReceived", None, place | {"notice": named, "code": content["code"]})

    return carried_out(number, "receive_from_above", checker, day, at, act)


def _give_to_line(doing: Doing, event: str, family: str, role: str) -> None:
    change = doing.change
    line = doing.line("target_line", 0)
    if line is None:
        raise WrongChange(f"{change.number} does not say for which line of the budget.")
    fund = Pot(change.division, change.year, line.book, family)
    doing.post(event, line.account("expenditure_budget"), fund.account(role))
    content = doing.content
    doing.tell(
        "ReserveUsed",
        None,
        {
            "from": role,
            "line": content["target_line"],
            "decision": content["decision"],
            "ground": content["ground"],
        },
    )


def _hold(doing: Doing, row: Indicator, moves: list[Move], given: Account) -> None:
    if row.state != "REVIEWED" or row.unit or row.amount_fen != doing.amount.fen:
        refuse(
            Words("indicator fits", "指标相符"),
            f"{row.number} must be reviewed, without a unit, and of {doing.amount}.",
            f"{row.number} 须已审核、未定单位且金额为 {doing.amount}。",
        )
    waiting = account_of(row, "pending_allocation")
    moves.append(doing.move("hold_for_allocation", waiting, given))
    row.state, row.granted_fen = "PENDING_ALLOC", row.amount_fen
