"""Tables of resources: what can be used now, carry-over by age, idle money, sources, and sweeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.engines.budgets.resources.ages import Age, AgeLine
from fisc.engines.budgets.resources.available import Resource
from fisc.engines.budgets.resources.idle import IdleTerms
from fisc.exchange.official import Column, Kind, Row, Table, Value
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called
from fisc.law.parameters import parameter
from fisc.law.tables import IDLE_KINDS, read
from fisc.registers import names
from fisc.stages.allot.sweep_queries import MadeRow, SweepRecord
from fisc.values import ZERO, Book, Money

Link = Callable[[Resource], str]
FLEXIBLE: Final[Mapping[str, tuple[str, str, Any]]] = {
    "free": ("even", "●", gettext_lazy("free")),
    "guided": ("ahead", "◐", gettext_lazy("guided")),
    "locked": ("none", "○", gettext_lazy("locked")),
}
AGES: Final[Mapping[Age, tuple[str, str, Any]]] = {
    "current": ("even", "●", gettext_lazy("of this year")),
    "carried": ("ahead", "▲", gettext_lazy("carried over")),
    "balance": ("wrong", "■", gettext_lazy("balance, to be swept")),
}
SWEPT: Final[Mapping[str, tuple[str, Any]]] = {
    "PROPOSED": ("ahead", gettext_lazy("proposed")),
    "DONE": ("even", gettext_lazy("carried out")),
    "REVERSED": ("none", gettext_lazy("given back")),
    "DROPPED": ("none", gettext_lazy("dropped")),
}
_IN_LEDGER: Final = (Book.GENERAL, Book.FUNDS, Book.CAPITAL, Book.SPECIAL, Book.UNIT)


def _nowhere(_one: Resource) -> str:
    return ""


def source() -> str:
    """Say where the figures come from."""
    return _("the balances of the ledger now, and what was last reported to the register")


def definition(terms: IdleTerms) -> str:
    """Say what idle is, with its numbers, and what lying idle costs."""
    rate = parameter("budgets/idle:reference_rate").values[-1].cited
    return _(
        "idle = carried for %(years)s years, nothing used by the end of month %(month)s or within"
        " %(months)s months of issue, not allocated in %(days)s days, beyond its plan, or outside"
        " the treasury without a statute; interest lost = amount × days × reference rate (now"
        " %(rate)s a year, confidence %(mark)s) ÷ %(whole)s; defaults, not official"
    ) % {
        "years": terms.years_max.value,
        "month": terms.not_executed_month.value,
        "months": terms.unspent_months_min.value,
        "days": terms.unallocated_days_max.value,
        "rate": f"{rate.value.numerator * 10000 // rate.value.denominator / 100:.2f}%",
        "mark": rate.confidence,
        "whole": terms.interest_days.value,
    }


def resource_table(
    frame: Frame,
    rows: Sequence[Resource],
    terms: IdleTerms,
    *,
    key: str = "resources",
    count: int | None = None,
    link: Link = _nowhere,
    tick: Link = _nowhere,
) -> Table:
    """Return resources as a table, in their order; ``count`` is how many there are on all pages."""
    columns = (
        Column(_("Resource"), Kind.CODE, head=True, link=True, look="w-paper"),
        Column(_("Kind"), beneath=True),
        Column(_("Place and unit")),
        Column(_("About"), beneath=True),
        Column(_("Book"), look="w-day"),
        Column(_("Money of"), beneath=True),
        Column(_("Flexibility"), Kind.SIGNAL, look="w-day"),
        Column(_("Use by"), Kind.DAY, look="w-day"),
        Column(_("Amount"), Kind.AMOUNT, look="w-money"),
        Column(_("Of it idle"), Kind.AMOUNT, look="w-money"),
        Column(_("Interest lost"), Kind.AMOUNT, look="w-money"),
        Column(_("Why it is idle")),
        Column(_("What one may do"), beneath=True),
    )
    titles = {
        "resources": _("What can be used now"),
        "idle": _("Idle money"),
        "accounts": _("Accounts"),
        "sources": _("Assets and own money of units"),
    }
    return framed(
        frame,
        key=key,
        title=titles[key],
        columns=columns,
        rows=tuple(_rows(frame, rows, link, tick)),
        count=len(rows) if count is None else count,
        definition=definition(terms),
        source=source(),
        as_of=frame.today,
    )


def age_table(frame: Frame, lines: Sequence[AgeLine], terms: IdleTerms) -> Table:
    """Return what is left of each year's money, book by book."""
    books = [book for book in _IN_LEDGER if any(line.of(book) for line in lines)]
    columns = (
        Column(_("Money of"), head=True),
        Column(_("Counts as"), Kind.SIGNAL),
        Column(_("Balance from"), Kind.DAY),
        *(Column(str(BOOKS[book]), Kind.AMOUNT) for book in books),
        Column(_("Together"), Kind.AMOUNT),
    )
    total = [Money.total(line.of(book) for line in lines) for book in books]
    return framed(
        frame,
        key="ages",
        title=_("What is left, by the year from which it comes"),
        columns=columns,
        rows=tuple(_aged(line, books) for line in lines),
        count=len(lines),
        definition=_(
            "authority that is open now, by the year that granted it; after %(years)s years it is"
            " balance and goes back to the pool (IB21)"
        )
        % {"years": terms.years_max.value},
        source=_("the balances of the ledger now"),
        total=Row((_("Total"), "", "", *total, Money.total(total))),
        as_of=frame.today,
    )


