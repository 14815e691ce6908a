"""Adjustment or virement: what a wished change of a budget is by the law, and who approves it.

What changes a total, draws on the stabilisation fund, cuts priority spending or takes up more debt
is an adjustment, which the standing committee approves by a plan. What only moves money inside
the total of a book is a virement, which the finance department or the department itself decides.
An emergency is met from the reserve first; more earmarked money from above that asks for no
matching is taken up and reported; spending less than was approved changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from fisc.engines.budgets.lines import Line, event_of, root_of, stands_under
from fisc.law.change_kinds import ChangeRule, Outcome
from fisc.law.tables import CHANGE_RULES, MIRRORS, find, read
from fisc.values import ZERO, Book, Citation, Money, Step, Verdict, Words

QUESTION: Final = Words("adjustment or virement", "调整与调剂")
_DEBT: Final = ("231", "232", "233", "23104", "23107", "23204", "23304")
_STABILISATION: Final = "draw_stabilisation"
_BORROWED: Final = "approve_debt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a change: more or less spending of a book under a function, by a department.

    Units: fen; less is below zero.
    """

    book: Book
    amount: Money
    function: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A wished change of an adopted budget.

    ``drawn`` is what is taken from the stabilisation fund, ``borrowed`` more debt, ``from_above``
    more earmarked money from above that asks for no matching; ``reserve`` is what the reserve
    still has. ``priority`` says that priority spending is cut, ``emergency`` that the need is one
    that cannot wait, ``saving`` that less is needed than was approved.

    Units: fen.
    """

    pieces: tuple[Piece, ...] = ()
    drawn: Money = ZERO
    borrowed: Money = ZERO
    from_above: Money = ZERO
    reserve: Money = ZERO
    priority: bool = False
    emergency: bool = False
    saving: bool = False

    @property
    def totals(self) -> Mapping[Book, Money]:
        """By how much the spending of each book rises or falls, those that stay left out."""
        sums: dict[Book, Money] = {}
        for piece in self.pieces:
            sums[piece.book] = sums.get(piece.book, ZERO) + piece.amount
        return {book: amount for book, amount in sums.items() if amount}

    @property
    def moves(self) -> bool:
        """Whether any spending changes at all."""
        return any(piece.amount for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a change is: the cases of the law that apply, the first decides, and the working."""

    rules: tuple[ChangeRule, ...]
    steps: tuple[Step, ...] = field(default=())

    @property
    def outcome(self) -> Outcome:
        """Adjustment, virement, reserve, receipt, or neither."""
        return self.rules[0].outcome

    @property
    def approver(self) -> Words:
        """Who approves it."""
        return Words(self.rules[0].approver_en, self.rules[0].approver_zh)

    @property
    def right(self) -> str:
        """The right by which it is done, empty where nobody does it."""
        return self.rules[0].right

    def demands(self, outcome: Outcome) -> Verdict:
        """Judge whether something may be done as an outcome: only what it is by the law."""
        return Verdict(self.outcome == outcome, QUESTION, self.steps)


def ruling_of(change: Change) -> Ruling:
    """Return what a change is by the law, who approves it, and why.

    Always: what leaves the total of every book as it is, and neither draws, borrows nor cuts
    priority spending, is no adjustment; what changes a total is never a virement.

    Source: law/budgets/change_rules.csv

    Example:
        >>> up = Piece(book=Book.GENERAL, function="2050202", amount=Money(500))
        >>> down = Piece(book=Book.GENERAL, function="2130153", amount=Money(-500))
        >>> ruling_of(Change(pieces=(up, down))).approver.en
        'The finance department'
        >>> ruling_of(Change(pieces=(up,))).outcome, ruling_of(Change()).outcome
        ('adjustment', 'neither')
    """
    names = tuple(dict.fromkeys(_rules(change)))
    rules = tuple(find(CHANGE_RULES, name) for name in names)
    return Ruling(rules, (*_sums(change), *map(_said, rules)))


