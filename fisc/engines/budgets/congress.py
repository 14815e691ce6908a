"""The tables that a people's congress gets with a budget and with its final accounts.

Their rows follow from single figures of the record, each with its line, code, fund, government and
economic item: a balance names every line, a table by code adds up the classification from the item
to the class, a table of funds or insurances repeats the balance for each. Which tables there are is
law; the formulas that hold within and between them are in ``congress_checks``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from fisc.engines.budgets.lines import Side, code_named, names_of, stands_under, way_to
from fisc.law.congress import CongressTable, congress_tables
from fisc.law.tables import BALANCE_LINES, INSURANCES, THREE_PUBLIC, read
from fisc.values import Book, Money, Words

Kind = Literal["budget", "adjusted", "final"]
TOTAL: Final = "total"
MARGIN: Final = "margin"
UNDIVIDED: Final = "undivided"
ELSEWHERE: Final = "elsewhere"
# The columns that hold figures of the record, and the differences that each table adds to them.
FIGURES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "budget": ("last", "budget"),
    "adjusted": ("budget", "adjusted"),
    "final": ("last", "budget", "adjusted", "final"),
}
# Each with what it is taken from and what is taken away: every figure stands in one of them, so
# that a wrong one is known by its row as well as by its column.
DIFFERENCES: Final[Mapping[Kind, tuple[tuple[str, str, str], ...]]] = {
    "budget": (("growth", "budget", "last"),),
    "adjusted": (("change", "adjusted", "budget"),),
    "final": (
        ("change", "adjusted", "budget"),
        ("gap", "final", "adjusted"),
        ("rise", "final", "last"),
    ),
}
_SIDES: Final[tuple[Side, ...]] = ("revenue", "expenditure")
_TOTALS: Final = {
    "revenue": Words("Total resources", "收入总计"),
    "expenditure": Words("Total uses", "支出总计"),
}
_TOTAL: Final = Words("Total", "合计")
_MARGIN: Final = Words("Not yet assigned", "未安排的收支差额")
_UNDIVIDED: Final = Words("Not drawn up by economic class", "未按经济分类编列")
_ELSEWHERE: Final = Words("Not further divided", "未细化")
_NO_CODE: Final = Words("Without a code", "未列科目")
_NO_PLACE: Final = Words("No place named", "未列地区")
_NO_FUND: Final = Words("Without a fund", "未列基金")
_VEHICLES: Final = Words("Official vehicles", "公务用车购置及运行维护费")
# What a debt table says: lines of the balance, by book: proceeds, on-lent to below, principal.
_DEBT_LINES: Final = {Book.GENERAL: ("09", "08", "07"), Book.FUNDS: ("07", "06", "05")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One amount of the record, as finely as it is known; ``column`` says which figure it is.

    ``place`` is the government on the other side, ``item`` and ``department_item`` the economic
    items, ``basic`` whether it is basic expenditure. Without an ``amount`` the record cannot say.

    Units: fen.
    """

    book: Book
    side: Side
    line: str
    column: str
    amount: Money | None
    code: str = ""
    fund: str = ""
    place: str = ""
    item: str = ""
    department_item: str = ""
    basic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row as it is printed: what it adds up to, how deep it stands, and its amounts by column.

    A column without amount says that the record has no figure.
    """

    key: str
    name: Words
    amounts: Mapping[str, Money | None]
    under: str = ""
    code: str = ""
    place: str = ""
    depth: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A table of the law with its rows; ``known`` is whether the record has any figure for it."""

    table: CongressTable
    lines: tuple[Line, ...]
    known: bool

    @property
    def key(self) -> str:
        """The name of the table in formulas and files."""
        return self.table.key


@dataclass(slots=True)
class _Draft:
    """A row while its figures are gathered."""

    key: str
    name: Words
    figures: Sequence[Figure]
    under: str = ""
    more: dict[str, object] = field(default_factory=dict)


def congress_set(figures: Iterable[Figure], year: int, kind: Kind) -> tuple[Filled, ...]:
    """Return the tables of a year, filled with figures.

    Units: fen. Shape: in the order of their official numbers, every table, also the empty ones.
    Always: a row is what stands under it, and no figure is counted twice in a table.

    Source: law/budgets/congress_tables.csv

    Example:
        >>> one = Figure(book=Book.GENERAL, side="expenditure", line="01", code="2050202",
        ...              column="budget", amount=Money(500))
        >>> tables = {table.key: table for table in congress_set([one], 2026, "budget")}
        >>> [(line.key, line.amounts["budget"]) for line in tables["general-expenditure"].lines]
        ... # doctest: +NORMALIZE_WHITESPACE
        [('205', Money(fen=500)), ('20502', Money(fen=500)), ('2050202', Money(fen=500)),
         ('total', Money(fen=500))]
    """
    known = tuple(figures)
    return tuple(_filled(table, known, kind) for table in congress_tables(year))


