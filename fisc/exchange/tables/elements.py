"""Columns that several templates share: the elements of a budget line, and the amounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fisc.exchange.templates import Choice, Column, Complaint, Entry, Kind
from fisc.exchange.words import Words
from fisc.values import (
    Book,
    DepartmentItemCode,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    Money,
    ProjectCode,
    UnitCode,
)

BOOKS: Final = (
    Choice(Book.GENERAL.value, Words("一般公共预算", "General public budget")),
    Choice(Book.FUNDS.value, Words("政府性基金预算", "Government funds budget")),
    Choice(Book.CAPITAL.value, Words("国有资本经营预算", "State capital budget")),
    Choice(Book.INSURANCE.value, Words("社会保险基金预算", "Social insurance budget")),
    Choice(Book.SPECIAL.value, Words("财政专户", "Special accounts")),
    Choice(Book.UNIT.value, Words("单位资金", "Unit funds")),
)

UNIT: Final = Column(
    key="unit",
    name=Words("单位代码", "Unit code"),
    kind=Kind.CODE,
    code=UnitCode,
    required=True,
    aliases=("预算单位代码", "预算单位", "unit"),
)
PROJECT: Final = Column(
    key="project",
    name=Words("项目代码", "Project code"),
    kind=Kind.CODE,
    code=ProjectCode,
    aliases=("预算项目代码",),
)
FUNCTION: Final = Column(
    key="function",
    name=Words("支出功能分类科目代码", "Function code"),
    kind=Kind.CODE,
    code=FunctionCode,
    aliases=("功能分类", "功能科目代码", "支出功能分类"),
)
DEPARTMENT_ITEM: Final = Column(
    key="department_item",
    name=Words("部门支出经济分类代码", "Department economic code"),
    kind=Kind.CODE,
    code=DepartmentItemCode,
    aliases=("部门经济分类", "部门预算支出经济分类"),
)
GOVERNMENT_ITEM: Final = Column(
    key="government_item",
    name=Words("政府支出经济分类代码", "Government economic code"),
    kind=Kind.CODE,
    code=GovernmentItemCode,
    aliases=("政府经济分类", "政府预算支出经济分类"),
)
FUND_TYPE: Final = Column(
    key="fund_type",
    name=Words("资金性质代码", "Fund type code"),
    kind=Kind.CODE,
    code=FundTypeCode,
    required=True,
    aliases=("资金性质",),
)
AMOUNT: Final = Column(
    key="amount",
    name=Words("金额", "Amount"),
    kind=Kind.MONEY,
    required=True,
    aliases=("发生额",),
    note=Words(
        "只写数字；单位写在列名里。空白表示不变，0 表示零，“—”表示没有。",
        "Figures only; the unit stands in the head. Blank is no change, 0 is zero, “—” is none.",
    ),
)


def above_zero(entry: Entry) -> Iterator[Complaint]:
    """Complain of an amount that is zero or negative."""
    amount = entry["amount"]
    if isinstance(amount, Money) and amount.fen <= 0:
        yield Complaint(
            "amount",
            Words(
                f"金额为 {amount}，必须大于零。", f"The amount is {amount}; it must be above zero."
            ),
            Words(
                "请核对；退回或冲减请走更正，不用负数导入。",
                "Check it; returns and reductions are corrections, not negative rows.",
            ),
            rule="amount-not-above-zero",
        )
