"""``fisc people``: who there is, which roles they hold, and the acts by which roles are given.

Whoever works at the machine names the person who acts; the act judges what that person may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import uuid4

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.law.names import role as named
from fisc.values import Words

app = typer.Typer(help="人员与岗位 · People and their roles.", no_args_is_help=True)
SHOWN_MAX: Final = 500
STATES: Final = {
    "proposed": Words("proposed", "待确认"),
    "held": Words("held", "有效"),
    "ended": Words("ended", "已终止"),
}

Username = Annotated[str, typer.Argument(help="用户名 · The user name.")]
Number = Annotated[int, typer.Argument(min=1, help="授权编号 · The number of the grant.")]
Officer = Annotated[str, typer.Option(help="经办人 · The registered person who acts.")]
Role = Annotated[str, typer.Option(help="岗位代码 · The code of the role.")]
Division = Annotated[str, typer.Option(help="区划代码 · The division.")]
Unit = Annotated[str, typer.Option(help="单位代码 · The unit, for a role of a unit.")]
Reason = Annotated[str, typer.Option(help="理由 · Why.")]
DAYS: Final = ["%Y-%m-%d"]
First = Annotated[
    datetime | None, typer.Option(formats=DAYS, help="起始日，默认当日 · The first day; today.")
]
Last = Annotated[
    datetime | None, typer.Option(formats=DAYS, help="截止日（含） · The last day, included.")
]
Key = Annotated[
    str, typer.Option(help="重复执行时用同一键，只生效一次 · Asked again with it, done once.")
]


@app.command("list")
def list_people(
    division: Annotated[str, typer.Option(help="区划代码 · The division.")] = "",
    role: Annotated[str, typer.Option(help="岗位代码 · The role.")] = "",
    text: Annotated[str, typer.Option(help="姓名或用户名 · A name, or part of it.")] = "",
    as_json: Json = False,
) -> None:
    """列出人员及其现任岗位 · List persons and the roles that they hold today."""
    from fisc.registers import people

    voice = Voice(as_json)
    divisions = [division] if division else None
    asked = people.Asked(divisions=divisions, role=role, text=text)
    rows = people.found(asked, clock.now(), limit=SHOWN_MAX)
    voice.answer({"done": True, "people": [_person(one) for one in rows]})
    heads = (
        Words("user name", "用户名"),
        Words("name", "姓名"),
        Words("place", "单位或区划"),
        Words("roles", "岗位"),
    )
    table = [
        (
            one.username,
            voice.words(Words(one.name_en, one.name_zh)),
            str(one.unit or one.division),
            ", ".join(voice.words(named(code)) for code in one.roles) or "-",
        )
        for one in rows
    ]
    voice.table(heads, table)


@app.command()
def show(username: Username, as_json: Json = False) -> None:
    """一个人的岗位及其来历 · One person's roles, and how each was given and ended."""
    from fisc.registers import grants, people

    voice = Voice(as_json)
    with understood():
        person = people.person(username, clock.now())
    rows = grants.grants_of(username)
    lent = grants.in_place_of(username)
    document = {"done": True, **_person(person), "history": [_grant(one) for one in rows]}
    voice.answer(
        {**document, "delegations": [_grant(one) for one in lent]},
        Words(
            f"{person.username} {person.name_en}, {person.unit or person.division}",
            f"{person.username} {person.name_zh}，{person.unit or person.division}",
        ),
    )
    _table(voice, (*rows, *lent))


@app.command()
def trail(
    division: Annotated[str, typer.Option(help="区划代码 · The division.")] = "",
    as_json: Json = False,
) -> None:
    """授权轨迹 · Every grant that was ever asked for, the latest first."""
    from fisc.registers import grants

    voice = Voice(as_json)
    rows = grants.trail([division] if division else None, limit=SHOWN_MAX)
    voice.answer({"done": True, "grants": [_grant(one) for one in rows]})
    _table(voice, rows)


@app.command()
def add(
    username: Username,
    name_zh: Annotated[str, typer.Option(help="中文姓名 · The name in Chinese.")],
    division: Division,
    officer: Officer,
    name_en: Annotated[str, typer.Option(help="英文姓名 · The name in English.")] = "",
    unit: Unit = "",
    as_json: Json = False,
) -> None:
    """登记一个尚无岗位的人 · Enter somebody, who holds no role yet."""
    from fisc.record import granting
    from fisc.registers.people import PersonRecord
    from fisc.values import DivisionCode, UnitCode

    with understood():
        person = PersonRecord(
            username=username,
            name_zh=name_zh,
            name_en=name_en or name_zh,
            role="",
            division=DivisionCode(division),
            unit=UnitCode(unit) if unit else None,
        )
        done = granting.enter_person(person, officer=officer, at=clock.now())
    _end(Voice(as_json), done, Words(f"{username} is entered.", f"已登记 {username}。"))


