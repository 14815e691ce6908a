"""How an act of this stage is carried out whole or not at all, and what it answers.

A file of its own because every act of the stage goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from fisc.engines.budgets.duties import Officer, check_duty
from fisc.engines.budgets.words import both
from fisc.record.book import Book
from fisc.record.book import Receipt as Posted
from fisc.record.postings import Fate
from fisc.registers import people
from fisc.values import Verdict


class Refused(Exception):
    """Carries a refusal out of an act, so that everything in it is undone."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.why)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an act on a document of this stage.

    ``state`` is the document's state now; ``fact`` the number of the fact, where one was left;
    ``refusal`` says why nothing was done; ``alerts`` did not stop it.
    """

    number: str
    state: str
    fact: int | None = None
    refusal: Verdict | None = None
    alerts: tuple[Verdict, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the act was carried out, now or before."""
        return self.refusal is None


def attempt(number: str, state: str, act: Callable[[Book], Receipt]) -> Receipt:
    """Carry out an act of the book; when it refuses, nothing of it remains.

    ``state`` is what the document's state stays when the act is refused.
    """
    book = Book()
    try:
        with book.act():
            return act(book)
    except Refused as refused:
        return Receipt(number, state, refusal=refused.verdict)


def demand(verdict: Verdict | None) -> None:
    """Stop the act unless a verdict allows it.

    Raises:
        Refused: it does not.
    """
    if verdict is not None and not verdict.allowed:
        raise Refused(verdict)


def refuse(rule: str, english: str, chinese: str) -> NoReturn:
    """Stop the act with a rule and one line of working in both languages.

    Raises:
        Refused: always.
    """
    raise Refused(Verdict(False, rule, (both(english, chinese),)))


def duty(
    name: str, division: str, roles: Sequence[str], document: str, others: Sequence[str] = ()
) -> Verdict:
    """Judge whether a registered person may take a step on a document of a division.

    Raises:
        UnknownPerson: nobody is registered under that name.
    """
    who = people.person(name)
    officer = Officer(who.username, who.role, who.division)
    return check_duty(officer, division=division, roles=roles, document=document, others=others)


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
                "The day lies in a closed period; date it in the open one.",
                "业务日期属于已关闭期间，请使用开放期间。",
            )
        if not receipt.done:
            refuse(
                "one number, one document (单据号唯一)",
                "The ledger has other content under this document's number.",
                "台账中该单据号已用于其他内容。",
            )
