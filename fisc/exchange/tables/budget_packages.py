"""The lines of a budget as a package has them: everything that a line of a draft can say."""

from __future__ import annotations

from dataclasses import replace
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
from fisc.exchange.templates import Choice, Column, Kind, Template
from fisc.values import Words

SIDES: Final = (
    Choice("revenue", Words("Revenue", "收入")),
    Choice("expenditure", Words("Expenditure", "支出")),
    Choice("balance", Words("Balance", "结余")),
)

BUDGET_PACKAGE: Final = Template(
    key="budget_package",
    version=1,
    name=Words("Budget lines of a package", "数据包预算明细"),
    purpose=Words(
        "The lines of a budget in a Fiscal Data Package; they become one draft.",
        "财政数据包中的预算明细，导入后成为一份草案。",
    ),
    columns=(
        Column(key="year", name=Words("Fiscal year", "年度"), kind=Kind.WHOLE),
        Column(key="division", name=Words("Division", "区划代码"), characters_max=6),
        Column(
            key="side", name=Words("Side", "收支"), kind=Kind.CHOICE, required=True, choices=SIDES
        ),
        Column(
            key="book",
            name=Words("Book", "预算类别"),
            kind=Kind.CHOICE,
            required=True,
            choices=BOOKS,
        ),
        Column(key="line", name=Words("Balance line", "平衡表行次"), characters_max=2),
        FUNCTION,
        Column(key="revenue_item", name=Words("Revenue item", "收入分类"), characters_max=40),
        replace(UNIT, required=False),
        PROJECT,
        GOVERNMENT_ITEM,
        DEPARTMENT_ITEM,
        replace(FUND_TYPE, required=False),
        Column(key="fund", name=Words("Government fund", "政府性基金"), characters_max=40),
        Column(
            key="other_book",
            name=Words("Book on the other side", "对方预算类别"),
            kind=Kind.CHOICE,
            choices=BOOKS,
        ),
        Column(key="counterpart", name=Words("Counterpart", "对方"), characters_max=60),
        AMOUNT,
    ),
)
