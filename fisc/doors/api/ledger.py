"""What the ledger holds: totals, trial balances, pots, and how far the year has got."""

from __future__ import annotations

from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema

from fisc.datacentre import execution, moments, trials
from fisc.doors.api import paging
from fisc.doors.api.asking import Element, Filters
from fisc.doors.api.fields import Day, Instant, InYuan, PotNumber, Yuan
from fisc.doors.api.gate import Desk, absent, caller
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import Step, steps_of
from fisc.doors.api.shapes import (
    ELEMENTS,
    AsOf,
    Executed,
    PotShown,
    as_of,
    executed,
    moment,
    pot_shown,
)
from fisc.law.chart import chart
from fisc.record.balances import Selection, Total
from fisc.record.book import Book
from fisc.values import Money

desk: Final = Desk("Ledger · 指标账")
LIST: Final = "totals"
SIDES: Final = {1: "debit", -1: "credit"}
NUMBER_END: Final = 2**61


class TotalRow(Schema):
    """The sum of the pots that share the elements in ``key``, on their normal sides.

    What can still be used, what is reserved, and what is spent.
    """

    key: dict[str, str | int]
    open: Yuan
    held: Yuan
    done: Yuan


class Totals(InYuan):
    """A page of totals, in the order of their keys."""

    as_of: AsOf
    by: list[str]
    rows: list[TotalRow]
    next: str | None


class RoleRow(Schema):
    """One role of a trial balance, on its normal side."""

    role: str
    account: str
    name_zh: str
    name_en: str
    side: str
    balance: Yuan


class Trial(Schema):
    """The trial balance of one book; both sides are equal in a sound one (K07)."""

    book: str
    rows: list[RoleRow]
    debit: Yuan
    credit: Yuan
    difference: Yuan
    sound: bool
    steps: list[Step]


class TrialBalance(InYuan):
    """The trial balance of every book of the selection."""

    as_of: AsOf
    books: list[Trial]


class ChamberRow(Schema):
    """What one chamber of a pot holds."""

    role: str
    chamber: str
    name_zh: str
    name_en: str
    balance: Yuan


class Standing(InYuan):
    """What one pot holds, chamber by chamber."""

    as_of: AsOf
    pot: PotShown
    chambers: list[ChamberRow]


class Part(Schema):
    """The execution of one part; ``key`` is its code."""

    key: str
    execution: Executed


class Overview(InYuan):
    """How far the selection has got: as a whole, and by book, division and class of function."""

    as_of: AsOf
    whole: Executed
    books: list[Part]
    divisions: list[Part]
    functions: list[Part]


@desk.get("/ledger/totals", "totals", Totals)
def totals(
    request: HttpRequest,
    filters: Query[Filters],
    by: Annotated[list[Element], Query(max_length=6)] = ["family"],  # noqa: B006
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Totals:
    """Sum pots by any mix of elements, now or at any pair of a valid day and a known instant.

    To page through a past that stands still, give `day` and `known`.
    """
    when = moment(filters.day, filters.known)
    names: list[str] = list(dict.fromkeys(by))
    elements = [ELEMENTS.get(name, name) for name in names]
    first = paging.first_row(cursor, LIST)
    found = moments.totals(Book(), filters.selection(caller(request)), elements, when)
    page, onward = paging.part(found, first, limit, LIST)
    return Totals(
        as_of=as_of(when), by=names, rows=[_total(names, one) for one in page], next=onward
    )


@desk.get("/ledger/trial-balance", "trial-balance", TrialBalance)
def trial_balance(request: HttpRequest, filters: Query[Filters]) -> TrialBalance:
    """Return the trial balance by role of every book in the selection.

    A selection by unit, project or code is a part of a book, and a part need not balance.
    """
    when = moment(filters.day, filters.known)
    found = trials.trials(Book(), filters.selection(caller(request)), when)
    return TrialBalance(as_of=as_of(when), books=[_trial(one) for one in found])


@desk.get("/ledger/pots/{number}", "pot", Standing)
def pot(
    request: HttpRequest,
    number: Annotated[PotNumber, Path()],
    day: Annotated[Day | None, Query()] = None,
    known: Annotated[Instant | None, Query()] = None,
) -> Standing:
    """Return what one pot holds, now or at any pair of a valid day and a known instant."""
    book, name = Book(), f"pot {number}"
    if int(number) >= NUMBER_END:
        raise absent(name)
    try:
        found = book.pot(int(number))
    except LookupError as unknown:
        raise absent(name) from unknown
    if not caller(request).sees_pot(found):
        raise absent(name)
    when = moment(day, known)
    held = moments.totals(book, Selection(pot=(found.number,)), ("family",), when)
    roles = [role for role in chart().roles.values() if role.family == found.family]
    return Standing(
        as_of=as_of(when),
        pot=pot_shown(found),
        chambers=[
            ChamberRow(
                role=role.name,
                chamber=role.chamber,
                name_zh=role.name_zh,
                name_en=role.name_en,
                balance=Money.total(total.of(role.place) for total in held),
            )
            for role in sorted(roles, key=lambda role: role.place)
        ],
    )


@desk.get("/execution", "execution", Overview)
def overview(request: HttpRequest, filters: Query[Filters]) -> Overview:
    """Return how much was budgeted, issued, applied for and paid, and where.

    Social insurance is no part of it, because it is not executed through indicators.
    """
    when = moment(filters.day, filters.known)
    found = execution.overview(Book(), filters.selection(caller(request)), when)
    return Overview(
        as_of=as_of(when),
        whole=executed(found.whole),
        books=_parts(found.books),
        divisions=_parts(found.divisions),
        functions=_parts(found.functions),
    )


def _total(names: list[str], found: Total) -> TotalRow:
    key: dict[str, Any] = dict(zip(names, found.key, strict=True))
    return TotalRow(key=key, open=found.open, held=found.held, done=found.done)


def _trial(found: trials.Trial) -> Trial:
    balance = found.balance
    verdict = balance.verdict
    return Trial(
        book=str(found.book),
        rows=[
            RoleRow(
                role=line.role,
                account=line.code,
                name_zh=line.name_zh,
                name_en=line.name_en,
                side=SIDES[line.side],
                balance=line.balance,
            )
            for line in balance.lines
        ],
        debit=balance.debit,
        credit=balance.credit,
        difference=balance.difference,
        sound=verdict.allowed,
        steps=steps_of(verdict),
    )


def _parts(found: tuple[execution.Part, ...]) -> list[Part]:
    return [Part(key=part.key, execution=executed(part.execution)) for part in found]
