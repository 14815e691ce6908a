"""``fisc import``: try a file, tell all that is wrong with it, and take it over when told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Advance, Json, Voice, complain
from fisc.exchange.acts import Act, Progress
from fisc.exchange.amounts import Unit
from fisc.exchange.annotate import annotate
from fisc.exchange.dryruns import DryRun, Order, apply, dry_run
from fisc.exchange.intake.imports import (
    Receipt,
    Signature,
    TakeBack,
    UnknownImport,
    undo_import,
)
from fisc.exchange.intake.journal import JOURNAL, JournalAct, try_journal
from fisc.exchange.limits import Limits
from fisc.exchange.problems import Problem
from fisc.exchange.tables.budgets import BUDGETS
from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.exchange.tables.indicators import INDICATORS
from fisc.exchange.tables.payments import PAYMENTS
from fisc.exchange.templates import Template
from fisc.record.book import Book
from fisc.values import DivisionCode, Verdict, Words

app = typer.Typer(
    help="导入文件：默认只试读，加 --confirm 才入账 · Try a file; --confirm takes it over.",
    no_args_is_help=True,
)
SHOWN_MAX: Final = 200

File = Annotated[
    Path | None,
    typer.Argument(exists=True, dir_okay=False, help=".xlsx .csv .jsonl 文件 · The file."),
]
Division = Annotated[str, typer.Option(help="区划代码 · The division.")]
Confirm = Annotated[
    bool, typer.Option("--confirm", help="全部入账，或全不入账 · Take it over, all or nothing.")
]
Trial = Annotated[
    bool, typer.Option("--dry-run", help="只试读，与不加 --confirm 相同 · Try only, as by default.")
]
Year = Annotated[int, typer.Option(help="年度 · The fiscal year.")]
Undo = Annotated[
    int | None,
    typer.Option(metavar="BATCH", help="撤销写入该批次的导入 · Undo the import of this batch."),
]
AmountUnit = Annotated[
    Unit | None, typer.Option("--unit", help="金额单位 · The unit, where the file names none.")
]
Encoding = Annotated[
    str | None, typer.Option(help="文件编码 · The encoding, where it is in doubt.")
]
Marked = Annotated[
    Path | None,
    typer.Option(dir_okay=False, help="标红问题的副本 · A copy with every fault in red (.xlsx)."),
]
Actor = Annotated[str, typer.Option(help="经办人 · Who imports.")]
Maker = Annotated[str, typer.Option(help="登记的经办人 · The registered person who drafts.")]


@dataclass(frozen=True, slots=True)
class Job:
    """One import as the command was called."""

    file: Path | None
    template: Template
    signature: Signature
    act: Act[Receipt]
    confirm: bool = False
    undo: int | None = None
    unit: Unit | None = None
    encoding: str | None = None
    marked: Path | None = None
    try_file: Callable[..., DryRun] = dry_run
    listen: Callable[[Advance], None] = lambda _: None
    take_back: TakeBack | None = None
    expected: Mapping[str, str] = field(default_factory=dict)

    def taken_back_by(self, take_back: TakeBack) -> Job:
        """Return the job with what undoes it."""
        return replace(self, take_back=take_back)


@app.command()
def journal(
    division: Division,
    file: File = None,
    confirm: Confirm = False,
    undo: Undo = None,
    unit: AmountUnit = None,
    encoding: Encoding = None,
    marked: Marked = None,
    actor: Actor = "operator",
    as_json: Json = False,
) -> None:
    """外部账簿的分录 · A journal kept elsewhere: date, entry, account, amount."""
    signature = sign(division, actor)
    act = JournalAct(Book(), signature, file=file.name if file else "")
    job = Job(file, JOURNAL, signature, act, confirm, undo, unit, encoding, marked)
    run(Voice(as_json), replace(job, try_file=try_journal, listen=act.listen))


@app.command()
def budgets(
    division: Division,
    year: Year,
    number: Annotated[str, typer.Option(help="草案编号 · The number of the draft.")],
    actor: Maker,
    file: File = None,
    confirm: Confirm = False,
    undo: Undo = None,
    unit: AmountUnit = None,
    encoding: Encoding = None,
    marked: Marked = None,
    as_json: Json = False,
) -> None:
    """预算明细，成为一份草案 · The lines of a budget; they become one draft."""
    from fisc.exchange.intake.budgets import BudgetsAct

    signature = sign(division, actor)
    act = BudgetsAct(signature, number=number, year=year, file=file.name if file else "")
    job = Job(file, BUDGETS, signature, act, confirm, undo, unit, encoding, marked)
    run(Voice(as_json), job.taken_back_by(act.take_back))


@app.command()
def indicators(
    division: Division,
    actor: Maker,
    file: File = None,
    confirm: Confirm = False,
    undo: Undo = None,
    unit: AmountUnit = None,
    encoding: Encoding = None,
    marked: Marked = None,
    as_json: Json = False,
) -> None:
    """预算指标，成为待审核的草稿 · Indicators; they become drafts to be reviewed."""
    from fisc.exchange.intake.indicators import IndicatorsAct

    signature = sign(division, actor)
    act = IndicatorsAct(signature, file=file.name if file else "")
    job = Job(file, INDICATORS, signature, act, confirm, undo, unit, encoding, marked)
    run(Voice(as_json), job.taken_back_by(act.take_back))


@app.command("indicator-lines")
def indicator_lines(
    division: Division,
    year: Year,
    actor: Maker,
    file: File = None,
    confirm: Confirm = False,
    trial: Trial = False,
    undo: Undo = None,
    unit: AmountUnit = None,
    encoding: Encoding = None,
    marked: Marked = None,
    as_json: Json = False,
) -> None:
    """指标明细：导出、修改、再导入 · Lines as exported and edited; also what the grid changes."""
    from fisc.exchange.intake.indicator_lines import IndicatorLinesAct

    if trial and confirm:
        complain(
            Exit.USAGE,
            Words("--dry-run and --confirm contradict.", "--dry-run 与 --confirm 不能同时使用。"),
        )
    signature = sign(division, actor)
    act = IndicatorLinesAct(signature, year=year, file=file.name if file else "")
    job = Job(file, INDICATOR_LINES, signature, act, confirm, undo, unit, encoding, marked)
    # A file of edited lines has to say of itself that it is of this division and year.
    marks = {"division": division, "year": str(year)}
    run(Voice(as_json), replace(job, take_back=act.take_back, expected=marks))


@app.command()
def payments(
    division: Division,
    actor: Maker,
    file: File = None,
    confirm: Confirm = False,
    undo: Undo = None,
    unit: AmountUnit = None,
    encoding: Encoding = None,
    marked: Marked = None,
    as_json: Json = False,
) -> None:
    """支付明细，成为支付申请草稿 · Payments; they become drafts of payment requests."""
    from fisc.exchange.intake.payments import PaymentsAct

    signature = sign(division, actor)
    act = PaymentsAct(signature, file=file.name if file else "")
    job = Job(file, PAYMENTS, signature, act, confirm, undo, unit, encoding, marked)
    run(Voice(as_json), job.taken_back_by(act.take_back))


def sign(division: str, actor: str) -> Signature:
    """Return who imports where, and read the clock; a wrong code of a division ends the command."""
    try:
        code = DivisionCode(division)
    except ValueError as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"区划代码有误：{wrong}"))
    return Signature(division=code, actor=actor, day=clock.today(), at=clock.now())


def run(voice: Voice, job: Job) -> None:
    """Try a file, or undo an import; take the file over where that was asked."""
    if (job.file is None) == (job.undo is None):
        complain(
            Exit.USAGE, Words("Name a file, or --undo BATCH.", "请给出文件，或用 --undo 给出批次。")
        )
    if job.undo is not None:
        _undo(voice, job, job.undo)
    tried = _tried(voice, job)
    if not tried.ready or not job.confirm:
        _tell(voice, tried, {})
        if tried.ready:
            voice.say(
                Words("This was a trial; --confirm takes it over.", "这是试读；加 --confirm 入账。")
            )
        voice.end(Exit.DONE if tried.ready else Exit.REFUSED)
    total = tried.counts.rows
    with voice.meter(Words("Taking over", "入账")) as advance:
        job.listen(advance)
        applied = apply(tried, job.act, progress=_reporter(advance, total), clock=clock.seconds)
    if isinstance(applied, Verdict):
        voice.refuse(applied)
    receipt = applied.receipt
    if receipt.refusal is not None:
        voice.refuse(receipt.refusal)
    _tell(voice, tried, {"taken_over": True, **_of(receipt)})
    voice.end(Exit.DONE)


def _undo(voice: Voice, job: Job, batch: int) -> None:
    try:
        receipt = undo_import(
            Book(), job.template.key, job.signature, batch, take_back=job.take_back
        )
    except UnknownImport as unknown:
        complain(Exit.USAGE, Words(str(unknown), f"没有这次导入：{unknown}"))
    if receipt.refusal is not None:
        voice.refuse(receipt.refusal)
    voice.answer(
        {"done": True, "undone": True, **_of(receipt)},
        Words(
            f"{receipt.written:,} were undone, dated today.",
            f"已撤销 {receipt.written:,} 张，日期为今天。",
        ),
    )
    voice.end(Exit.DONE)


def _tried(voice: Voice, job: Job) -> DryRun:
    assert job.file is not None  # noqa: S101 - the caller has looked
    order = Order(
        path=job.file,
        name=job.file.name,
        template=job.template,
        unit=job.unit,
        encoding=job.encoding,
        limits=Limits.at_the_command_line(),
        expected=job.expected,
    )
    try:
        with voice.meter(Words("Trying", "试读")) as advance:
            tried = job.try_file(
                order, job.act, progress=_reporter(advance, None), clock=clock.seconds
            )
    except ValueError as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"不能读取：{wrong}"))
    if job.marked is not None and tried.problems:
        with job.marked.open("wb") as target:
            annotate(tried, target, language=voice.language, annotated_at=job.signature.at)
    return tried


def _reporter(advance: Advance, total: int | None) -> Callable[[Progress], None]:
    return lambda progress: advance(progress.rows, total)


def _tell(voice: Voice, tried: DryRun, more: Mapping[str, Any]) -> None:
    counts = tried.counts
    voice.answer(
        {
            "done": tried.ready,
            "file": tried.order.name,
            "sha256": tried.fingerprint,
            "rows": counts.rows,
            "counts": counts,
            "problems": [_problem(problem) for problem in tried.problems],
            "problems_left_out": tried.problems_left_out,
            "notices": [
                {"rule": n.rule, "count": n.count, "cells": n.cells, "words": n.words}
                for n in tried.notices
            ],
            "taken_over": False,
            **more,
        },
        Words(
            f"{tried.order.name}: {counts.rows:,} rows: {counts.new:,} new, {counts.changed:,} "
            f"changed, {counts.unchanged:,} unchanged, {counts.conflict:,} changed meanwhile, "
            f"{counts.problem:,} with problems.",
            f"{tried.order.name}：{counts.rows:,} 行，新增 {counts.new:,}，"
            f"改动 {counts.changed:,}，未变 {counts.unchanged:,}，"
            f"期间另有变动 {counts.conflict:,}，"
            f"有问题 {counts.problem:,}。",
        ),
        *(f"  {n.words.said(voice.language)}" for n in tried.notices),
        *(f"  {p.said(voice.language)} [{p.rule}]" for p in tried.problems[:SHOWN_MAX]),
        *_rest(len(tried.problems) - SHOWN_MAX + tried.problems_left_out),
        *_written(more),
    )


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "column_name": problem.column_name,
        "value": problem.value,
        "rule": problem.rule,
        "what_happened": problem.what_happened,
        "what_to_do": problem.what_to_do,
    }


def _rest(count: int) -> tuple[Words, ...]:
    if count <= 0:
        return ()
    return (
        Words(
            f"  {count:,} more problems: see --json or --marked.",
            f"  另有 {count:,} 个问题，见 --json 或 --marked。",
        ),
    )


def _written(more: Mapping[str, Any]) -> tuple[Words, ...]:
    if not more.get("taken_over"):
        return ()
    if more["repeated"]:
        return (Words("It was taken over before; nothing changed.", "此前已经入账，没有变化。"),)
    batches = ", ".join(map(str, more["batches"]))
    return (
        Words(
            f"{more['written']:,} were taken over as batches {batches}; "
            f"--undo {more['batches'][0]} undoes them.",
            f"已入账 {more['written']:,} 张，批次 {batches}；撤销用 --undo {more['batches'][0]}。",
        ),
    )


def _of(receipt: Receipt) -> dict[str, Any]:
    return {
        "batches": list(receipt.batches),
        "written": receipt.written,
        "already_there": receipt.unchanged,
        "repeated": receipt.repeated,
    }
