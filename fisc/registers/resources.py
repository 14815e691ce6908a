"""Sources of money outside the indicator ledger, and what their owners report of them by day.

Accounts (treasury, special, of units), own money of units, state assets, revenue from state
resources, bond money and investment funds: one row per source. What they hold is what was reported;
the ledger of authority knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fisc.law.resource_kinds import Flexibility
from fisc.law.tables import RESOURCE_KINDS, UnknownRow, find
from fisc.registers.models import Division, Unit
from fisc.registers.resource_models import Resource, ResourceReport
from fisc.values import ZERO, Money


class MisplacedResource(ValueError):
    """A source cannot be entered as it stands; the message says why."""


class LaterReport(ValueError):
    """A report cannot be taken back because the source was reported on since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRecord:
    """A source as it is registered, with what was last reported of it.

    ``basis`` is the statutory basis of an account or of a fund. ``planned`` is what the plans of
    its owner need of it, None where no plan was asked for. ``day`` is the day of the report, None
    before the first. ``flexibility`` is empty where that of its kind holds.

    Units: fen.
    """

    code: str
    division: str
    kind: str
    name: str
    unit: str = ""
    bank: str = ""
    basis: str = ""
    flexibility: Flexibility | str = ""
    origin: int = 0
    since: date | None = None
    expiry: date | None = None
    reason: str = ""
    day: date | None = None
    amount: Money = ZERO
    planned: Money | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported of a source: the day, the amount, who entered it."""

    day: date
    amount: Money
    planned: Money | None
    entered_by: str


_PLAIN = ("kind", "name", "bank", "basis", "flexibility", "origin", "since", "expiry", "reason")


def enter(record: ResourceRecord, *, by: str, at: datetime) -> int:
    """Enter a source, or change the one with its code, and what is reported of it on a day.

    Returns the number of the report. What was reported before stays.

    Raises:
        MisplacedResource: the kind is none of the register, the division or unit does not exist,
            the source belongs to another division, or the day of the report is missing.
    """
    day = _check(record)
    values: dict[str, Any] = {name: getattr(record, name) for name in _PLAIN}
    found = Resource.objects.filter(code=record.code).first()
    if found is not None and found.division_id != record.division:
        raise MisplacedResource(
            f"{record.code} belongs to {found.division_id}; give this one its own code."
        )
    row, _ = Resource.objects.update_or_create(
        code=record.code,
        defaults=values | {"division_id": record.division, "unit_id": record.unit or None},
    )
    report = ResourceReport.objects.create(
        resource=row,
        day=day,
        amount_fen=record.amount.fen,
        planned_fen=None if record.planned is None else record.planned.fen,
        entered_by=by,
        entered_at=at,
    )
    number: int = report.pk
    return number


def take_back(code: str, report: int, before: ResourceRecord | None) -> None:
    """Take a report back, and give its source the form that it had before, or none.

    Raises:
        LaterReport: the source was reported on since.
    """
    if ResourceReport.objects.filter(resource=code, pk__gt=report).exists():
        raise LaterReport(f"{code} was reported on since; take that back first.")
    ResourceReport.objects.filter(resource=code, pk=report).delete()
    if before is None:
        Resource.objects.filter(code=code).delete()
        return
    values: dict[str, Any] = {name: getattr(before, name) for name in _PLAIN}
    Resource.objects.filter(code=code).update(unit_id=before.unit or None, **values)


def resource(code: str) -> ResourceRecord | None:
    """Return one source with its last report, or None."""
    rows = Resource.objects.filter(code=code)
    return next(iter(_with_reports(rows, date.max)), None)


def resources(
    divisions: Collection[str], day: date, *, units: Collection[str] | None = None
) -> tuple[ResourceRecord, ...]:
    """Return the sources of some divisions with what was reported of each by the end of a day.

    ``units`` narrows them to sources of these units; None is all.

    Shape: in the order of their codes; sources without a report by that day are left out.
    """
    rows = Resource.objects.filter(division__in=list(divisions))
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    return tuple(one for one in _with_reports(rows, day) if one.day is not None)


def reports(code: str) -> tuple[Report, ...]:
    """Return everything that was reported of a source, the oldest day first."""
    return tuple(
        Report(row.day, Money(row.amount_fen), _money(row.planned_fen), row.entered_by)
        for row in ResourceReport.objects.filter(resource=code).order_by("day", "pk")
    )


def _with_reports(rows: Any, day: date) -> Iterable[ResourceRecord]:
    found = list(rows.order_by("code"))
    last: dict[str, ResourceReport] = {}
    told = ResourceReport.objects.filter(resource__in=rows, day__lte=day).order_by("day", "pk")
    for report in told:
        last[report.resource_id] = report
    return [_record(row, last.get(row.code)) for row in found]


def _record(row: Resource, report: ResourceReport | None) -> ResourceRecord:
    values: Mapping[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    return ResourceRecord(
        code=row.code,
        division=row.division_id,
        unit=row.unit_id or "",
        day=report.day if report else None,
        amount=Money(report.amount_fen) if report else ZERO,
        planned=_money(report.planned_fen) if report else None,
        **values,
    )


def _money(fen: int | None) -> Money | None:
    return None if fen is None else Money(fen)


def _check(record: ResourceRecord) -> date:
    """Return the day of the report of a source that may be entered.

    Raises:
        MisplacedResource: it may not.
    """
    try:
        group = find(RESOURCE_KINDS, record.kind).group
    except UnknownRow:
        group = "ledger"
    if group == "ledger":
        raise MisplacedResource(f"{record.code}: {record.kind!r} is no kind of the register.")
    if record.day is None or record.amount < ZERO:
        raise MisplacedResource(f"{record.code}: say what lay there on which day, not below zero.")
    if not Division.objects.filter(code=record.division).exists():
        raise MisplacedResource(f"{record.code}: there is no division {record.division}.")
    if record.unit and not Unit.objects.filter(code=record.unit, division=record.division).exists():
        raise MisplacedResource(f"{record.code}: {record.division} has no unit {record.unit}.")
    return record.day
