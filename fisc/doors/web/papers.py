"""Print the tables of a page: ``?as=pdf&paper=A4`` or ``A3``, behind the right of the page itself.

The paper holds what the page shows, digit for digit, in its unit and language. Below stand who
filled it in, room for who reviewed it, and a square code that opens the page with these figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import called, day
from fisc.exchange.official import Table
from fisc.exchange.official_tables.papers import Printer, print_tables
from fisc.exchange.paper.printing import NotPrinted, Paper

PAPER: Final = "paper"
RETRY_SECONDS: Final = 60


def asked_paper(page: Page) -> Paper:
    """Return the size of paper that is asked for, A4 unless said otherwise.

    Raises:
        Http404: a size that there is not.
    """
    asked = page.request.GET.get(PAPER, Paper.A4.value)
    found = next((paper for paper in Paper if paper.value == asked), None)
    if found is None:
        raise Http404(asked)
    return found


def write(target: BinaryIO, page: Page, tables: Sequence[Table]) -> None:
    """Write tables of a page as PDF.

    Raises:
        NotPrinted: there is no paper, and why.
        Http404: a size of paper that there is not.
    """
    print_tables(target, tables, printer(page), page)


def not_printed(page: Page, why: NotPrinted) -> HttpResponse:
    """Say why there is no paper, and that the files of the table can be had all the same."""
    context = {"page": page, "why": why.words, "again": why.again}
    answer = render(page.request, "web/not_printed.html", context, status=503)
    if why.again:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def printer(page: Page) -> Printer:
    """Return who prints what a page shows, and the address that its square code opens.

    Raises:
        Http404: a size of paper that there is not.
    """
    return Printer(
        paper=asked_paper(page),
        person=called(page.person),
        font=settings.PAPER_FONT,
        title_font=settings.PAPER_TITLE_FONT,
        address=page.request.build_absolute_uri(
            page.address(
                **{"as": None, PAPER: None, "table": None},
                place=page.place.code,
                year=str(page.year),
                day=day(page.shown_day),
                unit=page.unit.value,
            )
        ),
    )
