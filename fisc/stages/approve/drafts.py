"""Drafts between their rows and their lines.

A file of its own because adopting, adjusting and asking all read drafts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from django.db.models import Sum

from fisc.engines.budgets.lines import Line, UnknownLine, line_for, names_of
from fisc.stages.approve.models import ADJUSTMENT, APPROVED, INITIAL, BudgetDraft, BudgetLine
from fisc.stages.approve.postings import BadLine, DraftLine
from fisc.values import ZERO, Book, Money


class UnknownDraft(LookupError):
    """There is no draft or plan with that number."""


class WrongDraft(ValueError):
    """A draft is not in the state, or not of the kind, that an act needs."""


def held(number: str, kind: str = "") -> BudgetDraft:
    """Return a draft and hold its row until the act ends.

    Raises:
        UnknownDraft: there is no such draft.
        WrongDraft: it is of another kind.
    """
    draft = BudgetDraft.objects.select_for_update().filter(number=number).first()
    if draft is None:
        raise UnknownDraft(f"There is no draft {number}.")
    if kind and draft.kind != kind:
        raise WrongDraft(f"{number} is of kind {draft.kind}, not {kind}.")
    return draft


def lines_of(draft: BudgetDraft) -> tuple[DraftLine, ...]:
    """Return the lines of a draft in their order."""
    return tuple(draft_line(row) for row in draft.lines.all())


def draft_line(row: BudgetLine) -> DraftLine:
    """Return one line as it was drafted, with the number of its balance line."""
    return DraftLine(
        book=Book(row.book),
        side=row.side,  # type: ignore[arg-type]  # held to the known sides by a constraint
        amount=Money(row.amount_fen),
        code=row.code,
        line=row.line,
        fund=row.fund,
        other=Book(row.other) if row.other else None,
        unit=row.unit,
        project=row.project,
        item=row.item,
        department_item=row.department_item,
        fund_type=row.fund_type,
        counterpart=row.counterpart,
    )


def rows_of(lines: Sequence[DraftLine], kind: str) -> list[dict[str, Any]]:
    """Return the columns of the lines of a draft.

    Raises:
        BadLine: a line has no amount, a wrong sign, or a code that no line of its book gathers.
        WrongDraft: there is no such kind of draft.
    """
    if kind not in {INITIAL, ADJUSTMENT}:
        raise WrongDraft(f"{kind!r} is no kind of draft; use {INITIAL!r} or {ADJUSTMENT!r}.")
    rows = []
    for place, line in enumerate(lines, 1):
        if not line.amount or (line.amount < ZERO and kind == INITIAL):
            raise BadLine(f"Line {place} has an amount of {line.amount}; it must be positive.")
        try:
            names_of(line.book, line.side, line.number)
        except LookupError as unknown:
            raise BadLine(f"Line {place}: {unknown}") from unknown
        _check_code(place, line)
        row = {field.name: getattr(line, field.name) for field in fields(DraftLine)}
        del row["amount"]
        row |= {"line": line.number, "other": line.other or "", "amount_fen": line.amount.fen}
        rows.append(row | {"position": place})
    return rows


def _check_code(place: int, line: DraftLine) -> None:
    """Stop a line under whose number money of another line would pass unseen.

    Raises:
        BadLine: another line of the same side of the book gathers the code.
    """
    if not line.line or not line.code or line.side == "balance":
        return
    try:
        gathers = line_for(line.book, line.side, line.code)
    except UnknownLine:
        return  # a code that no line gathers stands where it is put
    if gathers != line.line:
        raise BadLine(
            f"Line {place}: code {line.code} stands in line {gathers} of the {line.book} budget, "
            f"not in line {line.line}."
        )


def lines_in_force(division: str, year: int) -> list[Line]:
    """Return the lines of the adopted budget of a year, and of what adjustments posted since."""
    adopted = BudgetLine.objects.filter(
        draft__division=division, draft__year=year, draft__state=APPROVED
    )
    columns = ("book", "side", "line", "code", "fund", "other")
    sums = adopted.values_list("draft__kind", *columns).annotate(
        drafted=Sum("amount_fen"), posted=Sum("used_fen")
    )
    return [
        Line(
            book=Book(book),
            side=side,
            line=line,
            code=code,
            fund=fund,
            other=Book(other) if other else None,
            amount=Money(posted if kind == ADJUSTMENT else drafted),
        )
        for kind, book, side, line, code, fund, other, drafted, posted in sums.order_by()
    ]


def write(draft: BudgetDraft, rows: Sequence[dict[str, Any]]) -> None:
    """Put lines into a draft."""
    BudgetLine.objects.bulk_create((BudgetLine(draft=draft, **row) for row in rows), 500)
