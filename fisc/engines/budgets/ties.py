"""Whether four budgets tie: what must be equal in them, check by check, with both sides named.

Each book has resources equal to uses, in every government of the view; each fund by itself; social
insurance the current balance that it states; and what one budget gives, another receives, mirror by
mirror. A check that has nothing to look at is left out; one of which a side cannot be seen says so
and is not counted as held.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from fisc.engines.budgets.balance import check_book, check_funds
from fisc.engines.budgets.consolidation import Elimination, Entry
from fisc.engines.budgets.four_books import (
    AVAILABLE,
    BALANCE,
    FOUR,
    USED,
    Matrix,
    SubsidyPair,
    opening,
    parts,
    row_of,
)
from fisc.engines.budgets.lines import Line, names_of
from fisc.law.budget_kinds import Mirror
from fisc.law.tables import MIRRORS, read
from fisc.values import ZERO, Book, Money, Step, Verdict, Words

State = Literal["even", "wrong", "none"]
_BETWEEN: Final[Mapping[str, Words]] = {
    "books": Words("between budgets", "预算间"),
    "down": Words("from above to below", "上级对下级"),
    "up": Words("from below to above", "下级对上级"),
}
_FUNDS: Final = Words("each government fund balances by itself", "各项政府性基金分别平衡")
_SUBSIDY: Final = Words("subsidy to social insurance", "财政对社会保险基金补贴")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of what should be equal: whose, in which cell of the table, and how much.

    Units: fen.
    """

    government: str
    row: str
    book: Book
    amount: Money


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not equal: the rule, its two sides and by how much they differ.

    Units: fen.
    """

    verdict: Verdict
    sides: tuple[Side, Side]

    @property
    def difference(self) -> Money:
        """The first side less the second."""
        return self.sides[0].amount - self.sides[1].amount


@dataclass(frozen=True, slots=True)
class Tie:
    """One check: its name, whether it holds, and what does not.

    ``looked_at`` is how many pairs, funds or governments it looked at. A state ``none`` is a check
    of which one side cannot be seen; ``faults`` then say which.
    """

    key: str
    name: Words
    state: State
    looked_at: int
    faults: Sequence[Fault] = ()


def ties(
    entries: Iterable[Entry],
    found: Matrix,
    *,
    unknown: Collection[Book] = (),
    complete: bool = True,
) -> tuple[Tie, ...]:
    """Put every check to the budgets of a view.

    Of a year that is not ``complete`` a book may not have used more than it has; a mirror of which
    not all has arrived yet is on its way and no fault.

    Shape: the books in their order, the funds, then the mirrors in the order of the law.
    Source: law/budgets/balance_lines.csv, law/budgets/mirrors.csv, law/budgets/subsidies.csv
    """
    entries = tuple(entries)
    made = [_book(book, entries, book in unknown, complete=complete) for book in FOUR]
    if complete and Book.FUNDS not in unknown:
        made.append(_each_fund(entries))
    pairs: dict[int, list[Elimination]] = {}
    mirrors = list(read(MIRRORS))
    for one in found.whole.eliminations:
        pairs.setdefault(mirrors.index(one.mirror), []).append(one)
    made += [_mirror(mirrors[at], pairs[at], complete=complete) for at in sorted(pairs)]
    made.append(_subsidy(found.subsidies, unknown, complete=complete))
    return tuple(one for one in made if one is not None)


def held(every: Iterable[Tie]) -> tuple[int, int]:
    """Return how many checks hold, and how many there are."""
    states = [one.state for one in every]
    return states.count("even"), len(states)


def broken_cells(every: Iterable[Tie]) -> frozenset[tuple[str, Book]]:
    """Return the cells of the table in which something is not equal: row and book."""
    return frozenset(
        (side.row, side.book)
        for one in every
        if one.state == "wrong"
        for fault in one.faults
        for side in fault.sides
    )


def _book(book: Book, entries: Sequence[Entry], unknown: bool, *, complete: bool) -> Tie | None:
    by_government = _by_government(entry for entry in entries if entry.line.book is book)
    if not by_government:
        return None
    name = Words(f"balance of the {book.words.en}", f"{book.words.zh}收支平衡")
    if unknown:
        return Tie(f"book-{book}", name, "none", len(by_government))
    faults = []
    for government, lines in by_government.items():
        verdict = check_book(book, lines)
        gap = _gap(line for line in lines if row_of(book, line.side, line.line) != BALANCE)
        in_hand = gap + opening(_stated(lines)) if book is Book.INSURANCE else gap
        if not (verdict.allowed if complete else in_hand >= ZERO):
            faults.append(Fault(verdict, _sides(government, book, lines)))
    state: State = "wrong" if faults else "even"
    return Tie(f"book-{book}", name, state, len(by_government), tuple(faults))


def _each_fund(entries: Sequence[Entry]) -> Tie | None:
    by_government = _by_government(entry for entry in entries if entry.line.book is Book.FUNDS)
    faults, looked_at = [], 0
    for government, lines in by_government.items():
        verdicts = check_funds(lines)
        looked_at += len(verdicts)
        funds = sorted({line.fund for line in lines})
        for fund, verdict in zip(funds, verdicts, strict=True):
            if not verdict.allowed:
                own = [line for line in lines if line.fund == fund]
                faults.append(Fault(verdict, _sides(government, Book.FUNDS, own)))
    if not looked_at:
        return None
    state: State = "wrong" if faults else "even"
    return Tie("funds", _FUNDS, state, looked_at, tuple(faults))


def _mirror(mirror: Mirror, pairs: Sequence[Elimination], *, complete: bool) -> Tie:
    giving = names_of(mirror.giving_book, "expenditure", mirror.giving_line)
    receiving = names_of(mirror.receiving_book, "revenue", mirror.receiving_line)
    between = _BETWEEN[mirror.between]
    english, chinese = (
        (mirror.giving_book.words.en, mirror.receiving_book.words.en),
        (mirror.giving_book.words.zh, mirror.receiving_book.words.zh),
    )
    name = Words(
        f"{between.en}: {english[0]}, {giving.en} = {english[1]}, {receiving.en}",
        f"{between.zh}：{chinese[0]}“{giving.zh}”= {chinese[1]}“{receiving.zh}”",
    )
    faults = tuple(
        Fault(one.verdict, (_giving(one), _receiving(one)))
        for one in pairs
        if one.given != one.received and (complete or one.given > one.received)
    )
    key = f"{mirror.between}-{mirror.giving_book}-{mirror.giving_line}-{mirror.receiving_book}"
    return Tie(key, name, "wrong" if faults else "even", len(pairs), faults)


def _subsidy(
    pairs: Sequence[SubsidyPair], unknown: Collection[Book], *, complete: bool
) -> Tie | None:
    pairs = [one for one in pairs if one.given or one.received]
    if not pairs:
        return None
    if any(one.subsidy.receiving_book in unknown for one in pairs):
        return Tie("subsidy", _SUBSIDY, "none", len(pairs))
    faults = [
        (one.shown, Fault(_subsidy_verdict(one), _subsidy_sides(one)))
        for one in pairs
        if one.given != one.received and (complete or one.received > one.given)
    ]
    state: State = "even"
    if faults:
        state = "wrong" if any(shown for shown, _ in faults) else "none"
    chosen = tuple(fault for shown, fault in faults if shown or state == "none")
    return Tie("subsidy", _SUBSIDY, state, len(pairs), chosen)


def _subsidy_verdict(one: SubsidyPair) -> Verdict:
    codes = ", ".join(one.subsidy.codes)
    step = Step(
        f"{one.government}: the general budget gives {one.given} under {codes}, social insurance "
        f"receives {one.received}: difference {one.given - one.received}.",
        f"{one.government} 一般公共预算 {codes} 科目安排 {one.given}，社会保险基金财政补贴收入 "
        f"{one.received}，差额 {one.given - one.received}。",
    )
    return Verdict(False, _SUBSIDY, (step,))


def _subsidy_sides(one: SubsidyPair) -> tuple[Side, Side]:
    subsidy = one.subsidy
    giving = row_of(subsidy.giving_book, "expenditure", subsidy.giving_line)
    receiving = row_of(subsidy.receiving_book, "revenue", subsidy.receiving_line)
    return (
        Side(one.government, giving, subsidy.giving_book, one.given),
        Side(one.government, receiving, subsidy.receiving_book, one.received),
    )


def _giving(one: Elimination) -> Side:
    mirror = one.mirror
    row = row_of(mirror.giving_book, "expenditure", mirror.giving_line)
    return Side(one.giving, row, mirror.giving_book, one.given)


def _receiving(one: Elimination) -> Side:
    mirror = one.mirror
    row = row_of(mirror.receiving_book, "revenue", mirror.receiving_line)
    return Side(one.receiving, row, mirror.receiving_book, one.received)


def _sides(government: str, book: Book, lines: Sequence[Line]) -> tuple[Side, Side]:
    """Return the resources and the uses of a book, what is carried forward among the uses."""
    came, went = (
        Money.total(line.amount for line in lines if line.side == side)
        for side in ("revenue", "expenditure")
    )
    return (Side(government, AVAILABLE, book, came), Side(government, USED, book, went))


def _by_government(entries: Iterable[Entry]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for entry in entries:
        found.setdefault(entry.government, []).append(entry.line)
    return dict(sorted(found.items()))


def _stated(lines: Iterable[Line]) -> dict[str, Money]:
    """Return the balances that social insurance states, by the number of their line."""
    found: dict[str, Money] = {}
    for line in lines:
        if line.side == "balance":
            found[line.line] = found.get(line.line, ZERO) + line.amount
    return found


def _gap(lines: Iterable[Line]) -> Money:
    """Return resources less uses."""
    signs = {"revenue": 1, "expenditure": -1, "balance": 0}
    return Money(sum(signs[line.side] * line.amount.fen for line in lines))


def part_states(entries: Iterable[Entry], book: Book) -> Mapping[str, State]:
    """Return whether each fund, or each insurance, of a book balances by itself.

    An insurance may not spend more than it has in the year and brought forward; which of the
    accumulated balance is whose, a draft does not say, so only its current balance is looked at.
    """
    states: dict[str, State] = {}
    for key, own in parts(entries, book).items():
        gap = _gap(entry.line for entry in own)
        fits = gap == ZERO if book is Book.FUNDS else gap >= ZERO
        states[key] = "even" if fits else "wrong"
    return states


def every_fault(all_ties: Iterable[Tie]) -> Iterator[tuple[Tie, Fault]]:
    """Yield what does not tie, check by check."""
    for one in all_ties:
        for fault in one.faults:
            yield one, fault
