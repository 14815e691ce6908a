"""Which kind of money an inflow is, and what it is bound to, as the law's tables say.

A code of revenue is looked up along its own path, the nearest heading first; where no code is
known, the event by which the money came in says the kind. What a source may pay for is a fund type
and a class of function together; money that is passed on to lower governments, or on-lent, has a
use of its own.

Source: law/budgets/source_kinds.csv, law/budgets/source_codes.csv, law/budgets/money_flows.csv
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from fisc.engines.budgets.sources import Source
from fisc.law.chart import chart
from fisc.law.folder import forget_with, law_folder
from fisc.law.rows import Table, UnknownRow, find, read
from fisc.law.tables import ELEMENTS, FUNCTIONS, FUNDS, STATE_CAPITAL
from fisc.values import Code, Confidence, Words

Does = Literal["inflow", "payment", "return", "correction"]
_FUND_TYPES: Final = "FUND_TYPE"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """A kind of money; ``rank`` decides between sources that are bound alike."""

    kind: str
    rank: int
    name_zh: str
    name_en: str
    conf: Confidence
    note: str = ""

    @property
    def words(self) -> Words:
        """What the kind is called."""
        return Words(self.name_en, self.name_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCode:
    """A heading of revenue: its kind, and what its money is bound to; empty means anything."""

    code: Code
    kind: str
    conf: Confidence
    functions: tuple[str, ...] = ()
    fund_types: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFlow:
    """What an event of the ledger does to the money of a government."""

    event: str
    does: Does
    conf: Confidence
    kind: str = ""
    note: str = ""


KINDS: Final = Table("budgets/source_kinds.csv", SourceKind, key=("kind",))
CODES: Final = Table("budgets/source_codes.csv", SourceCode, references={"kind": KINDS})
MONEY_FLOWS: Final = Table(
    "budgets/money_flows.csv", MoneyFlow, key=("event",), references={"kind": KINDS}
)


def flows() -> Mapping[int, MoneyFlow]:
    """Return what the events of the ledger do, by the number of the event."""
    return _flows(law_folder())


def kind_named(kind: str) -> SourceKind:
    """Return a kind of money.

    Raises:
        UnknownRow: the law knows none of that name.

    Example:
        >>> kind_named("bond").name_zh
        '政府债券资金'
    """
    return find(KINDS, kind)


def kind_of(path: Sequence[str], event: str) -> str:
    """Return the kind of an inflow: of the nearest heading of its code, else of its event.

    Example:
        >>> kind_of(["110", "11002", "1100245"], "approve_transfer_from_above")
        'shared_transfer'
        >>> kind_of([], "approve_debt")
        'bond'
    """
    row = _nearest(path)
    return row.kind if row else find(MONEY_FLOWS, event).kind


def source_of(code: str, path: Sequence[str], event: str) -> Source:
    """Return the source of an inflow, with all that it may pay for.

    Example:
        >>> education = source_of("1100245", ["110", "11002", "1100245"], "receive_from_above")
        >>> use_of("113", "205") in education.uses, use_of("113", "213") in education.uses
        (True, False)
        >>> source_of("10104", ["101", "10104"], "approve_revenue").uses
        frozenset()
    """
    row = _nearest(path)
    rank = find(KINDS, kind_of(path, event)).rank
    if row is None or not (row.functions or row.fund_types):
        return Source(code, rank)
    fund_types, classes = _dimensions(law_folder())
    uses = {
        use_of(fund_type, function)
        for fund_type in row.fund_types or fund_types
        for function in row.functions or classes
    }
    return Source(code, rank, frozenset(uses | set(row.also)))


def carried_source(code: str, fund_type: str, function: str) -> Source:
    """Return what was carried forward with an indicator: it is still bound as it was."""
    return Source(code, find(KINDS, "carried").rank, frozenset({use_of(fund_type, function)}))


def use_of(fund_type: str, function: str) -> str:
    """Return what a payment is for: its fund type and its class of function.

    Example:
        >>> use_of("113", "205")
        '113/205'
    """
    return f"{fund_type}/{function}"


def _nearest(path: Sequence[str]) -> SourceCode | None:
    for step in reversed(path):
        try:
            return find(CODES, step)
        except UnknownRow:
            continue
    return None


@cache
def _flows(_folder: Path) -> Mapping[int, MoneyFlow]:
    return {chart().events[row.event].number: row for row in read(MONEY_FLOWS)}


@cache
def _dimensions(_folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return all fund types, and all classes of function of the books that pay."""
    fund_types = tuple(str(row.code) for row in read(ELEMENTS) if row.set == _FUND_TYPES)
    classes = (
        str(row.code)
        for table in (FUNCTIONS, FUNDS, STATE_CAPITAL)
        for row in read(table)
        if not row.parent_code
    )
    return fund_types, tuple(dict.fromkeys(classes))


forget_with(_flows.cache_clear)
forget_with(_dimensions.cache_clear)
