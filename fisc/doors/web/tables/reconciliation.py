"""The tables of reconciliation: the bank's days, and the differences, open and settled."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, count
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.registers import names
from fisc.stages.pay.day_reports import DayReport
from fisc.stages.pay.queries import DifferenceView
from fisc.stages.pay.states import DifferenceKind
from fisc.values import Money

KINDS: Final[Mapping[DifferenceKind, Any]] = MappingProxyType(
    {
        DifferenceKind.UNKNOWN_NUMBER: gettext_lazy("The bank names a payment that we do not have"),
        DifferenceKind.AMOUNT_DIFFERS: gettext_lazy("The amounts differ"),
        DifferenceKind.CONTRADICTION: gettext_lazy("The bank says two things"),
        DifferenceKind.NOT_ON_STATEMENT: gettext_lazy("Paid, but not on the statement"),
        DifferenceKind.UNANSWERED: gettext_lazy("Sent, and nobody answered"),
        DifferenceKind.REFUSED_BY_LEDGER: gettext_lazy("The ledger refused what the bank says"),
        DifferenceKind.LEDGER_DIFFERS: gettext_lazy("Vouchers and ledger differ"),
        DifferenceKind.MESSAGE_CHANGED: gettext_lazy("A message came again with other content"),
    }
)


def day_table(page: Page, days: tuple[DayReport, ...]) -> Table:
    """Return the reconciled days of a year, newest first."""
    sums = _("Sum of the day")
    columns = (
        Column(_("Bank's day"), Kind.DAY, head=True),
        Column(_("State"), Kind.SIGNAL),
        Column(_("Number of lines")),
        Column(_("Statement"), Kind.AMOUNT, group=sums),
        Column(_("Vouchers"), Kind.AMOUNT, group=sums),
        Column(_("Ledger"), Kind.AMOUNT, group=sums),
        Column(_("Prior year"), Kind.CHANGE, group=sums),
        Column(_("Unexplained"), Kind.CHANGE),
    )
    total = Row(
        (
            _("Total"),
            "",
            count(sum(one.lines for one in days)),
            Money.total(one.bank for one in days),
            Money.total(one.vouchers for one in days),
            Money.total(one.ledger for one in days),
            Money.total(one.prior_year for one in days),
            Money.total(one.unexplained for one in days),
        )
    )
    return framed(
        page,
        key="days",
        title=_("Reconciled days"),
        columns=columns,
        rows=tuple(_day(one) for one in days),
        count=len(days),
        definition=reconciliation_definition(),
        source=reconciliation_source(),
        total=total if days else None,
        as_of=page.today,
    )


def difference_table(page: Page, found: tuple[DifferenceView, ...], *, settled: bool) -> Table:
    """Return the open differences, oldest first; or the settled ones, with how."""
    columns = [
        Column(_("Bank's day"), Kind.DAY),
        Column(_("Payment"), Kind.CODE, head=True),
        Column(_("Difference")),
        Column(_("What is known"), beneath=True),
        Column(_("Books more than bank"), Kind.CHANGE),
    ]
    if settled:
        columns += [Column(_("Settled by")), Column(_("How"), beneath=True)]
    people = names.people({one.settled_by for one in found}) if settled else {}
    return framed(
        page,
        key="settled" if settled else "open",
        title=_("Settled differences") if settled else _("Open differences"),
        columns=tuple(columns),
        rows=tuple(_difference(one, people, settled=settled) for one in found),
        count=len(found),
        definition=reconciliation_definition(),
        source=reconciliation_source(),
        as_of=page.today,
    )


def reconciliation_definition() -> str:
    """Say what the sums of a day are."""
    return _(
        "payments less what came back on the same day; vouchers, statement and ledger must be one"
        " sum, and what no difference explains must be nothing"
    )


def reconciliation_source() -> str:
    """Say where the three sums come from."""
    return _("the bank's statements, the documents of payment and the indicator ledger")


def _day(day: DayReport) -> Row:
    fits = f"● {_('agrees')}"
    off = f"▲ {_('open:')} {count(day.differences)}"
    values = (
        day.bank_day,
        fits if day.agrees else off,
        count(day.lines),
        day.bank,
        day.vouchers,
        day.ledger,
        day.prior_year,
        day.unexplained,
    )
    return Row(values, state="" if day.agrees else "behind")


def _difference(found: DifferenceView, people: Mapping[str, names.Name], *, settled: bool) -> Row:
    english = (get_language() or "zh").startswith("en")
    known = found.said_en if english else found.said_zh
    values: list[Any] = [
        found.bank_day,
        found.end_to_end,
        str(KINDS[found.kind]),
        known,
        found.gap,
    ]
    if settled:
        who = people.get(found.settled_by)
        how = found.settlement_en if english else found.settlement_zh
        values += [called(who) if who else found.settled_by, how]
    return Row(tuple(values))
