"""The pools of money of one government and year, folded from the journal, payment by payment.

Every government fund is a pool of its own; each of the other books is one. What comes in is what
the budget took up, by the vouchers that did; what goes out is what was paid, less what came back.
Nothing of it is kept in the record. Because a journal only grows, pools that were folded once are
followed on from the seal up to which they were read, as long as that seal still has the hash under
which they are kept: it chains everything before it, so what is kept is of this very journal.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from fisc.datacentre.execution import class_of
from fisc.datacentre.indicators import POT_COLUMNS
from fisc.datacentre.moments import Moment
from fisc.datacentre.vouchers import MIRROR_LEG
from fisc.engines.budgets import source_kinds
from fisc.engines.budgets.source_kinds import MoneyFlow
from fisc.engines.budgets.sources import Pooling, Source, Trace
from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Pot
from fisc.law.chart import chart
from fisc.record import facts
from fisc.record.book import Book, pot_of
from fisc.registers.classification import UnknownCode, path
from fisc.values import Book as Budget
from fisc.values import RevenueCode

KEPT: Final = 6  # journals that are kept folded; 100,000 payments need about 60 megabytes
Lines = Mapping[bytes, tuple[str, str]]  # by voucher: the code of the line of the budget, its fund
Asked = Callable[[], Lines]
_USES: Final = {"transfer_indicator": "transfers", "onlending": "onlending"}
_AHEAD: Final = "issue_transfer"  # after it the pot names the receiver where it named the fund


@dataclass(frozen=True, slots=True)
class Came:
    """One inflow: the voucher by which it came, the place of its source, its day. Units: fen."""

    key: bytes
    place: int
    fen: int
    day: int


@dataclass(slots=True)
class Pool:
    """One pool: what came in, what was paid, and which source paid for what.

    Shape: ``keys``, ``pots`` and ``days`` have one entry for each payment of the trace.
    """

    book: str
    fund: str
    trace: Trace
    kinds: dict[str, str] = field(default_factory=dict)  # of every source
    came: list[Came] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    pots: array[int] = field(default_factory=lambda: array("q"))
    days: array[int] = field(default_factory=lambda: array("i"))
    functions: dict[tuple[int, str], int] = field(default_factory=dict)
    units: dict[tuple[int, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Pools:
    """All pools of a government and year, as far as the journal was read: up to ``seal``.

    ``paid`` finds a payment by the key of its voucher, with the number that it has in its pool.
    """

    division: str
    year: int
    pooling: Pooling
    pools: dict[tuple[str, str], Pool] = field(default_factory=dict)
    pots: dict[int, Pot] = field(default_factory=dict)
    paid: dict[bytes, list[tuple[Pool, int]]] = field(default_factory=dict)
    seal: int = 0
    hash: bytes = b""
    _funds: dict[int, str] = field(default_factory=dict)
    _in_pot: dict[int, list[tuple[Pool, int]]] = field(default_factory=dict)

    def pool(self, book: str, fund: str) -> Pool:
        """Return the pool of a book, or of a fund where the book is that of the funds."""
        key = (book, fund if book == Budget.FUNDS else "")
        if key not in self.pools:
            self.pools[key] = Pool(*key, Trace(self.pooling))
        return self.pools[key]

    def fund_of(self, number: int) -> str:
        """Return the fund of a pot, where its book is that of the funds."""
        return self._funds.get(number, self.pots[number].counterpart)

    def issued(self, debit: int, credit: int) -> None:
        """Remember of which fund a transfer is, because its pot names the receiver."""
        self._funds[debit] = self.fund_of(credit)

    def come_in(self, row: _Row, flow: MoneyFlow, lines: Lines) -> None:
        """Take in what a voucher took up; a voucher that reverses takes it back."""
        debit, credit = self.pots[row.debit], self.pots[row.credit]
        code, fund = lines.get(row.key, ("", self.fund_of(row.debit)))
        source, kind = _source(flow, debit, credit, code)
        pool = self.pool(debit.book, fund or self.fund_of(row.debit))
        pool.trace.come_in(source, row.fen)
        pool.kinds[source.code] = kind
        pool.came.append(Came(row.key, pool.trace.codes.index(source.code), row.fen, row.day))

    def pay(self, row: _Row) -> None:
        """Pay what a voucher paid."""
        pot = self.pots[row.debit]
        pool = self.pool(pot.book, self.fund_of(row.debit))
        function = class_of(pot.function)
        use = _USES.get(pot.family) or source_kinds.use_of(pot.fund_type, function)
        number = pool.trace.pay(row.fen, use)
        pool.keys.append(row.key)
        pool.pots.append(row.debit)
        pool.days.append(row.day)
        for place, fen in pool.trace.places(number).items():
            _add(pool, place, function, pot.unit, fen)
        self.paid.setdefault(row.key, []).append((pool, number))
        self._in_pot.setdefault(row.debit, []).append((pool, number))

    def come_back(self, pot: int, fen: int, original: bytes | None) -> None:
        """Give back what came back of the payment it was of, else of the last ones of its pot."""
        named = self.paid.get(original, []) if original else []
        for pool, number in [*reversed(named), *reversed(self._in_pot.get(pot, []))]:
            before = dict(pool.trace.places(number))
            part = min(fen, sum(before.values()))
            if part:
                pool.trace.come_back(number, part)
                after = pool.trace.places(number)
                own = self.pots[pool.pots[number]]
                for place, had in before.items():
                    _add(pool, place, class_of(own.function), own.unit, after[place] - had)
                fen -= part
            if not fen:
                return


@dataclass(frozen=True, slots=True)
class _Row:
    """One entry of the journal, as far as money is concerned; pots by number."""

    key: bytes
    event: int
    debit: int
    credit: int
    fen: int
    day: int


_kept: OrderedDict[tuple[Any, ...], Pools] = OrderedDict()
_turn = threading.Lock()


def pools(
    book: Book, division: str, year: int, pooling: Pooling, when: Moment, lines: Asked
) -> Pools:
    """Return the pools of a government and year at a moment, read by one rule, up to the last seal.

    ``lines`` is asked, where there is something new, which line of the budget a voucher took up;
    ``approve`` knows.

    Always: the same as folding the whole journal anew.
    """
    with _turn:
        key = (division, year, pooling, when.day)
        found = _kept.pop(key, None) or Pools(division, year, pooling)
        seal, hash_, same = _head(book, division, year, found)
        if not same or (when.day is not None and seal > found.seal):
            found = Pools(division, year, pooling)
        if seal > found.seal:
            _follow(book, found, when, lines)
            found.seal, found.hash = seal, hash_
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return found


def forget() -> None:
    """Forget what is kept, so that the next question folds the journal anew."""
    with _turn:
        _kept.clear()


def _head(book: Book, division: str, year: int, found: Pools) -> tuple[int, bytes, bool]:
    """Return the last seal and its hash, and whether the seal read before is still there."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, hash FROM seal WHERE division = %s AND year = %s AND (number = %s OR"
            " number = (SELECT max(number) FROM seal WHERE division = %s AND year = %s))"
            " ORDER BY number",
            [division, year, found.seal, division, year],
        )
        rows = [(number, bytes(hash_)) for number, hash_ in cursor.fetchall()]
    same = not found.seal or (found.seal, found.hash) in rows
    return (*rows[-1], same) if rows else (0, b"", same)


