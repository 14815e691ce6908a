"""Spending standards (支出标准): which one holds for whom, where and when, and what is above it.

The library of the law and the standards that places set for themselves are chosen from in one way:
of those that fit, the one with the narrowest scope, of these the one of the nearest place, of these
the lowest. The answer says why it was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from fisc.law.standard_kinds import Measure, StandardRow
from fisc.law.tables import STANDARD_TERMS, STANDARDS, UnknownRow, find, read
from fisc.values import (
    ZERO,
    Citation,
    Confidence,
    Money,
    Rounding,
    Standing,
    Step,
    Verdict,
    Words,
)

RULE: Final = Words("spending standard", "支出标准")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard as it is chosen from, of the law or of a place's own (``own`` is that place).

    Units: ``amount`` in fen for one measure; ``quantity`` in the measure itself.
    """

    code: str
    item: str
    name: Words
    measure: Measure | str
    amount: Money | None
    quantity: Fraction | None
    first_day: date
    last_day: date | None
    place: str = ""
    grade: str = ""
    unit_level: str = ""
    unit_kind: str = ""
    peak: tuple[int, int] = (0, 0)
    own: str = ""
    words: str = ""
    domain: str = ""
    document: str = ""
    standing: Standing = "illustrative"
    confidence: Confidence = "C"
    review_year: int = 0

    @property
    def value(self) -> str:
        """What is allowed, as text."""
        if self.amount is not None:
            return str(self.amount)
        return self.words or str(self.quantity if self.quantity is not None else "")

    @property
    def seasonal(self) -> bool:
        """Whether it holds in the dear season only."""
        return self.peak != (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a standard is wanted for.

    ``places`` is the place and what stands above it, the nearest first; an empty scope is unknown,
    so that only standards without that scope fit.
    """

    item: str
    day: date
    places: tuple[str, ...] = ()
    grade: str = ""
    unit_level: str = ""
    unit_kind: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The standard that holds, or None, why, and the others that would have fitted."""

    standard: Standard | None
    steps: tuple[Step, ...]
    others: tuple[Standard, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What a standard allows for a quantity, how far an amount is above it, and the verdict.

    Units: fen.
    """

    allowed: Money
    over: Money
    verdict: Verdict


def library() -> tuple[Standard, ...]:
    """Return the standards of the law.

    Source: law/standards/standards.csv
    """
    return tuple(map(_of_law, read(STANDARDS)))


def named(kind: str, code: str) -> Words:
    """Return what a measure, a domain, an item or a grade is called.

    Source: law/standards/terms.csv

    Example:
        >>> named("measure", "person_day").zh
        '人·天'
    """
    try:
        row = find(STANDARD_TERMS, kind, code)
    except UnknownRow:
        return Words(code, code)
    return Words(row.name_en, row.name_zh)


def choose(standards: Iterable[Standard], wanted: Wanted) -> Choice:
    """Return the standard that holds for what is wanted, with the reason.

    Always: the order of ``standards`` does not matter.

    Example:
        >>> day = date(2026, 8, 1)
        >>> asked = Wanted(item="travel_lodging", day=day, places=("230100",), grade="others")
        >>> print(choose(library(), asked).standard.amount)  # Harbin in its dear season
        ¥420.00
    """
    fitting = sorted(
        (one for one in standards if _fits(one, wanted)), key=lambda s: _rank(s, wanted)
    )
    name = named("item", wanted.item)
    if not fitting:
        step = Step(
            f"No standard of {name.en} holds there on {wanted.day}.",
            f"{wanted.day} 没有适用的“{name.zh}”标准。",
        )
        return Choice(None, (step,))
    best, *others = fitting
    scope = _scope(best, wanted)
    whose = (
        Words(f"of {best.own} itself", f"{best.own} 自定")
        if best.own
        else Words("of the library", "标准库")
    )
    step = Step(
        f"{best.code} {whose.en} holds on {wanted.day}: {scope.en}; it is the narrowest of "
        f"{len(fitting)} that fit.",
        f"{wanted.day} 适用 {best.code}（{whose.zh}）：{scope.zh}；在 {len(fitting)} 项适用标准中"
        "范围最窄。",
        Citation(best.document) if best.document else None,
    )
    return Choice(best, (step,), tuple(others))


def judge(choice: Choice, quantity: Fraction, asked: Money, exception: str = "") -> Judged:
    """Judge an amount that is asked for a quantity against a standard.

    What is above the standard needs the number of an explained exception. Rounded down to a fen, so
    that nothing above the standard passes.

    Units: fen; ``quantity`` counts the measure of the standard, such as persons times nights.

    Raises:
        ValueError: the quantity is negative, or the standard has no amount of money.

    Example:
        >>> asked = Wanted(item="training_2", day=date(2026, 3, 2), unit_level="central")
        >>> found = choose(library(), asked)
        >>> judged = judge(found, Fraction(40), Money.yuan("27000"))
        >>> print(judged.over, judged.verdict.allowed)
        ¥1,000.00 False
    """
    standard = choice.standard
    if standard is None or standard.amount is None or quantity < 0:
        raise ValueError("Only an amount for a quantity that is not negative can be judged.")
    allowed = standard.amount.times(quantity, Rounding.DOWN)
    over = asked - allowed if asked > allowed else ZERO
    per = named("measure", str(standard.measure))
    steps = [
        *choice.steps,
        Step(
            f"{quantity} ({per.en}) × {standard.amount} = {allowed}; asked {asked}.",
            f"{quantity}（{per.zh}）× {standard.amount} = {allowed}；申请 {asked}。",
        ),
    ]
    if not over:
        steps.append(Step("Within the standard.", "未超过标准。"))
    elif exception.strip():
        steps.append(
            Step(
                f"{over} above the standard, explained by exception {exception.strip()}.",
                f"超标准 {over}，例外事项 {exception.strip()}。",
            )
        )
    else:
        steps.append(
            Step(
                f"{over} above the standard: name the exception that explains it.",
                f"超标准 {over}：请注明例外事项编号。",
            )
        )
    return Judged(allowed, over, Verdict(not over or bool(exception.strip()), RULE, tuple(steps)))


def check_own(own: Standard, base: Choice) -> Verdict:
    """Judge whether a place may set a standard of its own: stricter, or with its document.

    Example:
        >>> asked = Wanted(item="meeting_2", day=date(2026, 3, 2), unit_level="province")
        >>> base = choose(library(), asked)
        >>> mine = Standard(code="A", item="meeting_2", name=Words("a", "甲"),
        ...     measure="person_day", amount=Money.yuan("431"), quantity=None,
        ...     first_day=date(2026, 1, 1), last_day=None, own="239901")
        >>> bool(check_own(mine, base))
        False
    """
    above = base.standard
    if above is None or above.amount is None or own.amount is None:
        if own.document:
            step = Step(f"{own.code} rests on {own.document}.", f"{own.code} 依据 {own.document}。")
            return Verdict(True, RULE, (step,))
        step = Step(
            f"{own.code}: the library has no amount for this; cite the document.",
            f"{own.code}：标准库无对应金额标准，请注明依据文件。",
        )
        return Verdict(False, RULE, (step,))
    if own.measure != above.measure:
        step = Step(
            f"{own.code} counts by {own.measure}, {above.code} by {above.measure}.",
            f"{own.code} 的计量单位与 {above.code} 不同。",
        )
        return Verdict(False, RULE, (step,))
    said = Step(
        f"{own.code} allows {own.amount}, {above.code} allows {above.amount}.",
        f"{own.code} 为 {own.amount}，{above.code} 为 {above.amount}。",
    )
    if own.amount <= above.amount:
        return Verdict(True, RULE, (said, Step("Stricter or equal.", "不高于上级标准。")))
    if own.document:
        step = Step(f"Above it, by {own.document}.", f"高于上级标准，依据 {own.document}。")
        return Verdict(True, RULE, (said, step))
    step = Step("Above it: cite the document.", "高于上级标准，请注明依据文件。")
    return Verdict(False, RULE, (said, step))


def history(standards: Iterable[Standard], like: Standard) -> tuple[Standard, ...]:
    """Return the standards of the same item and scope over time, the latest first."""

    def scope(one: Standard) -> tuple[object, ...]:
        return (one.item, one.place, one.grade, one.unit_level, one.unit_kind, one.peak, one.own)

    same = [one for one in standards if scope(one) == scope(like)]
    return tuple(sorted(same, key=lambda one: one.first_day, reverse=True))


def in_force(standards: Iterable[Standard], day: date) -> tuple[Standard, ...]:
    """Return the standards that hold on a day."""
    return tuple(one for one in standards if _on(one, day))


def _on(one: Standard, day: date) -> bool:
    return one.first_day <= day and (one.last_day is None or day <= one.last_day)


def _fits(one: Standard, wanted: Wanted) -> bool:
    return (
        one.item == wanted.item
        and _on(one, wanted.day)
        and one.place in ("", *wanted.places)
        and one.grade in ("", wanted.grade)
        and one.unit_level in ("", wanted.unit_level)
        and one.unit_kind in ("", wanted.unit_kind)
        and (not one.seasonal or _in_season(one.peak, wanted.day.month))
    )


def _in_season(peak: tuple[int, int], month: int) -> bool:
    """Say whether a month lies in a season, which may run over New Year.

    Example:
        >>> [_in_season((10, 4), month) for month in (9, 10, 1, 4, 5)]
        [False, True, True, True, False]
    """
    first, last = peak
    return first <= month <= last if first <= last else month >= first or month <= last


def _rank(one: Standard, wanted: Wanted) -> tuple[int, int, int, int, str]:
    scopes = (one.place, one.grade, one.unit_level, one.unit_kind, one.seasonal)
    near = wanted.places.index(one.place) if one.place else len(wanted.places)
    fen = one.amount.fen if one.amount else 0
    return (-sum(map(bool, scopes)), near, -one.first_day.toordinal(), fen, one.code)


def _scope(one: Standard, wanted: Wanted) -> Words:
    grade = named("grade", one.grade)
    parts: Sequence[tuple[str, str]] = [
        (f"place {one.place}", f"地区 {one.place}") if one.place else ("", ""),
        (f"grade {grade.en}", f"级别{grade.zh}") if one.grade else ("", ""),
        (f"level {one.unit_level}", f"层级 {one.unit_level}") if one.unit_level else ("", ""),
        (f"unit kind {one.unit_kind}", f"单位类型 {one.unit_kind}") if one.unit_kind else ("", ""),
        (f"dear season, month {wanted.day.month}", "旺季") if one.seasonal else ("", ""),
    ]
    return Words(
        ", ".join(en for en, _ in parts if en) or "for all",
        "、".join(zh for _, zh in parts if zh) or "普遍适用",
    )


def _of_law(row: StandardRow) -> Standard:
    return Standard(
        code=row.code,
        item=row.item,
        name=Words(row.name_en, row.name_zh),
        measure=row.measure,
        amount=row.yuan,
        quantity=row.quantity,
        first_day=row.first_day,
        last_day=row.last_day,
        place=row.place,
        grade=row.grade,
        unit_level=row.unit_level,
        unit_kind=row.unit_kind,
        peak=(row.peak_first, row.peak_last),
        words=row.words,
        domain=row.domain,
        document=row.document,
        standing=row.standing,
        confidence=row.conf,
        review_year=row.review_year,
    )
