"""Payments: requests of units against an indicator, with the payee and the purpose."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fisc.exchange.tables.elements import AMOUNT, UNIT, above_zero
from fisc.exchange.templates import Column, Kind, Template
from fisc.exchange.words import Words
from fisc.values import Code, IndicatorCode

PAYMENTS: Final = Template(
    key="payments",
    version=1,
    name=Words("支付明细", "Payments"),
    purpose=Words(
        "支付申请或已支付的明细，一行一笔；支付编号在一个文件里不得重复。",
        "Payments requested or made, one line each; a number may stand only once in a file.",
    ),
    columns=(
        Column(
            key="number",
            name=Words("支付编号", "Payment number"),
            kind=Kind.CODE,
            code=Code,
            required=True,
            aliases=("支付申请编号",),
        ),
        Column(
            key="day",
            name=Words("日期", "Day"),
            kind=Kind.DATE,
            required=True,
            aliases=("申请日期", "支付日期"),
        ),
        UNIT,
        Column(
            key="indicator",
            name=Words("指标编号", "Indicator number"),
            kind=Kind.CODE,
            code=IndicatorCode,
            required=True,
        ),
        replace(AMOUNT, aliases=("支付金额", "支付申请金额", "实际支付金额")),
        Column(
            key="payee_name",
            name=Words("收款人全称", "Payee name"),
            characters_max=300,
            required=True,
            aliases=("收款人",),
        ),
        Column(
            key="payee_account",
            name=Words("收款人账号", "Payee account"),
            characters_max=40,
            required=True,
            aliases=("账号",),
            note=Words(
                "单元格必须是文本；数字格式会丢掉第 15 位以后的数字。",
                "A text cell: number cells lose every digit after the fifteenth.",
            ),
        ),
        Column(
            key="purpose",
            name=Words("用途", "Purpose"),
            characters_max=300,
            required=True,
        ),
        Column(
            key="invoice",
            name=Words("发票号码", "Invoice"),
            characters_max=40,
            aliases=("发票",),
        ),
    ),
    unique=("number",),
    check_row=above_zero,
)