@app.command()
def grant(
    username: Username,
    role: Role,
    division: Division,
    reason: Reason,
    officer: Officer,
    unit: Unit = "",
    first_day: First = None,
    last_day: Last = None,
    key: Key = "",
    as_json: Json = False,
) -> None:
    """提出授权，由他人确认后生效 · Propose a grant; it holds once another person confirms it."""
    from fisc.record import granting

    with understood():
        wanted = granting.Wanted(
            person=username,
            role=role,
            division=division,
            unit=unit,
            first_day=first_day.date() if first_day else clock.today(),
            last_day=last_day.date() if last_day else None,
            reason=reason,
        )
        done = granting.propose(wanted, officer=officer, at=clock.now(), key=_key(officer, key))
    _end(
        Voice(as_json),
        done,
        Words(f"Grant {done.number} is {done.state}.", f"第 {done.number} 号授权已提出。"),
    )


@app.command()
def confirm(number: Number, officer: Officer, as_json: Json = False) -> None:
    """确认授权 · Confirm a grant that another person proposed."""
    from fisc.record import granting

    with understood():
        done = granting.confirm(number=number, officer=officer, at=clock.now())
    _end(Voice(as_json), done, Words(f"Grant {number} holds.", f"第 {number} 号授权已确认。"))


@app.command()
def end(number: Number, reason: Reason, officer: Officer, as_json: Json = False) -> None:
    """终止授权 · End a grant, from this instant."""
    from fisc.record import granting

    with understood():
        done = granting.end(number=number, officer=officer, why=reason, at=clock.now())
    _end(Voice(as_json), done, Words(f"Grant {number} is ended.", f"第 {number} 号授权已终止。"))


@app.command()
def delegate(
    number: Number,
    to: Annotated[str, typer.Option(help="受托人 · The colleague who takes it over.")],
    last_day: Annotated[datetime, typer.Option(formats=DAYS, help="截止日（含） · The last day.")],
    reason: Reason,
    officer: Officer,
    first_day: First = None,
    key: Key = "",
    as_json: Json = False,
) -> None:
    """委托代办本人岗位 · Hand one's own role to a colleague until a day."""
    from fisc.record import granting

    with understood():
        done = granting.delegate(
            number=number,
            to=to,
            first_day=first_day.date() if first_day else clock.today(),
            last_day=last_day.date(),
            reason=reason,
            officer=officer,
            at=clock.now(),
            key=_key(officer, key),
        )
    _end(
        Voice(as_json),
        done,
        Words(f"{to} holds it as grant {done.number}.", f"{to} 已代办，授权编号 {done.number}。"),
    )


@contextmanager
def understood() -> Iterator[None]:
    """End the command where it names something that is not there or cannot be."""
    from fisc.record.granting import GrantKeyReused, WrongGrant
    from fisc.registers.divisions import UnknownDivision
    from fisc.registers.grants import UnknownGrant
    from fisc.registers.people import MisplacedPerson, UnknownPerson
    from fisc.registers.units import UnknownUnit

    unknown = (UnknownPerson, UnknownGrant, UnknownDivision, UnknownUnit)
    try:
        yield
    except (*unknown, MisplacedPerson, WrongGrant, GrantKeyReused, ValueError) as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"命令内容有误：{wrong}"))


def _key(officer: str, key: str) -> str:
    return f"cli/{officer}/{key or uuid4().hex}"


def _end(voice: Voice, done: Any, words: Words) -> None:
    if done.refusal is not None:
        voice.refuse(done.refusal)
    voice.answer({"done": True, "grant": done.number or None, "state": done.state}, words)


def _person(one: Any) -> dict[str, Any]:
    return {
        "username": one.username,
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "division": one.division,
        "unit": one.unit,
        "roles": one.roles,
    }


def _grant(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "person": one.person,
        "role": one.role,
        "division": one.division,
        "unit": one.unit or None,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "in_place_of": one.behalf or None,
        "state": one.state,
        "given_by": one.given_by or None,
        "given_at": one.given_at,
        "reason": one.reason,
        "confirmed_by": one.confirmed_by or None,
        "confirmed_at": one.confirmed_at,
        "ended_by": one.ended_by or None,
        "ended_at": one.ended_at,
        "ended_why": one.ended_why,
    }


_HEADS: Final = (
    Words("number", "编号"),
    Words("person", "人员"),
    Words("role", "岗位"),
    Words("place", "单位或区划"),
    Words("from", "起始日"),
    Words("until", "截止日"),
    Words("in place of", "代何人"),
    Words("state", "状态"),
    Words("given by", "授权人"),
    Words("confirmed by", "确认人"),
    Words("ended by", "终止人"),
)


def _table(voice: Voice, rows: tuple[Any, ...]) -> None:
    def cells(one: Any) -> tuple[str, ...]:
        said: Callable[[Words], str] = voice.words
        return (
            str(one.number),
            one.person,
            said(named(one.role)),
            one.unit or one.division,
            one.first_day.isoformat(),
            one.last_day.isoformat() if one.last_day else "-",
            one.behalf or "-",
            said(STATES[one.state]),
            one.given_by or "-",
            one.confirmed_by or "-",
            one.ended_by or "-",
        )

    voice.table(_HEADS, [cells(one) for one in rows])
