"""The lines of a budget: income and expenditure of each budget, by its elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fisc.exchange.tables.elements import (
    AMOUNT,
    BOOKS,
    DEPARTMENT_ITEM,
    FUNCTION,
    FUND_TYPE,
    GOVERNMENT_ITEM,
    PROJECT,
    UNIT,
)
from fisc.exchange.templates import Choice, Column, Complaint, Entry, Kind, Template
from fisc.exchange.words import Words
from fisc.values import Code

INCOME: Final = "income"
EXPENDITURE: Final = "expenditure"


def check_line(entry: Entry) -> Iterator[Complaint]:
    """Complain of expenditure that does not say what it is for."""
    if entry["side"] == EXPENDITURE and entry["function"] is None:
        yield Complaint(
            "function",
            Words("支出行没有功能分类。", "The line of expenditure has no function."),
            Words("请填写支出功能分类科目代码。", "Fill in the function code."),
            rule="function-missing",
        )


BUDGETS: Final = Template(
    key="budgets",
    version=1,
    name=Words("预算明细", "Budget lines"),
    purpose=Words(
        "编制或批复的预算，一行一条：收支、预算类别、科目、单位、项目和金额。",
        "A budget as drafted or adopted, one line each: side, budget, line, unit and amount.",
    ),
    columns=(
        Column(
            key="side",
            name=Words("收支", "Side"),
            kind=Kind.CHOICE,
            required=True,
            choices=(
                Choice(INCOME, Words("收入", "Income")),
                Choice(EXPENDITURE, Words("支出", "Expenditure")),
            ),
            aliases=("收支方向",),
        ),
        Column(
            key="book",
            name=Words("预算类别", "Budget"),
            kind=Kind.CHOICE,
            required=True,
            choices=BOOKS,
        ),
        Column(
            key="line",
            name=Words("预算科目代码", "Line code"),
            kind=Kind.CODE,
            code=Code,
            required=True,
            aliases=("科目代码",),
        ),
        UNIT,
        PROJECT,
        FUNCTION,
        DEPARTMENT_ITEM,
        GOVERNMENT_ITEM,
        FUND_TYPE,
        AMOUNT,
        Column(key="note", name=Words("说明", "Note"), characters_max=360, aliases=("备注",)),
    ),
    check_row=check_line,
)
