"""What stands on which source at the end of a year: cuts first, then what was spent.

A cut (an indicator cut and cancelled, or carried authority that lapsed) is matched by a reduction
of source; what was spent is set off against the sources, own revenue first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from fisc.engines.ledger.moves import ELEMENTS, Account, Pot
from fisc.values import Book, Money, Words

SPENT_ORDER: Final = (
    "paid",
    "transfer_paid",
    "remittance_paid",
    "principal_paid",
    "onlending_paid",
    "transfer_out_done",
    "stabilisation_done",
)
# Own revenue is used up first, debt and the rest last.
SOURCE_ORDER: Final = (
    "source_own",
    "source_above",
    "source_below",
    "source_transfer_in",
    "source_stabilisation",
    "source_carried",
    "source_debt",
    "source_other",
)
CUT_ROLE: Final = "written_off"


class CannotClose(ValueError):
    """The balances of a year do not allow its close; the words name the account."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.words = Words(english, chinese)


def set_off(own: Mapping[Account, Money]) -> Iterator[tuple[Account, Account, Money]]:
    """Yield source, account and amount until everything cut and everything spent has a source.

    Cuts come before what was spent. Authority that was carried is matched with the carried source
    of its own year where there is any. In the fund book, what a fund cut or spent stands first on
    the sources of that fund.

    Units: fen, above zero.
    Shape: ``own`` holds the accounts of one book.

    Raises:
        CannotClose: something has no source; the chain of the book is broken.
    """
    rest = dict(own)
    sources = in_order(own, SOURCE_ORDER)
    cuts = in_order(own, (CUT_ROLE,))
    gone = [*cuts, *in_order(own, SPENT_ORDER)]
    for origin in sorted({account.pot.origin for account in cuts} - {0}):
        yield from _matched(
            rest,
            [a for a in sources if (a.role, a.pot.origin) == ("source_carried", origin)],
            [account for account in cuts if account.pot.origin == origin],
        )
    funds = {pot.counterpart for pot in (a.pot for a in sources) if pot.book is Book.FUNDS} - {""}
    for fund in sorted(funds):
        yield from _matched(
            rest,
            [source for source in sources if source.pot.counterpart == fund],
            [account for account in gone if account.pot.counterpart == fund],
        )
    yield from _matched(rest, sources, gone)
    for account in gone:
        if rest[account]:
            raise CannotClose(
                f"{account}: {rest[account]} has no source; the chain is broken.",
                f"{account.words.zh} 的 {rest[account]} 没有来源，链条不平。",
            )


def in_order(own: Iterable[Account], roles: Sequence[str]) -> list[Account]:
    """Return the accounts that have one of these roles, in the order of the roles and elements."""
    place = {role: number for number, role in enumerate(roles)}
    chosen = [account for account in own if account.role in place]
    return sorted(chosen, key=lambda a: (place[a.role], by_elements(a.pot)))


def by_elements(pot: Pot) -> tuple[object, ...]:
    """Return the key by which pots are ordered wherever a close or an opening lists them."""
    return (
        list(Book).index(pot.book),
        pot.origin,
        *(getattr(pot, name) for name in ELEMENTS),
        pot.family,
    )


def _matched(
    rest: dict[Account, Money], sources: Sequence[Account], gone: Sequence[Account]
) -> Iterator[tuple[Account, Account, Money]]:
    """Use up the sources in their order, account by account."""
    waiting = deque(sources)
    for account in gone:
        while waiting and rest[account]:
            amount = min(rest[waiting[0]], rest[account])
            if amount:
                rest[waiting[0]] -= amount
                rest[account] -= amount
                yield waiting[0], account, amount
            if not rest[waiting[0]]:
                waiting.popleft()
