"""The figures of the congress tables: resolutions, collections and the ledger, in fine parts.

Nothing is added up here; the tables do that. What of a year nobody has entered is a figure without
an amount, so that a table says that it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from fisc.datacentre.book_lines import carried_line, sums
from fisc.datacentre.uses import BOOKS, Use, uses
from fisc.engines.budgets.congress import MARGIN, Figure, Kind, added
from fisc.engines.budgets.congress_checks import Cell
from fisc.engines.budgets.final_accounts import OWN_EVENTS, FinalAccount
from fisc.engines.budgets.lines import LINE_EVENTS, event_of
from fisc.exchange.official_tables.framing import Frame
from fisc.law.tables import read
from fisc.stages.approve.spelled import Spelled, spelled
from fisc.stages.close import queries
from fisc.stages.close.queries import FinalRow
from fisc.values import ZERO, Book, Money, ProjectCode

BASIC: Final = frozenset({"R", "Y"})  # personnel, and public-use quota
_LEDGER: Final = ("collected", "other", "spent", "left", "margin")
_OWN: Final = "01"
_BROUGHT: Final = "open_carried_resources"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The figures of a set of tables, what the ledger says beside them, and how they stand.

    ``drafted``: the congress has not adopted the budget. ``last_final``: last year is closed, so
    that its figures are final ones; else they are those of its adjusted budget.
    ``last_known``: there are any.
    """

    figures: tuple[Figure, ...]
    ledger: Mapping[Cell, Money]
    drafted: bool
    last_final: bool
    last_known: bool = True


def gathered(frame: Frame, kind: Kind) -> Gathered:
    """Return the figures of the tables of a place and year.

    Units: fen.
    """
    place, year = frame.place.code, frame.year
    lines = spelled(place, (year - 1, year))
    now, before = ([one for one in lines if one.year == at] for at in (year, year - 1))
    before = [one for one in before if not one.drafted]
    held = uses(frame.book, place, year, frame.when) if now else ()
    figures = list(_budgeted(now, held))
    ledger: dict[Cell, Money] = {}
    if kind == "final" and now:
        accounts = _accounts(frame, year)
        figures += _final(frame, year, now, held)
        ledger = dict(_said(accounts))
    closed = (place, year - 1) in frame.when.closed
    if before and kind != "adjusted":
        figures += _last(frame, year - 1, before, closed=closed)
    drafted = any(one.drafted for one in now)
    return Gathered(tuple(figures), ledger, drafted, closed, bool(before))


def _budgeted(lines: Sequence[Spelled], held: Sequence[Use]) -> Iterator[Figure]:
    issued = _issued(held)
    for one in lines:
        for column, amount in (("budget", one.adopted), ("adjusted", one.adjusted)):
            yield from _divided(_figure(one, column, amount), one.project, issued)


def _last(frame: Frame, year: int, lines: Sequence[Spelled], *, closed: bool) -> Iterator[Figure]:
    held = uses(frame.book, frame.place.code, year, frame.when)
    known = _final(frame, year, lines, held) if closed else _budgeted(lines, held)
    wanted = "final" if closed else "adjusted"
    yield from (replace(one, column="last") for one in known if one.column == wanted)


def _figure(one: Spelled, column: str, amount: Money | None) -> Figure:
    return Figure(
        book=one.book,
        side=one.side,
        line=one.line,
        column=column,
        amount=amount,
        code=one.code,
        fund=one.fund,
        place=one.counterpart,
        item=one.item,
        department_item=one.department_item,
        basic=_basic(one.project),
    )


def _basic(project: str) -> bool:
    return bool(project) and ProjectCode(project).kind in BASIC


def _issued(held: Iterable[Use]) -> Mapping[tuple[str, str], Mapping[tuple[str, str], int]]:
    """Return how much was issued of a project and function under each economic item."""
    found: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for one in held:
        if one.book is Book.GENERAL and one.project and one.item and one.issued:
            own = found.setdefault((one.project, one.function), {})
            item = (one.item, one.department_item)
            own[item] = own.get(item, 0) + one.issued.fen
    return found


def _divided(
    figure: Figure,
    project: str,
    issued: Mapping[tuple[str, str], Mapping[tuple[str, str], int]],
) -> Iterator[Figure]:
    """Yield a use by economic item, where the resolution names none, as its indicators were issued.

    What is not issued yet stays undivided; so does a line of which more was issued than it holds.
    """
    parts = {} if figure.item else issued.get((project, figure.code), {})
    whole = figure.amount or ZERO
    rest = whole - Money(sum(parts.values()))
    if not parts or rest < ZERO or figure.line != _OWN:
        yield figure
        return
    for (item, department_item), fen in parts.items():
        yield replace(figure, item=item, department_item=department_item, amount=Money(fen))
    if rest:
        yield replace(figure, amount=rest)


