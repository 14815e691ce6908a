"""``fisc doctor``: look at everything that the office stands on, and say it in words."""

from __future__ import annotations

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice
from fisc.values import Words


def doctor(as_json: Json = False) -> None:
    """检查运行环境 · Look at everything that the office stands on."""
    from fisc.exchange.checkup import Finding, examined

    voice = Voice(as_json)
    checks = list(examined(clock.now()))
    bad = sum(check.finding is Finding.BAD for check in checks)
    voice.answer(
        {
            "done": not bad,
            "checks": [
                {"name": c.name, "finding": c.finding.name.lower(), "said": c.said} for c in checks
            ],
        },
        *(
            f"{voice.words(c.finding.value):<6}{voice.words(c.name)}: {voice.words(c.said)}"
            for c in checks
        ),
        Words("Nothing is wrong.", "一切正常。")
        if not bad
        else Words(f"{bad} of these are wrong.", f"有 {bad} 项异常。"),
    )
    voice.end(Exit.ENVIRONMENT if bad else Exit.DONE)
