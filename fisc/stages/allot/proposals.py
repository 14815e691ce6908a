"""Proposals: what one person writes down and another carries out, whatever it is about.

A file of its own because every change of authority has these two steps and one way of being done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Account, Move, Pot, Voucher
from fisc.engines.organisation.duties import Officer
from fisc.engines.organisation.flows import flow
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.ways import begin, corrected, demand_step, sign
from fisc.stages.allot.acts import Receipt, acting, all_or_nothing, attempt, demand_duty
from fisc.stages.allot.documents import held, said
from fisc.stages.allot.models import ACTS, DONE, PROPOSED, Change, Indicator
from fisc.stages.allot.ways import CHANGES, KINDS, document_of, papers
from fisc.values import ZERO, Money
from fisc.values import Book as Budget

FLOW: Final = CHANGES


class UnknownChange(LookupError):
    """There is no proposal with that number, or it is for another act."""


class WrongChange(ValueError):
    """A proposal cannot be written so; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetKey:
    """One line of the expenditure budget, by the elements that it names."""

    function: str
    unit: str = ""
    project: str = ""
    item: str = ""
    department_item: str = ""
    fund_type: str = ""
    counterpart: str = ""
    origin: int = 0


def propose_change(
    *,
    number: str,
    act: str,
    division: str,
    year: int,
    amount: Money,
    reason: str,
    maker: str,
    at: datetime,
    book: Budget = Budget.GENERAL,
    indicator: str = "",
    target: str = "",
    source_line: BudgetKey | None = None,
    target_line: BudgetKey | None = None,
    decision: str = "",
    ground: str = "",
    code: str = "",
    receiving: Budget | None = None,
    fund: str = "",
) -> Receipt:
    """Propose a change of authority; it is carried out by the act of its name.

    ``indicator`` is what is frozen, recalled or moved from, ``target`` what is moved to;
    ``source_line`` and ``target_line`` are lines of the budget where money moves between those, or
    comes to one of them (use of the reserve, more from above). A recall goes to the pool of its
    book unless ``target_line`` says where. ``decision`` and ``ground`` are for the reserve;
    ``code`` and ``decision`` are the revenue item and the notice of money from above.
    ``receiving`` and ``fund`` say which budget, and which fund of it, a transfer out goes to; a cut
    names the approval of the adjustment as ``decision``.

    Proposed anew under its number by the same person while it is returned, it is corrected.

    Raises:
        WrongChange: the act is unknown, the amount not positive, the reason missing, or another
            proposal has the number.
    """
    if act not in ACTS or amount <= ZERO or not reason:
        raise WrongChange(
            f"{number}: a change is one of {', '.join(ACTS)}, with a positive amount and a reason; "
            f"not {act!r}, {amount}, {reason!r}."
        )
    content = {
        "book": str(book),
        "indicator": indicator,
        "target": target,
        "source_line": asdict(source_line) if source_line else None,
        "target_line": asdict(target_line) if target_line else None,
        "decision": decision,
        "ground": ground,
        "code": code,
    }
    if receiving is not None:
        content |= {"receiving": str(receiving), "fund": fund}
    columns = {
        "act": act,
        "division": division,
        "year": year,
        "amount_fen": amount.fen,
        "reason": reason,
        "content": content,
        "maker": maker,
    }

    right = "allot.propose_virement" if act == "vire" else "allot.propose"
    return _propose(number, columns, right, at)


def _propose(number: str, columns: Mapping[str, Any], right: str, at: datetime) -> Receipt:
    """Write a proposal down once, for somebody who may make it."""

    def propose(book: Book) -> Receipt:
        who = acting(columns["maker"], at)
        demand_duty(who, columns["division"], right, number)
        found, new = Change.objects.get_or_create(number=number, defaults=columns)
        if new:
            begin(book, [document_of(found)], who, at)
        elif not corrected(book, KINDS[CHANGES], found, columns, who, at):
            raise WrongChange(f"{number} is another proposal already; give this one its own.")
        return Receipt((number,), found.state)

    return attempt([number], propose)


