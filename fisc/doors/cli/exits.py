"""How the commands end: one number a script can ask, and what it means."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from fisc.exchange.words import Words


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    ENVIRONMENT = 3


MEANINGS: Final = {
    Exit.DONE: Words(
        "完成，包括要求的事此前已经办成。", "Done, also where what was asked was so already."
    ),
    Exit.REFUSED: Words(
        "被拒绝，或发现了问题；原因已经列出。",
        "Refused, or faults were found; the reasons are listed.",
    ),
    Exit.USAGE: Words(
        "命令用法有误，例如缺少文件或编码无法识别。",
        "Called wrongly, for instance with a file that is not there or an unknown code.",
    ),
    Exit.ENVIRONMENT: Words(
        "运行环境有问题，例如数据库连不上、尚未迁移或端口被占用。",
        "The surroundings are wrong: no database, not migrated, a port that is taken.",
    ),
}


def epilog() -> str:
    """Return the exit codes as the last paragraph of the help."""
    lines = [f"{code.value}  {words.en} {words.zh}" for code, words in MEANINGS.items()]
    return "\n\n".join(["退出码 · Exit codes", *lines])
