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
from fisc.values import Code, Words

INCOME: Final = "income"
EXPENDITURE: Final = "expenditure"


def check_line(entry: Entry) -> Iterator[Complaint]:
    """Complain of expenditure that does not say what it is for."""
    if entry["side"] == EXPENDITURE and entry["function"] is None:
        yield Complaint(
            "function",
            Words("The line of expenditure has no function.", "支出行没有功能分类。"),
            Words("Fill in the function code.", "请填写支出功能分类科目代码。"),
            rule="function-missing",
        )


BUDGETS: Final = Template(
    key="budgets",
    version=1,
    name=Words("Budget lines", "预算明细"),
    purpose=Words(
        "A budget as drafted or adopted, one line each: side, budget, line, unit and amount.",
        "编制或批复的预算，一行一条：收支、预算类别、科目、单位、项目和金额。",
    ),
    columns=(
        Column(
            key="side",
            name=Words("Side", "收支"),
            kind=Kind.CHOICE,
            required=True,
            choices=(
                Choice(INCOME, Words("Income", "收入")),
                Choice(EXPENDITURE, Words("Expenditure", "支出")),
            ),
            aliases=("收支方向",),
        ),
        Column(
            key="book",
            name=Words("Budget", "预算类别"),
            kind=Kind.CHOICE,
            required=True,
            choices=BOOKS,
        ),
        Column(
            key="line",
            name=Words("Line code", "预算科目代码"),
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
        Column(key="note", name=Words("Note", "说明"), characters_max=360, aliases=("备注",)),
    ),
    check_row=check_line,
)
