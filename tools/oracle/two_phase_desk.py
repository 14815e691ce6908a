"""The desk of one case: takes requests in the format's words to the ledger, and back.

What was asked and created is a fact of the record; so is what was refused because of how things
stood, since the format lets no one ask that again under the same name. The statuses follow the
format's documented order of precedence. Names that took part in something out of scope are
remembered, and what depends on them is out of scope too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fisc.engines.ledger.keys import posting_key
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.facts import Fact
from fisc.values import Money
from tools.oracle import two_phase_ledger as ledger
from tools.oracle.two_phase_checks import (
    account_differs,
    malformed_account,
    malformed_resolution,
    malformed_transfer,
    pending_differs,
    transfer_differs,
    user_data,
)
from tools.oracle.two_phase_ledger import ACTOR, Holder, OutOfScope, Short, Side, Transfer
from tools.oracle.two_phase_rows import ALL, Row

KNOWN: Final = {
    "open_account": frozenset(("LNK", "D<C", "C<D", "HIST")),
    "transfer": frozenset(("LNK", "PEN", "POS", "VOI", "BDR", "BCR")),
}
LIMITS: Final[Mapping[str, Side]] = {"D<C": "debit", "C<D": "credit"}
EXCEEDS: Final = {"debit": "exceeds_credits", "credit": "exceeds_debits"}
# Refusals that depend on how things stood; the documentation calls them transient.
TRANSIENT: Final = frozenset(
    (
        *("debit_account_not_found", "credit_account_not_found", "pending_transfer_not_found"),
        *("exceeds_credits", "exceeds_debits"),
    )
)
PLACE: Final = "239901"


class Refused(Exception):
    """A request is answered with a status other than created."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Unknown(LookupError):
    """A name is asked for that was never created."""


