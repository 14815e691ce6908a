"""How the commands end: one number a script can ask, and what it means."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from fisc.values import Words


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    ENVIRONMENT = 3


MEANINGS: Final = {
    Exit.DONE: Words(
        "Done, also where what was asked was so already.", "完成，包括要求的事此前已经办成。"
    ),
    Exit.REFUSED: Words(
        "Refused, or faults were found; the reasons are listed.",
        "被拒绝，或发现了问题；原因已经列出。",
    ),
    Exit.USAGE: Words(
        "Called wrongly, for instance with a file that is not there or an unknown code.",
        "命令用法有误，例如缺少文件或编码无法识别。",
    ),
    Exit.ENVIRONMENT: Words(
        "The surroundings are wrong: no database, not migrated, a port that is taken.",
        "运行环境有问题，例如数据库连不上、尚未迁移或端口被占用。",
    ),
}


def epilog() -> str:
    """Return the exit codes as the last paragraph of the help."""
    lines = [f"{code.value}  {words.en} {words.zh}" for code, words in MEANINGS.items()]
    return "\n\n".join(["退出码 · Exit codes", *lines])
