"""Files of what a page shows: ``?as=xlsx``, ``csv`` or ``pdf`` behind the right of the page itself.

A file holds the table of the page with all its rows, not only those that the page shows, made by
the same function from the same question. More rows than a file may hold are refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fisc.doors.web import papers
from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import called, day
from fisc.exchange.official import ROWS_MAX, Table
from fisc.exchange.official_tables.book import Chapter, budget_book
from fisc.exchange.official_tables.papers import longest, print_book, write_book
from fisc.exchange.official_texts import write_text
from fisc.exchange.official_workbooks import write_workbook
from fisc.exchange.packages.budgets import about_budget, budget_package
from fisc.exchange.packages.writing import write_package
from fisc.exchange.paper.printing import ROWS_MAX as PAPER_ROWS_MAX
from fisc.exchange.paper.printing import NotPrinted, Paper

FORMAT: Final = "as"
TABLE: Final = "table"
BOOK: Final = "book"  # instead of a table: all of them
TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
PACKAGE: Final = "zip"  # a Fiscal Data Package, where a page offers one
PART: Final = 1000  # rows fetched at a time
_HELD_BYTES: Final = 2 * 1024 * 1024  # a larger file is kept on disk while it is sent


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses of the files of one table; none where it is too long for a file."""

    count: int
    most: int
    xlsx: str = ""
    csv: str = ""
    a4: str = ""
    a3: str = ""


def wanted(page: Page) -> bool:
    """Say whether a file is asked for instead of the page.

    Raises:
        Http404: a kind of file that there is not.
    """
    asked = page.request.GET.get(FORMAT)
    if asked is not None and asked not in TYPES:
        raise Http404(asked)
    return asked is not None


def ways(page: Page, table: Table) -> Ways:
    """Return the addresses at which the files of a table are had, whatever part is shown."""
    if table.count > ROWS_MAX:
        return Ways(table.count, ROWS_MAX)
    changes = {TABLE: table.key, "from": None, "after": None}
    xlsx, csv = (page.address(**{FORMAT: name, **changes}) for name in ("xlsx", "csv"))
    a4, a3 = (
        page.address(**{FORMAT: "pdf", papers.PAPER: paper.value, **changes}) for paper in Paper
    )
    printed = table.count <= PAPER_ROWS_MAX
    return Ways(table.count, ROWS_MAX, xlsx, csv, a4 if printed else "", a3 if printed else "")


def answer(page: Page, title: str, tables: Sequence[Table]) -> HttpResponse:
    """Answer with a file of the tables of a page, or of the one that the address names.

    A workbook has a sheet for each table. CSV has one table, so that of several one is named.

    Raises:
        Http404: there is no such table, or several and none is named for CSV.
    """
    kind = page.request.GET[FORMAT]
    key = page.request.GET.get(TABLE, "")
    chosen = [table for table in _all(tables, key, kind) if key in ("", table.key)]
    if not chosen or (kind == "csv" and len(chosen) > 1):
        raise Http404(key)
    most = PAPER_ROWS_MAX if kind == "pdf" else ROWS_MAX
    too_long = next((table for table in chosen if table.count > most), None)
    if too_long is not None:
        context = {"page": page, "count": too_long.count, "most": most}
        return render(page.request, "web/too_long.html", context, status=422)
    file = held()
    if kind == "xlsx":
        write_workbook(file, chosen, created=page.now)
    elif kind == "csv":
        write_text(file, chosen[0])
    else:
        try:
            papers.write(file, page, chosen)
        except NotPrinted as why:
            return papers.not_printed(page, why)
    return sent(file, _name(page, chosen[0].title if len(chosen) == 1 else title), kind)


def book_ways(page: Page) -> dict[str, str]:
    """Return the addresses of the files of the budget book: a workbook, and PDF in two sizes."""
    changes = {TABLE: BOOK, "from": None, "after": None}
    pdf = {
        paper.value.lower(): page.address(**{FORMAT: "pdf", papers.PAPER: paper.value, **changes})
        for paper in Paper
    }
    return {"xlsx": page.address(**{FORMAT: "xlsx", **changes}), **pdf}


def book_wanted(page: Page) -> bool:
    """Say whether the budget book is asked for and not a table of the page."""
    return page.request.GET.get(TABLE) == BOOK


def book(page: Page) -> HttpResponse:
    """Answer with the budget book of a page's place and year as one file.

    Raises:
        Http404: there is nothing to make a book of, or no such kind of file.
    """
    return bound(page, budget_book(page), _("Budget book"))


def bound(page: Page, chapters: Sequence[Chapter], name: str, title: str = "") -> HttpResponse:
    """Answer with chapters of tables as one file; ``title`` stands on the first page of a paper.

    Raises:
        Http404: there is nothing to make a book of, or no such kind of file.
    """
    kind = page.request.GET[FORMAT]
    if not chapters or kind not in {"xlsx", "pdf"}:
        raise Http404(kind)
    most = longest(chapters)
    if most:
        context = {"page": page, "count": most, "most": ROWS_MAX}
        return render(page.request, "web/too_long.html", context, status=422)
    file = held()
    if kind == "xlsx":
        write_book(file, chapters, created=page.now)
    else:
        try:
            print_book(file, chapters, papers.printer(page), page, title)
        except NotPrinted as why:
            return papers.not_printed(page, why)
    return sent(file, _name(page, name), kind)


def package(page: Page) -> HttpResponse:
    """Answer with the budget of a page's place and year as a Fiscal Data Package.

    Raises:
        Http404: no budget is adopted.
    """
    tables = budget_package(page.book, page.place, page.year, page.selection, page.when)
    if not tables:
        raise Http404(PACKAGE)
    file = held()
    about = about_budget(page.place, page.year, page.now, demo=page.demo)
    write_package(file, tables, about)
    return sent(file, about.name, PACKAGE)


def held() -> BinaryIO:
    """Return a file to write an answer into; a large one lies on disk until it is sent."""
    return cast(BinaryIO, SpooledTemporaryFile(max_size=_HELD_BYTES))


def sent(file: BinaryIO, name: str, kind: str) -> HttpResponse:
    """Answer with a file that was written; ``kind`` is its ending."""
    file.seek(0)
    response: Any = FileResponse(
        file,
        as_attachment=kind != "pdf",
        filename=f"{name}.{kind}",
        content_type=TYPES.get(kind, "application/zip"),
    )
    return cast(HttpResponse, response)  # it has all of one that the gate asks for


def _all(tables: Sequence[Table], key: str, kind: str) -> Iterator[Table]:
    """Yield the tables of a page and their check formulas, which a paper has below them."""
    yield from tables
    for table in tables:
        if table.checks is not None and (kind == "xlsx" or key == table.checks.key):
            yield table.checks


def _name(page: Page, title: str) -> str:
    parts = (title, called(page.place), str(page.year), day(page.shown_day))
    return "_".join(re.sub(r"[^\w.-]+", "-", part).strip("-") for part in parts)
