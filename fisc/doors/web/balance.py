"""The four budgets in one view: whether they tie, and of what every cell consists.

Place, year and day are those of every page; own level or whole area, and which figures, come from
the address. A cell leads to its lines, and these to the budget or the voucher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fisc.datacentre.cells import CellEntry, CellLine, amount_of, cell
from fisc.datacentre.four_books import FourBudgets, Measure, four_budgets
from fisc.doors.web import downloads
from fisc.doors.web.balance_pictures import fall, sankey
from fisc.doors.web.choices import Choice
from fisc.doors.web.overviews import drawn
from fisc.doors.web.pages import Page
from fisc.engines.budgets.four_books import AVAILABLE, BALANCE, FOUR, USED
from fisc.engines.budgets.ties import held
from fisc.exchange.official_tables import four_books as tables
from fisc.exchange.official_tables import four_cells as cells
from fisc.exchange.official_tables.words import BOOKS
from fisc.law.rows import UnknownRow
from fisc.values import Book

EXTENTS: Final = {"own": gettext_lazy("Own level"), "area": gettext_lazy("Whole area")}
TABS: Final = {"all": gettext_lazy("All four"), **{str(book): BOOKS[book] for book in FOUR}}
_BUDGETS: Final = frozenset({"BudgetAdopted", "BudgetAdjusted"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for beside place, year and day."""

    extent: str
    measure: Measure
    tab: str


