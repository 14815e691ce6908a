"""The columns of a budget in a package: their names, and the concepts that a descriptor gives them.

What the budget taxonomy has no word for extends one of its words or is a type of our own, which
the descriptor declares.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from fisc.values import Words

Kind = Literal["string", "integer", "number"]
TAXONOMY: Final = "https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json"
APPROVED: Final = "approved"
ADJUSTED: Final = "adjusted"


@dataclass(frozen=True, slots=True)
class Written:
    """One column of a file of a package; ``phase`` is given to columns of amounts."""

    name: str
    words: Words
    concept: str
    kind: Kind = "string"
    phase: str = ""


YEAR: Final = Written("fiscal_year", Words("Fiscal year", "年度"), "date:fiscal-year", "integer")
DIVISION: Final = Written(
    "division", Words("Division", "区划代码"), "administrative-classification:generic:level1:code"
)
DIVISION_NAME: Final = Written(
    "division_name",
    Words("Name of the division", "区划名称"),
    "administrative-classification:generic:level1:label",
)
UNIT: Final = Written(
    "unit", Words("Unit", "单位代码"), "administrative-classification:generic:level2:code"
)
BOOK: Final = Written("book", Words("Book", "预算类别"), "budget-book:code")
BOOK_NAME: Final = Written(
    "book_name", Words("Name of the book", "预算类别名称"), "budget-book:label"
)
OTHER_BOOK: Final = Written(
    "other_book", Words("Book on the other side", "对方预算类别"), "budget-book:code:other"
)
SIDE: Final = Written("side", Words("Side", "收支"), "direction")
LINE: Final = Written("line", Words("Balance line", "平衡表行次"), "budget-line:code")
LINE_NAME: Final = Written(
    "line_name", Words("Name of the balance line", "平衡表行次名称"), "budget-line:label"
)
FUNCTION: Final = Written(
    "function", Words("Function", "支出功能分类"), "functional-classification:generic:code"
)
FUNCTION_NAME: Final = Written(
    "function_name",
    Words("Name of the function", "支出功能分类名称"),
    "functional-classification:generic:label",
)
REVENUE_ITEM: Final = Written(
    "revenue_item",
    Words("Revenue item", "收入分类"),
    "economic-classification:generic:code:revenue",
)
REVENUE_NAME: Final = Written(
    "revenue_name",
    Words("Name of the revenue item", "收入分类名称"),
    "economic-classification:generic:label:revenue",
)
GOVERNMENT_ITEM: Final = Written(
    "government_item",
    Words("Government economic item", "政府支出经济分类"),
    "economic-classification:generic:code",
)
DEPARTMENT_ITEM: Final = Written(
    "department_item",
    Words("Department economic item", "部门支出经济分类"),
    "economic-classification:generic:code:department",
)
PROJECT: Final = Written("project", Words("Project", "项目代码"), "activity:generic:project:code")
FUND_TYPE: Final = Written("fund_type", Words("Fund type", "资金性质"), "fin-source:generic:code")
FUND: Final = Written("fund", Words("Government fund", "政府性基金"), "government-fund:code")
COUNTERPART: Final = Written("counterpart", Words("Counterpart", "对方"), "counterpart:code")
INDICATOR: Final = Written("indicator", Words("Indicator", "指标编号"), "budget-line-id")

BUDGET: Final = (
    YEAR,
    DIVISION,
    DIVISION_NAME,
    BOOK,
    BOOK_NAME,
    SIDE,
    LINE,
    LINE_NAME,
    FUNCTION,
    FUNCTION_NAME,
    REVENUE_ITEM,
    REVENUE_NAME,
    UNIT,
    PROJECT,
    GOVERNMENT_ITEM,
    DEPARTMENT_ITEM,
    FUND_TYPE,
    FUND,
    OTHER_BOOK,
    COUNTERPART,
    Written("approved", Words("Adopted", "年初预算"), "", "number", APPROVED),
    Written("adjusted", Words("After adjustment", "调整后预算"), "", "number", ADJUSTED),
)
EXECUTION: Final = (
    YEAR,
    DIVISION,
    DIVISION_NAME,
    BOOK,
    BOOK_NAME,
    UNIT,
    PROJECT,
    FUNCTION,
    FUNCTION_NAME,
    GOVERNMENT_ITEM,
    DEPARTMENT_ITEM,
    FUND_TYPE,
    INDICATOR,
    Written("budget", Words("Budget", "预算数"), "", "number", "budgeted"),
    Written("issued", Words("Issued", "已下达"), "", "number", "issued"),
    Written("applied", Words("Applied for", "已申请"), "", "number", "applied"),
    Written("paid", Words("Paid", "已支付"), "", "number", "executed"),
)
OWN_TYPES: Final = (
    {"name": "budget-book:code", "dataType": "string", "unique": True},
    {"name": "budget-book:label", "dataType": "string", "labelOf": "budget-book:code"},
    {"name": "budget-line:code", "dataType": "string", "unique": True},
    {"name": "budget-line:label", "dataType": "string", "labelOf": "budget-line:code"},
    {"name": "government-fund:code", "dataType": "string", "unique": True},
    {"name": "counterpart:code", "dataType": "string", "unique": True},
)
# Which concepts fill which column of a line that is imported; the first that is there counts.
READ: Final = MappingProxyType(
    {
        "year": (YEAR.concept,),
        "division": (DIVISION.concept,),
        "side": (SIDE.concept,),
        "book": (BOOK.concept,),
        "line": (LINE.concept,),
        "function": (FUNCTION.concept,),
        "revenue_item": (REVENUE_ITEM.concept,),
        "unit": (UNIT.concept, "administrative-classification:generic:code"),
        "project": (PROJECT.concept,),
        "government_item": (GOVERNMENT_ITEM.concept,),
        "department_item": (DEPARTMENT_ITEM.concept,),
        "fund_type": (FUND_TYPE.concept,),
        "fund": (FUND.concept,),
        "other_book": (OTHER_BOOK.concept,),
        "counterpart": (COUNTERPART.concept,),
    }
)
