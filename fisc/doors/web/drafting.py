"""Drafted indicators of one's own in a grid: typed or pasted, and judged at the cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import grids
from fisc.doors.web.import_kinds import KINDS, home_of
from fisc.doors.web.pages import Page
from fisc.doors.web.paging import first_of, paging
from fisc.exchange.grids import ROWS_MAX
from fisc.exchange.intake.indicator_lines import record_of
from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.registers import code_books
from fisc.registers.hierarchy import cut, gathered, subtree_of
from fisc.registers.names import Name
from fisc.stages.allot import lines as stage
from fisc.stages.allot.lines import Chosen

COLUMNS: Final = (
    "number",
    "unit",
    "project",
    "function",
    "government_item",
    "department_item",
    "fund_type",
    "amount",
    "document",
    "purpose",
    "action",
)
CODES_MAX: Final = 50
NODES_MAX: Final = 80
_DRAFT: Final = "DRAFT"
_START: Final[Mapping[str, None]] = {"from": None}
_UNNAMED: Final = Name("", "未列明", "Not classified")


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree beside the grid: how many drafts stand at it and under it."""

    name: Name
    depth: int
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """By what the tree sorts the drafts, what of it is chosen, and where each code stands."""

    by: str
    code: str
    book: Mapping[str, code_books.Listed]

    @classmethod
    def of(cls, page: Page, division: str) -> Standing:
        """Read it from the address; what makes no sense is no choice."""
        asked = page.request.GET
        by = "function" if asked.get("by") == "function" else "unit"
        book = code_books.BOOKS[by](division, page.year)
        code = asked.get("at", "")
        return cls(by, code, book)

    @property
    def parents(self) -> dict[str, str | None]:
        """Which code stands under which."""
        return {
            code: listed.parent if listed.parent in self.book else None
            for code, listed in self.book.items()
        }

    @property
    def under(self) -> frozenset[str] | None:
        """The chosen code with everything under it; None where all are meant."""
        return subtree_of(self.code, self.parents) if self.code else None

    def narrowed(self, chosen: Chosen) -> Chosen:
        """Return what is chosen, as far as it stands there."""
        if self.by == "unit":
            return replace(chosen, units=self.under)
        return replace(chosen, functions=self.under)

    def name(self, code: str) -> Name:
        """Return what a code is called; one that the book does not have is called by itself."""
        if not code:
            return _UNNAMED
        return self.book[code].name if code in self.book else Name(code, code, code)


@require_safe
def drafting(request: HttpRequest, page: Page) -> HttpResponse:
    """Show a page of the person's own drafts, with the total of all pages."""
    division = home_of(page)
    mine = Chosen(state=_DRAFT, maker=page.person.username)
    first = first_of(request)
    standing = Standing.of(page, division)
    counts = stage.counts(division, page.year, standing.by, mine)
    chosen = standing.narrowed(mine)
    found = stage.lines(division, page.year, chosen, first=first - 1, most=grids.PAGE_ROWS)
    count, total = stage.totals(division, page.year, chosen)
    context = {
        "page": page,
        "heads": grids.heads(INDICATOR_LINES, COLUMNS, code_books.BOOKS),
        "lines": grids.lines(INDICATOR_LINES, COLUMNS, map(record_of, found)),
        "total": total,
        "rows_max": ROWS_MAX,
        "standing": standing,
        "here": standing.name(standing.code),
        "branches": _branches(page, standing, counts),
        "by_unit": page.address(by="unit", at=None, **_START),
        "by_function": page.address(by="function", at=None, **_START),
        "clear": page.address(at=None, **_START),
        **paging(page, first, count, grids.PAGE_ROWS),
    }
    return render(request, "web/drafting.html", context)


def _branches(page: Page, standing: Standing, counts: Mapping[str, int]) -> list[Branch]:
    return [
        Branch(
            standing.name(code),
            depth,
            count,
            page.address(at=code, **_START) if code else "",
            bool(code) and code == standing.code,
        )
        for code, depth, count in cut(gathered(counts, standing.parents), NODES_MAX)
    ]


@require_safe
def codes(request: HttpRequest, page: Page) -> HttpResponse:
    """Search the code book of a column: a page of its own, or only the answer for the grid."""
    key = request.GET.get("column", COLUMNS[1])
    if key not in code_books.BOOKS:
        raise Http404(key)
    asked = request.GET.get("q", "").strip()
    answer = code_books.search(key, asked, division=home_of(page), year=page.year, most=CODES_MAX)
    context: dict[str, Any] = {
        "page": page,
        "searched": asked,
        "answer": answer,
        "shown": len(answer.found),
        "column": INDICATOR_LINES.column(key),
        "columns": [INDICATOR_LINES.column(one) for one in code_books.BOOKS],
    }
    fragment = "X-Fragment" in request.headers
    return render(request, "web/codes_found.html" if fragment else "web/codes.html", context)


@require_POST
def save(request: HttpRequest, page: Page) -> HttpResponse:
    """Judge what was typed; save it as one batch where that is asked and nothing is wrong."""
    kind = KINDS[INDICATOR_LINES.key]
    try:
        typed = grids.sent(request, INDICATOR_LINES)
    except grids.WrongGrid as wrong:
        return JsonResponse({"said": str(wrong)}, status=400)
    outcome = grids.judged(page, kind, typed)
    told = outcome.told()
    if typed.save and outcome.sound:
        if outcome.batch is None:
            messages.success(request, _("Everything stands there already; nothing was changed."))
        else:
            messages.success(request, _("Taken over as one batch."))
        return JsonResponse({**told, "to": reverse("indicator-drafting")})
    return JsonResponse(told, status=200 if outcome.sound or not typed.save else 422)
