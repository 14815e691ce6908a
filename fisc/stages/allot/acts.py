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
from fisc.values import Verdict


class Refused(Exception):
    """Carries a refusal out of an act, so that everything in it is undone."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.why)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an act on one document, or on several that go together.

    ``state`` is where the documents are now; ``facts`` are the numbers of the facts that were
    left; ``refusal`` says why nothing was done; ``alerts`` did not stop it.
    """

    numbers: tuple[str, ...]
    state: str
    facts: tuple[int, ...] = ()
    refusal: Verdict | None = None
    alerts: tuple[Verdict, ...] = ()

    @property
    def number(self) -> str:
        """The number of the document, or of the first of several."""
        return self.numbers[0] if self.numbers else ""

    @property
    def done(self) -> bool:
        """Whether the act was carried out, now or before."""
        return self.refusal is None


def attempt(numbers: Iterable[str], act: Callable[[Book], Receipt], state: str = "") -> Receipt:
    """Carry out an act of the book; when it refuses, nothing of it remains.

    ``state`` is where the documents stay when the act is refused, if that is known.
    """
    book = Book()
    try:
        with book.act():
            return act(book)
    except Refused as refused:
        return Receipt(tuple(numbers), state, refusal=refused.verdict)


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


def officer(name: str) -> Officer:
    """Return a registered person as somebody who acts.

    Raises:
        UnknownPerson: nobody is registered under that name.
    """
    who = people.person(name)
    return Officer(who.username, who.role, who.division)


def demand_duty(
    who: Officer,
    division: str,
    roles: Collection[str],
    document: str,
    others: Collection[str] = (),
) -> None:
    """Stop the act unless this is another person of the division in one of the roles.

    Raises:
        Refused: they made the document themselves, or belong elsewhere, or have another role.
    """
    demand(check_duty(who, division=division, roles=roles, document=document, others=others))


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
