"""Every figure that a page prints goes through one of these filters.

Money is stored in whole fen and shown in yuan, 万元 or 亿元 with two decimals, rounded half up,
grouped by three. A minus sign is plain ASCII, so that a figure can be copied into a spreadsheet;
colour only repeats it. "—" means that there is no figure; 0.00 is zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from fisc.doors.web.capitals import in_capitals
from fisc.engines.controls.outcomes import Control, Outcome
from fisc.exchange.amounts import Unit, shown
from fisc.exchange.official_tables import words
from fisc.law.names import cited as named
from fisc.law.names import role
from fisc.stages.pay.queries import Panel
from fisc.values import ZERO, Citation, Money

register = template.Library()
DASH: Final = "—"
SHORT: Final = 8  # signs of a hash that people compare by eye
_LOUD: Final = frozenset({Outcome.REFUSE, Outcome.WARN})
_ARTICLE: Final = re.compile(r"article (\d+)")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@register.filter
def money(amount: Money | None, unit: Unit) -> SafeString | str:
    """Show an amount in the page's unit; below zero also in colour."""
    if amount is None:
        return DASH
    text = shown(amount, unit)
    return format_html('<span class="below">{}</span>', text) if text.startswith("-") else text


@register.filter
def change(amount: Money, unit: Unit) -> str:
    """Show what was added or taken, with its sign; nothing where nothing changed.

    A decrease is no fault, so it carries no colour.
    """
    if not amount:
        return ""
    return f"{'+' if amount > ZERO else ''}{shown(amount, unit)}"


@register.filter
def moved(amount: Money | None, unit: Unit) -> str:
    """Show how an amount moved, with its sign; 0.00 where it did not."""
    return DASH if amount is None else change(amount, unit) or shown(amount, unit)


@register.filter
def yuan(amount: Money | None) -> SafeString | str:
    """Show an amount in yuan, whatever the unit of the page."""
    return money(amount, Unit.YUAN)


@register.filter
def percent(share: Fraction | None) -> str:
    """Show a share as a percentage with one decimal, rounded half up.

    Example:
        >>> percent(Fraction(1, 3)), percent(Fraction(0)), percent(None)
        ('33.3%', '0.0%', '—')
    """
    return DASH if share is None else f"{points(share).removeprefix('+')}%"


@register.filter
def points(difference: Fraction) -> str:
    """Show a difference of shares in percentage points, with its sign.

    Example:
        >>> points(Fraction(-41, 1000)), points(Fraction(1, 200)), points(Fraction(0))
        ('-4.1', '+0.5', '0.0')
    """
    tenths = _half_up(abs(difference.numerator) * 1000, difference.denominator)
    sign = "" if not tenths else "-" if difference < 0 else "+"
    return f"{sign}{tenths // 10}.{tenths % 10}"


@register.filter
def size(difference: Fraction) -> str:
    """Show how large a difference of shares is, without its sign.

    Example:
        >>> size(Fraction(-41, 1000))
        '4.1'
    """
    return points(abs(difference)).removeprefix("+")


@register.filter
def count(number: int) -> str:
    """Show a number of things, grouped by three.

    Example:
        >>> count(5000000)
        '5,000,000'
    """
    return f"{number:,}"


@register.filter
def two_digits(number: int) -> str:
    """Show a month as official papers do.

    Example:
        >>> two_digits(3)
        '03'
    """
    return f"{number:02d}"


@register.filter
def plain(number: int) -> str:
    """Show a number that names something, such as a year or a batch, without grouping."""
    return str(number)


@register.filter
def day(value: date | None) -> str:
    """Show a day as 2026-10-31."""
    return value.isoformat() if value else DASH


@register.filter
def moment(microseconds: int) -> str:
    """Show an instant of the record in the office's own time, to the second.

    Example:
        >>> moment(0)
        '1970-01-01 08:00:00'
    """
    return localtime(EPOCH + timedelta(microseconds=microseconds)).strftime("%Y-%m-%d %H:%M:%S")


@register.filter
def short(hash_: str) -> str:
    """Show the beginning and the end of a hash, enough to compare it by eye.

    Example:
        >>> short("8f3a00112233445566778899aabbc21e")
        '8f3a…c21e'
    """
    return f"{hash_[: SHORT // 2]}…{hash_[-SHORT // 2 :]}" if len(hash_) > SHORT else hash_


@register.filter
def called(thing: Any) -> str:
    """Show the name of something in the language of the page."""
    return words.called(thing)


@register.filter
def role_named(code: str) -> str:
    """Show what a role is called in the language of the page."""
    return called(role(code))


@register.filter
def cited(source: Citation) -> str:
    """Show where a figure comes from; in Chinese the instrument by its own name.

    Example:
        >>> from django.utils.translation import override
        >>> with override("zh-hans"):
        ...     cited(Citation("Budget Law", "article 54"))
        '中华人民共和国预算法 第54条'
    """
    return named(source).said(get_language() or "zh")


@register.filter
def advice(control: Any) -> str:
    """Show what a control says to do, in the language of the page."""
    return str(control.advice.said(get_language() or "zh"))


@register.filter
def loud(panel: Panel) -> list[Control]:
    """Return the controls that refuse or warn; they are shown first, with their working."""
    return [control for control in panel.controls if control.outcome in _LOUD]


@register.filter
def calm(panel: Panel) -> list[Control]:
    """Return the controls that pass or know too little."""
    return [control for control in panel.controls if control.outcome not in _LOUD]


@register.filter
def capitals(amount: Money) -> str:
    """Show an amount in Chinese capitals, which are the same in both languages."""
    return in_capitals(amount)


@register.simple_tag
def rounded_apart(parts: Iterable[Money], whole: Money, unit: Unit) -> bool:
    """Say whether the parts as shown do not add up to the whole as shown.

    Example:
        >>> third = Money(3_333)
        >>> rounded_apart([third, third, third], Money(9_999), Unit.WAN)
        True
    """
    step = 10 ** (unit.places - 2)
    sums = sum(_signed(part.fen, step) for part in parts)
    return sums != _signed(whole.fen, step)


@register.simple_tag
def rounded_lines(lines: Iterable[Any], total: Any, unit: Unit) -> bool:
    """Say whether any column of a table of executions, as shown, does not add up as shown."""
    executions = [line.execution for line in lines]
    return any(
        rounded_apart(
            [getattr(one, column) for one in executions], getattr(total.execution, column), unit
        )
        for column in ("budget", "issued", "applied", "paid", "balance")
    )


def _signed(fen: int, step: int) -> int:
    rounded = _half_up(abs(fen), step)
    return -rounded if fen < 0 else rounded


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
