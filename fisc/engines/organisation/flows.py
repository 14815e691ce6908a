"""The way of a kind of document: its states, and the acts between them, as the table has them.

What has happened to one document, and what may happen next, stands in ``papers``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from fisc.law.calendar import UnknownYear, add_workdays
from fisc.law.flow_kinds import FlowAct
from fisc.law.folder import forget_with
from fisc.law.tables import FLOWS, read
from fisc.values import Money, Words

AUTHOR = "author"
PREVIOUS = "previous"


class UnknownFlow(LookupError):
    """No flow has this name on the day."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The acts on one kind of document, in the order of its life."""

    name: str
    acts: tuple[FlowAct, ...]

    @property
    def first_state(self) -> str:
        """The state in which a document begins."""
        return next(row.to_states[0] for row in self.acts if row.kind == "begin")

    @property
    def author_state(self) -> str:
        """The state in which an author corrects what came back; empty where nothing does."""
        return next((row.to_states[0] for row in self.acts if row.kind == "return"), "")

    @property
    def states(self) -> frozenset[str]:
        """Every state that a document can be in."""
        return frozenset(state for row in self.acts for state in (*row.from_states, *row.to_states))

    @property
    def steps(self) -> tuple[FlowAct, ...]:
        """The acts that lead a document on, in their order."""
        return tuple(row for row in self.acts if row.kind == "step")

    def act(self, name: str, state: str) -> FlowAct | None:
        """Return an act as it may be done from a state, or None."""
        return next(
            (row for row in self.acts if row.act == name and state in row.from_states), None
        )

    def named(self, name: str) -> FlowAct | None:
        """Return the first act of this name, from whatever state, or None."""
        return next((row for row in self.acts if row.act == name), None)

    def acts_from(self, state: str) -> tuple[FlowAct, ...]:
        """Return the acts that a state lets be done."""
        return tuple(row for row in self.acts if state in row.from_states)

    def states_of(self, name: str) -> frozenset[str]:
        """Return the states from which an act may be done."""
        return frozenset(state for row in self.acts if row.act == name for state in row.from_states)

    def step_at(self, state: str) -> FlowAct | None:
        """Return the step for which a document waits in a state, or None."""
        return next((row for row in self.steps if state in row.from_states), None)

    def only(self, steps: Collection[str], **rights: str) -> Flow:
        """Return the flow as one document goes it: of the steps only these.

        ``rights`` says which right an act asks for here instead of the one of the table.

        Example:
            >>> ways = flow("change_of_authority", date(2026, 3, 2))
            >>> [row.act for row in ways.only({"vire"}).steps]
            ['vire']
        """
        chosen = (row for row in self.acts if row.kind != "step" or row.act in steps)
        rows = tuple(
            replace(row, right=rights[row.act]) if row.act in rights else row for row in chosen
        )
        return Flow(self.name, rows)

    def waiting_act(self, state: str) -> FlowAct | None:
        """Return what a document in a state waits for: its step, or to be sent straight back."""
        found = self.step_at(state)
        if found is None:
            acts = (row for row in self.acts if row.kind == "resubmit")
            found = next((row for row in acts if state in row.from_states), None)
        return found


@cache
def flow(name: str, day: date | None = None) -> Flow:
    """Return the flow of a kind of document as it holds on a day, or until further notice.

    Raises:
        UnknownFlow: the table has none.

    Source: law/organisation/flows.csv

    Example:
        >>> pay = flow("payment_request", date(2026, 3, 2))
        >>> pay.first_state, [row.act for row in pay.steps][:3]
        ('draft', ['review', 'submit', 'audit'])
    """
    rows = tuple(row for row in read(FLOWS) if row.flow == name and _holds(row, day))
    if not rows:
        raise UnknownFlow(f"No flow {name!r} holds on {day or 'any day'}.")
    return Flow(name, rows)


forget_with(flow.cache_clear)


def _holds(row: FlowAct, day: date | None) -> bool:
    if day is None:
        return row.last_day is None
    return row.first_day <= day and (row.last_day is None or day <= row.last_day)


def title(row: FlowAct) -> Words:
    """Return what an act is called.

    Example:
        >>> pay = flow("payment_request", date(2026, 3, 2))
        >>> print(title(pay.steps[0]))
        Review
    """
    return Words(row.title_en, row.title_zh)


def needed(row: FlowAct, amount: Money | None, limits: Mapping[str, Money]) -> bool:
    """Say whether a step is needed for an amount; one without a limit always is.

    Units: fen. Exactly the limit is not above it.

    Example:
        >>> step = flow("payment_request", date(2026, 3, 2)).act("countersign", "audited")
        >>> limits = {step.above: Money(100)}
        >>> [needed(step, Money(fen), limits) for fen in (99, 100, 101)]
        [False, False, True]
    """
    return not row.above or (amount is not None and amount > limits[row.above])


@dataclass(frozen=True, slots=True)
class Due:
    """Until when a step should be taken, and whose affair it is afterwards."""

    last_day: date
    right: str

    def passed(self, today: date) -> bool:
        """Whether the day is over, so that the document escalates."""
        return today > self.last_day


def deadline(row: FlowAct, since: date, terms: Mapping[str, int]) -> Due | None:
    """Return until when a step should be taken on a document that waits since a day.

    Units: the term counts working days after ``since``. None where the table names no term, or
    where the holidays of the year in which it ends are not known yet.

    Source: law/organisation/flow_terms.yaml, law/calendar/holidays.csv

    Example:
        >>> step = flow("payment_request", date(2026, 3, 2)).steps[0]
        >>> str(deadline(step, date(2026, 3, 6), {step.term: 2}).last_day)  # over a weekend
        '2026-03-10'
    """
    if not row.term:
        return None
    try:
        return Due(add_workdays(since, terms[row.term]), row.escalates_to)
    except UnknownYear:
        return None
