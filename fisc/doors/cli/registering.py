"""``fisc import resources`` and ``fisc import standards``: what places enter into the registers."""

from __future__ import annotations

from typing import Any

from fisc.doors.cli.importing import (
    AmountUnit,
    Confirm,
    Division,
    Encoding,
    File,
    Job,
    Maker,
    Marked,
    Undo,
    app,
    run,
    sign,
)
from fisc.doors.cli.voice import Json, Voice

__all__ = ["app"]


@app.command()
def resources(
    division: Division,
    actor: Maker,
    file: File = None,
    confirm: Confirm = False,
    undo: Undo = None,
    unit: AmountUnit = None,
    encoding: Encoding = None,
    marked: Marked = None,
    as_json: Json = False,
) -> None:
    """资源台账：账户、资产、单位资金的余额 · Accounts, assets and own money, as reported."""
    from fisc.exchange.intake.resources import ResourcesAct

    act = ResourcesAct(sign(division, actor), file=file.name if file else "")
    _run(
        act,
        Job(file, act.template, act.signature, act, confirm, undo, unit, encoding, marked),
        as_json,
    )


@app.command()
def standards(
    division: Division,
    actor: Maker,
    file: File = None,
    confirm: Confirm = False,
    undo: Undo = None,
    unit: AmountUnit = None,
    encoding: Encoding = None,
    marked: Marked = None,
    as_json: Json = False,
) -> None:
    """本地支出标准 · Standards that a place sets for itself."""
    from fisc.exchange.intake.standards import StandardsAct

    act = StandardsAct(sign(division, actor), file=file.name if file else "")
    _run(
        act,
        Job(file, act.template, act.signature, act, confirm, undo, unit, encoding, marked),
        as_json,
    )


def _run(act: Any, job: Job, as_json: bool) -> None:
    run(Voice(as_json), job.taken_back_by(act.take_back))
