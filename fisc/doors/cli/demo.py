"""``fisc demo``: invent a place and run its year."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.migrating import run_migrations
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.exchange.words import Words


class Scale(Enum):
    """How large the invented place is."""

    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    NATIONAL = "national"


def make(
    scale: Annotated[Scale, typer.Option(help="规模 · How large.")] = Scale.COUNTY,
    seed: Annotated[int, typer.Option(help="随机种子 · The same seed, the same place.")] = 1,
    as_json: Json = False,
) -> None:
    """生成演示地区并运行一年 · Invent a place and run its year; all of it is made up."""
    from fisc import demo

    voice = Voice(as_json)
    run_migrations(voice)
    began = clock.seconds()
    try:
        with voice.meter(Words("生成演示数据", "Making the demo")) as advance:
            summary = demo.make(
                scale.value,
                seed,
                using="default",
                progress=lambda _stage, done, total: advance(done, total),
                until=clock.today(),
            )
    except ValueError as wrong:
        complain(Exit.REFUSED, Words(f"未能生成：{wrong}", str(wrong)))
    took = int(clock.seconds() - began)
    voice.answer(
        {"done": True, "scale": scale.value, "seed": seed, "seconds": took, "summary": summary},
        Words(
            f"演示数据已就绪（规模 {scale.value}，种子 {seed}，用时 {took} 秒），全部为虚构。",
            f"The demo is ready ({scale.value}, seed {seed}, {took} s); all of it is invented.",
        ),
        *str(summary).splitlines(),
        Words("下一步：fisc serve", "Next: fisc serve"),
    )
