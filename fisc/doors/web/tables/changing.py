"""The table of changes of a budget: each case of the law, what it is, and who approves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, cited
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.law.tables import CHANGE_RULES, read
from fisc.values import Citation, Words

OUTCOMES: Final[Mapping[str, tuple[str, str, Any]]] = {
    "adjustment": ("ahead", "▲", gettext_lazy("a budget adjustment")),
    "virement": ("even", "●", gettext_lazy("a virement")),
    "reserve": ("ahead", "▲", gettext_lazy("use of the reserve")),
    "receipt": ("even", "●", gettext_lazy("no adjustment: it is taken up")),
    "neither": ("none", "□", gettext_lazy("neither adjustment nor virement")),
}


def rules_table(page: Page) -> Table:
    """Return every case that the law knows."""
    rows = tuple(
        Row(
            (
                called(row),
                f"{OUTCOMES[row.outcome][1]} {OUTCOMES[row.outcome][2]}",
                called(Words(row.approver_en, row.approver_zh)),
                cited(Citation(row.instrument, row.place)),
            ),
            state=OUTCOMES[row.outcome][0],
        )
        for row in read(CHANGE_RULES)
    )
    return framed(
        page,
        key="change-rules",
        title=_("What the law says"),
        columns=(
            Column(_("Case"), head=True),
            Column(_("What it is"), Kind.SIGNAL),
            Column(_("Approved by")),
            Column(_("Basis")),
        ),
        rows=rows,
        count=len(rows),
        definition=definition(),
        source=source(),
        as_of=page.today,
    )


def definition() -> str:
    """Say what tells an adjustment from a virement."""
    return _(
        "an adjustment changes a total, draws on the stabilisation fund, cuts priority spending or"
        " takes up debt; a virement moves money inside the total of a book"
    )


def source() -> str:
    """Say where the cases come from."""
    return _("the table of changes of the law")
