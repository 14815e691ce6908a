"""The budgets of an area as one: what one gives another leaves the total on both sides.

A table of four budgets beside each other counts money twice that goes from one to another: funds
that move into the general budget, transfers that a government hands down. The consolidated view
takes both sides out, mirror by mirror, and says where they differ: money must not be given without
being received.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from fisc.engines.budgets.lines import Line, names_of
from fisc.law.budget_kinds import Mirror
from fisc.law.tables import MIRRORS, read
from fisc.values import ZERO, Book, Money, Step, Verdict, Words

Side = Literal["revenue", "expenditure"]
BELOW: Final = "below"  # a counterpart: some of those below it, and no book says which
_RULE = Words("what one gives another receives", "调入调出、上下级往来对应")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of one government's budget; ``counterpart`` is the government on the other side.

    A giver whose books do not say to which of those below it gave has ``BELOW`` there; what those
    received from it is then held against the whole.
    """

    government: str
    line: Line
    counterpart: str = ""


@dataclass(frozen=True, slots=True)
class Elimination:
    """Money that leaves the total because both sides of it lie in the view.

    ``giving`` and ``receiving`` are governments, the same one between two of its budgets.

    Units: fen.
    """

    mirror: Mirror
    giving: str
    receiving: str
    given: Money
    received: Money

    @property
    def eliminated(self) -> Money:
        """What leaves both sides: what is given and received alike."""
        return min(self.given, self.received)

    @property
    def verdict(self) -> Verdict:
        """Whether both sides are equal, to the fen."""
        difference = self.given - self.received
        giving = names_of(self.mirror.giving_book, "expenditure", self.mirror.giving_line)
        receiving = names_of(self.mirror.receiving_book, "revenue", self.mirror.receiving_line)
        en = (
            f"{self.giving} gives {self.given} ({self.mirror.giving_book}: {giving.en}), "
            f"{self.receiving} receives {self.received} ({self.mirror.receiving_book}: "
            f"{receiving.en}): difference {difference}."
        )
        zh = (
            f"{self.giving} {self.mirror.giving_book.words.zh}“{giving.zh}”{self.given}，"
            f"{self.receiving} {self.mirror.receiving_book.words.zh}“{receiving.zh}”"
            f"{self.received}，差额 {difference}。"
        )
        return Verdict(not difference, _RULE, (Step(en, zh),))


@dataclass(frozen=True, slots=True)
class Consolidated:
    """Sums by book, side and line; what leaves the total; and both sides of the total.

    Units: fen.
    Always: with every elimination's two sides equal, as much leaves revenue as expenditure.
    """

    lines: Mapping[tuple[Book, str, str], Money]
    eliminations: Sequence[Elimination]

    def side(self, side: Side, book: Book | None = None) -> Money:
        """Return one side of a book, or of all books, before anything is taken out."""
        return Money.total(
            amount
            for (own, where, _), amount in self.lines.items()
            if where == side and (book is None or own is book)
        )

    @property
    def eliminated(self) -> Money:
        """What leaves each side of the total."""
        return Money.total(one.eliminated for one in self.eliminations)

    def total(self, side: Side) -> Money:
        """Return one side of all books together, nothing counted twice."""
        return self.side(side) - self.eliminated

    @property
    def differences(self) -> Sequence[Verdict]:
        """The eliminations whose two sides differ, each with its amounts."""
        return [one.verdict for one in self.eliminations if one.given != one.received]


def consolidate(entries: Iterable[Entry]) -> Consolidated:
    """Add up budgets of one or more governments and take out what they give one another.

    A view of one government takes out what goes between its budgets; a view of several also what
    goes between those of them that name one another as counterpart.

    Source: law/budgets/mirrors.csv

    Example:
        >>> def entry(book, side, line, yuan):
        ...     amount = Money.yuan(yuan)
        ...     return Entry("230000", Line(book=book, side=side, line=line, amount=amount))
        >>> whole = consolidate([
        ...     entry(Book.GENERAL, "revenue", "01", "300"),
        ...     entry(Book.GENERAL, "revenue", "04", "12"),
        ...     entry(Book.GENERAL, "expenditure", "01", "312"),
        ...     entry(Book.FUNDS, "revenue", "01", "60"),
        ...     entry(Book.FUNDS, "expenditure", "01", "48"),
        ...     entry(Book.FUNDS, "expenditure", "04", "12"),
        ... ])
        >>> str(whole.side("revenue")), str(whole.eliminated), str(whole.total("revenue"))
        ('¥372.00', '¥12.00', '¥360.00')
        >>> whole.total("revenue") == whole.total("expenditure")
        True
    """
    entries = tuple(entries)
    lines: dict[tuple[Book, str, str], Money] = {}
    places: dict[tuple[Book, str, str], list[Entry]] = {}
    for entry in entries:
        key = (entry.line.book, entry.line.side, entry.line.line)
        lines[key] = lines.get(key, ZERO) + entry.line.amount
        places.setdefault(key, []).append(entry)
    inside = {entry.government for entry in entries}
    found = []
    for mirror in read(MIRRORS):
        given = _pairs(
            mirror,
            places.get((mirror.giving_book, "expenditure", mirror.giving_line), ()),
            inside,
            gives=True,
        )
        received = _pairs(
            mirror,
            places.get((mirror.receiving_book, "revenue", mirror.receiving_line), ()),
            inside,
            gives=False,
        )
        received = _folded(received, {giving for giving, taking in given if taking == BELOW})
        given = _folded(given, {giving for giving, taking in given if taking == BELOW})
        found += [
            Elimination(mirror, *pair, given.get(pair, ZERO), received.get(pair, ZERO))
            for pair in sorted(given.keys() | received.keys())
        ]
    return Consolidated(lines, [one for one in found if one.given or one.received])


def _pairs(
    mirror: Mirror, entries: Iterable[Entry], inside: set[str], *, gives: bool
) -> Mapping[tuple[str, str], Money]:
    """Add up one side of a mirror by who gives and who receives."""
    sums: dict[tuple[str, str], Money] = {}
    for entry in entries:
        if mirror.between == "books":
            pair = (entry.government, entry.government)
        elif entry.counterpart in inside or entry.counterpart == BELOW:
            pair = (entry.government, entry.counterpart)
            pair = pair if gives else pair[::-1]
        else:
            continue
        sums[pair] = sums.get(pair, ZERO) + entry.line.amount
    return sums


def _folded(
    sums: Mapping[tuple[str, str], Money], whole: set[str]
) -> Mapping[tuple[str, str], Money]:
    """Put what came from a giver that is only known as a whole into one sum."""
    folded: dict[tuple[str, str], Money] = {}
    for (giving, taking), amount in sums.items():
        pair = (giving, BELOW) if giving in whole else (giving, taking)
        folded[pair] = folded.get(pair, ZERO) + amount
    return folded
