"""What on the cockpit needs somebody: what it is, why, since when, who, and the next step.

Each has its evidence on this page or one click away. A figure has a light only where a rule says
what is well: the pace of the year, the terms of the steps, and the agreement with the bank.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fisc.datacentre.months import Month
from fisc.datacentre.trend import behind_since
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.doors.web.steps import STATES
from fisc.doors.web.templatetags.figures import count, percent, role_named, size
from fisc.exchange.amounts import shown
from fisc.exchange.official_tables.execution import Line
from fisc.law.tables import CONCERNS, find
from fisc.stages.pay.attention import Overdue, disagreement, overdue

SHOWN_MAX: Final = 5
STOPS, WARNS, WELL = "stop", "warn", "well"
SIGNS: Final = {STOPS: "■", WARNS: "▲", WELL: "●"}


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that needs somebody. ``key`` begins with the figure that it stands behind."""

    key: str
    light: str
    title: str
    why: str
    since: date | None
    who: str
    next: str
    href: str

    @property
    def sign(self) -> str:
        """The shape that says the same as the colour."""
        return SIGNS[self.light]


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a figure: its word, and where its evidence is."""

    key: str
    light: str
    word: str
    href: str

    @property
    def sign(self) -> str:
        """The shape that says the same as the colour."""
        return SIGNS[self.light]


def concerns(
    page: Page, whole: Line, parts: Iterable[tuple[str, Line]], months: Sequence[Month]
) -> list[Concern]:
    """Return what needs somebody, the most urgent first."""
    divisions, units = page.selection.division or (), page.selection.unit
    found = [_disagreement(page, divisions)] if units is None else []
    late = overdue(divisions, units, page.year, page.shown_day)
    found += [_late(page, one, f"applied-{at}" if at else "applied") for at, one in enumerate(late)]
    found.append(_whole(page, whole, months))
    found.append(_furthest(page, parts))
    return [one for one in found if one is not None][:SHOWN_MAX]


def lights(page: Page, whole: Line, found: Iterable[Concern]) -> dict[str, Light]:
    """Return the lights of the figures, by figure; those without a rule have none."""
    known = {one.key: one for one in reversed(list(found))}
    well = {"applied": (_("within the terms"), "payments")}
    if page.selection.unit is None:
        well["paid"] = (_("agrees with the bank"), "reconciliation")
    answer = {key: Light(key, WELL, word, _open(page, name)) for key, (word, name) in well.items()}
    if whole.ahead is not None:
        answer["rate"] = Light("rate", WELL, _("in step"), "#by-book")
    for key, one in known.items():
        if key in answer:
            answer[key] = Light(key, one.light, _("why"), f"#concern-{key}")
    return answer


def _disagreement(page: Page, divisions: Iterable[str]) -> Concern | None:
    found = disagreement(tuple(divisions))
    if found is None:
        return None
    return Concern(
        key="paid",
        light=STOPS,
        title=_("Open differences between bank and books: %(count)s")
        % {"count": count(found.count)},
        why=_(
            "A payment counts only as the bank says; until they are settled the sums may change."
        ),
        since=found.since,
        who=_next("bank_difference"),
        next=_("Settle each on the page of the reconciliation"),
        href=_open(page, "reconciliation"),
    )


def _late(page: Page, late: Overdue, key: str) -> Concern:
    said = {
        "state": STATES[late.state],
        "count": count(late.count),
        "amount": f"{shown(late.amount, page.unit)} {page.unit_label}",
        "day": late.due.last_day.isoformat(),
    }
    address = _open(page, "payments")
    return Concern(
        key=key,
        light=STOPS,
        title=_("%(state)s, waiting: %(count)s · %(amount)s") % said,
        why=_("The step of the oldest was due on %(day)s.") % said,
        since=late.since,
        who=", ".join(role_named(one) for one in sorted(late.roles)),
        next=_("Take the step, or return them"),
        href=f"{address}?{urlencode({'state': late.state})}" if address else "",
    )


def _whole(page: Page, whole: Line, months: Sequence[Month]) -> Concern | None:
    if whole.ahead is None or whole.pace not in {"ahead", "behind"}:
        return None
    word = _("behind") if whole.pace == "behind" else _("ahead")
    return Concern(
        key="rate",
        light=WARNS,
        title=_("%(rate)s of the budget is paid, %(points)s points %(word)s")
        % {"rate": percent(whole.execution.rate), "points": size(whole.ahead), "word": word},
        why=_("%(gone)s of the year is gone.") % {"gone": percent(page.progress)},
        since=behind_since(months) if whole.pace == "behind" else None,
        who=_next("whole_off_pace"),
        next=_("Look at what is furthest from the year, below"),
        href="#by-function",
    )


def _furthest(page: Page, parts: Iterable[tuple[str, Line]]) -> Concern | None:
    """Return the part of the budget that is furthest behind the year, in money."""
    behind = [
        (line.execution.lag(page.progress), line.ahead, kind, line)
        for kind, line in parts
        if line.pace == "behind" and line.ahead is not None
    ]
    if not behind:
        return None
    ahead, kind, line = max(behind, key=lambda one: one[0])[1:]
    target, name = ("cockpit", "place") if kind == "place" else ("indicators", kind)
    address = _open(page, target)
    return Concern(
        key="part",
        light=WARNS,
        title=_("%(part)s is furthest behind: %(rate)s paid, %(points)s points behind")
        % {"part": line.label, "rate": percent(line.execution.rate), "points": size(ahead)},
        why=_("%(balance)s of its budget is neither paid nor applied for.")
        % {"balance": f"{shown(line.execution.balance, page.unit)} {page.unit_label}"},
        since=None,
        who=_next("place_behind" if kind == "place" else "part_behind"),
        next=_("Ask its units what they will pay, and when"),
        href=f"{address}?{urlencode({name: line.key})}" if address else "",
    )


def _next(concern: str) -> str:
    """Return the roles that are next. Source: law/organisation/concerns.csv."""
    return ", ".join(map(role_named, find(CONCERNS, concern).next_roles))


def _open(page: Page, name: str) -> str:
    """Return the address of a page where this person may open it, else nothing."""
    return reverse(name) if opens(name, page.person.grants) else ""
