"""One document on its way: what its trail says of where it is, who signed, and what came back.

Nothing is remembered beside the trail, so there is no act that the trail does not have. Whether
somebody may do an act is judged in ``paper_acts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

from fisc.engines.organisation.flows import AUTHOR, PREVIOUS, Flow, needed
from fisc.law.flow_kinds import FlowAct
from fisc.values import Money


@dataclass(frozen=True, slots=True)
class Entry:
    """One act on the trail: what, by whom, and where the document was afterwards.

    ``against`` is a voice against, in a step that needs a quorum.
    """

    act: str
    who: str
    state: str
    at: datetime | None = None
    reason: str = ""
    version: int = 1
    against: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """A return that is not answered yet: from which state, by whom, into which state."""

    state: str
    who: str
    to: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a document is: its state, who signed in this round, and what must be answered.

    ``signed`` has the persons by act, ``came_from`` the state in which each act found it.
    """

    state: str
    signed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    against: tuple[str, ...] = ()
    returned: tuple[Returned, ...] = ()
    came_from: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """Whither a document can be returned: ``author`` or the name of a step, and the state of it."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with its trail. Units: ``amount`` and ``limits`` in fen.

    ``before`` is where it stood before its last act, ``warned`` whether controls warned of it.
    """

    flow: Flow
    standing: Standing
    entries: tuple[Entry, ...] = ()
    before: Standing | None = None
    amount: Money | None = None
    version: int = 1
    warned: bool = False
    limits: Mapping[str, Money] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The state in which it is."""
        return self.standing.state

    @property
    def returned(self) -> Returned | None:
        """The return that is to be answered next, if any."""
        return self.standing.returned[-1] if self.standing.returned else None

    @property
    def last(self) -> Entry | None:
        """The last act on it."""
        return self.entries[-1] if self.entries else None

    @property
    def waits_for(self) -> FlowAct | None:
        """The step for which it waits, or None."""
        return self.flow.waiting_act(self.state)

    @property
    def recallable(self) -> FlowAct | None:
        """The last act where that one can still be taken back, or None."""
        last, before = self.last, self.before
        recalls = any(row.kind == "recall" for row in self.flow.acts_from(self.state))
        if last is None or before is None or not recalls:
            return None
        row = self.flow.act(last.act, before.state)
        moved = before.state != self.state and last.state == self.state
        return row if row and moved and row.kind in {"step", "resubmit"} else None

    @property
    def targets(self) -> tuple[Target, ...]:
        """Whither it can be returned: the author, then the steps that were taken, in order."""
        row = next((one for one in self.flow.acts_from(self.state) if one.kind == "return"), None)
        if row is None:
            return ()
        found = [Target(AUTHOR, row.to_states[0])]
        for step in self.flow.steps:
            if self.state in step.from_states:
                break
            state = self.standing.came_from.get(step.act, step.from_states[0])
            if self.standing.signed.get(step.act) and state in row.to_states:
                found.append(Target(step.act, state))
        return tuple(found)

    def target(self, name: str) -> Target | None:
        """Return a target by its name; ``previous`` is the step before, or the author."""
        found = self.targets
        if name == PREVIOUS and found:
            return found[-1]
        return next((one for one in found if one.name == (name or AUTHOR)), None)

    def destination(
        self, act: str, *, to: str = "", warned: bool = False, against: bool = False
    ) -> str:
        """Return the state in which an act that is allowed leaves the document.

        A step answers a pending return: it goes straight back to where that came from.

        Raises:
            KeyError: the act cannot be done from here, or there is no such target.
        """
        row = self.flow.act(act, self.state)
        if row is None:
            raise KeyError(f"{act} in state {self.state}")
        if row.kind == "return":
            target = self.target(to)
            if target is None:
                raise KeyError(f"return to {to!r} in state {self.state}")
            return target.state
        if row.kind == "recall":
            if self.before is None:
                raise KeyError(f"recall in state {self.state}")
            return self.before.state
        if row.kind in {"step", "resubmit"}:
            return self._onward(row, warned=warned, against=against)
        return row.to_states[0] if row.to_states else self.state

    def _onward(self, row: FlowAct, *, warned: bool, against: bool) -> str:
        """Return where a step leads: on, back to who returned it, or nowhere while voices lack."""
        standing = self.standing
        agreed = len(standing.signed.get(row.act, ())) + (not against)
        objected = len(standing.against) + against
        if row.kind == "step":
            if agreed + objected < max(row.quorum, 1) or (not objected and agreed < row.signatures):
                return self.state
            if objected and agreed <= objected:
                return self.flow.author_state
            if agreed < row.signatures:
                return self.state
        if standing.returned:
            return standing.returned[-1].state
        return self._choice(row, warned=warned)

    def _choice(self, row: FlowAct, *, warned: bool) -> str:
        usual = []
        for state in row.to_states:
            step = self.flow.step_at(state)
            if step is None or not step.above:
                usual.append(state)
            elif needed(step, self.amount, self.limits):
                return state
        return usual[-1] if warned else usual[0]

    def then(self, entry: Entry) -> Paper:
        """Return the document after one more act."""
        row = self.flow.act(entry.act, self.state) or self.flow.named(entry.act)
        if row is not None and row.kind == "recall" and self.before is not None:
            after = self.before
            before = None
        else:
            after, before = _after(self.flow, self.standing, row, entry), self.standing
        version = max(self.version, entry.version)
        entries = (*self.entries, entry)
        return replace(self, standing=after, before=before, entries=entries, version=version)


def replayed(paper: Paper, entries: Iterable[Entry]) -> Paper:
    """Return a document after what its trail says, one act after the other."""
    return reduce(Paper.then, entries, paper)


def _after(flow: Flow, standing: Standing, row: FlowAct | None, entry: Entry) -> Standing:
    kind = row.kind if row else "outside"
    signed = dict(standing.signed)
    if kind == "begin" or (kind == "change" and entry.state == flow.first_state):
        return Standing(entry.state, {entry.act: (entry.who,)})
    if kind == "change":
        signed[entry.act] = (*signed.get(entry.act, ()), entry.who)
        return replace(standing, state=entry.state, signed=signed)
    if kind == "resubmit":
        signed = _signed_before(flow, signed, entry.state)
        return replace(standing, state=entry.state, signed=signed, returned=standing.returned[:-1])
    if kind == "step" and row is not None:
        return _after_step(flow, standing, row, entry)
    if kind == "return":
        return _after_return(flow, standing, entry)
    return replace(standing, state=entry.state, returned=())


def _after_step(flow: Flow, standing: Standing, row: FlowAct, entry: Entry) -> Standing:
    signed = dict(standing.signed)
    against = standing.against
    if entry.against:
        against = (*against, entry.who)
    else:
        signed[row.act] = (*signed.get(row.act, ()), entry.who)
    if entry.state == standing.state:
        return replace(standing, signed=signed, against=against)
    if entry.state == flow.author_state:  # the voices were against it
        return _after_return(flow, standing, entry)
    return Standing(
        entry.state,
        _signed_before(flow, signed, entry.state),
        returned=standing.returned[:-1],
        came_from={**standing.came_from, row.act: standing.state},
    )


def _signed_before(
    flow: Flow, signed: Mapping[str, tuple[str, ...]], state: str
) -> dict[str, tuple[str, ...]]:
    """Return the signatures that hold in a state: not those of its own step and the ones after."""
    waits = flow.step_at(state)
    steps = [step.act for step in flow.steps]
    due = set(steps[steps.index(waits.act) :]) if waits is not None else set()
    return {act: who for act, who in signed.items() if act not in due}


def _after_return(flow: Flow, standing: Standing, entry: Entry) -> Standing:
    """Return where a returned document stands: who must answer signs anew, those between stay."""
    signed = dict(standing.signed)
    for state in (entry.state, standing.state):
        step = flow.step_at(state)
        if step is not None:
            signed.pop(step.act, None)
    pending = Returned(standing.state, entry.who, entry.state)
    return replace(
        standing,
        state=entry.state,
        signed=signed,
        against=(),
        returned=(*standing.returned, pending),
    )
