"""Scenarios: kept by one person, adopted by another as one freeze, and undone exactly.

A scenario reaches its government and all below it. Adopting freezes, indicator by indicator, what
the scenario shows at that moment (E27), in one act with one batch for each government; undoing
releases the same amounts (E28). A file of its own because these acts are about thousands of
indicators at once, by a rule and not one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from fisc.datacentre import scenarios as centre
from fisc.datacentre.moments import places
from fisc.datacentre.scenarios import Effects, Frozen, Kept
from fisc.engines.budgets.scenarios import Parameters
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.engines.organisation.duties import Officer
from fisc.record import facts
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers import divisions
from fisc.stages.allot.acts import Receipt, acting, all_or_nothing, attempt, demand_duty, refuse
from fisc.stages.allot.models import Indicator, Scenario
from fisc.values import DivisionCode, Money, Words

_RULE: Final = Words("scenario as it stands", "情景状态")
_ZH: Final = {"KEPT": "已保存", "DROPPED": "已放弃", "ADOPTED": "已采用", "UNDONE": "已撤销"}
AT_ONCE: Final = 500


class UnknownScenario(LookupError):
    """There is no scenario with that number."""


class WrongScenario(ValueError):
    """A scenario cannot be kept so; the message says what is missing."""


def reach(book: Book, division: str, year: int) -> Selection:
    """Return the indicators that a scenario of a government is about: its own and all below."""
    below = set(map(str, divisions.subtree(DivisionCode(division))))
    there = {found.division for found in places(book) if found.year == year}
    return Selection(division=sorted(below & there), year=(year,))


def left_whole(book: Book, selection: Selection) -> Kept:
    """Return the indicators that documents protect: a guarantee, direct funds, a contract."""
    (year,) = selection.year or (0,)
    rows = Indicator.objects.filter(year=year, division__in=selection.division or ())
    guarantee = rows.exclude(guarantee="").values_list("number", flat=True)
    contract = centre.contracted(book, selection.division or (), year)
    return {"guarantee": frozenset(guarantee), "contract": contract}


def effects(
    book: Book,
    division: str,
    year: int,
    asked: Parameters,
    selection: Selection | None = None,
) -> Effects:
    """Return what a scenario of a government would do now; nothing is changed.

    ``selection`` are the indicators that it reaches, where the caller knows them.

    Source: law/budgets/protected.csv
    """
    selection = selection or reach(book, division, year)
    return centre.effects(book, selection, asked, left_whole(book, selection))


def keep_scenario(
    *,
    number: str,
    title: str,
    division: str,
    year: int,
    asked: Parameters,
    maker: str,
    at: datetime,
) -> Receipt:
    """Keep a scenario under a number, with what it would do at this moment.

    Raises:
        WrongScenario: it has no title, asks for nothing, or the number is of another one.
    """
    if not title or not (asked.freeze or asked.short):
        raise WrongScenario(f"{number}: a scenario has a title, and freezes or lacks something.")
    columns = {
        "title": title,
        "division": division,
        "year": year,
        "freeze": asked.freeze,
        "short": asked.short,
        "stabilisation_fen": asked.stabilisation.fen,
        "maker": maker,
    }

    def act(book: Book) -> Receipt:
        demand_duty(acting(maker, at), division, "allot.propose_scenario", number)
        found = Scenario.objects.filter(number=number).first()
        if found is None:
            said = snapshot(effects(book, division, year, asked))
            found = Scenario.objects.create(number=number, made_at=at, effects=said, **columns)
        if any(getattr(found, name) != value for name, value in columns.items()):
            raise WrongScenario(f"{number} is another scenario already; give this one its own.")
        return Receipt((number,), found.state)

    return attempt([number], act)


def drop_scenario(*, number: str, officer: str, at: datetime) -> Receipt:
    """Drop a scenario that was not adopted; it stays on the list.

    Raises:
        UnknownScenario: there is none.
    """

    def act(_: Book) -> Receipt:
        row = _held(number)
        demand_duty(acting(officer, at), row.division, "allot.propose_scenario", number)
        if row.state != "DROPPED":
            _demand_state(row, "KEPT")
            row.state = "DROPPED"
            row.save(update_fields=["state"])
        return Receipt((number,), row.state)

    return attempt([number], act)


def adopt_scenario(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Freeze what a scenario freezes now, all of it or nothing, one batch for each government.

    Raises:
        UnknownScenario: there is none.
    """

    def act(book: Book) -> Receipt:
        row = _held(number)
        if row.state == "ADOPTED":
            return Receipt((number,), row.state, _numbers(book, number, "IndicatorFrozen"))
        who = acting(checker, at)
        demand_duty(who, row.division, "allot.adopt_scenario", number, (row.maker,))
        _demand_state(row, "KEPT")
        selection = reach(book, row.division, row.year)
        found = centre.lines(book, selection, row.freeze, left_whole(book, selection))
        told = [
            _freeze(book, row, division, list(own), who, day, at)
            for division, own in groupby(found, key=lambda one: one.pot.division)
        ]
        if not told:
            refuse(
                _RULE,
                f"{number} freezes nothing: no general spending is free.",
                f"{number} 无可冻结额度。",
            )
        row.state, row.checker = "ADOPTED", who.name
        row.save(update_fields=["state", "checker"])
        return Receipt((number,), row.state, tuple(told))

    return attempt([number], act, "KEPT")


