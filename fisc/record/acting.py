"""How an act of a stage is carried out whole or not at all, and how it is stopped.

A stage has its own receipt; that nothing remains of an act that was refused is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Final, TypeVar

from fisc.engines.organisation.duties import Officer, check_duty
from fisc.law.names import control
from fisc.record.book import Book
from fisc.record.book import Receipt as Posted
from fisc.record.postings import Fate
from fisc.record.refusals import Refused, demand, refuse
from fisc.registers import people
from fisc.values import Verdict, Words

Answer = TypeVar("Answer")

__all__ = [
    "Refused",
    "acting",
    "all_or_nothing",
    "demand",
    "demand_duty",
    "duty",
    "refuse",
    "whole_or_nothing",
]

ONE_NUMBER: Final = Words("one number, one document", "单据号唯一")


def whole_or_nothing(
    act: Callable[[Book], Answer], refused: Callable[[Refused], Answer], book: Book | None = None
) -> Answer:
    """Carry out an act of the book; when it refuses, nothing of it remains.

    ``refused`` makes the receipt of a refusal.
    """
    book = book or Book()
    try:
        return book.carry_out(lambda: act(book))
    except Refused as stopped:
        return refused(stopped)


def acting(name: str, at: datetime) -> Officer:
    """Return a registered person as somebody who acts, with what they hold at that instant.

    ``at`` is when the act is done, as a door read it, and not the valid day of what is done: that
    day may be chosen by who acts.

    Raises:
        UnknownPerson: nobody is registered under that name.
    """
    who = people.person(name, at)
    return Officer(who.username, who.grants)


def duty(
    who: Officer,
    division: str,
    right: str,
    document: str | Words,
    others: Collection[str] = (),
) -> Verdict:
    """Judge whether a registered person may take a step on a document of a division.

    ``right`` is the right of the step in law/organisation/rights.csv.
    ``others`` took the step before it and may not take this one.
    """
    return check_duty(who, division=division, right=right, document=document, others=others)


def demand_duty(
    who: Officer,
    division: str,
    right: str,
    document: str | Words,
    others: Collection[str] = (),
) -> None:
    """Stop the act unless this is another person, who has the right of it in the division.

    Raises:
        Refused: they made the document themselves, or belong elsewhere, or have another role.
    """
    demand(duty(who, division, right, document, others))


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
                control("K22"),
                "The day lies in a closed period; date it in the open one.",
                "业务日期属于已关闭期间，请使用开放期间。",
            )
        if not receipt.done:
            refuse(
                ONE_NUMBER,
                "The ledger has other content under this document's number.",
                "台账中该单据号已用于其他内容。",
            )
