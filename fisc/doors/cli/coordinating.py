"""``fisc coordination``: drafts against the balanced plan nearest to them, or what conflicts.

What coordinates is imported by the command, because it needs the settings, which are loaded after
the commands are put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.values import Money, Words

if TYPE_CHECKING:
    from fisc.engines.budgets.coordinating.coordination import Coordinated, Unfree

app = typer.Typer(help="预算统筹 · Coordination of the four budgets.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(help="草案编号 · The number of the draft.")]
Held = Annotated[
    str, typer.Option("--stabilisation", help="稳定调节基金余额（元） · What the fund holds, yuan.")
]


@app.command()
def plan(number: Number, stabilisation: Held = "", as_json: Json = False) -> None:
    """最接近草案的平衡方案，或冲突的规则 · The plan nearest to a draft, or what conflicts."""
    from fisc.stages.approve.coordinating import coordinated

    voice = Voice(as_json)
    try:
        found = coordinated(number, clock.today(), _held(stabilisation))
    except (LookupError, ValueError) as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"没有可统筹的草案 {number}。"))
    _say(voice, found.answer, {"number": number, "mark": found.mark})


@app.command()
def area(
    division: Annotated[str, typer.Argument(help="区划代码 · The division.")],
    year: Annotated[int, typer.Argument(min=2000, max=2100, help="年度 · The fiscal year.")],
    as_json: Json = False,
) -> None:
    """一地及所属各级草案一并统筹 · The drafts of a place and all below it, coordinated together."""
    from fisc.stages.approve.coordinating import coordinated_area

    voice = Voice(as_json)
    found = coordinated_area(division, year, clock.today())
    if found is None:
        complain(
            Exit.USAGE,
            Words(f"{division} has no draft for {year}.", f"{division} 没有 {year} 年的草案。"),
        )
    _say(voice, found, {"division": division, "year": year})


@app.command()
def take(
    number: Number,
    officer: Annotated[str, typer.Option(help="编制人 · Who made the draft.")],
    mark: Annotated[str, typer.Option(help="方案标识，见 plan · The mark that plan said.")],
    stabilisation: Held = "",
    as_json: Json = False,
) -> None:
    """将方案采用为草案 · Take the plan over as the draft."""
    from fisc.stages.approve.commands import take_over

    voice = Voice(as_json)
    try:
        receipt = take_over(
            number=number,
            mark=mark,
            maker=officer,
            day=clock.today(),
            at=clock.now(),
            stabilisation=_held(stabilisation),
        )
    except (LookupError, ValueError) as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"没有可统筹的草案 {number}。"))
    if receipt.refusal is not None:
        voice.refuse(receipt.refusal)
    voice.answer(
        {"done": True, "number": number, "state": receipt.state},
        Words(f"{number}: the plan is the draft now.", f"{number}：方案已成为草案。"),
    )


def _say(voice: Voice, answer: Coordinated | Unfree, about: dict[str, Any]) -> None:
    from fisc.engines.budgets.coordinating.coordination import Coordinated

    if isinstance(answer, Coordinated):
        _say_plan(voice, answer, about)
    else:
        _say_conflict(voice, answer, about)


def _say_plan(voice: Voice, answer: Coordinated, about: dict[str, Any]) -> None:
    moved = [one for one in answer.lines if one.order]
    voice.answer(
        about
        | {
            "done": True,
            "variables": answer.problem.variables,
            "conditions": len(answer.problem.conditions),
            "moved": [
                {"name": one.name, "draft": one.draft, "plan": one.plan, "order": one.order}
                for one in moved
            ],
            "orders": [
                {"order": one.order, "moved": one.amount, "bound": str(one.bound)}
                for one in answer.moved
            ],
        },
        Words(
            f"A balanced plan exists; {len(moved)} lines move.",
            f"已找到平衡方案，{len(moved)} 行有变动。",
        ),
        *(
            Words(
                f"order {one.order}: {one.amount} moved, at least {Money(-(-one.bound // 1))}",
                f"顺序 {one.order}：调整 {one.amount}，下界 {Money(-(-one.bound // 1))}",
            )
            for one in answer.moved
        ),
        *([Words(f"mark {about['mark']}", f"方案标识 {about['mark']}")] if "mark" in about else []),
    )
    voice.table(
        [
            Words("Line", "科目"),
            Words("Draft", "草案"),
            Words("Plan", "方案"),
            Words("Order", "顺序"),
        ],
        ([voice.words(one.name), str(one.draft), str(one.plan), str(one.order)] for one in moved),
    )


def _say_conflict(voice: Voice, answer: Unfree, about: dict[str, Any]) -> None:
    conflict = answer.conflict
    voice.answer(
        about
        | {
            "done": False,
            "conflict": list(conflict.members),
            "changes": [{"name": one.name, "amount": one.amount} for one in conflict.changes or ()],
            "freed": answer.freed is not None,
        },
        Words("No plan keeps every rule. These conflict:", "没有方案能符合全部规则，冲突如下："),
        *(Words(f"  {name.en}", f"  {name.zh}") for name in conflict.members),
        Words("The smallest change that frees it:", "可解除冲突的最小变动："),
        *(
            Words(f"  {one.name.en}: {one.amount}", f"  {one.name.zh}：{one.amount}")
            for one in conflict.changes or ()
        ),
    )
    voice.end(Exit.REFUSED)


def _held(typed: str) -> Money | None:
    """Return an amount of yuan, or nothing where none was given."""
    if not typed:
        return None
    try:
        return Money.yuan(typed)
    except ValueError as wrong:
        complain(Exit.USAGE, Words(str(wrong), f"金额 {typed} 无法识别。"))
