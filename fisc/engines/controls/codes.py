"""Whether the codes may be booked: valid leaves of the right budget (K11), well paired (K12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fisc.engines.controls.outcomes import Control, handbook, judged, not_yet, passed
from fisc.values import Step, Words

VALID: Final = handbook("K11")
PAIR: Final = handbook("K12")
INDICATOR: Final = Words("the indicator", "指标")
ITEMS: Final = Words("both economic codes", "两套经济分类科目")


@dataclass(frozen=True, slots=True)
class CodeStanding:
    """What the classification says of one code; ``noun`` is what the code is of.

    ``in_book`` and ``in_year`` say whether it may stand in the budget and in the year.
    """

    code: str
    noun: Words
    exists: bool = True
    leaf: bool = True
    in_book: bool = True
    in_year: bool = True

    @property
    def faults(self) -> tuple[Words, ...]:
        """What is wrong with the code, in both languages."""
        if not self.code:
            return (Words("is missing", "缺失"),)
        if not self.exists:
            return (Words("does not exist", "不存在"),)
        checks = (
            (self.leaf, Words("has codes below it", "不是末级科目")),
            (self.in_book, Words("does not belong to this budget", "不属于本预算")),
            (self.in_year, Words("is not valid in the year", "本年无效")),
        )
        return tuple(said for fine, said in checks if not fine)


@dataclass(frozen=True, slots=True)
class PairStanding:
    """A department item, the government item given with it, and the one that belongs to it.

    ``wanted`` depends on the kind of unit; it is empty where units of that kind may not use the
    department item at all.
    """

    department_item: str
    government_item: str
    wanted: str


def codes_control(codes: tuple[CodeStanding, ...] | None) -> Control:
    """Say whether every code is there, is a leaf, and may stand in the budget and year (K11).

    Shape: one line for each code, in the order given.
    """
    if codes is None:
        return not_yet(VALID, INDICATOR)
    lines = tuple(_line(code) for code in codes)
    advice = Words("Choose a valid code of the lowest level.", "请选择有效的末级科目。")
    allowed = not any(code.faults for code in codes)
    return judged(VALID, allowed=allowed, advice=advice, lines=lines)


def pair_control(pair: PairStanding | None) -> Control:
    """Say whether the two economic codes belong together for the kind of unit (K12).

    Source: law/classification/economic_pairs.csv
    """
    if pair is None:
        return not_yet(PAIR, ITEMS)
    given, wanted = pair.government_item, pair.wanted
    if wanted and given == wanted:
        return passed(
            PAIR,
            Step(
                f"{pair.department_item} goes with {given}.",
                f"{pair.department_item} 与 {given} 对应。",
            ),
        )
    line = (
        Step(
            f"{pair.department_item} goes with {wanted}; {given} was given.",
            f"{pair.department_item} 应对应 {wanted}，现为 {given}。",
        )
        if wanted
        else Step(
            f"{pair.department_item} is not for units of this kind.",
            f"{pair.department_item} 不适用于本类单位。",
        )
    )
    advice = Words("Choose an indicator with a valid pair.", "请选择科目对应正确的指标。")
    return judged(PAIR, allowed=False, advice=advice, lines=(line,))


def _line(code: CodeStanding) -> Step:
    faults = code.faults
    if not faults:
        return Step(f"{code.noun.en} {code.code} is valid.", f"{code.noun.zh} {code.code} 有效。")
    return Step(
        f"{code.noun.en} {code.code}".rstrip() + f" {' and '.join(f.en for f in faults)}.",
        f"{code.noun.zh} {code.code}".rstrip() + f" {'、'.join(f.zh for f in faults)}。",
    )