def idle_table(frame: Frame, rows: Sequence[Resource], terms: IdleTerms) -> Table:
    """Return how much is idle for which reason, each resource under its first reason only."""
    columns = (
        Column(_("Why it is idle"), head=True),
        Column(_("When that holds")),
        Column(_("How many"), Kind.CODE, look="n"),
        Column(_("Idle amount"), Kind.AMOUNT),
        Column(_("Interest lost"), Kind.AMOUNT),
        Column(_("What one may do")),
    )
    made = []
    for kind in read(IDLE_KINDS):
        own = [one for one in rows if one.reasons and one.reasons[0].kind == kind]
        values = (
            called(kind),
            called(kind.meaning),
            f"{len(own):,}",
            Money.total(one.idle_amount for one in own),
            Money.total(one.interest for one in own),
            called(kind.may),
        )
        made.append(Row(values))
    total = Row(
        (
            _("Total"),
            "",
            f"{sum(one.idle for one in rows):,}",
            Money.total(one.idle_amount for one in rows),
            Money.total(one.interest for one in rows),
            "",
        )
    )
    return framed(
        frame,
        key="idle-kinds",
        title=_("Idle money and assets by reason"),
        columns=columns,
        rows=tuple(made),
        count=len(made),
        definition=definition(terms),
        source=source(),
        total=total,
        as_of=frame.today,
    )


def sweep_table(frame: Frame, sweeps: Sequence[SweepRecord]) -> Table:
    """Return who lost what by sweeps, and why: the journal of what was taken from whom."""
    columns = (
        Column(_("Sweep"), Kind.CODE, head=True),
        Column(_("State"), Kind.SIGNAL),
        Column(_("Taken from"), look="w-unit"),
        Column(_("Indicator"), Kind.CODE, beneath=True),
        Column(_("Book")),
        Column(_("Money of"), beneath=True),
        Column(_("Amount"), Kind.AMOUNT),
        Column(_("Interest lost"), Kind.AMOUNT),
        Column(_("Why")),
        Column(_("Evidence"), beneath=True),
        Column(_("Proposed by")),
        Column(_("Carried out by"), beneath=True),
        Column(_("Day"), Kind.DAY),
    )
    made = tuple(_swept(sweeps))
    return framed(
        frame,
        key="sweeps",
        title=_("Who lost what"),
        columns=columns,
        rows=made,
        count=len(made),
        definition=_(
            "a sweep takes idle money back into the pool for one reason and on one evidence; it is"
            " carried out by another person than who proposed it, and given back as a whole"
        ),
        source=_("the documents of sweeps, as they were when they were proposed"),
        as_of=frame.today,
    )


