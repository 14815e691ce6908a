"""Own standards (本地支出标准): what a place sets for itself, stricter or with its document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from fisc.exchange.tables.elements import AMOUNT, above_zero
from fisc.exchange.templates import Choice, Column, Complaint, Entry, Kind, Template
from fisc.law.tables import STANDARD_TERMS, STANDARDS, read
from fisc.values import Code, DivisionCode, Words

_MONEY: Final = {row.item for row in read(STANDARDS) if row.yuan is not None}
_MEASURES: Final[set[str]] = {row.measure for row in read(STANDARDS) if row.yuan is not None}


def _choices(kind: str, among: set[str] | None = None) -> tuple[Choice, ...]:
    return tuple(
        Choice(row.code, Words(row.name_en, row.name_zh))
        for row in read(STANDARD_TERMS)
        if row.set == kind and (among is None or row.code in among)
    )


def _sound(entry: Entry) -> Iterator[Complaint]:
    """Complain of an amount that is not positive, and of an end before the beginning."""
    yield from above_zero(entry)
    first, last = entry["first_day"], entry["last_day"]
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield Complaint(
            "last_day",
            Words(f"It ends on {last}, before it began.", f"到期日 {last} 早于起始日。"),
            Words("Check both days.", "请核对两个日期。"),
            rule="ends-before-it-begins",
        )


OWN_STANDARDS: Final = Template(
    key="standards",
    version=1,
    name=Words("Own standards", "本地支出标准"),
    purpose=Words(
        "Standards that a place sets for itself: not above the library, or with the document.",
        "本地自定的支出标准：不高于标准库，或注明依据文件。",
    ),
    columns=(
        Column(
            key="code", name=Words("Code", "标准编号"), kind=Kind.CODE, code=Code, required=True
        ),
        Column(
            key="item",
            name=Words("Item", "标准项目"),
            kind=Kind.CHOICE,
            choices=_choices("item", _MONEY),
            required=True,
        ),
        Column(key="name", name=Words("Name", "名称"), required=True),
        Column(
            key="division",
            name=Words("Division code", "财政区划代码"),
            kind=Kind.CODE,
            code=DivisionCode,
            required=True,
            aliases=("区划代码",),
        ),
        Column(
            key="measure",
            name=Words("Measure", "计量单位"),
            kind=Kind.CHOICE,
            choices=_choices("measure", _MEASURES),
            required=True,
        ),
        replace(AMOUNT, name=Words("Standard", "标准"), aliases=("金额",)),
        Column(
            key="grade",
            name=Words("Grade", "级别"),
            kind=Kind.CHOICE,
            choices=_choices("grade"),
            note=Words("Blank is any.", "空白为不限。"),
        ),
        Column(key="unit_kind", name=Words("Kind of unit", "单位类型代码"), characters_max=1),
        Column(key="first_day", name=Words("First day", "起始日"), kind=Kind.DATE, required=True),
        Column(key="last_day", name=Words("Last day", "截止日"), kind=Kind.DATE),
        Column(key="document", name=Words("Approval document", "批准文件"), characters_max=200),
        Column(key="review_year", name=Words("Review year", "复核年度"), kind=Kind.WHOLE),
    ),
    unique=("code", "first_day"),
    check_row=_sound,
)
