"""``fisc export package``, ``fisc import package``: budgets as Fiscal Data Packages."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final

import typer
from django.conf import settings

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.importing import (
    SHOWN_MAX,
    Confirm,
    Division,
    Job,
    Maker,
    Marked,
    Undo,
    Year,
    run,
    sign,
)
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.exchange.amounts import Unit
from fisc.exchange.limits import Limits
from fisc.values import Book, Words

SHOWN_TOTALS_MAX: Final = 500
Package = Annotated[
    Path | None,
    typer.Argument(exists=True, help="数据包 .zip 或文件夹 · The package, a .zip or a folder."),
]


def write(
    target: Annotated[Path, typer.Argument(dir_okay=False, help=".zip，不覆盖 · Not overwritten.")],
    division: Annotated[str, typer.Option(help="区划代码 · The division.")],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="年度 · The fiscal year.")],
    as_json: Json = False,
) -> None:
    """财政数据包：批复的预算与执行 · The adopted budget and its execution as a data package."""
    from fisc.exchange.official_tables.questions import Asker, question
    from fisc.exchange.packages.budgets import about_budget, budget_package
    from fisc.exchange.packages.writing import write_package

    voice = Voice(as_json)
    if target.suffix != ".zip":
        complain(Exit.USAGE, Words("The file must end in .zip.", "文件名应以 .zip 结尾。"))
    demo = settings.MODE == "demo"
    now, today = clock.now(), clock.today()
    asked = question(
        division, year, Asker(now=now, today=today, version=version("fisc"), demo=demo)
    )
    tables = budget_package(asked.book, asked.place, year, asked.selection, asked.when)
    if not tables:
        complain(
            Exit.USAGE,
            Words(
                f"{division} has adopted no budget for {year}.",
                f"{division} 没有 {year} 年的预算。",
            ),
        )
    try:
        with target.open("xb") as file:
            write_package(file, tables, about_budget(asked.place, year, now, demo=demo))
    except FileExistsError:
        complain(
            Exit.USAGE,
            Words(f"{target} is there already; it stays as it is.", f"{target} 已存在，不会覆盖。"),
        )
    counts = {table.name: len(table.rows) for table in tables}
    said = ", ".join(f"{name} {rows:,}" for name, rows in counts.items())
    voice.answer(
        {"done": True, "file": target, "rows": counts},
        Words(f"{target}: rows: {said}.", f"{target}：行数：{said}。"),
    )


def take(
    division: Division,
    year: Year,
    number: Annotated[str, typer.Option(help="草案编号 · The number of the draft.")],
    actor: Maker,
    file: Package = None,
    phase: Annotated[
        str, typer.Option(help="多列金额时导入哪个阶段 · Which of several phases, as approved.")
    ] = "",
    book: Annotated[
        Book | None, typer.Option(help="数据包未写明的预算类别 · The book, where none is named.")
    ] = None,
    confirm: Confirm = False,
    undo: Undo = None,
    marked: Marked = None,
    as_json: Json = False,
) -> None:
    """财政数据包中的预算，成为一份草案 · The budget of a data package; it becomes one draft."""
    from fisc.exchange.intake.budget_packages import PackageAct
    from fisc.exchange.packages.intake import try_package
    from fisc.exchange.tables.budget_packages import BUDGET_PACKAGE

    signature = sign(division, actor)
    act = PackageAct(signature, number=number, year=year, file=file.name if file else "")
    given = {} if book is None else {"book": book.value}
    with TemporaryDirectory() as folder:
        job = Job(
            file, BUDGET_PACKAGE, signature, act, confirm, undo, Unit.YUAN, None, marked,
            partial(try_package, into=Path(folder), phase=phase, given=given),
        )  # fmt: skip
        run(Voice(as_json), replace(job, take_back=act.take_back))


def add_up(
    file: Annotated[
        Path, typer.Argument(exists=True, help="数据包 .zip 或文件夹 · A .zip or a folder.")
    ],
    as_json: Json = False,
) -> None:
    """财政数据包的合计，不入账 · What a data package adds up to; nothing is taken over."""
    from fisc.exchange.packages.reading import open_package
    from fisc.exchange.packages.totals import plain, totals

    voice, limits = Voice(as_json), Limits.at_the_command_line()
    with TemporaryDirectory() as folder:
        found = totals(open_package(file, Path(folder), limits), limits)
    shown = [
        {
            "table": one.table,
            "by": one.by,
            "group": one.group,
            "measure": one.measure,
            "rows": one.rows,
            "sum": plain(one.amount),
        }
        for one in found.totals
    ]
    voice.answer(
        {
            "done": not found.problems,
            "totals": shown,
            "problems": [problem.said(voice.language) for problem in found.problems],
        },
        Words(f"{file}: {len(shown):,} totals.", f"{file}：{len(shown):,} 项合计。"),
        *(_line(one) for one in shown[:SHOWN_TOTALS_MAX]),
        *(f"  {problem.said(voice.language)}" for problem in found.problems[:SHOWN_MAX]),
    )
    voice.end(Exit.REFUSED if found.problems else Exit.DONE)


def _line(one: dict[str, Any]) -> str:
    where = f"{one['by']} {one['group']}".strip()
    return f"  {one['table']} | {where} | {one['measure']} | {one['rows']:,} | {one['sum']}"
