"""``fisc resources``: what can be used now, what lies idle, and sweeps of it.

What answers is imported by the command, because it needs the settings, which are loaded after the
commands are put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.values import Words

if TYPE_CHECKING:
    from fisc.exchange.resources import Inventory
    from fisc.stages.allot.acts import Receipt

app = typer.Typer(help="各类资源与闲置资金 · Resources and idle money.", no_args_is_help=True)
Division = Annotated[str, typer.Option(help="区划代码 · The division.")]
Year = Annotated[int, typer.Option(min=2000, max=2100, help="年度 · The fiscal year.")]
Officer = Annotated[str, typer.Option(help="办理人 · Who acts.")]
Number = Annotated[str, typer.Argument(help="收回批次 · The sweep.")]
SHOWN: Final = 40


@app.callback()
def resources() -> None:
    """各类资源与闲置资金 · Resources and idle money."""


@app.command("list")
def list_resources(
    division: Division,
    year: Year,
    idle: Annotated[bool, typer.Option("--idle", help="只列闲置 · Only what is idle.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=3000, help="行数 · Rows.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """当前可用资源，按可用次序 · What can be used now, best to use first."""
    found = _found(division, year)
    rows = found.idle if idle else found.rows
    voice = Voice(as_json)
    heads = (
        Words("Resource", "资源"),
        Words("Kind", "类型"),
        Words("Flexibility", "可统筹程度"),
        Words("Amount", "金额"),
        Words("Interest lost", "利息损失"),
        Words("What one may do", "可采取的办法"),
    )
    voice.table(heads, (_line(voice, one) for one in rows[:limit]))
    voice.answer(
        {
            "done": True,
            "rows": [_row(one) for one in rows[:limit]],
            "count": len(rows),
            "free": found.usable_total,
            "idle": found.idle_total,
            "interest": found.interest_total,
            "cut": found.cut,
        },
        Words(
            f"{len(rows):,} resources; free {found.usable_total}, idle {found.idle_total}, "
            f"interest lost {found.interest_total}.",
            f"共 {len(rows):,} 项；可自由统筹 {found.usable_total}，闲置 {found.idle_total}，"
            f"利息损失 {found.interest_total}。",
        ),
    )


@app.command()
def ages(division: Division, year: Year, as_json: Json = False) -> None:
    """结转按来源年度 · What is left, by the year from which it comes."""
    found, voice = _found(division, year), Voice(as_json)
    heads = (
        Words("Money of", "来源年度"),
        Words("Counts as", "性质"),
        Words("Balance from", "转为结余日"),
        Words("Amount", "金额"),
    )
    lines = ((str(a.origin), a.age, str(a.balance_from), str(a.total)) for a in found.ages)
    voice.table(heads, lines)
    voice.answer(
        {
            "done": True,
            "ages": [
                {
                    "origin": line.origin,
                    "age": line.age,
                    "balance_from": line.balance_from.isoformat(),
                    "amount": str(line.total),
                }
                for line in found.ages
            ],
        },
        Words(f"{len(found.ages)} years.", f"共 {len(found.ages)} 个来源年度。"),
    )


@app.command()
def sweep(
    numbers: Annotated[list[str], typer.Argument(help="指标编号 · The indicators.")],
    division: Division,
    year: Year,
    officer: Officer,
    reason: Annotated[str, typer.Option(help="闲置原因代码 · A code of law/budgets/idle.csv.")],
    evidence: Annotated[str, typer.Option(help="依据文号 · The document.")],
    as_json: Json = False,
) -> None:
    """提出收回闲置资金 · Propose to take idle money back; another person carries it out."""
    from fisc.exchange.sweeps import NothingChosen, propose_idle
    from fisc.record.book import Book
    from fisc.stages.allot.sweeps import WrongSweep

    try:
        receipt = propose_idle(
            Book(),
            division=division,
            year=year,
            reason=reason,
            evidence=evidence,
            numbers=numbers,
            maker=officer,
            day=clock.today(),
            at=clock.now(),
        )
    except (NothingChosen, WrongSweep) as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"不能提出：{wrong}"))
    _told(Voice(as_json), receipt)


@app.command("carry-out")
def carry_out(number: Number, officer: Officer, as_json: Json = False) -> None:
    """办理收回 · Carry a sweep out."""
    from fisc.stages.allot.sweeps import UnknownSweep, carry_out_sweep

    try:
        receipt = carry_out_sweep(number=number, checker=officer, day=clock.today(), at=clock.now())
    except UnknownSweep as unknown:
        complain(Exit.USAGE, Words(str(unknown), f"没有收回批次 {number}。"))
    _told(Voice(as_json), receipt)


@app.command("give-back")
def give_back(
    number: Number,
    officer: Officer,
    reason: Annotated[str, typer.Option(help="原因 · Why.")],
    as_json: Json = False,
) -> None:
    """整批退回 · Give back everything that a sweep took."""
    from fisc.stages.allot.sweeps import UnknownSweep, WrongSweep, reverse_sweep

    try:
        receipt = reverse_sweep(
            number=number, reason=reason, checker=officer, day=clock.today(), at=clock.now()
        )
    except (UnknownSweep, WrongSweep) as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"不能退回 {number}：{wrong}"))
    _told(Voice(as_json), receipt)


def _found(division: str, year: int) -> Inventory:
    from fisc.exchange.official_tables.questions import Asker, question
    from fisc.exchange.resources import inventory

    asker = Asker(now=clock.now(), today=clock.today(), version="", demo=False)
    asked = question(division, year, asker)
    return inventory(asked.book, asked.selection, year=year, day=asker.today)


def _line(voice: Voice, one: Any) -> tuple[str, ...]:
    row = one.holding.row
    kind, may = voice.words(Words(row.name_en, row.name_zh)), voice.words(one.may)
    return one.code, kind, one.flexibility, str(one.amount), str(one.interest), may


def _row(one: Any) -> dict[str, Any]:
    return {
        "code": one.code,
        "kind": one.holding.kind,
        "division": one.holding.division,
        "amount": str(one.amount),
        "idle": str(one.idle_amount),
        "interest": str(one.interest),
        "flexibility": one.flexibility,
        "reasons": [reason.kind.code for reason in one.reasons],
    }


def _told(voice: Voice, receipt: Receipt) -> None:
    if receipt.refusal is not None:
        voice.refuse(receipt.refusal)
    voice.answer(
        {"done": True, "number": receipt.number, "state": receipt.state},
        Words(f"{receipt.number}: {receipt.state}.", f"{receipt.number}：{receipt.state}。"),
    )
