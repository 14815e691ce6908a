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
from fisc.exchange.words import Words
from fisc.values import DivisionCode, IndicatorCode

INDICATORS: Final = Template(
    key="indicators",
    version=1,
    name=Words("预算指标", "Indicators"),
    purpose=Words(
        "已下达的预算指标，一行一条；指标编号在一个文件里不得重复。",
        "Indicators as issued, one line each; a number may stand only once in a file.",
    ),
    columns=(
        Column(
            key="number",
            name=Words("指标编号", "Indicator number"),
            kind=Kind.CODE,
            code=IndicatorCode,
            required=True,
        ),
        Column(
            key="document",
            name=Words("指标文号", "Document number"),
            characters_max=100,
            required=True,
            aliases=("本级指标文号", "文号"),
        ),
        Column(
            key="division",
            name=Words("财政区划代码", "Division code"),
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
            name=Words("下达日期", "Issue day"),
            kind=Kind.DATE,
            required=True,
            aliases=("发文时间", "发文日期"),
        ),
        Column(
            key="purpose",
            name=Words("指标说明", "Purpose"),
            characters_max=360,
            aliases=("用途",),
        ),
    ),
    unique=("number",),
    check_row=above_zero,
)
