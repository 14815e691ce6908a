"""``fisc ledger``: verify, rebuild, seal and read the ledger of budget authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.engines.ledger import statements
from fisc.record import balances, journal, movements, sealing, summing
from fisc.record.book import Book
from fisc.values import Book as Budget
from fisc.values import Money, Words

app = typer.Typer(help="预算指标账 · The ledger of budget authority.", no_args_is_help=True)
Year = Annotated[int | None, typer.Option(help="年度 · The fiscal year.")]
Division = Annotated[str | None, typer.Option(help="区划代码 · The division.")]


@app.command()
def verify(
    witness: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="见证人保存的检查点 · A kept checkpoint."),
    ] = None,
    as_json: Json = False,
) -> None:
    """核验整个账簿 · Read the whole record and say what is not as it was written."""
    voice = Voice(as_json)
    with voice.meter(Words("Verifying seals", "核验封印")) as advance:
        report = sealing.verify(Book(), witness=witness, progress=advance)
    voice.answer(
        {"done": report.sound, "sound": report.sound, **_fields(report)},
        Words(
            f"{report.batches:,} batches, {report.entries:,} entries, {report.facts:,} facts.",
            f"共 {report.batches:,} 批、{report.entries:,} 条分录、{report.facts:,} 条事实。",
        ),
        *(f"  {fault}" for fault in report.faults),
        Words("The record is as it was written.", "账簿完好。")
        if report.sound
        else Words(f"{len(report.faults)} faults found.", f"发现 {len(report.faults)} 处问题。"),
        Words("It agrees with the witness's checkpoint.", "已与见证人的检查点核对。")
        if report.witnessed and report.sound
        else Words(
            "No witness was asked, so a record rewritten as a whole would not be found.",
            "未提供见证检查点：整体改写无法被发现。",
        ),
    )
    voice.end(Exit.DONE if report.sound else Exit.REFUSED)


@app.command()
def rebuild(
    check: Annotated[
        bool, typer.Option("--check", help="只比较，不修复 · Compare only, repair nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """由分录重算余额和汇总数 · Recompute balances and sums; repair what differs."""
    voice = Voice(as_json)
    drifts = movements.compare(Book()) if check else movements.rebuild(Book())
    sums = summing.compare(Book()) if check else movements.repair(Book())
    found = len(drifts) + len(sums)
    voice.answer(
        {
            "done": not found,
            "repaired": bool(found) and not check,
            "drifts": list(drifts),
            "sums": list(sums),
        },
        *(f"  {d.pot}: {d.row_fen} → {d.entries_fen}" for d in drifts),
        *(f"  {d.table} {d.key}: {d.gap_fen}" for d in sums),
        Words("Every balance is the sum of its entries.", "所有余额与分录一致。")
        if not found
        else Words(f"{found} balances or sums differed.", f"{found} 个余额或汇总数不一致。"),
    )
    voice.end(Exit.REFUSED if found else Exit.DONE)


@app.command()
def seal(as_json: Json = False) -> None:
    """为待封批次加封 · Seal the batches that wait for it."""
    voice = Voice(as_json)
    count = sealing.seal_waiting(Book())
    voice.answer(
        {"done": True, "sealed": count}, Words(f"{count} batches sealed.", f"已封 {count} 批。")
    )


@app.command()
def checkpoint(
    folder: Annotated[
        Path | None, typer.Option(file_okay=False, help="交给见证人的文件夹 · For the witness.")
    ] = None,
    as_json: Json = False,
) -> None:
    """生成检查点交见证人保存 · Take a checkpoint and hand it out for a witness."""
    voice = Voice(as_json)
    taken = sealing.take_checkpoint(Book(), at=clock.now(), folder=folder)
    voice.answer(
        {"done": True, "number": taken.number, "root": taken.root, "chains": len(taken.heads)},
        Words(
            f"Checkpoint {taken.number}: {taken.root}", f"检查点 {taken.number}，根 {taken.root}"
        ),
    )


@app.command()
def gather(as_json: Json = False) -> None:
    """归集此前各日的变动 · Gather past days, so that questions about them stay fast."""
    voice = Voice(as_json)
    rows = movements.gather(Book(), until=clock.now())
    voice.answer(
        {"done": True, "rows": rows}, Words(f"{rows:,} rows gathered.", f"归集 {rows:,} 行。")
    )


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="目标文件夹 · Where to write.")],
    as_json: Json = False,
) -> None:
    """导出全部账簿供离线核验 · Write the whole journal for the offline verifier."""
    voice = Voice(as_json)
    try:
        with voice.meter(Words("Writing the journal", "导出账簿")) as advance:
            journal.export(Book(), folder, progress=lambda _, written: advance(written, None))
    except FileExistsError as wrong:
        there = wrong.filename
        complain(
            Exit.USAGE,
            Words(
                f"{there} is there already; nothing is overwritten.", f"{there} 已存在，不会覆盖。"
            ),
        )
    names = sorted(path.name for path in folder.iterdir())
    voice.answer(
        {"done": True, "folder": folder, "files": names},
        Words(f"Written to {folder}.", f"已写入 {folder}。"),
    )


@app.command()
def balance(
    division: Division = None,
    year: Year = None,
    book: Annotated[str | None, typer.Option(help="预算类别 · The budget, as general.")] = None,
    unit: Annotated[str | None, typer.Option(help="单位 · The unit.")] = None,
    indicator: Annotated[str | None, typer.Option(help="指标 · The indicator.")] = None,
    family: Annotated[str | None, typer.Option(help="账户族 · The family of pots.")] = None,
    by: Annotated[str, typer.Option(help="分组要素，逗号分隔 · Elements, by commas.")] = "family",
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截至哪一天 · At the end of.")
    ] = None,
    as_json: Json = False,
) -> None:
    """按要素查询余额 · Sum the balances of pots, now or at the end of a day."""
    voice = Voice(as_json)
    chosen = {"division": division, "year": year, "book": book, "unit": unit}
    chosen |= {"indicator": indicator, "family": family}
    selection = balances.Selection(**{k: (v,) for k, v in chosen.items() if v is not None})  # type: ignore[arg-type]
    elements = tuple(name.strip() for name in by.split(",") if name.strip())
    try:
        if day is None:
            found = balances.totals(Book(), selection, elements)
        else:
            found = balances.totals_at(
                Book(), selection, elements, day=day.date(), known=clock.now()
            )
    except balances.UnknownElement as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"没有这个要素：{wrong}"))
    rows = [{**dict(zip(elements, total.key, strict=True)), **_chambers(total)} for total in found]
    voice.answer({"done": True, "balances": rows})
    voice.table(
        [
            *(Words(name, name) for name in elements),
            Words("open", "可用"),
            Words("held", "占用"),
            Words("done", "已用"),
        ],
        [
            [*map(str, total.key), str(total.open), str(total.held), str(total.done)]
            for total in found
        ],
    )


@app.command("trial-balance")
def trial_balance(
    division: Annotated[str, typer.Option(help="区划代码 · The division.")],
    year: Annotated[int, typer.Option(help="年度 · The fiscal year.")],
    as_json: Json = False,
) -> None:
    """试算平衡表 · Balances by role, with the identity that must hold, for every book."""
    voice = Voice(as_json)
    tables = _trial_balances(division, year)
    voice.answer(
        {
            "done": all(table.verdict.allowed for table in tables),
            "books": [
                {
                    "book": str(table.book),
                    "lines": [_fields(line) for line in table.lines],
                    "debit_fen": table.debit,
                    "credit_fen": table.credit,
                    "difference_fen": table.difference,
                }
                for table in tables
            ],
        }
    )
    voice.table(
        [
            Words("book", "预算"),
            Words("code", "科目"),
            Words("name", "名称"),
            Words("balance", "余额"),
        ],
        [
            [
                str(table.book),
                line.code,
                line.name_zh if voice.language == "zh" else line.name_en,
                str(line.balance),
            ]
            for table in tables
            for line in table.lines
        ],
    )
    broken = [table for table in tables if not table.verdict.allowed]
    for table in broken:
        verdict, book = table.verdict, table.book
        voice.say(
            Words(f"{book}: {verdict.why_in('en')}", f"{book.words.zh}：{verdict.why_in('zh')}")
        )
    voice.end(Exit.REFUSED if broken else Exit.DONE)


def _trial_balances(division: str, year: int) -> Sequence[statements.TrialBalance]:
    selection = balances.Selection(division=(division,), year=(year,))
    lines = balances.trial_balance(balances.totals(Book(), selection, ("book", "family")))
    books: dict[str, dict[str, Money]] = {}
    for line in lines:
        books.setdefault(line.book, {})[line.role] = line.balance
    return [statements.trial_balance(Budget(book), found) for book, found in books.items()]


def _chambers(total: balances.Total) -> dict[str, Money]:
    return {"open_fen": total.open, "held_fen": total.held, "done_fen": total.done}


def _fields(thing: object) -> dict[str, object]:
    names = getattr(thing, "__dataclass_fields__", {})
    return {name: getattr(thing, name) for name in names}