@require_safe
def balance(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the four budgets beside each other, what does not tie, and where the money goes."""
    asked = _asked(page)
    found = _found(page, asked)
    shown = _tables(page, asked, found)
    if downloads.wanted(page):
        return downloads.answer(page, _("Four budgets"), shown)
    even, every = held(found.ties)
    flowing = sankey(page, found) if asked.tab == "all" else None
    pictures = [flowing, fall(page, found, asked.tab)] if found.entries else []
    context: dict[str, Any] = {
        "page": page,
        "found": found,
        "tables": shown,
        "even": even,
        "every": every,
        "wrong": sum(one.state == "wrong" for one in found.ties),
        "choices": _choices(page, asked),
        "kept": {"extent": asked.extent, "measure": asked.measure.value, "tab": asked.tab},
        "pictures": [drawn(one) for one in pictures if one is not None],
        "silent": _silent(page, found),
        "definition": tables.definition(found.measure),
        "source": tables.source(found.measure),
    }
    return render(request, "web/balance.html", context)


@require_safe
def balance_cell(request: HttpRequest, page: Page) -> HttpResponse:
    """Show of what one cell consists: its lines with their documents, and its vouchers."""
    asked = _asked(page)
    row, book = request.GET.get("row", AVAILABLE), request.GET.get("of", tables.TOTAL)
    budget, _colon, government = book.partition(":")
    divisions = _divisions(page, asked)
    if government and government not in divisions:
        raise Http404(government)
    chosen = [government] if government else divisions
    known = budget in set(map(str, FOUR))
    books = (Book(budget),) if known else FOUR
    found = four_budgets(page.book, chosen, page.year, asked.measure, page.when, books)
    try:
        one = found.matrix.row(row)
        made = _cell_tables(page, asked, found, row, budget, chosen)
    except (KeyError, ValueError, UnknownRow) as unknown:
        raise Http404(row) from unknown
    if downloads.wanted(page):
        return downloads.answer(page, _("Cell of the four budgets"), made)
    context = {
        "page": page,
        "row": one.name,
        "book": BOOKS[Book(budget)] if known else _("All four"),
        "government": page.division_name(government) if government else None,
        "amount": amount_of(found, row, Book(budget) if known else None),
        "measure": tables.MEASURES[asked.measure],
        "tables": made,
        "back": _address(page, asked, "balance"),
        "definition": tables.definition(found.measure),
        "source": tables.source(found.measure),
    }
    return render(request, "web/balance_cell.html", context)


def _asked(page: Page) -> Asked:
    given = page.request.GET
    extent, measure = given.get("extent", "own"), given.get("measure", Measure.ADJUSTED.value)
    tab = given.get("tab", "all")
    known = {one.value for one in Measure}
    return Asked(
        extent if extent in EXTENTS else "own",
        Measure(measure if measure in known else Measure.ADJUSTED),
        tab if tab in TABS else "all",
    )


def _divisions(page: Page, asked: Asked) -> Sequence[str]:
    """Return the governments of the view that the person may see."""
    within = page.selection.division or ()
    if asked.extent == "area":
        return tuple(within)
    return tuple(code for code in within if code == page.place.code)


def _found(page: Page, asked: Asked) -> FourBudgets:
    return four_budgets(page.book, _divisions(page, asked), page.year, asked.measure, page.when)


def _tables(page: Page, asked: Asked, found: FourBudgets) -> list[Any]:
    if not found.entries:
        return []

    def href(row: str, book: str) -> str:
        return _address(page, asked, "balance-cell", row=row, of=book)

    if asked.tab == "all":
        faults = tables.faults_table(page, found, href)
        made = [tables.matrix_table(page, found, href), tables.ties_table(page, found)]
        return made if faults is None else [made[0], faults, made[1]]
    book = Book(asked.tab)
    made = [tables.lines_table(page, found, book, href)]
    if book in {Book.FUNDS, Book.INSURANCE}:
        made.insert(0, tables.parts_table(page, found, book))
    return made


def _cell_tables(
    page: Page,
    asked: Asked,
    found: FourBudgets,
    row: str,
    budget: str,
    divisions: Sequence[str],
) -> list[Any]:
    """Return the tables of a cell: its lines and vouchers, or for a sum what it adds up."""

    def href(of_row: str, book: str) -> str:
        named = book if ":" in book or len(divisions) != 1 else f"{book}:{divisions[0]}"
        return _address(page, asked, "balance-cell", row=of_row, of=named)

    if budget in {tables.TOTAL, tables.ELIMINATED}:
        return cells.total_tables(page, found, row, href)
    summed = row in {AVAILABLE, USED} or (row == BALANCE and not found.measure.complete)
    if summed:
        return [cells.sum_table(page, found, row, Book(budget), href)]
    held_ = cell(page.book, found, divisions, page.year, row, Book(budget), page.when)
    made = [cells.cell_lines_table(page, held_, lambda one: _document(page, one))]
    if held_.entries:
        made.append(cells.cell_entries_table(page, held_, _voucher))
    return made


def _document(page: Page, one: CellLine) -> str:
    """Return where the document of a line is; empty where it has no page."""
    if one.kind not in _BUDGETS:
        return ""
    return reverse("document", args=("budget", page.year, one.document))


def _voucher(one: CellEntry) -> str:
    return reverse("voucher", args=(one.key.hex(),))


def _address(page: Page, asked: Asked, name: str, **more: str) -> str:
    """Return the address of this page, or of a cell of it, with all that was asked for."""
    query = {
        "place": page.place.code,
        "year": str(page.year),
        "extent": asked.extent,
        "measure": asked.measure.value,
    }
    if page.day:
        query["day"] = page.day.isoformat()
    return f"{reverse(name)}?{urlencode(query | more)}"


def _choices(page: Page, asked: Asked) -> list[tuple[Any, list[Choice]]]:
    """Return what can be chosen: extent, figures and tab."""
    groups = (
        (_("Extent"), "extent", EXTENTS, asked.extent),
        (_("Figures"), "measure", tables.MEASURES, asked.measure.value),
        (_("Book"), "tab", TABS, asked.tab),
    )
    return [
        (
            label,
            [
                Choice(word, page.address(**{name: str(key)}), str(key) == current)
                for key, word in words.items()
            ],
        )
        for label, name, words, current in groups
    ]


def _silent(page: Page, found: FourBudgets) -> list[tuple[Any, int, Any]]:
    """Return the books of which governments entered no revenue: how many, and the first of them."""
    return [
        (BOOKS[book], len(codes), page.division_name(codes[0]))
        for book, codes in found.silent.items()
    ]
