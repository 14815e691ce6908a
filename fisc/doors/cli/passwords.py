"""``fisc people password``: give a registered person a password; it is read, never typed on a line.

The operator of the machine does it when somebody comes new or forgot; sessions under the old
password end at once.
"""

from __future__ import annotations

import sys
from getpass import getpass

from fisc.doors.cli.exits import Exit
from fisc.doors.cli.people import Username
from fisc.doors.cli.voice import Json, Voice
from fisc.values import Words


def password(username: Username, as_json: Json = False) -> None:
    """设置登录密码（从终端或标准输入读取） · Set a password, read from terminal or input."""
    from fisc.registers import accounts

    voice = Voice(as_json)
    if sys.stdin.isatty():
        typed = getpass(voice.words(Words("Password: ", "密码：")))
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    verdict = accounts.set_password(username, typed)
    said = [Words(step.en, step.zh) for step in verdict.steps]
    voice.answer({"done": verdict.allowed, "said": said}, *said)
    voice.end(Exit.DONE if verdict.allowed else Exit.REFUSED)
