"""Indicators (指标): the authority to spend that units hold, as issued by the finance office."""

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
    above_zero,
)
from fisc.exchange.templates import Column, Kind, Template
from fisc.values import DivisionCode, IndicatorCode, Words

INDICATORS: Final = Template(
    key="indicators",
    version=1,
    name=Words("Indicators", "预算指标"),
    purpose=Words(
        "Indicators as issued, one line each; a number may stand only once in a file.",
        "已下达的预算指标，一行一条；指标编号在一个文件里不得重复。",
    ),
    columns=(
        Column(
            key="number",
            name=Words("Indicator number", "指标编号"),
            kind=Kind.CODE,
            code=IndicatorCode,
            required=True,
        ),
        Column(
            key="document",
            name=Words("Document number", "指标文号"),
            characters_max=100,
            required=True,
            aliases=("本级指标文号", "文号"),
        ),
        Column(
            key="division",
            name=Words("Division code", "财政区划代码"),
            kind=Kind.CODE,
            code=DivisionCode,
            required=True,
            aliases=("区划代码",),
        ),
        UNIT,
        PROJECT,
        replace(FUNCTION, required=True),
        DEPARTMENT_ITEM,
        GOVERNMENT_ITEM,
        FUND_TYPE,
        replace(AMOUNT, aliases=("指标金额",)),
        Column(
            key="issue_day",
            name=Words("Issue day", "下达日期"),
            kind=Kind.DATE,
            required=True,
            aliases=("发文时间", "发文日期"),
        ),
        Column(
            key="purpose",
            name=Words("Purpose", "指标说明"),
            characters_max=360,
            aliases=("用途",),
        ),
    ),
    unique=("number",),
    check_row=above_zero,
)