def _filled(table: CongressTable, figures: Sequence[Figure], kind: Kind) -> Filled:
    own = [one for one in figures if one.book is table.book]
    columns = frozenset(one.column for one in own)
    if table.side:
        own = [one for one in own if one.side == table.side and one.line in table.lines]
    drafts = tuple(_LAYOUTS[table.layout](table, own))
    lines = tuple(_line(one, kind, columns) for one in drafts)
    return Filled(table=table, lines=lines, known=any(draft.figures for draft in drafts))


def _line(draft: _Draft, kind: Kind, known: Collection[str]) -> Line:
    """Return a row as it is printed; of a column unknown in the whole book it says nothing."""
    amounts: dict[str, Money | None] = {
        column: added(draft.figures, column) if column in known else None
        for column in FIGURES[kind]
    }
    if draft.more.pop("unknown", False):
        amounts = dict.fromkeys(amounts)
    for name, more, less in DIFFERENCES[kind]:
        high, low = amounts[more], amounts[less]
        amounts[name] = None if high is None or low is None else high - low
    return Line(
        key=draft.key,
        name=draft.name,
        under=draft.under,
        amounts=amounts,
        **draft.more,  # type: ignore[arg-type]  # fields of a line by name
    )


def added(figures: Iterable[Figure], column: str) -> Money | None:
    """Return the sum of a column; None where the record cannot say one of its parts.

    What is lowered stands with its own sign. Units: fen.
    """
    amounts = [one.amount for one in figures if one.column == column]
    if any(amount is None for amount in amounts):
        return None
    return Money.total(amount for amount in amounts if amount is not None)


