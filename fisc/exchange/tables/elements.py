"""Columns that several templates share: the elements of a budget line, and the amounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fisc.exchange.templates import Choice, Column, Complaint, Entry, Kind
from fisc.values import (
    Book,
    DepartmentItemCode,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    Money,
    ProjectCode,
    UnitCode,
    Words,
)

BOOKS: Final = (
    Choice(Book.GENERAL.value, Words("General public budget", "一般公共预算")),
    Choice(Book.FUNDS.value, Words("Government funds budget", "政府性基金预算")),
    Choice(Book.CAPITAL.value, Words("State capital budget", "国有资本经营预算")),
    Choice(Book.INSURANCE.value, Words("Social insurance budget", "社会保险基金预算")),
    Choice(Book.SPECIAL.value, Words("Special accounts", "财政专户")),
    Choice(Book.UNIT.value, Words("Unit funds", "单位资金")),
)

UNIT: Final = Column(
    key="unit",
    name=Words("Unit code", "单位代码"),
    kind=Kind.CODE,
    code=UnitCode,
    required=True,
    aliases=("预算单位代码", "预算单位", "unit"),
)
PROJECT: Final = Column(
    key="project",
    name=Words("Project code", "项目代码"),
    kind=Kind.CODE,
    code=ProjectCode,
    aliases=("预算项目代码",),
)
FUNCTION: Final = Column(
    key="function",
    name=Words("Function code", "支出功能分类科目代码"),
    kind=Kind.CODE,
    code=FunctionCode,
    aliases=("功能分类", "功能科目代码", "支出功能分类"),
)
DEPARTMENT_ITEM: Final = Column(
    key="department_item",
    name=Words("Department economic code", "部门支出经济分类代码"),
    kind=Kind.CODE,
    code=DepartmentItemCode,
    aliases=("部门经济分类", "部门预算支出经济分类"),
)
GOVERNMENT_ITEM: Final = Column(
    key="government_item",
    name=Words("Government economic code", "政府支出经济分类代码"),
    kind=Kind.CODE,
    code=GovernmentItemCode,
    aliases=("政府经济分类", "政府预算支出经济分类"),
)
FUND_TYPE: Final = Column(
    key="fund_type",
    name=Words("Fund type code", "资金性质代码"),
    kind=Kind.CODE,
    code=FundTypeCode,
    required=True,
    aliases=("资金性质",),
)
AMOUNT: Final = Column(
    key="amount",
    name=Words("Amount", "金额"),
    kind=Kind.MONEY,
    required=True,
    aliases=("发生额",),
    note=Words(
        "Figures only; the unit stands in the head. Blank is no change, 0 is zero, “—” is none.",
        "只写数字；单位写在列名里。空白表示不变，0 表示零，“—”表示没有。",
    ),
)


def above_zero(entry: Entry) -> Iterator[Complaint]:
    """Complain of an amount that is zero or negative."""
    amount = entry["amount"]
    if isinstance(amount, Money) and amount.fen <= 0:
        yield Complaint(
            "amount",
            Words(
                f"The amount is {amount}; it must be above zero.", f"金额为 {amount}，必须大于零。"
            ),
            Words(
                "Check it; returns and reductions are corrections, not negative rows.",
                "请核对；退回或冲减请走更正，不用负数导入。",
            ),
            rule="amount-not-above-zero",
        )
