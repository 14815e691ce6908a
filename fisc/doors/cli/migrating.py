"""``fisc migrate``: bring the database to the form that this version needs."""

from __future__ import annotations

from collections.abc import Sequence

from fisc.doors.cli.voice import Json, Voice
from fisc.values import Words


def migrate(as_json: Json = False) -> None:
    """升级数据库结构 · Bring the database to the form that this version needs."""
    voice = Voice(as_json)
    done = run_migrations(voice)
    voice.answer(
        {"done": True, "migrations": done},
        Words(
            f"The database is ready; {len(done)} migrations were carried out.",
            f"数据库已就绪，本次执行 {len(done)} 个迁移。",
        ),
    )


def run_migrations(voice: Voice) -> Sequence[str]:
    """Carry out what waits, and return its names."""
    from django.core.management import call_command

    from fisc.exchange.checkup import unapplied

    waiting = unapplied()
    if waiting:
        count = len(waiting)
        voice.say(Words(f"Carrying out {count} migrations …", f"正在执行 {count} 个迁移……"))
        call_command("migrate", verbosity=0)
    return waiting
