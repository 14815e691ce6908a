"""A check-up of everything that the office stands on, said in words, for doctor and the pages."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fisc.exchange import office
from fisc.exchange.findings import Check, Finding, Look
from fisc.exchange.paper import fonts
from fisc.exchange.paper.printing import missing
from fisc.law.chart import chart
from fisc.record.book import Book
from fisc.record.health import GUARDED, library, unguarded
from fisc.registers.models import Person
from fisc.values import Words

__all__ = ["Check", "Finding", "examined", "unapplied"]

PYTHON_MIN: Final = (3, 11)
FREE_BYTES_MIN: Final = 1 << 30
OFFICE_ZONE: Final = "Asia/Shanghai"


def examined(at: datetime) -> Iterator[Check]:
    """Yield every check; one that cannot be made is a bad one and says why.

    An office is asked what a demo is not: whether it is safe to open to others.
    """
    for name, look in CHECKS + (office.checks(at) if settings.MODE == "office" else ()):
        yield looked_at(name, look)


def looked_at(name: Words, look: Look) -> Check:
    """Return how one check came out; one that cannot be made is a bad one."""
    try:
        finding, said = look()
    except Exception as wrong:  # noqa: BLE001 - whatever is wrong is what is looked for
        first = str(wrong).strip().partition("\n")[0] or type(wrong).__name__
        finding = Finding.BAD
        said = Words(f"cannot be looked at: {first}", f"无法检查：{first}")
    return Check(name, finding, said)


def unapplied() -> Sequence[str]:
    """Return the migrations that the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _python() -> tuple[Finding, Words]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= PYTHON_MIN
    return Finding.GOOD if good else Finding.BAD, Words(f"version {version}", f"版本 {version}")


def _database() -> tuple[Finding, Words]:
    found = library(Book())
    said = f"{found.name} {found.version}, {found.journal}"
    safe = "OFF" not in found.journal and "NORMAL" not in found.journal
    safe = safe and "=off" not in found.journal
    if not safe:
        return Finding.BAD, Words(
            f"{said}: what was acknowledged may be lost", f"{said}：断电可能丢失已确认的凭证"
        )
    return Finding.GOOD, Words(said, said)


def _migrations() -> tuple[Finding, Words]:
    waiting = unapplied()
    if waiting:
        count = len(waiting)
        return Finding.BAD, Words(
            f"{count} wait; run fisc migrate", f"{count} 个未执行，请运行 fisc migrate"
        )
    return Finding.GOOD, Words("all carried out", "全部已执行")


def _triggers() -> tuple[Finding, Words]:
    missing = ", ".join(unguarded(Book()))
    if missing:
        return Finding.BAD, Words(
            f"{missing} can be changed or deleted", f"{missing} 可被修改或删除"
        )
    count = len(GUARDED)
    return Finding.GOOD, Words(f"{count} tables can only be appended to", f"{count} 张表只可追加")


def _chart() -> tuple[Finding, Words]:
    found = chart()
    roles, events = len(found.roles), len(found.events)
    return Finding.GOOD, Words(
        f"{roles} roles, {events} events", f"{roles} 个角色、{events} 个事件"
    )


def _persons() -> tuple[Finding, Words]:
    count = Person.objects.count()
    if not count:
        return Finding.NOTE, Words(
            "nobody yet: run fisc demo for a demo", "还没有人员：演示请运行 fisc demo"
        )
    return Finding.GOOD, Words(f"{count} persons", f"{count} 人")


def _paper() -> tuple[Finding, Words]:
    lacking = missing()
    if lacking is not None:
        return Finding.NOTE, lacking
    first = fonts.chosen(settings.PAPER_FONT)[0]
    for wanted in filter(None, (settings.PAPER_FONT, settings.PAPER_TITLE_FONT)):
        if not fonts.folders_of(wanted):
            return Finding.NOTE, Words(
                f"{wanted} is not installed; {first} is taken instead",
                f"未安装字体 {wanted}，改用 {first}",
            )
    return Finding.GOOD, Words(f"A4 and A3 in {first}", f"A4、A3，字体 {first}")


def _disk() -> tuple[Finding, Words]:
    place = next(
        path for path in (Path(settings.HOME), *Path(settings.HOME).parents) if path.exists()
    )
    free = shutil.disk_usage(place).free
    said = f"{free // (1 << 20):,} MB"
    if free < FREE_BYTES_MIN:
        return Finding.BAD, Words(f"only {said} left at {place}", f"{place} 只剩 {said}")
    return Finding.GOOD, Words(f"{said} free at {place}", f"{place} 可用 {said}")


def _zone() -> tuple[Finding, Words]:
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        return Finding.BAD, Words(
            "the time zones are missing; install tzdata", "缺少时区数据，请安装 tzdata"
        )
    if settings.TIME_ZONE != OFFICE_ZONE:
        return Finding.NOTE, Words(
            f"{settings.TIME_ZONE}, which is not Beijing", f"{settings.TIME_ZONE}，不是北京时间"
        )
    return Finding.GOOD, Words(settings.TIME_ZONE, settings.TIME_ZONE)


def _mode() -> tuple[Finding, Words]:
    if settings.MODE == "demo":
        return Finding.NOTE, Words(
            "demo: the key is public; not for real money", "演示模式：密钥公开，不可用于真实资金"
        )
    return Finding.GOOD, Words("office", "正式模式")


CHECKS: Final[tuple[tuple[Words, Look], ...]] = (
    (Words("Python", "Python"), _python),
    (Words("Database", "数据库"), _database),
    (Words("Migrations", "迁移"), _migrations),
    (Words("Append-only", "只可追加"), _triggers),
    (Words("Chart of accounts", "会计科目表"), _chart),
    (Words("Persons", "人员"), _persons),
    (Words("Printed papers", "打印"), _paper),
    (Words("Disk", "磁盘"), _disk),
    (Words("Time zone", "时区"), _zone),
    (Words("Mode", "模式"), _mode),
)
