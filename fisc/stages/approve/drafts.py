"""Drafts between their rows and their lines.

A file of its own because adopting, adjusting and asking all read drafts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from fisc.engines.budgets.lines import names_of
from fisc.stages.approve.models import ADJUSTMENT, INITIAL, BudgetDraft, BudgetLine
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
        row = {field.name: getattr(line, field.name) for field in fields(DraftLine)}
        del row["amount"]
        row |= {"line": line.number, "other": line.other or "", "amount_fen": line.amount.fen}
        rows.append(row | {"position": place})
    return rows


def write(draft: BudgetDraft, rows: Sequence[dict[str, Any]]) -> None:
    """Put lines into a draft."""
    BudgetLine.objects.bulk_create((BudgetLine(draft=draft, **row) for row in rows), 500)
