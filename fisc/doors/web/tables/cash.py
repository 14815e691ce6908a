"""The tables of the daily cash forecast: the days to come, and how the model did in the past."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import day as day_said
from fisc.engines.forecast.daily import BackTest, Expected
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.values import Money


def definition() -> str:
    """Return by which model the days are expected."""
    return _(
        "expected = mean of the last six months on the working day of the same date, with the days"
        " beside it; interval = nine of ten past errors; an estimate, never a posting"
    )


def day_table(
    page: Page, found: Sequence[Expected], balance: Money, lowest: Expected | None
) -> Table:
    """Return the days to come: what is expected to go out, and what is left then."""
    columns = (
        Column(_("Day"), head=True),
        Column(_("Expected to go out"), Kind.AMOUNT),
        Column(_("Left"), Kind.AMOUNT),
        Column(_("Left, at least"), Kind.AMOUNT),
        Column(_("Left, at most"), Kind.AMOUNT),
        Column(_("Note"), Kind.SIGNAL),
    )
    return framed(
        page,
        key="days",
        title=_("Days to come"),
        columns=columns,
        rows=(
            Row(
                (
                    day_said(one.day),
                    one.amount,
                    balance - one.total,
                    balance - one.high,
                    balance - one.low,
                    _("the lowest") if one is lowest else "",
                ),
                state="behind" if one is lowest else "even",
            )
            for one in found
        ),
        count=len(found),
        definition=definition(),
    )


def test_table(page: Page, tried: BackTest) -> Table:
    """Return how the model and the naive forecast did, a day ahead and over twenty days."""
    columns = (
        Column(_("Mean error"), head=True),
        Column(_("This model"), Kind.AMOUNT),
        Column(_("Same weekday of last week"), Kind.AMOUNT),
    )
    rows = (
        Row((_("of a day, a working day ahead"), tried.model_error, tried.naive_error)),
        Row((_("of the sum over 20 working days"), tried.model_sum_error, tried.naive_sum_error)),
    )
    return framed(
        page,
        key="test",
        title=_("Back-test"),
        columns=columns,
        rows=rows,
        count=len(rows),
        definition=_(
            "%(days)s working days were forecast with what was known the day before; %(inside)s of"
            " %(tried)s sums over 20 days lay within the interval that was known then"
        )
        % {"days": tried.days, "inside": tried.inside, "tried": tried.tried},
    )
