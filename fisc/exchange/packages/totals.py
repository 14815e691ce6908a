"""What a package adds up to: as a whole, and by each value of each of its dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from fisc.exchange.limits import Limits
from fisc.exchange.packages.reading import Opened, ReadRow, rows
from fisc.exchange.packages.shapes import PackageTable
from fisc.exchange.problems import Problem

WHOLE = "(all)"


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a measure over the rows of one group; ``by`` is the column that groups.

    Units: the currency of the package; exact.
    """

    table: str
    by: str
    group: str
    measure: str
    rows: int
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Added:
    """The totals of all tables, and the problems of the rows that are not in them."""

    totals: tuple[Total, ...]
    problems: tuple[Problem, ...]


def totals(opened: Opened, limits: Limits) -> Added:
    """Add up every table of a package that holds amounts.

    Shape: for each table the whole first, then the dimensions in the order of the descriptor, each
    by its values; measures in their order. A row counts in a group even where its amount is
    missing. A row with a value that cannot be read is in no total.
    Always: the groups of a dimension add up to the whole.
    """
    if opened.package is None or opened.problems:
        return Added((), opened.problems)
    found: list[Total] = []
    problems: list[Problem] = []
    for table in opened.package.facts:
        good = _good(rows(opened, table, limits), problems)
        found += _of(table, good)
    return Added(tuple(found), tuple(problems))


def plain(amount: Fraction) -> str:
    """Write an exact number in plain digits; a fraction without end as such.

    Example:
        >>> plain(Fraction(699386100000)), plain(Fraction(-1, 8)), plain(Fraction(1, 3))
        ('699386100000', '-0.125', '1/3')
    """
    rest, places = amount.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        return str(amount)
    digits = f"{abs(amount.numerator) * 10**places // amount.denominator:0{places + 1}d}"
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    return f"{'-' if amount < 0 else ''}{whole}{'.' if part else ''}{part}"


def _good(found: Iterable[ReadRow], problems: list[Problem]) -> Iterator[ReadRow]:
    for row in found:
        if row.problems:
            problems += row.problems
        else:
            yield row


def _of(table: PackageTable, found: Iterable[ReadRow]) -> list[Total]:
    columns = [one.name for one in table.dimensions]
    sums: dict[tuple[str, str], list[Fraction]] = {}
    counts: dict[tuple[str, str], int] = {}
    nothing = [Fraction(0)] * len(table.measures)
    sums[WHOLE, ""], counts[WHOLE, ""] = list(nothing), 0
    for row in found:
        amounts = [_amount(row.values[one.field.name]) * one.factor for one in table.measures]
        groups = [(WHOLE, ""), *((name, _group(row.values[name])) for name in columns)]
        for key in groups:
            held = sums.setdefault(key, list(nothing))
            for at, amount in enumerate(amounts):
                held[at] += amount
            counts[key] = counts.get(key, 0) + 1
    order = {WHOLE: -1, **{name: at for at, name in enumerate(columns)}}
    return [
        Total(table.name, by, group, measure.field.name, counts[by, group], sums[by, group][at])
        for by, group in sorted(sums, key=lambda key: (order[key[0]], key[1]))
        for at, measure in enumerate(table.measures)
    ]


def _amount(value: object) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(0)


def _group(value: object) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Fraction) else str(value)
