"""Items of drafts that count alike: in the same place of the same balance, under the same row.

Every rule between budgets speaks of lines, and every order of priority of rows of the law's table.
So items that share a place can be planned as one amount and share it afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from fisc.engines.budgets.consolidation import Entry
from fisc.engines.budgets.coordinating.demands import Where
from fisc.engines.budgets.coordinating.places import about, fund_words, heading
from fisc.engines.budgets.lines import Line, Side, UnknownLine, names_of, stands_under
from fisc.law.budget_kinds import CoordinationLine
from fisc.law.folder import forget_with, law_folder
from fisc.law.tables import BALANCE_LINES, COORDINATION, MIRRORS, UnknownRow, find, read
from fisc.values import ZERO, Book, Money, Words

# The budget on the other side of a line that may be opened.
_OTHERS: Final[Mapping[tuple[Book, str, str], Book]] = {
    (Book.GENERAL, "revenue", "04"): Book.FUNDS,
    (Book.GENERAL, "revenue", "05"): Book.CAPITAL,
    (Book.FUNDS, "expenditure", "04"): Book.GENERAL,
    (Book.CAPITAL, "expenditure", "03"): Book.GENERAL,
}


@dataclass(frozen=True)
class Heap:
    """Items in one place; without any where the coordination may open the line.

    ``items`` are numbers of entries, with what each may not fall below.

    Units: fen.
    """

    place: Where
    row: CoordinationLine
    items: Mapping[int, tuple[Money, Money]]

    @cached_property
    def draft(self) -> Money:
        """What the items come to."""
        return Money(sum(draft.fen for draft, _ in self.items.values()))

    @cached_property
    def least(self) -> Money:
        """What the items may not fall below."""
        return Money(sum(least.fen for _, least in self.items.values()))

    def shared(self, amount: Money) -> Mapping[int, Money]:
        """Share an amount over the items: what it moves falls on them in proportion.

        A fall is shared over what each may lose, a rise over the drafts.

        Shape: one part for every item.
        Always: the parts add up to the amount, and none lies below what it may not fall below.
        """
        move = amount - self.draft
        drafts = {number: draft for number, (draft, _) in self.items.items()}
        if not move:
            return drafts
        if len(drafts) == 1:
            return dict.fromkeys(drafts, amount)
        weights = drafts
        if move < ZERO:
            weights = {number: draft - least for number, (draft, least) in self.items.items()}
        parts = (move if move > ZERO else -move).split(weights)
        if move < ZERO:
            return {number: drafts[number] - part for number, part in parts.items()}
        return {number: drafts[number] + part for number, part in parts.items()}

    def opened(self, amount: Money) -> Entry:
        """Return the line that is opened in this place."""
        place = self.place
        line = Line(
            book=place.book,
            side=place.side,
            line=place.line,
            amount=amount,
            code=_first_code(self.row),
            fund=place.fund,
            other=place.other,
        )
        return Entry(place.government, line)


def name_of(place: Where) -> Words:
    """Return whose a place is, and which book, line, fund and code.

    Example:
        >>> name_of(Where("239901", Book.GENERAL, "expenditure", "01", "227")).zh
        '示例甲县，一般公共预算，01 本级一般公共预算支出(含预备费)，227 预备费'
    """
    line = names_of(place.book, place.side, place.line)
    en = [place.book.words.en, f"{place.line} {line.en}"]
    zh = [place.book.words.zh, f"{place.line} {line.zh}"]
    if place.book is Book.FUNDS:
        en.append(fund_words(place.fund).en)
        zh.append(fund_words(place.fund).zh)
    if place.code:
        en.append(heading(place.code).en)
        zh.append(heading(place.code).zh)
    if place.counterpart:
        en.append(about(place.counterpart).en)
        zh.append(about(place.counterpart).zh)
    return about(place.government, Words(", ".join(en), "，".join(zh)))


def heaped(entries: Sequence[Entry], *, apart: bool = False) -> list[Heap]:
    """Put the items of drafts into heaps, and add a heap for every line that may be opened.

    With ``apart`` every item is a heap of its own.

    Shape: heaps in the order of their first items, then those of lines that may be opened.

    Raises:
        UnknownLine: the law does not say how a line may move.
    """
    inside = {entry.government for entry in entries}
    facing = _facing(law_folder())
    found: dict[tuple[Where, int], tuple[CoordinationLine, dict[int, tuple[Money, Money]]]] = {}
    for number, entry in enumerate(entries):
        line = entry.line
        row = row_for(line.book, line.side, line.line, line.code)
        mirrored = (line.book, line.side, line.line) in facing and entry.counterpart in inside
        place = Where(
            entry.government,
            line.book,
            line.side,
            line.line,
            row.code,
            line.fund if line.book is Book.FUNDS else "",
            entry.counterpart if mirrored else "",
            line.other,
        )
        _, items = found.setdefault((place, number if apart else -1), (row, {}))
        items[number] = (line.amount, _least(line.amount, row))
    heaps = [Heap(place, row, items) for (place, _), (row, items) in found.items()]
    return heaps + _openable(heaps)


def row_for(book: Book, side: Side, line: str, code: str) -> CoordinationLine:
    """Return the row of the law's table that says how a line, or a code of it, may move.

    Raises:
        UnknownLine: there is none.

    Source: law/budgets/coordination.csv

    Example:
        >>> row_for(Book.GENERAL, "expenditure", "01", "2050202").code
        '205'
    """
    found = _row_for(law_folder(), book, side, line, code)
    if found is None:
        raise UnknownLine(
            f"law/budgets/coordination.csv does not say how {side} line {line} of the {book} "
            "budget may move; add it."
        )
    return found


@cache
def _row_for(_: Path, book: Book, side: str, line: str, code: str) -> CoordinationLine | None:
    named = [
        row
        for row in read(COORDINATION)
        if (row.book, row.side, row.line) == (book, side, line)
        and (not row.code or (code and stands_under(code, row.code)))
    ]
    return max(named, key=lambda row: len(row.code)) if named else None


def _least(draft: Money, row: CoordinationLine) -> Money:
    """Return the whole fen below which an item is not cut; nothing for what is negative."""
    if draft <= ZERO:
        return draft
    return Money(-(-draft.fen * row.least.numerator // row.least.denominator))


def _openable(heaps: Sequence[Heap]) -> list[Heap]:
    """Return an empty heap for every line that may be opened and is not drafted."""
    there = {heap.place[:6] for heap in heaps}
    funds: dict[tuple[str, Book], set[str]] = {}
    for heap in heaps:
        funds.setdefault(heap.place[:2], set()).add(heap.place.fund)
    found = []
    for (government, book), named in funds.items():
        for row in read(COORDINATION):
            if row.book is book and row.opens:
                other = _OTHERS.get((book, row.side, row.line))
                for fund in sorted(named):
                    place = Where(government, book, row.side, row.line, row.code, fund)
                    if place[:6] not in there:
                        found.append(Heap(place._replace(other=other), row, {}))
    return found


def _first_code(row: CoordinationLine) -> str:
    if row.code:
        return row.code
    try:
        codes = find(BALANCE_LINES, row.book, row.side, row.line).codes
    except UnknownRow:
        return ""
    return str(codes[0]) if codes else ""


@cache
def _facing(_: Path) -> frozenset[tuple[Book, str, str]]:
    """Return the lines that face a line of another government."""
    rows = [row for row in read(MIRRORS) if row.between != "books"]
    giving = {(row.giving_book, "expenditure", row.giving_line) for row in rows}
    return frozenset(giving | {(row.receiving_book, "revenue", row.receiving_line) for row in rows})


forget_with(_row_for.cache_clear)
forget_with(_facing.cache_clear)
