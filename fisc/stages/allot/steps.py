"""The steps of an indicator's life: who may take one, where it leads, what is posted.

A file of its own because registering, allocating and issuing share them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Account, Move, Voucher
from fisc.engines.organisation.duties import Officer, WrongState
from fisc.engines.organisation.flows import flow
from fisc.engines.organisation.papers import Paper
from fisc.law.flow_kinds import FlowAct
from fisc.record.book import Book
from fisc.record.trails import append
from fisc.record.ways import Document, demand_step, done_before, mark_of, sign
from fisc.stages.allot.acts import Receipt, acting, all_or_nothing, attempt
from fisc.stages.allot.documents import (
    MARKS,
    IndicatorDraft,
    WrongIndicator,
    held,
    pot_of,
    row_of,
    same,
)
from fisc.stages.allot.models import Indicator
from fisc.stages.allot.sources import BudgetLines
from fisc.stages.allot.ways import INDICATORS, document_of, papers
from fisc.values import Book as Budget
from fisc.values import Money

FLOW: Final = INDICATORS
REGISTERING: Final = frozenset({"register_with_unit", "register_without_unit"})
_SOME: Final = 500  # rows of one statement
Numbers = str | Sequence[str]


def step(
    numbers: Numbers,
    year: int,
    action: str,
    name: str,
    at: datetime,
    key: str | None = None,
) -> Receipt:
    """Take indicators a step on that posts nothing; under its key it happens once.

    Raises:
        KeyOfAnotherAct: the key was used before for something else.
        UnknownIndicator: one of them does not exist.
        WrongState: one of them cannot take the step from where it is.
    """
    wanted = listed(numbers)

    def act(book: Book) -> Receipt:
        rows = held(wanted, year)
        if earlier := before(book, key, rows, {action}, name):
            return earlier
        who = acting(name, at)
        way = Way.of(book, rows)
        for row in rows:
            way.demand(row, action, who)
            moved(row, action, who)
        save_all(rows)
        way.sign(rows, action, who, at, key)
        return Receipt(tuple(wanted), rows[0].state)

    return attempt(wanted, act)


def before(
    book: Book, key: str | None, rows: Sequence[Indicator], actions: Collection[str], name: str
) -> Receipt | None:
    """Return what became of one of these acts under its key, None where it is yet to be done.

    Always: ask with the rows held, so that an act that was sent twice at once happens once.

    Raises:
        KeyOfAnotherAct: the key was used before for something else.
    """
    first = (FLOW, rows[0].number, rows[0].year)
    state = done_before(book, key, first, actions, name)
    return None if state is None else Receipt(tuple(row.number for row in rows), state)


@dataclass(frozen=True, slots=True)
class Way:
    """The ways of some indicators while a step is taken: where each was, and what its trail says.

    Shape: by key of the row.
    """

    book: Book
    before: Mapping[int, tuple[Document, Paper]]

    @classmethod
    def of(cls, book: Book, rows: Sequence[Indicator]) -> Way:
        """Read the trails of indicators that are held and not moved yet."""
        found = zip(rows, papers(book, rows), strict=True)
        return cls(book, {row.pk: (document_of(row), paper) for row, paper in found})

    def demand(
        self, row: Indicator, action: str, who: Officer, *, through: Sequence[str] = ()
    ) -> None:
        """Stop the act unless this person may take this step from where the indicator is.

        ``through`` names steps that are taken on the way.

        Raises:
            Refused: they signed it before, belong elsewhere or have another role.
            WrongState: the indicator cannot take the step.
        """
        state = row.state
        for passed in through:
            state = act_on(passed, state).to_states[0]
        document, paper = self.before[row.pk]
        demand_step(document, paper, act_on(action, state), who)

    def sign(
        self,
        rows: Iterable[Indicator],
        action: str | Callable[[Document], str],
        who: Officer,
        at: datetime,
        key: str | None = None,
    ) -> None:
        """Leave the mark of the step on indicators that have moved."""
        moved_ = ((*self.before[row.pk], row.state) for row in rows)
        sign(self.book, moved_, action, who, at, key=key)


def act_on(action: str, state: str) -> FlowAct:
    """Return a step on an indicator in a state, as the table of flows has it.

    Raises:
        WrongState: an indicator cannot do this from where it is; the message says what it can.

    Source: law/organisation/flows.csv
    """
    found = flow(FLOW).act(action, state)
    if found is None:
        possible = ", ".join(row.act for row in flow(FLOW).acts_from(state)) or "nothing"
        raise WrongState(f"An indicator in state {state} cannot {action}; possible: {possible}.")
    return found


def moved(row: Indicator, action: str, who: Officer, *, through: Sequence[str] = ()) -> None:
    """Write a step, and those on the way to it, on an indicator."""
    for passed in (*through, action):
        row.state = act_on(passed, row.state).to_states[0]
    row.last_actor = who.name


def out_of_budget(
    book: Book,
    lines: dict[str, BudgetLines],
    row: Indicator,
    event: str,
    role: str,
    day: date,
    word: str,
) -> Voucher:
    """Return the voucher that takes an indicator out of the line of the budget it draws on.

    Raises:
        Refused: no line of the budget fits it.
    """
    if row.book not in lines:
        lines[row.book] = BudgetLines(book, row.division, row.year, Budget(row.book), "expenditure")
    pot = pot_of(row)
    line = lines[row.book].draw(pot, row.amount_fen)
    if line.counterpart and not row.counterpart:
        # In the fund book the line says which fund it is.
        row.counterpart = line.counterpart
        pot = pot_of(row)
    key = f"{word}/{row.number}/{row.year}" if word else row.number
    return voucher_of(
        event, pot.account(role), line.account("expenditure_budget"), row.amount_fen, day, key
    )


def voucher_of(
    event: str, debit: Account, credit: Account, fen: int, day: date, key: str
) -> Voucher:
    """Return a voucher of one move under a key of its own."""
    return Voucher(posting_key(key), day, (Move(event, debit, credit, Money(fen)),), key)


def post_and_save(
    book: Book,
    rows: Sequence[Indicator],
    vouchers: Sequence[Voucher],
    who: Officer,
    at: datetime,
    reason: str,
) -> None:
    """Post the vouchers of indicators as one set and save what became of them.

    Raises:
        Refused: the ledger did not take one of them; nothing is saved then.
    """
    all_or_nothing(book.post_all(vouchers, actor=who.name, at=at, reason=reason))
    save_all(rows)


def save_all(rows: Iterable[Indicator]) -> None:
    """Save where indicators are now and what they hold; those that say the same go together."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        whole = row.granted_fen == row.amount_fen
        granted = None if whole else row.granted_fen
        key = (row.state, row.last_actor, row.issued_on, row.counterpart, granted)
        groups.setdefault(key, []).append(row.pk)
    for (state, last_actor, issued_on, counterpart, granted), keys in groups.items():
        for start in range(0, len(keys), _SOME):
            Indicator.objects.filter(pk__in=keys[start : start + _SOME]).update(
                state=state,
                last_actor=last_actor,
                issued_on=issued_on,
                counterpart=counterpart,
                granted_fen=F("amount_fen") if granted is None else granted,
            )


