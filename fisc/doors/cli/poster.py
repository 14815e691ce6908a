"""``fisc poster``: gather what programs on this machine post, until told to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Final

from django.conf import settings

from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.record.book import Book
from fisc.record.poster import Poster, PosterThere
from fisc.values import Words

SOCKET: Final = "poster.sock"


def post(as_json: Json = False) -> None:
    """汇集本机的记账请求 · Gather the postings of this machine's programs into sets."""
    voice = Voice(as_json)
    stop = threading.Event()

    def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal asks
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    path = settings.HOME / SOCKET
    poster = Poster(Book(), path)
    try:
        poster.serve(stop.is_set, lambda: voice.say(Words(f"Waits at {path}", f"等候于 {path}")))
    except PosterThere:
        complain(
            Exit.ENVIRONMENT,
            Words(
                f"A poster waits at {path} already; one is enough for a machine.",
                f"已有记账进程在 {path} 等候，一台机器只需一个。",
            ),
        )
    voice.answer(
        {"done": True, "posted": poster.posted, "sets": poster.sets},
        Words(
            f"Stopped after {poster.posted:,} postings in {poster.sets:,} sets.",
            f"已停止：共记账 {poster.posted:,} 笔，合并为 {poster.sets:,} 组。",
        ),
    )
