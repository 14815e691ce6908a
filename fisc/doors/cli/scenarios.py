"""``fisc what-if``: what a freeze of general spending, or revenue that is short, would do now."""

from __future__ import annotations

from typing import Annotated

import typer

from fisc.doors.cli.voice import Json, Voice
from fisc.engines.budgets.scenarios import WHOLE, Parameters
from fisc.exchange.amounts import Unit, written
from fisc.values import Words


def what_if(
    division: Annotated[str, typer.Option(help="区划代码，含下级 · With all below it.")],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="年度 · The fiscal year.")],
    freeze: Annotated[
        int, typer.Option(min=0, max=WHOLE, help="冻结，万分之几 · In hundredths of a per cent.")
    ] = 0,
    short: Annotated[
        int, typer.Option(min=0, max=WHOLE, help="短收，万分之几 · In hundredths of a per cent.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """情景测算：冻结与短收的影响，不改变任何数据 · What if; nothing is changed."""
    from fisc.record.book import Book
    from fisc.stages.allot import scenarios

    voice = Voice(as_json)
    found = scenarios.effects(Book(), division, year, Parameters(freeze, short))
    whole = found.whole
    frozen, issued = (written(amount, Unit.YUAN) for amount in (whole.frozen, whole.issued))
    voice.answer(
        scenarios.snapshot(found),
        Words(
            f"{frozen} of {issued} yuan of general spending would be frozen.",
            f"一般性支出 {issued} 元，将冻结 {frozen} 元。",
        ),
    )
    voice.table(
        [
            Words("Government", "地区"),
            Words("General spending", "一般性支出"),
            Words("Frozen", "冻结"),
        ],
        [
            (code, written(one.issued, Unit.YUAN), written(one.frozen, Unit.YUAN))
            for code, one in found.divisions.items()
        ],
    )
