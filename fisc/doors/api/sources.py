"""Which yuan paid for what: the sources of a government, one payment, and where a source went."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.datacentre import sources
from fisc.datacentre.sources import Pools, SourceLine
from fisc.doors.api.fields import BookName, Day, Division, Instant, InYuan, Number, Year, Yuan
from fisc.doors.api.gate import Desk, absent, caller
from fisc.doors.api.shapes import AsOf, as_of, moment
from fisc.engines.budgets.sources import Pooling
from fisc.record.book import Book
from fisc.stages.approve.queries import revenue_lines
from fisc.values import Words

desk: Final = Desk("Sources · 资金来源")
PAYMENTS_MAX: Final = 1000


class SourceShown(Schema):
    """One source: what came in, what was paid with it, what is left; without a code, none."""

    book: str
    fund: str
    code: str
    kind: str
    came: Yuan
    paid: Yuan
    left: Yuan


class SourcesShown(InYuan):
    """All sources of a government's own money, read by the rule that is named."""

    as_of: AsOf
    rule: Pooling
    rule_zh: str
    rule_en: str
    seal: int
    rows: list[SourceShown]


class ShareShown(Schema):
    """What one source gave to a payment."""

    book: str
    fund: str
    code: str
    kind: str
    amount: Yuan


class PaymentFollowed(InYuan):
    """One payment with the shares of its sources; together they are the payment."""

    as_of: AsOf
    rule: Pooling
    voucher: str
    day: date
    budget_unit: str
    function: str
    fund_type: str
    amount: Yuan
    shares: list[ShareShown]


class ArrivalShown(Schema):
    """One voucher by which money of a source came in."""

    voucher: str
    day: date
    amount: Yuan


class PartShown(Schema):
    """What a source gave to one function or unit."""

    code: str
    amount: Yuan


class PaidShown(Schema):
    """What a source gave to one payment, and the whole payment."""

    voucher: str
    document: str | None
    day: date
    whole: Yuan
    amount: Yuan


class SourceFollowed(InYuan):
    """Where the money of a source went, ranked; of ``count`` payments the largest."""

    as_of: AsOf
    rule: Pooling
    source: SourceShown
    arrivals: list[ArrivalShown]
    functions: list[PartShown]
    units: list[PartShown]
    payments: list[PaidShown]
    count: int


class PoolAsked(Schema):
    """By which rule the pool is read, and when."""

    rule: Pooling = Pooling.PROPORTION
    day: Day | None = None
    known: Instant | None = None


class SourceAsked(PoolAsked):
    """Which source of which pool; without a code, what no source could pay."""

    book: BookName
    fund: str = Field("", max_length=40)
    source: str = Field("", max_length=60)
    limit: int = Field(100, ge=1, le=PAYMENTS_MAX)


@desk.get("/sources/{division}/{year}", "sources", SourcesShown)
def all_sources(
    request: HttpRequest,
    division: Annotated[Division, Path()],
    year: Annotated[Year, Path()],
    asked: Query[PoolAsked],
) -> SourcesShown:
    """Return every source of a government: what came in, what was paid, what is left."""
    found = _pools(request, division, year, asked)
    words: Words = asked.rule.words
    return SourcesShown(
        as_of=as_of(moment(asked.day, asked.known)),
        rule=asked.rule,
        rule_zh=words.zh,
        rule_en=words.en,
        seal=found.seal,
        rows=[_shown(line) for line in sources.lines(found)],
    )


@desk.get("/sources/{division}/{year}/payments/{number}", "sources-payment", PaymentFollowed)
def one_payment(
    request: HttpRequest,
    division: Annotated[Division, Path()],
    year: Annotated[Year, Path()],
    number: Annotated[Number, Path()],
    asked: Query[PoolAsked],
) -> PaymentFollowed:
    """Return which money a payment was; name it by its number or by the key of its voucher."""
    found = _pools(request, division, year, asked)
    try:
        one = sources.payment(found, sources.key_of(number))
    except sources.UnknownPayment as unknown:
        raise absent(f"payment {number}") from unknown
    return PaymentFollowed(
        as_of=as_of(moment(asked.day, asked.known)),
        rule=asked.rule,
        voucher=one.key.hex(),
        day=one.day,
        budget_unit=one.pot.unit,
        function=one.pot.function,
        fund_type=one.pot.fund_type,
        amount=one.amount,
        shares=[
            ShareShown(
                book=part.book,
                fund=part.fund,
                code=part.source,
                kind=part.kind,
                amount=part.amount,
            )
            for part in one.parts
        ],
    )


@desk.get("/sources/{division}/{year}/uses", "sources-uses", SourceFollowed)
def one_source(
    request: HttpRequest,
    division: Annotated[Division, Path()],
    year: Annotated[Year, Path()],
    asked: Query[SourceAsked],
) -> SourceFollowed:
    """Return where the money of a source went; without a code, what no source could pay."""
    found = _pools(request, division, year, asked)
    try:
        one = sources.source(found, asked.book, asked.fund, asked.source)
    except sources.UnknownSource as unknown:
        raise absent(f"source {asked.source}") from unknown
    return SourceFollowed(
        as_of=as_of(moment(asked.day, asked.known)),
        rule=asked.rule,
        source=_shown(one.line),
        arrivals=[
            ArrivalShown(voucher=came.key.hex(), day=came.day, amount=came.amount)
            for came in one.arrivals
        ],
        functions=[PartShown(code=code, amount=amount) for code, amount in one.functions],
        units=[PartShown(code=code, amount=amount) for code, amount in one.units],
        payments=[
            PaidShown(
                voucher=paid.key.hex(),
                document=paid.document,
                day=paid.day,
                whole=paid.whole,
                amount=paid.amount,
            )
            for paid in one.payments[: asked.limit]
        ],
        count=len(one.payments),
    )


def _pools(request: HttpRequest, division: str, year: int, asked: PoolAsked) -> Pools:
    caller(request).demand(division)
    lines = partial(revenue_lines, division, year)
    when = moment(asked.day, asked.known)
    return sources.pools(Book(), division, year, asked.rule, when, lines)


def _shown(line: SourceLine) -> SourceShown:
    return SourceShown(**{name: getattr(line, name) for name in SourceShown.model_fields})
