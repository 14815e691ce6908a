"""Daily amounts, forecast by the season of the month, with an interval from past errors.

The model is simple and stated: what is expected on a working day is the mean of the earlier months
on the working day that the same day of the month fell on, with the working days beside it (weights
one, two, one), so that a weekend which moves pay day does not count as an error of its own. On days
that are not worked nothing is expected. Where a month has a plan of cash, what the plan has left is
shared over the working days to come as the season shares them.

The interval is empirical: the errors that the same model made, looking ahead as many working days,
from each day of the back-test. Beside it stands the naive forecast: the same weekday of last week.
Amounts are whole fen; means are rounded down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fisc.law.calendar import UnknownYear, is_workday, next_workday
from fisc.values import Money

MONTHS: Final = 6  # earlier months that are looked at
WEIGHTS: Final = (1, 2, 1)
LOWEST, HIGHEST = 5, 95  # per cent of past errors below the ends of the interval
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)

Amounts = Mapping[date, int]
Model = Callable[[Amounts, date, date], int]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one working day, and of all of them up to it.

    Units: fen. Always: ``low`` <= ``high``; the ends are of the sum up to the day.
    """

    day: date
    amount: Money
    total: Money
    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class BackTest:
    """How the model and the naive forecast did in the past, a working day ahead.

    Units: fen; errors are means of what was missed, either way, of a day and of the sum over
    twenty working days. ``inside`` of ``tried`` such sums lay within the interval known then.
    """

    days: int
    model_error: Money
    naive_error: Money
    model_sum_error: Money
    naive_sum_error: Money
    inside: int
    tried: int


def workdays(first: date, count: int) -> list[date]:
    """Return so many working days from a day on, itself included if it is worked.

    Shape: fewer where they reach a year whose holidays are not known yet; none is guessed.

    Example:
        >>> [str(day) for day in workdays(date(2026, 2, 13), 3)]  # before the Spring Festival
        ['2026-02-13', '2026-02-14', '2026-02-24']
        >>> workdays(date(2098, 1, 1), 3)
        []
    """
    found: list[date] = []
    day = first
    while len(found) < count:
        try:
            worked = is_workday(day)
        except UnknownYear:
            break
        if worked:
            found.append(day)
        day += _DAY
    return found


def on_workdays(amounts: Amounts) -> dict[date, int]:
    """Put what fell on days that are not worked on the next working day."""
    found: dict[date, int] = {}
    for day, fen in amounts.items():
        worked = _worked(day)
        found[worked] = found.get(worked, 0) + fen
    return found


def _worked(day: date) -> date:
    """Return the working day on which a day counts, itself where the next ones are not known."""
    try:
        return next_workday(day)
    except UnknownYear:
        return day


def seasonal(amounts: Amounts, known: date, day: date) -> int:
    """Return what is expected on a working day from what was known at the end of another.

    Units: fen; 0 where no earlier month is known.
    """
    first = min(amounts, default=known)
    months = 0
    whole = 0
    year, month = day.year, day.month
    for _ in range(MONTHS):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        aligned = next_workday(_same_day(year, month, day.day))
        after = workdays(aligned + _DAY, 1) or [aligned]
        around = (_before(aligned), aligned, *after)
        if around[0] < first:
            break
        if around[-1] > known:
            continue
        months += 1
        whole += sum(
            weight * amounts.get(one, 0) for weight, one in zip(WEIGHTS, around, strict=True)
        )
    return whole // (sum(WEIGHTS) * months) if months else 0


def naive(amounts: Amounts, known: date, day: date) -> int:
    """Return what was paid on the same weekday of the last week that is known; the next workday."""
    back = day - _WEEK
    while back > known:
        back -= _WEEK
    return amounts.get(next_workday(back), 0) if next_workday(back) <= known else 0


def forecast(
    amounts: Amounts, known: date, days: Sequence[date], planned: Mapping[tuple[int, int], int]
) -> tuple[Expected, ...]:
    """Return what is expected of each working day after a known one, with its interval.

    ``planned`` is what the plan of cash of a month has left, by year and month.

    Example:
        >>> paid = {day: 100 for day in workdays(date(2026, 1, 5), 80)}
        >>> one, two = forecast(paid, date(2026, 4, 30), workdays(date(2026, 5, 6), 2), {})
        >>> one.amount.fen, two.total.fen, (two.low.fen, two.high.fen)
        (100, 200, (200, 200))
    """
    worked = on_workdays(amounts)
    single = _planned([(day, seasonal(worked, known, day)) for day in days], planned)
    errors = ahead_errors(worked, known, len(days))
    found = []
    total = 0
    for ahead, (day, fen) in enumerate(single):
        total += fen
        missed = errors[ahead]
        low, high = (quantile(missed, share) for share in (LOWEST, HIGHEST))
        ends = (Money(total + min(low, 0)), Money(total + max(high, 0)))
        found.append(Expected(day, Money(fen), Money(total), *ends))
    return tuple(found)


