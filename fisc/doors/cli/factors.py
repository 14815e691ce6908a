"""``fisc people factor``: who has a second factor, what happened to it, and its reset."""

from __future__ import annotations

from typing import Any, Final

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.people import Officer, Reason, Username, understood
from fisc.doors.cli.voice import Json, Voice
from fisc.values import Words

app = typer.Typer(help="双因素认证 · Second factors.", no_args_is_help=True)
ACTS: Final = {
    "enrolled": Words("set up", "设置"),
    "replaced": Words("device replaced", "更换设备"),
    "codes": Words("new recovery codes", "重新生成备用验证码"),
    "recovered": Words("recovery code used", "使用备用验证码"),
    "reset": Words("reset", "重置"),
}
_HEADS: Final = (
    Words("when", "时间"),
    Words("what", "事项"),
    Words("by", "办理人"),
    Words("why", "理由"),
)


@app.command()
def show(username: Username, as_json: Json = False) -> None:
    """一个人的双因素认证及其轨迹 · Whether somebody has one, and what happened to it."""
    from fisc.registers import factors, people

    voice = Voice(as_json)
    with understood():
        person = people.person(username, clock.now())
    device, acts = factors.device_of(username), factors.acts_of(username)
    said = Words("in use", "使用中") if device else Words("not set up", "未设置")
    voice.answer(
        {
            "done": True,
            "person": username,
            "set_up": bool(device),
            "recovery_codes": factors.codes_left(username),
            "trail": [_act(one) for one in acts],
        },
        Words(f"{person.name_en}: {said.en}", f"{person.name_zh}：{said.zh}"),
    )
    voice.table(
        _HEADS,
        [
            (one.at.isoformat(), voice.words(ACTS[one.act]), one.officer, one.reason or "-")
            for one in acts
        ],
    )


@app.command()
def reset(username: Username, reason: Reason, officer: Officer, as_json: Json = False) -> None:
    """重置丢失的设备，本人不得办理 · Take away a device that was lost; never one's own."""
    from fisc.record import second_factor

    voice = Voice(as_json)
    with understood():
        done = second_factor.reset(username, officer=officer, why=reason, at=clock.now())
    if done.refusal is not None:
        voice.refuse(done.refusal)
    voice.answer(
        {"done": True, "person": username, "state": done.state},
        Words(
            f"The second factor of {username} is reset; its sessions have ended.",
            f"已重置 {username} 的双因素认证，相关会话已结束。",
        ),
    )
    voice.end(Exit.DONE)


def _act(one: Any) -> dict[str, Any]:
    return {"at": one.at, "act": one.act, "officer": one.officer, "reason": one.reason or None}
