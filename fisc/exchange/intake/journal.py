"""Take over a journal kept elsewhere: its entries become vouchers of the book of outside accounts.

An entry is the lines of one number and one day. Its lines must add up to zero; they are paired
into moves from the accounts on the credit side to those on the debit side. The key of the voucher
comes from division, day and number, so that an entry is posted once whatever file it stands in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final, TypeVar

import numpy as np

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Account, Move, Pot, Voucher
from fisc.engines.ledger.pairing import pair
from fisc.exchange.acts import Change, Clock, Judgement, Report
from fisc.exchange.dryruns import DryRun, Order, dry_run
from fisc.exchange.intake.imports import Receipt, Signature, earlier, record_import
from fisc.exchange.tables.journal import JOURNAL as POSTINGS
from fisc.exchange.templates import Column, Complaint, Entry, Kind, Template
from fisc.law.names import control
from fisc.record.book import Book
from fisc.record.postings import Fate, Posting
from fisc.record.refusals import Refused, refuse
from fisc.values import Book as Budget
from fisc.values import Money, Words

Name = tuple[date, str]
Line = tuple[str, int]
_Thing = TypeVar("_Thing")
AT_ONCE: Final = 20_000  # vouchers in one set
SUM_MAX: Final = 2**62
_PLAIN_MAX: Final = 10**12


def _any_account(column: Column) -> Column:
    # The accounts of others are named as they please.
    if column.key != "account":
        return column
    return replace(column, kind=Kind.TEXT, code=None, characters_max=100)


JOURNAL: Final[Template] = replace(
    POSTINGS, columns=tuple(_any_account(column) for column in POSTINGS.columns)
)


@dataclass(slots=True)
class _Found:
    """One entry as it stands in the file, and what the ledger has of it."""

    lines: list[Line] = field(default_factory=list)
    place: tuple[str, int] = ("", 0)
    complaint: Complaint | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class _Compared:
    """An entry as a voucher, how often it was reversed, and what stands of it in the ledger."""

    name: Name
    voucher: Voucher
    generation: int
    standing: list[tuple[int, ...]] | None

    @property
    def same(self) -> bool:
        """Whether the ledger has the entry with these very lines."""
        return self.standing == legs_of(self.voucher)


class JournalAct:
    """The act of importing a journal into a division.

    The first run over a file gathers its entries; ``survey`` then asks the ledger about them. An
    entry that is off, or that stands in the ledger with other lines, is complained of at its first
    line in a second run. What was surveyed is what is posted, if the file is still the same.
    """

    def __init__(self, book: Book, signature: Signature, *, file: str = "") -> None:
        self._book = book
        self._signature = signature
        self._file = file
        self._posted: Callable[[int, int], None] | None = None
        self._found: dict[Name, _Found] = defaultdict(_Found)
        self._compared: list[_Compared] = []
        self._surveyed = ""

    def listen(self, posted: Callable[[int, int], None]) -> None:
        """Tell, as vouchers are posted, how many of how many are."""
        self._posted = posted

    def judge(self, entry: Entry) -> Judgement:
        """Gather a line, or say what the survey found about its entry."""
        name = name_of(entry)
        found = self._found[name]
        if not self._surveyed:
            if not found.lines:
                found.place = (entry.sheet, entry.row)
            found.lines.append(line_of(entry))
            return Judgement()
        if found.complaint and found.place == (entry.sheet, entry.row):
            return Judgement(complaints=(found.complaint,))
        return Judgement(Change.UNCHANGED if found.known else Change.NEW)

    def survey(self, fingerprint: str) -> bool:
        """Look at the entries that were gathered; say whether a second run has more to tell."""
        self._surveyed = fingerprint
        for found in self._found.values():
            found.complaint = _unbalanced(found.lines)
        sound = {name: found.lines for name, found in self._found.items() if not found.complaint}
        self._compared = list(self._compare(sound))
        for compared in self._compared:
            found = self._found[compared.name]
            found.known = compared.same
            if compared.standing is not None and not compared.same:
                found.complaint = _other_lines(compared)
        return any(found.known or found.complaint for found in self._found.values())

    def carry_out(self, entries: Iterable[Entry], *, fingerprint: str) -> Receipt:
        """Post every entry of the file in one transaction, or none."""
        before = earlier(self._book, JOURNAL.key, self._signature.division, fingerprint)
        if before is not None:
            batches = tuple(before.body["batches"])
            return Receipt(batches, 0, before.body["vouchers"], repeated=True)
        compared = self._compared
        if self._surveyed != fingerprint:
            gathered: dict[Name, list[Line]] = defaultdict(list)
            for entry in entries:
                gathered[name_of(entry)].append(line_of(entry))
            compared = list(self._compare(gathered))
        try:
            with self._book.act():
                return self._post(compared, fingerprint)
        except Refused as refused:
            return Receipt(refusal=refused.verdict)

    def _post(self, every: Sequence[_Compared], fingerprint: str) -> Receipt:
        wanted: dict[tuple[str, int], list[Voucher]] = defaultdict(list)
        names: list[tuple[str, str, int]] = []
        for compared in every:
            if compared.standing is None:
                wanted[compared.voucher.place].append(compared.voucher)
                day, number = compared.name
                if compared.generation or _plain(number) is None:
                    names.append((day.isoformat(), number, compared.generation))
            elif not compared.same:
                said = _other_lines(compared).what_happened
                refuse(Words("entry used", "凭证号已用"), said.en, said.zh)
        total = sum(map(len, wanted.values()))
        if not total:
            return Receipt((), 0, len(every), repeated=True)
        batches: list[int] = []
        done = 0
        for place in sorted(wanted):
            for some in _slices(wanted[place], AT_ONCE):
                batches += self._post_some(some)
                done += len(some)
                if self._posted:
                    self._posted(done, total)
        body = {"file": self._file, "vouchers": total, "names": names}
        record_import(self._book, JOURNAL.key, self._signature, fingerprint, batches, body)
        return Receipt(tuple(batches), total, len(every) - total)

    def _post_some(self, vouchers: Sequence[Voucher]) -> list[int]:
        reason = Words(f"import of {self._file}".rstrip(), f"导入 {self._file}".rstrip()).both
        signature = self._signature
        receipts = self._book.post_all(
            vouchers, actor=signature.actor, at=signature.at, reason=reason
        )
        for receipt in receipts:
            if receipt.fate is Fate.CLOSED:
                refuse(
                    control("K22"),
                    "A day of the journal lies in a closed period.",
                    "有凭证的日期在已关闭的期间内。",
                )
            if receipt.fate is not Fate.ACCEPTED:
                refuse(
                    Words("ledger changed", "账簿有变"),
                    f"An entry cannot be posted ({receipt.fate.name}); try the file again.",
                    "有凭证不能入账，请重新试读文件。",
                    *(receipt.refusal.steps if receipt.refusal else ()),
                )
        return sorted({receipt.batch or 0 for receipt in receipts})

    def _compare(self, gathered: Mapping[Name, list[Line]]) -> Iterator[_Compared]:
        """Yield every entry that changes an account, compared with the ledger."""
        for names in _slices(list(gathered), AT_ONCE):
            waiting = {
                name: voucher
                for name in names
                if (voucher := self._voucher(name, gathered[name], 0)) is not None
            }
            generation = 0
            while waiting:
                standing = self._standing([voucher.key for voucher in waiting.values()])
                again = {}
                for name, voucher in waiting.items():
                    if turned(voucher.key, Turn.REVERSAL) in standing:
                        again[name] = self._voucher(name, gathered[name], generation + 1)
                    else:
                        yield _Compared(name, voucher, generation, standing.get(voucher.key))
                waiting = {name: voucher for name, voucher in again.items() if voucher}
                generation += 1

    def _standing(self, keys: Sequence[bytes]) -> dict[bytes, list[tuple[int, ...]]]:
        """Return what the ledger has under these keys, and under those of their reversals."""
        both = sorted({*keys, *(turned(key, Turn.REVERSAL) for key in keys)})
        found: dict[bytes, list[tuple[int, ...]]] = defaultdict(list)
        wanted = np.frombuffer(b"".join(both), dtype="V16")
        for key, _, event, debit, credit, fen, _batch in self._book.store().earlier(wanted):
            found[bytes(key)].append((event, debit, credit, fen))
        return dict(found)

    def _voucher(self, name: Name, lines: Sequence[Line], generation: int) -> Voucher | None:
        day, number = name
        moves = tuple(
            Move("outside_entry", self._account(day, debit), self._account(day, credit), Money(fen))
            for debit, credit, fen in pair(lines)
        )
        if not moves:
            return None
        key = key_of(self._signature.division, day, number, generation)
        return Voucher(key, day, moves)

    def _account(self, day: date, account: str) -> Account:
        return outside_account(self._signature.division, day.year, account)


def try_journal(
    order: Order, act: JournalAct, *, progress: Report | None = None, clock: Clock | None = None
) -> DryRun:
    """Try a journal: its lines, whether its entries add up, and what the ledger has of them."""
    tried = dry_run(order, act, progress=progress, clock=clock)
    if not act.survey(tried.fingerprint):
        return tried
    return dry_run(order, act, progress=progress, clock=clock)


@lru_cache(maxsize=65_536)
def outside_account(division: str, year: int, account: str) -> Account:
    """Return the chamber in which an account of a journal kept elsewhere stands in a year."""
    pot = Pot(division, year, Budget.OUTSIDE, "general_account", item=account)
    return pot.account("general_account")


def key_of(division: str, day: date, number: str, generation: int = 0) -> bytes:
    """Return the key of the voucher of an entry.

    A plain number stays readable: its serial is month, day and number. ``generation`` counts how
    often the entry was reversed before.

    Example:
        >>> from fisc.engines.ledger.keys import document_number
        >>> document_number(key_of("239901", date(2002, 5, 18), "6"))
        'JRN-2002-239901-518000000000006'
    """
    plain = _plain(number)
    if plain is None or generation:
        return posting_key(f"journal/{division}/{day}/{number}/{generation}")
    serial = (day.month * 100 + day.day) * _PLAIN_MAX + plain
    return posting_key(f"JRN-{day.year}-{division}-{serial}")


def number_in(serial: int) -> str:
    """Return the number of an entry from the serial of its document number.

    Example:
        >>> number_in(518_000_000_000_006)
        '6'
    """
    return str(serial % _PLAIN_MAX)


def name_of(entry: Entry) -> Name:
    """Return day and number of the entry to which a row belongs."""
    day, number = entry["date"], entry["entry"]
    if not isinstance(day, date) or not isinstance(number, str):
        raise TypeError(f"Row {entry.row} was read without its day or number: {entry.values}.")
    return day, number


def line_of(entry: Entry) -> Line:
    """Return account and signed fen of a row."""
    account, amount = entry["account"], entry["amount"]
    if not isinstance(account, str) or not isinstance(amount, Money):
        raise TypeError(f"Row {entry.row} was read without account or amount: {entry.values}.")
    return str(account), amount.fen


def legs_of(voucher: Voucher) -> list[tuple[int, ...]]:
    """Return a voucher in the form in which the ledger keeps it."""
    return [tuple(leg) for leg in Posting.of(voucher).legs]


def _plain(number: str) -> int | None:
    """Return the number of an entry that is plain digits and comes back as it was written."""
    plain = number.isascii() and number.isdigit() and str(int(number)) == number
    return int(number) if plain and int(number) < _PLAIN_MAX else None


def _unbalanced(lines: Sequence[Line]) -> Complaint | None:
    difference = sum(fen for _, fen in lines)
    if difference:
        off = Money(difference)
        return Complaint(
            "amount",
            Words(f"The entry adds up to {off}, not to zero.", f"凭证合计为 {off}，应为零。"),
            Words(
                "Check every line with this number and this day.",
                "请核对同一日期、同一凭证号的全部分录。",
            ),
            rule="entry-not-balanced",
        )
    if sum(abs(fen) for _, fen in lines) >= SUM_MAX:
        return Complaint(
            "amount",
            Words("The amounts of the entry exceed what is held.", "凭证金额超出系统上限。"),
            Words("Split the entry.", "请拆分凭证。"),
            rule="entry-too-large",
        )
    return None


def _other_lines(compared: _Compared) -> Complaint:
    day, number = compared.name
    again = f" ({compared.generation + 1})" if compared.generation else ""
    return Complaint(
        "entry",
        Words(
            f"Entry {number}{again} of {day} stands in the ledger with other lines.",
            f"{day} 第 {number}{again} 号凭证已入账，内容不同。",
        ),
        Words(
            "Undo the earlier import first, or give this entry another number.",
            "请先撤销原导入，或另编凭证号。",
        ),
        rule="entry-used",
    )


def _slices(things: Sequence[_Thing], size: int) -> Iterator[Sequence[_Thing]]:
    parts = iter(things)
    while some := list(islice(parts, size)):
        yield some