def made_table(frame: Frame, made: Sequence[MadeRow]) -> Table:
    """Return what was made of the money in the pool."""
    columns = (
        Column(_("Virement"), Kind.CODE, head=True),
        Column(_("Given to"), look="w-unit"),
        Column(_("Book")),
        Column(_("Project"), Kind.CODE),
        Column(_("Function"), Kind.CODE),
        Column(_("Amount"), Kind.AMOUNT),
        Column(_("Reason")),
    )
    units = names.units({one.unit for one in made if one.unit})
    rows = tuple(
        Row(
            (
                one.number,
                called(units[one.unit]) if one.unit in units else one.unit,
                str(BOOKS[one.book]),
                one.project,
                one.function,
                one.amount,
                one.reason,
            )
        )
        for one in made
    )
    return framed(
        frame,
        key="made",
        title=_("What was made of it"),
        columns=columns,
        rows=rows,
        count=len(rows),
        definition=_(
            "what the pool gave to lines of the budget; money in a pool is mixed, so no gift is of"
            " one sweep; recovered money pays for no personnel and no three-public item"
        ),
        source=_("the virements out of the pool"),
        total=Row((_("Total"), "", "", "", "", Money.total(one.amount for one in made), "")),
        as_of=frame.today,
    )


def _rows(frame: Frame, found: Sequence[Resource], link: Link, tick: Link) -> Iterator[Row]:
    units = names.units({one.holding.owner for one in found if one.holding.owner})
    for one in found:
        held = one.holding
        look, sign, word = FLEXIBLE[one.flexibility]
        expiry: Value = one.expiry or ""
        idle_amount: Value = one.idle_amount if one.idle else ""
        interest: Value = one.interest if one.interest > ZERO else ""
        place = called(frame.division_name(held.division))
        unit = called(units[held.owner]) if held.owner in units else held.owner
        values: tuple[Value, ...] = (
            _number(one),
            called(held.row),
            " · ".join(part for part in (place, unit) if part),
            held.about,
            str(BOOKS[held.book]) if held.book else "",
            str(held.origin or ""),
            f"{sign} {word}",
            expiry,
            one.amount,
            idle_amount,
            interest,
            " ".join(called(reason.step) for reason in one.reasons) or held.reason,
            called(one.may),
        )
        yield Row(
            values,
            href=link(one),
            state=look,
            tick=tick(one),
        )


def _number(one: Resource) -> str:
    """Return the number of a resource; a pot without an indicator goes by what it is for."""
    if "/" not in one.code:
        return one.code
    return one.holding.about or one.holding.owner or one.holding.division


def _aged(line: AgeLine, books: Sequence[Book]) -> Row:
    look, sign, word = AGES[line.age]
    amounts = tuple(line.of(book) for book in books)
    values: tuple[Value, ...] = (
        str(line.origin),
        f"{sign} {word}",
        line.balance_from,
        *amounts,
        line.total,
    )
    return Row(values, state=look)


def _swept(sweeps: Sequence[SweepRecord]) -> Iterator[Row]:
    units = names.units({line.unit for one in sweeps for line in one.lines if line.unit})
    people = names.people({name for one in sweeps for name in (one.maker, one.checker) if name})
    for one in sweeps:
        look, word = SWEPT[one.state]
        for line in one.lines:
            yield Row(
                (
                    one.number,
                    str(word),
                    called(units[line.unit]) if line.unit in units else line.unit,
                    line.indicator,
                    str(BOOKS[line.book]),
                    str(line.origin or ""),
                    line.amount,
                    line.interest,
                    called(line.why),
                    one.evidence,
                    called(people[one.maker]) if one.maker in people else one.maker,
                    called(people[one.checker]) if one.checker in people else one.checker,
                    one.reversed_on or one.done_on or one.proposed_on,
                ),
                state=look,
            )
