"""``fisc balance``: the four budgets beside each other, and whether they tie.

What it asks is imported by the command, because it needs the settings, which are loaded after the
commands are put together.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.conf import settings

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice
from fisc.exchange.amounts import Unit, shown
from fisc.values import Money, Words

if TYPE_CHECKING:
    from fisc.datacentre.four_books import FourBudgets


class Figures(Enum):
    """Which figures are asked for."""

    BUDGET = "budget"
    ADJUSTED = "adjusted"
    EXECUTION = "execution"
    FINAL = "final"


class Extent(Enum):
    """One government, or all of an area."""

    OWN = "own"
    AREA = "area"


def balance(
    division: Annotated[str, typer.Option(help="区划代码 · The division.")],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="年度 · The fiscal year.")],
    figures: Annotated[
        Figures, typer.Option(help="年初预算、调整预算、执行、决算 · Which figures.")
    ] = Figures.ADJUSTED,
    extent: Annotated[
        Extent, typer.Option(help="本级或全辖区 · Own level or whole area.")
    ] = Extent.OWN,
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="截至日期，默认现在 · As of a day; now if none."),
    ] = None,
    unit: Annotated[
        Unit, typer.Option("--unit", help="金额单位 · The unit of amounts.")
    ] = Unit.WAN,
    as_json: Json = False,
) -> None:
    """四本预算总览与勾稽 · The four budgets in one view, and whether they tie."""
    from fisc.engines.budgets.ties import held

    voice = Voice(as_json)
    found = _found(division, year, figures, extent, day.date() if day else None)
    even, every = held(found.ties)
    broken = [one for one in found.ties if one.state == "wrong"]
    _show(voice, found, unit)
    voice.answer(
        {
            "done": not broken,
            "divisions": found.governments,
            "even": even,
            "checks": every,
            "rows": _rows(found),
            "broken": [
                {
                    "check": one.key,
                    "why": [fault.verdict.why_in(voice.language) for fault in one.faults],
                }
                for one in broken
            ],
        },
        Words(f"{even} of {every} checks hold.", f"勾稽 {every} 项，相符 {even} 项。"),
        *(
            f"■ {voice.words(one.name)}: {fault.verdict.why_in(voice.language)}"
            for one in broken
            for fault in one.faults
        ),
    )
    voice.end(Exit.REFUSED if broken else Exit.DONE)


def _found(
    division: str, year: int, figures: Figures, extent: Extent, day: date | None
) -> FourBudgets:
    from fisc.datacentre.four_books import Measure, four_budgets
    from fisc.exchange.official_tables.questions import Asker, question

    demo = settings.MODE == "demo"
    asker = Asker(now=clock.now(), today=clock.today(), version=version("fisc"), demo=demo)
    asked = question(division, year, asker, day=day)
    within = asked.selection.division or ()
    chosen = [code for code in within if extent is Extent.AREA or code == division]
    return four_budgets(asked.book, chosen, year, Measure(figures.value), asked.when)


def _rows(found: FourBudgets) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row,
            **{str(book): amount for book, amount in one.amounts.items()},
            "eliminated": one.eliminated,
            "total": one.total,
        }
        for one in found.matrix.rows
    ]


def _show(voice: Voice, found: FourBudgets, unit: Unit) -> None:
    from fisc.engines.budgets.four_books import FOUR

    heads = [
        Words("Row", "项目"),
        *(book.words for book in FOUR),
        Words("Eliminated", "抵销"),
        Words("Total", "合计"),
    ]
    voice.table(
        heads,
        [
            [
                voice.words(one.name),
                *(_said(one.amounts[book], unit) if book in one.amounts else "" for book in FOUR),
                _said(one.eliminated, unit),
                _said(one.total, unit),
            ]
            for one in found.matrix.rows
        ],
    )


def _said(amount: Money | None, unit: Unit) -> str:
    return "—" if amount is None else shown(amount, unit)
