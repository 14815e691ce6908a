"""What the office does by itself once a day: requests that ran out, and what nobody came back for.

Each step finds only what is left to do, and what it does has a key of its own. So a day that is
done twice has one effect, and a day that was missed is made up by the next one.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from fisc.exchange.intake.offered import uploads
from fisc.jobs import store
from fisc.jobs.store import Wanted
from fisc.jobs.tasks import CannotBeDone, Task
from fisc.registers.names import OFFICE
from fisc.stages.pay import commands as pay
from fisc.stages.pay import keeping
from fisc.values import Words

KIND: Final = "housekeeping"


def wanted(day: date) -> Wanted:
    """Return the housekeeping of a day, which is wanted once.

    Example:
        >>> wanted(date(2026, 7, 1)).key
        'housekeeping/2026-07-01'
    """
    text = day.isoformat()
    return Wanted(
        kind=KIND,
        key=f"{KIND}/{text}",
        asked_by=OFFICE.code,
        subject=text,
        parameters={"day": text},
    )


def run(task: Task) -> Words:
    """Let go what ran out; what cannot be done does not keep the rest from being done.

    Raises:
        CannotBeDone: something was left undone; what was done stands.
        Stopped: the job is not to go on; each request is done whole or not at all.
    """
    day, expired = task.day("day"), 0
    left: list[str] = []
    numbers = pay.expiring(day)
    for place, number in enumerate(numbers):
        task.report(place, len(numbers))
        try:
            done = pay.expire_request(number, day=day, at=task.clock(), officer=OFFICE.code)
        except pay.LedgerDisagrees as why:
            left.append(str(why))
        else:
            expired += done is not None
    now = task.clock()
    files, forms, jobs = uploads().clear(now), keeping.clear_forms(now=now), store.clear(now=now)
    task.report(len(numbers), len(numbers))
    said = Words(
        f"{expired} requests ran out; cleared: {files} uploaded files, {forms} forms left open,"
        f" {jobs} old jobs.",
        f"{expired} 笔申请到期作废；清理上传文件 {files} 个、"
        f"搁置表单 {forms} 份、过期任务 {jobs} 项。",
    )
    if left:
        undone = "; ".join(left)
        raise CannotBeDone(
            Words(f"{said.en} Left undone: {undone}", f"{said.zh}未能办理：{undone}")
        )
    return said