def undo_scenario(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Release exactly what a scenario froze; every balance is as if it had not been adopted.

    What somebody has unfrozen by hand since then is missing, and the ledger refuses the whole.

    Raises:
        UnknownScenario: there is none.
    """

    def act(book: Book) -> Receipt:
        row = _held(number)
        if row.state == "UNDONE":
            return Receipt((number,), row.state, _numbers(book, number, "IndicatorUnfrozen"))
        who = acting(checker, at)
        demand_duty(who, row.division, "allot.adopt_scenario", number, (row.maker,))
        _demand_state(row, "ADOPTED")
        frozen = _told(book, number, "IndicatorFrozen")
        told = [_release(book, row, fact, who, day, at) for fact in frozen]
        row.state, row.checker = "UNDONE", who.name
        row.save(update_fields=["state", "checker"])
        return Receipt((number,), row.state, tuple(told))

    return attempt([number], act, "ADOPTED")


def snapshot(found: Effects) -> dict[str, Any]:
    """Return effects as a document keeps them: amounts in fen, by government and class."""
    return {
        "whole": _plain(found.whole),
        "divisions": {code: _plain(effect) for code, effect in found.divisions.items()},
        "functions": {code: _plain(effect) for code, effect in found.functions.items()},
        "protected": {reason: amount.fen for reason, amount in found.protected.items()},
        "coverage": [
            [division, budget, one.short.fen, one.uncovered.fen]
            for (division, budget), one in found.coverage.items()
        ],
    }


def _plain(effect: centre.Effect) -> dict[str, int]:
    return {
        name: value.fen if isinstance(value, Money) else value
        for name, value in ((key, getattr(effect, key)) for key in effect.__slots__)
    }


def _freeze(
    book: Book,
    row: Scenario,
    division: str,
    own: Sequence[Frozen],
    who: Officer,
    day: date,
    at: datetime,
) -> int:
    vouchers = [
        Voucher(
            posting_key(f"{row.number}/{one.pot.number}"),
            day,
            (Move("freeze", _sister(one.pot).account("frozen"), _executable(one.pot), one.amount),),
        )
        for one in own
    ]
    all_or_nothing(book.post_all(vouchers, actor=who.name, at=at, reason=row.title))
    emptied = [one.pot.indicator for one in own if one.amount == one.free]
    turned = _restate(emptied, row.year, "EXECUTABLE", "FROZEN")
    return _tell(
        book, row, division, "IndicatorFrozen", who, day, at,
        {
            "amount_fen": Money.total(one.amount for one in own).fen,
            "lines": [[str(one.pot.number), one.pot.indicator, one.amount.fen] for one in own],
            "emptied": turned,
        },
    )  # fmt: skip


def _release(
    book: Book, row: Scenario, fact: facts.Fact, who: Officer, day: date, at: datetime
) -> int:
    lines = [(int(number), fen) for number, _indicator, fen in fact.body["lines"]]
    pots = centre.pots_numbered(book, [number for number, _fen in lines])
    vouchers = [
        Voucher(
            posting_key(f"{row.number}/undone/{number}"),
            day,
            (
                Move(
                    "unfreeze",
                    _executable(pots[number]),
                    _sister(pots[number]).account("frozen"),
                    Money(fen),
                ),
            ),
        )
        for number, fen in lines
    ]
    all_or_nothing(book.post_all(vouchers, actor=who.name, at=at, reason=row.title))
    _restate(fact.body["emptied"], row.year, "FROZEN", "EXECUTABLE")
    body = {name: fact.body[name] for name in ("amount_fen", "lines", "emptied")}
    return _tell(book, row, fact.division, "IndicatorUnfrozen", who, day, at, body)


def _tell(
    book: Book,
    row: Scenario,
    division: str,
    kind: str,
    who: Officer,
    day: date,
    at: datetime,
    body: Mapping[str, Any],
) -> int:
    return facts.append(
        book,
        division=division,
        kind=kind,
        key=f"{kind}/{row.number}/{division}",
        day=day,
        actor=who.name,
        at=at,
        subject=row.number,
        body={"scenario": row.number, "year": row.year, "reason": row.title, **body},
    ).number


def _told(book: Book, number: str, kind: str) -> list[facts.Fact]:
    return [fact for fact in facts.about(book, number) if fact.kind == kind]


def _numbers(book: Book, number: str, kind: str) -> tuple[int, ...]:
    return tuple(fact.number for fact in _told(book, number, kind))


def _restate(numbers: Sequence[str], year: int, before: str, after: str) -> list[str]:
    """Put documents of indicators into another state; return those that were changed."""
    changed: list[str] = []
    for at in range(0, len(numbers), AT_ONCE):
        rows = Indicator.objects.filter(
            number__in=numbers[at : at + AT_ONCE], year=year, state=before
        )
        changed += rows.values_list("number", flat=True)
        rows.update(state=after)
    return changed


def _sister(pot: Pot) -> Pot:
    return replace(pot, family="frozen")


def _executable(pot: Pot) -> Any:
    return pot.account("executable")


def _held(number: str) -> Scenario:
    row = Scenario.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise UnknownScenario(f"There is no scenario {number}.")
    return row


def _demand_state(row: Scenario, wanted: str) -> None:
    if row.state != wanted:
        refuse(
            _RULE,
            f"{row.number} is {row.state.lower()}, not {wanted.lower()}.",
            f"{row.number} {_ZH[row.state]}，不是{_ZH[wanted]}状态。",
        )
