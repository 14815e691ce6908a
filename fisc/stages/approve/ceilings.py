"""Group ceilings: pots above pots, granted when they are set and moved when they are changed.

A file of its own because a ceiling is a document of its own, beside the budget.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import ELEMENTS, BadVoucher, Move, Pot, Voucher
from fisc.law.names import control
from fisc.record import balances, facts
from fisc.record.book import Book
from fisc.record.ceilings import is_under
from fisc.record.ways import begin, corrected, demand_step, sign
from fisc.stages.approve.acts import Receipt, acting, all_or_nothing, attempt, demand, duty, refuse
from fisc.stages.approve.models import CEILING_DRAFTED, CEILING_SET, Ceiling
from fisc.stages.approve.ways import CEILINGS, KINDS, document_of, paper_of
from fisc.values import ZERO, Money
from fisc.values import Book as Budget

# The elements by which the members of a ceiling are known; an element left out lets all in.
MEMBER_ELEMENTS: Final = ("unit", "project", "function", "item", "department_item", "fund_type")


class UnknownCeiling(LookupError):
    """There is no ceiling with that number."""


class BadCeiling(ValueError):
    """A ceiling cannot be drafted so; the message says what is wrong."""


def draft_ceiling(
    *,
    number: str,
    division: str,
    year: int,
    book: Budget,
    code: str,
    amount: Money,
    members: Mapping[str, Sequence[str]],
    maker: str,
    at: datetime,
    title_zh: str = "",
    title_en: str = "",
) -> Receipt:
    """Write down a ceiling over the indicators whose elements are among ``members``.

    ``members`` gives codes by element (``{"department_item": ["30217"]}``); an element that is
    not named lets every code in. Another ceiling with the same ``code`` raises or lowers it.
    Drafted anew under its number by the same person while it is returned, it is corrected.

    Raises:
        BadCeiling: ``members`` names something else than an element, or the amount is negative,
            or the number is taken by another ceiling.
    """
    unknown = members.keys() - set(MEMBER_ELEMENTS)
    if unknown or amount < ZERO or not code:
        raise BadCeiling(
            f"{number}: a ceiling has a code, an amount of at least nothing and members by "
            f"{', '.join(MEMBER_ELEMENTS)}; not {code!r}, {amount}, {sorted(unknown)}."
        )
    content = {
        "division": division,
        "year": year,
        "book": str(book),
        "code": code,
        "amount_fen": amount.fen,
        "members": {name: sorted(codes) for name, codes in sorted(members.items())},
        "maker": maker,
    }

    def act(book: Book) -> Receipt:
        who = acting(maker, at)
        demand(duty(who, division, "approve.draft_ceiling", number))
        titles = {"title_zh": title_zh or code, "title_en": title_en or code}
        found, new = Ceiling.objects.get_or_create(number=number, defaults=content | titles)
        if new:
            begin(book, [document_of(found)], who, at)
        elif not corrected(book, KINDS[CEILINGS], found, content, who, at):
            raise BadCeiling(f"{number} is another ceiling already; give this one its own.")
        return Receipt(number, found.state)

    return attempt(number, "", act)


def set_ceiling(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Set a drafted ceiling, or change the one with its code to the new amount.

    Members that exist already come under it, as long as nothing has been applied for on them;
    those issued later are put under it by ``allot``.

    Raises:
        UnknownCeiling: there is no such ceiling.
        BadCeiling: it is neither drafted nor set.
    """

    def act(book: Book) -> Receipt:
        ceiling = Ceiling.objects.select_for_update().filter(number=number).first()
        if ceiling is None:
            raise UnknownCeiling(f"There is no ceiling {number}.")
        if earlier := facts.find(book, f"ceiling/{number}"):
            return Receipt(number, ceiling.state, earlier.number)
        who = acting(checker, at)
        document, paper = document_of(ceiling), paper_of(book, ceiling)
        step = document.flow.act("set", ceiling.state)
        if step is None:
            raise BadCeiling(f"{number} is {ceiling.state}; it cannot be set from there.")
        demand_step(document, paper, step, who)
        pot = _pot(ceiling)
        before = Money.total(balances.standing(book, pot).of(place) for place in range(3))
        _cover_members(book, ceiling, pot)
        if change := ceiling.amount_fen - before.fen:
            receipt = book.post(_voucher(ceiling, pot, change, day), actor=checker, at=at)
            all_or_nothing([receipt])
        ceiling.state, ceiling.checker = CEILING_SET, checker
        ceiling.save()
        sign(book, [(document, paper, CEILING_SET)], "set", who, at)
        fact = facts.append(
            book,
            division=ceiling.division,
            kind="CeilingSet",
            key=f"ceiling/{number}",
            day=day,
            actor=checker,
            at=at,
            subject=number,
            body={
                "ceiling": ceiling.code,
                "year": ceiling.year,
                "book": ceiling.book,
                "amount_fen": ceiling.amount_fen,
                "before_fen": before.fen,
                "members": ceiling.members,
                "title_zh": ceiling.title_zh,
                "title_en": ceiling.title_en,
            },
        )
        return Receipt(number, CEILING_SET, fact.number)

    return attempt(number, CEILING_DRAFTED, act)


def _pot(ceiling: Ceiling) -> Pot:
    book = Budget(ceiling.book)
    return Pot(ceiling.division, ceiling.year, book, "ceiling", counterpart=ceiling.code)


def _voucher(ceiling: Ceiling, pot: Pot, change: int, day: date) -> Voucher:
    grant = Pot(ceiling.division, ceiling.year, Budget(ceiling.book), "ceiling_grant")
    free, source = pot.account("ceiling_free"), grant.account("ceiling_grant")
    if change > 0:
        move = Move("grant_ceiling", free, source, Money(change))
    else:
        move = Move("lower_ceiling", source, free, Money(-change))
    return Voucher(posting_key(ceiling.number), day, (move,), ceiling.title_zh)


def _cover_members(book: Book, ceiling: Ceiling, pot: Pot) -> None:
    chosen = balances.Selection(
        division=(ceiling.division,),
        year=(ceiling.year,),
        book=(ceiling.book,),
        family=("indicator",),
        **{name: tuple(codes) for name, codes in ceiling.members.items()},
    )
    for total in balances.totals(book, chosen, by=(*ELEMENTS, "origin")):
        *elements, origin = total.key
        member = Pot(
            ceiling.division,
            ceiling.year,
            Budget(ceiling.book),
            "indicator",
            **dict(zip(ELEMENTS, elements, strict=True)),
            origin=origin,
        )
        if is_under(book, member.number, pot.number):
            continue
        try:
            book.set_ceiling(member, pot)
        except BadVoucher as used:
            refuse(control("K13"), str(used), "指标已使用，限额须在首次申请前设置。")
