"""The tables of an adopted budget: both sides of each book, and the plans of adjustment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.checks import checked
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called, heading_of
from fisc.stages.approve.queries import BookBudget, BudgetRow, Draft

SIDES: Final = {
    "revenue": gettext_lazy("Resources"),
    "expenditure": gettext_lazy("Uses"),
    "balance": gettext_lazy("Balances"),
}


def budget_tables(frame: Frame, budget: BookBudget, title: str) -> tuple[Table, ...]:
    """Return the sides of one book, each with what was adopted, what changed, and the sum."""
    return tuple(
        _side(frame, budget, side, f"{title} · {word}")
        for side, word in SIDES.items()
        if any(row.side == side for row in budget.rows)
    )


def balance_table(frame: Frame, budgets: Sequence[BookBudget]) -> Table:
    """Return the resources and the uses of every book side by side, adopted and adjusted."""
    adopted, adjusted = _("Adopted"), _("After adjustment")
    table = framed(
        frame,
        key="balance",
        title=_("Balance of the budgets"),
        columns=(
            Column(_("Book"), head=True),
            Column(_("Resources"), Kind.AMOUNT, group=adopted, key="adopted_resources"),
            Column(_("Uses"), Kind.AMOUNT, group=adopted, key="adopted_uses"),
            Column(_("Resources"), Kind.AMOUNT, group=adjusted, key="adjusted_resources"),
            Column(_("Uses"), Kind.AMOUNT, group=adjusted, key="adjusted_uses"),
        ),
        rows=tuple(_balance(one) for one in budgets),
        count=len(budgets),
        definition=_(
            "resources and uses of each book with transfers between the books, which is why the"
            " books are not added up"
        ),
        source=budget_source(),
    )
    return checked(frame, table, "budget_balance")


def budget_definition() -> str:
    """Say what the figures of an adopted budget are."""
    return _(
        "the budget of the place itself as the congress adopted it, and after every adjustment that"
        " was approved and posted; what is below it adopts its own"
    )


def budget_source() -> str:
    """Say where an adopted budget comes from."""
    return _("the resolutions of the congress and the documents of adjustment")


def plan_table(frame: Frame, plans: tuple[Draft, ...]) -> Table:
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
        frame,
        key="plans",
        title=_("Plans of adjustment"),
        columns=columns,
        rows=tuple(_plan(one) for one in plans),
        count=len(plans),
        definition=_("what each plan raises and lowers, and how much of it waits to be posted"),
        source=budget_source(),
    )


def _side(frame: Frame, budget: BookBudget, side: str, title: str) -> Table:
    columns = (
        Column(_("Budget line"), Kind.CODE, look="w-rate"),
        Column(_("Code"), Kind.CODE, look="w-rate"),
        Column(_("Name of the code"), head=True),
        Column(_("Fund"), Kind.CODE),
        Column(_("Adopted"), Kind.AMOUNT, look="w-sum", key="adopted"),
        Column(_("Adjusted by"), Kind.CHANGE, look="w-sum", key="change"),
        Column(_("After adjustment"), Kind.AMOUNT, look="w-sum", key="adjusted"),
    )
    rows = [row for row in budget.rows if row.side == side]
    adopted, adjusted = budget.total(side)
    table = framed(
        frame,
        key=f"{budget.book}-{side}",
        title=title,
        columns=columns,
        rows=tuple(_row(row) for row in rows),
        count=len(rows),
        definition=budget_definition(),
        source=budget_source(),
        total=Row((_("Total"), "", "", "", adopted, adjusted - adopted, adjusted)),
    )
    return checked(frame, table, "budget")


def _balance(budget: BookBudget) -> Row:
    sides = [budget.total(side) for side in ("revenue", "expenditure")]
    values = [amounts[at] for at in (0, 1) for amounts in sides]
    return Row((str(BOOKS[budget.book]), *values), key=str(budget.book))


def _row(row: BudgetRow) -> Row:
    change = row.adjusted - row.adopted
    return Row((row.line, row.code, _named(row), row.fund, row.adopted, change, row.adjusted))


def _named(row: BudgetRow) -> str:
    """Return the name of the code, which says more than its line; the line's where it has none."""
    heading = heading_of(row.side, row.code) if row.code else None
    return called(row if heading is None else heading)


def _plan(plan: Draft) -> Row:
    values = (
        plan.number,
        called(plan),
        plan.resolution,
        plan.resolved_on,
        f"{len(plan.lines):,}",
        plan.total("revenue"),
        plan.total("expenditure"),
        plan.waiting,
    )
    return Row(values)
