"""The budget book: every official table of a place and year, in chapters, in one file.

The tables are those of the pages, made by the same functions from the same questions, so that the
book says what the pages say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fisc.datacentre.execution import overview
from fisc.exchange.official import Table
from fisc.exchange.official_tables.accounts import final_tables
from fisc.exchange.official_tables.budgets import balance_table, budget_tables, plan_table
from fisc.exchange.official_tables.checks import outcomes
from fisc.exchange.official_tables.execution import execution_tables, lines_of
from fisc.exchange.official_tables.framing import Frame
from fisc.exchange.official_tables.ledger import trial_tables
from fisc.exchange.official_tables.words import BOOKS, called
from fisc.stages.approve import queries


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the book, and its tables."""

    title: str
    tables: tuple[Table, ...]


def budget_book(frame: Frame) -> tuple[Chapter, ...]:
    """Return the chapters of the budget book; one without a table is left out.

    First the balance of all books, then each book, the plans of adjustment, and how far the year
    has got: execution, trial balance, final accounts.
    """
    adopted = queries.budget(frame.place.code, frame.year)
    plans = queries.plans(frame.place.code, frame.year)
    names = {one.book: str(BOOKS[one.book]) for one in adopted}
    found = overview(frame.book, frame.selection, frame.when)
    executed = execution_tables(frame, lines_of(frame, found)) if found.books else {}
    chapters = (
        Chapter(_("Balance of the budgets"), (balance_table(frame, adopted),) if adopted else ()),
        *(Chapter(names[one.book], budget_tables(frame, one, names[one.book])) for one in adopted),
        Chapter(_("Plans of adjustment"), (plan_table(frame, plans),) if plans else ()),
        Chapter(_("Execution of the year"), tuple(executed.values())),
        Chapter(_("Trial balance"), tuple(table for _trial, table in trial_tables(frame))),
        Chapter(_("Final accounts"), final_tables(frame)),
    )
    return tuple(chapter for chapter in chapters if chapter.tables)


def book_title(frame: Frame) -> str:
    """Return what stands on the first page."""
    place, year = called(frame.place), frame.year
    return _("Budget book of %(place)s, %(year)s") % {"place": place, "year": year}


def tables_of(chapters: Iterable[Chapter]) -> tuple[Table, ...]:
    """Return the tables of all chapters, in their order."""
    return tuple(table for chapter in chapters for table in chapter.tables)


def sheets_of(chapters: Iterable[Chapter]) -> tuple[Table, ...]:
    """Return the tables of all chapters, each followed by its check formulas."""
    return tuple(
        one for table in tables_of(chapters) for one in (table, table.checks) if one is not None
    )


def judged(tables: Sequence[Table]) -> str:
    """Say how many check formulas were run, and how they came out."""
    counted = Counter(outcome for table in tables for outcome in outcomes(table))
    return _(
        "%(run)s check formulas run: %(even)s hold, %(wrong)s do not hold, %(none)s lack a figure"
    ) % {
        "run": f"{counted.total():,}",
        "even": f"{counted['even']:,}",
        "wrong": f"{counted['wrong']:,}",
        "none": f"{counted['none']:,}",
    }