def ahead_errors(amounts: Amounts, known: date, most: int) -> list[list[int]]:
    """Return, for each number of working days ahead, what the model's sums missed in the past.

    Shape: the first list is one working day ahead. Looked at from each fifth working day.
    """
    worked = _span(amounts, known)
    errors: list[list[int]] = [[] for _ in range(most)]
    for at in range(_WARM, len(worked), _EVERY):
        missed = 0
        for ahead, day in enumerate(worked[at + 1 : at + 1 + most]):
            missed += amounts.get(day, 0) - seasonal(amounts, worked[at], day)
            errors[ahead].append(missed)
    last: list[int] = [0]
    return [last := (one or last) for one in errors]


def back_test(amounts: Amounts, known: date) -> BackTest:
    """Put the model beside the naive forecast, day by day, with what was known the day before."""
    worked_amounts = on_workdays(amounts)
    worked = _span(worked_amounts, known)
    model_missed = naive_missed = days = 0
    for before, day in zip(worked[_WARM:], worked[_WARM + 1 :], strict=False):
        was = worked_amounts.get(day, 0)
        model_missed += abs(was - seasonal(worked_amounts, before, day))
        naive_missed += abs(was - naive(worked_amounts, before, day))
        days += 1
    model, simple = (_sums_missed(worked_amounts, worked, one) for one in (seasonal, naive))
    inside, tried = _inside(model)
    return BackTest(
        days=days,
        model_error=Money(model_missed // (days or 1)),
        naive_error=Money(naive_missed // (days or 1)),
        model_sum_error=_mean_of(model),
        naive_sum_error=_mean_of(simple),
        inside=inside,
        tried=tried,
    )


def _mean_of(missed: Sequence[tuple[int, int, int]]) -> Money:
    return Money(sum(abs(fen) for _, _, fen in missed) // (len(missed) or 1))


_WARM: Final = 45  # working days before the first forecast of the back-test: two months
_EVERY: Final = 5
_AHEAD: Final = 20  # working days of the sums whose interval is tried


def _sums_missed(
    amounts: Amounts, worked: Sequence[date], model: Model
) -> list[tuple[int, int, int]]:
    """Return what a model missed of sums over twenty days: where each begins and ends, and how."""
    return [
        (
            at,
            at + _AHEAD,
            sum(
                amounts.get(day, 0) - model(amounts, worked[at], day)
                for day in worked[at + 1 : at + 1 + _AHEAD]
            ),
        )
        for at in range(_WARM, len(worked) - _AHEAD, _EVERY)
    ]


def _inside(missed: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Count the sums that lay within the interval of the errors known when they were forecast."""
    inside = tried = 0
    for begins, _, fen in missed:
        known = [earlier for _, ends, earlier in missed if ends <= begins]
        if len(known) > 1:
            tried += 1
            inside += quantile(known, LOWEST) <= fen <= quantile(known, HIGHEST)
    return inside, tried


def quantile(amounts: Sequence[int], share: int) -> int:
    """Return the smallest amount that so many per cent of all do not exceed.

    Example:
        >>> quantile([5, 1, 3], 10), quantile([5, 1, 3], 50), quantile([5, 1, 3], 90)
        (1, 3, 5)
    """
    ordered = sorted(amounts)
    return ordered[max(-(-len(ordered) * share // 100) - 1, 0)]


def _planned(
    single: list[tuple[date, int]], planned: Mapping[tuple[int, int], int]
) -> list[tuple[date, int]]:
    """Share what a plan has left over the days of its month, as the season shares them."""
    found: list[tuple[date, int]] = []
    for month in dict.fromkeys((day.year, day.month) for day, _ in single):
        own = {day: fen for day, fen in single if (day.year, day.month) == month}
        if month in planned:
            weights = {day: Money(max(fen, 0) or 1) for day, fen in own.items()}
            own = {
                day: part.fen for day, part in Money(max(planned[month], 0)).split(weights).items()
            }
        found += own.items()
    return found


def _span(amounts: Amounts, known: date) -> list[date]:
    """Return the working days from the first amount to the last day known."""
    found: list[date] = []
    day = min(amounts, default=known)
    while day <= known:
        if is_workday(day):
            found.append(day)
        day += _DAY
    return found


def _same_day(year: int, month: int, number: int) -> date:
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def _before(day: date) -> date:
    day -= _DAY
    while not is_workday(day):
        day -= _DAY
    return day