def part_of(whole: Indicator, part: IndicatorDraft, who: Officer) -> Indicator:
    """Return a part of an indicator, as a row that is pending issue and not saved yet.

    Always: marks, nature, book and age are those of the whole, whatever the part says (K17).

    Raises:
        WrongIndicator: the part names no unit.
    """
    if not part.unit:
        raise WrongIndicator(f"{part.number}: a part names the unit to which it goes.")
    row = row_of(part, whole.division, whole.year, who.name)
    row.parent, row.state, row.granted_fen = whole, "PENDING_ISSUE", row.amount_fen
    # K17: marks, nature and age are those of the whole, whatever the part says.
    for name in (*MARKS, "book", "fund_type", "counterpart", "origin", "source", "in_advance"):
        setattr(row, name, getattr(whole, name))
    for name in ("document", "project", "business_division", "indicator_division", "decision"):
        setattr(row, name, getattr(row, name) or getattr(whole, name))
    return row


def same_parts(parts: Sequence[Indicator], earlier: Mapping[str, Indicator]) -> bool:
    """Say whether parts say what the parts that are there under their numbers say."""
    if any(part.number not in earlier for part in parts):
        return False
    found = [earlier[part.number] for part in parts]
    return all(one.parent_id is not None for one in found) and same(parts, found)


def registering(document: Document) -> str:
    """Return how registering an indicator is called: by whether it names a unit."""
    return "register_with_unit" if document.unit else "register_without_unit"


def sign_parts(book: Book, parts: Sequence[Indicator], who: Officer, at: datetime) -> None:
    """Leave the first mark of parts: they begin where allocating puts them."""
    documents = [document_of(part) for part in parts]
    append(
        book,
        [
            mark_of(one, "allocate", who, at, one.state, wanted="allot.allocate", from_state="")
            for one in documents
        ],
    )


def listed(numbers: Numbers) -> list[str]:
    """Return one number or several as a list."""
    return [numbers] if isinstance(numbers, str) else list(numbers)
