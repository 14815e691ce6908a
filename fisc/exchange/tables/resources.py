"""Resources (资源台账): accounts, assets, own money of units, and what lay there on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from fisc.exchange.tables.elements import AMOUNT, UNIT
from fisc.exchange.templates import Choice, Column, Complaint, Entry, Kind, Template
from fisc.law.tables import RESOURCE_KINDS, read
from fisc.values import Code, DivisionCode, Money, Words

_KINDS: Final = tuple(
    Choice(row.code, Words(row.name_en, row.name_zh))
    for row in read(RESOURCE_KINDS)
    if row.group != "ledger"
)
_FLEXIBILITIES: Final = (
    Choice("free", Words("free", "可自由安排")),
    Choice("guided", Words("guided", "按规定安排")),
    Choice("locked", Words("locked", "专款锁定")),
)


def _not_negative(entry: Entry) -> Iterator[Complaint]:
    """Complain of a balance or a plan below zero, and of an end before the beginning."""
    for key in ("amount", "planned"):
        amount = entry[key]
        if isinstance(amount, Money) and amount.fen < 0:
            yield Complaint(
                key,
                Words(f"The amount is {amount}; it is below zero.", f"金额为 {amount}，小于零。"),
                Words(
                    "Check it; an overdraft is a debt and no resource.", "请核对；透支不是资源。"
                ),
                rule="amount-below-zero",
            )
    since, expiry = entry["since"], entry["expiry"]
    if since is not None and expiry is not None and str(expiry) < str(since):
        yield Complaint(
            "expiry",
            Words(f"It ends on {expiry}, before it began.", f"到期日 {expiry} 早于起始日。"),
            Words("Check both days.", "请核对两个日期。"),
            rule="ends-before-it-begins",
        )


RESOURCES: Final = Template(
    key="resources",
    version=1,
    name=Words("Resources", "资源台账"),
    purpose=Words(
        "Accounts, assets and own money of units, one row per source, as reported on a day.",
        "账户、资产和单位资金，一行一个来源，按日报送余额。",
    ),
    columns=(
        Column(
            key="code",
            name=Words("Resource number", "资源编号"),
            kind=Kind.CODE,
            code=Code,
            required=True,
            aliases=("账号", "资产编号"),
        ),
        Column(
            key="kind",
            name=Words("Kind", "资源类型"),
            kind=Kind.CHOICE,
            choices=_KINDS,
            required=True,
        ),
        Column(key="name", name=Words("Name", "名称"), required=True, aliases=("账户名称",)),
        Column(
            key="division",
            name=Words("Division code", "财政区划代码"),
            kind=Kind.CODE,
            code=DivisionCode,
            required=True,
            aliases=("区划代码",),
        ),
        replace(UNIT, required=False),
        Column(key="bank", name=Words("Bank", "开户银行"), characters_max=120),
        Column(
            key="basis",
            name=Words("Statutory basis", "设立依据"),
            aliases=("法定依据",),
            note=Words(
                "Of a special account or a fund; without it the balance goes to the treasury.",
                "财政专户或基金须填；无依据的余额应缴回国库。",
            ),
        ),
        replace(AMOUNT, name=Words("Balance", "余额"), aliases=("价值", "金额")),
        Column(
            key="day",
            name=Words("Reported day", "报送日期"),
            kind=Kind.DATE,
            required=True,
        ),
        Column(
            key="planned",
            name=Words("Planned use", "用款计划"),
            kind=Kind.MONEY,
            note=Words("Blank: no plan was asked for.", "空白表示未要求报送计划。"),
        ),
        Column(key="origin", name=Words("Year of origin", "来源年度"), kind=Kind.WHOLE),
        Column(
            key="since",
            name=Words("Since", "起始日"),
            kind=Kind.DATE,
            aliases=("到账日期", "闲置起始日"),
        ),
        Column(key="expiry", name=Words("Expiry", "到期日"), kind=Kind.DATE),
        Column(
            key="flexibility",
            name=Words("Flexibility", "可统筹程度"),
            kind=Kind.CHOICE,
            choices=_FLEXIBILITIES,
            note=Words("Blank: that of its kind.", "空白按资源类型。"),
        ),
        Column(
            key="reason",
            name=Words("Reason it lies", "闲置原因"),
            characters_max=400,
        ),
    ),
    unique=("code",),
    row_key="code",
    check_row=_not_negative,
)
