"""Equations between the lines of budgets: balances, and what one gives another receives.

A file of its own because they hold whatever the rules between the budgets say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from fisc.engines.budgets.coordinating.demands import BETWEEN, ONE, Demand, Index, Sum, Where
from fisc.engines.budgets.coordinating.places import about, fund_words
from fisc.engines.budgets.lines import names_of
from fisc.law.names import budget_rule
from fisc.law.tables import MIRRORS, read
from fisc.values import Book, Words

_LEVELS: Final = Words("transfer between governments", "上下级往来")


def balances(index: Index, government: str) -> Iterator[Demand]:
    """Demand that every book of a government balances, and every fund by itself."""
    for book in index.books(government):
        revenue = index.side(government, book, "revenue")
        uses = index.side(government, book, "expenditure")
        if book is Book.INSURANCE:
            yield from _of_insurance(index, government, revenue, uses)
        elif book is Book.FUNDS:
            for fund in sorted({place.fund for place in (*revenue, *uses)}):
                yield _balance(
                    about(government, fund_words(fund)),
                    Words("balance of the fund", "单项基金收支平衡"),
                    [place for place in revenue if place.fund == fund],
                    [place for place in uses if place.fund == fund],
                )
        else:
            rule = Words(f"balance of the {book.words.en}", f"{book.words.zh}收支平衡")
            named = budget_rule("IB16") if book is Book.CAPITAL else rule
            code = "IB16" if book is Book.CAPITAL else ""
            yield _balance(about(government), named, revenue, uses, code)


def _balance(
    whose: Words, rule: Words, revenue: Sequence[Where], uses: Sequence[Where], code: str = ""
) -> Demand:
    return Demand(
        code=code,
        rule=rule,
        about=whose,
        says=Words("resources equal uses", "收入总计等于支出总计"),
        sums=difference(Words("Resources", "收入总计"), revenue, Words("Uses", "支出总计"), uses),
        equal=True,
    )


def _of_insurance(
    index: Index, government: str, revenue: Sequence[Where], uses: Sequence[Where]
) -> Iterator[Demand]:
    rule = Words("balance of social insurance", "社会保险基金收支平衡")
    sums = difference(Words("Expenditure", "支出"), uses, Words("Revenue", "收入"), revenue)
    yield Demand(
        code="",
        rule=rule,
        about=about(government),
        says=Words("the current balance is not negative", "本年收支结余不得为负"),
        sums=sums,
    )
    stated = index.at(government, Book.INSURANCE, "balance", "01")
    if stated:
        yield Demand(
            code="",
            rule=rule,
            about=about(government),
            says=Words("the stated balance is revenue less expenditure", "结余等于收入减支出"),
            sums=[*sums, Sum(Words("Stated balance", "所列结余"), ONE, stated)],
            equal=True,
        )


def mirrors(index: Index, government: str) -> Iterator[Demand]:
    """Demand that each budget of a government receives what another one gives it."""
    for mirror in (row for row in read(MIRRORS) if row.between == "books"):
        got = index.at(government, mirror.receiving_book, "revenue", mirror.receiving_line)
        gave = index.at(government, mirror.giving_book, "expenditure", mirror.giving_line)
        if got or gave:
            giving, receiving = mirror.giving_book.words, mirror.receiving_book.words
            yield Demand(
                code="",
                rule=BETWEEN,
                about=about(government),
                says=Words(
                    f"the {receiving.en} receives what the {giving.en} gives",
                    f"{receiving.zh}调入等于{giving.zh}调出",
                ),
                sums=difference(Words("Received", "调入"), got, Words("Given", "调出"), gave),
                equal=True,
            )


def between_levels(index: Index) -> Iterator[Demand]:
    """Demand that each government receives what the one above or below gives it."""
    for mirror in (row for row in read(MIRRORS) if row.between != "books"):
        pairs: dict[tuple[str, str], tuple[list[Where], list[Where]]] = {}
        for government in index.lines:
            gave = index.at(government, mirror.giving_book, "expenditure", mirror.giving_line)
            got = index.at(government, mirror.receiving_book, "revenue", mirror.receiving_line)
            for takes, places in enumerate((gave, got)):
                for place in places:
                    if place.counterpart in index.lines:
                        pair = (government, place.counterpart)
                        if takes:
                            pair = (place.counterpart, government)
                        pairs.setdefault(pair, ([], []))[takes].append(place)
        name = names_of(mirror.giving_book, "expenditure", mirror.giving_line)
        book = mirror.giving_book.words
        for (giver, taker), (gave, got) in sorted(pairs.items()):
            yield Demand(
                code="",
                rule=_LEVELS,
                about=Words(
                    f"{about(giver).en} and {about(taker).en}",
                    f"{about(giver).zh}与{about(taker).zh}",
                ),
                says=Words(
                    f"what is given is received ({book.en}: {name.en})",
                    f"下级收到等于上级给付（{book.zh}：{name.zh}）",
                ),
                sums=difference(Words("Received", "收到"), got, Words("Given", "给付"), gave),
                equal=True,
            )


def difference(
    first: Words, plus: Sequence[Where], second: Words, minus: Sequence[Where]
) -> list[Sum]:
    """Return two sums of which one is taken from the other."""
    return [Sum(first, ONE, plus), Sum(second, -ONE, minus)]
