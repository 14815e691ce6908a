"""Sweeps: may an idle amount be taken back, and what may be made of what was taken back.

That a sweep takes no more than there is, the ledger guards; that another person carries it out, the
table of flows says.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from fisc.engines.budgets.gates import Spending
from fisc.engines.budgets.resources.available import Resource
from fisc.law.names import budget_rule, control
from fisc.law.tables import IDLE_KINDS, PAYROLL_ITEMS, RECOVERED_USES, UnknownRow, find, read
from fisc.values import Step, Verdict, Words

RULE: Final = budget_rule("IB22")
RECOVERED: Final = Words("use of recovered money", "收回资金的用途")
_PERSONNEL: Final = "R"


def check_sweep(resource: Resource, kind: str, evidence: str) -> Verdict:
    """Judge whether an idle amount may be swept for a reason, on some evidence.

    The reason must be one that holds for it today, of those for which a sweep takes money back;
    what serves one of the three guarantees stays (K14).

    Source: law/budgets/idle.csv
    """
    own = resource.code
    if resource.holding.guarantee:
        step = Step(
            f"{own} serves {resource.holding.guarantee} and is not taken back.",
            f"{own} 属于“三保”资金，不得收回。",
        )
        return Verdict(False, control("K14"), (step,))
    if not evidence.strip():
        step = Step(f"{own}: name the evidence.", f"{own}：请注明依据文号。")
        return Verdict(False, RULE, (step,))
    held = next((one for one in resource.reasons if one.kind.code == kind), None)
    if held is None or not held.kind.swept:
        name = _named(kind)
        step = Step(f"{own} is not idle as “{name.en}” today.", f"{own} 目前不属于“{name.zh}”。")
        return Verdict(False, RULE, (step,))
    return Verdict(True, RULE, (held.step,))


def check_recovered_use(target: Spending, day: date) -> Verdict:
    """Judge whether money that finance has taken back may pay for something.

    Source: law/budgets/recovered_use.csv

    Example:
        >>> from fisc.values import Book
        >>> wages = Spending(book=Book.GENERAL, function="2010101", department_item="30101")
        >>> bool(check_recovered_use(wages, date(2026, 9, 10)))
        False
    """
    barred = {
        "three_public": bool(target.three_public),
        "personnel": target.kind == _PERSONNEL or _is_pay(target.department_item),
    }
    for row in read(RECOVERED_USES):
        in_force = row.first_day <= day and (row.last_day is None or day <= row.last_day)
        if in_force and barred[row.bar]:
            what = target.department_item or target.project
            step = Step(
                f"{what}: {row.name_en} (default of the handbook, not official).",
                f"{what}：{row.name_zh}（手册默认，非官方）。",
            )
            return Verdict(False, RECOVERED, (step,))
    step = Step("Neither personnel nor a three-public item.", "不属于人员支出或“三公”经费。")
    return Verdict(True, RECOVERED, (step,))


def _is_pay(item: str) -> bool:
    return bool(item) and any(row.code == item for row in read(PAYROLL_ITEMS))


def _named(kind: str) -> Words:
    try:
        row = find(IDLE_KINDS, kind)
    except UnknownRow:
        return Words(kind, kind)
    return Words(row.name_en, row.name_zh)
