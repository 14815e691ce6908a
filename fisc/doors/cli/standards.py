"""``fisc standards``: the spending standards that hold at a place, and what is above them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.values import Money, Words

app = typer.Typer(help="支出标准 · Spending standards.", no_args_is_help=True)
Division = Annotated[str, typer.Option(help="区划代码 · The division.")]
On = Annotated[str, typer.Option("--on", metavar="DAY", help="日期 · The day; today.")]


@app.callback()
def standards() -> None:
    """支出标准 · Spending standards."""


@app.command("list")
def list_standards(
    division: Division,
    on: On = "",
    domain: Annotated[str, typer.Option(help="领域 · The domain.")] = "",
    as_json: Json = False,
) -> None:
    """一地一日适用的标准 · The standards that hold at a place on a day."""
    from fisc.engines.budgets.standards import in_force
    from fisc.exchange.standards import every, narrowed

    voice, day = Voice(as_json), _day(on)
    found = narrowed(in_force(every(division), day), domain=domain)
    heads = (Words("Code", "编号"), Words("Standard", "标准"), Words("Allowed", "标准值"))
    voice.table(heads, ((one.code, voice.words(one.name), one.value) for one in found))
    rows = [{"code": one.code, "item": one.item, "value": one.value} for one in found]
    voice.answer(
        {"done": True, "day": day.isoformat(), "rows": rows},
        Words(f"{len(found)} standards hold on {day}.", f"{day} 共 {len(found)} 项标准有效。"),
    )


@app.command()
def check(
    item: Annotated[str, typer.Argument(help="标准项目代码 · The item.")],
    division: Division,
    quantity: Annotated[int, typer.Option(min=0, help="数量 · The quantity.")],
    amount: Annotated[str, typer.Option(help="金额，元 · Yuan.")],
    on: On = "",
    grade: Annotated[str, typer.Option(help="级别 · The grade.")] = "",
    unit_kind: Annotated[str, typer.Option(help="单位类型 · The kind of unit.")] = "",
    exception: Annotated[str, typer.Option(help="例外事项 · The exception.")] = "",
    as_json: Json = False,
) -> None:
    """金额是否超标准 · Whether an amount is above the standard, with the working."""
    from fisc.engines.budgets.standards import judge
    from fisc.exchange.standards import standard_for

    voice = Voice(as_json)
    found = standard_for(item, _day(on), division, grade=grade, unit_kind=unit_kind)
    if found.standard is None or found.standard.amount is None:
        step = found.steps[0]
        complain(Exit.USAGE, Words(step.en, step.zh))
    try:
        asked = Money.yuan(amount)
    except ValueError as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"金额有误：{amount}"))
    judged = judge(found, Fraction(quantity), asked, exception)
    if not judged.verdict.allowed:
        voice.refuse(judged.verdict)
    document = {
        "done": True,
        "standard": found.standard.code,
        "allowed": str(judged.allowed),
        "over": str(judged.over),
    }
    voice.answer(document, *(Words(step.en, step.zh) for step in judged.verdict.steps))


def _day(text: str) -> date:
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"日期有误：{text}"))
