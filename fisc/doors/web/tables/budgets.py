"""The tables of an adopted budget: both sides of each book, and the plans of adjustment."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, count
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.registers.classification import UnknownCode, function, revenue
from fisc.stages.approve.queries import BookBudget, BudgetRow, Draft

SIDES: Final = {
    "revenue": gettext_lazy("Resources"),
    "expenditure": gettext_lazy("Uses"),
    "balance": gettext_lazy("Balances"),
}


def budget_tables(page: Page, budget: BookBudget, title: str) -> tuple[Table, ...]:
    """Return the sides of one book, each with what was adopted, what changed, and the sum."""
    return tuple(
        _side(page, budget, side, f"{title} · {word}")
        for side, word in SIDES.items()
        if any(row.side == side for row in budget.rows)
    )


def budget_definition() -> str:
    """Say what the figures of an adopted budget are."""
    return _(
        "the budget of the place itself as the congress adopted it, and after every adjustment that"
        " was approved and posted; what is below it adopts its own"
    )


def budget_source() -> str:
    """Say where an adopted budget comes from."""
    return _("the resolutions of the congress and the documents of adjustment")


def plan_table(page: Page, plans: tuple[Draft, ...]) -> Table:
    """Return the plans of adjustment: what they say, who approved them, and what they have left."""
    columns = (
        Column(_("Plan"), Kind.CODE, head=True),
        Column(_("Subject")),
        Column(_("Resolution"), beneath=True),
        Column(_("Resolved on"), Kind.DAY),
        Column(_("Number of lines")),
        Column(_("More resources"), Kind.CHANGE),
        Column(_("More uses"), Kind.CHANGE),
        Column(_("Not posted yet"), Kind.AMOUNT),
    )
    return framed(
        page,
        key="plans",
        title=_("Plans of adjustment"),
        columns=columns,
        rows=tuple(_plan(one) for one in plans),
        count=len(plans),
        definition=_("what each plan raises and lowers, and how much of it waits to be posted"),
        source=budget_source(),
    )


def _side(page: Page, budget: BookBudget, side: str, title: str) -> Table:
    columns = (
        Column(_("No."), Kind.CODE, look="w-rate"),
        Column(_("Code"), Kind.CODE, look="w-rate"),
        Column(_("Name of the code"), head=True),
        Column(_("Fund"), Kind.CODE),
        Column(_("Adopted"), Kind.AMOUNT, look="w-sum"),
        Column(_("Adjusted by"), Kind.CHANGE, look="w-sum"),
        Column(_("After adjustment"), Kind.AMOUNT, look="w-sum"),
    )
    rows = [row for row in budget.rows if row.side == side]
    adopted, adjusted = budget.total(side)
    return framed(
        page,
        key=f"{budget.book}-{side}",
        title=title,
        columns=columns,
        rows=tuple(_row(row) for row in rows),
        count=len(rows),
        definition=budget_definition(),
        source=budget_source(),
        total=Row((_("Total"), "", "", "", adopted, adjusted - adopted, adjusted)),
    )


def _row(row: BudgetRow) -> Row:
    change = row.adjusted - row.adopted
    return Row((row.line, row.code, _named(row), row.fund, row.adopted, change, row.adjusted))


def _named(row: BudgetRow) -> str:
    """Return the name of the code, which says more than its line; the line's where it has none."""
    look_up = revenue if row.side == "revenue" else function
    try:
        return called(look_up(row.code)) if row.code else called(row)
    except (UnknownCode, ValueError):
        return called(row)


def _plan(plan: Draft) -> Row:
    values = (
        plan.number,
        called(plan),
        plan.resolution,
        plan.resolved_on,
        count(len(plan.lines)),
        plan.total("revenue"),
        plan.total("expenditure"),
        plan.waiting,
    )
    return Row(values)
