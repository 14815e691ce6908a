"""The tables of the cockpit: those of files and papers, with a bar in each row that leads on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fisc.doors.web.charts import bullet
from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import percent
from fisc.exchange.official import Table
from fisc.exchange.official_tables.execution import Line, Lines, execution_tables


def drawn(page: Page, lines: Lines) -> Lines:
    """Return the lines of an execution as the page draws them."""
    return replace(
        lines,
        whole=_drawn(page, lines.whole, ""),
        books=tuple(_drawn(page, line, "book") for line in lines.books),
        divisions=tuple(_drawn(page, line, "place") for line in lines.divisions),
        functions=tuple(_drawn(page, line, "function") for line in lines.functions),
    )


def cockpit_tables(page: Page, lines: Lines) -> Mapping[str, Table]:
    """Return the breakdowns of the execution by what their lines lead to."""
    return execution_tables(page, lines)


def _drawn(page: Page, line: Line, leads: str) -> Line:
    said = _("%(label)s: %(rate)s paid, %(gone)s of the year gone") % {
        "label": line.label,
        "rate": percent(line.execution.rate),
        "gone": percent(page.progress),
    }
    bar = bullet(line.execution, page.progress, said)
    return replace(line, bar=bar, href=_href(line.key, leads))


def _href(code: str, leads: str) -> str:
    if not code or not leads:
        return ""
    page = "cockpit" if leads == "place" else "indicators"
    return f"{reverse(page)}?{urlencode({leads: code})}"
