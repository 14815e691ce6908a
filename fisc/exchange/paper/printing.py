"""Print official tables, in a process that is stopped when it takes too long.

A page that prints waits for it, so it must not wait for ever. The typesetter is a library in
another language: it can be stopped only together with its process, and whatever it takes of memory
is given back with it. How many run at once is bounded, because the office has few processors.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from fisc.exchange.official import Table
from fisc.exchange.paper import fonts
from fisc.exchange.paper.setting import Cover, Paper, Print, document, tagged
from fisc.values import Words

__all__ = ["ROWS_MAX", "Cover", "NotPrinted", "Paper", "Print", "missing", "write_paper"]

ROWS_MAX: Final = 10_000  # some hundreds of pages; who wants more rows wants a file
SECONDS_MAX: Final = 90
WAIT_SECONDS_MAX: Final = 20
AT_ONCE_MAX: Final = 2
_WORKER: Final = Path(__file__).with_name("worker.py")
_slots = threading.BoundedSemaphore(AT_ONCE_MAX)


class NotPrinted(RuntimeError):
    """There is no paper; ``words`` say why and what to do. Asking ``again`` later may help."""

    def __init__(self, words: Words, *, again: bool) -> None:
        super().__init__(words.en)
        self.words = words
        self.again = again


def missing() -> Words | None:
    """Say what is not installed of what papers need; None where all is there."""
    lacking = [name for name in ("typst", "segno") if importlib.util.find_spec(name) is None]
    if lacking:
        names = " ".join(lacking)
        return Words(
            f"the Python packages {names} are not installed; install them from the lock",
            f"未安装 Python 包 {names}，请按锁定文件安装",
        )
    if not fonts.chosen():
        return Words(
            "there is no Chinese font; install the Noto CJK fonts of the distribution",
            "没有中文字体，请安装发行版的 Noto CJK 字体",
        )
    return None


def write_paper(
    target: BinaryIO, tables: Sequence[Table], how: Print, cover: Cover | None = None
) -> None:
    """Write tables as PDF, each beginning on a page of its own; with a cover they are a book.

    Raises:
        NotPrinted: something is missing, there are too many rows, too many print at once, or it
            took too long.
    """
    rows = sum(table.count for table in tables)
    if rows > ROWS_MAX:
        raise NotPrinted(
            Words(
                f"{rows:,} rows are too many for paper, which holds {ROWS_MAX:,}",
                f"共 {rows:,} 行，超过打印上限 {ROWS_MAX:,} 行",
            ),
            again=False,
        )
    lacking = missing()
    if lacking is not None:
        raise NotPrinted(lacking, again=False)
    asked = json.dumps(
        {
            "folders": [folder for name in _families(how) for folder in fonts.folders_of(name)],
            "data": document(tables, how, cover),
            "made": how.made.replace(microsecond=0).isoformat(),
            "tags": tagged(tables),
            "standards": [],
        }
    )
    if not _slots.acquire(timeout=WAIT_SECONDS_MAX):
        raise NotPrinted(
            Words("others are printing; try again in a minute", "正在为他人打印，请一分钟后再试"),
            again=True,
        )
    try:
        target.write(_printed(asked.encode()))
    finally:
        _slots.release()


def _families(how: Print) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*how.fonts, *how.title_fonts)))


def _printed(asked: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, nothing of a user in its words
            [sys.executable, "-I", str(_WORKER)],
            input=asked,
            capture_output=True,
            timeout=SECONDS_MAX,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as late:
        raise NotPrinted(
            Words(
                f"it took longer than {SECONDS_MAX} seconds; narrow the table, or download it",
                f"排版超过 {SECONDS_MAX} 秒，请缩小范围，或下载表格文件",
            ),
            again=False,
        ) from late
    if done.returncode < 0:
        raise NotPrinted(
            Words(
                "it took too much memory or time; narrow the table, or download it",
                "排版占用内存或时间过多，请缩小范围，或下载表格文件",
            ),
            again=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace")[-2000:])
    return done.stdout