@dataclass(slots=True)
class Doing:
    """A proposal while it is carried out: what it says, and the documents that it changes."""

    book: Book
    change: Change
    who: Officer
    day: date
    at: datetime
    rows: dict[str, Indicator]
    facts: list[int]

    @property
    def content(self) -> Mapping[str, Any]:
        """What the proposal names."""
        return dict(self.change.content)

    @property
    def amount(self) -> Money:
        """The amount proposed."""
        return Money(self.change.amount_fen)

    def indicators(self, *names: str) -> list[Indicator]:
        """Return the indicators that the proposal names, held until the act ends."""
        numbers = [self.content[name] for name in names]
        found = held(numbers, self.change.year)
        self.rows |= {row.number: row for row in found}
        return found

    def line(self, name: str, origin: int) -> Pot | None:
        """Return a line of the budget that the proposal names, or None; it has this age."""
        said_ = self.content[name]
        if not said_:
            return None
        budget = Budget(self.content["book"])
        pot = Pot(self.change.division, self.change.year, budget, "expenditure", **said_)
        return replace(pot, origin=pot.origin or origin)

    def move(self, event: str, debit: Account, credit: Account) -> Move:
        """Return a move of the amount proposed."""
        return Move(event, debit, credit, self.amount)

    def post(self, event: str, debit: Account, credit: Account) -> None:
        """Post the amount proposed as one move."""
        self.post_moves([self.move(event, debit, credit)])

    def post_moves(self, moves: list[Move]) -> None:
        """Post moves as the voucher of this proposal."""
        key = posting_key(self.change.number)
        voucher = Voucher(key, self.day, tuple(moves), self.change.reason)
        all_or_nothing([self.book.post(voucher, actor=self.who.name, at=self.at)])

    def tell(self, kind: str, row: Indicator | None, more: Mapping[str, Any] | None = None) -> None:
        """Append the fact of this proposal."""
        content = self.content
        body: dict[str, Any] = said(row) if row else {"book": content["book"]}
        body |= {
            "change": self.change.number,
            "year": self.change.year,
            "amount_fen": self.amount.fen,
            "reason": self.change.reason,
            "proposed_by": self.change.maker,
        }
        fact = facts.append(
            self.book,
            division=self.change.division,
            kind=kind,
            key=f"done/{self.change.number}",
            day=self.day,
            actor=self.who.name,
            at=self.at,
            subject=row.number if row else self.change.number,
            body=body | dict(more or {}),
        )
        self.facts.append(fact.number)


def carried_out(
    number: str,
    act: str,
    checker: str,
    day: date,
    at: datetime,
    how: Callable[[Doing], None],
) -> Receipt:
    """Carry out a proposal: check who, do it, save its documents; nothing remains of a refusal.

    Raises:
        UnknownChange: there is no such proposal for this act.
    """

    def whole(book: Book) -> Receipt:
        change = Change.objects.select_for_update().filter(number=number, act=act).first()
        if change is None:
            raise UnknownChange(f"There is no proposal {number} to {act.replace('_', ' ')}.")
        if change.state == DONE:
            earlier = facts.find(book, f"done/{number}")
            return Receipt((number,), DONE, (earlier.number,) if earlier else ())
        who = acting(checker, at)
        step = flow(FLOW).act(act, change.state)
        if step is None:
            raise UnknownChange(f"No proposal is carried out by {act.replace('_', ' ')}.")
        document = document_of(change)
        (paper,) = papers(book, [change])
        demand_step(document, paper, step, who)
        doing = Doing(book, change, who, day, at, {}, [])
        how(doing)
        for row in doing.rows.values():
            row.last_actor = who.name
            row.save()
        change.state, change.checker = DONE, who.name
        change.save()
        sign(book, [(document, paper, DONE)], act, who, at)
        return Receipt((number,), DONE, tuple(doing.facts))

    return attempt([number], whole, PROPOSED)
