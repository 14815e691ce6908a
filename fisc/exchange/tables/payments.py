"""Payments: requests of units against an indicator, with the payee and the purpose."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fisc.exchange.tables.elements import AMOUNT, UNIT, above_zero
from fisc.exchange.templates import Column, Kind, Template
from fisc.values import Code, IndicatorCode, Words

PAYMENTS: Final = Template(
    key="payments",
    version=1,
    name=Words("Payments", "支付明细"),
    purpose=Words(
        "Payments requested or made, one line each; a number may stand only once in a file.",
        "支付申请或已支付的明细，一行一笔；支付编号在一个文件里不得重复。",
    ),
    columns=(
        Column(
            key="number",
            name=Words("Payment number", "支付编号"),
            kind=Kind.CODE,
            code=Code,
            required=True,
            aliases=("支付申请编号",),
        ),
        Column(
            key="day",
            name=Words("Day", "日期"),
            kind=Kind.DATE,
            required=True,
            aliases=("申请日期", "支付日期"),
        ),
        UNIT,
        Column(
            key="indicator",
            name=Words("Indicator number", "指标编号"),
            kind=Kind.CODE,
            code=IndicatorCode,
            required=True,
        ),
        replace(AMOUNT, aliases=("支付金额", "支付申请金额", "实际支付金额")),
        Column(
            key="payee_name",
            name=Words("Payee name", "收款人全称"),
            characters_max=300,
            required=True,
            aliases=("收款人",),
        ),
        Column(
            key="payee_account",
            name=Words("Payee account", "收款人账号"),
            characters_max=40,
            required=True,
            aliases=("账号",),
            note=Words(
                "A text cell: number cells lose every digit after the fifteenth.",
                "单元格必须是文本；数字格式会丢掉第 15 位以后的数字。",
            ),
        ),
        Column(
            key="purpose",
            name=Words("Purpose", "用途"),
            characters_max=300,
            required=True,
        ),
        Column(
            key="invoice",
            name=Words("Invoice", "发票号码"),
            characters_max=40,
            aliases=("发票",),
        ),
    ),
    unique=("number",),
    check_row=above_zero,
)
