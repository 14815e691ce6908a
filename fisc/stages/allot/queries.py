"""Questions about indicators and transfers: what they are, what they hold, what is late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fisc.engines.ledger.statements import check_indicator
from fisc.record import balances
from fisc.record.book import Book
from fisc.stages.allot.documents import UnknownIndicator
from fisc.stages.allot.models import Change, Indicator, Remittance, Transfer
from fisc.values import ZERO, Money, Verdict
from fisc.values import Book as Budget

_FAMILIES = ("pending_allocation", "pending_issue", "indicator", "frozen")


@dataclass(frozen=True, slots=True)
class IndicatorRecord:
    """An indicator with what it holds in each stage.

    ``state`` is EXHAUSTED where all of it was paid, and CARRIED where the close of the year has
    taken what it held.
    """

    number: str
    year: int
    division: str
    book: Budget
    document: str
    unit: str
    project: str
    function: str
    item: str
    department_item: str
    fund_type: str
    counterpart: str
    business_division: str
    indicator_division: str
    direct_fund: bool
    bond: str
    top_project: str
    guarantee: str
    source: str
    in_advance: bool
    decision: str
    origin: int
    carried: bool
    parent: str
    state: str
    issued_on: date | None
    maker: str
    amount: Money
    granted: Money
    pending: Money
    executable: Money
    frozen: Money
    applied: Money
    paid: Money

    @property
    def conserved(self) -> Verdict:
        """Whether what it was given is all in one of its stages (K08); before the year's close."""
        return check_indicator(
            indicator=self.number,
            granted=self.granted,
            pending=self.pending,
            executable=self.executable,
            frozen=self.frozen,
            applied=self.applied,
            paid=self.paid,
        )

    def days_since_issue(self, day: date) -> int | None:
        """Return its age in days on a day, or None while it is not issued."""
        return (day - self.issued_on).days if self.issued_on else None


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """A transfer with what is issued, applied for and remitted of it."""

    number: str
    year: int
    division: str
    receiver: str
    book: Budget
    document: str
    function: str
    project: str
    direct_fund: bool
    origin: int
    state: str
    maker: str
    checker: str
    amount: Money
    left: Money
    applied: Money
    remitted: Money


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A proposal and who carried it out."""

    number: str
    act: str
    year: int
    amount: Money
    reason: str
    indicator: str
    target: str
    decision: str
    state: str
    maker: str
    checker: str


@dataclass(frozen=True, slots=True)
class RemittanceRecord:
    """An application for a remittance and what came of it."""

    number: str
    transfer: str
    amount: Money
    paid: Money
    state: str
    maker: str
    checker: str


def indicator(number: str, year: int) -> IndicatorRecord:
    """Return one indicator.

    Raises:
        UnknownIndicator: there is none with that number in that year.
    """
    found = Indicator.objects.filter(number=number, year=year).select_related("parent").first()
    if found is None:
        raise UnknownIndicator(f"There is no indicator {number} in {year}.")
    return _records([found])[0]


def indicators(
    division: str,
    year: int,
    *,
    units: Sequence[str] | None = None,
    project: str = "",
    state: str = "",
    first: int = 0,
    count: int = 200,
) -> tuple[IndicatorRecord, ...]:
    """Return indicators of a division and year in the order of their numbers, a page at a time."""
    rows = Indicator.objects.filter(division=division, year=year).select_related("parent")
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    if project:
        rows = rows.filter(project=project)
    if state:
        rows = rows.filter(state=state)
    return tuple(_records(rows.order_by("number")[first : first + count]))


def children(number: str, year: int) -> tuple[IndicatorRecord, ...]:
    """Return the indicators that were allocated out of one, in the order of their numbers."""
    rows = Indicator.objects.filter(parent__number=number, year=year).select_related("parent")
    return tuple(_records(rows.order_by("number")))


def not_conserved(division: str, year: int) -> tuple[IndicatorRecord, ...]:
    """Return the indicators of which something is missing (K08); empty in a sound year."""
    found: list[IndicatorRecord] = []
    first = 0
    while page := indicators(division, year, first=first):
        found += [own for own in page if own.state != "CARRIED" and not own.conserved.allowed]
        first += len(page)
    return tuple(found)


def transfers(division: str, year: int) -> tuple[TransferRecord, ...]:
    """Return the transfers of a division and year in the order of their numbers."""
    rows = list(Transfer.objects.filter(division=division, year=year))
    held = _standing([row.number for row in rows], year, division, ("transfer_indicator",))
    return tuple(_transfer(row, held) for row in rows)


def remittances(division: str, year: int) -> tuple[RemittanceRecord, ...]:
    """Return the remittances of a year in the order of their numbers."""
    rows = Remittance.objects.filter(
        transfer__division=division, transfer__year=year
    ).select_related("transfer")
    return tuple(
        RemittanceRecord(
            row.number,
            row.transfer.number,
            Money(row.amount_fen),
            Money(row.paid_fen),
            row.state,
            row.maker,
            row.checker,
        )
        for row in rows
    )


def changes(division: str, year: int, *, state: str = "") -> tuple[ChangeRecord, ...]:
    """Return the proposals of a year in the order of their numbers."""
    rows = Change.objects.filter(division=division, year=year)
    if state:
        rows = rows.filter(state=state)
    return tuple(
        ChangeRecord(
            row.number,
            row.act,
            row.year,
            Money(row.amount_fen),
            row.reason,
            row.content["indicator"],
            row.content["target"],
            row.content["decision"],
            row.state,
            row.maker,
            row.checker,
        )
        for row in rows
    )


def _records(rows: Iterable[Indicator]) -> list[IndicatorRecord]:
    rows = list(rows)
    if not rows:
        return []
    numbers = [row.number for row in rows]
    held = _standing(numbers, rows[0].year, rows[0].division, _FAMILIES)
    return [_record(row, held) for row in rows]


def _standing(
    numbers: Sequence[str], year: int, division: str, families: Sequence[str]
) -> dict[tuple[str, str], balances.Total]:
    found: dict[tuple[str, str], balances.Total] = {}
    for start in range(0, len(numbers), 500):
        chosen = balances.Selection(
            division=(division,),
            year=(year,),
            family=tuple(families),
            indicator=tuple(numbers[start : start + 500]),
        )
        for total in balances.totals(Book(), chosen, by=("indicator", "family")):
            found[total.key[0], total.key[1]] = total
    return found


def _record(row: Indicator, held: dict[tuple[str, str], balances.Total]) -> IndicatorRecord:
    def open_in(*families: str) -> Money:
        return Money.total(
            held[row.number, family].open for family in families if (row.number, family) in held
        )

    own = held.get((row.number, "indicator"))
    executable, frozen = open_in("indicator"), open_in("frozen")
    applied, paid = (own.held, own.done) if own else (ZERO, ZERO)
    state = row.state
    if state == "EXECUTABLE" and not (executable or frozen or applied):
        # Nothing left and nothing spent either: the year's close has emptied it.
        state = "EXHAUSTED" if paid else "CARRIED"
    return IndicatorRecord(
        **{
            name: getattr(row, name)
            for name in IndicatorRecord.__dataclass_fields__
            if name in _PLAIN
        },
        book=Budget(row.book),
        parent=row.parent.number if row.parent else "",
        state=state,
        amount=Money(row.amount_fen),
        granted=Money(row.granted_fen),
        pending=open_in("pending_allocation", "pending_issue"),
        executable=executable,
        frozen=frozen,
        applied=applied,
        paid=paid,
    )


_PLAIN = frozenset(field.name for field in Indicator._meta.concrete_fields) - {  # noqa: SLF001
    "book",
    "parent",
    "state",
}


def _transfer(row: Transfer, held: dict[tuple[str, str], balances.Total]) -> TransferRecord:
    own = held.get((row.number, "transfer_indicator"))
    left, applied, remitted = (own.open, own.held, own.done) if own else (ZERO, ZERO, ZERO)
    return TransferRecord(
        row.number,
        row.year,
        row.division,
        row.receiver,
        Budget(row.book),
        row.document,
        row.function,
        row.project,
        row.direct_fund,
        row.origin,
        row.state,
        row.maker,
        row.checker,
        Money(row.amount_fen),
        left,
        applied,
        remitted,
    )
