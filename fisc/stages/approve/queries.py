"""Questions about budgets: what was drafted, adopted, adjusted, and what a plan has left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fisc.engines.budgets.balance import check_book
from fisc.engines.budgets.lines import Line, names_of
from fisc.engines.ledger.keys import posting_key
from fisc.record import book as record
from fisc.record import facts
from fisc.registers.classification import UnknownCode, path
from fisc.stages.approve.drafts import UnknownDraft, draft_line
from fisc.stages.approve.models import ADJUSTMENT, APPROVED, BudgetDraft, BudgetLine, Ceiling
from fisc.stages.approve.postings import DraftLine, serial
from fisc.stages.approve.ways import BUDGETS, CEILINGS
from fisc.values import ZERO, Book, FunctionCode, Money, Verdict


@dataclass(frozen=True, slots=True)
class LinePosition:
    """One line of a draft as it stands: its place, what was drafted, and what was posted of it."""

    position: int
    line: DraftLine
    name_zh: str
    name_en: str
    used: Money


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft or a plan, with its lines in order."""

    number: str
    kind: str
    division: str
    year: int
    title_zh: str
    title_en: str
    state: str
    maker: str
    checker: str
    resolution: str
    resolved_on: date | None
    lines: tuple[LinePosition, ...]

    def total(self, side: str) -> Money:
        """Return what the lines of one side add up to."""
        return Money.total(one.line.amount for one in self.lines if one.line.side == side)

    @property
    def waiting(self) -> Money:
        """What is not posted yet, of every line that raises and every one that lowers."""
        left = (one.line.amount - one.used for one in self.lines)
        return Money.total(max(gap, -gap) for gap in left)


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One line and code of a budget: what was adopted, and what it is after adjustments."""

    side: str
    line: str
    code: str
    fund: str
    name_zh: str
    name_en: str
    adopted: Money
    adjusted: Money


@dataclass(frozen=True, slots=True)
class BookBudget:
    """The budget of one book in a year.

    Shape: revenue rows before expenditure rows, by line and code.
    """

    book: Book
    title_zh: str
    title_en: str
    rows: tuple[BudgetRow, ...]

    def total(self, side: str) -> tuple[Money, Money]:
        """Return what one side adds up to, adopted and adjusted."""
        rows = [row for row in self.rows if row.side == side]
        return Money.total(row.adopted for row in rows), Money.total(row.adjusted for row in rows)

    @property
    def balance(self) -> Verdict:
        """Whether resources cover uses after every adjustment, with the sums of the lines."""
        lines = (
            Line(
                book=self.book,
                side=row.side,  # type: ignore[arg-type]
                line=row.line,
                amount=row.adjusted,
                code=row.code,
                fund=row.fund,
            )
            for row in self.rows
        )
        return check_book(self.book, lines)


@dataclass(frozen=True, slots=True)
class Share:
    """The uses of a book under one code of function: a class, or a section or item within one.

    ``code`` is empty for uses that have none. Units: fen.
    """

    code: str
    adopted: Money
    adjusted: Money
    deeper: bool

    @property
    def change(self) -> Money:
        """What adjustments added to it or took from it."""
        return self.adjusted - self.adopted


def shares(budget: BookBudget, within: str = "") -> tuple[Share, ...]:
    """Return the uses of a book by class of function, or within a class by section.

    A share is ``deeper`` where more than one code stands under it.

    Shape: the largest after adjustment first, then by code.
    Always: the classes add up to the uses of the book, and the sections to their class.
    """
    found: dict[str, list[BudgetRow]] = {}
    for row in budget.rows:
        way = _way(row.code)
        if row.side == "expenditure" and within in ("", way[0]):
            found.setdefault(way[min(bool(within), len(way) - 1)], []).append(row)
    made = (
        Share(
            code,
            Money.total(row.adopted for row in rows),
            Money.total(row.adjusted for row in rows),
            len({row.code for row in rows}) > 1,
        )
        for code, rows in found.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.adjusted.fen, one.code)))


@dataclass(frozen=True, slots=True)
class CeilingStanding:
    """A ceiling as its document has it; what is free of it, the ledger says."""

    number: str
    code: str
    title_zh: str
    title_en: str
    book: Book
    amount: Money
    members: dict[str, list[str]]
    state: str


def draft(number: str) -> Draft:
    """Return one draft or plan.

    Raises:
        UnknownDraft: there is none with that number.
    """
    found = BudgetDraft.objects.filter(number=number).first()
    if found is None:
        raise UnknownDraft(f"There is no draft {number}.")
    return _draft(found)


def _draft(found: BudgetDraft) -> Draft:
    return Draft(
        found.number,
        found.kind,
        found.division,
        found.year,
        found.title_zh,
        found.title_en,
        found.state,
        found.maker,
        found.checker,
        found.resolution,
        found.resolved_on,
        tuple(_position(row) for row in found.lines.all()),
    )


def budget(division: str, year: int) -> tuple[BookBudget, ...]:
    """Return the adopted budget of a division, book by book, with what adjustments made of it.

    Shape: books in their order, only those that have lines; empty before adoption.
    """
    rows = BudgetLine.objects.filter(
        draft__division=division, draft__year=year, draft__state=APPROVED
    ).values_list("draft__kind", "book", "side", "line", "code", "fund", "amount_fen", "used_fen")
    sums: dict[tuple[str, ...], tuple[int, int]] = {}
    for kind, *key, amount, used in rows:
        adopted, adjusted = sums.get(tuple(key), (0, 0))
        fen = used if kind == ADJUSTMENT else amount
        first = 0 if kind == ADJUSTMENT else amount
        sums[tuple(key)] = (adopted + first, adjusted + fen)
    return tuple(
        BookBudget(book, book.words.zh, book.words.en, _rows(book, sums))
        for book in Book
        if any(key[0] == book for key in sums)
    )


@dataclass(frozen=True, slots=True)
class Detail:
    """Lines of an adopted budget that say the same: what was adopted, and after adjustments."""

    line: DraftLine
    adopted: Money
    adjusted: Money


def details(division: str, year: int) -> tuple[Detail, ...]:
    """Return the adopted budget of a division by everything that its lines say.

    Shape: in the order of book, side, line and code; an amount of the ``line`` is what it was
    adopted with, so it may be zero where an adjustment brought the line.
    Always: the details of a book add up to its ``budget``.
    """
    drafts = BudgetDraft.objects.filter(division=division, year=year, state=APPROVED)
    sums: dict[DraftLine, tuple[Money, Money]] = {}
    for row in BudgetLine.objects.filter(draft__in=drafts).select_related("draft"):
        plan = row.draft.kind == ADJUSTMENT
        adopted, amount = (0, row.used_fen) if plan else (row.amount_fen, row.amount_fen)
        key = replace(draft_line(row), amount=ZERO)
        before = sums.get(key, (ZERO, ZERO))
        sums[key] = (before[0] + Money(adopted), before[1] + Money(amount))
    order = {book: at for at, book in enumerate(Book)}
    return tuple(
        Detail(replace(key, amount=sums[key][0]), *sums[key])
        for key in sorted(
            sums,
            key=lambda one: (order[one.book], one.side != "revenue", one.side, one.line, str(one)),
        )
        if any(sums[key])
    )


def plans(division: str, year: int) -> tuple[Draft, ...]:
    """Return the plans of adjustments of a year, in the order of their numbers."""
    found = BudgetDraft.objects.filter(division=division, year=year, kind=ADJUSTMENT)
    return tuple(_draft(plan) for plan in found.prefetch_related("lines"))


def documents(division: str, year: int) -> tuple[tuple[str, str], ...]:
    """Return the kind of flow and the number of every budget, plan and ceiling of a year."""
    budgets = BudgetDraft.objects.filter(division=division, year=year)
    every = Ceiling.objects.filter(division=division, year=year)
    return (
        *((BUDGETS, number) for number in budgets.values_list("number", flat=True)),
        *((CEILINGS, number) for number in every.values_list("number", flat=True)),
    )


def remaining(plan: Draft) -> dict[int, Money]:
    """Return what a plan has left, by position, in fen with the sign of its line."""
    return {
        row.position: row.line.amount - row.used
        for row in plan.lines
        if row.line.amount - row.used != ZERO
    }


def ceilings(division: str, year: int) -> tuple[CeilingStanding, ...]:
    """Return the ceilings of a year, in the order of their numbers."""
    return tuple(
        CeilingStanding(
            found.number,
            found.code,
            found.title_zh,
            found.title_en,
            Book(found.book),
            Money(found.amount_fen),
            found.members,
            found.state,
        )
        for found in Ceiling.objects.filter(division=division, year=year)
    )


def _way(code: str) -> tuple[str, ...]:
    """Return the codes from the class down to one; what is no function stands for itself."""
    try:
        return tuple(map(str, path(FunctionCode(code))))
    except (UnknownCode, ValueError):
        return (code,)


def _position(row: BudgetLine) -> LinePosition:
    line = draft_line(row)
    name = names_of(line.book, line.side, line.line)
    return LinePosition(row.position, line, name.zh, name.en, Money(row.used_fen))


def _rows(book: Book, sums: dict[tuple[str, ...], tuple[int, int]]) -> tuple[BudgetRow, ...]:
    own: Iterable[tuple[str, ...]] = (key for key in sums if key[0] == book)
    made = []
    for key in sorted(own, key=lambda key: (key[1] != "revenue", key)):
        _, side, line, code, fund = key
        name = names_of(book, side, line)  # type: ignore[arg-type]
        adopted, adjusted = sums[key]
        made.append(
            BudgetRow(side, line, code, fund, name.zh, name.en, Money(adopted), Money(adjusted))
        )
    return tuple(made)


def revenue_lines(division: str, year: int) -> Mapping[bytes, tuple[str, str]]:
    """Return the revenue code and the fund of every voucher by which a budget took money up.

    Shape: by the key of the voucher, for all drafts of the division and year, adopted or not; an
    adjustment is posted under its own number.
    """
    rows = BudgetLine.objects.filter(
        draft__division=division, draft__year=year, side="revenue"
    ).values_list("draft_id", "position", "code", "fund")
    numbers: dict[str, list[str]] = {}
    for fact in facts.of_kind(record.Book(), "BudgetAdjusted", division, year):
        numbers.setdefault(fact.body["draft"], []).append(fact.key.removeprefix("adjusted/"))
    return {
        posting_key(serial(number, place)): (code, fund)
        for draft, place, code, fund in rows
        for number in (draft, *numbers.get(draft, ()))
    }
