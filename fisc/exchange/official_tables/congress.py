"""The tables that a people's congress gets: all four books, each with its check formulas.

One set for each kind of paper: the budget, the adjusted budget, the final accounts. Every formula
is put each time a table is made, to the figures as they are printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any, Final, get_args

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fisc.engines.budgets.congress import Filled, Kind, Line, congress_set
from fisc.engines.budgets.congress_checks import Cell, Check, checks, put
from fisc.engines.budgets.final_accounts import completed
from fisc.engines.ledger.formulas import basis_of
from fisc.exchange import official
from fisc.exchange.official import Column, Row, Table
from fisc.exchange.official_tables.book import Chapter, tables_of
from fisc.exchange.official_tables.checks import ENDING, OUTCOMES, WHERE, outcomes
from fisc.exchange.official_tables.congress_figures import Gathered, gathered
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called
from fisc.values import Money

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
KIND_NAMES: Final[Mapping[str, Any]] = {
    "budget": gettext_lazy("The budget"),
    "adjusted": gettext_lazy("The adjusted budget"),
    "final": gettext_lazy("Final accounts"),
}
FEW_COLUMNS: Final = 3  # as many amounts as leave room for the item on a small screen
SUSPECTS_MAX: Final = 3  # figures named for one fault; who wants all looks at the table
_LAST: Final = {
    True: gettext_lazy("Last year, final"),
    False: gettext_lazy("Last year, adjusted budget"),
}
_COLUMNS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "budget": ("last", "budget", "growth"),
    "adjusted": ("budget", "change", "adjusted"),
    "final": ("last", "budget", "change", "adjusted", "final", "gap", "rise"),
}
_TITLES: Final[Mapping[str, Any]] = {
    "budget": gettext_lazy("Budget"),
    "growth": gettext_lazy("Increase"),
    "change": gettext_lazy("Adjusted by"),
    "adjusted": gettext_lazy("Adjusted budget"),
    "final": gettext_lazy("Final"),
    "gap": gettext_lazy("Difference"),
    "rise": gettext_lazy("Increase over last year"),
}
OF_LAST_YEAR: Final = frozenset({"last", "growth", "rise"})
_CHANGES: Final = frozenset({"growth", "change", "gap", "rise"})
# What is compared at the end of a row, by kind: the one as a share of the other.
_SHARES: Final[Mapping[Kind, tuple[str, str, Any]]] = {
    "budget": ("budget", "last", gettext_lazy("Of last year")),
    "final": ("final", "adjusted", gettext_lazy("Of adjusted")),
}


def congress_book(frame: Frame, kind: Kind) -> tuple[Chapter, ...]:
    """Return the congress tables of a place and year, a chapter for each of the four books.

    Empty where the record has no budget of the place and year.
    """
    known = gathered(frame, kind)
    if not any(one.column == "budget" for one in known.figures):
        return ()
    filled = congress_set(known.figures, frame.year, kind)
    return drawn(frame, kind, filled, known)


def drawn(
    frame: Frame, kind: Kind, filled: Sequence[Filled], known: Gathered
) -> tuple[Chapter, ...]:
    """Draw filled tables, each with every formula put to what it prints."""
    found = checks(put(filled, frame.year, known.ledger))
    writer = _Writer(frame, kind, filled, known)
    return tuple(
        Chapter(
            str(BOOKS[book]),
            tuple(
                writer.table(one, [check for check in found if check.table == one.key])
                for one in some
            ),
        )
        for book, some in groupby(filled, key=lambda one: one.table.book)
    )


def list_table(frame: Frame, chapters: Sequence[Chapter], addresses: Mapping[str, str]) -> Table:
    """Return which tables there are and how many of their formulas hold, each with its address."""
    tables = tables_of(chapters)
    rows = tuple(_listed(one, addresses.get(one.key, "")) for one in tables)
    return framed(
        frame,
        key="list",
        title=_("Tables and their check formulas"),
        columns=(
            Column(_("Table"), head=True, link=True),
            Column(_("Formulas"), look="w-percent"),
            Column(_("Hold"), look="w-percent"),
            Column(_("Do not hold"), look="w-percent"),
            Column(_("Lack a figure"), look="w-percent"),
            Column(_("Outcome"), official.Kind.SIGNAL, look="w-pace"),
        ),
        rows=rows,
        count=len(rows),
        definition=_("formulas as they were put to each table now, one count for each outcome"),
        source=_source(),
    )


def _listed(table: Table, href: str) -> Row:
    counted = Counter(outcomes(table))
    wrong, even = counted["wrong"], counted["even"]
    state, sign, said = OUTCOMES[False if wrong else True if even else None]
    values = (
        table.title,
        *(f"{one:,}" for one in (counted.total(), even, wrong, counted["none"])),
        f"{sign} {said}",
    )
    return Row(values, href=href, state=state)


def _source() -> str:
    return _("the resolutions of the congress, collections and the indicator ledger")


def congress_title(frame: Frame, kind: Kind) -> str:
    """Return what stands on the first page of a set."""
    return _("Congress tables of %(place)s, %(year)s: %(kind)s") % {
        "place": called(frame.place),
        "year": frame.year,
        "kind": str(KIND_NAMES[kind]).lower(),
    }


class _Writer:
    """Writes the tables of one set; it knows the rows of all, because faults name them."""

    def __init__(self, frame: Frame, kind: Kind, filled: Sequence[Filled], known: Gathered) -> None:
        self._frame = frame
        self._kind: Kind = kind
        self._known = known
        self._shown = tuple(
            name for name in _COLUMNS[kind] if known.last_known or name not in OF_LAST_YEAR
        )
        share = _SHARES.get(kind)
        lacking = share is not None and share[1] == "last" and not known.last_known
        self._share = None if lacking else share
        self._tables = {one.key: one for one in filled}
        self._rows = {
            (one.key, line.key): (number, line)
            for one in filled
            for number, line in enumerate(one.lines, start=1)
        }

    def table(self, filled: Filled, found: Sequence[Check]) -> Table:
        """Return one table with its checks."""
        rows = tuple(self._row(line) for line in filled.lines)
        table = framed(
            self._frame,
            key=filled.key,
            title=self._title(filled),
            columns=self._columns(),
            rows=rows,
            count=len(rows),
            definition=self._definition(),
            source=_source(),
            remarks=self._remarks(filled),
        )
        return replace(table, checks=self._checks(table, found))

    def _title(self, filled: Filled) -> str:
        return _("Table %(number)s: %(title)s") % {
            "number": int(filled.table.number),
            "title": called(filled.table),
        }

    def _columns(self) -> tuple[Column, ...]:
        """Return the columns; of many amounts the item keeps its width, else the amounts do."""
        many = len(self._shown) > FEW_COLUMNS
        amounts = (
            Column(
                self._said(name),
                official.Kind.CHANGE if name in _CHANGES else official.Kind.AMOUNT,
                look="" if many else "w-sum",
                key=name,
            )
            for name in self._shown
        )
        share = self._share
        rate = () if share is None else (Column(str(share[2]), official.Kind.PERCENT),)
        code = Column(_("Code"), official.Kind.CODE, look="w-rate")
        item = Column(_("Item"), head=True, look="w-sum" if many else "")
        return (code, item, *amounts, *rate)

    def _said(self, column: str) -> str:
        return str(_LAST[self._known.last_final] if column == "last" else _TITLES[column])

    def _row(self, line: Line) -> Row:
        amounts = tuple(self._amount(line, name) for name in self._shown)
        share = self._share
        rate: tuple[Fraction | str | None, ...] = ()
        if share is not None:
            part, whole = (line.amounts[name] for name in share[:2])
            rate = ("" if self._head(line) else completed(part, whole or Money(0)),)
        return Row(
            (line.place or line.code, self._name(line), *amounts, *rate),
            key=line.key,
            under=line.under,
            strong=line.strong,
            depth=line.depth,
        )

    def _amount(self, line: Line, column: str) -> Money | str | None:
        return "" if self._head(line) else line.amounts[column]

    @staticmethod
    def _head(line: Line) -> bool:
        """Say whether a row only names the part of a table that follows."""
        return line.key.endswith("/head")

    def _name(self, line: Line) -> str:
        if line.place:
            return called(self._frame.division_name(line.place))
        return line.name.said(get_language() or "zh")

    def _definition(self) -> str:
        if self._kind == "budget":
            return _(
                "the budget of the place itself as it was put to the congress, without what it"
                " adjusted later; economic items as adopted, or as indicators were issued"
            )
        if self._kind == "adjusted":
            return _(
                "the budget of the place itself as adopted, and with every adjustment that the"
                " congress approved and that is posted"
            )
        return _(
            "final = own revenue collected, other sources as booked, uses carried out;"
            " difference = final − adjusted budget; — = the record has no figure"
        )

    def _remarks(self, filled: Filled) -> tuple[tuple[str, str], ...]:
        said = []
        if self._known.drafted:
            said.append(_("a draft that the congress has not adopted yet"))
        if not self._known.last_known and self._kind != "adjusted":
            said.append(_("the record has no figures of last year"))
        if filled.table.layout == "debt":
            said.append(_("limits and balances of debt are not in the record yet"))
        elif not filled.known:
            said.append(_("the record has no figures for this table"))
        return tuple((_("Remark"), one) for one in said)

    def _checks(self, table: Table, found: Sequence[Check]) -> Table:
        columns = (
            Column(_("Formula"), official.Kind.CODE, look="w-percent"),
            Column(_("What must hold"), head=True),
            Column(_("Where"), key=WHERE),
            Column(_("Left side"), official.Kind.AMOUNT, look="w-money"),
            Column(_("Right side"), official.Kind.AMOUNT, look="w-money"),
            Column(_("Difference (fen)"), official.Kind.FEN, look="w-money"),
            Column(_("Outcome"), official.Kind.SIGNAL, look="w-pace"),
        )
        return framed(
            self._frame,
            key=f"{table.key}{ENDING}",
            title=f"{_('Check formulas')} · {table.title}",
            columns=columns,
            rows=tuple(self._check(one) for one in found),
            count=len(found),
            definition=_(
                "each formula is put to every figure as it is printed, whole fen; where one does"
                " not hold, the figures are named of which one is wrong, as far as the formulas"
                " that hold can tell"
            ),
        )

    def _check(self, one: Check) -> Row:
        state, sign, said = OUTCOMES[one.passed]
        name = one.name.said(get_language() or "zh")
        basis = basis_of(one.formula.basis)
        if basis is not None:
            name = f"{name} ({called(basis)})"
        where = self._where(one)
        values = (
            one.formula.code,
            name,
            where,
            one.left,
            one.right,
            one.difference,
            f"{sign} {said}",
        )
        return Row(values, state=state)

    def _where(self, one: Check) -> str:
        """Say in which columns a formula holds, or which figures may be wrong."""
        if one.passed is not False:
            columns = ", ".join(self._said(column) for column in one.columns)
            return _("%(columns)s: run %(places)s ×") % {
                "columns": columns,
                "places": f"{one.places:,}",
            }
        named = [self._cell(one.table, cell) for cell in one.suspects[:SUSPECTS_MAX]]
        more = len(one.suspects) - len(named)
        if more:
            named.append(_("and %(count)s more") % {"count": more})
        return "; ".join(named)

    def _cell(self, table: str, cell: Cell) -> str:
        number, line = self._rows.get((cell.table, cell.row), (0, None))
        said = _("row %(number)s %(name)s, column %(column)s") % {
            "number": number,
            "name": self._name(line) if line is not None else cell.row,
            "column": self._said(cell.column),
        }
        if cell.table == table:
            return said
        other = self._tables[cell.table].table.number
        return _("table %(table)s, %(cell)s") % {"table": int(other), "cell": said}
