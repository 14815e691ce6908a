"""Acts on indicators: draft, review, register, allocate, issue; changes and transfers beside them.

Every act takes one indicator or a list; a list is posted as one set, all or nothing. Whoever takes
a step is another person than whoever took the one before it, and holds the role that
``law/organisation/flows.csv`` names for the step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from fisc.engines.ledger.moves import Voucher
from fisc.record.book import Book
from fisc.record.trails import KeyOfAnotherAct
from fisc.record.ways import begin
from fisc.stages.allot.acts import (
    Receipt,
    Refused,
    acting,
    all_or_nothing,
    attempt,
    demand_duty,
    refuse,
)
from fisc.stages.allot.carried import take_over_carried
from fisc.stages.allot.changes import (
    freeze,
    recall,
    receive_from_above,
    unfreeze,
    use_held_back,
    use_reserve,
    vire,
)
from fisc.stages.allot.documents import (
    IndicatorDraft,
    UnknownIndicator,
    WrongIndicator,
    account_of,
    demand_codes,
    demand_headroom,
    held,
    pot_of,
    row_of,
    same,
    tell,
    there,
)
from fisc.stages.allot.models import Indicator
from fisc.stages.allot.proposals import BudgetKey, UnknownChange, WrongChange, propose_change
from fisc.stages.allot.settlements import cut, make_transfer_out, pay_remittance
from fisc.stages.allot.sources import BudgetLines, Ceilings
from fisc.stages.allot.steps import (
    REGISTERING,
    Numbers,
    Way,
    before,
    listed,
    moved,
    out_of_budget,
    part_of,
    post_and_save,
    registering,
    same_parts,
    sign_parts,
    step,
    voucher_of,
)
from fisc.stages.allot.transfers import (
    TransferDraft,
    UnknownTransfer,
    WrongTransfer,
    apply_transfer,
    draft_transfer,
    issue_transfer,
    pay_transfer,
    recall_transfer,
)
from fisc.stages.allot.ways import document_of, go
from fisc.values import Money, Words

__all__ = [
    "BudgetKey",
    "IndicatorDraft",
    "Receipt",
    "Refused",
    "TransferDraft",
    "UnknownChange",
    "UnknownIndicator",
    "UnknownTransfer",
    "WrongChange",
    "WrongIndicator",
    "WrongTransfer",
    "allocate",
    "apply_transfer",
    "cut",
    "draft_indicator",
    "draft_indicators",
    "draft_transfer",
    "freeze",
    "go",
    "issue",
    "issue_directly",
    "issue_transfer",
    "make_transfer_out",
    "pay_remittance",
    "pay_transfer",
    "propose_change",
    "recall",
    "recall_transfer",
    "receive_from_above",
    "register_indicator",
    "review_indicator",
    "take_over_carried",
    "unfreeze",
    "use_held_back",
    "use_reserve",
    "vire",
]


def draft_indicator(
    *, draft: IndicatorDraft, division: str, year: int, maker: str, at: datetime
) -> Receipt:
    """Draft one indicator; see ``draft_indicators``."""
    return draft_indicators(drafts=(draft,), division=division, year=year, maker=maker, at=at)


def draft_indicators(
    *, drafts: Sequence[IndicatorDraft], division: str, year: int, maker: str, at: datetime
) -> Receipt:
    """Draft indicators of one division and year; drafting the same once more changes nothing.

    Codes must be leaves, of the book and the year, and go together with the kind of the unit.

    Raises:
        WrongIndicator: an amount is not positive, or a number is another indicator's.
    """
    rows = [row_of(draft, division, year, maker) for draft in drafts]
    numbers = [row.number for row in rows]

    def act(book: Book) -> Receipt:
        who = acting(maker, at)
        demand_duty(who, division, "allot.draft", numbers[0])
        if earlier := there(numbers, year):
            if len(earlier) != len(rows) or not same(rows, [earlier[n] for n in numbers]):
                raise WrongIndicator(f"{next(iter(earlier))} is another indicator already.")
            return Receipt(tuple(numbers), earlier[numbers[0]].state)
        demand_codes(rows)
        Indicator.objects.bulk_create(rows, 500)
        begin(book, [document_of(row) for row in rows], who, at)
        return Receipt(tuple(numbers), "DRAFT")

    return attempt(numbers, act)


def review_indicator(
    *, numbers: Numbers, year: int, reviewer: str, at: datetime, key: str | None = None
) -> Receipt:
    """Pass drafted indicators; whoever drafted one does not review it.

    Under its ``key`` it happens once, as every act here that takes one; the first indicator keeps
    it.

    Raises:
        KeyOfAnotherAct: the key was used before for something else.
        UnknownIndicator: one of them does not exist.
        WrongState: one of them is no draft.
    """
    return step(numbers, year, "review", reviewer, at, key)


def register_indicator(
    *,
    numbers: Numbers,
    year: int,
    registrar: str,
    day: date,
    at: datetime,
    key: str | None = None,
) -> Receipt:
    """Take reviewed indicators out of the expenditure budget, to be allocated or issued.

    One without a unit waits for allocation, one with a unit for issue. Their projects must have
    room (K09), the line of the budget that each draws on must hold enough (K02).

    Raises:
        KeyOfAnotherAct, UnknownIndicator, WrongState: as for ``review_indicator``.
    """
    wanted = listed(numbers)

    def act(book: Book) -> Receipt:
        rows = held(wanted, year)
        if earlier := before(book, key, rows, REGISTERING, registrar):
            return earlier
        who = acting(registrar, at)
        vouchers = []
        lines: dict[str, BudgetLines] = {}
        way = Way.of(book, rows)
        demand_headroom(rows)
        for row in rows:
            action = "register_with_unit" if row.unit else "register_without_unit"
            way.demand(row, action, who)
            event, role = (
                ("reply_to_unit", "pending_issue")
                if row.unit
                else ("hold_for_allocation", "pending_allocation")
            )
            vouchers.append(out_of_budget(book, lines, row, event, role, day, "register"))
            row.granted_fen = row.amount_fen
            moved(row, action, who)
        post_and_save(book, rows, vouchers, who, at, wanted[0])
        way.sign(rows, registering, who, at, key)
        return Receipt(tuple(wanted), rows[0].state)

    return attempt(wanted, act)


def allocate(
    *,
    number: str,
    year: int,
    parts: Sequence[IndicatorDraft],
    allocator: str,
    day: date,
    at: datetime,
    key: str | None = None,
) -> Receipt:
    """Give parts of an indicator that waits for allocation to units and projects.

    Each part becomes an indicator of its own, pending issue. It inherits the marks of the whole
    (K17), its nature, book, function where it names none, and the year it came from. The project
    of a part must be stored and have room (K09).

    Raises:
        KeyOfAnotherAct: the key was used before for something else, or for other parts.
        UnknownIndicator: the whole does not exist.
        WrongState: it does not wait for allocation.
        WrongIndicator: a part names no unit, or its number is taken.
    """
    numbers = [part.number for part in parts]

    def act(book: Book) -> Receipt:
        (whole,) = held([number], year)
        who = acting(allocator, at)
        rows = [part_of(whole, part, who) for part in parts]
        taken = there(numbers, year)
        if before(book, key, [whole], {"give_parts"}, allocator):
            if not same_parts(rows, taken):
                raise KeyOfAnotherAct(f"The key {key!r} was used to allocate other parts.")
            return Receipt(tuple(numbers), "PENDING_ISSUE")
        way = Way.of(book, [whole])
        way.demand(whole, "allocate", who)
        if taken:
            raise WrongIndicator(f"{next(iter(taken))} is an indicator already.")
        demand_codes(rows)
        total = sum(row.amount_fen for row in rows)
        demand_headroom(rows, freed={whole.project: total} if whole.project else None)
        vouchers = [
            voucher_of(
                "allocate",
                account_of(row, "pending_issue"),
                account_of(whole, "pending_allocation"),
                row.amount_fen,
                day,
                f"allocate/{row.number}/{year}",
            )
            for row in rows
        ]
        all_or_nothing(book.post_all(vouchers, actor=who.name, at=at, reason=number))
        Indicator.objects.bulk_create(rows, 500)
        whole.granted_fen -= total
        whole.save()
        way.sign([whole], "give_parts", who, at, key)
        sign_parts(book, rows, who, at)
        return Receipt(tuple(numbers), "PENDING_ISSUE")

    return attempt(numbers, act)


def issue(
    *,
    numbers: Numbers,
    year: int,
    issuer: str,
    day: date,
    at: datetime,
    key: str | None = None,
) -> Receipt:
    """Release indicators that are pending issue, so that their units may pay from them.

    Ceilings that have been set are put over them before anything can be applied for.

    Raises:
        KeyOfAnotherAct, UnknownIndicator, WrongState: as for ``review_indicator``.
    """

    def make(book: Book, rows: Sequence[Indicator]) -> list[Voucher]:  # noqa: ARG001
        return [
            voucher_of(
                "issue",
                account_of(row, "executable"),
                account_of(row, "pending_issue"),
                row.granted_fen,
                day,
                row.number if not row.origin else f"issue/{row.number}/{year}",
            )
            for row in rows
        ]

    return _issued(numbers, year, ("issue",), issuer, day, at, make, key)


def issue_directly(*, numbers: Numbers, year: int, issuer: str, day: date, at: datetime) -> Receipt:
    """Reply and release in one step: reviewed indicators with a unit become executable.

    Meant for personnel, public-use quota and running cost, and for emergencies.

    Raises:
        UnknownIndicator, WrongState: as for ``review_indicator``.
    """
    lines: dict[str, BudgetLines] = {}

    def make(book: Book, rows: Sequence[Indicator]) -> list[Voucher]:
        demand_headroom(rows)
        vouchers = [
            out_of_budget(book, lines, row, "issue_directly", "executable", day, "") for row in rows
        ]
        for row in rows:
            row.granted_fen = row.amount_fen
        return vouchers

    steps = ("register_with_unit", "issue")
    return _issued(numbers, year, steps, issuer, day, at, make)


def _issued(
    numbers: Numbers,
    year: int,
    actions: Sequence[str],
    issuer: str,
    day: date,
    at: datetime,
    make: Callable[[Book, Sequence[Indicator]], list[Voucher]],
    key: str | None = None,
) -> Receipt:
    wanted = listed(numbers)

    def act(book: Book) -> Receipt:
        rows = held(wanted, year)
        if earlier := before(book, key, rows, {"issue"}, issuer):
            return earlier
        who = acting(issuer, at)
        way = Way.of(book, rows)
        for row in rows:
            if not row.unit:
                refuse(
                    Words("unit named", "单位明确"),
                    f"{row.number} names no unit; allocate it first.",
                    f"{row.number} 未明确单位，请先分配。",
                )
            way.demand(row, actions[-1], who, through=actions[:-1])
        vouchers = make(book, rows)
        Ceilings(book, rows[0].division, year).cover(pot_of(row) for row in rows)
        for row in rows:
            row.issued_on = day
            moved(row, actions[-1], who, through=actions[:-1])
        post_and_save(book, rows, vouchers, who, at, wanted[0])
        way.sign(rows, actions[-1], who, at, key)
        told = [
            tell(
                book,
                "IndicatorIssued",
                row,
                key=f"issued/{row.number}/{year}",
                amount=Money(row.granted_fen),
                day=day,
                actor=who.name,
                at=at,
            )
            for row in rows
        ]
        return Receipt(tuple(wanted), rows[0].state, tuple(told))

    return attempt(wanted, act)
