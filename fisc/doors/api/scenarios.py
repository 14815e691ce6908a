"""What if: the effects of a freeze and of short revenue; scenarios kept, adopted, undone."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.datacentre.scenarios import Effect, Effects
from fisc.doors.api import clock, keys
from fisc.doors.api.fields import (
    AskedInYuan,
    Division,
    InYuan,
    Nothing,
    Number,
    UnsignedYuan,
    WholeYear,
    Year,
    Yuan,
    text,
)
from fisc.doors.api.gate import Desk, absent, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import stopped_by
from fisc.engines.budgets.scenarios import WHOLE, Parameters
from fisc.record.book import Book
from fisc.stages.allot import kept_scenarios, scenarios
from fisc.stages.allot.acts import Receipt
from fisc.stages.allot.kept_scenarios import ScenarioView
from fisc.values import ZERO, Money

desk: Final = Desk("Scenarios · 情景测算")
UNITS_MAX: Final = 1000
Share = Annotated[int, Field(strict=True, ge=0, le=WHOLE, description="Hundredths of a per cent.")]
AskedShare = Annotated[int, Query(ge=0, le=WHOLE, description="Hundredths of a per cent.")]


class EffectShown(Schema):
    """What a freeze does to one part; ``code`` is empty for the whole."""

    code: str
    indicators: int
    issued: Yuan
    spared: Yuan
    free: Yuan
    frozen: Yuan


class ProtectedShown(Schema):
    """What is left whole for one reason."""

    reason: str
    amount: Yuan


class CoverageShown(Schema):
    """How what is short in one book of a government is covered, in the order of the law."""

    division: str
    book: str
    short: Yuan
    frozen: Yuan
    stabilisation: Yuan
    cut: Yuan
    uncovered: Yuan


class EffectsShown(InYuan):
    """What a scenario would do now; of the units those with the largest freeze."""

    whole: EffectShown
    divisions: list[EffectShown]
    functions: list[EffectShown]
    units: list[EffectShown]
    protected: list[ProtectedShown]
    coverage: list[CoverageShown]


class ScenarioShown(Schema):
    """A scenario as it was kept; shares in hundredths of a per cent."""

    number: str
    title: str
    division: str
    year: int
    freeze: int
    short: int
    stabilisation: Yuan
    frozen: Yuan
    state: str
    maker: str
    made_at: datetime
    checker: str


class ScenariosShown(InYuan):
    """The scenarios of a government and year."""

    rows: list[ScenarioShown]


class ScenarioAsked(AskedInYuan):
    """A scenario to keep; it freezes something, or something is short."""

    number: Number
    title: text(200, empty=False)  # type: ignore[valid-type]
    division: Division
    year: WholeYear
    freeze: Share
    short: Share
    stabilisation: UnsignedYuan


class ScenarioAct(Schema):
    """An act on a scenario that was carried out, and the facts it left."""

    number: str
    state: str
    facts: list[int]


@desk.get("/scenario-effects", "scenario-effects", EffectsShown)
def effects(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    freeze: AskedShare = 0,
    short: AskedShare = 0,
) -> EffectsShown:
    """Return what a freeze and short revenue would do to a government and all below it."""
    caller(request).demand(division)
    asked = Parameters(freeze, short, ZERO)
    return _effects(scenarios.effects(Book(), division, year, asked))


@desk.get("/scenarios", "scenarios", ScenariosShown)
def every(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> ScenariosShown:
    """Return the scenarios of a government and year, in the order of their numbers."""
    caller(request).demand(division)
    return ScenariosShown(rows=[_shown(row) for row in kept_scenarios.scenarios(division, year)])


@desk.post("/scenarios", "scenarios-keep", ScenarioAct)
def keep(request: HttpRequest, asked: ScenarioAsked, key: Key) -> ScenarioAct:
    """Keep a scenario with what it would do now. The key is its number."""
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    return _done(
        scenarios.keep_scenario(
            number=asked.number,
            title=asked.title,
            division=asked.division,
            year=asked.year,
            asked=Parameters(asked.freeze, asked.short, asked.stabilisation),
            maker=asking.username,
            at=clock.now(),
        )
    )


@desk.post("/scenarios/{number}/dropping", "scenarios-drop", ScenarioAct)
def drop(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> ScenarioAct:
    """Drop a scenario that was not adopted. The key is its number."""
    keys.demand_number(key, number)
    _demand_seen(request, number)
    officer = caller(request).username
    return _done(scenarios.drop_scenario(number=number, officer=officer, at=clock.now()))


@desk.post("/scenarios/{number}/adoption", "scenarios-adopt", ScenarioAct)
def adopt(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> ScenarioAct:
    """Freeze what a scenario of another person freezes now, dated today. The key is its number."""
    keys.demand_number(key, number)
    _demand_seen(request, number)
    return _done(
        scenarios.adopt_scenario(
            number=number, checker=caller(request).username, day=clock.today(), at=clock.now()
        )
    )


@desk.post("/scenarios/{number}/undoing", "scenarios-undo", ScenarioAct)
def undo(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> ScenarioAct:
    """Release exactly what an adopted scenario froze, dated today. The key is its number."""
    keys.demand_number(key, number)
    _demand_seen(request, number)
    return _done(
        scenarios.undo_scenario(
            number=number, checker=caller(request).username, day=clock.today(), at=clock.now()
        )
    )


def _demand_seen(request: HttpRequest, number: str) -> None:
    found = kept_scenarios.scenario(number)
    if found is None:
        raise absent(f"scenario {number}")
    caller(request).demand_seen(f"scenario {number}", found.division)


def _done(receipt: Receipt) -> ScenarioAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return ScenarioAct(number=receipt.number, state=receipt.state, facts=list(receipt.facts))


def _effects(found: Effects) -> EffectsShown:
    units = sorted(found.units.items(), key=lambda part: (-part[1].frozen.fen, part[0]))
    return EffectsShown(
        whole=_effect("", found.whole),
        divisions=[_effect(code, one) for code, one in found.divisions.items()],
        functions=[_effect(code, one) for code, one in found.functions.items()],
        units=[_effect(code, one) for code, one in units[:UNITS_MAX]],
        protected=[
            ProtectedShown(reason=reason, amount=amount)
            for reason, amount in found.protected.items()
        ],
        coverage=[
            CoverageShown(
                division=division,
                book=book,
                short=one.short,
                frozen=one.frozen,
                stabilisation=one.stabilisation,
                cut=one.cut,
                uncovered=one.uncovered,
            )
            for (division, book), one in found.coverage.items()
        ],
    )


def _effect(code: str, one: Effect) -> EffectShown:
    names = ("indicators", "issued", "spared", "free", "frozen")
    return EffectShown(code=code, **{name: getattr(one, name) for name in names})


def _shown(row: ScenarioView) -> ScenarioShown:
    names = ("number", "title", "division", "year", "state", "maker", "made_at", "checker")
    return ScenarioShown(
        freeze=row.asked.freeze,
        short=row.asked.short,
        stabilisation=row.asked.stabilisation,
        frozen=Money(row.effects["whole"]["frozen"]),
        **{name: getattr(row, name) for name in names},
    )