def change_of_lines(lines: Iterable[Line], *, priority: bool = False) -> Change:
    """Return the change that the lines of a plan make: spending, the stabilisation fund, debt.

    What one budget gives another is no spending of its own; it raises what the other can spend.
    """
    every = tuple(lines)
    given = {
        (mirror.giving_book, mirror.giving_line): mirror.receiving_book
        for mirror in read(MIRRORS)
        if mirror.between == "books"
    }
    drawn, borrowed = (
        Money.total(max(line.amount, ZERO) for line in every if _is(line, event))
        for event in (_STABILISATION, _BORROWED)
    )
    return Change(
        pieces=tuple(
            Piece(
                book=given.get((line.book, line.line), line.book),
                amount=line.amount,
                function=line.code,
            )
            for line in every
            if line.side == "expenditure"
        ),
        drawn=drawn,
        borrowed=borrowed,
        priority=priority,
    )


def _is(line: Line, event: str) -> bool:
    if line.side != "revenue" or line.book is Book.INSURANCE:
        return False
    found = event_of(line.book, line.side, line.line, line.code)
    return found is not None and found.name == event


def _rules(change: Change) -> Iterator[str]:
    totals = change.totals
    rise = Money.total(max(amount, ZERO) for amount in totals.values())
    grounds = tuple(_grounds(change))
    if change.emergency and rise > ZERO and change.reserve > ZERO and not grounds:
        yield "reserve"
        if rise > change.reserve:
            yield "total"
        return
    if grounds:
        yield from grounds
        if totals:
            yield "total"
        return
    if not change.moves:
        yield "receipt" if change.from_above > ZERO else "nothing"
        return
    if totals:
        yield _of_totals(change, totals, rise)
        return
    yield _of_moves(change)


def _grounds(change: Change) -> Iterator[str]:
    if change.drawn > ZERO:
        yield "stabilisation"
    if change.borrowed > ZERO:
        yield "debt"
    if change.priority:
        yield "priority"


def _of_totals(change: Change, totals: Mapping[Book, Money], rise: Money) -> str:
    fall = any(amount < ZERO for amount in totals.values())
    if change.saving and rise == ZERO:
        return "saving"
    received = change.from_above > ZERO and not fall and rise <= change.from_above
    return "receipt" if received else "total"


def _of_moves(change: Change) -> str:
    pieces = [piece for piece in change.pieces if piece.amount]
    if any(stands_under(piece.function, debt) for piece in pieces for debt in _DEBT):
        return "locked"
    for book in {piece.book for piece in pieces}:
        own = [piece for piece in pieces if piece.book is book]
        departments = {piece.department for piece in own}
        classes = {root_of(piece.function) for piece in own}
        if len(departments) > 1 or len(classes) > 1 or "" in departments:
            return "finance"
    return "department"


def _sums(change: Change) -> Iterator[Step]:
    for book, amount in change.totals.items():
        yield Step(
            f"Spending of the {book.words.en} changes by {amount}.",
            f"{book.words.zh}支出总额变动 {amount}。",
        )
    if change.moves and not change.totals:
        yield Step(
            "The total of every book stays as it is; money moves inside it.",
            "各本预算支出总额不变，仅在总额内调剂。",
        )
    for amount, en, zh in (
        (change.drawn, "Drawn from the stabilisation fund", "动用预算稳定调节基金"),
        (change.borrowed, "More debt", "增加举债"),
        (change.from_above, "Earmarked money from above, without matching", "上级不需配套的专项"),
    ):
        if amount > ZERO:
            yield Step(f"{en}: {amount}.", f"{zh}：{amount}。")
    if change.emergency:
        yield Step(
            f"An emergency; the reserve has {change.reserve}.",
            f"突发事件；预备费余额 {change.reserve}。",
        )


def _said(row: ChangeRule) -> Step:
    return Step(
        f"{row.title_en}: {_OUTCOMES[row.outcome].en}; approved by: {row.approver_en}.",
        f"{row.title_zh}：{_OUTCOMES[row.outcome].zh}；批准：{row.approver_zh}。",
        Citation(row.instrument, row.place),
    )


_OUTCOMES: Final[Mapping[Outcome, Words]] = {
    "adjustment": Words("a budget adjustment", "属于预算调整"),
    "virement": Words("a virement", "属于预算调剂"),
    "reserve": Words("use of the reserve", "动支预备费"),
    "receipt": Words("no adjustment; it is taken up", "不属于预算调整，接收列支"),
    "neither": Words("neither adjustment nor virement", "不属于调整或调剂"),
}
