"""What a field of a form offers to choose from while one types: indicators of the unit, and payees.

The server answers, so that the same is found with a script and without. Whatever is offered is a
button of the form; it puts its value into the field and saves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fisc.datacentre import finding
from fisc.datacentre.moments import Moment
from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import called
from fisc.engines.ledger.moves import Pot
from fisc.record.balances import Selection
from fisc.stages.pay.finding import payees_to_offer
from fisc.values import Money

SHOWN_MAX: Final = 8
PICKED: Final = "_picked"  # what a button that is offered adds to the name of its field


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be chosen: the value, its name, what else to know it by, what it holds."""

    value: str
    title: str
    about: str
    free: Money | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """What a field offers, and how many fit besides those that are shown."""

    field: str
    rows: tuple[Offer, ...] = ()
    more: int = 0


def indicators(page: Page, typed: str, year: int, used: Sequence[str]) -> Offers:
    """Return the indicators of the unit that fit what was typed, those used last first."""
    own = Selection(division=[page.home], unit=[page.own_unit], year=[year])
    found = finding.find(page.book, own, Moment(page.now), typed, used=used, most=SHOWN_MAX)
    rows = tuple(
        Offer(
            row.pot.indicator,
            " · ".join(called(one) for one in (row.function, row.item) if one),
            " · ".join(filter(None, (called(row.project), *_codes(row.pot)))),
            row.execution.free,
        )
        for row in found.rows
    )
    return Offers("indicator", rows, found.count - len(rows))


def payees(typed: str, used: Sequence[str]) -> Offers:
    """Return the payees that fit what was typed, those paid last first."""
    found = payees_to_offer(typed, used=used, limit=SHOWN_MAX + 1)
    rows = tuple(Offer(row.account, row.name, f"{row.account} · {row.bank}") for row in found)
    return Offers("account", rows[:SHOWN_MAX], int(len(rows) > SHOWN_MAX))


def chosen(pot: Pot | None) -> str:
    """Say by its names which indicator a form names; nothing where it names none."""
    if pot is None:
        return ""
    named: list[Any] = [finding.named("function", pot.function)]
    named.append(
        finding.named("department_item", pot.department_item) or finding.named("item", pot.item)
    )
    return " · ".join(filter(None, (*map(called, named), *_codes(pot))))


def _codes(pot: Pot) -> tuple[str, ...]:
    return tuple(filter(None, (pot.function, pot.department_item or pot.item)))
