"""The desk at which vouchers are written for the attacks, in the order of a fiscal year.

Every kind of order has the same three arguments: two small numbers that choose among the places,
and an amount, which may be fen or a word (``all``, ``half``, ``all and one more``) that is read
against the balance in the model. So an order can be drawn by chance, alone or in a set.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Account, Move, Pot, Voucher
from fisc.values import Book as Budget
from fisc.values import Money
from tests.attacks.model import HOLDS, Ledger

YEAR: Final = 2026
DAYS: Final = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2))
Fen = int | str


class Places:
    """The pots of one small division."""

    def __init__(self, division: str) -> None:
        def pot(family: str, **elements: str) -> Pot:
            return Pot(division, YEAR, Budget.GENERAL, family, **elements)

        self.division = division
        self.resources = pot("resources")
        self.sources = [
            (pot("source_own").account("source_own"), "approve_revenue"),
            (pot("source_above").account("source_above"), "receive_from_above"),
            (pot("source_stabilisation").account("source_stabilisation"), "draw_stabilisation"),
            (pot("source_debt").account("source_debt"), "approve_debt"),
        ]
        self.spending = [pot("expenditure", function=code) for code in ("205", "208")]
        self.reserve = pot("reserve")
        self.transfers = pot("transfers")
        self.grants = [pot("transfer_indicator", counterpart=code) for code in ("A", "B")]
        self.unallocated = pot("pending_allocation")
        self.lines = [pot("indicator", indicator=f"IND-{number}") for number in range(4)]
        self.ceilings = [pot("ceiling", counterpart=name) for name in ("cars", "meals")]
        self.granted = pot("ceiling_grant")


class Desk:
    """Writes vouchers; remembers every one, posted or not, so that it can come again."""

    def __init__(self, places: Places, model: Ledger) -> None:
        self.places = places
        self.model = model
        self.day = DAYS[-1]
        self.written: list[Voucher] = []

    @property
    def holds(self) -> list[Voucher]:
        return [
            voucher
            for voucher in self.written
            if voucher.moves[0].event in HOLDS and voucher.key[15] == Turn.ORIGINAL
        ]

    def voucher(self, *moves: Move, key: bytes | None = None) -> Voucher:
        text = f"PAY-{YEAR}-{self.places.division}-{len(self.written)}"
        made = Voucher(key or posting_key(text), self.day, moves)
        self.written.append(made)
        return made

    def fen(self, account: Account, asked: Fen) -> Money:
        has = max(self.model.has(account), 0)
        words = {"all": has, "half": has // 2, "all and one more": has + 1}
        return Money(max(1, words.get(asked, asked)))

    def move(self, event: str, debit: Account, credit: Account, asked: Fen) -> Move:
        return Move(event, debit, credit, self.fen(credit, asked))

    def line(self, number: int) -> Pot:
        return self.places.lines[number % len(self.places.lines)]

    def budget(self, number: int) -> Account:
        pot = self.places.spending[number % len(self.places.spending)]
        return pot.account("expenditure_budget")

    # --- the budget

    def approve(self, first: int, second: int, asked: Fen) -> Voucher:
        source, event = self.places.sources[first % len(self.places.sources)]
        fen = asked if isinstance(asked, int) else 100
        return self.voucher(Move(event, self.revenue, source, Money(fen)))

    @property
    def revenue(self) -> Account:
        return self.places.resources.account("revenue_budget")

    def arrange(self, first: int, second: int, asked: Fen) -> Voucher:
        return self.voucher(
            self.move("arrange_expenditure", self.budget(first), self.revenue, asked)
        )

    def set_reserve(self, first: int, second: int, asked: Fen) -> Voucher:
        reserve = self.places.reserve.account("reserve_budget")
        return self.voucher(self.move("arrange_reserve", reserve, self.revenue, asked))

    def use_reserve(self, first: int, second: int, asked: Fen) -> Voucher:
        reserve = self.places.reserve.account("reserve_budget")
        return self.voucher(self.move("use_reserve", self.budget(first), reserve, asked))

    def adjust_up(self, first: int, second: int, asked: Fen) -> Voucher:
        source, event = self.places.sources[2 + first % 2]
        fen = Money(asked if isinstance(asked, int) else 100)
        return self.voucher(
            Move(event, self.revenue, source, fen),
            Move("arrange_expenditure", self.budget(second), self.revenue, fen),
        )

    def adjust_down(self, first: int, second: int, asked: Fen) -> Voucher | None:
        """Take back an arrangement or an adjustment by reversing it."""
        raising = ("approve_debt", "draw_stabilisation", "arrange_expenditure")
        return self._reverse(first, raising)

    # --- indicators

    def hold_for_allocation(self, first: int, second: int, asked: Fen) -> Voucher:
        waiting = self.places.unallocated.account("pending_allocation")
        return self.voucher(self.move("hold_for_allocation", waiting, self.budget(first), asked))

    def allocate(self, first: int, second: int, asked: Fen) -> Voucher:
        waiting = self.places.unallocated.account("pending_allocation")
        unissued = self.line(first).account("pending_issue")
        return self.voucher(self.move("allocate", unissued, waiting, asked))

    def reply(self, first: int, second: int, asked: Fen) -> Voucher:
        unissued = self.line(first).account("pending_issue")
        return self.voucher(self.move("reply_to_unit", unissued, self.budget(second), asked))

    def issue(self, first: int, second: int, asked: Fen) -> Voucher:
        line = self.line(first)
        return self.voucher(
            self.move("issue", line.account("executable"), line.account("pending_issue"), asked)
        )

    def issue_directly(self, first: int, second: int, asked: Fen) -> Voucher:
        executable = self.line(first).account("executable")
        return self.voucher(self.move("issue_directly", executable, self.budget(second), asked))

    def freeze(self, first: int, second: int, asked: Fen) -> Voucher:
        line = self.line(first)
        return self.voucher(
            self.move("freeze", line.account("frozen"), line.account("executable"), asked)
        )

    def unfreeze(self, first: int, second: int, asked: Fen) -> Voucher:
        line = self.line(first)
        return self.voucher(
            self.move("unfreeze", line.account("executable"), line.account("frozen"), asked)
        )

    def vire(self, first: int, second: int, asked: Fen) -> Voucher | None:
        giver, taker = self.line(first), self.line(second)
        if giver == taker:
            return None
        return self.voucher(
            self.move("vire", taker.account("executable"), giver.account("executable"), asked)
        )

    def vire_twice(self, first: int, second: int, asked: Fen) -> Voucher | None:
        """Pass an amount on through a second indicator, in one voucher."""
        giver, between, taker = (self.line(first + at) for at in range(3))
        return self.voucher(
            self.move("vire", between.account("executable"), giver.account("executable"), asked),
            self.move("vire", taker.account("executable"), between.account("executable"), asked),
        )

    def recall(self, first: int, second: int, asked: Fen) -> Voucher:
        executable = self.line(first).account("executable")
        return self.voucher(self.move("recall", self.budget(second), executable, asked))

    # --- payment

    def apply(self, first: int, second: int, asked: Fen) -> Voucher:
        line = self.line(first)
        return self.voucher(
            self.move("apply", line.account("applied"), line.account("executable"), asked)
        )

    def confirm_whole(self, first: int, second: int, asked: Fen) -> Voucher | None:
        return self._resolve(first, "all")

    def confirm_part(self, first: int, second: int, asked: Fen) -> Voucher | None:
        return self._resolve(first, asked)

    def cancel(self, first: int, second: int, asked: Fen) -> Voucher | None:
        return self._resolve(first, 0)

    def refund(self, first: int, second: int, asked: Fen) -> Voucher:
        line = self.line(first)
        return self.voucher(
            self.move("refund_same_year", line.account("executable"), line.account("paid"), asked)
        )

    def reclassify(self, first: int, second: int, asked: Fen) -> Voucher | None:
        """Let what one indicator paid count as paid by another."""
        # Mostly from a line that has paid something, or else this would hardly ever happen.
        paid = [line for line in self.places.lines if self.model.has(line.account("paid"))]
        wrong = paid[first % len(paid)] if paid else self.line(first)
        right = self.line(second)
        if wrong == right:
            return None
        return self.voucher(
            self.move("reclassify", right.account("paid"), wrong.account("paid"), asked)
        )

    # --- transfers to lower governments

    def grant(self, number: int) -> Pot:
        return self.places.grants[number % len(self.places.grants)]

    def arrange_transfers(self, first: int, second: int, asked: Fen) -> Voucher:
        budget = self.places.transfers.account("transfer_budget")
        return self.voucher(self.move("arrange_transfers", budget, self.revenue, asked))

    def issue_transfer(self, first: int, second: int, asked: Fen) -> Voucher:
        issued = self.grant(first).account("transfer_indicator")
        budget = self.places.transfers.account("transfer_budget")
        return self.voucher(self.move("issue_transfer", issued, budget, asked))

    def apply_transfer(self, first: int, second: int, asked: Fen) -> Voucher:
        applied = self.grant(first).account("transfer_applied")
        issued = self.grant(first).account("transfer_indicator")
        return self.voucher(self.move("apply_transfer", applied, issued, asked))

    def recall_transfer(self, first: int, second: int, asked: Fen) -> Voucher:
        budget = self.places.transfers.account("transfer_budget")
        issued = self.grant(first).account("transfer_indicator")
        return self.voucher(self.move("recall_transfer", budget, issued, asked))

    # --- ceilings

    def ceiling(self, number: int) -> Pot:
        return self.places.ceilings[number % len(self.places.ceilings)]

    def grant_ceiling(self, first: int, second: int, asked: Fen) -> Voucher:
        free = self.ceiling(first).account("ceiling_free")
        fen = Money(asked if isinstance(asked, int) else 150)
        return self.voucher(
            Move("grant_ceiling", free, self.places.granted.account("ceiling_grant"), fen)
        )

    def lower_ceiling(self, first: int, second: int, asked: Fen) -> Voucher:
        granted = self.places.granted.account("ceiling_grant")
        free = self.ceiling(first).account("ceiling_free")
        return self.voucher(self.move("lower_ceiling", granted, free, asked))

    # --- what comes again, and what should never come

    def repeat(self, first: int, second: int, asked: Fen) -> Voucher | None:
        return self.written[first % len(self.written)] if self.written else None

    def other_content(self, first: int, second: int, asked: Fen) -> Voucher | None:
        """Write an old voucher anew with one fen more."""
        if not self.written:
            return None
        old = self.written[first % len(self.written)]
        more = replace(old.moves[0], amount=old.moves[0].amount + Money(1))
        return replace(old, moves=(more, *old.moves[1:]))

    def reverse(self, first: int, second: int, asked: Fen) -> Voucher | None:
        return self._reverse(first, None)

    def mirror_a_hold(self, first: int, second: int, asked: Fen) -> Voucher | None:
        """Try to undo an application by its mirror, besides its one resolution."""
        if not self.holds:
            return None
        hold = self.holds[first % len(self.holds)]
        key = turned(hold.key, Turn.REVERSAL)
        return self.voucher(*(move.reversed() for move in hold.moves), key=key)

    def resolve_the_unknown(self, first: int, second: int, asked: Fen) -> Voucher:
        line = self.line(first)
        key = turned(posting_key(f"never written {self.places.division}"), Turn.RESOLUTION)
        return self.voucher(
            self.move("cancel", line.account("executable"), line.account("applied"), asked),
            key=key,
        )

    def _reverse(self, first: int, events: tuple[str, ...] | None) -> Voucher | None:
        fitting = [
            voucher
            for voucher in self.written
            if voucher.key[15] == Turn.ORIGINAL
            and (events is None or voucher.moves[0].event in events)
        ]
        if not fitting:
            return None
        undone = fitting[first % len(fitting)].reversal(self.day, "by mistake")
        self.written.append(undone)
        return undone

    def _resolve(self, number: int, paid: Fen) -> Voucher | None:
        """Pay a part of a hold and give back the rest; a part may be none, or too much."""
        if not self.holds:
            return None
        hold = self.holds[number % len(self.holds)]
        held, free, whole = hold.moves[0].debit, hold.moves[0].credit, hold.moves[0].amount.fen
        words = {"all": whole, "half": whole // 2, "all and one more": whole + 1}
        fen = words.get(paid, paid)
        names = {"apply": ("confirm", "paid", "cancel")}
        confirm, done, cancel = names.get(
            hold.moves[0].event, ("pay_transfer", "transfer_paid", "cancel_transfer")
        )
        moves = [Move(confirm, held.pot.account(done), held, Money(fen))] if fen else []
        if fen < whole:
            moves.append(Move(cancel, free, held, Money(whole - fen)))
        return self.voucher(*moves, key=turned(hold.key, Turn.RESOLUTION))


ORDERS: Final = tuple(
    name
    for name in vars(Desk)
    if name
    not in {"holds", "voucher", "fen", "move", "line", "budget", "revenue", "grant", "ceiling"}
    and not name.startswith("_")
)
