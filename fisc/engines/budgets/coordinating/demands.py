"""What the law demands of the sums of a budget: once, to judge a draft and to plan another.

A demand compares sums over the lines of one government's budgets, or of two. Put to a draft it
gives a verdict with its working; put to the coordination it is a condition. There is one way of
writing a rule, so a plan keeps what a judgement asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from fisc.engines.budgets.lines import Side
from fisc.values import ZERO, Book, Citation, Money, Rounding, Step, Verdict, Words

Effect = Literal["block", "warn"]
ONE: Final = Fraction(1)
BETWEEN: Final = Words("transfer between budgets", "预算间调入调出")


class Where(NamedTuple):
    """Where an amount stands: which government, book, side, line, fund, and on the other side whom.

    ``code`` is the code of the row of the law's table of coordination that applies, not that of
    the amount. ``government`` and ``counterpart`` are codes of divisions.
    """

    government: str
    book: Book
    side: Side
    line: str
    code: str = ""
    fund: str = ""
    counterpart: str = ""
    other: Book | None = None


class Index:
    """Places by government, book, side and line."""

    def __init__(self, places: Iterable[Where]) -> None:
        self.lines: dict[str, dict[tuple[Book, str, str], list[Where]]] = {}
        for place in places:
            own = self.lines.setdefault(place.government, {})
            own.setdefault((place.book, place.side, place.line), []).append(place)

    def books(self, government: str) -> list[Book]:
        """Return the books of a government, in their order."""
        found = {book for book, _, _ in self.lines[government]}
        return [book for book in Book if book in found]

    def at(self, government: str, book: Book, side: str, *lines: str) -> list[Where]:
        """Return the places of some lines."""
        own = self.lines[government]
        return [place for line in lines for place in own.get((book, side, line), ())]

    def side(self, government: str, book: Book, side: str) -> list[Where]:
        """Return the places of one side of a book."""
        return [
            place
            for (of, where, _), places in self.lines[government].items()
            if (of, where) == (book, side)
            for place in places
        ]


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines that are added up under one name, and how often the sum counts."""

    name: Words
    factor: Fraction
    places: Sequence[Where]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Sums that together equal ``right``, or come to at most that.

    ``code`` is the rule's, empty for a balance; ``says`` is the demand in words. A demand that
    only warns may be asked to give way; one that blocks may not.

    Units: ``right`` in fen.
    """

    code: str
    rule: Words
    about: Words
    says: Words
    sums: Sequence[Sum]
    effect: Effect = "block"
    right: Money = ZERO
    equal: bool = False
    firm: bool = True
    source: Citation | None = None

    @property
    def name(self) -> Words:
        """The rule, of whom, and what it says: the name by which a conflict calls it."""
        return Words(
            f"{self.rule.en}, {self.about.en}: {self.says.en}",
            f"{self.rule.zh}，{self.about.zh}：{self.says.zh}",
        )

    @property
    def terms(self) -> Mapping[Where, Fraction]:
        """How often each place counts."""
        found: dict[Where, Fraction] = {}
        for one in self.sums:
            for place in one.places:
                before = found.get(place)
                found[place] = one.factor if before is None else before + one.factor
        return {place: factor for place, factor in found.items() if factor}

    def beyond(self, amounts: Mapping[Where, Money]) -> Fraction:
        """Return by how much the sums lie beyond what they may come to; negative where below.

        Units: fen, and parts of a fen.
        """
        left = Fraction(0)
        for one in self.sums:
            left += one.factor * _sum(one, amounts).fen
        return left - self.right.fen

    def kept(self, amounts: Mapping[Where, Money]) -> bool:
        """Say whether amounts keep the demand, to the fen."""
        beyond = self.beyond(amounts)
        return beyond == 0 if self.equal else beyond <= 0

    def judged(self, amounts: Mapping[Where, Money]) -> Verdict:
        """Judge amounts, with every sum, the demand, its source and what is missing."""
        steps = [_said(one, amounts) for one in self.sums]
        en = self.says.en[0].upper() + self.says.en[1:]
        steps.append(Step(f"{en}.", f"{self.says.zh}。", self.source))
        beyond = self.beyond(amounts)
        allowed = beyond == 0 if self.equal else beyond <= 0
        if not allowed:
            size = Money(1).times(abs(beyond), Rounding.UP)
            steps.append(Step(f"It is {size} off.", f"相差 {size}。"))
        about = Words(f"{self.rule.en} ({self.about.en})", f"{self.rule.zh}（{self.about.zh}）")
        return Verdict(allowed, about, tuple(steps))


def judged(demands: Iterable[Demand], amounts: Mapping[Where, Money]) -> list[Verdict]:
    """Put every demand to amounts, in their order."""
    return [demand.judged(amounts) for demand in demands]


def _sum(one: Sum, amounts: Mapping[Where, Money]) -> Money:
    return Money(sum(amounts[place].fen for place in one.places if place in amounts))


def _said(one: Sum, amounts: Mapping[Where, Money]) -> Step:
    amount = _sum(one, amounts)
    return Step(f"{one.name.en}: {amount}.", f"{one.name.zh}：{amount}。")
