"""Indicator lines (指标明细): the indicators of a year, to be edited in a spreadsheet.

A blank cell is no change, so no column is required here; what a new line needs, the act asks for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fisc.exchange.tables.elements import (
    AMOUNT,
    DEPARTMENT_ITEM,
    FUNCTION,
    FUND_TYPE,
    GOVERNMENT_ITEM,
    PROJECT,
    UNIT,
)
from fisc.exchange.templates import Choice, Column, Kind, Template
from fisc.values import IndicatorCode, Words

DELETE: Final = "delete"

INDICATOR_LINES: Final = Template(
    key="indicator_lines",
    version=1,
    name=Words("Indicator lines", "指标明细"),
    purpose=Words(
        "The lines of a year, to be edited and sent back. Of a draft everything may change; of an "
        "issued line only the amount, downwards, as a proposal to recall. A line without a key is "
        "new; a line that is left out of the file does not change.",
        "本年度指标明细，修改后可导回。草稿的各列都可修改；已下达的只能调减金额，"
        "并形成收回申请。行标识为空的是新增行；文件中没有的行不变。",
    ),
    columns=(
        Column(
            key="line",
            name=Words("Row key", "行标识"),
            characters_max=60,
            note=Words("Do not edit; blank is a new line.", "请勿修改；空白表示新增。"),
        ),
        Column(
            key="action",
            name=Words("Action", "操作"),
            kind=Kind.CHOICE,
            choices=(Choice(DELETE, Words("Delete", "删除")),),
        ),
        Column(
            key="number",
            name=Words("Indicator number", "指标编号"),
            kind=Kind.CODE,
            code=IndicatorCode,
        ),
        Column(
            key="document",
            name=Words("Document number", "指标文号"),
            characters_max=100,
        ),
        replace(UNIT, required=False),
        PROJECT,
        FUNCTION,
        DEPARTMENT_ITEM,
        GOVERNMENT_ITEM,
        replace(FUND_TYPE, required=False),
        replace(AMOUNT, required=False),
        Column(key="purpose", name=Words("Purpose", "指标说明"), characters_max=360),
        Column(
            key="standard",
            name=Words("Spending standard", "支出标准编号"),
            characters_max=40,
            note=Words("By which the amount was worked out.", "测算所依据的标准，可不填。"),
        ),
        Column(key="quantity", name=Words("Quantity", "数量"), kind=Kind.WHOLE),
        Column(
            key="exception",
            name=Words("Exception", "例外事项编号"),
            characters_max=60,
            note=Words("Needed above the standard.", "超标准时必填。"),
        ),
        Column(
            key="reason",
            name=Words("Reason of the change", "变动原因"),
            characters_max=200,
            note=Words("Needed to recall issued authority.", "调减已下达指标时必填。"),
        ),
    ),
    row_key="line",
    told=(
        Column(key="state", name=Words("State", "状态")),
        Column(key="maker", name=Words("Drafted by", "编制人")),
    ),
)
