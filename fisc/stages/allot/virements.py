"""Virements: between two indicators or two lines of the budget, through every gate (K21).

A file of its own because a virement has more gates than all other changes together.
"""

from __future__ import annotations

from fisc.engines.budgets.changes import Change, Piece, ruling_of
from fisc.engines.budgets.gates import Spending, check_virement
from fisc.engines.budgets.resources.sweeping import check_recovered_use
from fisc.engines.ledger.closing import fund_of, pool
from fisc.engines.ledger.moves import Pot
from fisc.engines.organisation.rights import Place, carrying, right
from fisc.law.names import control
from fisc.law.tables import ROLES, find
from fisc.registers import units
from fisc.stages.allot.acts import demand, refuse
from fisc.stages.allot.documents import account_of, demand_room, pot_of, said, spending_of
from fisc.stages.allot.models import STATES_ZH
from fisc.stages.allot.proposals import Doing, WrongChange
from fisc.stages.allot.sources import Ceilings
from fisc.values import Book as Budget
from fisc.values import UnitCode, Words


def vire_indicators(doing: Doing) -> None:
    """Move authority from one executable indicator to another, or to one newly reviewed.

    Raises:
        Refused: a gate is closed, or an indicator is in another state.
    """
    source, target = doing.indicators("indicator", "target")
    if source.state != "EXECUTABLE" or target.state not in {"EXECUTABLE", "REVIEWED"}:
        refuse(
            Words("indicator in use", "指标状态"),
            f"{source.number} is {source.state} and {target.number} {target.state}: authority "
            "moves from an executable indicator to one that is executable or reviewed.",
            f"{source.number} 状态为{STATES_ZH[source.state]}，"
            f"{target.number} 状态为{STATES_ZH[target.state]}，不得调剂。",
        )
    _demand_gates(
        doing,
        spending_of(source),
        spending_of(target),
        {source.unit, target.unit},
        (source.origin, target.origin),
    )
    if source.project != target.project:
        demand_room(target.project, doing.amount.fen)
    if target.state == "REVIEWED":
        Ceilings(doing.book, target.division, target.year).cover([pot_of(target)])
    doing.post("vire", account_of(target, "executable"), account_of(source, "executable"))
    source.granted_fen -= doing.amount.fen
    target.granted_fen += doing.amount.fen
    if target.state == "REVIEWED":
        target.state, target.issued_on = "EXECUTABLE", doing.day
    doing.tell("IndicatorVired", target, {"from": said(source)})


def vire_lines(doing: Doing) -> None:
    """Move authority between lines of the budget, or out of the pool to one.

    Raises:
        Refused: a gate is closed, or the pool would pay for what recovered money may not.
        WrongChange: the proposal names no line to move to.
    """
    budget = Budget(doing.content["book"])
    change = doing.change
    source = doing.line("source_line", 0)
    target = doing.line("target_line", source.origin if source else 0)
    if target is None:
        raise WrongChange(f"{change.number} names no line to move to.")
    if source is None:
        # Without a line to move from, the pool gives what finance has taken back.
        source = pool(change.division, change.year, budget, target.origin, fund=fund_of(target))
        purpose = purpose_of(target)
        demand(check_recovered_use(purpose, doing.day))
    else:
        purpose = purpose_of(source)
    units_named = {source.unit, target.unit}
    _demand_gates(doing, purpose, purpose_of(target), units_named, (source.origin, target.origin))
    doing.post("vire", target.account("expenditure_budget"), source.account("expenditure_budget"))
    doing.tell("IndicatorVired", None, {"from": str(source), "to": str(target)})


def _demand_gates(
    doing: Doing,
    source: Spending,
    target: Spending,
    unit_codes: set[str],
    origins: tuple[int, int],
) -> None:
    wanted, place = right("allot.vire"), Place(doing.change.division)
    deciding = carrying(wanted, doing.who.name, doing.who.grants, place)
    finance = any(find(ROLES, one.role).organisation == "finance" for one in deciding)
    if origins[0] != origins[1]:
        refuse(
            control("K25"),
            f"Authority of {origins[0] or 'this year'} cannot become authority of "
            f"{origins[1] or 'this year'}; its age would be lost.",
            "不同来源年度的资金不得调剂，否则结转年限失真。",
        )
    if not finance:
        homes = {one.unit for one in deciding if one.unit}
        own = {units.unit(UnitCode(home)).department_code for home in homes}
        department = ", ".join(sorted(own))
        for code in sorted(unit_codes):
            if not code or units.unit(UnitCode(code)).department_code not in own:
                refuse(
                    Words("own department", "本部门范围"),
                    f"{doing.who.name} decides for department {department}, not for {code or '-'}.",
                    f"{doing.who.name} 只能办理本部门 {department}，不含 {code or '-'}。",
                )
    demand(check_virement(source, target, finance_approved=finance))
    pieces = (
        Piece(book=source.book, function=source.function, amount=-doing.amount),
        Piece(book=target.book, function=target.function, amount=doing.amount),
    )
    demand(ruling_of(Change(pieces=pieces)).demands("virement"))


def purpose_of(line: Pot) -> Spending:
    """Return what a line of the budget is for, as far as moving it is concerned."""
    return Spending(
        book=line.book,
        function=line.function,
        project=line.project,
        department_item=line.department_item,
        fund_type=line.fund_type,
        fund=fund_of(line),
    )
