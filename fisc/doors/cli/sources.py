"""``fisc sources``: which yuan paid for what, by any of the three rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.engines.budgets.sources import Pooling
from fisc.exchange.amounts import Unit, written
from fisc.values import Money, Words

if TYPE_CHECKING:
    from fisc.datacentre.sources import SourceLine


def sources(
    division: Annotated[str, typer.Option(help="区划代码 · The division.")],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="年度 · The fiscal year.")],
    rule: Annotated[
        Pooling, typer.Option(help="资金池规则 · How the pool is read.")
    ] = Pooling.PROPORTION,
    payment: Annotated[
        str, typer.Option(help="只看一笔支付 · One payment, by its number or voucher.")
    ] = "",
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截至 · The last day.")
    ] = None,
    as_json: Json = False,
) -> None:
    """资金来源：流入、已付、结余，或一笔支付的来源 · Sources of the money, or of one payment."""
    from fisc.datacentre import sources as centre
    from fisc.datacentre.moments import Moment
    from fisc.record.book import Book
    from fisc.stages.approve.queries import revenue_lines

    voice = Voice(as_json)
    when = Moment(clock.now(), day.date() if day else None)
    lines = partial(revenue_lines, division, year)
    found = centre.pools(Book(), division, year, rule, when, lines)
    if not payment:
        _all(voice, rule, centre.lines(found))
        return
    try:
        one = centre.payment(found, centre.key_of(payment))
    except centre.UnknownPayment:
        no = Words(f"{payment} is not paid in {year}.", f"{payment} 在 {year} 年没有支付。")
        complain(Exit.USAGE, no)
    voice.answer(
        {"rule": rule.value, "amount": one.amount, "voucher": one.key.hex(), "shares": one.parts},
        _head(rule),
    )
    voice.table(
        [Words("Source", "来源"), Words("Kind", "种类"), Words("Share", "份额")],
        [(part.source, part.kind, _yuan(part.amount)) for part in one.parts],
    )


def _all(voice: Voice, rule: Pooling, rows: Sequence[SourceLine]) -> None:
    voice.answer({"rule": rule.value, "sources": rows}, _head(rule))
    heads = (
        ("Book", "预算"),
        ("Fund", "基金"),
        ("Source", "来源"),
        ("Came in", "流入"),
        ("Paid", "已付"),
        ("Left", "结余"),
    )
    voice.table(
        [Words(*one) for one in heads],
        [(r.book, r.fund, r.code, _yuan(r.came), _yuan(r.paid), _yuan(r.left)) for r in rows],
    )


def _head(rule: Pooling) -> Words:
    return Words(f"Read {rule.words.en}.", f"规则：{rule.words.zh}。")


def _yuan(amount: Money) -> str:
    return written(amount, Unit.YUAN)
