"""What the pictures show: the persons and documents of the place that is served.

A picture asks for a role and for a document in some state; which person and which number that is
stands in the registers, so the same pictures can be taken in the demo and in the town of the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from fisc.datacentre import indicators
from fisc.datacentre.moments import Moment
from fisc.doors.web import clock
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers import people
from fisc.registers.people import PersonRecord
from fisc.stages.pay import queries
from fisc.stages.pay.queries import RequestView
from fisc.stages.pay.states import State
from tools.guides.sources import PLACE, Picture

STATES: Final[Mapping[str, tuple[State, ...]]] = {
    "draft": (State.DRAFT,),
    "reviewed": (State.REVIEWED,),
    "submitted": (State.SUBMITTED, State.WARNED),
    "approved": (State.APPROVED,),
    "paid": (State.CLEARED, State.PAID),
}
BACK_DAYS: Final = 90
ROWS_MAX: Final = 50
FIRM: Final = "corporate"
GOODS: Final = "302"  # goods and services, which a unit asks for one by one; salaries it does not


@dataclass(frozen=True, slots=True)
class World:
    """The persons of one place by role, its requests by state, and what else a picture names."""

    cast: tuple[PersonRecord, ...]
    requests: Mapping[str, RequestView]
    facts: Mapping[str, str]

    def address(self, picture: Picture) -> str:
        """Return the address of a picture with its places filled.

        Raises:
            LookupError: the place has no such document.
        """
        return PLACE.sub(lambda found: quote(self._fact(found[1])), picture.address)

    def person(self, picture: Picture) -> str:
        """Return the user name of who takes a picture; of a unit, one of that of the document.

        Raises:
            LookupError: nobody has that role there.
        """
        named = PLACE.findall(picture.address)
        about = next((self.requests[name] for name in named if name in self.requests), None)
        unit = about.unit if about else self.facts["unit"]
        for one in self.cast:
            if one.role == picture.person and str(one.unit or unit) == unit:
                return one.username
        raise LookupError(f"{picture.name}: nobody is {picture.person}.")

    def _fact(self, name: str) -> str:
        if name in self.requests:
            return self.requests[name].number
        if name not in self.facts:
            raise LookupError(f"The place has nothing to show for {{{name}}}.")
        return self.facts[name]


def world() -> World:
    """Look around in the database that is served."""
    everybody = people.everybody(clock.now())
    clerk = next(one for one in everybody if one.role == "UNIT_CLERK")
    division = str(clerk.division)
    cast = tuple(one for one in everybody if str(one.division) == division)
    requests = {name: one for name, states in STATES.items() if (one := _first(division, states))}
    facts = {"past": (clock.today() - timedelta(days=BACK_DAYS)).isoformat()}
    facts |= _budget(clerk)
    if "paid" in requests:
        facts["indicator"] = requests["paid"].indicator
        facts["voucher"] = queries.vouchers(requests["paid"].number)[-1].hex()
    return World(cast, requests, facts)


def _first(division: str, states: tuple[State, ...]) -> RequestView | None:
    """Return the first request in one of the states that nothing stops on its way."""
    day = clock.today()
    found = (one for state in states for one in queries.requests_in(division, state))
    return next(
        (one for one in found if one.paid_day or queries.panel(one.number, day=day).fine), None
    )


def _budget(clerk: PersonRecord) -> dict[str, str]:
    """Return an indicator of the clerk's unit, and in yuan an eighth and twice of what is free."""
    own = Selection(
        division=[str(clerk.division)], unit=[str(clerk.unit)], year=[clock.today().year]
    )
    rows = indicators.listing(Book(), own, Moment(clock.now()), first=1, most=ROWS_MAX).rows
    row = next((one for one in rows if one.pot.department_item.startswith(GOODS)), rows[0])
    free = row.execution.free
    return {
        "unit": str(clerk.unit),
        "own": row.pot.indicator,
        "some": f"{free.fen // 800:,}",
        "twice": f"{(free + free).fen // 100:,}",
        "account": next(one for one in queries.payees() if one.kind == FIRM).account,
    }
