"""What a question to the ledger selects: elements, narrowed to what the person may see."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from ninja import Schema
from pydantic import Field

from fisc.doors.api.fields import (
    BookName,
    Day,
    Digits,
    Division,
    Indicator,
    Instant,
    ProjectText,
    UnitText,
    Year,
)
from fisc.doors.api.gate import Caller
from fisc.record.balances import Selection
from fisc.registers import classification, divisions, units
from fisc.values import DivisionCode, FunctionCode, UnitCode

CODES_MAX: Final = 100
Element = Literal[
    "division",
    "year",
    "book",
    "family",
    "budget_unit",
    "project",
    "function",
    "item",
    "department_item",
    "fund_type",
    "indicator",
    "counterpart",
    "origin",
]
FunctionText = Annotated[str, Field(pattern=r"^2[0-9]{2}([0-9]{2}){0,3}$", examples=["205"])]


class Filters(Schema):
    """Which pots; several values of one element mean any of them."""

    year: Year
    division: list[Division] = Field([], max_length=CODES_MAX)
    book: list[BookName] = Field([], max_length=CODES_MAX)
    budget_unit: list[UnitText] = Field([], max_length=CODES_MAX)
    project: list[ProjectText] = Field([], max_length=CODES_MAX)
    function: list[FunctionText] = Field([], max_length=CODES_MAX)
    item: list[Digits] = Field([], max_length=CODES_MAX)
    department_item: list[Digits] = Field([], max_length=CODES_MAX)
    indicator: list[Indicator] = Field([], max_length=CODES_MAX)
    below: bool = Field(
        True,
        description="Whether divisions, units and functions include everything under them.",
    )
    day: Day | None = Field(None, description="The valid day at whose end it stood so.")
    known: Instant | None = Field(None, description="The instant at which it was known so.")

    def selection(self, asking: Caller) -> Selection:
        """Return the pots that are asked for and that the person may see.

        Raises:
            Stop: a division or unit lies outside their scope.
        """
        for division in self.division:
            asking.demand(division)
        chosen: dict[str, Any] = {
            "division": self._divisions(asking),
            "unit": self._units(asking),
            "function": self._functions(),
        }
        for name in ("book", "project", "item", "department_item", "indicator"):
            chosen[name] = tuple(getattr(self, name)) or None
        return Selection(year=(self.year,), **chosen)

    def _divisions(self, asking: Caller) -> list[str]:
        if not self.division:
            return sorted(asking.divisions)
        wanted = set(self.division)
        if self.below:
            for division in self.division:
                wanted |= set(map(str, divisions.subtree(DivisionCode(division))))
        return sorted(wanted & asking.divisions)

    def _units(self, asking: Caller) -> list[str] | None:
        if not self.budget_unit:
            return None if asking.units is None else sorted(asking.units)
        wanted = set(self.budget_unit)
        for code in self.budget_unit:
            unit = units.unit(UnitCode(code))
            asking.demand(str(unit.division), code)
            if self.below:
                wanted |= set(map(str, units.subtree(unit.code)))
        return sorted(wanted)

    def _functions(self) -> list[str] | None:
        if not self.function:
            return None
        wanted = set(self.function)
        if self.below:
            for code in self.function:
                wanted |= set(map(str, classification.descendants(FunctionCode(code))))
        return sorted(wanted)
