"""The tables of the final accounts: sources and uses of all books, and the lines of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from fisc.engines.budgets.final_accounts import FinalAccount, completed
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.checks import checked
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called, heading_of
from fisc.stages.close import queries
from fisc.stages.close.queries import FinalRow, FinalStatement, totals
from fisc.values import Book, Money


def final_tables(frame: Frame) -> tuple[Table, ...]:
    """Return the final accounts of a place and year: sources and uses, then book by book.

    Of an open year they say how it stands today.
    """
    place, year = frame.place.code, frame.year
    rows = queries.final_accounts(place, year)
    statements = queries.final_statements(place, year, is_open=not queries.is_closed(place, year))
    accounts = {one.account.book: one.account for one in statements}
    names = {book: str(word) for book, word in BOOKS.items()}
    tables = [sources_table(frame, statements, names)] if statements else []
    books = [book for book in names if any(row.book is book for row in rows)]
    return (
        *tables,
        *(
            accounts_table(frame, names[book], [row for row in rows if row.book is book], accounts)
            for book in books
        ),
    )


def sources_table(
    frame: Frame, statements: Sequence[FinalStatement], names: Mapping[Book, str]
) -> Table:
    """Return how each book stands: what came in and stands for it, what was spent, what is left."""
    figures = (
        ("own_budget", _("Own revenue, budget")),
        ("collected", _("Collected")),
        ("other", _("Other sources")),
        ("spent", _("Spent")),
        ("left", _("Carried on")),
        ("cut", _("Cut")),
        ("margin", _("Margin")),
    )
    table = framed(
        frame,
        key="sources",
        title=f"{_('Final accounts')} · {_('Sources and uses')}",
        columns=(
            Column(_("Book"), head=True),
            *(Column(word, Kind.AMOUNT, key=name) for name, word in figures),
        ),
        rows=tuple(
            Row(
                (names[one.account.book], *(getattr(one.account, name) for name, _word in figures)),
                key=str(one.account.book),
            )
            for one in statements
        ),
        count=len(statements),
        definition=_(
            "carried on = own revenue budget + other sources − spent − cut; margin = collected +"
            " other sources − spent − carried on"
        ),
        source=accounts_source(),
        as_of=frame.today,
    )
    return checked(frame, table, "source_and_use")


def accounts_table(
    frame: Frame, title: str, rows: Sequence[FinalRow], accounts: Mapping[Book, FinalAccount]
) -> Table:
    """Return the final account of one book: revenue, then expenditure, by line and code."""
    book = rows[0].book
    budget, final = _("Budget figures"), _("Final figures")
    listed = tuple(_listed(rows))
    table = framed(
        frame,
        key=f"final-{book}",
        title=f"{_('Final accounts')} · {title}",
        columns=(
            Column(_("Code"), Kind.CODE, look="w-rate"),
            Column(_("Item"), head=True),
            Column(_("Adopted"), Kind.AMOUNT, group=budget, look="w-sum", key="budget"),
            Column(_("Adjusted"), Kind.AMOUNT, group=budget, look="w-sum", key="adjusted"),
            Column(_("Final"), Kind.AMOUNT, group=final, look="w-sum", key="final"),
            Column(_("Of adjusted"), Kind.PERCENT, group=final, look="w-rate"),
        ),
        rows=listed,
        count=len(listed),
        definition=accounts_definition(),
        source=accounts_source(),
        as_of=frame.today,
    )
    return checked(frame, table, "final_accounts", book=str(book), figures=_figures(accounts, book))


def accounts_definition() -> str:
    """Say what the figures of the final accounts are."""
    return _(
        "adjusted = adopted and adjusted by the congress; final = collected of own revenue, spent"
        " of expenditure; — = the ledger keeps authority here, not cash"
    )


def accounts_source() -> str:
    """Say where the final accounts come from."""
    return _("adopted and adjusted budgets, collections and the indicator ledger")


def _figures(accounts: Mapping[Book, FinalAccount], book: Book) -> dict[str, Money]:
    account = accounts.get(book)
    if account is None:
        return {}
    known = {"account.collected": account.collected, "account.spent": account.spent}
    return {name: amount for name, amount in known.items() if amount is not None}


def _listed(rows: Sequence[FinalRow]) -> Iterator[Row]:
    """Yield each line with its codes below it, and the total of each side."""
    sides = {"revenue": _("Total revenue"), "expenditure": _("Total expenditure")}
    for side, own in groupby(rows, key=lambda row: row.side):
        of_side = tuple(own)
        for line, under in groupby(of_side, key=lambda row: row.line):
            yield from _of_line(side, line, tuple(under))
        yield Row(("", sides[side], *_sums(of_side)), key=side, strong=True)


def _of_line(side: str, line: str, rows: Sequence[FinalRow]) -> Iterator[Row]:
    key = f"{side}/{line}"
    yield Row((line, called(rows[0]), *_sums(rows)), key=key, under=side)
    for row in rows if any(row.code for row in rows) else ():
        name = heading_of(side, row.code) if row.code else None
        said = called(name) if name else row.code or _("Without a code")
        yield Row((row.code, said, *_amounts(row)), under=key, depth=1)


def _sums(rows: Sequence[FinalRow]) -> tuple[Any, ...]:
    budget, adjusted, final = totals(rows, rows[0].book, rows[0].side)
    return budget, adjusted, final, completed(final, adjusted)


def _amounts(row: FinalRow) -> tuple[Any, ...]:
    return row.budget, row.adjusted, row.final, completed(row.final, row.adjusted)