def _final(frame: Frame, year: int, lines: Sequence[Spelled], held: Sequence[Use]) -> list[Figure]:
    """Return what became of a budget: own revenue collected, other sources as booked, uses done."""
    rows = queries.final_accounts(frame.place.code, year)
    sources = [*_collected(rows, lines), *_booked(lines), *_brought(frame, year, lines)]
    found = [*sources, *_carried_out(held)]
    return [*found, *_margins(found)]


def _collected(rows: Sequence[FinalRow], lines: Sequence[Spelled]) -> Iterator[Figure]:
    funds: dict[tuple[Book, str, str], str] = {}
    for one in lines:
        funds.setdefault((one.book, one.line, one.code), one.fund)
    for row in rows:
        if row.side == "revenue" and _is_own(row.book, row.line, row.code):
            fund = funds.get((row.book, row.line, row.code), "")
            if row.book is Book.FUNDS:
                fund = fund or row.code
            yield Figure(
                book=row.book,
                side="revenue",
                line=row.line,
                column="final",
                amount=row.final,
                code=row.code,
                fund=fund,
            )


def _booked(lines: Iterable[Spelled]) -> Iterator[Figure]:
    """Yield sources that are not collected but booked, and of social insurance that nobody says."""
    for one in lines:
        if one.book is Book.INSURANCE:
            yield _figure(one, "final", None)
        elif one.side == "revenue" and not _is_own(one.book, one.line, one.code):
            yield _figure(one, "final", one.adjusted)


def _brought(frame: Frame, year: int, lines: Iterable[Spelled]) -> Iterator[Figure]:
    """Yield what the opening brought beyond the resolution: money tied to indicators."""
    brought = {row.book: row.line for row in read(LINE_EVENTS) if row.event == _BROUGHT}
    codes = {one.book: one.code for one in lines if one.line == brought.get(one.book)}
    beyond: dict[tuple[Book, str], int] = {}
    for entry in sums(frame.book, [frame.place.code], year, frame.when):
        one = entry.line
        if one.side == "revenue" and one.line == brought.get(one.book):
            beyond[one.book, one.fund] = beyond.get((one.book, one.fund), 0) + one.amount.fen
    for told in lines:
        if told.side == "revenue" and told.line == brought.get(told.book):
            at = (told.book, told.fund)
            beyond[at] = beyond.get(at, 0) - told.adjusted.fen
    for (book, fund), fen in sorted(beyond.items()):
        if fen:
            yield Figure(
                book=book,
                side="revenue",
                line=brought[book],
                column="final",
                amount=Money(fen),
                code=codes.get(book, ""),
                fund=fund,
            )


def _carried_out(held: Iterable[Use]) -> Iterator[Figure]:
    carried = {book: carried_line(book) for book in BOOKS}
    for one in held:
        for line, amount in ((one.line, one.done), (carried[one.book], one.left)):
            if amount:
                done = line == one.line
                yield Figure(
                    book=one.book,
                    side="expenditure",
                    line=line,
                    column="final",
                    amount=amount,
                    code=one.function,
                    fund=one.fund,
                    place=one.place if done else "",
                    item=one.item if done else "",
                    department_item=one.department_item if done else "",
                    basic=done and _basic(one.project),
                )


def _margins(figures: Sequence[Figure]) -> Iterator[Figure]:
    """Yield what each book, or fund, holds beyond its uses: money that no line gives away."""

    def key(one: Figure) -> tuple[str, str]:
        return str(one.book), one.fund if one.book is Book.FUNDS else ""

    ordered = sorted((one for one in figures if one.book in BOOKS), key=key)
    for (book, fund), some in groupby(ordered, key=key):
        own = tuple(some)
        sides = [
            added([one for one in own if one.side == side], "final")
            for side in ("revenue", "expenditure")
        ]
        gain, spent = sides
        yield Figure(
            book=Book(book),
            side="expenditure",
            line=MARGIN,
            column="final",
            amount=None if gain is None or spent is None else gain - spent,
            fund=fund,
        )


def _is_own(book: Book, line: str, code: str) -> bool:
    if book is Book.INSURANCE or not line:
        return False
    event = event_of(book, "revenue", line, code)
    return event is not None and event.name in OWN_EVENTS


def _accounts(frame: Frame, year: int) -> list[FinalAccount]:
    place = frame.place.code
    is_open = (place, year) not in frame.when.closed
    return [one.account for one in queries.final_statements(place, year, is_open=is_open)]


def _said(accounts: Iterable[FinalAccount]) -> Iterator[tuple[Cell, Money]]:
    """Yield what the ledger says of each book, as cells to compare tables with."""
    for account in accounts:
        for name in _LEDGER:
            amount = getattr(account, name)
            if amount is not None:
                yield Cell("ledger", f"{account.book}-{name}", "final"), amount
