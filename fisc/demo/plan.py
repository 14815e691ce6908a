"""The plan of a demo: everything that will be written, drawn from a scale and a seed.

Nothing here reads a clock or a database. The plan of one place is drawn by itself and in any
order, so a province is planned as it is written and a nation is never in memory at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import numpy as np

from fisc.demo.balances import Balance, balances
from fisc.demo.budgets import BudgetLine, Pool, budget_lines, pools, subsidised
from fisc.demo.days import MONTHS
from fisc.demo.indicators import DemoIndicator, DemoProject, draw_up
from fisc.demo.offices import DemoUnit, units_of
from fisc.demo.payments import Payments, Uses, payments_in
from fisc.demo.places import Place, places_of
from fisc.demo.scales import SIZES, Scale, Size
from fisc.demo.seasons import year_of_use
from fisc.demo.shares import shared
from fisc.values import Book

_BUSY: Final = {"province": 3, "prefecture": 2, "county": 1}  # payments of a unit, by level


@dataclass(frozen=True)
class PlacePlan:
    """What will be written for one place.

    ``lines`` are what the congress adopts besides the pools, which the indicators spell out.
    """

    place: Place
    seed: int
    balance: Balance
    lines: tuple[BudgetLine, ...]
    pools: tuple[Pool, ...]
    units: tuple[DemoUnit, ...]
    projects: tuple[DemoProject, ...]
    indicators: tuple[DemoIndicator, ...]
    target: int

    @cached_property
    def basic_units(self) -> tuple[DemoUnit, ...]:
        """The units that spend, in the order to which ``Payments.unit`` refers."""
        return tuple(unit for unit in self.units if unit.is_basic)

    @cached_property
    def featured(self) -> str:
        """The code of the unit that stands for all units at the place: a school if there is one."""
        schools = [unit.code for unit in self.basic_units if unit.function == "2050202"]
        return schools[0] if schools else self.basic_units[0].code

    @cached_property
    def project_names(self) -> dict[str, str]:
        """The Chinese names of the projects, by code."""
        return {project.code: project.name_zh for project in self.projects}

    @cached_property
    def uses(self) -> Uses:
        """How the indicators are used in the course of the year."""
        at = {unit.code: number for number, unit in enumerate(self.basic_units)}
        return Uses(
            place=self.place,
            unit=np.array([at[one.unit] for one in self.indicators], dtype=np.int64),
            pattern=np.array([one.pattern for one in self.indicators], dtype=np.int64),
            amount=np.array([one.amount for one in self.indicators], dtype=np.int64),
            year=year_of_use(self.place, self.seed, self.indicators, self.target),
        )

    def payments(self, month: int) -> Payments:
        """Return the payments that are applied for in a month (1 to 12)."""
        return payments_in(self.uses, self.seed, month)

    def digest(self) -> str:
        """Return a digest of everything in the plan of this place, payments included."""
        seen = hashlib.sha256()
        seen.update(repr(sorted(self.balance.items())).encode())
        for part in (self.lines, self.pools, self.units, self.projects, self.indicators):
            for one in part:
                seen.update(repr(one).encode())
        for month in range(1, MONTHS + 1):
            payments = self.payments(month)
            for field in fields(payments):
                seen.update(getattr(payments, field.name).astype(np.int64).tobytes())
        return seen.hexdigest()


@dataclass(frozen=True)
class Plan:
    """A demo of one scale and seed. Everything in it is invented.

    Example:
        >>> plan = Plan(Scale.COUNTY, seed=7)
        >>> [place.code for place in plan.places], plan.size.payments
        (['239901'], 2000)
    """

    scale: Scale
    seed: int

    @property
    def size(self) -> Size:
        """The figures of the scale."""
        return SIZES[self.scale]

    @cached_property
    def places(self) -> list[Place]:
        """The places of the demo, in the order in which they are written."""
        return places_of(self.scale)

    @cached_property
    def targets(self) -> dict[str, int]:
        """How many payments each place makes; together they are those of the scale."""
        weights = [
            sum(unit.is_basic for unit in units_of(place, self.seed, self.size))
            * _BUSY[place.level]
            for place in self.places
        ]
        shares = shared(self.size.payments, np.array(weights, dtype=np.int64)).tolist()
        return {place.code: share for place, share in zip(self.places, shares, strict=True)}

    def of(self, place: Place) -> PlacePlan:
        """Return the plan of one place, which does not depend on whether others were drawn."""
        every = balances(self.seed, self.size.shrunk)
        balance = every[place.code]
        units = units_of(place, self.seed, self.size)
        left = pools(balance)
        projects, indicators = draw_up(place, self.seed, units, left)
        spent: dict[str, int] = {}
        for one in indicators:
            if one.book is Book.GENERAL:
                spent[one.function] = spent.get(one.function, 0) + one.amount
        return PlacePlan(
            place=place,
            seed=self.seed,
            balance=balance,
            lines=tuple(subsidised(budget_lines(place, balance, every), spent)),
            pools=tuple(left),
            units=tuple(units),
            projects=tuple(projects),
            indicators=tuple(indicators),
            target=self.targets[place.code],
        )

    def parts(self) -> Iterator[PlacePlan]:
        """Yield the plan of each place in turn."""
        return (self.of(place) for place in self.places)

    def digest(self) -> str:
        """Return a digest of the whole plan: the same for the same scale and seed, anywhere."""
        seen = hashlib.sha256(f"{self.scale} {self.seed}".encode())
        for part in self.parts():
            seen.update(part.digest().encode())
        return seen.hexdigest()