def _follow(book: Book, found: Pools, when: Moment, lines: Asked) -> None:
    flows = source_kinds.flows()
    ahead = chart().events[_AHEAD].number
    rows = _rows(book, found, when, (*flows, ahead))
    _fill_pots(book, found, rows)
    received, refunds = _told(book, found)
    known = {**lines(), **received}
    for row in rows:
        if abs(row.event) == ahead:
            found.issued(row.debit, row.credit)
            continue
        flow = flows[abs(row.event)]
        if flow.does == "inflow":
            found.come_in(row, flow, known)
        elif flow.does == "return":
            found.come_back(row.credit, row.fen, refunds.get(row.key))
        elif row.event < 0:  # the pots changed sides
            found.come_back(row.credit, row.fen, None)
        else:
            if flow.does == "correction":
                found.come_back(row.credit, row.fen, None)
            found.pay(row)


def _rows(book: Book, found: Pools, when: Moment, events: tuple[int, ...]) -> list[_Row]:
    """Return the entries that move money after the last seal read, in the order of the seals.

    An inflow that is reversed stands with its pots on their own sides and an amount below zero.
    """
    marks = ", ".join(["%s"] * 2 * len(events))
    both = [*events, *(-event for event in events)]
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.key, e.event, e.debit, e.credit, e.amount_fen, e.day FROM seal AS s"
            " JOIN entry AS e ON e.batch = s.batch JOIN batch AS t ON t.id = s.batch"
            f" WHERE s.division = %s AND s.year = %s AND s.number > %s AND e.leg < {MIRROR_LEG}"
            f" AND e.event IN ({marks}) AND e.day <= %s AND t.recorded_at <= %s"
            " ORDER BY s.number, e.line",
            [found.division, found.year, found.seal, *both, when.ordinal, when.instant],
        )
        flows = source_kinds.flows()
        rows = []
        for key, event, debit, credit, fen, day in cursor.fetchall():
            raw = key.bytes if isinstance(key, UUID) else bytes(key)
            flow = flows.get(-event)
            if flow is not None and flow.does == "inflow":
                rows.append(_Row(raw, event, credit >> 2, debit >> 2, -fen, day))
            else:
                rows.append(_Row(raw, event, debit >> 2, credit >> 2, fen, day))
    return rows


