"""How far the year has got: what was budgeted, issued, applied for and paid.

Everything is read from the balances of the record, at any moment; nothing is kept here. Social
insurance is no part of it, because it is not executed through indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final

from fisc.datacentre.moments import Moment, executed
from fisc.law.chart import Role, chart
from fisc.record.balances import Selection, Total
from fisc.record.book import Book
from fisc.registers.classification import UnknownCode, path
from fisc.values import ZERO, FiscalYear, FunctionCode, Money
from fisc.values import Book as Budget

# Classes of the chart of accounts: 2 budgets, 6 indicators, 7 applications, 8 payments.
ARRANGED: Final = frozenset("2678")
CHAMBERS: Final = 3
ISSUED_FAMILIES: Final = frozenset({"indicator", "transfer_indicator", "frozen"})


@dataclass(frozen=True, slots=True)
class Execution:
    """How far a part of the budget has got.

    Units: fen. ``budget`` is all authority that was arranged, ``issued`` what of it became
    indicators, ``frozen`` what of those may not be used, ``applied`` is reserved by applications
    in process, ``paid`` was confirmed.
    Always: ``budget`` = ``balance`` + ``applied`` + ``paid``.
    """

    budget: Money = ZERO
    issued: Money = ZERO
    frozen: Money = ZERO
    applied: Money = ZERO
    paid: Money = ZERO

    @property
    def balance(self) -> Money:
        """What is neither paid nor applied for."""
        return self.budget - self.applied - self.paid

    @property
    def free(self) -> Money:
        """What of the indicators can still be applied for."""
        return self.issued - self.frozen - self.applied - self.paid

    @property
    def rate(self) -> Fraction | None:
        """The share of the budget that is paid; None where there is no budget."""
        return Fraction(self.paid.fen, self.budget.fen) if self.budget > ZERO else None

    def lag(self, progress: Fraction) -> Fraction:
        """Return by how many fen less is paid than an even pace asks for; below zero if more.

        Example:
            >>> Execution(budget=Money(100), paid=Money(30)).lag(Fraction(1, 2))
            Fraction(20, 1)
        """
        return self.budget.fen * progress - self.paid.fen

    def __add__(self, other: Execution) -> Execution:
        return Execution(
            self.budget + other.budget,
            self.issued + other.issued,
            self.frozen + other.frozen,
            self.applied + other.applied,
            self.paid + other.paid,
        )


_AMOUNTS: Final = tuple(amount.name for amount in fields(Execution))
NOTHING: Final = (0,) * len(_AMOUNTS)


@dataclass(frozen=True, slots=True)
class Part:
    """The execution of one part of the budget; ``key`` is its code."""

    key: str
    execution: Execution


@dataclass(frozen=True, slots=True)
class Overview:
    """The execution of a selection: as a whole, by book, by division and by class of function."""

    whole: Execution
    books: tuple[Part, ...]
    divisions: tuple[Part, ...]
    functions: tuple[Part, ...]


def overview(book: Book, selection: Selection, when: Moment) -> Overview:
    """Return the execution of what is selected, from the whole down to classes of functions.

    Shape: books in the order of the law; divisions by code; functions by class code, the empty
    code for what has none. Every breakdown adds up to the whole.
    """
    known = frozenset(family for family, _ in _arranged())
    asked = known if selection.family is None else known & frozenset(selection.family)
    selection = replace(selection, family=sorted(asked))
    places = executed(book, selection, ("division", "book", "family"), when)
    functions = executed(book, selection, ("function", "book", "family"), when) if places else []
    order = [str(one) for one in Budget]
    divisions = gathered(places, 0)
    return Overview(
        whole=sum((part.execution for part in divisions), Execution()),
        books=tuple(sorted(gathered(places, 1), key=lambda part: order.index(part.key))),
        divisions=divisions,
        functions=gathered(functions, 0, class_of),
    )


def gathered(sums: Iterable[Total], at: int, name: Callable[[str], str] = str) -> tuple[Part, ...]:
    """Add up totals by the element at place ``at`` of their keys; the family is found at 2.

    Shape: parts with a budget or a payment, in the order of their keys.
    """
    found: dict[str, list[int]] = {}
    for total in sums:
        add(found.setdefault(name(total.key[at]), list(NOTHING)), total.key[2], total)
    return tuple(Part(key, made(found[key])) for key in sorted(found) if any(found[key]))


def of_total(family: str, total: Total) -> Execution:
    """Return what the pots of one family contribute to the execution.

    Example:
        >>> of_total("indicator", Total((), Money(5), Money(2), Money(3)))  # doctest: +ELLIPSIS
        Execution(budget=Money(fen=10), issued=Money(fen=10), frozen=..., paid=Money(fen=3))
    """
    fen = list(NOTHING)
    add(fen, family, total)
    return made(fen)


def add(fen: list[int], family: str, total: Total) -> None:
    """Add what the pots of one family contribute to amounts in the order of ``Execution``.

    In whole fen and in place: a province has tens of thousands of totals.
    """
    for amount, counts in zip((total.open, total.held, total.done), _counts(family), strict=True):
        for at in counts:
            fen[at] += amount.fen


def made(fen: Iterable[int]) -> Execution:
    """Return amounts in the order of ``Execution`` as one."""
    return Execution(*map(Money, fen))


def time_progress(year: FiscalYear, day: date) -> Fraction:
    """Return the share of the year that has gone by at the end of ``day``.

    Example:
        >>> time_progress(FiscalYear(2026), date(2026, 12, 31))
        Fraction(1, 1)
        >>> time_progress(FiscalYear(2026), date(2026, 1, 1))
        Fraction(1, 365)
    """
    length = (year.end - year.first_day).days
    return Fraction(min(max((day - year.first_day).days + 1, 0), length), length)


@cache
def class_of(function: str) -> str:
    """Return the class to which a function of expenditure belongs, or the code where it is none.

    Example:
        >>> class_of("2050202"), class_of(""), class_of("strange")
        ('205', '', 'strange')
    """
    try:
        return str(path(FunctionCode(function))[0])
    except (UnknownCode, ValueError):
        return function


@cache
def _counts(family: str) -> tuple[tuple[int, ...], ...]:
    """Return for each chamber of a family in which amounts of an ``Execution`` it counts."""
    found = []
    for place in range(CHAMBERS):
        role = _arranged().get((family, place))
        counts = {
            "budget": role is not None,
            "issued": role is not None and family in ISSUED_FAMILIES,
            "frozen": role is not None and family == "frozen",
            "applied": role is not None and role.number_class == "7",
            "paid": role is not None and role.number_class == "8",
        }
        found.append(tuple(at for at, name in enumerate(_AMOUNTS) if counts[name]))
    return tuple(found)


@cache
def _arranged() -> Mapping[tuple[str, int], Role]:
    """Return the roles that hold arranged authority, by family and chamber."""
    return {place: role for place, role in chart().role_at.items() if role.number_class in ARRANGED}
