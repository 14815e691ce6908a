"""What lies open on the desks of the story county on the last day of the demo.

Pages need something that is not finished: a draft, a request to review, one to audit, one to
release. These few go through the acts of ``pay``, with every control asked.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from fisc.demo.adopt import RefusedInDemo
from fisc.demo.cast import clerk_of, player
from fisc.demo.grant import pot_of
from fisc.demo.indicators import GRAIN, DemoIndicator
from fisc.demo.payees import FIRMS, payees_of
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.purposes import Pattern
from fisc.demo.scales import DEMO_YEAR
from fisc.law.calendar import previous_workday
from fisc.stages.pay import commands
from fisc.values import Money

# How far each of the open requests has come; the story is the same in every demo.
STEPS: Final = ("draft",) * 2 + ("review",) * 2 + ("submit",) * 3 + ("audit",) * 2 + ("release",)
_ACTS: Final = ("review", "submit", "audit", "release")


def open_desk(part: PlacePlan, until: date) -> int:
    """Leave some requests at each step of their way, dated the last working day; once only.

    Returns how many requests are open.
    """
    day = previous_workday(until)
    firms = payees_of(part.place)[:FIRMS]
    chosen = _with_room(part, len(STEPS))
    for at, ((one, room), step) in enumerate(zip(chosen, STEPS, strict=False)):
        key = f"demo/desk/{part.place.code}/{day}/{at}"
        amount = Money(room // 8 // GRAIN * GRAIN)
        receipt = commands.draft_request(
            unit=one.unit,
            year=DEMO_YEAR,
            typed=commands.Typed(
                pot=pot_of(part, one),
                amount=amount,
                account=firms[at % len(firms)].account,
                purpose=f"{day.month}月{part.project_names[one.project]}",
                invoice=f"FP-{day:%Y%m%d}-{at + 1}",
                invoice_seller=firms[at % len(firms)].account,
                invoice_amount=amount,
                procurement=False,
                bond_project="",
            ),
            officer=clerk_of(part, "UNIT_CLERK", one.unit),
            day=day,
            at=moment(day),
            key=key,
        )
        if step != "draft":
            _go_on(part, one, receipt.subject, step, day, key)
    return len(chosen)


def _go_on(
    part: PlacePlan, one: DemoIndicator, number: str, step: str, day: date, key: str
) -> None:
    """Take a request through its steps, up to and including one."""
    for act in _ACTS[: _ACTS.index(step) + 1]:
        common = {"number": number, "day": day, "at": moment(day), "key": f"{key}/{act}"}
        if act == "review":
            officer = clerk_of(part, "UNIT_REVIEWER", one.unit)
            receipt = commands.review_request(officer=officer, **common)  # type: ignore[arg-type]
        elif act == "submit":
            officer = clerk_of(part, "UNIT_HEAD", one.unit)
            receipt = commands.submit_request(officer=officer, **common)  # type: ignore[arg-type]
        elif act == "release":
            officer = player("FIN_PAYCENTER", part.place.code, second=True)
            receipt = commands.release_request(officer=officer, **common)  # type: ignore[arg-type]
        else:
            officer = player("FIN_PAYCENTER", part.place.code)
            receipt = commands.audit_request(
                officer=officer,
                passed=True,
                reason="已核实 Checked",
                **common,  # type: ignore[arg-type]
            )
        if not receipt.done:
            why = "; ".join(control.verdict.why for control in receipt.refusals)
            raise RefusedInDemo(f"{number} could not be taken to {act}: {why}")


def _with_room(part: PlacePlan, number: int) -> list[tuple[DemoIndicator, int]]:
    """Return indicators for daily needs of different units, and what the year leaves in them.

    Only what no payment of the plan will need is used, so the story can still go on.
    """
    found: dict[str, tuple[DemoIndicator, int]] = {}
    left = part.uses.amount - part.uses.year.spending.sum(axis=1)
    for one, room in zip(part.indicators, left.tolist(), strict=True):
        fits = one.pattern == Pattern.RUNNING and not one.three_public
        if fits and one.unit not in found and room >= 8 * GRAIN:
            found[one.unit] = (one, room)
    return list(found.values())[:number]
