"""``fisc demo``: invent a place and run its year."""

from __future__ import annotations

from typing import Annotated

import typer

from fisc import demo
from fisc.demo import Scale, Summary
from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.migrating import run_migrations
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.values import Money, Words


def make(
    scale: Annotated[Scale, typer.Option(help="规模 · How large.")] = Scale.COUNTY,
    seed: Annotated[int, typer.Option(help="随机种子 · The same seed, the same place.")] = 1,
    as_json: Json = False,
) -> None:
    """生成演示地区并运行一年 · Invent a place and run its year; all of it is made up."""
    from fisc.demo.settle import NotADemo

    voice = Voice(as_json)
    run_migrations(voice)
    began = clock.seconds()
    try:
        with voice.meter(Words("Making the demo", "生成演示数据")) as advance:
            summary = demo.make(
                scale.value,
                seed,
                using="default",
                progress=lambda _stage, done, total: advance(done, total),
                until=clock.today(),
            )
    except (ValueError, NotADemo) as wrong:
        complain(Exit.REFUSED, Words(str(wrong), f"未能生成：{wrong}"))
    took = int(clock.seconds() - began)
    voice.answer(
        {"done": True, "scale": scale.value, "seed": seed, "seconds": took, "summary": summary},
        Words(
            f"The demo is ready ({scale.value}, seed {seed}, {took} s); all of it is invented.",
            f"演示数据已就绪（规模 {scale.value}，种子 {seed}，用时 {took} 秒），全部为虚构。",
        ),
        *_told(summary),
        Words("Next: fisc serve", "下一步：fisc serve"),
    )


def _told(summary: Summary) -> tuple[Words, ...]:
    paid, granted = Money(summary.paid_fen), Money(summary.granted_fen)
    return (
        Words(
            f"Up to {summary.until}: {summary.places} places, {summary.units} units, "
            f"{summary.people} persons, {summary.indicators} indicators.",
            f"到 {summary.until} 为止：{summary.places} 个地区、{summary.units} 个单位、"
            f"{summary.people} 位人员、{summary.indicators} 条指标。",
        ),
        Words(
            f"{summary.payments:,} payments, {summary.refused:,} refused; {granted} granted, "
            f"{paid} paid.",
            f"支付 {summary.payments:,} 笔（被拒 {summary.refused:,} 笔）；"
            f"下达 {granted}，已付 {paid}。",
        ),
        Words(
            f"The record holds {summary.entries:,} entries and {summary.facts:,} facts.",
            f"账簿 {summary.entries:,} 条分录，{summary.facts:,} 条事实。",
        ),
    )
