"""``fisc jobs``: the list of long work, its end, and what the office does by itself.

Whoever works at the machine names the person who acts; the act judges what that person may.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.values import Words

app = typer.Typer(help="后台任务 · Long work that is done aside.", no_args_is_help=True)
SHOWN_MAX: Final = 200
Number = Annotated[int, typer.Argument(min=1, help="任务编号 · The number of the job.")]
Officer = Annotated[str, typer.Option(help="经办人 · The registered person who acts.")]
STATES: Final = {
    "waiting": Words("waiting", "排队中"),
    "running": Words("running", "执行中"),
    "done": Words("done", "已完成"),
    "failed": Words("failed", "失败"),
    "cancelled": Words("stopped", "已停止"),
}


@app.command("list")
def list_jobs(
    state: Annotated[str, typer.Option(help="状态 · The state.")] = "", as_json: Json = False
) -> None:
    """列出后台任务，最近的在前 · List long work, the latest first."""
    from fisc.jobs import store

    voice = Voice(as_json)
    if state and state not in STATES:
        names = ", ".join(STATES)
        complain(
            Exit.USAGE,
            Words(f"{state!r} is no state; there are {names}.", f"没有状态 {state}：{names}。"),
        )
    rows = store.listed(None, state=state, limit=SHOWN_MAX)
    voice.answer({"done": True, "jobs": [_job(one) for one in rows]})
    heads = (
        Words("number", "编号"),
        Words("kind", "类型"),
        Words("about", "内容"),
        Words("state", "状态"),
        Words("how far", "进度"),
        Words("asked for by", "提交人"),
        Words("what came of it", "结果说明"),
    )
    voice.table(heads, [_cells(voice, one) for one in rows])


@app.command()
def cancel(number: Number, officer: Officer, as_json: Json = False) -> None:
    """停止任务 · Stop a job; one that runs ends at its next count."""
    from fisc.jobs import acts, store
    from fisc.registers.people import UnknownPerson

    voice = Voice(as_json)
    try:
        done = acts.cancel(number=number, officer=officer, at=clock.now())
    except (store.UnknownJob, UnknownPerson) as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"命令内容有误：{wrong}"))
    if done.refusal is not None:
        voice.refuse(done.refusal)
    state = STATES[done.job.state]
    voice.answer(
        {"done": True, "job": number, "state": done.job.state},
        Words(f"Job {number} is to stop; it is {state.en}.", f"任务 {number}：{state.zh}。")
        if done.job.open
        else Words(f"Job {number} is {state.en}.", f"任务 {number} {state.zh}。"),
    )


@app.command()
def run(
    kind: Annotated[str, typer.Argument(help="housekeeping：夜间维护 · The kind of work.")],
    as_json: Json = False,
) -> None:
    """立即办理机构自身的任务 · Do at once what the office does by itself once a day."""
    from fisc.jobs import housekeeping, store
    from fisc.jobs.worker import Office

    voice = Voice(as_json)
    if kind != housekeeping.KIND:
        complain(
            Exit.USAGE,
            Words(
                f"{kind!r}: only {housekeeping.KIND} is done at the command line.",
                f"{kind}：命令行只办理 {housekeeping.KIND}。",
            ),
        )
    job = store.ask(housekeeping.wanted(clock.today()), at=clock.now())
    if not job.open:
        # What it does finds only what is left to do, so a day may be kept again.
        store.again(job.number, at=clock.now(), ended=True)
    done = Office(own_name(), clock.now).step(job.number) or store.find(job.number)
    good = done.state == "done"
    voice.answer({"done": good, **_job(done)}, done.said if done.said.en else STATES[done.state])
    voice.end(Exit.DONE if good else Exit.REFUSED)


def own_name() -> str:
    """Return a name for the worker in this process that no other worker has had."""
    import os
    import platform
    from uuid import uuid4

    return f"{platform.node()}:{os.getpid()}:{uuid4().hex[:8]}"


def _cells(voice: Voice, one: Any) -> tuple[str, ...]:
    from fisc.jobs.kinds import KINDS

    kind = KINDS.get(one.kind)
    total = "" if one.total is None else f" / {one.total:,}"
    counted = voice.words(kind.counted) if kind else ""
    return (
        str(one.number),
        voice.words(kind.name) if kind else one.kind,
        one.subject or "-",
        voice.words(STATES[one.state]),
        f"{one.done:,}{total} {counted}" if one.done or one.total else "-",
        one.asked_by,
        voice.words(one.said) or "-",
    )


def _job(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "about": one.subject,
        "division": one.division or None,
        "state": one.state,
        "counted": one.done,
        "total": one.total,
        "said": one.said,
        "asked_by": one.asked_by,
        "asked_at": one.asked_at,
        "started_at": one.started_at,
        "ended_at": one.ended_at,
    }