class Desk:
    """What one case has opened, moved and refused."""

    def __init__(self, book: Book, case: str) -> None:
        self._book = book
        self._case = case
        self._ends: dict[bytes, str] = {}
        self._doubtful: set[str] = set()  # names of which it is not known whether they exist
        self._unsettled: set[str] = set()  # accounts whose balances are not known

    def hand_in(self, row: Row, at: datetime) -> None:
        """Create what a row asks for, inside the caller's act.

        Raises:
            Refused: with the status of the format.
            OutOfScope: the ledger has no such concept.
        """
        odd = row.flags - KNOWN[row.op]
        if odd:
            raise OutOfScope(f"the flag {', '.join(sorted(odd))}")
        if row.op == "open_account":
            self._open(row, at)
        elif row.flags & {"POS", "VOI"}:
            self._resolve(row, at)
        else:
            self._transfer(row, at)

    def remember_refusal(self, row: Row, refused: Refused, at: datetime) -> None:
        """Leave the fact of a refusal that depended on how things stood."""
        if row.op == "transfer" and refused.status in TRANSIENT:
            self._append("PaymentRefused", f"transfer/{row.id}", row.id, at, why=refused.status)

    def forget(self, row: Row) -> None:
        """Remember that a row was left out: what it touched is not known any more."""
        if row.op == "open_account":
            self._doubtful.add(f"account/{row.id}")
        if row.op == "set_balance":
            self._unsettled.add(row.id)
        if row.op != "transfer":
            return
        self._doubtful.add(f"transfer/{row.id}")
        touched = {row.text("debit"), row.text("credit")}
        pending = self._find(f"transfer/{row.text('pending_id')}")
        if pending is not None and pending.kind == "PaymentRequested":
            self._doubtful.add(f"transfer/{row.text('pending_id')}")
            touched |= {pending.body["debit"], pending.body["credit"]}
        self._unsettled |= touched

    def balances(self, name: str) -> Mapping[str, int]:
        """Return the four balances of an account."""
        return ledger.balances(self._book, self._settled(name))

    def amount(self, name: str) -> int:
        """Return the amount that a transfer moved or reserved."""
        fact = self._fact(f"transfer/{name}")
        if fact is None or fact.kind != "PaymentRequested":
            raise Unknown(f"there is no transfer {name}")
        return int(fact.body["amount"])

    def transfer_exists(self, name: str) -> bool:
        """Whether a transfer was created."""
        fact = self._fact(f"transfer/{name}")
        return fact is not None and fact.kind == "PaymentRequested"

    def account_exists(self, name: str) -> bool:
        """Whether an account was opened."""
        return self._fact(f"account/{name}") is not None

    def set_balance(self, row: Row, wanted: Mapping[str, int], at: datetime) -> None:
        """Bring an account to given balances, by transfers with an account outside the case."""
        holder = self._settled(row.id)
        has = ledger.balances(self._book, holder)
        outside = Holder(self._case, " outside", holder.division, frozenset())
        ledger.open_account(self._book, outside, at)
        # First what gives a limited line its authority, then what uses it.
        order = ("debits_posted", "credits_posted", "debits_pending", "credits_pending")
        if "debit" in holder.limited:
            order = ("credits_posted", *order[:1], *order[2:])
        for balance in order:
            fen = wanted[balance] - has[balance]
            if fen < 0:
                raise OutOfScope("a balance that is set lower: entries are never taken away")
            side, _, phase = balance.partition("s_")
            sides = (holder, outside) if side == "debit" else (outside, holder)
            key = f"{self._case}/{row.step}/{balance}"
            self._move(Transfer(key, *sides, Money(fen)), at, post=phase == "posted")

    def expire(self, at: datetime) -> None:
        """Give back every reservation whose time has passed."""
        for key in ledger.ended(self._book, at):
            name = self._ends.get(key)
            if name is not None and self._find(f"resolved/{name}") is None:
                transfer = self._reserved(name)
                ledger.resolve(self._book, transfer, Money(0), at)
                self._append("PaymentReturned", f"resolved/{name}", name, at, by="expired")

    def _open(self, row: Row, at: datetime) -> None:
        if status := malformed_account(row, self._fact(f"account/{row.id}"), account_differs):
            raise Refused(status)
        ledger_number = row.text("ledger").lstrip("L")
        holder = Holder(
            self._case,
            row.id,
            f"{int(ledger_number or 0):06d}",
            frozenset(side for flag, side in LIMITS.items() if flag in row.flags),
        )
        ledger.open_account(self._book, holder, at)
        self._append(
            "IndicatorIssued",
            f"account/{row.id}",
            row.id,
            at,
            division=holder.division,
            limited=sorted(holder.limited),
            flags=sorted(row.flags),
            user_data=user_data(row),
            ledger=row.text("ledger"),
            code=row.text("code"),
        )

    def _transfer(self, row: Row, at: datetime) -> None:
        earlier = self._fact(f"transfer/{row.id}")
        if status := malformed_transfer(row, earlier, transfer_differs):
            raise Refused(status)
        debit, credit = (self._holder(row, side) for side in ("debit", "credit"))
        if debit.division != credit.division:
            raise Refused("accounts_must_have_the_same_ledger")
        if self._find(f"account/{debit.id}").body["ledger"] != row.text("ledger"):
            raise Refused("transfer_must_have_the_same_ledger_as_accounts")
        self._settled(debit.id)
        self._settled(credit.id)
        amount = row.whole("amount")
        for flag, holder, side in (("BDR", debit, "debit"), ("BCR", credit, "credit")):
            if flag in row.flags:
                amount = ledger.room(self._book, holder, side, amount)
        transfer = Transfer(f"{self._case}/{row.id}", debit, credit, Money(amount))
        timeout = row.whole("timeout")
        self._move(transfer, at, post="PEN" not in row.flags, timeout=timeout)
        if timeout:
            self._ends |= {posting_key(key): row.id for _, _, key in transfer.sides}
        self._created(row, at, debit=debit.id, credit=credit.id, amount=amount)

    def _move(self, transfer: Transfer, at: datetime, *, post: bool, timeout: int = 0) -> None:
        try:
            ledger.reserve(self._book, transfer, at, timeout)
        except Short as short:
            raise Refused(EXCEEDS[short.side]) from short
        if post:
            ledger.resolve(self._book, transfer, transfer.amount, at)

    def _resolve(self, row: Row, at: datetime) -> None:
        name = row.text("pending_id")
        pending = self._fact(f"transfer/{name}") if name else None
        if status := malformed_resolution(
            row, self._fact(f"transfer/{row.id}"), pending, transfer_differs
        ):
            raise Refused(status)
        if pending is None or pending.kind != "PaymentRequested":
            raise Refused("pending_transfer_not_found")
        if status := pending_differs(row, pending.body):
            raise Refused(status)
        if resolved := self._find(f"resolved/{name}"):
            how = resolved.body["by"]
            raise Refused(
                "pending_transfer_expired"
                if how == "expired"
                else f"pending_transfer_already_{how}"
            )
        for holder in (pending.body["debit"], pending.body["credit"]):
            self._settled(holder)
        reserved = self._reserved(name)
        posts = "POS" in row.flags
        asked = row.whole("amount")
        amount = reserved.amount.fen if not posts or asked == ALL else asked
        paid = Money(amount if posts else 0)
        ledger.resolve(self._book, reserved, paid, at)
        kind, how = ("PaymentConfirmed", "posted") if posts else ("PaymentReturned", "voided")
        self._append(kind, f"resolved/{name}", name, at, by=how)
        self._created(
            row,
            at,
            pending=pending.body,
            debit=pending.body["debit"],
            credit=pending.body["credit"],
            amount=amount,
        )

    def _created(
        self,
        row: Row,
        at: datetime,
        *,
        debit: str,
        credit: str,
        amount: int,
        pending: Mapping[str, Any] | None = None,
    ) -> None:
        """Leave the fact of a transfer; one that resolves inherits what it does not say."""
        inherited = pending or {"user_data": ["", "", ""], "ledger": "", "code": ""}
        own = user_data(row)
        self._append(
            "PaymentRequested",
            f"transfer/{row.id}",
            row.id,
            at,
            flags=sorted(row.flags),
            pending_id=row.text("pending_id"),
            timeout=row.whole("timeout"),
            debit=debit,
            credit=credit,
            amount=amount,
            reserved=pending["amount"] if pending else amount,
            user_data=[a or b for a, b in zip(own, inherited["user_data"], strict=True)],
            inherited_user_data=list(inherited["user_data"]),
            ledger=row.text("ledger") or inherited["ledger"],
            code=row.text("code") or inherited["code"],
        )

    def _reserved(self, name: str) -> Transfer:
        body = self._find(f"transfer/{name}").body
        sides = (self._known(body[side]) for side in ("debit", "credit"))
        return Transfer(f"{self._case}/{name}", *sides, Money(body["amount"]))

    def _holder(self, row: Row, side: Side) -> Holder:
        if self._fact(f"account/{row.text(side)}") is None:
            raise Refused(f"{side}_account_not_found")
        return self._known(row.text(side))

    def _settled(self, name: str) -> Holder:
        """Return an account whose balances are known."""
        holder = self._known(name)
        if name in self._unsettled:
            raise OutOfScope(f"the balance of {name}, which took part in something out of scope")
        return holder

    def _known(self, name: str) -> Holder:
        fact = self._fact(f"account/{name}")
        if fact is None:
            raise Unknown(f"there is no account {name}")
        body = fact.body
        return Holder(self._case, name, body["division"], frozenset(body["limited"]))

    def _fact(self, key: str) -> Fact | None:
        if key in self._doubtful:
            raise OutOfScope(f"{key.replace('/', ' ')}, which took part in something out of scope")
        return self._find(key)

    def _find(self, key: str) -> Fact | None:
        return facts.find(self._book, f"oracle/{self._case}/{key}")

    def _append(self, kind: str, key: str, name: str, at: datetime, **body: Any) -> None:
        facts.append(
            self._book,
            division=PLACE,
            kind=kind,
            key=f"oracle/{self._case}/{key}",
            day=at.date(),
            actor=ACTOR,
            at=at,
            subject=f"{self._case}/{name}",
            body=body,
        )
