"""How an act of this stage is carried out whole or not at all, and what it answers.

A file of its own because every act of the stage goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NoReturn

from fisc.engines.budgets.duties import Officer, check_duty
from fisc.engines.budgets.words import both
from fisc.record.book import Book
from fisc.record.book import Receipt as Posted
from fisc.record.postings import Fate
from fisc.registers import people
from fisc.stages.close.periods import OpenItem
from fisc.values import Step, Verdict


class Refused(Exception):
    """Carries a refusal out of an act, so that everything in it is undone."""

    def __init__(self, verdict: Verdict, items: Collection[OpenItem] = ()) -> None:
        super().__init__(verdict.why)
        self.verdict = verdict
        self.items = tuple(items)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a closing, an opening or a sweep.

    ``facts`` are the numbers of the facts that were left; ``steps`` say what was carried, set off
    or restored; ``open_items`` must be settled before it can be tried again.
    """

    subject: str
    facts: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()
    refusal: Verdict | None = None
    open_items: tuple[OpenItem, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the act was carried out, now or before."""
        return self.refusal is None


def attempt(subject: str, act: Callable[[Book], Receipt]) -> Receipt:
    """Carry out an act of the book; when it refuses, nothing of it remains."""
    book = Book()
    try:
        with book.act():
            return act(book)
    except Refused as refused:
        return Receipt(subject, refusal=refused.verdict, open_items=refused.items)


def refuse(rule: str, english: str, chinese: str, items: Collection[OpenItem] = ()) -> NoReturn:
    """Stop the act with a rule, one line of working in both languages, and what is open.

    Raises:
        Refused: always.
    """
    steps = (both(english, chinese), *(Step(str(item)) for item in items))
    raise Refused(Verdict(False, rule, steps), items)


def demand_duty(
    name: str, division: str, roles: Collection[str], subject: str, others: Collection[str] = ()
) -> Officer:
    """Stop the act unless this is another registered person of the division in one of the roles.

    Raises:
        Refused: they asked for it themselves, or belong elsewhere, or have another role.
        UnknownPerson: nobody is registered under that name.
    """
    who = people.person(name)
    officer = Officer(who.username, who.role, who.division)
    verdict = check_duty(officer, division=division, roles=roles, document=subject, others=others)
    if not verdict.allowed:
        raise Refused(verdict)
    return officer


def all_or_nothing(receipts: Iterable[Posted]) -> None:
    """Stop the act when the ledger did not take one of its vouchers.

    Raises:
        Refused: with the ledger's own working.
    """
    for receipt in receipts:
        if receipt.refusal is not None:
            raise Refused(receipt.refusal)
        if receipt.fate is Fate.CLOSED:
            refuse(
                "K22 period lock (期间锁定)",
                "The day lies in a closed period.",
                "业务日期属于已关闭期间。",
            )
        if not receipt.done:
            refuse(
                "one number, one document (单据号唯一)",
                "The ledger has other content under this number.",
                "台账中该编号已用于其他内容。",
            )
