"""``fisc cash``: the daily cash forecast of a government, with its back-test."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.voice import Json, Voice
from fisc.engines.forecast import daily
from fisc.exchange.amounts import Unit, written
from fisc.values import Money, Words


def cash(
    division: Annotated[str, typer.Option(help="区划代码 · The division.")],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="年度 · The fiscal year.")],
    days: Annotated[int, typer.Option(min=1, max=60, help="工作日数 · Working days.")] = 20,
    as_json: Json = False,
) -> None:
    """库款预测：逐日预计与回测 · Daily cash forecast by book, beside a naive one."""
    from fisc.datacentre import cash as centre
    from fisc.datacentre.moments import Moment
    from fisc.record.book import Book

    voice = Voice(as_json)
    known = min(clock.today(), date(year, 12, 31))
    ahead = daily.workdays(known + timedelta(days=1), days)
    found = centre.cash(Book(), division, year, Moment(clock.now()))
    books = [
        (one, daily.forecast(one.days, known, ahead, {}), daily.back_test(one.days, known))
        for one in found
    ]
    voice.answer(
        {
            "known": known,
            "books": [
                {"book": str(one.book), "left": one.left, "days": expected, "back_test": tested}
                for one, expected, tested in books
            ],
        },
        Words(f"As known on {known}; an estimate.", f"截至 {known}；仅为估计。"),
    )
    voice.table(
        [
            Words("Book", "预算"),
            Words("Left", "结余"),
            Words(f"Goes out in {days} working days", f"{days} 个工作日流出"),
            Words("Error a day", "单日误差"),
            Words("Naive error", "上周同日误差"),
        ],
        [
            (
                str(one.book),
                _yuan(one.left),
                _yuan(expected[-1].total),
                _yuan(tested.model_error),
                _yuan(tested.naive_error),
            )
            for one, expected, tested in books
        ],
    )


def _yuan(amount: Money) -> str:
    return written(amount, Unit.YUAN)
