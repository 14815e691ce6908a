"""``fisc doctor``: look at everything that the office stands on, and say it in words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fisc.doors.cli.exits import Exit
from fisc.doors.cli.migrating import unapplied
from fisc.doors.cli.voice import Json, Voice
from fisc.exchange.words import Words

PYTHON_MIN: Final = (3, 11)
FREE_BYTES_MIN: Final = 1 << 30
SECONDS_MAX: Final = 10
OFFICE_ZONE: Final = "Asia/Shanghai"


class Finding(Enum):
    """How a check came out."""

    GOOD = Words("正常", "good")
    NOTE = Words("注意", "note")
    BAD = Words("异常", "bad")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: Words
    finding: Finding
    said: Words


def doctor(as_json: Json = False) -> None:
    """检查运行环境 · Look at everything that the office stands on."""
    voice = Voice(as_json)
    checks = list(examined())
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
        Words("一切正常。", "Nothing is wrong.")
        if not bad
        else Words(f"有 {bad} 项异常。", f"{bad} of these are wrong."),
    )
    voice.end(Exit.ENVIRONMENT if bad else Exit.DONE)


def examined() -> Iterator[Check]:
    """Yield every check; one that cannot be made is a bad one and says why."""
    for name, look in CHECKS:
        try:
            finding, said = look()
        except Exception as wrong:  # noqa: BLE001 - whatever is wrong is what is looked for
            first = str(wrong).strip().partition("\n")[0] or type(wrong).__name__
            finding = Finding.BAD
            said = Words(f"无法检查：{first}", f"cannot be looked at: {first}")
        yield Check(name, finding, said)


Look = Callable[[], tuple[Finding, Words]]


def _python() -> tuple[Finding, Words]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= PYTHON_MIN
    return Finding.GOOD if good else Finding.BAD, Words(f"版本 {version}", f"version {version}")


def _database() -> tuple[Finding, Words]:
    from fisc.record.book import Book
    from fisc.record.health import library

    found = library(Book())
    said = f"{found.name} {found.version}, {found.journal}"
    safe = "OFF" not in found.journal and "NORMAL" not in found.journal
    safe = safe and "=off" not in found.journal
    if not safe:
        return Finding.BAD, Words(
            f"{said}：断电可能丢失已确认的凭证", f"{said}: what was acknowledged may be lost"
        )
    return Finding.GOOD, Words(said, said)


def _migrations() -> tuple[Finding, Words]:
    waiting = unapplied()
    if waiting:
        count = len(waiting)
        return Finding.BAD, Words(
            f"{count} 个未执行，请运行 fisc migrate", f"{count} wait; run fisc migrate"
        )
    return Finding.GOOD, Words("全部已执行", "all carried out")


def _triggers() -> tuple[Finding, Words]:
    from fisc.record.book import Book
    from fisc.record.health import GUARDED, unguarded

    missing = ", ".join(unguarded(Book()))
    if missing:
        return Finding.BAD, Words(
            f"{missing} 可被修改或删除", f"{missing} can be changed or deleted"
        )
    count = len(GUARDED)
    return Finding.GOOD, Words(f"{count} 张表只可追加", f"{count} tables can only be appended to")


def _chart() -> tuple[Finding, Words]:
    from fisc.law.chart import chart

    found = chart()
    roles, events = len(found.roles), len(found.events)
    return Finding.GOOD, Words(
        f"{roles} 个角色、{events} 个事件", f"{roles} roles, {events} events"
    )


def _persons() -> tuple[Finding, Words]:
    from fisc.registers import people

    count = len(people.everybody())
    if not count:
        return Finding.NOTE, Words(
            "还没有人员：演示请运行 fisc demo", "nobody yet: run fisc demo for a demo"
        )
    return Finding.GOOD, Words(f"{count} 人", f"{count} persons")


def _fonts() -> tuple[Finding, Words]:
    program = shutil.which("fc-list")
    if program is None:
        return Finding.NOTE, Words("没有 fc-list，无法检查", "there is no fc-list to ask")
    listed = subprocess.run(  # noqa: S603 - the program was found, its words are ours
        [program, ":lang=zh", "family"],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    first = next(iter(sorted(filter(None, listed.stdout.splitlines()))), "")
    if not first:
        return Finding.NOTE, Words(
            "没有中文字体，打印件会缺字", "there is no Chinese font; printed papers lack letters"
        )
    return Finding.GOOD, Words(first, first)


def _disk() -> tuple[Finding, Words]:
    from django.conf import settings

    place = next(
        path for path in (Path(settings.HOME), *Path(settings.HOME).parents) if path.exists()
    )
    free = shutil.disk_usage(place).free
    said = f"{free // (1 << 20):,} MB"
    if free < FREE_BYTES_MIN:
        return Finding.BAD, Words(f"{place} 只剩 {said}", f"only {said} left at {place}")
    return Finding.GOOD, Words(f"{place} 可用 {said}", f"{said} free at {place}")


def _zone() -> tuple[Finding, Words]:
    from django.conf import settings

    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        return Finding.BAD, Words(
            "缺少时区数据，请安装 tzdata", "the time zones are missing; install tzdata"
        )
    if settings.TIME_ZONE != OFFICE_ZONE:
        return Finding.NOTE, Words(
            f"{settings.TIME_ZONE}，不是北京时间", f"{settings.TIME_ZONE}, which is not Beijing"
        )
    return Finding.GOOD, Words(settings.TIME_ZONE, settings.TIME_ZONE)


def _mode() -> tuple[Finding, Words]:
    from django.conf import settings

    if settings.MODE == "demo":
        return Finding.NOTE, Words(
            "演示模式：密钥公开，不可用于真实资金", "demo: the key is public; not for real money"
        )
    return Finding.GOOD, Words("正式模式", "office")


CHECKS: Final[tuple[tuple[Words, Look], ...]] = (
    (Words("Python", "Python"), _python),
    (Words("数据库", "Database"), _database),
    (Words("迁移", "Migrations"), _migrations),
    (Words("只可追加", "Append-only"), _triggers),
    (Words("会计科目表", "Chart of accounts"), _chart),
    (Words("人员", "Persons"), _persons),
    (Words("中文字体", "Chinese fonts"), _fonts),
    (Words("磁盘", "Disk"), _disk),
    (Words("时区", "Time zone"), _zone),
    (Words("模式", "Mode"), _mode),
)
