"""The tables of the four budgets in one view: the matrix, its checks, and what makes a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.datacentre.four_books import FourBudgets, Measure
from fisc.engines.budgets.consolidation import BELOW, Entry
from fisc.engines.budgets.four_books import (
    AVAILABLE,
    BALANCE,
    FOUR,
    OPENING,
    USED,
    Matrix,
    MatrixRow,
    matrix,
    parts,
    row_of,
)
from fisc.engines.budgets.lines import names_of
from fisc.engines.budgets.ties import Fault, Tie, broken_cells, part_states
from fisc.exchange.official import Column, Kind, Row, Table, Value
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called, heading_of
from fisc.law.tables import INSURANCES, read
from fisc.values import ZERO, Book

Href = Callable[[str, str], str]
TOTAL: Final = "total"
ELIMINATED: Final = "eliminated"
MEASURES: Final = {
    Measure.BUDGET: gettext_lazy("Budget as adopted"),
    Measure.ADJUSTED: gettext_lazy("Budget after adjustment"),
    Measure.EXECUTION: gettext_lazy("Execution"),
    Measure.FINAL: gettext_lazy("Final accounts"),
}
_SUMS: Final = frozenset({"available", "used", "balance"})
_SIGNALS: Final = {
    "even": ("●", gettext_lazy("ties")),
    "wrong": ("■", gettext_lazy("does not tie")),
    "none": ("○", gettext_lazy("one side cannot be seen")),
}


def nowhere(_row: str, _book: str) -> str:
    """Lead nowhere: a table for a file or a program has no addresses."""
    return ""


def matrix_table(frame: Frame, found: FourBudgets, href: Href = nowhere) -> Table:
    """Return the four budgets beside each other, with what is eliminated and the total.

    ``href`` says where a cell leads, by row and book.
    """
    broken = broken_cells(found.ties)
    rows = tuple(_matrix_row(one, broken, href) for one in found.matrix.rows)
    return framed(
        frame,
        key="four-budgets",
        title=f"{_('Four budgets')} · {MEASURES[found.measure]}",
        columns=(
            Column(_("Resources, uses and balance"), head=True),
            *(Column(str(BOOKS[book]), Kind.AMOUNT, key=str(book)) for book in FOUR),
            Column(_("Eliminated"), Kind.AMOUNT, key=ELIMINATED),
            Column(_("Total, nothing twice"), Kind.AMOUNT, key=TOTAL),
        ),
        rows=rows,
        count=len(rows),
        definition=definition(found.measure),
        source=source(found.measure),
    )


def definition(measure: Measure) -> str:
    """Say what the figures of a measure are."""
    words = {
        Measure.BUDGET: _("as the congress adopted it"),
        Measure.ADJUSTED: _("as adopted, with every adjustment that was posted"),
        Measure.EXECUTION: _(
            "own revenue as collected, other resources as booked, uses as carried out so far;"
            " social insurance as its statements report it"
        ),
        Measure.FINAL: _(
            "own revenue as collected, other resources as booked, uses as carried out, and what is"
            " left as carried forward; a closed year as it was before the close"
        ),
    }
    eliminated = _("the total leaves out what one budget of the view gives another, on both sides")
    return f"{words[measure]}; {eliminated}"


def source(measure: Measure) -> str:
    """Say where the figures of a measure come from."""
    if measure in {Measure.BUDGET, Measure.ADJUSTED}:
        return _("the resolutions of the congress and the documents of adjustment")
    return _("the indicator ledger, revenue statements and statements of social insurance")


def ties_table(frame: Frame, found: FourBudgets) -> Table:
    """Return the checks: what must be equal, how many pairs were looked at, and what came out."""
    rows = tuple(
        Row(
            (called(one.name), f"{one.looked_at:,}", f"{len(one.faults):,}", _signal(one)),
            state=one.state,
            key=one.key,
        )
        for one in found.ties
    )
    return framed(
        frame,
        key="four-ties",
        title=_("What must tie"),
        columns=(
            Column(_("Check"), head=True),
            Column(_("Looked at"), look="w-rate"),
            Column(_("Not equal"), look="w-rate"),
            Column(_("Outcome"), Kind.SIGNAL, look="w-pace"),
        ),
        rows=rows,
        count=len(rows),
        definition=_(
            "resources equal uses in every book of every government and in every fund; what one"
            " budget gives, another receives"
        ),
        source=source(found.measure),
    )


def faults_table(frame: Frame, found: FourBudgets, href: Href = nowhere) -> Table | None:
    """Return what does not tie, each with both sides; None where everything does.

    ``href`` gets the row and ``book:government`` of a side.
    """
    faults = [(one, fault) for one in found.ties for fault in one.faults]
    if not faults:
        return None
    return framed(
        frame,
        key="four-faults",
        title=_("What does not tie, with both sides"),
        columns=(
            Column(_("Check"), head=True),
            Column(_("One side")),
            Column(_("Its amount"), Kind.AMOUNT),
            Column(_("Other side")),
            Column(_("Amount there"), Kind.AMOUNT),
            Column(_("Difference"), Kind.CHANGE),
        ),
        rows=tuple(_fault(frame, found.matrix, one, fault, href) for one, fault in faults),
        count=len(faults),
        definition=_("the difference is the first side less the second"),
        source=source(found.measure),
    )


def lines_table(frame: Frame, found: FourBudgets, book: Book, href: Href = nowhere) -> Table:
    """Return the lines of one book as the law numbers them, resources before uses."""
    sums = found.matrix.whole.lines
    order = {"revenue": 0, "expenditure": 1, "balance": 2}
    keys = sorted((key for key in sums if key[0] is book), key=lambda key: (order[key[1]], key[2]))
    rows = tuple(_line(found, key, href) for key in keys)
    return framed(
        frame,
        key=f"four-{book}",
        title=f"{BOOKS[book]} · {MEASURES[found.measure]}",
        columns=(
            Column(_("Side"), look="nowrap"),
            Column(_("Budget line"), Kind.CODE, look="w-rate"),
            Column(_("Name of the line"), head=True),
            Column(_("Amount"), Kind.AMOUNT, key="amount"),
        ),
        rows=rows,
        count=len(rows),
        definition=definition(found.measure),
        source=source(found.measure),
    )


def parts_table(frame: Frame, found: FourBudgets, book: Book) -> Table:
    """Return a book fund by fund, or insurance by insurance, each with its own balance."""
    entries = [one for one in found.entries if one.line.side != "balance"]
    own, states = parts(entries, book), part_states(entries, book)
    names = [one for one in found.matrix.rows if book in one.amounts]
    if book is Book.INSURANCE:
        names = [one for one in names if one.row not in {OPENING, AVAILABLE, BALANCE}]
    rows = tuple(_part(found, book, key, some, names, states) for key, some in own.items())
    balance = (
        () if book is Book.FUNDS else (Column(_("Current balance"), Kind.AMOUNT, key="current"),)
    )
    return framed(
        frame,
        key=f"four-{book}-parts",
        title=_("Fund by fund") if book is Book.FUNDS else _("Insurance by insurance"),
        columns=(
            Column(_("Fund") if book is Book.FUNDS else _("Insurance"), head=True),
            *(Column(called(one.name), Kind.AMOUNT, key=one.row) for one in names),
            *balance,
            *((Column(_("Outcome"), Kind.SIGNAL, look="w-pace"),) if book is Book.FUNDS else ()),
        ),
        rows=rows,
        count=len(rows),
        definition=_("each fund balances by itself")
        if book is Book.FUNDS
        else _(
            "revenue and benefits of each insurance; whose the accumulated balance is, a budget"
            " does not say"
        ),
        source=source(found.measure),
    )


def side_name(frame: Frame, found: Matrix, government: str, row: str, book: Book) -> str:
    """Name one side of a check: the government, its book and the row."""
    parts_ = [str(BOOKS[book]), called(found.row(row).name)]
    who = _("those below") if government == BELOW else called(frame.division_name(government))
    return " · ".join((who, *parts_))


def _matrix_row(one: MatrixRow, broken: frozenset[tuple[str, Book]], href: Href) -> Row:
    amounts: list[Value] = [one.amounts.get(book, "") for book in FOUR]
    led = [href(one.row, str(book)) if book in one.amounts else "" for book in FOUR]
    eliminated = one.eliminated
    ends = [href(one.row, name) for name in (ELIMINATED, TOTAL)]
    return Row(
        (called(one.name), *amounts, -eliminated if eliminated else ZERO, one.total),
        key=one.row,
        strong=one.row in _SUMS,
        hrefs=("", *led, *ends),
        broken=frozenset(place for place, book in enumerate(FOUR, 1) if (one.row, book) in broken),
    )


def _signal(one: Tie) -> str:
    sign, word = _SIGNALS[one.state]
    return f"{sign} {word}"


def _fault(frame: Frame, found: Matrix, one: Tie, fault: Fault, href: Href) -> Row:
    names = [side_name(frame, found, side.government, side.row, side.book) for side in fault.sides]
    led = [href(side.row, f"{side.book}:{side.government}") for side in fault.sides]
    amounts = [side.amount for side in fault.sides]
    return Row(
        (called(one.name), names[0], amounts[0], names[1], amounts[1], fault.difference),
        hrefs=("", led[0], "", led[1], "", ""),
    )


def _line(found: FourBudgets, key: tuple[Book, str, str], href: Href) -> Row:
    book, side, line = key
    sides = {"revenue": _("Resources"), "expenditure": _("Uses"), "balance": _("Balances")}
    name = names_of(book, side, line)  # type: ignore[arg-type]  # from lines of the law
    amount = found.matrix.whole.lines[key]
    return Row(
        (sides[side], line, called(name), amount),
        key=f"{side}-{line}",
        hrefs=("", "", "", href(row_of(book, side, line) or BALANCE, str(book))),
    )


def _part(
    found: FourBudgets,
    book: Book,
    key: str,
    entries: Iterable[Entry],
    names: Iterable[MatrixRow],
    states: Mapping[str, str],
) -> Row:
    own = matrix(entries, unknown=found.unknown, complete=found.measure.complete)
    amounts: list[Value] = [own.row(one.row).amounts[book] for one in names]
    state = states[key] if found.complete and book not in found.unknown else ""
    if book is Book.INSURANCE:
        came, went = (own.row(name).amounts[book] for name in (AVAILABLE, USED))
        amounts.append(None if came is None or went is None else came - went)
        return Row((_part_name(book, key), *amounts), key=key)
    sign, word = _SIGNALS[state] if state else ("", "")
    return Row((_part_name(book, key), *amounts, f"{sign} {word}".strip()), state=state, key=key)


def _part_name(book: Book, key: str) -> str:
    if book is Book.FUNDS:
        heading = heading_of("revenue", key) if key else None
        return f"{key} {called(heading)}" if heading else (key or _("No fund named"))
    for one in read(INSURANCES):
        if one.number == key:
            return called(one)
    return _("No insurance named")
