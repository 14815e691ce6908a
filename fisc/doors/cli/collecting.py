"""``fisc static``: lay the files that pages bring with them where a web server finds them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.values import Words


def static(
    folder: Annotated[
        Path | None,
        typer.Argument(help="目标文件夹，默认正式模式所用者 · The folder; the office's own."),
    ] = None,
    as_json: Json = False,
) -> None:
    """收集静态文件，供网页服务器使用 · Collect the static files for a web server."""
    from django.conf import settings

    from fisc.exchange.static_files import collect

    target = Path(settings.STATIC_ROOT) if folder is None else folder
    try:
        done = collect(target)
    except OSError as wrong:
        complain(
            Exit.ENVIRONMENT,
            Words(
                f"The files cannot be written to {target}: {wrong.strerror}.",
                f"无法写入 {target}：{wrong.strerror}。",
            ),
        )
    Voice(as_json).answer(
        {"done": True, "folder": str(target), "files": done.count, "written": done.written},
        Words(
            f"{done.count} files in {target}; {done.written} of them new or changed.",
            f"{target} 共 {done.count} 个文件，其中新增或变更 {done.written} 个。",
        ),
    )
