"""Caps on the three public items, and the group ceilings that hold them in the ledger (K13)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from fisc.engines.controls.outcomes import Control, handbook, judged, not_yet, passed, warned
from fisc.law.names import control
from fisc.values import ZERO, Cited, Money, Rounding, Step, Verdict, Words

TITLE: Final = handbook("K13")
LOWER: Final = Words(
    "Ask for less, or have the ceiling adjusted first.", "减少金额，或先按程序调整限额。"
)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A group ceiling over an indicator, as the ledger has it.

    Units: all amounts in fen; ``free`` may still be reserved, ``held`` is reserved by applications
    in process, ``used`` is paid.
    """

    name: str
    free: Money
    held: Money
    used: Money


@dataclass(frozen=True, slots=True)
class CapBase:
    """Last year's adopted budget of a capped item, what is used this year, and how it may grow."""

    base: Money
    used: Money
    growth_max: Cited[Fraction]


def check_cap(*, ask: Money, used: Money, base: Money, growth_max: Cited[Fraction]) -> Verdict:
    """Say whether ``ask`` may still be spent on a capped item this year.

    The cap is last year's adopted budget for the item, changed by ``growth_max`` and rounded
    down to a fen. ``used`` counts the payments already released this year.

    Units: ``ask``, ``used`` and ``base`` in fen; ``base`` belongs to the previous fiscal year,
    the others to this one; ``growth_max`` is a pure number, ``-1/20`` meaning five per cent less.
    Source: law/controls/three_public.yaml

    Example:
        >>> from fisc.values import Citation
        >>> less = Cited(Fraction(-1, 20), Citation("Example plan", "measure 3"))
        >>> base, used = Money.yuan("400000"), Money.yuan("300000")
        >>> verdict = check_cap(ask=Money.yuan("90000"), used=used, base=base, growth_max=less)
        >>> verdict.allowed, str(verdict.steps[1])
        (False, 'Room: ¥380,000.00 less ¥300,000.00 already used leaves ¥80,000.00.')
    """
    allowed, lines = _cap(ask=ask, used=used, base=base, growth_max=growth_max)
    return Verdict(allowed, control("K13"), lines)


def check_ceiling(*, ask: Money, ceiling: Ceiling) -> tuple[bool, tuple[Step, ...]]:
    """Say whether ``ask`` may still be reserved under a group ceiling of the ledger.

    Returns the answer and its working. The ledger mirrors every reservation in the ceiling, so
    what is in process counts as much as what is paid.

    Units: fen.
    """
    granted = ceiling.free + ceiling.held + ceiling.used
    fits = ask <= ceiling.free
    return fits, (
        Step(
            f"Ceiling {ceiling.name}: {granted}, less {ceiling.used} paid and {ceiling.held} in "
            f"process leaves {ceiling.free}.",
            f"限额 {ceiling.name}：{granted}，减已付 {ceiling.used}、在途 {ceiling.held}，"
            f"剩余 {ceiling.free}。",
        ),
        _asked(ask, ceiling.free),
    )


def cap_control(
    *,
    ask: Money | None,
    item: Words | None,
    ceilings: tuple[Ceiling, ...] | None,
    base: CapBase | None = None,
) -> Control:
    """Say whether a payment stays under the cap of its public item and every group ceiling.

    ``item`` is the public item for which the payment is made, or None where it is none of them;
    ``ceilings`` are all group ceilings over the indicator, None while it is not chosen.
    """
    if ceilings is None:
        return not_yet(TITLE, Words("the indicator", "指标"))
    if not ceilings and base is None:
        if item is None:
            return passed(TITLE, Step("No ceiling applies.", "不受限额控制。"))
        return warned(
            TITLE,
            Words("Have the ceiling of the unit entered.", "请录入单位限额。"),
            Step(f"No ceiling is set for {item.en}.", f"未设置{item.zh}限额。"),
        )
    if ask is None:
        return not_yet(TITLE, Words("the amount", "金额"))
    answers = [check_ceiling(ask=ask, ceiling=ceiling) for ceiling in ceilings]
    if base is not None:
        answers.append(_cap(ask=ask, used=base.used, base=base.base, growth_max=base.growth_max))
    lines = tuple(line for _, own in answers for line in own)
    return judged(TITLE, allowed=all(fits for fits, _ in answers), advice=LOWER, lines=lines)


def _cap(
    *, ask: Money, used: Money, base: Money, growth_max: Cited[Fraction]
) -> tuple[bool, tuple[Step, ...]]:
    cap = base.times(1 + growth_max.value, Rounding.DOWN)
    room = cap - used
    return ask <= room, (
        Step(
            f"Cap: {base} last year, changed by {growth_max.value}: {cap}.",
            f"限额：上年 {base}，按 {growth_max.value} 变动后为 {cap}。",
            growth_max.source,
        ),
        Step(
            f"Room: {cap} less {used} already used leaves {room}.",
            f"剩余：{cap} 减已用 {used}，为 {room}。",
        ),
        _asked(ask, max(room, ZERO)),
    )


def _asked(ask: Money, room: Money) -> Step:
    if ask <= room:
        return Step(f"Asked: {ask}, which is within the room.", f"本笔 {ask}，未超限额。")
    return Step(
        f"Asked: {ask}, which is beyond the room by {ask - room}.",
        f"本笔 {ask}，超限额 {ask - room}。",
    )