def _balance(table: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    yield from _sides(table.book, figures)
    yield from _balances(table.book, figures)


def _sides(book: Book, figures: Sequence[Figure], prefix: str = "") -> Iterator[_Draft]:
    """Yield both sides of a balance with their lines, each followed by its total.

    Every line is printed; of a part of the book, named by ``prefix``, only those with a figure.
    """
    deep = 1 if prefix else 0
    for side in _SIDES:
        own = [one for one in figures if one.side == side]
        for line, name in _lines_of(book, side, own):
            of_line = [one for one in own if one.line == line]
            if of_line or not prefix:
                more: dict[str, object] = {"depth": deep + 1}
                if line != MARGIN:
                    more["code"] = line
                yield _Draft(f"{prefix}{side}-{line}", name, of_line, f"{prefix}{side}", more)
        more = {"strong": not prefix, "depth": deep}
        yield _Draft(f"{prefix}{side}", _TOTALS[side], own, side if prefix else "", more)


def _balances(book: Book, figures: Sequence[Figure]) -> Iterator[_Draft]:
    own = [one for one in figures if one.side == "balance"]
    for line, name in _lines_of(book, "balance", own):
        of_line = [one for one in own if one.line == line]
        yield _Draft(f"balance-{line}", name, of_line, "", {"strong": True})


def _lines_of(book: Book, side: Side, figures: Iterable[Figure]) -> Iterator[tuple[str, Words]]:
    """Yield the lines of one side of a balance, as the law orders them."""
    for row in read(BALANCE_LINES):
        if (row.book, row.side) == (book, side):
            yield row.line, names_of(book, side, row.line)
    if any(one.line == MARGIN for one in figures):
        yield MARGIN, _MARGIN


def _codes(_: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    yield from _tree(figures, lambda one: one.code, _NO_CODE)


def _economic(_: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    yield from _tree(figures, lambda one: one.item, _UNDIVIDED)


def _basic(_: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    basic = [one for one in figures if one.basic]
    yield from _tree(basic, lambda one: one.item, _UNDIVIDED)


def _tree(
    figures: Sequence[Figure], code_of: Callable[[Figure], str], nameless: Words
) -> Iterator[_Draft]:
    """Yield every code that has a figure and all above it, then what has none, then the total.

    A code that has figures of its own beside those below it gets a row for what is not divided.
    """
    own: dict[tuple[str, ...], list[Figure]] = {}
    for one in figures:
        own.setdefault(way_to(code_of(one)), []).append(one)
    steps = {way[:length] for way in own for length in range(1, len(way) + 1)}
    parents = {way[:-1] for way in steps}
    for way in sorted(steps):
        of_code = [one for full, some in own.items() if full[: len(way)] == way for one in some]
        code, depth = way[-1], len(way) - 1
        above = way[-2] if depth else TOTAL
        more: dict[str, object] = {"code": code, "depth": depth, "strong": not depth}
        yield _Draft(code, code_named(code), of_code, above, more)
        if way in own and way in parents:
            yield _Draft(f"{code}/rest", _ELSEWHERE, own[way], code, {"depth": depth + 1})
    if () in own:
        yield _Draft(UNDIVIDED, nameless, own[()], TOTAL)
    yield _Draft(TOTAL, _TOTAL, figures, "", {"strong": True})


def _places(_: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    """Yield each government that receives, and below it the items for which it does."""
    for place in sorted({one.place for one in figures}, key=lambda code: (not code, code)):
        own = [one for one in figures if one.place == place]
        key, name = place or ELSEWHERE, Words(place, place) if place else _NO_PLACE
        yield _Draft(key, name, own, TOTAL, {"strong": True, "place": place})
        for code in sorted({one.code for one in own}):
            of_code = [one for one in own if one.code == code]
            said = code_named(code) if code else _NO_CODE
            yield _Draft(f"{key}/{code or 'none'}", said, of_code, key, {"code": code, "depth": 1})
    yield _Draft(TOTAL, _TOTAL, figures, "", {"strong": True})


def _debt(table: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    """Yield limit, balance and what moves it; limits and balances are not in the record."""
    proceeds, lent, principal = _DEBT_LINES[table.book]

    def of(side: Side, line: str) -> list[Figure]:
        return [one for one in figures if one.side == side and one.line == line]

    none: dict[str, object] = {"unknown": True}
    yield _Draft("limit", Words("Debt limit at the end of the year", "年末债务限额"), (), "", none)
    begin = Words("Balance at the beginning of the year", "年初债务余额")
    yield _Draft("begin", begin, (), "", dict(none))
    borrowed = Words("Borrowed or on-lent from above", "本年债务（转贷）收入")
    yield _Draft("proceeds", borrowed, of("revenue", proceeds), "", {"depth": 1})
    on_lent = Words("On-lent to governments below", "转贷下级")
    yield _Draft("lent", on_lent, of("expenditure", lent), "", {"depth": 1})
    repaid = Words("Principal repaid", "本年还本")
    yield _Draft("principal", repaid, of("expenditure", principal), "", {"depth": 1})
    end = Words("Balance at the end of the year", "年末债务余额")
    yield _Draft("end", end, (), "", dict(none))


def _three_public(_: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    """Yield the three public items, both kinds of vehicle cost under one heading, and the total."""
    items: dict[str, tuple[Words, list[Figure]]] = {
        row.item: (
            Words(row.name_en, row.name_zh),
            [one for one in figures if one.department_item in row.department_codes],
        )
        for row in read(THREE_PUBLIC)
    }
    vehicles = ("vehicle_purchase", "vehicle_operation")
    yield _Draft("overseas", *items["overseas"], TOTAL)
    both = [one for item in vehicles for one in items[item][1]]
    yield _Draft("vehicles", _VEHICLES, both, TOTAL)
    for item in vehicles:
        yield _Draft(item, *items[item], "vehicles", {"depth": 1})
    yield _Draft("reception", *items["reception"], TOTAL)
    every = [one for _name, some in items.values() for one in some]
    yield _Draft(TOTAL, _TOTAL, every, "", {"strong": True})


def _funds(table: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    """Yield the balance of each fund, then both sides of all of them."""
    for fund in sorted({one.fund for one in figures}, key=lambda code: (not code, code)):
        own = [one for one in figures if one.fund == fund]
        name = code_named(fund) if fund else _NO_FUND
        yield from _part(table.book, name, fund or ELSEWHERE, own)
    for side in _SIDES:
        of_side = [one for one in figures if one.side == side]
        yield _Draft(side, _TOTALS[side], of_side, "", {"strong": True})


def _insurances(table: CongressTable, figures: Sequence[Figure]) -> Iterator[_Draft]:
    """Yield income, benefits and current balance of each insurance, then of all of them.

    The accumulated balance is stated for all of them together, and there it stands.
    """
    whose = {id(one): _insurance(one) for one in figures}
    for row in read(INSURANCES):
        own = [one for one in figures if whose[id(one)] == row.number]
        if own:
            current = [_signed(one) for one in own]
            yield from _part(table.book, Words(row.name_en, row.name_zh), row.number, own)
            name = names_of(table.book, "balance", "01")
            yield _Draft(f"{row.number}/balance-01", name, current, "balance-01", {"depth": 1})
    for side in _SIDES:
        of_side = [one for one in figures if one.side == side]
        yield _Draft(side, _TOTALS[side], of_side, "", {"strong": True})
    yield from _balances(table.book, figures)


def _part(book: Book, name: Words, key: str, own: Sequence[Figure]) -> Iterator[_Draft]:
    """Yield the head of a fund or insurance, which has no figures, and both sides below it."""
    yield _Draft(f"{key}/head", name, (), "", {"strong": True, "unknown": True, "code": key})
    yield from _sides(book, own, f"{key}/")


def _insurance(figure: Figure) -> str:
    return next(
        (
            row.number
            for row in read(INSURANCES)
            if any(stands_under(figure.code, str(code)) for code in row.codes)
        ),
        "",
    )


def _signed(figure: Figure) -> Figure:
    """Return a figure as it counts for a balance: what is spent with a minus."""
    if figure.side != "expenditure" or figure.amount is None:
        return figure
    return Figure(
        book=figure.book,
        side=figure.side,
        line=figure.line,
        column=figure.column,
        amount=-figure.amount,
    )


_LAYOUTS: Final[Mapping[str, Callable[[CongressTable, Sequence[Figure]], Iterator[_Draft]]]] = {
    "balance": _balance,
    "codes": _codes,
    "economic": _economic,
    "basic": _basic,
    "places": _places,
    "debt": _debt,
    "three_public": _three_public,
    "funds": _funds,
    "insurances": _insurances,
}
