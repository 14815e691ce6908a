"""What if: a freeze of general spending with protected items left whole, and revenue that is short.

A freeze takes a share of every indicator of general spending, rounded down to the fen, and never
more than is still free in it. What serves wages, the three guarantees, debt, rescue or a signed
contract is left whole. Revenue that is short is covered by what is frozen, then by the
stabilisation fund, then by cuts of what is still free; what remains is not covered. Funds and the
state capital budget have no stabilisation fund: there spending is cut.

Source: law/budgets/protected.csv, law/classification/general_expenditure.csv
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from fisc.engines.budgets.lines import stands_under
from fisc.law.folder import forget_with, law_folder
from fisc.law.rows import Table, read
from fisc.law.tables import GENERAL_EXPENDITURE
from fisc.values import ZERO, Confidence, Money, Step, Words

WHOLE: Final = 10_000  # a share is in hundredths of a per cent
Column = Literal["department_item", "project_kind", "function", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedItem:
    """What a freeze leaves whole, and by which column of an indicator it is known."""

    kind: str
    column: Column
    name_zh: str
    name_en: str
    conf: Confidence
    basis: str
    codes: tuple[str, ...] = ()
    note: str = ""


PROTECTED: Final = Table("budgets/protected.csv", ProtectedItem, key=("kind", "column", "name_en"))
KINDS: Final[Mapping[str, Words]] = {
    "wages": Words("wages", "工资"),
    "guarantee": Words("the three guarantees", "三保"),
    "debt": Words("debt service", "债务还本付息"),
    "rescue": Words("rescue and relief", "抢险救灾救助"),
    "contract": Words("signed contracts", "已签合同"),
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is asked: a share of general spending frozen, a share of own revenue missing.

    Units: ``freeze`` and ``short`` in hundredths of a per cent, from 0 to 10,000;
    ``stabilisation`` what may be drawn from the stabilisation fund, in fen.

    Raises:
        ValueError: a share lies outside, or the fund is below zero.
    """

    freeze: int
    short: int = 0
    stabilisation: Money = ZERO

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        if not (0 <= self.freeze <= WHOLE and 0 <= self.short <= WHOLE):
            raise ValueError(f"A share lies between 0 and 100 %, not {self.freeze}, {self.short}.")
        if self.stabilisation < ZERO:
            raise ValueError("The stabilisation fund cannot give less than nothing.")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How revenue that is short in one book of one government is covered, in the order of the law.

    Units: fen. Always: ``short`` is what ``frozen``, ``stabilisation``, ``cut`` and ``uncovered``
    add up to.
    """

    short: Money
    frozen: Money
    stabilisation: Money
    cut: Money
    uncovered: Money
    steps: tuple[Step, ...] = ()


def general_items() -> tuple[str, ...]:
    """Return the department items that are general spending.

    Source: law/classification/general_expenditure.csv
    """
    return tuple(str(row.code) for row in read(GENERAL_EXPENDITURE))


def share_of(amount: Money, share: int) -> Money:
    """Return a share of an amount, rounded down to the fen.

    Example:
        >>> share_of(Money(999), 500)
        Money(fen=49)
    """
    return Money(amount.fen * share // WHOLE)


def frozen_of(issued: Money, free: Money, share: int) -> Money:
    """Return what a freeze takes of one indicator: the share of it, as far as it is free.

    Example:
        >>> frozen_of(Money(1000), Money(1000), 500), frozen_of(Money(1000), Money(30), 500)
        (Money(fen=50), Money(fen=30))
    """
    return min(share_of(issued, share), max(free, ZERO))


def protection(function: str, department_item: str, project_kind: str) -> str:
    """Return why what is spent so is left whole; nothing where it is not.

    Example:
        >>> protection("2050202", "30101", "R"), protection("2050202", "30201", "Y")
        ('wages', '')
        >>> protection("22401", "30201", "T")
        'rescue'
    """
    return _protection(law_folder(), function, department_item, project_kind)


@cache
def _protection(_folder: Path, function: str, department_item: str, project_kind: str) -> str:
    own = {
        "function": function,
        "department_item": department_item,
        "project_kind": project_kind,
    }
    for row in read(PROTECTED):
        code = own.get(row.column, "")
        if row.column == "project_kind":
            if code and code in row.codes:
                return row.kind
        elif code and any(stands_under(code, top) for top in row.codes):
            return row.kind
    return ""


forget_with(_protection.cache_clear)


def covered(short: Money, *, frozen: Money, stabilisation: Money, room: Money) -> Coverage:
    """Say how revenue that is short is covered: freeze, stabilisation fund, cuts, in this order.

    ``room`` is what is still free and not protected after the freeze. What is not covered needs
    aid from above, to be repaid next year.

    Source: Budget Law, articles 66 and 69; law/budgets/inter_budget_rules.csv

    Example:
        >>> one = covered(Money(100), frozen=Money(30), stabilisation=Money(20), room=Money(40))
        >>> one.cut.fen, one.uncovered.fen
        (40, 10)
    """
    rest = short
    parts = []
    for given in (frozen, stabilisation, room):
        part = max(min(rest, given), ZERO)
        parts.append(part)
        rest -= part
    from_freeze, from_fund, cut = parts
    steps = (
        Step(f"Own revenue is short by {short}.", f"本级收入短收 {short}。"),
        Step(f"The freeze covers {from_freeze}.", f"冻结额度弥补 {from_freeze}。"),
        Step(f"The stabilisation fund gives {from_fund}.", f"动用稳定调节基金 {from_fund}。"),
        Step(f"Cuts of what is still free: {cut}.", f"压减未执行支出 {cut}。"),
        Step(f"Not covered: {rest}.", f"尚有缺口 {rest}。"),
    )
    return Coverage(short, from_freeze, from_fund, cut, rest, steps)
