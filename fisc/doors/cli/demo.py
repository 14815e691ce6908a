"""``fisc demo``: invent a place and run its year."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fisc import demo
from fisc.demo import Scale, Summary, stream
from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.migrating import run_migrations
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.values import Money, Words


def make(
    scale: Annotated[Scale, typer.Option(help="规模 · How large.")] = Scale.COUNTY,
    seed: Annotated[int, typer.Option(help="随机种子 · The same seed, the same place.")] = 1,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="写到哪一天，默认今天 · The last day, today if none."
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="全国规模写入的文件夹 · Where a nation is written."),
    ] = None,
    provinces: Annotated[
        int | None, typer.Option(min=1, max=31, help="全国规模中的省数 · Fewer provinces.")
    ] = None,
    as_json: Json = False,
) -> None:
    """生成演示地区并运行一年 · Invent a place and run its year; all of it is made up."""
    from fisc.demo.settle import NotADemo

    voice = Voice(as_json)
    if scale is Scale.NATIONAL:
        _stream(voice, seed, folder, provinces)
        return
    run_migrations(voice)
    began = clock.seconds()
    try:
        with voice.meter(Words("Making the demo", "生成演示数据")) as advance:
            summary = demo.make(
                scale.value,
                seed,
                using="default",
                progress=lambda _stage, done, total: advance(done, total),
                until=until.date() if until else clock.today(),
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


def _stream(voice: Voice, seed: int, folder: Path | None, provinces: int | None) -> None:
    """Write a nation's payments into files, because no one database would hold them."""
    if folder is None:
        complain(
            Exit.USAGE,
            Words(
                "A nation is not written into a database; name a folder with --folder.",
                "全国规模不写入数据库，请用 --folder 指定文件夹。",
            ),
        )
    began = clock.seconds()
    try:
        with voice.meter(Words("Streaming a nation", "生成全国数据")) as advance:
            written = stream.stream(
                folder,
                seed,
                provinces=provinces,
                progress=lambda _stage, done, total: advance(done, total),
            )
    except FileExistsError as there:
        complain(Exit.REFUSED, Words(str(there), f"文件夹中已有文件：{there}"))
    took = int(clock.seconds() - began)
    voice.answer(
        {"done": True, "scale": "national", "seed": seed, "seconds": took, "written": written},
        Words(
            f"{written.rows:,} payments in {written.files} files ({written.format}), {took} s; "
            "all of them are invented.",
            f"已写入 {written.files} 个文件（{written.format}）、{written.rows:,} 笔支付，"
            f"用时 {took} 秒，全部为虚构。",
        ),
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
