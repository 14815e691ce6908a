"""Turn the table of a budget in a package into rows of our own template, one below the other.

The rows keep their numbers and the columns their places, so that what is wrong is named where it
stands in the package. Nothing is judged here: the trial of the importer does that.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from fisc.exchange.acts import Act, Clock, Report
from fisc.exchange.dryruns import DryRun, Order, dry_run
from fisc.exchange.limits import Limits
from fisc.exchange.packages.columns import APPROVED, READ
from fisc.exchange.packages.reading import Opened, ReadRow, open_package, rows
from fisc.exchange.packages.shapes import Measure, PackageTable, Plain
from fisc.exchange.packages.totals import plain
from fisc.exchange.problems import Problem, report
from fisc.exchange.tables.budget_packages import BUDGET_PACKAGE

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
NEEDED: Final = ("side", "book")
_SIDES: Final = {
    "income": "revenue",
    "revenues": "revenue",
    "expenditures": "expenditure",
    "spending": "expenditure",
    "expense": "expenditure",
}
_CURRENCIES: Final = frozenset({"CNY", ""})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The table and the column of amounts that are imported, or why none can be."""

    table: PackageTable | None = None
    measure: Measure | None = None
    problems: tuple[Problem, ...] = ()


def try_package(
    order: Order,
    act: Act[object] | None = None,
    *,
    into: Path,
    phase: str = "",
    given: Mapping[str, str] = NOTHING,
    progress: Report | None = None,
    clock: Clock | None = None,
) -> DryRun:
    """Try the budget of a package: what it would do, and all that is wrong with it.

    ``given`` is what a person says of every row where the package does not, by column of the
    template. ``order`` names the package; what comes back names the rows, which lie ``into`` a
    folder that the caller keeps until they are applied.
    """
    with TemporaryDirectory(dir=into) as unpacked:
        opened = open_package(order.path, Path(unpacked), order.limits)
        chosen = choose(opened, phase, given)
        problems = list(chosen.problems)
        target = into / "budget.csv"
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if chosen.table is not None and chosen.measure is not None:
                source = _Source(opened, chosen.table, chosen.measure, given)
                writer.writerows(source.lines(order.limits, problems))
            else:
                writer.writerow(column.key for column in BUDGET_PACKAGE.columns)
    made = replace(order, path=target, name=target.name, template=BUDGET_PACKAGE, encoding="utf-8")
    tried = dry_run(made, act, progress=progress, clock=clock)
    if chosen.table is None:
        return replace(tried, problems=tuple(problems))
    return replace(tried, problems=(*problems, *tried.problems))


def choose(opened: Opened, phase: str = "", given: Mapping[str, str] = NOTHING) -> Chosen:
    """Say which table and which of its columns of amounts are the budget to import."""
    if opened.package is None or opened.problems:
        return Chosen(problems=opened.problems)
    named = [(table, _lacking(table, given)) for table in opened.package.facts]
    table, lacking = min(named, key=lambda one: len(one[1]))
    if lacking:
        said = ", ".join(READ[key][0] for key in lacking)
        return Chosen(problems=(report("package-not-a-budget", value=said),))
    wanted = [one for one in table.measures if phase in ("", one.phase)]
    if len(wanted) > 1 and not phase:
        wanted = [one for one in wanted if one.phase == APPROVED] or wanted
    if len(wanted) != 1:
        phases = ", ".join(one.phase or one.field.name for one in table.measures)
        return Chosen(problems=(report("package-phase-unclear", value=phases),))
    if wanted[0].currency.upper() not in _CURRENCIES:
        return Chosen(problems=(report("package-currency", value=wanted[0].currency),))
    return Chosen(table, wanted[0])


def _lacking(table: PackageTable, given: Mapping[str, str]) -> list[str]:
    """Return what a table of a budget has to say and this one does not."""
    return [
        key
        for key in NEEDED
        if key not in given
        and _source(table, key) is None
        and not any(concept in table.constants for concept in READ[key])
        and not (key == "side" and all(one.direction for one in table.measures))
    ]


def _source(table: PackageTable, key: str) -> str | None:
    found = (table.of(concept) for concept in READ[key])
    return next((one.name for one in found if one is not None), None)


@dataclass(frozen=True, slots=True)
class _Source:
    """The rows that are imported, and what is said of them."""

    opened: Opened
    table: PackageTable
    measure: Measure
    given: Mapping[str, str]

    def lines(self, limits: Limits, problems: list[Problem]) -> Iterator[list[str]]:
        """Yield a head and the rows, each in the line of its number; without an amount blank."""
        sources = {key: name for key in READ if (name := _source(self.table, key)) is not None}
        columns = {name: key for key, name in sources.items()}
        columns[self.measure.field.name] = "amount"
        constants = self._constants(sources)
        yield [*(columns.get(one.name, "") for one in self.table.fields), *constants]
        line = 1
        for row in rows(self.opened, self.table, limits):
            if row.number == 0:
                problems += row.problems
                continue
            while line < row.number - 1:
                yield []
                line += 1
            yield self._line(row, columns, constants)
            line += 1

    def _constants(self, sources: Mapping[str, str]) -> dict[str, str]:
        said = {
            key: self.table.constants[concept]
            for key in READ
            for concept in READ[key]
            if concept in self.table.constants
        }
        if self.measure.direction:
            said["side"] = self.measure.direction
        whole = {**self.given, **said}
        return {
            key: _side(value) if key == "side" else value
            for key, value in whole.items()
            if key not in sources
        }

    def _line(
        self, row: ReadRow, columns: Mapping[str, str], constants: Mapping[str, str]
    ) -> list[str]:
        wrong = {problem.column_name: problem.value for problem in row.problems}
        name = self.measure.field.name
        if not row.values.get(name) and name not in wrong:
            return []  # nothing is budgeted here
        cells = []
        for own in self.table.fields:
            key = columns.get(own.name, "")
            factor = self.measure.factor if key == "amount" else Fraction(1)
            text = wrong.get(own.name) or _text(row.values.get(own.name), factor)
            cells.append("" if not key else _side(text) if key == "side" else text)
        return [*cells, *constants.values()]


def _text(value: Plain, factor: Fraction) -> str:
    if isinstance(value, Fraction):
        return plain(value * factor)
    return "" if value is None else str(value)


def _side(text: str) -> str:
    return _SIDES.get(text.strip().lower(), text)
