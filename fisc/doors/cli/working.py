"""``fisc work``: take jobs from the list and do them, until told to stop."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from types import FrameType
from typing import Annotated, Final

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.jobs import own_name
from fisc.doors.cli.voice import Json, Voice
from fisc.values import Words

_ENDS_SECONDS: Final = 20


def work(
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="做完排队任务即结束 · End when nothing waits.")
    ] = False,
    nightly: Annotated[
        bool | None,
        typer.Option(help="每日维护；演示模式默认不做 · Keep house once a day; not in a demo."),
    ] = None,
    beside: Annotated[
        bool, typer.Option("--beside", help="输入结束即停止 · End when standard input ends.")
    ] = False,
    as_json: Json = False,
) -> None:
    """办理后台任务 · Do the long work that people asked for."""
    from django.conf import settings

    from fisc.jobs.worker import Office

    voice, stop = Voice(as_json), threading.Event()

    def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal asks
        stop.set()

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
    if beside:
        threading.Thread(target=_until_input_ends, args=(stop,), daemon=True).start()
    office = Office(own_name(), clock.now, stop)
    keeps_house = settings.MODE == "office" if nightly is None else nightly
    if until_idle:
        office.until_idle()
    else:
        voice.say(Words(f"Works as {office.name}", f"执行进程 {office.name}"))
        office.serve(clock.today if keeps_house else None)
    voice.answer(
        {"done": True, "jobs": office.done},
        Words(f"Stopped after {office.done:,} jobs.", f"已停止：共办理 {office.done:,} 项。"),
    )


@contextmanager
def beside() -> Iterator[None]:
    """Keep a worker in a process of its own while something else is done.

    It ends with this process, however that ends, because its standard input does.
    """
    words = [sys.executable, "-c", "from fisc.doors.cli.main import run; run()"]
    words += ["work", "--beside", "--json"]
    with Popen(words, stdin=PIPE, stdout=PIPE) as worker:  # noqa: S603 - our own program
        try:
            yield
        finally:
            worker.communicate(timeout=_ENDS_SECONDS)


def _until_input_ends(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(1):
        pass
    stop.set()
