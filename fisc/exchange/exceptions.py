"""Everything that is not as it should be, over all stages: one list for the pages and the API.

Each source is asked once, and only for whoever has its right; what somebody may see of it is
decided place by place. Nothing is done about anything here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from fisc.datacentre.tight import Tight, exceptional_indicators, frozen_numbers, tight
from fisc.engines.budgets.calendar import State
from fisc.engines.organisation.exceptions import (
    Exceptional,
    Terms,
    in_order,
    kinds,
    months_due,
    seen_by,
    terms_on,
)
from fisc.engines.organisation.rights import Grant, Place, admitted, roles_of
from fisc.exchange.calendars import pressing_steps
from fisc.record import health, periods
from fisc.record.balances import Selection
from fisc.record.book import Book, instant
from fisc.stages.pay.exceptions import exceptional_requests, open_differences
from fisc.values import Words

SOURCE_MAX: Final = 1000  # of one source; what is beyond is said, and found by a narrower place
_MICROSECONDS: Final = 1_000_000
_MINUTE: Final = 60 * _MICROSECONDS
_DAY: Final = 24 * 60 * _MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks about which place: their grants, and the pots that they may see there.

    ``progress`` is the share of the year that is gone; ``place_of`` returns where a unit of a
    division stands.
    """

    who: str
    grants: Collection[Grant]
    selection: Selection
    divisions: Collection[str]
    year: int
    progress: Fraction
    place_of: Callable[[str, str], Place]


@dataclass(frozen=True, slots=True)
class Found:
    """The exceptions, loud ones first; ``cut`` says that some source has more than it gave."""

    rows: tuple[Exceptional, ...]
    cut: bool


def exceptions(book: Book, asked: Asked, *, day: date, now: datetime) -> Found:
    """Return everything that is not as it should be at a place, as far as somebody may see it.

    Source: law/organisation/exceptions.csv, law/organisation/exception_terms.yaml
    """
    above = terms_on(day)
    rights = {one.sees for one in kinds()}
    mine = {one for one in rights if admitted(roles_of(one), asked.grants)}
    parts = [list(part) for part in _parts(book, asked, mine, day, now, above)]
    found = seen_by(
        (one for part in parts for one in part), asked.who, asked.grants, asked.place_of
    )
    return Found(in_order(found), any(len(part) >= SOURCE_MAX for part in parts))


def narrowed(found: Iterable[Exceptional], kind: str, light: str, words: str) -> list[Exceptional]:
    """Return the exceptions of one kind and one light that contain some text; empty is any.

    Example:
        >>> one = Exceptional(kind="bank_difference", number="BANK-7")
        >>> [len(narrowed([one], *asked)) for asked in (("", "", "k-7"), ("month_open", "", ""))]
        [1, 0]
    """
    text = words.strip().lower()
    return [
        one
        for one in found
        if kind in ("", one.kind)
        and light in ("", one.light)
        and text in f"{one.number} {one.about.en} {one.about.zh} {one.unit}".lower()
    ]


def _parts(
    book: Book, asked: Asked, mine: set[str], day: date, now: datetime, above: Terms
) -> Iterator[Iterable[Exceptional]]:
    held: tuple[Tight, ...] = ()
    if mine & {"see.indicators", "see.payments"}:
        held = tight(book, asked.selection, above.nearly_used_min, limit=SOURCE_MAX)
    if "see.indicators" in mine:
        yield exceptional_indicators(held, asked.progress, above)
    if "see.payments" in mine:
        yield exceptional_requests(
            asked.divisions,
            asked.selection.unit,
            frozen=frozen_numbers(held),
            day=day,
            above=above,
            limit=SOURCE_MAX,
        )
    if "see.differences" in mine:
        yield open_differences(asked.divisions, limit=SOURCE_MAX)
    if "see.books" in mine:
        yield _months(book, asked, day, above)
        yield _steps(asked, day)
    if "see.health" in mine:
        yield _faults(book, now, above)


def _months(book: Book, asked: Asked, day: date, above: Terms) -> Iterator[Exceptional]:
    for division, first_open in periods.first_open_days(
        book, asked.selection.division or (), asked.year
    ).items():
        months = months_due(first_open, asked.year, day, above)
        if months:
            first = f"{asked.year}-{months[0]:02d}"
            last = f"{asked.year}-{months[-1]:02d}"
            yield Exceptional(
                kind="month_open",
                number=f"{division}/{first}",
                division=division,
                about=Words(
                    first if first == last else f"{first} to {last}",
                    first if first == last else f"{first} 至 {last}",
                ),
                since=date(asked.year + months[0] // 12, months[0] % 12 + 1, 1),
            )


def _steps(asked: Asked, day: date) -> Iterator[Exceptional]:
    """Yield the steps of the budget year that the law orders and that are late, or soon will be."""
    divisions = asked.selection.division or ()
    for division, found in pressing_steps(divisions, asked.year, day=day).items():
        for one in found:
            row, gone, every = one.row, len(one.done), len(one.parts)
            parts = Words("", "") if every == 1 else Words(f" {gone}/{every}", f" {gone}/{every}")
            yield Exceptional(
                kind="step_late" if one.state is State.LATE else "step_soon",
                number=f"{division}/{asked.year}/{row.step}",
                division=division,
                about=Words(f"{row.name_en}{parts.en}", f"{row.name_zh}{parts.zh}"),
                since=one.due,
            )


def _faults(book: Book, now: datetime, above: Terms) -> Iterator[Exceptional]:
    """Yield what is wrong with the record itself: it belongs to no place."""
    waits, at = health.waits(book), instant(now)
    if waits.oldest is not None and at - waits.oldest > above.seal_minutes * _MINUTE:
        about = Words(f"postings that wait: {waits.waiting}", f"等待封存：{waits.waiting} 笔")
        since = datetime.fromtimestamp(waits.oldest // _MICROSECONDS, tz=now.tzinfo).date()
        yield Exceptional(kind="record_unsealed", number="seals", about=about, since=since)
    if waits.checkpoint is None:
        never = Words("no checkpoint was taken yet", "尚未设置检查点")
        yield Exceptional(kind="record_unwitnessed", number="checkpoint", about=never)
    elif at - waits.checkpoint > above.checkpoint_days * _DAY:
        since = datetime.fromtimestamp(waits.checkpoint // _MICROSECONDS, tz=now.tzinfo).date()
        yield Exceptional(kind="record_unwitnessed", number="checkpoint", since=since)
    for table in health.unguarded(book):
        yield Exceptional(kind="record_unguarded", number=table)
