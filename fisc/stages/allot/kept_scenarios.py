"""Questions about scenarios: what was kept, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fisc.engines.budgets.scenarios import Parameters
from fisc.stages.allot.models import Scenario
from fisc.values import Money


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A scenario as it was kept; ``effects`` are amounts in fen by government and class."""

    number: str
    title: str
    division: str
    year: int
    asked: Parameters
    effects: Mapping[str, Any]
    state: str
    maker: str
    made_at: datetime
    checker: str


def scenarios(division: str, year: int) -> tuple[ScenarioView, ...]:
    """Return the scenarios of a government and year, in the order of their numbers."""
    rows = Scenario.objects.filter(division=division, year=year)
    return tuple(_scenario(row) for row in rows)


def scenario(number: str) -> ScenarioView | None:
    """Return one scenario, or None."""
    row = Scenario.objects.filter(number=number).first()
    return _scenario(row) if row else None


def _scenario(row: Scenario) -> ScenarioView:
    return ScenarioView(
        number=row.number,
        title=row.title,
        division=row.division,
        year=row.year,
        asked=Parameters(row.freeze, row.short, Money(row.stabilisation_fen)),
        effects=row.effects,
        state=row.state,
        maker=row.maker,
        made_at=row.made_at,
        checker=row.checker,
    )