def _fill_pots(book: Book, found: Pools, rows: list[_Row]) -> None:
    if all(row.debit in found.pots and row.credit in found.pots for row in rows):
        return
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {', '.join(POT_COLUMNS)} FROM pot WHERE division = %s AND year = %s",
            [found.division, found.year],
        )
        found.pots = {number: pot_of(row) for number, *row in cursor.fetchall()}


def _told(book: Book, found: Pools) -> tuple[dict[bytes, tuple[str, str]], dict[bytes, bytes]]:
    """Return what facts say of vouchers: code and fund of what was received, and what was refunded.

    Shape: the line by the voucher that took it up; the payment by the voucher of its refund.
    """
    received: dict[bytes, tuple[str, str]] = {}
    refunds: dict[bytes, bytes] = {}
    kinds = ("TransferReceived", "PaymentRefunded")
    for fact in facts.of_kinds(book, kinds, found.division, found.year):
        if fact.kind == "PaymentRefunded":
            voucher = posting_key("refund/" + fact.key.removeprefix("refunded/"))
            refunds[voucher] = paid_key(fact.subject)
        else:
            line = fact.body.get("line") or {}
            received[posting_key(fact.body["change"])] = (
                fact.body["code"] or "",
                line.get("counterpart", ""),
            )
    return received, refunds


def paid_key(number: str) -> bytes:
    """Return the key of the voucher that paid a request, if it was paid in its first turn."""
    return turned(posting_key(number), Turn.RESOLUTION)


def _source(flow: MoneyFlow, debit: Pot, credit: Pot, code: str) -> tuple[Source, str]:
    """Return the source of an inflow and its kind."""
    if flow.event == "open_carried" and debit.family == "indicator":
        function = class_of(debit.function)
        named = f"carried/{debit.origin}/{debit.fund_type}/{function}"
        return source_kinds.carried_source(named, debit.fund_type, function), flow.kind
    if credit.family == "carried":
        return source_kinds.source_of(f"carried/{credit.origin}", (), flow.event), flow.kind
    for one in (code, credit.counterpart):
        try:
            way = tuple(str(step) for step in path(RevenueCode(one)))
        except (UnknownCode, ValueError):
            continue
        return source_kinds.source_of(one, way, flow.event), source_kinds.kind_of(way, flow.event)
    return source_kinds.source_of(flow.kind, (), flow.event), flow.kind


def _add(pool: Pool, place: int, function: str, unit: str, fen: int) -> None:
    pool.functions[place, function] = pool.functions.get((place, function), 0) + fen
    pool.units[place, unit] = pool.units.get((place, unit), 0) + fen
