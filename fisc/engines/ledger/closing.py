"""The close of a year and the opening of the next, as vouchers; nothing is posted here.

*Closing*: what no stage of the chain has used passes through ``carry_close`` into carried
authority, cuts are matched by a reduction of source, and what was spent is set off against the
sources, own revenue first (see ``offsets``). *Opening*: carried authority is brought forward under
the year it came from and restored where it stood, except what is too old: that stays in carried
authority until it is swept.

A carried pot keeps the elements it had. Its ``counterpart`` says in which role the authority stood,
followed by the counterpart of that role, as in ``transfer_indicator:239901``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fisc.engines.ledger.gathering import Vouchers
from fisc.engines.ledger.moves import Account, Move, Pot, Voucher
from fisc.engines.ledger.offsets import (
    CUT_ROLE,
    SOURCE_ORDER,
    SPENT_ORDER,
    CannotClose,
    by_elements,
    set_off,
)
from fisc.law.chart import chart
from fisc.values import ZERO, Book, Cited, Money, Step

__all__ = [
    "CARRY_ORDER",
    "POOL",
    "SOURCE_ORDER",
    "SPENT_ORDER",
    "CannotClose",
    "Closing",
    "Opening",
    "came_from",
    "close_year",
    "fund_of",
    "is_pool",
    "lapse",
    "open_year",
    "pool",
    "sweep",
]

# The order in which remaining stages are closed: budgets first, then indicators.
CARRY_ORDER: Final = (
    "revenue_budget",
    "expenditure_budget",
    "transfer_budget",
    "remittance_budget",
    "principal_budget",
    "onlending_budget",
    "transfer_out_budget",
    "stabilisation_budget",
    "reserve_budget",
    "held_back_budget",
    "executable",
    "frozen",
    "pending_issue",
    "pending_allocation",
    "transfer_indicator",
)
OPEN_ROLES: Final = ("applied", "transfer_applied")
POOL: Final = "pool"
# Budgets that are restored from resources, because carried authority opens as expenditure only.
_ARRANGED_AGAIN: Final = {
    "transfer_budget": "arrange_transfers",
    "transfer_indicator": "arrange_transfers",
    "remittance_budget": "arrange_remittance",
    "principal_budget": "arrange_principal",
    "onlending_budget": "arrange_onlending",
    "transfer_out_budget": "arrange_transfer_out",
    "stabilisation_budget": "arrange_stabilisation",
}
# What happens to restored authority after it has been opened as expenditure or executable.
_AFTER_OPENING: Final = {
    "frozen": ("executable", "freeze"),
    "pending_issue": ("expenditure_budget", "reply_to_unit"),
    "pending_allocation": ("expenditure_budget", "hold_for_allocation"),
}


@dataclass(frozen=True, slots=True)
class Closing:
    """The vouchers that close a year, and what they carry.

    Shape: ``carried`` has one amount for each carried pot of the closed year.
    Always: the carried authority of a book is what its sources still stand for.
    """

    vouchers: Sequence[Voucher]
    carried: Mapping[Pot, Money]
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Opening:
    """The vouchers that open a year, and the carried authority that was too old to be restored."""

    vouchers: Sequence[Voucher]
    aged: Mapping[Pot, Money]
    steps: Sequence[Step]


def close_year(balances: Mapping[Account, Money], *, day: date) -> Closing:
    """Make the vouchers that close the books of one division and year.

    Units: fen, each on the normal side of its account; ``day`` is the last of the year.
    Shape: vouchers book by book: one for each role that has a remainder, one that carries over,
    one that matches what was cut, one that sets off what was spent; each of them continued after
    500 moves.
    Always: every stage ends at zero; carried authority is exactly what was left; the order of
    ``balances`` is immaterial.

    Raises:
        CannotClose: an application is still open, or the chain of a book does not add up.
    """
    vouchers = Vouchers("CLS", day)
    carried: dict[Pot, Money] = {}
    steps: list[Step] = []
    for book in Book:
        own = {a: m for a, m in balances.items() if a.pot.book is book and m}
        for account, amount in own.items():
            if account.role in OPEN_ROLES:
                raise CannotClose(
                    f"{account} still holds {amount}; pay or cancel the application first.",
                    f"{account.words.zh} 尚有 {amount}，请先支付或撤销申请。",
                )
        left = _carry(own, vouchers)
        carried |= left
        vouchers.add(
            Move("carry_over", pot.account("carried_authority"), pot.account("carry_close"), amount)
            for pot, amount in left.items()
        )
        used = tuple(set_off(own))
        for event, cut in (("match_cut", True), ("offset_paid", False)):
            vouchers.add(
                Move(event, source, gone, amount)
                for source, gone, amount in used
                if (gone.role == CUT_ROLE) is cut
            )
        steps += _told(book, left, used)
    return Closing(tuple(vouchers.made), carried, tuple(steps))


def open_year(carried: Mapping[Pot, Money], *, day: date, years_max: Cited[int]) -> Opening:
    """Make the vouchers that bring carried authority forward into the year of ``day``.

    Authority from ``years_max`` years ago or earlier is brought forward and not restored: two
    years after the year that granted it, it is no longer to be paid from but to be swept.

    Units: fen; ``years_max`` counts years.
    Shape: ``carried`` holds pots of the year before; ``aged`` those of the year that opens.
    Always: the new year's carried source equals what was carried; nothing is lost or gained.

    Raises:
        CannotClose: a carried pot does not belong to the year before.

    Source: law/budgets/carry.yaml
    """
    year = day.year
    vouchers = Vouchers("open", day)
    aged: dict[Pot, Money] = {}
    opened = ZERO
    for pot in sorted(carried, key=by_elements):
        amount = carried[pot]
        if pot.year != year - 1 or pot.family != "carried":
            raise CannotClose(
                f"{pot} was not carried from {year - 1} to {year}.",
                f"{pot.words.zh} 并非由 {year - 1} 年结转至 {year} 年。",
            )
        new = replace(pot, year=year)
        if pot.origin <= year - years_max.value:
            aged[new] = amount
            vouchers.add([_brought_forward(new, amount)], whole=True)
        else:
            opened += amount
            vouchers.add(_restored(new, amount), whole=True)
    vouchers.flush()
    old = Money.total(aged.values())
    steps = (
        Step(f"Restored in {year}: {opened}.", f"{year} 年恢复结转 {opened}。"),
        Step(
            f"From {year - years_max.value} or earlier, to be swept: {old}.",
            f"{year - years_max.value} 年及以前，待收回 {old}。",
            years_max.source,
        ),
    )
    return Opening(tuple(vouchers.made), aged, steps)


def sweep(aged: Mapping[Pot, Money], *, number: str, day: date) -> Sequence[Voucher]:
    """Make the vouchers that take aged authority into the expenditure budget, to be given anew.

    Always: it arrives in the pool of its book, in the fund book of its fund, which names no unit,
    project or function, as authority of the year in which it is swept.
    """
    vouchers = Vouchers(number, day)
    for pot in sorted(aged, key=by_elements):
        home = pool(pot.division, pot.year, pot.book, fund=fund_of(pot))
        to = home.account("expenditure_budget")
        move = Move("sweep", to, pot.account("carried_authority"), aged[pot])
        vouchers.add([move], whole=True)
    vouchers.flush()
    return tuple(vouchers.made)


def lapse(aged: Mapping[Pot, Money], *, number: str, day: date) -> Sequence[Voucher]:
    """Make the vouchers that write aged authority off: it is spent by nobody any more."""
    vouchers = Vouchers(number, day)
    for pot in sorted(aged, key=by_elements):
        to = replace(pot, family="written_off").account("written_off")
        move = Move("lapse", to, pot.account("carried_authority"), aged[pot])
        vouchers.add([move], whole=True)
    vouchers.flush()
    return tuple(vouchers.made)


def pool(division: str, year: int, book: Book, origin: int = 0, *, fund: str = "") -> Pot:
    """Return the pot of expenditure that finance has taken back and not yet given anew.

    Carried authority keeps the year it came from there too. Every government fund has a pool of
    its own: what comes back from one is not given to another (K10).
    """
    named = f"{POOL}:{fund}" if fund else POOL
    return Pot(division, year, book, "expenditure", counterpart=named, origin=origin)


def is_pool(pot: Pot) -> bool:
    """Say whether a pot of expenditure is a pool, not a line of the budget."""
    return pot.counterpart.partition(":")[0] == POOL


def fund_of(pot: Pot) -> str:
    """Return the government fund whose money a pot holds; empty outside the fund book.

    Example:
        >>> fund_of(pool("239900", 2026, Book.FUNDS, fund="1030156"))
        '1030156'
        >>> fund_of(Pot("239900", 2026, Book.FUNDS, "carried", counterpart="executable:1030178"))
        '1030178'
    """
    if pot.book is not Book.FUNDS:
        return ""
    named = came_from(pot)[1] if pot.family == "carried" else pot.counterpart
    return "" if named == POOL else named.removeprefix(f"{POOL}:")


def came_from(pot: Pot) -> tuple[str, str]:
    """Return the role in which carried authority stood, and the counterpart it had there.

    Example:
        >>> came_from(Pot("239900", 2026, Book.GENERAL, "carried", counterpart="executable"))
        ('executable', '')
    """
    role, _, counterpart = pot.counterpart.partition(":")
    return role, counterpart


def _carried_pot(account: Account) -> Pot:
    pot = account.pot
    said = f"{account.role}:{pot.counterpart}" if pot.counterpart else account.role
    return replace(pot, family="carried", counterpart=said, origin=pot.origin or pot.year)


def _carry(own: Mapping[Account, Money], vouchers: Vouchers) -> dict[Pot, Money]:
    """Close every stage that has a remainder, role by role; return what each carried pot gets."""
    left: dict[Pot, Money] = {}
    for role in CARRY_ORDER:
        accounts = sorted((a for a in own if a.role == role), key=lambda a: by_elements(a.pot))
        for account in accounts:
            pot = _carried_pot(account)
            left[pot] = left.get(pot, ZERO) + own[account]
        vouchers.add(
            Move("carry_close", _carried_pot(account).account("carry_close"), account, own[account])
            for account in accounts
        )
    return left


def _restored(new: Pot, amount: Money) -> Iterator[Move]:
    """Yield the moves that put carried authority back where it stood."""
    role, counterpart = came_from(new)
    plain = replace(new, counterpart=counterpart)
    family = chart().roles[role].family
    if role == "revenue_budget":
        # Never arranged, so it is a resource of the new budget, like any other.
        money = replace(plain, family="resources", origin=0).account(role)
        yield Move("open_carried_resources", money, _source(new), amount)
        return
    if role in _ARRANGED_AGAIN:
        money = _bare(new, "resources").account("revenue_budget")
        yield Move("open_carried_resources", money, _source(new), amount)
        event = _ARRANGED_AGAIN[role]
        (arranged,) = chart().events[event].debit_roles
        budget = replace(plain, family=chart().roles[arranged].family).account(arranged)
        yield Move(event, budget, money, amount)
        if role == "transfer_indicator":
            yield Move("issue_transfer", plain.account(role), budget, amount)
        return
    yield _brought_forward(new, amount)
    stands = new.account("carried_authority")
    if role in {"reserve_budget", "held_back_budget"}:
        given = pool(new.division, new.year, new.book, new.origin).account("expenditure_budget")
        yield Move("open_carried", given, stands, amount)
        return
    opens_as, event = _AFTER_OPENING.get(role, (role, ""))
    opened = plain.account(opens_as)
    yield Move("open_carried", opened, stands, amount)
    if event:
        yield Move(event, replace(plain, family=family).account(role), opened, amount)


def _brought_forward(new: Pot, amount: Money) -> Move:
    return Move("bring_forward", new.account("carried_authority"), _source(new), amount)


def _source(new: Pot) -> Account:
    return _bare(new, "source_carried").account("source_carried")


def _bare(pot: Pot, family: str) -> Pot:
    return Pot(pot.division, pot.year, pot.book, family, origin=pot.origin)


def _told(
    book: Book, left: Mapping[Pot, Money], used: Sequence[tuple[Account, Account, Money]]
) -> Iterator[Step]:
    if left or used:
        cut = Money.total(m for _, gone, m in used if gone.role == CUT_ROLE)
        spent, kept = Money.total(m for _, _, m in used) - cut, Money.total(left.values())
        yield Step(
            f"{book}: set off against sources {spent}, carried over {kept}.",
            f"{book.words.zh}：与来源对冲 {spent}，结转 {kept}。",
        )
        if cut:
            yield Step(
                f"{book}: sources reduced for cuts {cut}.", f"{book.words.zh}：核销冲减来源 {cut}。"
            )
