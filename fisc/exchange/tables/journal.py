"""A general journal kept elsewhere: the postings of each entry, to be checked or taken over."""

from __future__ import annotations

from typing import Final

from fisc.exchange.tables.elements import AMOUNT
from fisc.exchange.templates import Column, Kind, Template
from fisc.values import Code, Words

JOURNAL: Final = Template(
    key="journal",
    version=1,
    name=Words("Journal", "记账凭证"),
    purpose=Words(
        "Postings kept elsewhere, one line each: debits above zero, credits below; each entry "
        "adds up to zero.",
        "外部账簿的分录，一行一笔：借方为正、贷方为负，同一凭证合计为零。",
    ),
    columns=(
        Column(
            key="date",
            name=Words("Date", "日期"),
            kind=Kind.DATE,
            required=True,
            aliases=("记账日期", "day"),
        ),
        Column(
            key="entry",
            name=Words("Entry", "凭证号"),
            characters_max=60,
            required=True,
            aliases=("凭证编号", "voucher"),
        ),
        Column(
            key="account",
            name=Words("Account", "会计科目代码"),
            kind=Kind.CODE,
            code=Code,
            required=True,
            aliases=("科目代码", "科目"),
        ),
        AMOUNT,
    ),
)
